"""Wrong programs for the hard tasks and the loss: natural ones with a slip in them."""

import numpy as np

import convlab
from attempts.attempt import wrong


def backward(dz, x, w, *, stride=1, padding=0):
    (_, H, W, _), (_, KH, KW, _), (_, OH, OW, _) = x.shape, w.shape, dz.shape
    P, s = padding, stride
    x = np.pad(x, ((0, 0), (P, P), (P, P), (0, 0)))
    dx, dw = np.zeros(x.shape), np.zeros(w.shape)
    for p, q in np.ndindex(KH, KW):
        pixels = np.s_[:, p : p + s * OH : s, q : q + s * OW : s]
        dw[:, p, q] = np.einsum("nabf,nabc->fc", dz, x[pixels])
        dx[pixels] += dz @ w[:, p, q]
    return dx[:, P : P + H, P : P + W].copy(), dw, dz.sum(axis=(0, 1, 2))


NAMES = {
    "np": np,
    "im2col_indices": convlab.im2col_indices,
    "forward": convlab.forward,
    "backward": backward,
}
RIGHT: list[tuple[str, str]] = []  # tasks, and programs that solve them


def program(task, source):
    """Remember a right program, and return what registers it with a slip in it."""
    RIGHT.append((task, source))

    def slip(mistake, *replacements):
        changed = source
        for old, new in replacements:
            if changed.count(old) != 1:
                raise ValueError(f"{old!r} stands {changed.count(old)} times in {task}")
            changed = changed.replace(old, new)
        what = "; ".join(f"{new} for {old}" for old, new in replacements)
        name = f"{task}-{mistake}".replace("_", "-")
        wrong(task, what, mistake=name)(made(changed))

    return slip


def made(source):
    """Run a program; return the function or class that it defines last."""
    names = dict(NAMES)
    exec(compile(source, f"<attempt {hash(source)}>", "exec"), names)
    return list(names.values())[-1]


# moved ------------------------------------------------------------------------------

slip = program(
    "moved",
    """
def moved(addresses, image_shape):
    H, W, C = image_shape
    n, rest = np.divmod(addresses, H * W * C)
    i, rest = np.divmod(rest, W * C)
    j, c = np.divmod(rest, C)
    return n * C * H * W + c * H * W + i * W + j
""",
)
LAST = "n * C * H * W + c * H * W + i * W + j"
slip("not_moved", (LAST, "n * H * W * C + i * W * C + j * C + c"))
slip("image_forgotten", (LAST, "c * H * W + i * W + j"))
slip("image_without_channels", (LAST, "n * H * W + c * H * W + i * W + j"))
slip("pixel_with_channels", (LAST, "n * C * H * W + c * H * W + i * W * C + j * C"))
slip("columns_before_rows", (LAST, "n * C * H * W + c * H * W + j * H + i"))
slip("height_for_width", (LAST, "n * C * H * W + c * H * W + i * H + j"))
slip(
    "way_back",
    ("i, rest = np.divmod(rest, W * C)", "c, rest = np.divmod(rest, H * W)"),
    ("j, c = np.divmod(rest, C)", "i, j = np.divmod(rest, W)"),
    (LAST, "n * H * W * C + i * W * C + j * C + c"),
)
slip = program(
    "moved",
    """
def moved(addresses, image_shape):
    H, W, C = image_shape
    found = np.zeros(len(addresses), dtype=int)
    for k, address in enumerate(addresses):
        pixel, c = address // C, address % C
        n, i, j = pixel // (H * W), pixel // W % H, pixel % W
        found[k] = ((n * C + c) * H + i) * W + j
    return found
""",
)
LAST = "((n * C + c) * H + i) * W + j"
slip("not_moved", (LAST, "((n * H + i) * W + j) * C + c"))
slip("image_forgotten", (LAST, "(c * H + i) * W + j"))
slip("image_without_channels", (LAST, "((n + c) * H + i) * W + j"))
slip("pixel_with_channels", (LAST, "(n * C + c) * H * W + (i * W + j) * C"))
slip("columns_before_rows", (LAST, "((n * C + c) * W + j) * H + i"))
slip("height_for_width", (LAST, "(n * C + c) * H * W + i * H + j"))
slip = program(
    "moved",
    """
def moved(addresses, image_shape):
    H, W, C = image_shape
    images = addresses.max() // (H * W * C) + 1
    numbers = np.arange(images * H * W * C).reshape(images, H, W, C)
    theirs = numbers.transpose(0, 3, 1, 2).ravel()
    return np.array([np.flatnonzero(theirs == a)[0] for a in addresses])
""",
)
slip(
    "way_back",
    (
        "np.array([np.flatnonzero(theirs == a)[0] for a in addresses])",
        "theirs[addresses]",
    ),
)

# readers ----------------------------------------------------------------------------

HEAD = """
def readers(i, j, image_size, kernel_size, *, stride=1, padding=0):
    (H, W), (KH, KW) = image_size, kernel_size
    P, s = padding, stride
    OH, OW = (H + 2 * P - KH) // s + 1, (W + 2 * P - KW) // s + 1
"""
COUNT = "OH, OW = (H + 2 * P - KH) // s + 1, (W + 2 * P - KW) // s + 1"
UNPADDED = COUNT, "OH, OW = (H - KH) // s + 1, (W - KW) // s + 1"
NO_PADDING = "P, s = padding, stride", "P, s = 0, stride"

slip = program(
    "readers",
    f"""{HEAD}
    found = []
    for a in range(OH):
        for b in range(OW):
            p, q = i + P - s * a, j + P - s * b
            if 0 <= p < KH and 0 <= q < KW:
                found.append((a, b))
    return found
""",
)
PLACE = "p, q = i + P - s * a, j + P - s * b"
slip("padding_forgotten", UNPADDED, (PLACE, "p, q = i - s * a, j - s * b"))
slip("pixel_without_padding", (PLACE, "p, q = i - s * a, j - s * b"))
slip("padding_subtracted", (PLACE, "p, q = i - P - s * a, j - P - s * b"))
slip("windows_without_padding", UNPADDED)
slip("stride_forgotten", (PLACE, "p, q = i + P - a, j + P - b"))
INSIDE = "0 <= p < KH and 0 <= q < KW"
slip("end_included", (INSIDE, "0 <= p <= KH and 0 <= q <= KW"))
slip("rows_and_columns_swapped", ("append((a, b))", "append((b, a))"))
slip(
    "listed_down_first",
    (
        "    for a in range(OH):\n        for b in range(OW):",
        "    for b in range(OW):\n        for a in range(OH):",
    ),
)
slip = program(
    "readers",
    f"""{HEAD}
    top, left = -((KH - 1 - (i + P)) // s), -((KW - 1 - (j + P)) // s)
    bottom, right = (i + P) // s, (j + P) // s
    rows = range(max(0, top), min(OH - 1, bottom) + 1)
    columns = range(max(0, left), min(OW - 1, right) + 1)
    return [(a, b) for a in rows for b in columns]
""",
)
FIRST = "-((KH - 1 - (i + P)) // s), -((KW - 1 - (j + P)) // s)"
BEHIND = "(i + P) // s, (j + P) // s"
AT_START = [("max(0, top)", "top"), ("max(0, left)", "left")]
AT_END = [("min(OH - 1, bottom)", "bottom"), ("min(OW - 1, right)", "right")]
slip("padding_forgotten", NO_PADDING)
slip(
    "pixel_without_padding",
    (FIRST, "-((KH - 1 - i) // s), -((KW - 1 - j) // s)"),
    (BEHIND, "i // s, j // s"),
)
slip(
    "padding_subtracted",
    (FIRST, "-((KH - 1 - (i - P)) // s), -((KW - 1 - (j - P)) // s)"),
    (BEHIND, "(i - P) // s, (j - P) // s"),
)
slip("windows_without_padding", UNPADDED)
slip("start_forgotten", *AT_START)
slip("end_forgotten", *AT_END)
slip("both_ends_forgotten", *AT_START, *AT_END)
slip(
    "stride_forgotten",
    (FIRST, "i + P - KH + 1, j + P - KW + 1"),
    (BEHIND, "i + P, j + P"),
)
slip("first_rounded_down", (FIRST, "(i + P - KH + 1) // s, (j + P - KW + 1) // s"))
slip(
    "first_rounded_down",
    (FIRST, "int((i + P - KH + 1) / s), int((j + P - KW + 1) / s)"),
)
slip("end_included", (FIRST, "-((KH - (i + P)) // s), -((KW - (j + P)) // s)"))
slip("rows_and_columns_swapped", ("(a, b) for a", "(b, a) for a"))
slip(
    "listed_down_first",
    ("for a in rows for b in columns", "for b in columns for a in rows"),
)
slip = program(
    "readers",
    f"""{HEAD}
    rows = [(i + P - p) // s for p in range(KH - 1, -1, -1) if (i + P - p) % s == 0]
    columns = [(j + P - q) // s for q in range(KW - 1, -1, -1) if (j + P - q) % s == 0]
    return [(a, b) for a in rows for b in columns if 0 <= a < OH and 0 <= b < OW]
""",
)
LIMITS = " if 0 <= a < OH and 0 <= b < OW"
slip("start_forgotten", (LIMITS, " if a < OH and b < OW"))
slip("end_forgotten", (LIMITS, " if a >= 0 and b >= 0"))
slip("both_ends_forgotten", (LIMITS, ""))


@wrong("readers", "receptive_field.", mistake="readers-the-other-way-round")
def readers(i, j, image_size, kernel_size, *, stride=1, padding=0):
    KH, KW = kernel_size
    top, left = stride * i, stride * j
    return [(top + p, left + q) for p in range(KH) for q in range(KW)]


@wrong("readers", "The window of unit (i, j).", mistake="readers-the-other-way-round")
def readers(i, j, image_size, kernel_size, *, stride=1, padding=0):
    found = []
    for row in range(stride * i, stride * i + kernel_size[0]):
        found += [(row, stride * j + q) for q in range(kernel_size[1])]
    return found


# padded_indices ---------------------------------------------------------------------

HEAD = """
def padded_indices(image_shape, kernel_size, *, stride=1, padding=0):
    (H, W, C), (KH, KW), P, s = image_shape, kernel_size, padding, stride
    OH, OW = (H + 2 * P - KH) // s + 1, (W + 2 * P - KW) // s + 1
"""
NO_PADDING = "kernel_size, padding, stride", "kernel_size, 0, stride"
slip = program(
    "padded_indices",
    f"""{HEAD}
    p, q, c, a, b = np.ogrid[:KH, :KW, :C, :OH, :OW]
    i, j = s * a + p - P, s * b + q - P
    table = (i * W + j) * C + c
    outside = (i < 0) | (i >= H) | (j < 0) | (j >= W)
    table = np.where(outside, -1, table)
    return table.reshape(KH * KW * C, OH * OW)
""",
)
PLACE = "i, j = s * a + p - P, s * b + q - P"
OUTSIDE = "(i < 0) | (i >= H) | (j < 0) | (j >= W)"
ADDRESS = "(i * W + j) * C + c"
PADDED = "((i + P) * (W + 2 * P) + j + P) * C + c"
slip("padding_forgotten", NO_PADDING)
slip("zero_for_padding", ("np.where(outside, -1", "np.where(outside, 0"))
slip("columns_not_marked", (OUTSIDE, "(i < 0) | (i >= H)"))
slip("rows_not_marked", (OUTSIDE, "(j < 0) | (j >= W)"))
slip("negative_addresses_marked", (OUTSIDE, "table < 0"))
slip("addresses_marked", (OUTSIDE, "(table < 0) | (table >= H * W * C)"))
slip("nothing_marked", ("    table = np.where(outside, -1, table)\n", ""))
slip(
    "nearest_pixel",
    (PLACE, f"{PLACE}\n    i, j = np.clip(i, 0, H - 1), np.clip(j, 0, W - 1)"),
)
slip("padding_at_the_end", (PLACE, "i, j = s * a + p, s * b + q"))
slip("width_of_the_padded_image", (ADDRESS, PADDED))
slip("stride_forgotten", (PLACE, "i, j = a + p - P, b + q - P"))
slip(
    "rows_channels_first",
    (
        "p, q, c, a, b = np.ogrid[:KH, :KW, :C, :OH, :OW]",
        "c, p, q, a, b = np.ogrid[:C, :KH, :KW, :OH, :OW]",
    ),
)
slip = program(
    "padded_indices",
    f"""{HEAD}
    table = np.zeros((KH * KW * C, OH * OW), dtype=int)
    for a, b in np.ndindex(OH, OW):
        for p, q, c in np.ndindex(KH, KW, C):
            i, j = s * a + p - P, s * b + q - P
            address = (i * W + j) * C + c
            if not (0 <= i < H and 0 <= j < W):
                address = -1
            table[(p * KW + q) * C + c, a * OW + b] = address
    return table
""",
)
INSIDE = "0 <= i < H and 0 <= j < W"
MARKED = f"            if not ({INSIDE}):\n                address = -1\n"
slip("padding_forgotten", NO_PADDING)
slip("zero_for_padding", ("address = -1", "address = 0"))
slip("columns_not_marked", (INSIDE, "0 <= i < H"))
slip("rows_not_marked", (INSIDE, "0 <= j < W"))
slip("negative_addresses_marked", (INSIDE, "address >= 0"))
slip("addresses_marked", (INSIDE, "0 <= address < H * W * C"))
slip("nothing_marked", (MARKED, ""))
slip(
    "nearest_pixel",
    (
        PLACE,
        f"{PLACE}\n            i, j = min(max(i, 0), H - 1), min(max(j, 0), W - 1)",
    ),
)
slip("padding_at_the_end", (PLACE, "i, j = s * a + p, s * b + q"))
slip("width_of_the_padded_image", (ADDRESS, PADDED))
slip("of_the_padded_image", (ADDRESS, PADDED), (MARKED, ""))
slip("stride_forgotten", (PLACE, "i, j = a + p - P, b + q - P"))
slip("rows_channels_first", ("(p * KW + q) * C + c,", "(c * KH + p) * KW + q,"))
slip = program(
    "padded_indices",
    f"""{HEAD}
    numbers = np.full((H + 2 * P, W + 2 * P, C), -1)
    numbers[P : P + H, P : P + W] = np.arange(H * W * C).reshape(H, W, C)
    return numbers.ravel()[im2col_indices(numbers.shape, (KH, KW), stride=s)]
""",
)
slip("of_the_padded_image", ("numbers.ravel()[im2col", "(im2col"), ("=s)]", "=s))"))
slip("zero_for_padding", ("C), -1)", "C), 0)"))

# squared_error ----------------------------------------------------------------------

slip = program(
    "squared_error",
    """
def squared_error(z, target):
    dz = z - target
    L = 0.5 * np.sum(dz**2)
    return L, dz
""",
)
HALF, RETURN = "0.5 * np.sum(dz**2)", "return L, dz"
slip("half_forgotten", (HALF, "np.sum(dz**2)"))
slip("half_forgotten_in_both", (HALF, "np.sum(dz**2)"), (RETURN, "return L, 2 * dz"))
slip("gradient_doubled", (RETURN, "return L, 2 * dz"))
slip("gradient_halved", (RETURN, "return L, 0.5 * dz"))
slip("sign_changed", ("z - target", "target - z"))
slip("averaged", (HALF, "0.5 * np.mean(dz**2)"), (RETURN, "return L, dz / z.size"))
slip("loss_averaged", (HALF, "0.5 * np.mean(dz**2)"))
slip("mean_of_squares", (HALF, "np.mean(dz**2)"))
slip(
    "mean_of_squares_in_both",
    (HALF, "np.mean(dz**2)"),
    (RETURN, "return L, 2 * dz / z.size"),
)
slip("averaged_over_batch", (RETURN, "return L / len(z), dz / len(z)"))
slip("loss_averaged_over_batch", (RETURN, "return L / len(z), dz"))
slip("not_added_up", (HALF, "0.5 * dz**2"))
slip("squared_after_adding", (HALF, "0.5 * np.sum(dz) ** 2"))
slip("gradient_first", (RETURN, "return dz, L"))
slip = program(
    "squared_error",
    """
def squared_error(z, target):
    L, dz = 0.0, np.zeros(z.shape)
    for unit in np.ndindex(z.shape):
        d = z[unit] - target[unit]
        L += d * d / 2
        dz[unit] = d
    return L, dz
""",
)
slip("half_forgotten", ("d * d / 2", "d * d"))
slip("half_forgotten_in_both", ("d * d / 2", "d * d"), ("= d\n", "= 2 * d\n"))
slip("gradient_doubled", ("= d\n", "= 2 * d\n"))
slip("gradient_halved", ("= d\n", "= d / 2\n"))
slip("sign_changed", ("= d\n", "= -d\n"))
slip("averaged", (RETURN, "return L / z.size, dz / z.size"))
slip("loss_averaged", (RETURN, "return L / z.size, dz"))
slip("mean_of_squares", ("d * d / 2", "d * d"), (RETURN, "return L / z.size, dz"))
slip(
    "mean_of_squares_in_both",
    ("d * d / 2", "d * d / z.size"),
    ("= d\n", "= 2 * d / z.size\n"),
)
slip("averaged_over_batch", (RETURN, "return L / z.shape[0], dz / z.shape[0]"))
slip("loss_averaged_over_batch", (RETURN, "return L / z.shape[0], dz"))
slip(
    "not_added_up",
    ("L, dz = 0.0,", "L, dz = np.zeros(z.shape),"),
    ("L +=", "L[unit] ="),
)
slip("squared_after_adding", ("d * d / 2", "d"), (RETURN, "return L**2 / 2, dz"))
slip("gradient_first", (RETURN, "return (dz, L)"))
RIGHT.append(
    (
        "squared_error",
        """
def squared_error(z, target):
    d = (z - target).ravel()
    return d @ d / 2, d.reshape(z.shape)
""",
    )
)

# layer ------------------------------------------------------------------------------

slip = program(
    "layer",
    """
class Layer:
    x_last, gradients = None, {}

    def __init__(self, w, b=None, *, stride=1, padding=0):
        self.w, self.b = w, np.zeros(len(w)) if b is None else b
        self.stride, self.padding = stride, padding
        self.dw, self.db = 0, 0

    def forward(self, x):
        self.x = x
        return forward(x, self.w, self.b, stride=self.stride, padding=self.padding)

    def backward(self, dz):
        settings = {"stride": self.stride, "padding": self.padding}
        dx, dw, db = backward(dz, self.x, self.w, **settings)
        self.dw, self.db = dw, db
        return dx

    def step(self, learning_rate):
        self.w = self.w - learning_rate * self.dw
        self.b = self.b - learning_rate * self.db
""",
)
KEPT = "self.dw, self.db = dw, db"
slip(
    "images_of_another_layer",
    ("self.x = x\n", "Layer.x = x\n"),
    ("x_last", "x"),
)
slip(
    "gradients_of_another_layer",
    ("self.x = x\n", "Layer.x = x\n"),
    (KEPT, "Layer.dw, Layer.db = dw, db"),
    ("        self.dw, self.db = 0, 0\n", ""),
)
slip(
    "gradients_added_up",
    (KEPT, "self.dw, self.db = self.dw + dw, self.db + db"),
)
slip(
    "uphill",
    ("self.w - learning_rate", "self.w + learning_rate"),
    ("self.b - learning_rate", "self.b + learning_rate"),
)
slip(
    "rate_forgotten",
    ("learning_rate * self.dw", "self.dw"),
    ("learning_rate * self.db", "self.db"),
)
slip("bias_kept", ("        self.b = self.b - learning_rate * self.db\n", ""))
slip("weights_kept", ("        self.w = self.w - learning_rate * self.dw\n", ""))
slip(
    "no_step",
    ("self.w = self.w - learning", "w = self.w - learning"),
    ("self.b = self.b - learning", "b = self.b - learning"),
)
slip = program(
    "layer",
    """
kept = {}

class Layer:
    def __init__(self, w, b=None, **settings):
        if b is None:
            b = np.zeros(w.shape[0])
        self.parameters, self.settings = [w.copy(), b.copy()], settings
        self.seen, self.gradients = {}, []

    def forward(self, x):
        self.seen["x"] = x
        return forward(x, *self.parameters, **self.settings)

    def backward(self, dz):
        x, w = self.seen["x"], self.parameters[0]
        dx, *self.gradients = backward(dz, x, w, **self.settings)
        return dx

    def step(self, learning_rate):
        for parameter, gradient in zip(self.parameters, self.gradients):
            parameter -= learning_rate * gradient
""",
)
slip(
    "images_of_another_layer",
    ("self.seen, self.gradients = {}", "self.seen, self.gradients = kept"),
)
slip(
    "gradients_of_another_layer",
    ("dx, *self.gradients = backward", "dx, *kept['all'] = backward"),
    ("self.parameters, self.gradients)", "self.parameters, kept['all'])"),
)
slip(
    "gradients_added_up",
    ("dx, *self.gradients = backward", "dx, *new = backward"),
    ("        return dx", "        self.gradients += [new]\n        return dx"),
    (
        "        for parameter, gradient in zip(self.parameters, self.gradients):\n",
        "        for parameter, *all in zip(self.parameters, *self.gradients):\n"
        "            gradient = sum(all)\n",
    ),
)
slip("uphill", ("parameter -=", "parameter +="))
slip("rate_forgotten", ("learning_rate * gradient", "gradient"))
slip("bias_kept", ("zip(self.parameters,", "zip(self.parameters[:1],"))
slip(
    "weights_kept",
    (
        "zip(self.parameters, self.gradients)",
        "[(self.parameters[1], self.gradients[1])]",
    ),
)
slip(
    "no_step",
    (
        "parameter -= learning_rate * gradient",
        "parameter = parameter - learning_rate * gradient",
    ),
)
RIGHT.append(
    (
        "layer",
        """
class Layer:
    def __init__(self, w, b=None, stride=1, padding=0):
        self.w, self.b = np.array(w), b
        if b is None:
            self.b = 0 * w[:, 0, 0, 0]
        self.how = dict(stride=stride, padding=padding)

    def forward(self, x):
        self.cache = x
        return forward(x, self.w, self.b, **self.how)

    def backward(self, dz):
        self.grads = backward(dz, self.cache, self.w, **self.how)
        return self.grads[0]

    def step(self, learning_rate):
        _, dw, db = self.grads
        self.w, self.b = self.w - learning_rate * dw, self.b - learning_rate * db
""",
    )
)
