"""Which plan was measured to be the fastest for a layer: a file of the user's."""

import json
import os
import warnings
from functools import cache
from pathlib import Path
from threading import Lock

from convlab.fast._engine.blas import kernels
from convlab.fast._engine.threads import workers

__all__ = ["find_plan", "keep_plan", "where"]

_lock = Lock()


def where():
    """Return the path of the file, in the user's cache unless CONVLAB_PLANS is set."""
    if given := os.environ.get("CONVLAB_PLANS"):
        return Path(given)
    folder = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(folder, "convlab", "plans.json")


def find_plan(layer):
    """Return the name of the plan kept for a layer like this one, or None."""
    plans = _plans()
    return plans.get(_describe(layer)) if plans else None


def keep_plan(layer, name):
    """Keep the name of a plan, in memory and, if it can be written, in the file."""
    with _lock:
        plan = {_describe(layer): name}
        _plans().update(plan)
        try:
            path = where()
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}")
            draft.write_text(json.dumps(_read() | plan, indent=1), "utf-8")
            draft.replace(path)
        except (OSError, RuntimeError) as error:  # no right to write, or no home
            words = f"convlab.fast keeps this plan until the process ends: {error}"
            warnings.warn(words, stacklevel=3)


@cache
def _plans():
    """Return what the file held at the first look, and what was kept here since."""
    return _read()


def _read():
    try:
        plans = json.loads(where().read_text("utf-8"))
        if isinstance(plans, dict):
            return plans
        error = f"it has a {type(plans).__name__}, not an object"
    except (OSError, RuntimeError):
        return {}
    except ValueError as found:
        error = str(found)
    warnings.warn(f"convlab.fast ignores {where()}: {error}", stacklevel=4)
    return {}


def _describe(layer):
    """Name all that the time of a layer depends on."""
    where = f"stride {layer.stride} corner {layer.corner} z {layer.windows}"
    sizes = f"x {layer.x.shape} w {layer.w.shape} {layer.x.dtype}"
    return f"{sizes} {where} on {workers()} {kernels()}"
