"""Install the npm packages that a folder pins, from its package-lock.json."""

import os
import subprocess
import sys

from fetch_vendor import find_npm


def main():
    """Install into node_modules of the folder named."""
    folder = sys.argv[1]
    npm, path = find_npm()
    skip = {"PUPPETEER_SKIP_DOWNLOAD": "1"}  # there is a browser already
    environment = os.environ | {"PATH": path} | skip
    done = subprocess.run([npm, "ci", "--silent"], cwd=folder, env=environment)
    if done.returncode:
        sys.exit(
            f"npm could not install what {folder}/package-lock.json pins; "
            "is there a network?"
        )


if __name__ == "__main__":
    main()
