"""Build what a reader can take away: the PDF and the zip."""
