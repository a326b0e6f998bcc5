"""Everything a reader can take along: the PDF, the zip and the JupyterLite."""
