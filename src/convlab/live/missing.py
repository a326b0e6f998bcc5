"""Stand in for the packages that a page does not have, until one of them is used."""

import importlib.abc
import importlib.machinery
import sys
import types

__all__ = ["FUNCTIONS", "Missing", "MissingError", "install", "owner"]

PACKAGES = {  # what each module needs
    "convlab.viz": "Matplotlib",
    "convlab.explorers.pictures": "ipywidgets",
    "convlab.exercises.predict": "anywidget",
    "matplotlib": "Matplotlib",
    "IPython": "IPython",
    "ipywidgets": "ipywidgets",
    "PIL": "Pillow",
    "scipy": "SciPy",
    "sklearn": "scikit-learn",
    "torch": "PyTorch",
    "tqdm": "tqdm",
}
FUNCTIONS = {"digits.load": "scikit-learn"}


def owner(module):
    """Return the package that a module, by its dotted name, would need, or None."""
    for top, package in PACKAGES.items():
        if module == top or module.startswith(f"{top}."):
            return package
    return None


class MissingError(ImportError):
    """Something needs a package that the page does not have."""


class Missing:
    """A name in a missing package: it can be imported, but not used."""

    def __init__(self, name, package):
        self._name, self._package = name, package

    def _refuse(self, *_, **__):
        raise MissingError(
            f"{self._name} needs {self._package}, which the page does not have. In "
            "JupyterLab it runs."
        )

    __call__ = __iter__ = __len__ = __contains__ = __enter__ = _refuse
    __getitem__ = __setitem__ = __add__ = __mul__ = __mro_entries__ = _refuse

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Missing(f"{self._name}.{name}", self._package)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if owner(name):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        short = spec.name.removeprefix("convlab.")

        def give(name):
            if name.startswith("__"):
                raise AttributeError(name)
            return Missing(f"{short}.{name}", owner(spec.name))

        vars(module)["__getattr__"] = give
        return module

    def exec_module(self, module):
        """Do nothing: the module is complete as created."""


def install():
    """Let missing packages be imported, and build explorers on traitlets alone."""
    sys.meta_path.insert(0, _Finder())
    sys.modules["anywidget"] = anywidget = types.ModuleType("anywidget")

    def give(name):
        import traitlets

        if name != "AnyWidget":
            raise AttributeError(name)
        return type("AnyWidget", (traitlets.HasTraits,), {})

    vars(anywidget)["__getattr__"] = give
