"""The class's own configuration, but with two made-up accounts."""

import os
from pathlib import Path

c = get_config()  # noqa: F821 - JupyterHub defines it
load_subconfig(str(Path(__file__).parents[1] / "jupyterhub_config.py"))  # noqa: F821

c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"  # needs no account of the machine
c.Authenticator.allowed_users = {"ada", "bob"}
c.Spawner.args = ["--allow-root"] if os.getuid() == 0 else []  # as in a container
