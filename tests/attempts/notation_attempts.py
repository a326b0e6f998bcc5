"""Attempts at address, unit and channels_first."""

import numpy as np

from attempts.attempt import edit, wrong

SUM = "n * H * W * C + i * W * C + j * C + c"
for new, mistake in [
    ("n * C * H * W + c * H * W + i * W + j", "memory-channels-first"),
    ("n * H * W * C + c * H * W + j * H + i", "first-axis-fastest"),
    ("i * W * C + j * C + c", "image-forgotten"),
    ("n * H * W * C + i * W + j * C + c", "row-without-channels"),
    ("n * H * W * C + i * W * C + j + c", "pixel-without-channels"),
    ("n * H * W * C + i * W + j + c", "rows-and-pixels-without-channels"),
    ("n * H * W + i * W * C + j * C + c", "image-without-channels"),
    ("n * H * W + i * W + j + c", "channels-forgotten"),
    ("n * H + i * W + j * C + c", "one-size-each"),
    ("n * H * W * C + i * H * C + j * C + c", "height-for-width"),
    ("n * H * W * C + j * W * C + i * C + c", "rows-and-columns-exchanged"),
    ("n * H * W * C + j * H * C + i * C + c", "counted-down-first"),
    (f"{SUM} + 1", "counted-from-one"),
    ("n * H * W * C + i * W * C + j * C", "channel-left-out"),
    ("((n * H + i) * W + j) * C", "channel-left-out"),
    (
        "(n - 1) * H * W * C + (i - 1) * W * C + (j - 1) * C + (c - 1)",
        "indices-from-one",
    ),
    (f"8 * ({SUM})", "counted-in-bytes"),
]:
    edit("address", SUM, new, mistake=f"address-{mistake}")
edit(
    "address",
    "H, W, C = image_shape",
    "C, H, W = image_shape",
    mistake="address-shape-read-channels-first",
)
edit(
    "address",
    "H, W, C = image_shape",
    "W, H, C = image_shape",
    mistake="address-height-for-width",
)


@wrong("address", "it ravels (n, c, i, j)", mistake="address-memory-channels-first")
def address(n, i, j, c, image_shape):
    H, W, C = image_shape
    return int(np.ravel_multi_index((n, c, i, j), (n + 1, C, H, W)))


@wrong("address", "order F within the image", mistake="address-first-axis-fastest")
def address(n, i, j, c, image_shape):
    within = np.ravel_multi_index((i, j, c), image_shape, order="F")
    return n * int(np.prod(image_shape)) + int(within)


@wrong("address", "there is no n in it", mistake="address-image-forgotten")
def address(n, i, j, c, image_shape):
    H, W, C = image_shape
    numbers = np.arange(H * W * C).reshape(H, W, C)
    return int(numbers[i, j, c])


@wrong("address", "no C in the row", mistake="address-row-without-channels")
def address(n, i, j, c, image_shape):
    H, W, C = image_shape
    steps = H * W * C, W, C, 1
    return sum(k * step for k, step in zip((n, i, j, c), steps))


@wrong("address", "j is not multiplied", mistake="address-pixel-without-channels")
def address(n, i, j, c, image_shape):
    H, W, C = image_shape
    place = n * H * W * C
    place += i * W * C
    place += j
    return place + c


@wrong(
    "address",
    "only the images are counted in numbers",
    mistake="address-rows-and-pixels-without-channels",
)
def address(n, i, j, c, image_shape):
    H, W, C = image_shape
    image = H * W * C
    pixel = i * W + j
    return image * n + pixel + c


@wrong("address", "no C in the image", mistake="address-image-without-channels")
def address(n, i, j, c, image_shape):
    H, W, C = image_shape
    pixel = i * W + j
    return n * H * W + pixel * C + c


@wrong("address", "Horner without the channels", mistake="address-channels-forgotten")
def address(n, i, j, c, image_shape):
    H, W, C = image_shape
    return (n * H + i) * W + j + c


@wrong("address", "one size for each index", mistake="address-one-size-each")
def address(n, i, j, c, image_shape):
    return int(np.dot((n, i, j), image_shape)) + c


@wrong("address", "unpacked as (C, H, W)", mistake="address-shape-read-channels-first")
def address(n, i, j, c, image_shape):
    C, H, W = image_shape
    result = c
    result += C * j
    result += C * W * i
    result += C * W * H * n
    return result


@wrong(
    "address",
    "the pixel is j * W + i",
    mistake="address-rows-and-columns-exchanged",
)
def address(n, i, j, c, image_shape):
    H, W, C = image_shape
    pixel = j * W + i
    return (n * H * W + pixel) * C + c


@wrong("address", "it counts down the columns", mistake="address-counted-down-first")
def address(n, i, j, c, image_shape):
    H, W, C = image_shape
    return int(np.ravel_multi_index((n, j, i, c), (n + 1, W, H, C)))


@wrong("address", "the unit itself is counted", mistake="address-counted-from-one")
def address(n, i, j, c, image_shape):
    count = 0
    for place in np.ndindex(n + 1, *image_shape):
        count += 1
        if place == (n, i, j, c):
            return count


@wrong("address", "Horner, counted from 1", mistake="address-indices-from-one")
def address(n, i, j, c, image_shape):
    H, W, C = image_shape
    return (((n - 1) * H + i - 1) * W + j - 1) * C + c - 1


@wrong("address", "strides are bytes", mistake="address-counted-in-bytes")
def address(n, i, j, c, image_shape):
    strides = np.zeros((n + 1, *image_shape)).strides
    return sum(k * stride for k, stride in zip((n, i, j, c), strides))


ROW = "i, rest = divmod(rest, W * C)"
for old, new, mistake in [
    (ROW, "i, rest = divmod(rest, H * C)", "row-of-height"),
    ("return n, i, j, c", "return n, j, i, c", "rows-and-columns-exchanged"),
    (
        "j, c = divmod(rest, C)",
        "c, j = divmod(rest, C)",
        "columns-and-channels-exchanged",
    ),
    ("return n, i, j, c", "return n, i, c, j", "columns-and-channels-exchanged"),
    ("return n, i, j, c", "return c, j, i, n", "indices-backwards"),
    ("return n, i, j, c", "return n + 1, i + 1, j + 1, c + 1", "indices-from-one"),
    (ROW, "i, rest = divmod(address, W * C)", "rows-of-the-batch"),
    (
        "divmod(address, H * W * C)",
        "divmod(address - 1, H * W * C)",
        "address-from-one",
    ),
    (
        "H, W, C = image_shape",
        "H, W, C = image_shape; address -= 1",
        "address-from-one",
    ),
    ("H, W, C = image_shape", "W, H, C = image_shape", "row-of-height"),
]:
    edit("unit", old, new, mistake=f"unit-{mistake}")


@wrong("unit", "divides by C H W, H W and W", mistake="unit-memory-channels-first")
def unit(address, image_shape):
    H, W, C = image_shape
    n, rest = divmod(address, C * H * W)
    c, rest = divmod(rest, H * W)
    i, j = divmod(rest, W)
    return n, i, j, c


@wrong("unit", "takes steps from the end", mistake="unit-memory-channels-first")
def unit(address, image_shape):
    H, W, C = image_shape
    j = address % W
    i = address // W % H
    c = address // (W * H) % C
    return address // (H * W * C), i, j, c


@wrong("unit", "order F within the image", mistake="unit-first-axis-fastest")
def unit(address, image_shape):
    n, rest = divmod(address, int(np.prod(image_shape)))
    i, j, c = np.unravel_index(rest, image_shape, order="F")
    return n, int(i), int(j), int(c)


@wrong("unit", "rows first, channels last", mistake="unit-first-axis-fastest")
def unit(address, image_shape):
    H, W, C = image_shape
    rest, i = divmod(address, H)
    rest, j = divmod(rest, W)
    n, c = divmod(rest, C)
    return n, i, j, c


@wrong("unit", "% W for the row, % H for the column", mistake="unit-moduli-exchanged")
def unit(address, image_shape):
    H, W, C = image_shape
    c = address % C
    j = address // C % H
    i = address // (C * W) % W
    n = address // (C * W * H)
    return n, i, j, c


@wrong("unit", "the sizes of i and j are exchanged", mistake="unit-moduli-exchanged")
def unit(address, image_shape):
    H, W, C = image_shape
    steps = H * W * C, W * C, C, 1
    sizes = address + 1, W, H, C
    return tuple(address // step % size for step, size in zip(steps, sizes))


@wrong("unit", "each is divided out of the whole", mistake="unit-rest-not-handed-on")
def unit(address, image_shape):
    H, W, C = image_shape
    n = address // (H * W * C)
    i = address // (W * C)
    j = address // C
    c = address % C
    return n, i, j, c


@wrong("unit", "pixels and rows of the batch", mistake="unit-rest-not-handed-on")
def unit(address, image_shape):
    H, W, C = image_shape
    pixel, c = divmod(address, C)
    row = pixel // W
    return row // H, row, pixel, c


@wrong("unit", "the row is not taken modulo H", mistake="unit-rows-of-the-batch")
def unit(address, image_shape):
    H, W, C = image_shape
    pixel, c = divmod(address, C)
    row, j = divmod(pixel, W)
    return row // H, row, j, c


@wrong("unit", "collected from the end", mistake="unit-indices-backwards")
def unit(address, image_shape):
    indices = []
    for size in reversed(image_shape):
        address, index = divmod(address, size)
        indices.append(index)
    return (*indices, address)


@wrong("unit", "the steps are exchanged", mistake="unit-rows-and-columns-exchanged")
def unit(address, image_shape):
    H, W, C = image_shape
    n, rest = divmod(address, H * W * C)
    j, rest = divmod(rest, W * C)
    i, c = divmod(rest, C)
    return n, i, j, c


@wrong("unit", "divmod the other way", mistake="unit-quotients-and-rests-exchanged")
def unit(address, image_shape):
    H, W, C = image_shape
    rest, n = divmod(address, H * W * C)
    rest, i = divmod(rest, W * C)
    c, j = divmod(rest, C)
    return n, i, j, c


@wrong("unit", "% for // and // for %", mistake="unit-quotients-and-rests-exchanged")
def unit(address, image_shape):
    H, W, C = image_shape
    n, rest = address % (H * W * C), address // (H * W * C)
    i, rest = rest % (W * C), rest // (W * C)
    return n, i, rest % C, rest // C


@wrong("unit", "round", mistake="unit-rounded-to-nearest")
def unit(address, image_shape):
    H, W, C = image_shape
    n = round(address / (H * W * C))
    address -= n * H * W * C
    i = round(address / (W * C))
    address -= i * W * C
    j = round(address / C)
    return n, i, j, address - j * C


@wrong("unit", "np.rint", mistake="unit-rounded-to-nearest")
def unit(address, image_shape):
    H, W, C = image_shape
    indices, rest = [], address
    for step in (H * W * C, W * C, C):
        indices.append(int(np.rint(rest / step)))
        rest = rest - indices[-1] * step
    return *indices, rest


@wrong("unit", "while address > step", mistake="unit-whole-step-left-over")
def unit(address, image_shape):
    H, W, C = image_shape
    n = i = j = 0
    while address > H * W * C:
        address -= H * W * C
        n += 1
    while address > W * C:
        address -= W * C
        i += 1
    while address > C:
        address -= C
        j += 1
    return n, i, j, address


@wrong("unit", "the last step is never taken", mistake="unit-whole-step-left-over")
def unit(address, image_shape):
    H, W, C = image_shape
    found = []
    for step in (H * W * C, W * C, C):
        count = len(range(step, address, step))
        found.append(count)
        address -= count * step
    return found[0], found[1], found[2], address


@wrong("unit", "counts from 1 throughout", mistake="unit-indices-from-one")
def unit(address, image_shape):
    H, W, C = image_shape
    for count, place in enumerate(np.ndindex(address + 1, H, W, C)):
        if count == address:
            return tuple(k + 1 for k in place)


MOVE = "np.moveaxis(x, -1, 1)"
for new, mistake in [
    ("x.reshape(len(x), x.shape[3], x.shape[1], x.shape[2])", "reshaped"),
    ("np.moveaxis(x, 1, -1)", "moved-the-other-way"),
    ("x.transpose(0, 2, 3, 1)", "moved-the-other-way"),
    ("np.moveaxis(x, -1, 0)", "before-the-batch"),
    ("np.stack([x[..., c] for c in range(x.shape[-1])])", "before-the-batch"),
    ("np.swapaxes(x, 1, 3)", "swapped-with-rows"),
    ("np.einsum('nijc->ncji', x)", "swapped-with-rows"),
    ("x.T", "all-axes-reversed"),
    ("np.einsum('nijc->cjin', x)", "all-axes-reversed"),
    ("x.T.reshape(len(x), x.shape[3], *x.shape[1:3])", "turned-and-reshaped"),
    (
        "np.concatenate([x[..., c] for c in range(x.shape[-1])], 1)",
        "joined-below-one-another",
    ),
]:
    edit("channels_first", MOVE, new, mistake=f"channels-first-{mistake}")


@wrong("channels_first", "-1 for one size", mistake="channels-first-reshaped")
def channels_first(x):
    B, H, W, C = x.shape
    return np.reshape(x, (B, -1, H, W))


@wrong("channels_first", "order F", mistake="channels-first-turned-and-reshaped")
def channels_first(x):
    B, H, W, C = x.shape
    return x.ravel(order="F").reshape(B, C, H, W)


@wrong(
    "channels_first", "the result is dropped", mistake="channels-first-left-as-it-was"
)
def channels_first(x):
    x.transpose(0, 3, 1, 2)
    return x


@wrong(
    "channels_first", "moved there and back", mistake="channels-first-left-as-it-was"
)
def channels_first(x):
    planes = np.moveaxis(x, -1, 1)
    return planes.transpose(0, 2, 3, 1)


@wrong("channels_first", "hstack", mistake="channels-first-joined-below-one-another")
def channels_first(x):
    return np.hstack([x[:, :, :, c] for c in range(x.shape[-1])])
