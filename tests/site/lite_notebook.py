"""Drive a notebook in JupyterLite as a student does: write into cells, and run them."""


class Notebook:
    """A notebook of the built JupyterLite, open in a page."""

    def __init__(self, page, address, path):
        self.page = page
        page.goto(f"{address}notebooks/index.html?path={path}")
        self.cell(0).locator(".cm-content").wait_for()

    def cell(self, number):
        """Find a code cell; they are counted from 0."""
        return self.page.locator(".jp-CodeCell").nth(number)

    def enter(self, number):
        """Put the cursor into a cell."""
        self.cell(number).locator(".cm-content").click()

    def run(self, number, text=None):
        """Run a cell, with another text if one is given."""
        self.enter(number)
        if text is not None:
            self.page.keyboard.press("ControlOrMeta+A")
            self.page.keyboard.insert_text(text)
        self.run_here()

    def run_here(self):
        """Run the cell with the cursor."""
        self.page.keyboard.press("Control+Enter")

    def wait(self, number, count):
        """Wait until a cell has run, as the one that many of this kernel."""
        prompt = self.cell(number).locator(".jp-InputPrompt")
        prompt.filter(has_text=f"[{count}]:").wait_for()

    def verdict(self, number):
        """Find the first line of what a check says below its cell."""
        return self.cell(number).locator(".verdict strong")
