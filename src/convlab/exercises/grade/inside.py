"""The far side of a sandbox: run the cells of a notebook, and answer calls.

Whatever is said here may be a lie, because a cell can change all of this while it runs.
The near side believes what makes a mark worse, and verifies the rest.
"""

import base64
import json
import linecache
import os
import re
import socket
import sys

import numpy as np

from convlab.exercises import bugs, check
from convlab.exercises.tasks.given import Given, named
from convlab.exercises.tasks.layer_tasks import drive

__all__ = ["decode", "encode", "lock_up"]

GIB = 1 << 30
LIMITS = {  # soft and hard
    "RLIMIT_AS": (2 * GIB, 4 * GIB),  # bytes; a check takes 2 GiB for its calls
    "RLIMIT_CPU": (60, 60),  # seconds
    "RLIMIT_NPROC": (16, 16),
    "RLIMIT_FSIZE": (1 << 20, 1 << 20),  # bytes
    "RLIMIT_CORE": (0, 0),
}


def encode(value):
    """Turn a value into data that JSON can hold; what is no plain data is None."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        raw = base64.b64encode(value.tobytes()).decode()
        return {"dtype": value.dtype.str, "shape": list(value.shape), "bytes": raw}
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, tuple | list):
        return {type(value).__name__: [encode(item) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[str(name), encode(item)] for name, item in value.items()]}
    if isinstance(value, Given):
        return {"named": value.words}
    return value if isinstance(value, bool | int | float | str) else None


def decode(data):
    """Turn data from `encode` into a value again.

    Raises
    ------
    ValueError, TypeError
        If the data are of any other form.
    """
    match data:
        case {"dtype": str(dtype), "shape": list(shape), "bytes": str(raw)}:
            if not re.fullmatch(r"[<>|=][biufc]\d{1,2}", dtype):
                raise ValueError(f"expected a dtype of numbers; got {dtype!r}")
            return np.frombuffer(bytearray(base64.b64decode(raw)), dtype).reshape(shape)
        case {"dict": list(pairs)}:
            return {str(name): decode(item) for name, item in pairs}
        case {"named": str(words)}:
            return named(words)
        case {"list": list(items)}:
            return [decode(item) for item in items]
        case dict():  # a tuple, or a kind of tuple whose parts have names
            (items,) = data.values()
            return tuple(decode(item) for item in items)
    return data


def _run_cell(names, cell, number):
    """Run a cell, without the lines for IPython if it has some."""
    file = f"<cell {number}>"
    try:
        code = compile(cell, file, "exec")
    except SyntaxError:
        cell = re.sub(r"^(\s*)[%!].*", r"\1pass", cell, flags=re.MULTILINE)
        code = compile(cell, file, "exec")
    linecache.cache[file] = len(cell), None, cell.splitlines(keepends=True), file
    exec(code, names)


def _answer(names, request, number):
    match request:
        case {"cell": cell}:
            _run_cell(names, cell, number)
            return {}
        case {"check": expression, "value": value}:
            given = {"check": check, "bugs": bugs, "it": decode(value)}
            verdict = eval(expression, names | given)
            return {key: getattr(verdict, key) for key in ("ok", "mistake", "finding")}
        case {"call": name, "arguments": arguments, "keywords": keywords}:
            result = drive(names[name])(*decode(arguments), **decode(keywords))
            return {"returned": encode(result)}
    raise ValueError(f"unknown request: {request}")


def lock_up(user):
    """Become another user if this one may do everything, and keep to the limits."""
    import resource  # not on Windows, where the near side says what is missing

    with open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")  # where memory runs out, this is what has to go
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    for limit, values in LIMITS.items():
        resource.setrlimit(getattr(resource, limit), values)


def _serve(user):
    asked = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    lock_up(user)
    names = {"__name__": "__main__", "display": print}
    for number, line in enumerate(asked.makefile("rb"), start=1):
        try:
            reply = _answer(names, json.loads(line), number)
        except BaseException as error:  # even SystemExit must not end the notebook
            reply = {"raised": type(error).__name__}
        asked.sendall(json.dumps(reply).encode() + b"\n")


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
