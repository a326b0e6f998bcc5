"""Run every notebook of the book and store its outputs, alike on every run."""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

BOOK = Path(__file__).parents[1]
WIDGET = "application/vnd.jupyter.widget-view+json"


def run(path):
    """Return the notebook, executed from a fresh kernel in its own folder."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": path.parent}},
    ).execute()
    return notebook


def normalise(notebook):
    """Take out what differs from run to run or from machine to machine."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata.language_info = {"name": "python"}
    notebook.metadata.kernelspec = {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET, None)  # it names a model of that run


def main():
    """Run the notebooks named, or all of the book."""
    named = [Path(name).resolve() for name in sys.argv[1:]]
    failed = False
    for path in named or sorted(BOOK.rglob("[!.]*.ipynb")):
        if any(part.startswith(".") for part in path.relative_to(BOOK).parts):
            continue
        before = path.read_text("utf-8")
        try:
            notebook = run(path)
        except CellExecutionError as error:
            print(f"{path.name} failed and is left as it was:\n{error}")
            failed = True
            continue
        normalise(notebook)
        after = nbformat.writes(notebook) + "\n"
        if after != before:
            path.write_text(after, "utf-8")
        print(f"{path.name} {'unchanged' if after == before else 'written'}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
