"""What `import convlab` offers, and what it does without."""

import subprocess
import sys

import convlab

PUBLIC = {
    "Gradients",
    "backward",
    "col2im",
    "equations",
    "fast",
    "forward",
    "gradcheck",
    "im2col",
    "im2col_indices",
    "layers",
    "output_size",
    "pad",
    "samples",
}


def test_public_names():
    assert set(convlab.__all__) == PUBLIC
    assert all(hasattr(convlab, name) for name in PUBLIC)


def test_import_needs_numpy_alone():
    code = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in {"numpy", "convlab"}:
            raise ImportError(f"convlab imported {name}")
sys.meta_path.insert(0, Refuse())
import convlab
x, w, b, dz = convlab.samples.batch()
convlab.backward(convlab.forward(x, w, b), x, w)
convlab.fast.backward(convlab.fast.forward(x, w, b), x, w)
layer = convlab.layers.Conv2D(w, b)
layer.backward(layer.forward(x))
"""
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
