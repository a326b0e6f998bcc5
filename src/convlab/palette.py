"""One colour a role, the same in every figure and every explorer."""

__all__ = ["PALETTE"]

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
