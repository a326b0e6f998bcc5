"""Sphinx extension: a table from the number of an equation to its function.

`{equation-table}` takes labels. Sphinx's own autosummary makes the other tables of the
functions, but has no column for the number.
"""

import inspect
import re

from sphinx.util.docutils import SphinxDirective

from convlab import equations

TABLE = """~~~{{list-table}}
:class: autosummary
:widths: auto

{rows}
~~~"""
ROW = """* - {{eq}}`{label}`
  - {{py:obj}}`{name} <convlab.equations.{name}>`
  - {line}"""
REFERENCE = re.compile(r" \((equation )?:eq:.*?\)")


class EquationTable(SphinxDirective):
    """A row for each equation whose label is listed."""

    has_content = True

    def run(self):
        """Write the table in Markdown, to be read like the page around it."""
        rows = map(write_row, " ".join(self.content).split())
        return self.parse_text_to_nodes(TABLE.format(rows="\n".join(rows)))


def write_row(label):
    """Return the row of an equation: its number, its function and what this does."""
    name = label.replace("-", "_")
    line = inspect.getdoc(getattr(equations, name)).split("\n")[0]
    return ROW.format(label=label, name=name, line=REFERENCE.sub("", line))


def setup(app):
    """Add the directive."""
    app.add_directive("equation-table", EquationTable)
