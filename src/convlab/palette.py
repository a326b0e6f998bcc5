"""One colour for each array, the same in every figure, explorer, card and picture."""

__all__ = ["DARK", "NEUTRAL", "PALETTE", "custom_properties"]

PALETTE = {
    "x": "#0072b2",
    "w": "#9a6700",
    "b": "#57606a",
    "z": "#00734f",
    "dz": "#c2410c",
    "dx": "#9333a8",
    "dw": "#b3261e",
    "cols": "#0b7285",
}
NEUTRAL = {  # what belongs to no array
    "ink": "#1f2328",
    "pale": "#59636e",
    "line": "#6e7781",  # around what one can press or type into
    "page": "#ffffff",
    "rule": "#8c959f",  # between cells, in a figure
    "hatch": "#a0a9b3",
    "right": "#116329",
    "wrong": "#9a3412",
}
DARK = {  # the same on a dark page
    "x": "#58b4f0",
    "w": "#e0b040",
    "b": "#a8b2bd",
    "z": "#3fc795",
    "dz": "#ff9a5c",
    "dx": "#d69cf0",
    "dw": "#ff8f85",
    "cols": "#4fc3d7",
    "ink": "#e6edf3",
    "pale": "#9ea7b3",
    "line": "#6e7681",
    "page": "#14181d",
    "right": "#56d364",
    "wrong": "#ffa657",
}


def custom_properties(selector: str) -> str:
    """Write the palette as CSS, lighter on the dark pages of the book and JupyterLab.

    Parameters
    ----------
    selector : str
        The elements that get the custom properties ``--x``, ``--ink`` and so on.

    Returns
    -------
    str

    Examples
    --------
    >>> custom_properties("p").splitlines()[:2]
    ['p {', '  --x: #0072b2;']
    """
    dark = (
        f'html[data-theme="dark"] {selector},\n'
        f'body[data-jp-theme-light="false"] {selector}'
    )
    return _rule(selector, PALETTE | NEUTRAL) + _rule(dark, DARK)


def _rule(selector: str, colours: dict[str, str]) -> str:
    lines = (f"  --{name}: {colour};\n" for name, colour in colours.items())
    return f"{selector} {{\n{''.join(lines)}}}\n\n"
