// Lets a book opened from disk be searched: a browser reads no second file there,
// so the results come without the excerpts that would be read from each page.
"use strict";

if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
