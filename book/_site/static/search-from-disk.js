// Lets readers search a book opened from disk. A browser reads no second file there,
// so the results lack the excerpts that the search would read from each page.
"use strict";

if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
