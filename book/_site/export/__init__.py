"""Build what a reader can take away: the PDF, the zip and the JupyterLite."""
