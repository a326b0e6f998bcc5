"""Build what a reader can take away: the PDF, the EPUB and the zip."""
