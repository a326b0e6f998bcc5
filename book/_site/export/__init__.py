"""Build what a reader can take away: wheel, PDF, EPUB, cards and the zip."""
