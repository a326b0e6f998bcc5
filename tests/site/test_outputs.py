"""The outputs stored in the notebooks are those that they gave when the book was built.

The notebooks of `book/solutions`, which are no pages, nbval runs.
"""

import nbformat
import pytest
from built_site import PAGES, ROOT
from nbval.plugin import coalesce_streams

STORED, RUN = ROOT / "book", ROOT / "_build" / "jupyter_execute"
PATHS = [f"{page}.ipynb" for page in PAGES if (STORED / f"{page}.ipynb").exists()]
EXERCISES = "exercises/"  # readers get them without outputs
WIDGET = "application/vnd.jupyter.widget-view+json"  # its number is drawn anew


def code_cells(path):
    cells = nbformat.read(path, as_version=4).cells
    return [cell for cell in cells if cell.cell_type == "code"]


def comparable(cell):
    outputs = coalesce_streams(cell.outputs)  # prints arrive in one part or in several
    for output in outputs:
        output.get("data", {}).pop(WIDGET, None)
    return outputs


@pytest.mark.parametrize("path", PATHS)
def test_what_is_stored_is_what_the_build_found(site, path):
    pairs = zip(code_cells(STORED / path), code_cells(RUN / path), strict=True)
    for stored, run in pairs:
        assert stored.source == run.source
        assert run.execution_count
        assert "error" not in [output.output_type for output in run.outputs]
        ignored = "nbval-ignore-output" in stored.metadata.get("tags", [])
        if not ignored and not path.startswith(EXERCISES):
            assert stored.execution_count, stored.source
            assert comparable(stored) == comparable(run), stored.source
