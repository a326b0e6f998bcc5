"""A sandbox, seen from the host: a process that reads Python, and nothing else.

bubblewrap makes it, without network, and with processes and files of its own. It sees
Python, NumPy and convlab, read-only, and a folder in memory to write to.
"""

import contextlib
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

import convlab
from convlab.exercises.grade.worker import decode, encode

__all__ = ["Ended", "NotStarted", "Sandbox", "why_unusable"]

# A slow machine is no mistake, so processor time decides. The clock is for what sleeps:
# it allows more than the 30 s that a check waits for the calls that it makes.
PROCESSOR = 10  # seconds of processor time for a cell, a check or a call
CLOCK = 40.0  # seconds on the clock for the same
WHOLE = 180.0  # seconds on the clock for the whole notebook
MOST = 1 << 23  # bytes of one answer
HOME, ROOM = "/notebook", 1 << 26  # a folder that no system has; bytes
CONVLAB, NUMPY = Path(convlab.__file__).parent, Path(np.__file__).parents[1]
SYSTEM = "/usr", "/lib", "/lib64", "/bin", "/etc/alternatives"
SHOWN = (*SYSTEM, sys.base_prefix, sys.prefix, NUMPY, CONVLAB)
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": HOME,
    "TMPDIR": HOME,
    "MPLBACKEND": "agg",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONPATH": f"{CONVLAB.parent}{os.pathsep}{NUMPY}",
}
WORKER = "convlab.exercises.grade.worker"
APART = (
    "--unshare-ipc --unshare-net --unshare-pid --unshare-uts --proc /proc --dev /dev"
)
USERS = itertools.count(1 << 20)  # if root grades, each sandbox is another user's


class Ended(Exception):  # noqa: N818 - it is the notebook that erred
    """The process gave no answer; the text is what a table says about it."""


class NotStarted(Exception):  # noqa: N818 - as above
    """There is no sandbox, for which no notebook is to blame; the text says why."""


def why_unusable():
    """Say why no sandbox can be made here, or return None."""
    if not shutil.which("bwrap"):
        return (
            "Notebooks run in bubblewrap, which this system does not have. On Debian "
            "or Ubuntu, `apt install bubblewrap`; on Windows, do so in WSL; on a Mac, "
            "in a virtual machine with Linux."
        )
    words = "-c", f"from {WORKER} import lock_up; lock_up({next(USERS)})"
    tried = subprocess.run(_command(words), stderr=subprocess.PIPE, env=ENVIRONMENT)
    if not tried.returncode:
        return None
    return (
        f"bubblewrap cannot lock a notebook up here:\n{tried.stderr.decode()}\nSome "
        "systems let only root do so: put sudo before the command. In a container, it "
        "needs the privilege of making namespaces."
    )


def _command(words):
    """Return the command that runs Python on these words in a sandbox."""
    above = sorted({folder for path in SHOWN for folder in Path(path).parents})
    change_user = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return [
        *(shutil.which("bwrap"), "--die-with-parent", *APART.split()),
        *(word for path in above for word in ("--perms", "0755", "--dir", path)),
        *(word for path in SHOWN for word in ("--ro-bind-try", path, path)),
        *("--perms", "1777", "--size", str(ROOM), "--tmpfs", HOME, "--chdir", HOME),
        *("--remount-ro", "/dev", "--remount-ro", "/"),
        *(change_user if os.geteuid() == 0 else []),
        *(sys.executable, *words),
    ]


class Sandbox:
    """A place to run a notebook in; close it when done.

    When a cell or a call ends the process, another one takes its place and runs the
    other cells again.
    """

    def __init__(self):
        self._process: subprocess.Popen | None = None
        self._deadline = time.monotonic() + WHOLE
        self._cells: list[str] = []

    def run(self, cell):
        """Run a cell; return the reply: what it raised, if any. May raise as `ask`."""
        reply = self.ask({"cell": cell})
        self._cells.append(cell)
        return reply

    def call(self, function, *arguments, **keywords):
        """Return what a function returns, None if it is no data; may raise as `ask`."""
        given = {"arguments": encode(arguments), "keywords": encode(keywords)}
        with contextlib.suppress(ValueError, TypeError, RecursionError):
            return decode(self.ask({"call": function} | given).get("returned"))
        return None

    def ask(self, request):
        """Send a request to `convlab.exercises.grade.worker`, and return the reply.

        Parameters
        ----------
        request : dict

        Returns
        -------
        dict
            Perhaps a lie.

        Raises
        ------
        Ended
            If there is no reply in time, or one that no honest notebook gives.
        NotStarted
            If the process does not even answer before the first cell.
        """
        while not self._process and not self.is_over:
            self._start()
            for cell in list(self._cells):
                try:
                    self._exchange({"cell": cell})
                except Ended:
                    self._cells.remove(cell)
                    break
        return self._exchange(request)

    @property
    def is_over(self):
        """Whether the notebook has had all its time."""
        return time.monotonic() > self._deadline

    def _start(self):
        self._socket, theirs = socket.socketpair()
        words = "-m", WORKER, str(next(USERS)), str(PROCESSOR)
        try:
            with theirs:
                self._process = subprocess.Popen(
                    _command(words),
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=ENVIRONMENT,
                    start_new_session=True,
                )
            self._receive({"cell": ""})
        except OSError as error:
            raise NotStarted(f"no sandbox: {error!r}") from None

    def _exchange(self, request):
        if self.is_over:
            raise Ended("not reached in time")
        try:
            return self._receive(request)
        except TimeoutError:
            reason = f"stopped: {CLOCK:g} s on the clock"
        except OSError:
            reason = self._how_it_ended()
        except (ValueError, RecursionError):
            reason = "nonsense"
        self.close()
        raise Ended(reason)

    def _how_it_ended(self):
        with contextlib.suppress(subprocess.TimeoutExpired):  # it only hung up
            if self._process and self._process.wait(1) == 128 + signal.SIGXCPU:
                return f"stopped: {PROCESSOR} s of processor time"
        return "Python itself ended"

    def _receive(self, request):
        deadline = time.monotonic() + CLOCK
        self._socket.settimeout(CLOCK)
        self._socket.sendall(json.dumps(request).encode() + b"\n")
        reply = bytearray()
        while not reply.endswith(b"\n"):
            if (left := deadline - time.monotonic()) <= 0:
                raise TimeoutError
            self._socket.settimeout(left)
            part = self._socket.recv(1 << 16)
            if not part:
                raise ConnectionError
            reply += part
            if len(reply) > MOST:
                raise ValueError
        data = json.loads(reply)
        if not isinstance(data, dict):
            raise ValueError
        return data

    def close(self):
        """End the process, and with it everything that it started."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._socket.close()
        self._process = None
