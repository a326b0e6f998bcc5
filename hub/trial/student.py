"""What a student does in the browser: follow the link, log in, write, run, and read."""

from urllib.parse import urlencode

from playwright.async_api import expect

__all__ = ["Student"]

NOTEBOOK = "book/exercises/forward.ipynb"


class Student:
    """A student with a browser of their own."""

    def __init__(self, name, context, hub):
        self.name, self.context, self.hub = name, context, hub
        self.page = None
        self.file = hub.homes / name / "convlab" / NOTEBOOK

    def say(self, what):
        """Print what was done, after the name."""
        print(f"  {self.name}: {what}", flush=True)

    async def follow_link(self, repository):
        """Open the link that pulls the project, in a new tab."""
        if self.page:
            await self.page.close()
        pull = {
            "repo": repository.as_uri(),
            "branch": "main",
            "targetpath": "convlab",
            "urlpath": f"lab/tree/convlab/{NOTEBOOK}",
        }
        self.page = await self.context.new_page()
        address = f"{self.hub.address}/hub/user-redirect/git-pull?{urlencode(pull)}"
        await self.page.goto(address)

    async def log_in(self):
        """Fill in the form that the link led to."""
        await self.page.get_by_label("Username").fill(self.name)
        await self.page.get_by_label("Password").fill(self.hub.password)
        await self.page.get_by_role("button", name="Sign in").click()

    async def land_on_the_exercise(self):
        """Wait for JupyterLab with the notebook, and for its kernel."""
        await self.page.wait_for_url(f"**/lab/tree/convlab/{NOTEBOOK}*")
        await expect(self.cell("def output_size")).to_be_visible()
        await expect(self.page.get_by_text("| Idle")).to_be_visible()

    def cell(self, text):
        """Find the code cell with this text."""
        return self.page.locator(".jp-CodeCell", has_text=text)

    def verdicts(self):
        """Find the first line of every verdict of the notebook."""
        return self.page.locator(".jp-CodeCell .verdict strong")

    async def run_all_cells(self):
        """Use the menu, after clearing the outputs that the notebook came with."""
        await self._choose("Edit", "Clear Outputs of All Cells")
        await expect(self.verdicts()).to_have_count(0)
        await self._choose("Run", "Run All Cells")

    async def _choose(self, menu, command):
        bar = self.page.get_by_role("menubar").first
        await bar.get_by_role("menuitem", name=menu, exact=True).click()
        await self.page.get_by_role("menuitem", name=command, exact=True).click()

    async def write(self, answer):
        """Replace the function of the first task, run it, and run its check."""
        await self.cell("def output_size").locator(".cm-content").click()
        await self.page.keyboard.press("ControlOrMeta+A")
        await self.page.keyboard.insert_text(answer)
        await self.page.keyboard.press("Shift+Enter")
        await self.page.keyboard.press("Shift+Enter")

    async def read_verdict(self, expected):
        """Wait until the check of the first task says this."""
        check = self.cell("check.output_size(output_size)")
        await expect(check.locator(".verdict strong")).to_have_text(expected)

    async def save(self):
        """Press the keys, and wait until the file is written."""
        before = self.file.stat().st_mtime_ns
        await self.page.keyboard.press("ControlOrMeta+S")
        for _ in range(100):
            if self.file.stat().st_mtime_ns != before:
                return
            await self.page.wait_for_timeout(100)
        raise AssertionError(f"{self.file} was not written within 10 seconds")
