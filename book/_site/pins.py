"""The npm packages that are fetched for the book, each pinned by its sha512."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Package:
    """An npm package: what it must hash to, and where the files we keep go."""

    name: str
    version: str
    sha512: str
    keep: dict[str, str]  # file, or folder/, in the package: folder under _vendor


PACKAGES = [
    Package(
        "mathjax",
        "3.2.2",
        "Bt+SSVU8eBG27zChVewOicYs7Xsdt40qm4+UpHyX7k0/O9NliPc+x77k1/FEsPsjKPZGJvtRZM1v"
        "O+geW0OhGw==",
        {
            # the parts of tex-chtml.js without its menu, which is a third of it
            "es5/startup.js": "served/vendor/mathjax",
            "es5/core.js": "served/vendor/mathjax",
            "es5/input/tex.js": "served/vendor/mathjax/input",
            "es5/output/chtml.js": "served/vendor/mathjax/output",
            "es5/output/chtml/fonts/tex.js": "served/vendor/mathjax/output/chtml/fonts",
            "es5/a11y/assistive-mml.js": "served/vendor/mathjax/a11y",
            "es5/input/tex/extensions/": "served/vendor/mathjax/input/tex/extensions",
            "es5/output/chtml/fonts/woff-v2/": (
                "served/vendor/mathjax/output/chtml/fonts/woff-v2"
            ),
            "LICENSE": "served/vendor/mathjax",
        },
    ),
    Package(
        "@fontsource-variable/source-serif-4",
        "5.3.1",
        "4Rtay22SC4lMvw11r/+9kxANB6P3M0X8s1NudBC2v0J1KU2y3DcMoNcT3lBoZ/CqLirzf+StlO6U"
        "lJilyrvaUg==",
        {
            "files/source-serif-4-latin-wght-normal.woff2": "served/vendor/serif",
            "files/source-serif-4-latin-wght-italic.woff2": "served/vendor/serif",
            "LICENSE": "served/vendor/serif",
        },
    ),
    Package(
        "axe-core",
        "4.14.1",
        "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe"
        "37OgudVGtQ==",
        {"axe.min.js": "tests/axe-core", "LICENSE": "tests/axe-core"},
    ),
]

PYODIDE = Package(  # its lock has the sha256 of the wheels that belong to it
    "pyodide",
    "0.27.8",
    "XDy8yQAloO0fSaJ6F5aQad0IqcBKvU4MgGjN3LrjOPW6J4xHT5PBiBzCnApxjuerWl33BiyuPQG1uIHH"
    "AQnkkg==",
    dict.fromkeys(
        (
            "pyodide.mjs",
            "pyodide.asm.js",
            "pyodide.asm.wasm",
            "python_stdlib.zip",
            "pyodide-lock.json",
        ),
        "pyodide",
    ),
)
WHEELS = "numpy", "traitlets"

BIOME_VERSION = "2.5.15"


def biome(platform, sha512):
    """Pin the Biome of one platform: a single program, which needs no Node."""
    name = f"@biomejs/cli-{platform}"
    return Package(name, BIOME_VERSION, sha512, {"biome": "tools"})


BIOME = {  # by what platform.system() and platform.machine() say
    "Linux x86_64": biome(
        "linux-x64",
        "xE4iEW/3LqlYj9GFgGrFsFSH51dEEpUbYWBfeOv0q87WkUDxK2o/HhreSb7qMJqck70RVM6Lg96h"
        "gedcAYcOkA==",
    ),
    "Linux aarch64": biome(
        "linux-arm64",
        "XaG7P7eeSLYETD3K9grfB0mQmpLQZjygdbsxekWBJAg4am79fGAtRpfRyNnTvXB2fZFNnJZG3nXm"
        "7HBat0+VUw==",
    ),
    "Darwin arm64": biome(
        "darwin-arm64",
        "BZVzFhJ/mUvTLMYbc9x6el0o2Uv5zP7bACYyhFb6fSc1giroXm7PL0a5KqMJ9F+/BnkYRjagD/RO"
        "SDVOZ6eapg==",
    ),
    "Darwin x86_64": biome(
        "darwin-x64",
        "V5Kw63V+fVGNFhFrizDxMbGXAzZCh8kYzJpy3GI6gTapWDg7bZK9oYC9CbVgQSEdTnupz0U5Efz8"
        "Ev+5vdBBXw==",
    ),
}
