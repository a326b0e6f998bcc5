"""The process in a sandbox: run the cells of a notebook, and answer calls.

Whatever it says may be a lie, because a cell can change all of this while it runs. The
host believes what makes a mark worse, and verifies the rest.
"""

import base64
import json
import linecache
import math
import os
import re
import socket
import sys
import time

import numpy as np

from convlab.exercises import bugs, check
from convlab.exercises.grade.notebooks import parse_cell
from convlab.exercises.tasks.given import Given, named
from convlab.exercises.tasks.layer_tasks import drive

__all__ = ["decode", "encode", "lock_up"]

GIB = 1 << 30
LIMITS = {  # soft and hard
    "RLIMIT_AS": (2 * GIB, 4 * GIB),  # bytes; a check takes 2 GiB for its calls
    "RLIMIT_CPU": (120, 120),  # seconds of processor time
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


def _answer(names, request, number):
    match request:
        case {"cell": cell}:
            file, lines = f"<cell {number}>", cell.splitlines(keepends=True)
            code = compile(parse_cell(cell), file, "exec")
            linecache.cache[file] = len(cell), None, lines, file
            exec(code, names)
            return {}
        case {"check": expression, "value": value}:
            given = {"check": check, "bugs": bugs, "it": decode(value)}
            verdict = eval(expression, names | given)
            return {key: getattr(verdict, key) for key in ("ok", "mistake", "finding")}
        case {"call": name, "arguments": arguments, "keywords": keywords}:
            result = drive(names[name])(*decode(arguments), **decode(keywords))
            return {"returned": encode(result)}
    raise ValueError(f"unknown request: {request}")


def _message(error):
    """Return what an exception says, without the file names that cells have here."""
    return re.sub(r"\(<[^>]+>, ", "(", str(error))[:200]


def lock_up(user):
    """Become another user if this one is root, and keep to the limits."""
    import resource  # not on Windows, where the host says what is missing

    with open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")  # where memory runs out, this is what has to go
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    for name, values in LIMITS.items():
        limit = getattr(resource, name)
        _, most = resource.getrlimit(limit)
        if values[1] > most != resource.RLIM_INFINITY:
            sys.exit(f"expected {name} of at least {values[1]}; `ulimit` says {most}")
        resource.setrlimit(limit, values)


def _allow(seconds):
    """Let this process have so much processor time from now on."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    until = min(math.ceil(time.process_time()) + seconds, most)
    resource.setrlimit(resource.RLIMIT_CPU, (until, most))


def _serve(user, seconds):
    asked = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    lock_up(user)
    names = {"__name__": "__main__", "display": print}
    for number, line in enumerate(asked.makefile("rb"), start=1):
        try:
            _allow(seconds)
            reply = _answer(names, json.loads(line), number)
        except BaseException as error:  # even SystemExit must not end the notebook
            reply = {"raised": type(error).__name__, "said": _message(error)}
        asked.sendall(json.dumps(reply).encode() + b"\n")


if __name__ == "__main__":
    _serve(*map(int, sys.argv[1:]))
