"""Sphinx extension: functions and classes described as they are typed."""

from sphinx.util.inspect import signature, stringify_signature
from traitlets import HasTraits


def sign_widget(_app, what, _name, described, *_):
    """Give a widget the arguments of its `__init__`.

    Sphinx looks at `__new__` first, and that of traitlets takes `*args, **kwargs`.
    """
    if what == "class" and issubclass(described, HasTraits):
        arguments = signature(described.__init__, bound_method=True)
        return stringify_signature(arguments, show_annotation=False), None
    return None


def keep_quotes(_app, _domain, _kind, content):
    """Leave quotes straight: most of them are code, such as padding="same"."""
    content["support_smartquotes"] = False


def setup(app):
    """Connect to Sphinx."""
    app.connect("autodoc-process-signature", sign_widget)
    app.connect("object-description-transform", keep_quotes)
