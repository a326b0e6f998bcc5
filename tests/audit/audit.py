"""Measure every page of the built book, and fail where one misses a target."""

import argparse
import sys

from built_site import EVERY_PAGE, PAGES, SITE
from find_browser import FLAGS, find_browser
from host import serve
from lighthouse import TARGETS, look_at
from playwright.sync_api import sync_playwright
from valid_html import find_invalid
from visit import KIB, limit, weigh

HEAD = f"{'page':20}{'invalid':>8}{'KiB':>6}{'of':>5}" + "".join(
    f"{name:>15}" for name in TARGETS
)


def load(browser, address):
    """Load a page as a new reader does, without scrolling; return it and what came."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, responses = context.new_page(), []
    page.on("response", lambda response: responses.append(response))
    page.goto(address, wait_until="networkidle")
    return page, responses


def weigh_all(names, address, problems):
    """Return the browser, what each page weighs and may weigh, and each file."""
    weights, files = {}, {}
    with sync_playwright() as playwright:
        path = find_browser(playwright)
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for name in names:
            page, responses = load(browser, f"{address}{name}.html")
            parts, most = weigh(responses), limit(page)
            total = sum(parts.values())
            page.context.close()
            weights[name] = round(total / KIB), most // KIB
            files |= parts
            if total >= most:
                problems.append(f"{name}: {total // KIB} KiB, not under {most // KIB}")
        browser.close()
    return path, weights, files


def validate(names, problems):
    """Count what is not valid HTML in each page."""
    invalid = find_invalid([SITE / f"{name}.html" for name in names])
    counts = {}
    for name in names:
        found = invalid.get(SITE / f"{name}.html", [])
        counts[name] = len(found)
        problems += [f"{name}: {each}" for each in found]
    return counts


def score(name, address, browser, problems):
    """Return what Lighthouse gives a page, as columns; none for a generated page."""
    if name not in PAGES:
        return ""
    scores, lost = look_at(f"{address}{name}.html", browser)
    missed = {part for part, target in TARGETS.items() if scores[part] < target}
    problems += [f"{name}: {part} {scores[part]}" for part in sorted(missed)]
    problems += [f"{name}: {each}" for each in lost if each.split(":")[0] in missed]
    return "".join(f"{scores[part]:15.0f}" for part in TARGETS)


def measure(names):
    """Print a line for each page, and return what misses a target."""
    problems = []
    with serve(SITE) as address:
        print(f"Validating and weighing {len(names)} pages", flush=True)
        counts = validate(names, problems)
        browser, weights, files = weigh_all(names, address, problems)
        print(f"Lighthouse, desktop, some 15 s a page\n\n{HEAD}", flush=True)
        for name in names:
            size, most = weights[name]
            columns = score(name, address, browser, problems)
            print(f"{name:20}{counts[name]:8}{size:6}{most:5}{columns}", flush=True)
    print("\nThe heaviest files, compressed:")
    for path, size in sorted(files.items(), key=lambda pair: -pair[1])[:12]:
        print(f"{size / KIB:8.0f} KiB  {path}")
    return problems


def main():
    """Measure the pages named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=EVERY_PAGE, metavar="PAGE")
    problems = measure(parser.parse_args().only or EVERY_PAGE)
    if problems:
        sys.exit("\n".join(["\nThese miss their target:", *problems]))
    print("\nEvery page meets every target.")


if __name__ == "__main__":
    main()
