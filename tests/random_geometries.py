"""Random layers for property tests, in which any two settings can meet."""

from hypothesis import strategies as st

from geometries import Geometry

PER_SIDE = st.tuples(*[st.tuples(st.integers(0, 3), st.integers(0, 3))] * 2)
PADDINGS = st.one_of(
    st.sampled_from(["valid", "same"]),
    st.integers(0, 3),
    st.tuples(st.integers(0, 3), st.integers(0, 3)),
    PER_SIDE,
)


def pairs(highest):
    """Draw one number for both axes, or one for each."""
    number = st.integers(1, highest)
    return st.one_of(number, st.tuples(number, number))


UP_TO_3 = pairs(3)


@st.composite
def geometries(draw, paddings=PADDINGS, strides=UP_TO_3, dilations=UP_TO_3):
    """Draw sizes and settings with which at least one window fits."""
    groups = draw(st.integers(1, 3))
    sizes = {
        "B": draw(st.integers(1, 2)),
        "C": groups * draw(st.integers(1, 2)),
        "F": groups * draw(st.integers(1, 2)),
        "KH": draw(st.integers(1, 3)),
        "KW": draw(st.integers(1, 3)),
    }
    settings = {
        "stride": draw(strides),
        "padding": draw(paddings),
        "dilation": draw(dilations),
        "groups": groups,
    }
    # An image large enough for any kernel, to find out its padding.
    layer = Geometry(H=99, W=99, **sizes, **settings)
    axes = "HW", layer.kernel_size, layer.dilations, layer.widths
    for axis, kernel, dilation, widths in zip(*axes, strict=True):
        length = dilation * (kernel - 1) + 1
        smallest = length - sum(widths) if settings["padding"] != "same" else 1
        smallest = max(smallest, 1)
        sizes[axis] = draw(st.integers(smallest, smallest + 4))
    return Geometry(**sizes, **settings)
