"""What the lock file of Pyodide says of a wheel, so that Python may load it."""

import hashlib


def describe(wheel, address, imports=(), depends=()):
    """Return the entry of a wheel by its name; the address is seen from the lock."""
    name, version, *_ = wheel.name.split("-")
    name = name.replace("_", "-")
    entry = {
        "name": name,
        "version": version,
        "file_name": address,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": list(imports),
        "depends": list(depends),
        "unvendored_tests": False,
    }
    return {name: entry}
