"""The book's three forward passes, each with some of its text replaced."""

from attempts.attempt import edit

LOOPS, SLICES, MATMUL = "forward", "forward_by_slices", "forward_by_matmul"
PIXEL = "x[n, stride * i + p, stride * j + q, c]"
WEIGHT = "w[f, p, q, c]"
UNITS = "for n, i, j, f in np.ndindex(z.shape):"
ELEMENTS = "for p, q, c in np.ndindex(KH, KW, C):"
SIZE = "OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1"
PAD = "x = np.pad(x, ((0, 0), sides, sides, (0, 0)))"
BIAS = "z[n, i, j, f] = 0 if b is None else b[f]"
EINSUM = 'np.einsum("nijc,fc->nijf", pixels, w[:, p, q])'
SLICE = "x[:, p::stride, q::stride][:, :OH, :OW]"
OVER = "for p, q in np.ndindex(KH, KW):"
ADDED = f"        z += {EINSUM}"
W_MAT = "w.reshape(F, KH * KW * C)"
COLS = "im2col(x, (KH, KW), stride=stride)"
Z = "Z.transpose(0, 2, 1).reshape(B, OH, OW, F)"
LAST = "return z if b is None else z + b"

TABLE = [
    # the bias
    (LOOPS, BIAS, "z[n, i, j, f] = 0", "bias-forgotten"),
    (MATMUL, LAST, "return z", "bias-forgotten"),
    (LOOPS, BIAS, "z[n, i, j, f] = 0 if b is None else -b[f]", "bias-subtracted"),
    (MATMUL, LAST, "return z if b is None else z - b", "bias-subtracted"),
    (LOOPS, "else b[f]", "else b[0]", "bias-of-first-kernel"),
    (MATMUL, LAST, "return z if b is None else z + b[0]", "bias-of-first-kernel"),
    (LOOPS, "else b[f]", "else b.sum()", "biases-added-up"),
    (MATMUL, LAST, "return z if b is None else z + sum(b)", "biases-added-up"),
    (LOOPS, "else b[f]", "else b[n]", "bias-of-the-image"),
    # which weight meets which pixel
    (LOOPS, WEIGHT, "w[f, KH - 1 - p, KW - 1 - q, c]", "kernel-rotated"),
    (SLICES, "w[:, p, q]", "w[:, -1 - p, -1 - q]", "kernel-rotated"),
    (LOOPS, WEIGHT, "w[f, KH - 1 - p, q, c]", "kernel-upside-down"),
    (MATMUL, W_MAT, "w[:, ::-1].reshape(F, -1)", "kernel-upside-down"),
    (LOOPS, WEIGHT, "w[f, p, KW - 1 - q, c]", "kernel-left-to-right"),
    (SLICES, "w[:, p, q]", "w[:, p, -1 - q]", "kernel-left-to-right"),
    (MATMUL, W_MAT, "w.reshape(F, -1)[:, ::-1]", "weights-reversed"),
    (LOOPS, WEIGHT, "w[f, -1 - p, -1 - q, -1 - c]", "weights-reversed"),
    (MATMUL, W_MAT, "np.flip(w).reshape(F, -1)", "every-axis-reversed"),
    (SLICES, OVER, f"w = np.flip(w)\n    {OVER}", "every-axis-reversed"),
    (MATMUL, W_MAT, "np.rot90(w, 2).reshape(F, -1)", "kernels-and-rows-reversed"),
    (SLICES, "w[:, p, q]", "np.flip(w, (0, 1))[:, p, q]", "kernels-and-rows-reversed"),
    (LOOPS, WEIGHT, "w[f, q, p, c]", "kernel-transposed"),
    (SLICES, "w[:, p, q]", "w[:, q, p]", "kernel-transposed"),
    (MATMUL, W_MAT, "w.swapaxes(1, 2).reshape(F, -1)", "kernel-transposed"),
    (
        MATMUL,
        W_MAT,
        "w.reshape(F, C, KH, KW).transpose(0, 2, 3, 1).reshape(F, -1)",
        "weights-channels-first",
    ),
    (
        MATMUL,
        W_MAT,
        "np.moveaxis(w, -1, 1).reshape(F, -1)",
        "weights-laid-channels-first",
    ),
    (MATMUL, "W_mat @", "w.T.reshape(-1, F).T @", "weights-turned-round"),
    (MATMUL, W_MAT, "w.reshape(KH * KW * C, F).T", "weights-reshaped-to-columns"),
    (
        SLICES,
        OVER,
        f"w = w.reshape(KH, KW, -1, F).transpose(3, 0, 1, 2)\n    {OVER}",
        "weights-reshaped-to-columns",
    ),
    (
        MATMUL,
        W_MAT,
        "np.moveaxis(w, 0, -1).reshape(F, -1)",
        "weights-of-all-kernels-in-a-row",
    ),
    (
        MATMUL,
        W_MAT,
        "w.transpose(1, 2, 3, 0).reshape(F, KH * KW * C)",
        "weights-of-all-kernels-in-a-row",
    ),
    (SLICES, EINSUM, "pixels @ w[:, p, q]", "kernels-and-channels-exchanged"),
    (SLICES, "nijc,fc->nijf", "nijf,fc->nijc", "kernels-and-channels-exchanged"),
    (
        LOOPS,
        PIXEL,
        "x[n, stride * i - p, stride * j - q, c]",
        "window-up-and-left",
    ),
    (
        SLICES,
        SLICE,
        "np.roll(x, (p, q), (1, 2))[:, ::stride, ::stride][:, :OH, :OW]",
        "window-up-and-left",
    ),
    # what is added up
    (LOOPS, ELEMENTS, "for p, q, c in np.ndindex(KH, KW, 1):", "only-first-channel"),
    (
        SLICES,
        EINSUM,
        'np.einsum("nijc,fc->nijf", pixels[..., :1], w[:, p, q, :1])',
        "only-first-channel",
    ),
    (LOOPS, f"{PIXEL} * {WEIGHT}", f"{PIXEL} * {WEIGHT} / C", "channels-averaged"),
    (SLICES, EINSUM, f"{EINSUM} / x.shape[-1]", "channels-averaged"),
    (SLICES, "nijc,fc->nijf", "nijc,fd->nijf", "channels-added-up-apart"),
    (
        SLICES,
        EINSUM,
        "pixels.sum(-1)[..., None] * w[:, p, q].sum(-1)",
        "channels-added-up-apart",
    ),
    (
        SLICES,
        EINSUM,
        "pixels.sum(-1)[..., None] * w[:, p, q, 0]",
        "channels-added-up-first",
    ),
    (LOOPS, WEIGHT, "w[f, p, q, 0]", "channels-added-up-first"),
    (LOOPS, f"* {WEIGHT}", f"* {WEIGHT} / w[f].size", "products-averaged"),
    (MATMUL, "W_mat @", "W_mat / W_mat.shape[1] @", "products-averaged"),
    (LOOPS, "z[n, i, j, f] += x", "z[n, i, j, f] = x", "sum-and-bias-overwritten"),
    (SLICES, f"z += {EINSUM}", f"z = {EINSUM}", "elements-and-bias-overwritten"),
    (SLICES, OVER, "for p, q in zip(range(KH), range(KW)):", "only-the-diagonal"),
    (
        LOOPS,
        ELEMENTS,
        "for p, q, c in ((k, k, c) for k in range(min(KH, KW)) for c in range(C)):",
        "only-the-diagonal",
    ),
    (SLICES, OVER, "for p, q in [(0, 0)]:", "only-first-element"),
    (SLICES, ADDED, f"{ADDED}\n        return z", "only-first-element"),
    (SLICES, OVER, "for p, q in np.ndindex(1, KW):", "only-first-row-of-kernel"),
    (LOOPS, WEIGHT, "w[0, p, q, c]", "only-first-kernel"),
    (SLICES, "w[:, p, q]", "w[:1, p, q]", "only-first-kernel"),
    (LOOPS, "x[n, stride", "x[0, stride", "only-first-image"),
    (SLICES, SLICE, "x[:1, p::stride, q::stride][:, :OH, :OW]", "only-first-image"),
    (SLICES, "nijc,fc->nijf", "nijc,fc->ijf", "images-added-up"),
    (LOOPS, PIXEL, "x[:, stride * i + p, stride * j + q, c].sum()", "images-added-up"),
    (LOOPS, "return z", "return z / B", "divided-by-images"),
    (MATMUL, LAST, "return (z if b is None else z + b) / B", "divided-by-images"),
    (LOOPS, "return z", "return np.maximum(z, 0)", "activation-applied"),
    (
        MATMUL,
        LAST,
        "z = z if b is None else z + b\n    return z * (z > 0)",
        "activation-applied",
    ),
    # where the windows begin, and how many there are
    (LOOPS, PIXEL, "x[n, i + p, j + q, c]", "stride-forgotten"),
    (SLICES, SLICE, "x[:, p : p + OH, q : q + OW]", "stride-forgotten"),
    (LOOPS, PIXEL, "x[n, stride * i + p, j + q, c]", "stride-forgotten-on-columns"),
    (SLICES, SLICE, "x[:, p::stride, q:][:, :OH, :OW]", "stride-forgotten-on-columns"),
    (LOOPS, PIXEL, "x[n, i + p, stride * j + q, c]", "stride-forgotten-on-rows"),
    (SLICES, SLICE, "x[:, p:, q::stride][:, :OH, :OW]", "stride-forgotten-on-rows"),
    (
        LOOPS,
        PIXEL,
        "x[n, i + stride * p, j + stride * q, c]",
        "stride-multiplies-the-weight",
    ),
    (
        SLICES,
        SLICE,
        "x[:, stride * p :, stride * q :][:, :OH, :OW]",
        "stride-multiplies-the-weight",
    ),
    (
        LOOPS,
        PIXEL,
        "x[n, stride * j + p, stride * i + q, c]",
        "rows-and-columns-of-z-exchanged",
    ),
    (SLICES, SIZE, f"{SIZE}\n    stride = 1", "stride-forgotten"),
    (LOOPS, SIZE, SIZE.replace(" + 1", ""), "plus-one-forgotten"),
    (SLICES, SIZE, SIZE.replace(" + 1", ""), "plus-one-forgotten"),
    (
        LOOPS,
        SIZE,
        "OH, OW = (H - KH + 1) // stride, (W - KW + 1) // stride",
        "plus-one-before-dividing",
    ),
    (
        SLICES,
        SIZE,
        "OH, OW = (H - KH + 1) // stride, (W - KW + 1) // stride",
        "plus-one-before-dividing",
    ),
    (LOOPS, SIZE, SIZE.replace("(W - KW)", "(H - KH)"), "output-taken-to-be-square"),
    (SLICES, SIZE, SIZE.replace("(W - KW)", "(H - KH)"), "output-taken-to-be-square"),
    (
        LOOPS,
        UNITS,
        "for n, i, j, f in np.ndindex(B, OH - 1, OW - 1, F):",
        "last-windows-missing",
    ),
    (
        LOOPS,
        UNITS,
        "for n, i, j, f in np.ndindex(B, OH, OH, F):",
        "columns-counted-like-rows",
    ),
    (
        LOOPS,
        ELEMENTS,
        "for p, q, c in np.ndindex(KH, KH, C):",
        "kernel-taken-to-be-square",
    ),
    (SLICES, OVER, "for p, q in np.ndindex(KH, KH):", "kernel-taken-to-be-square"),
    (LOOPS, SIZE, f"KW = KH\n    {SIZE}", "kernel-and-size-taken-to-be-square"),
    (SLICES, SIZE, f"KW = KH\n    {SIZE}", "kernel-and-size-taken-to-be-square"),
    (MATMUL, COLS, "im2col(x, (KW, KH), stride=stride)", "kernel-sides-exchanged"),
    (
        SLICES,
        SIZE,
        f"{SIZE}\n    OH, OW = (H - 2 * padding - KH) // stride + 1, (W - 2 * padding "
        f"- KW) // stride + 1",
        "size-without-padding",
    ),
    (
        LOOPS,
        SIZE,
        "OH, OW = (H - 2 * padding - KH) // stride + 1, (W - 2 * padding - KW) // "
        "stride + 1",
        "size-without-padding",
    ),
    # the padding
    (LOOPS, PAD, "x = x + 0", "padding-forgotten"),
    (MATMUL, "x = np.pad", "x_pad = np.pad", "padding-forgotten"),
    (
        LOOPS,
        PAD,
        "x = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))",
        "padding-always-one",
    ),
    (
        MATMUL,
        PAD,
        "x = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))",
        "padding-always-one",
    ),
    (
        LOOPS,
        "sides = padding, padding",
        "sides = (1, 1) if padding else (0, 0)",
        "padding-at-most-one",
    ),
    (
        SLICES,
        "sides = padding, padding",
        "sides = 2 * (min(padding, 1),)",
        "padding-at-most-one",
    ),
    (
        LOOPS,
        "padding, padding",
        "padding // 2, padding - padding // 2",
        "padding-in-total",
    ),
    (SLICES, "padding, padding", "padding // 2, -(-padding // 2)", "padding-in-total"),
    (LOOPS, "padding, padding", "padding // 2, padding // 2", "padding-halved"),
    (MATMUL, "padding, padding", "2 * (int(padding / 2),)", "padding-halved"),
    (LOOPS, "padding, padding", "2 * padding, 0", "padding-before-only"),
    (MATMUL, "padding, padding", "2 * padding, 0", "padding-before-only"),
    (LOOPS, "padding, padding", "0, 2 * padding", "padding-after-only"),
    (SLICES, "padding, padding", "0, 2 * padding", "padding-after-only"),
    (LOOPS, "padding, padding", "padding, 0", "no-padding-after"),
    (MATMUL, "padding, padding", "padding, 0", "no-padding-after"),
    (LOOPS, "padding, padding", "0, padding", "no-padding-before"),
    (SLICES, "padding, padding", "0, padding", "no-padding-before"),
    (LOOPS, "sides, sides, (0, 0)", "sides, (0, 0), (0, 0)", "padding-of-rows-only"),
    (MATMUL, "sides, sides, (0, 0)", "sides, (0, 0), (0, 0)", "padding-of-rows-only"),
    (LOOPS, "sides, sides, (0, 0)", "(0, 0), sides, (0, 0)", "padding-of-columns-only"),
    (
        SLICES,
        "sides, sides, (0, 0)",
        "(0, 0), sides, (0, 0)",
        "padding-of-columns-only",
    ),
    (LOOPS, "(0, 0)))", '(0, 0)), mode="edge")', "padding-repeats-border"),
    (MATMUL, "(0, 0)))", '(0, 0)), "edge")', "padding-repeats-border"),
    # axes reshaped and not moved
    (MATMUL, Z, "Z.reshape(B, OH, OW, F)", "output-reshaped-before-bias"),
    (
        MATMUL,
        Z,
        "Z.reshape(F, B, OH, OW).transpose(1, 2, 3, 0)",
        "nfm-read-as-fnm-before-bias",
    ),
    (
        MATMUL,
        Z,
        "Z.reshape(F, OH, OW, B).transpose(3, 1, 2, 0)",
        "nfm-read-as-fmn-before-bias",
    ),
    (
        MATMUL,
        Z,
        "Z.swapaxes(0, 1).reshape(B, OH, OW, F)",
        "fnm-read-as-nmf-before-bias",
    ),
    (
        MATMUL,
        Z,
        "Z.transpose(1, 2, 0).reshape(B, OH, OW, F)",
        "fmn-read-as-nmf-before-bias",
    ),
    (MATMUL, Z, "Z.T.reshape(B, OH, OW, F)", "mfn-read-as-nmf-before-bias"),
]
for task, old, new, mistake in TABLE:
    edit(task, old, new, mistake=f"forward-{mistake}")
