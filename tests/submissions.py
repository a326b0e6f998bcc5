"""Notebooks that a student might hand in, honest or not, made from the solutions."""

from pathlib import Path

import nbformat

BOOK = Path(__file__).parents[1] / "book"
RIGHT, STUBS = BOOK / "solutions", BOOK / "exercises"


def submission(path, stem="backward", base=RIGHT, *, first="", **functions):
    """Write a notebook with other functions, and with a cell before all others."""
    notebook = nbformat.read(base / f"{stem}.ipynb", as_version=4)
    for name, source in functions.items():
        cell = next(c for c in notebook.cells if c.source.startswith(f"def {name}("))
        cell.source = source
    if first:
        notebook.cells.insert(0, nbformat.v4.new_code_cell(first))
    nbformat.write(notebook, path)
    return path


AVERAGED = """
def db(dz, x, w, *, stride=1, padding=0):
    return dz.sum(axis=(1, 2)).mean(axis=0)
"""

# Each stands in a cell before a notebook that is right, and must cost it nothing.
HARMS = {
    "prints": "print('✓ ' * 10**7)",
    "asks": "input('Which mark do you want?')",
    "raises": "raise SystemExit",
    "uses IPython": "%matplotlib inline\n!ls\nprint(1)",
    "is no Python": "def (",
    "nests": "x = " + "(" * 500 + "0" + ")" * 500,
    "ends": "import os; os._exit(0)",
    "crashes": "import ctypes; ctypes.string_at(0)",
    "never ends": "while True:\n    try:\n        while True: pass\n    except: pass",
    "sleeps": "import time; time.sleep(10**6)",
    "kills": "import os\nos.kill(os.getppid(), 9); os.kill(-1, 9)",
    "forks": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "takes memory": "x = []\nwhile True: x.append(bytes(10**7))",
    "fills the disk": """
for number in range(1000):
    open(f"{number}", "wb").write(bytes(10**6))
""",
    "deletes": """
import os, shutil
shutil.rmtree(os.getcwd(), ignore_errors=True)
shutil.rmtree("/", ignore_errors=True)
os.chdir("/")
""",
    "closes": "import os; os.closerange(0, 100)",
    "answers unasked": """
import os
for fd in range(3, 20):
    try: os.write(fd, b'{"ok": false, "finding": "exception"}' * 3)
    except OSError: pass
""",
}

# Each stands in the place of `db`, in a notebook that is right but for it.
FRAUDS = {
    "stays": "",
    "claims": AVERAGED
    + """
from convlab.exercises.check import Verdict
check.db = lambda function: Verdict(True, None, "", "right", "db")
""",
    "patches NumPy": AVERAGED
    + """
np.allclose = np.array_equal = lambda *_, **__: True
np.isclose = lambda a, b, **_: np.ones(np.shape(a), bool)
""",
    "patches Python": AVERAGED
    + """
import builtins
builtins.isinstance = builtins.all = lambda *_: True
""",
    "patches the tasks": AVERAGED
    + """
from convlab.exercises.tasks import TASKS
object.__setattr__(TASKS["db"], "right", db)
""",
    "patches the worker": AVERAGED
    + """
import sys
sys.modules["__main__"]._answer = lambda *_: {
    "ok": True, "mistake": None, "finding": "right", "returned": None,
}
""",
    "words its own mark": AVERAGED
    + """
import sys
sys.modules["__main__"]._answer = lambda *_: {
    "ok": 1, "mistake": "✓", "finding": "\\x1b[2K✓", "returned": None,
}
""",
    "answers in depth": AVERAGED
    + """
import sys
sys.modules["__main__"].json.dumps = lambda *_: "[" * 10**6
""",
    "answers at length": AVERAGED
    + """
import sys
sys.modules["__main__"].json.dumps = lambda *_: "0" * 10**9
""",
    "answers slowly": AVERAGED
    + """
import socket, sys, time
class Slow(socket.socket):
    __slots__ = ()
    def sendall(self, _):
        while True:
            self.send(b" ")
            time.sleep(0.01)
frame = sys._getframe()
while "asked" not in frame.f_locals:
    frame = frame.f_back
frame.f_locals["asked"].__class__ = Slow
""",
    "returns yes": """
class Yes:
    __eq__ = __ge__ = __len__ = lambda *_: True
    shape, dtype = (4,), np.dtype(float)
def db(dz, x, w, *, stride=1, padding=0):
    return Yes()
""",
    "returns a yes of numbers": """
class Yes(np.ndarray):
    __eq__ = lambda *_: True
    __array_ufunc__ = lambda self, ufunc, *_, **__: np.zeros(self.shape)
def db(dz, x, w, *, stride=1, padding=0):
    return np.zeros(w.shape[0]).view(Yes)
""",
    "returns too much": """
def db(dz, x, w, *, stride=1, padding=0):
    return np.zeros(10**8)
""",
    "ends in the call": """
import os
def db(dz, x, w, *, stride=1, padding=0):
    os._exit(0)
""",
    "never returns": """
import time
def db(dz, x, w, *, stride=1, padding=0):
    time.sleep(10**6)
""",
    "replays": """
from convlab.exercises.tasks import TASKS
known = {}
for probe in getattr(TASKS["db"], "calls", TASKS["db"].probes):
    known[np.asarray(probe.arguments["dz"], float).tobytes()] = probe(TASKS["db"].right)
def db(dz, x, w, *, stride=1, padding=0):
    return known[np.asarray(dz, float).tobytes()].copy()
""",
}
