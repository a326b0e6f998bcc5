"""The page that a server shows where there is none."""

import not_found


def test_the_page_of_a_wrong_address_has_addresses_from_the_root():
    kept = '<a href="#top"> <a href="https://a.org/"> <img src="data:,"> <a href="/b">'
    page = '<html data-content_root="./"> <script src="a.js"> ({ href: "b.woff2" })'
    moved = not_found.from_the_root(page + kept, "/course/")
    assert moved == (
        '<html data-content_root="/course/"> <script src="/course/a.js"> '
        f'({{ href: "/course/b.woff2" }}){kept}'
    )
