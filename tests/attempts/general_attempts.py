"""Wrong programs for the exercises on dilation, groups and the transposed layer."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from attempts.attempt import edit, wrong

# count_windows
edit(
    "count_windows",
    "dilation * (kernel - 1) + 1",
    "kernel",
    mistake="count-windows-dilation-forgotten",
)
edit(
    "count_windows",
    "dilation * (kernel - 1) + 1",
    "kernel * dilation",
    mistake="count-windows-last-gap-counted",
)
edit(
    "count_windows",
    "dilation * (kernel - 1) + 1",
    "dilation * (kernel - 1)",
    mistake="count-windows-first-weight-not-counted",
)
edit(
    "count_windows",
    "dilation * (kernel - 1) + 1",
    "kernel + dilation * (kernel - 1)",
    mistake="count-windows-dilation-from-zero",
)


@wrong(
    "count_windows",
    "the windows are tried with the kernel's own size",
    mistake="count-windows-dilation-forgotten",
)
def count_windows(size, kernel, *, stride=1, padding=0, dilation=1):
    return len(range(0, size + 2 * padding - kernel + 1, stride))


@wrong(
    "count_windows",
    "the last gap has to fit as well",
    mistake="count-windows-last-gap-counted",
)
def count_windows_(size, kernel, *, stride=1, padding=0, dilation=1):
    count, start = 0, 0
    while start + dilation * kernel <= size + 2 * padding:
        count, start = count + 1, start + stride
    return count


@wrong(
    "count_windows",
    "the range goes one start too far",
    mistake="count-windows-first-weight-not-counted",
)
def starts(size, kernel, *, stride=1, padding=0, dilation=1):
    last = size + 2 * padding - dilation * (kernel - 1)
    return len(range(0, last + 1, stride))


@wrong(
    "count_windows",
    "the gaps are d pixels wide",
    mistake="count-windows-dilation-from-zero",
)
def gaps(size, kernel, *, stride=1, padding=0, dilation=1):
    covered = kernel
    for _ in range(kernel - 1):
        covered += dilation
    return (size - covered + 2 * padding) // stride + 1


# dilated_forward


def fit(x, w, stride, dilation):
    """Count the windows along both axes, as the exercise before does."""
    return [
        (size - dilation * (kernel - 1) - 1) // stride + 1
        for size, kernel in zip(x.shape[1:3], w.shape[1:3], strict=True)
    ]


def convolve(x, w, stride=1):
    """Sum over plain windows."""
    windows = sliding_window_view(x, w.shape[1:3], axis=(1, 2))
    return np.einsum("nijcpq,fpqc->nijf", windows[:, ::stride, ::stride], w)


@wrong(
    "dilated_forward",
    "the slices begin at (p, q)",
    mistake="dilated-forward-read-without-gaps",
)
def without_gaps(x, w, *, stride=1, dilation=1):
    (OH, OW), (F, KH, KW, _) = fit(x, w, stride, dilation), w.shape
    z = np.zeros((len(x), OH, OW, F))
    for p, q in np.ndindex(KH, KW):
        z += x[:, p::stride, q::stride][:, :OH, :OW] @ w[:, p, q].T
    return z


@wrong(
    "dilated_forward",
    "d only enters the size of z",
    mistake="dilated-forward-read-without-gaps",
)
def windows_side_by_side(x, w, *, stride=1, dilation=1):
    OH, OW = fit(x, w, stride, dilation)
    return convolve(x, w, stride)[:, :OH, :OW].copy()


@wrong(
    "dilated_forward",
    "begins at s p, steps by d",
    mistake="dilated-forward-stride-and-dilation-exchanged",
)
def exchanged_slices(x, w, *, stride=1, dilation=1):
    (OH, OW), (F, KH, KW, _) = fit(x, w, stride, dilation), w.shape
    z = np.zeros((len(x), OH, OW, F))
    for p, q in np.ndindex(KH, KW):
        pixels = x[:, stride * p :: dilation, stride * q :: dilation]
        z += np.einsum("nijc,fc->nijf", pixels[:, :OH, :OW], w[:, p, q])
    return z


@wrong(
    "dilated_forward",
    "d i + s p in the loops",
    mistake="dilated-forward-stride-and-dilation-exchanged",
)
def exchanged_loops(x, w, *, stride=1, dilation=1):
    (OH, OW), (F, KH, KW, C) = fit(x, w, stride, dilation), w.shape
    z = np.zeros((len(x), OH, OW, F))
    for n, i, j, f in np.ndindex(z.shape):
        for p, q, c in np.ndindex(KH, KW, C):
            row, column = dilation * i + stride * p, dilation * j + stride * q
            z[n, i, j, f] += x[n, row, column, c] * w[f, p, q, c]
    return z


@wrong(
    "dilated_forward",
    "a smaller image instead of a wider kernel",
    mistake="dilated-forward-image-thinned-out",
)
def thinned_out(x, w, *, stride=1, dilation=1):
    return convolve(x[:, ::dilation, ::dilation], w, stride)


@wrong(
    "dilated_forward",
    "the stride is multiplied by d",
    mistake="dilated-forward-image-thinned-out",
)
def multiplied(x, w, *, stride=1, dilation=1):
    (F, KH, KW, _), step = w.shape, stride * dilation
    OH, OW = fit(x, w, step, dilation)
    z = np.zeros((len(x), OH, OW, F))
    for p, q in np.ndindex(KH, KW):
        pixels = x[:, dilation * p :: step, dilation * q :: step]
        z += pixels[:, :OH, :OW] @ w[:, p, q].T
    return z


@wrong(
    "dilated_forward",
    "the larger kernel ends with zeros",
    mistake="dilated-forward-gap-at-the-end",
)
def zeros_at_the_end(x, w, *, stride=1, dilation=1):
    F, KH, KW, C = w.shape
    larger = np.zeros((F, dilation * KH, dilation * KW, C))
    larger[:, ::dilation, ::dilation] = w
    return convolve(x, larger, stride)


@wrong(
    "dilated_forward",
    "windows of d K pixels are cut out",
    mistake="dilated-forward-gap-at-the-end",
)
def larger_windows(x, w, *, stride=1, dilation=1):
    _, KH, KW, _ = w.shape
    size = dilation * KH, dilation * KW
    windows = sliding_window_view(x, size, axis=(1, 2))[:, ::stride, ::stride]
    windows = windows[..., ::dilation, ::dilation]
    return np.einsum("nijcpq,fpqc->nijf", windows, w)


@wrong(
    "dilated_forward",
    "np.repeat spreads the kernel",
    mistake="dilated-forward-weights-repeated",
)
def repeated(x, w, *, stride=1, dilation=1):
    larger = np.repeat(np.repeat(w, dilation, axis=1), dilation, axis=2)
    return convolve(x, larger, stride)


@wrong(
    "dilated_forward",
    "np.kron with ones spreads the kernel",
    mistake="dilated-forward-weights-repeated",
)
def with_kron(x, w, *, stride=1, dilation=1):
    larger = np.kron(w, np.ones((1, dilation, dilation, 1)))
    return convolve(x, larger, stride)


@wrong(
    "dilated_forward",
    "d zeros between the weights",
    mistake="dilated-forward-gaps-of-d",
)
def zeros_between(x, w, *, stride=1, dilation=1):
    F, KH, KW, C = w.shape
    rows, columns = (K + dilation * (K - 1) for K in (KH, KW))
    larger = np.zeros((F, rows, columns, C))
    larger[:, :: dilation + 1, :: dilation + 1] = w
    return convolve(x, larger, stride)


@wrong(
    "dilated_forward",
    "weights d + 1 apart in the slices",
    mistake="dilated-forward-gaps-of-d",
)
def one_too_far(x, w, *, stride=1, dilation=1):
    d, (F, KH, KW, _) = dilation + 1, w.shape
    OH, OW = fit(x, w, stride, d)
    z = np.zeros((len(x), OH, OW, F))
    for p, q in np.ndindex(KH, KW):
        z += x[:, d * p :: stride, d * q :: stride][:, :OH, :OW] @ w[:, p, q].T
    return z


# grouped_forward


@wrong(
    "grouped_forward",
    "f mod G for the group",
    mistake="grouped-forward-kernels-dealt-in-turn",
)
def modulo(x, w, *, groups=1):
    Cg = w.shape[3]
    parts = []
    for f in range(len(w)):
        first = f % groups * Cg
        parts.append(convolve(x[..., first : first + Cg], w[f : f + 1]))
    return np.concatenate(parts, axis=3)


@wrong(
    "grouped_forward",
    "z[..., g::G] gets the kernels g::G",
    mistake="grouped-forward-kernels-dealt-in-turn",
)
def kernels_with_steps(x, w, *, groups=1):
    F, KH, KW, Cg = w.shape
    z = np.zeros((len(x), x.shape[1] - KH + 1, x.shape[2] - KW + 1, F))
    for g in range(groups):
        channels = x[..., g * Cg : (g + 1) * Cg]
        z[..., g::groups] = convolve(channels, w[g::groups])
    return z


@wrong(
    "grouped_forward",
    "x[..., g::G]",
    mistake="grouped-forward-channels-dealt-in-turn",
)
def channels_with_steps(x, w, *, groups=1):
    pairs = zip(range(groups), np.split(w, groups), strict=True)
    parts = [convolve(x[..., g::groups], kernels) for g, kernels in pairs]
    return np.concatenate(parts, axis=3)


@wrong(
    "grouped_forward",
    "the channels are reshaped to (C/G, G)",
    mistake="grouped-forward-channels-dealt-in-turn",
)
def channels_reshaped(x, w, *, groups=1):
    by_group = x.reshape(*x.shape[:3], -1, groups)
    kernels = np.split(w, groups)
    parts = [convolve(by_group[..., g], kernels[g]) for g in range(groups)]
    return np.concatenate(parts, axis=3)


@wrong(
    "grouped_forward",
    "steps of G everywhere",
    mistake="grouped-forward-both-dealt-in-turn",
)
def steps_everywhere(x, w, *, groups=1):
    F, KH, KW, _ = w.shape
    z = np.zeros((len(x), x.shape[1] - KH + 1, x.shape[2] - KW + 1, F))
    for g in range(groups):
        z[..., g::groups] = convolve(x[..., g::groups], w[g::groups])
    return z


@wrong(
    "grouped_forward",
    "c G + f mod G for the channel",
    mistake="grouped-forward-both-dealt-in-turn",
)
def modulo_everywhere(x, w, *, groups=1):
    channels = [np.arange(w.shape[3]) * groups + f % groups for f in range(len(w))]
    parts = [convolve(x[..., c], w[f : f + 1]) for f, c in enumerate(channels)]
    return np.concatenate(parts, axis=3)


@wrong(
    "grouped_forward",
    "np.stack, then a reshape",
    mistake="grouped-forward-results-dealt-in-turn",
)
def stacked(x, w, *, groups=1):
    pairs = zip(np.split(x, groups, axis=3), np.split(w, groups), strict=True)
    z = np.stack([convolve(*pair) for pair in pairs], axis=-1)
    return z.reshape(*z.shape[:3], len(w))


@wrong(
    "grouped_forward",
    "the results go to every G-th channel",
    mistake="grouped-forward-results-dealt-in-turn",
)
def results_with_steps(x, w, *, groups=1):
    F, KH, KW, _ = w.shape
    z = np.zeros((len(x), x.shape[1] - KH + 1, x.shape[2] - KW + 1, F))
    channels, kernels = np.split(x, groups, axis=3), np.split(w, groups)
    for g in range(groups):
        z[..., g::groups] = convolve(channels[g], kernels[g])
    return z


@wrong(
    "grouped_forward",
    "x is cut to C/G channels",
    mistake="grouped-forward-first-group-read-by-all",
)
def cut_to_fit(x, w, *, groups=1):
    return convolve(x[..., : w.shape[3]], w)


@wrong(
    "grouped_forward",
    "the first channel is not moved with the group",
    mistake="grouped-forward-first-group-read-by-all",
)
def not_moved(x, w, *, groups=1):
    Cg, Fg = x.shape[3] // groups, len(w) // groups
    parts = []
    for g in range(groups):
        parts.append(convolve(x[..., 0:Cg], w[g * Fg : (g + 1) * Fg]))
    return np.concatenate(parts, axis=3)


@wrong(
    "grouped_forward",
    "sum() of the parts",
    mistake="grouped-forward-groups-added-up",
)
def summed(x, w, *, groups=1):
    pairs = zip(np.split(x, groups, axis=3), np.split(w, groups), strict=True)
    return sum(convolve(*pair) for pair in pairs)


@wrong(
    "grouped_forward",
    "z += in the loop over the groups",
    mistake="grouped-forward-groups-added-up",
)
def added(x, w, *, groups=1):
    (_, KH, KW, Cg), Fg = w.shape, len(w) // groups
    z = np.zeros((len(x), x.shape[1] - KH + 1, x.shape[2] - KW + 1, Fg))
    for g in range(groups):
        z += convolve(x[..., g * Cg : (g + 1) * Cg], w[g * Fg : (g + 1) * Fg])
    return z


@wrong(
    "grouped_forward",
    "np.tile makes the channels fit",
    mistake="grouped-forward-every-group-read",
)
def tiled(x, w, *, groups=1):
    return convolve(x, np.tile(w, (1, 1, 1, groups)))


@wrong(
    "grouped_forward",
    "all kernels run over each group, and the results are added",
    mistake="grouped-forward-every-group-read",
)
def all_kernels(x, w, *, groups=1):
    return sum(convolve(part, w) for part in np.split(x, groups, axis=3))


# transposed_forward
edit(
    "transposed_forward",
    "+= stamps[:, a, b]",
    "= stamps[:, a, b]",
    mistake="transposed-forward-stamps-overwritten",
)
edit(
    "transposed_forward",
    '"nabf,fpqc->nabpqc", small, w)',
    '"nabf,fpqc->nabpqc", small, w[:, ::-1, ::-1])',
    mistake="transposed-forward-kernel-rotated",
)
edit(
    "transposed_forward",
    "i, j = stride * a, stride * b",
    "i, j = a, b",
    mistake="transposed-forward-stamps-one-apart",
)
edit(
    "transposed_forward",
    "i, j = stride * a, stride * b",
    "i, j = stride * a + leftover, stride * b + leftover",
    mistake="transposed-forward-leftover-before",
)
edit(
    "transposed_forward",
    "large[:, P : H - P, P : W - P].copy()",
    "np.pad(large, ((0, 0), (P, P), (P, P), (0, 0)))",
    mistake="transposed-forward-padding-put-on",
)
edit(
    "transposed_forward",
    "large[:, P : H - P, P : W - P]",
    "large[:, : H - 2 * P, : W - 2 * P]",
    mistake="transposed-forward-padding-cut-at-the-end",
)
edit(
    "transposed_forward",
    "large[:, P : H - P, P : W - P]",
    "large[:, P:-P, P:-P]",
    mistake="transposed-forward-cropped-to-nothing",
)


def stamped(small, w, stride, H, W, corner=(0, 0)):
    """Add stamps onto an image of H by W pixels, the first at the corner."""
    (B, OH, OW, _), (_, KH, KW, C) = small.shape, w.shape
    large = np.zeros((B, H, W, C))
    for a, b in np.ndindex(OH, OW):
        i, j = corner[0] + stride * a, corner[1] + stride * b
        window = large[:, i : i + KH, j : j + KW]
        window += np.tensordot(small[:, a, b], w, 1)
    return large


def sizes(small, w, stride, leftover):
    """Return the rows and columns of the padded image."""
    return [
        stride * (windows - 1) + kernel + leftover
        for windows, kernel in zip(small.shape[1:3], w.shape[1:3], strict=True)
    ]


@wrong(
    "transposed_forward",
    "each unit writes its stamp, one weight after the other",
    mistake="transposed-forward-stamps-overwritten",
)
def written(small, w, *, stride=1, padding=0, leftover=0):
    (B, OH, OW, _), (_, KH, KW, C), P = small.shape, w.shape, padding
    H, W = sizes(small, w, stride, leftover)
    large = np.zeros((B, H, W, C))
    for a, b in np.ndindex(OH, OW):
        for p, q in np.ndindex(KH, KW):
            large[:, stride * a + p, stride * b + q] = small[:, a, b] @ w[:, p, q]
    return large[:, P : H - P, P : W - P].copy()


@wrong(
    "transposed_forward",
    "by gather, with kernels that are not rotated",
    mistake="transposed-forward-kernel-rotated",
)
def gathered(small, w, *, stride=1, padding=0, leftover=0):
    (B, OH, OW, F), (_, KH, KW, _), P = small.shape, w.shape, padding
    H, W = sizes(small, w, stride, leftover)
    spread = np.zeros((B, H + KH - 1, W + KW - 1, F))
    spread[:, KH - 1 :: stride, KW - 1 :: stride][:, :OH, :OW] = small
    large = convolve(spread, w.transpose(3, 1, 2, 0))
    return large[:, P : H - P, P : W - P].copy()


@wrong(
    "transposed_forward",
    "the stride is in the size alone",
    mistake="transposed-forward-stamps-one-apart",
)
def one_apart(small, w, *, stride=1, padding=0, leftover=0):
    P, (H, W) = padding, sizes(small, w, stride, leftover)
    return stamped(small, w, 1, H, W)[:, P : H - P, P : W - P].copy()


@wrong(
    "transposed_forward",
    "the leftover is put before the stamps",
    mistake="transposed-forward-leftover-before",
)
def put_before(small, w, *, stride=1, padding=0, leftover=0):
    P, r, (H, W) = padding, leftover, sizes(small, w, stride, 0)
    before = (0, 0), (r, 0), (r, 0), (0, 0)
    large = np.pad(stamped(small, w, stride, H, W), before)
    return large[:, P : H + r - P, P : W + r - P].copy()


@wrong(
    "transposed_forward",
    "the padding is added to the size, and the stamps moved into it",
    mistake="transposed-forward-padding-put-on",
)
def moved_in(small, w, *, stride=1, padding=0, leftover=0):
    P, (H, W) = padding, sizes(small, w, stride, leftover)
    return stamped(small, w, stride, H + 2 * P, W + 2 * P, (P, P))


@wrong(
    "transposed_forward",
    "the right size is cut out at the top left",
    mistake="transposed-forward-padding-cut-at-the-end",
)
def top_left(small, w, *, stride=1, padding=0, leftover=0):
    H, W = sizes(small, w, stride, leftover)
    large = stamped(small, w, stride, H, W)
    return large[:, : H - padding - padding, : W - padding - padding].copy()


@wrong(
    "transposed_forward",
    "a slice with a negative end",
    mistake="transposed-forward-cropped-to-nothing",
)
def negative_end(small, w, *, stride=1, padding=0, leftover=0):
    inside = slice(padding, -padding)
    large = stamped(small, w, stride, *sizes(small, w, stride, leftover))
    return large[:, inside, inside].copy()


# transposed_dsmall


def surrounded(images, P):
    """Put P zeros on each side."""
    return np.pad(images, ((0, 0), (P, P), (P, P), (0, 0)))


@wrong(
    "transposed_dsmall",
    "no zeros around the gradient",
    mistake="transposed-dsmall-padding-forgotten",
)
def not_padded(dlarge, small, w, *, stride=1, padding=0):
    return convolve(dlarge, w, stride)


@wrong(
    "transposed_dsmall",
    "as many windows as fit without the padding",
    mistake="transposed-dsmall-padding-forgotten",
)
def windows_that_fit(dlarge, small, w, *, stride=1, padding=0):
    (OH, OW), (F, KH, KW, _) = fit(dlarge, w, stride, 1), w.shape
    dsmall = np.zeros((len(dlarge), OH, OW, F))
    for a, b in np.ndindex(OH, OW):
        i, j = stride * a, stride * b
        window = dlarge[:, i : i + KH, j : j + KW]
        dsmall[:, a, b] = np.tensordot(window, w, ((1, 2, 3), (1, 2, 3)))
    return dsmall


@wrong(
    "transposed_dsmall",
    "the padding is cut off as in the forward pass",
    mistake="transposed-dsmall-padding-cut-again",
)
def cut_once_more(dlarge, small, w, *, stride=1, padding=0):
    P, (_, H, W, _) = padding, dlarge.shape
    return convolve(dlarge[:, P : H - P, P : W - P], w, stride)


@wrong(
    "transposed_dsmall",
    "rows and columns are deleted on each side",
    mistake="transposed-dsmall-padding-cut-again",
)
def deleted(dlarge, small, w, *, stride=1, padding=0):
    for axis in (1, 2):
        inside = range(padding, dlarge.shape[axis] - padding)
        dlarge = dlarge.take(inside, axis)
    return convolve(dlarge, w, stride)


@wrong(
    "transposed_dsmall",
    "K - 1 zeros on each side",
    mistake="transposed-dsmall-padded-like-a-gather",
)
def full(dlarge, small, w, *, stride=1, padding=0):
    _, KH, KW, _ = w.shape
    sides = (0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1), (0, 0)
    return convolve(np.pad(dlarge, sides), w, stride)


@wrong(
    "transposed_dsmall",
    "an array of zeros with room for K - 1 more on each side",
    mistake="transposed-dsmall-padded-like-a-gather",
)
def room(dlarge, small, w, *, stride=1, padding=0):
    (B, H, W, C), (_, KH, KW, _) = dlarge.shape, w.shape
    larger = np.zeros((B, H + 2 * KH - 2, W + 2 * KW - 2, C))
    larger[:, KH - 1 : KH - 1 + H, KW - 1 : KW - 1 + W] = dlarge
    return convolve(larger, w, stride)


@wrong(
    "transposed_dsmall",
    "rotated, since it is a backward pass",
    mistake="transposed-dsmall-windows-met-rotated-kernels",
)
def rotated_kernels(dlarge, small, w, *, stride=1, padding=0):
    return convolve(surrounded(dlarge, padding), w[:, ::-1, ::-1], stride)


@wrong(
    "transposed_dsmall",
    "np.rot90 twice",
    mistake="transposed-dsmall-windows-met-rotated-kernels",
)
def turned(dlarge, small, w, *, stride=1, padding=0):
    kernels = np.rot90(w, 2, axes=(1, 2))
    return convolve(surrounded(dlarge, padding), kernels, stride)


@wrong(
    "transposed_dsmall",
    "windows at stride 1, cut to the shape of small",
    mistake="transposed-dsmall-windows-one-apart",
)
def cut_to_small(dlarge, small, w, *, stride=1, padding=0):
    _, OH, OW, _ = small.shape
    return convolve(surrounded(dlarge, padding), w)[:, :OH, :OW].copy()


@wrong(
    "transposed_dsmall",
    "a + p without the stride",
    mistake="transposed-dsmall-windows-one-apart",
)
def no_stride(dlarge, small, w, *, stride=1, padding=0):
    dlarge, dsmall = surrounded(dlarge, padding), np.zeros(small.shape)
    for n, a, b, f in np.ndindex(small.shape):
        for p, q, c in np.ndindex(w.shape[1:]):
            dsmall[n, a, b, f] += dlarge[n, a + p, b + q, c] * w[f, p, q, c]
    return dsmall


# transposed_dw


def cut(dlarge, small, w, stride, padding, dilation):
    """Put zeros around the gradient, and cut it to what the stamps cover."""
    rows, columns = (
        stride * (windows - 1) + dilation * (kernel - 1) + 1
        for windows, kernel in zip(small.shape[1:3], w.shape[1:3], strict=True)
    )
    return surrounded(dlarge, padding)[:, :rows, :columns]


def places(dlarge, small, step, apart):
    """Multiply the units, so far apart, by the pixels at every place they fit."""
    size = [apart * (windows - 1) + 1 for windows in small.shape[1:3]]
    windows = sliding_window_view(dlarge, size, axis=(1, 2))[:, ::step, ::step]
    return np.einsum("nabf,npqcab->fpqc", small, windows[..., ::apart, ::apart])


@wrong(
    "transposed_dw",
    "the slices have no stride",
    mistake="transposed-dw-units-one-apart",
)
def slices(dlarge, small, w, *, stride=1, padding=0, dilation=1):
    (_, OH, OW, _), (_, KH, KW, _), d = small.shape, w.shape, dilation
    dlarge, dw = surrounded(dlarge, padding), np.zeros(w.shape)
    for p, q in np.ndindex(KH, KW):
        pixels = dlarge[:, d * p : d * p + OH, d * q : d * q + OW]
        dw[:, p, q] = np.einsum("nabf,nabc->fc", small, pixels)
    return dw


@wrong(
    "transposed_dw",
    "units d apart, and s from weight to weight",
    mistake="transposed-dw-not-exchanged",
)
def not_exchanged(dlarge, small, w, *, stride=1, padding=0, dilation=1):
    dlarge = cut(dlarge, small, w, stride, padding, dilation)
    return places(dlarge, small, stride, dilation)


@wrong(
    "transposed_dw",
    "every place, with the gaps",
    mistake="transposed-dw-gaps-filled",
)
def every_place(dlarge, small, w, *, stride=1, padding=0, dilation=1):
    dlarge = cut(dlarge, small, w, stride, padding, dilation)
    return places(dlarge, small, 1, stride)


@wrong(
    "transposed_dw",
    "one product for each place where small fits",
    mistake="transposed-dw-leftover-not-cut",
)
def not_cut(dlarge, small, w, *, stride=1, padding=0, dilation=1):
    return places(surrounded(dlarge, padding), small, dilation, stride)


def convolution(dlarge, small, step, apart):
    """Move the axes, and lay the units on the gradient, so far apart."""
    B, OH, OW, F = small.shape
    spread = np.zeros((F, apart * (OH - 1) + 1, apart * (OW - 1) + 1, B))
    spread[:, ::apart, ::apart] = small.transpose(3, 1, 2, 0)
    dw = convolve(dlarge.transpose(3, 1, 2, 0), spread, step)
    return dw.transpose(3, 1, 2, 0).copy()


@wrong(
    "transposed_dw",
    "small is laid on the gradient without a dilation",
    mistake="transposed-dw-units-one-apart",
)
def not_spread(dlarge, small, w, *, stride=1, padding=0, dilation=1):
    _, KH, KW, _ = w.shape
    dw = convolution(surrounded(dlarge, padding), small, dilation, 1)
    return dw[:, :KH, :KW].copy()


@wrong(
    "transposed_dw",
    "the settings of the layer for those of the convolution",
    mistake="transposed-dw-not-exchanged",
)
def same_settings(dlarge, small, w, *, stride=1, padding=0, dilation=1):
    dlarge = cut(dlarge, small, w, stride, padding, dilation)
    return convolution(dlarge, small, stride, dilation)


@wrong(
    "transposed_dw",
    "the convolution has a stride of 1",
    mistake="transposed-dw-gaps-filled",
)
def stride_of_one(dlarge, small, w, *, stride=1, padding=0, dilation=1):
    dlarge = cut(dlarge, small, w, stride, padding, dilation)
    return convolution(dlarge, small, 1, stride)


@wrong(
    "transposed_dw",
    "the gradient is not cut before the convolution",
    mistake="transposed-dw-leftover-not-cut",
)
def all_places(dlarge, small, w, *, stride=1, padding=0, dilation=1):
    return convolution(surrounded(dlarge, padding), small, dilation, stride)
