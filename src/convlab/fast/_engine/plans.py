"""Which method was measured to be the fastest for a layer: a file of the user's."""

import json
import os
import warnings
from functools import cache
from pathlib import Path

from convlab.fast._engine.blas import kernels
from convlab.fast._engine.threads import workers

__all__ = ["find_plan", "keep_plan", "where"]


def where():
    """Return the path of the file: CONVLAB_PLANS, or one in the user's cache folder."""
    folder = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(
        os.environ.get("CONVLAB_PLANS") or Path(folder, "convlab", "plans.json")
    )


def find_plan(layer):
    """Return the name of the method kept for a layer like this one, or None."""
    plans = _plans()
    return plans.get(_describe(layer)) if plans else None


def keep_plan(layer, name):
    """Keep the name of a method, in memory and in the file."""
    path = where()
    _plans.cache_clear()  # another process may have written since
    plans = _plans() | {_describe(layer): name}
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(plans, indent=1), "utf-8")
    draft.replace(path)
    _plans.cache_clear()


@cache
def _plans():
    try:
        return dict(json.loads(where().read_text("utf-8")))
    except (FileNotFoundError, RuntimeError):  # there is no file, or no home
        return {}
    except (OSError, TypeError, ValueError) as error:
        warnings.warn(f"convlab.fast ignores {where()}: {error}", stacklevel=2)
        return {}


def _describe(layer):
    """Name all that the time of a layer depends on."""
    (B, H, W, C), (F, KH, KW, _) = layer.x.shape, layer.w.shape
    sizes = f"x {B},{H},{W},{C} w {F},{KH},{KW} z {layer.windows}"
    where = f"stride {layer.stride} corner {layer.corner} {layer.x.dtype}"
    return f"{sizes} {where} on {workers()} {kernels()}"
