"""Start the trial's hub on free ports of this machine, and stop it by pid."""

import random
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from itertools import islice
from pathlib import Path
from urllib.request import urlopen

import psutil

__all__ = ["RunningHub", "running_hub"]

CONFIG = Path(__file__).with_name("jupyterhub_config.py")
START = 60  # seconds that the hub may take to answer
STOP = 30  # seconds that it may take to stop everything it started


@dataclass(frozen=True)
class RunningHub:
    """Where the hub is, its throw-away password, and the homes of its users."""

    address: str
    password: str
    homes: Path


@contextmanager
def running_hub(folder, password):
    """Yield a hub that keeps all it writes in the folder."""
    port, hub_port, api_port = _free_ports(3)
    hub = RunningHub(f"http://127.0.0.1:{port}", password, folder / "homes")
    command = [
        *(sys.executable, "-m", "jupyterhub", f"--config={CONFIG}"),
        f"--JupyterHub.bind_url={hub.address}",
        f"--JupyterHub.hub_port={hub_port}",
        f"--JupyterHub.db_url=sqlite:///{folder}/hub.sqlite",
        f"--JupyterHub.cookie_secret_file={folder}/cookie_secret",
        f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{api_port}",
        f"--ConfigurableHTTPProxy.pid_file={folder}/proxy.pid",
        f"--DummyAuthenticator.password={password}",
        f"--SimpleLocalProcessSpawner.home_dir_template={hub.homes}/{{username}}",
    ]
    with (folder / "hub.log").open("w") as log:
        process = psutil.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_for(hub, process)
        yield hub
    finally:
        left = _stop(process)
    if left:
        raise RuntimeError(f"the hub did not stop what it started: {left}")


def _free_ports(count):
    """Find ports below those that the system deals out, to kernels among others."""
    candidates = random.sample(range(20_000, 32_000), 1000)
    return list(islice(filter(_is_free, candidates), count))


def _is_free(port):
    with suppress(OSError), socket.create_server(("127.0.0.1", port)):
        return True
    return False


def _wait_for(hub, process):
    """Wait until the hub answers through its proxy."""
    for _ in range(START * 4):
        if process.poll() is not None:
            raise RuntimeError("the hub stopped by itself; _build/hub/hub.log says why")
        try:
            return urlopen(f"{hub.address}/hub/health", timeout=5).close()
        except (OSError, HTTPException):  # not yet, or another's answer
            time.sleep(0.25)
    raise TimeoutError(
        f"the hub did not answer through its proxy within {START} seconds; "
        "_build/hub/hub.log says why"
    )


def _stop(process):
    """Stop the hub, which stops what it started; name what had to be killed."""
    started = [process]
    try:
        started += process.children(recursive=True)
        process.terminate()
    except psutil.NoSuchProcess:
        print("The hub stopped by itself; _build/hub/proxy.pid may name its proxy")
    _, left = psutil.wait_procs(started, timeout=STOP)
    names = [" ".join(straggler.cmdline()) for straggler in left]
    for straggler in left:
        straggler.kill()
    print(f"Stopped the hub: {len(started)} processes, {len(left)} of them by force")
    return names
