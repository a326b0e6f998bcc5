"""The book's solutions around the backward pass, each with some text replaced."""

from attempts.attempt import edit

SUM = "dz.sum(axis=(0, 1, 2))"
OF_DB = [
    ("np.zeros(w.shape[0])", "forgotten"),
    ("dz.mean(axis=(0, 1, 2))", "averaged"),
    ("dz.sum(axis=(0, 1, 2)) / len(x)", "averaged-over-batch"),
    ("dz.mean(axis=0).sum(axis=(0, 1))", "averaged-over-batch"),
    ("dz.mean(axis=(1, 2)).sum(axis=0)", "averaged-over-windows"),
    ("dz.sum(axis=0)", "summed-over-batch-only"),
    ("dz.sum(axis=(1, 2, 3))", "summed-for-each-image"),
    ("np.full(len(w), dz.sum())", "summed-over-kernels"),
    ("dz.sum()", "summed-to-one-number"),
    ("dz.sum(axis=(0, 1, 2), keepdims=True)", "axes-kept"),
    ("np.ones_like(dz).sum(axis=(0, 1, 2))", "dz-forgotten"),
    ('np.einsum("nabf,fpqc->f", dz, w)', "multiplied-by-weights"),
    ("dz.reshape(len(w), -1).sum(axis=1)", "dz-reshaped"),
    ("dz.reshape(len(x), len(w), -1).sum(axis=(0, 2))", "images-reshaped"),
    ("dz[0].sum(axis=(0, 1))", "only-first-image"),
    ("dz[-1].sum(axis=(0, 1))", "only-last-image"),
    ("dz[-1, -1, -1].copy()", "only-last-unit"),
    ("dz[:, ::stride, ::stride].sum(axis=(0, 1, 2))", "units-skipped"),
    ("np.cumsum(dz.sum(axis=(0, 1, 2)))", "sum-not-started-anew"),
    ("-dz.sum(axis=(0, 1, 2))", "sign-changed"),
]
for new, mistake in OF_DB:
    edit("db", SUM, new, mistake=f"db-{mistake}")

PAD = "x = np.pad(x, ((0, 0), sides, sides, (0, 0)))"
PIXELS = "x[:, p::stride, q::stride][:, :OH, :OW]"
ADDED = 'np.einsum("nabf,nabc->fc", dz, pixels)'
FLAT = "pixels.reshape(-1, x.shape[3])"
DW_MAT = "np.sum(dZ @ X_col.transpose(0, 2, 1), axis=0)"
OF_DW = [
    ("dw", "return dw", "return dw / len(x)", "averaged-over-batch"),
    ("backward", "np.sum(dZ @", "np.mean(dZ @", "averaged-over-batch"),
    ("dw", "return dw", "return dw / (OH * OW)", "averaged-over-windows"),
    ("backward", DW_MAT, f"{DW_MAT} / dZ.shape[2]", "averaged-over-windows"),
    ("dw", ADDED, f"{ADDED} / pixels[..., 0].size", "averaged-over-all-uses"),
    (
        "dw",
        ADDED,
        'np.einsum("abf,abc->fc", dz[0], pixels[0])',
        "only-first-image",
    ),
    ("backward", DW_MAT, "dZ[0] @ X_col[0].T", "only-first-image"),
    (
        "backward",
        f"dW_mat = {DW_MAT}",
        "for D, X in zip(dZ, X_col):\n        dW_mat = D @ X.T",
        "only-last-image",
    ),
    (
        "dw",
        f"dw[:, p, q] = {ADDED}",
        "for a, b in np.ndindex(OH, OW):\n"
        "            dw[:, p, q] = dz[:, a, b].T @ pixels[:, a, b]",
        "only-last-window",
    ),
    (
        "dw",
        f"dw[:, p, q] = {ADDED}",
        "for index in np.ndindex(dz.shape[:3]):\n"
        "            dw[:, p, q] = np.outer(dz[index], pixels[index])",
        "sum-overwritten",
    ),
    (
        "dw",
        ADDED,
        'np.einsum("nabf,nabc->fc", dz[:, :-1, :-1], pixels[:, :-1, :-1])',
        "last-windows-missing",
    ),
    ("dw", ADDED, 'np.einsum("nabf,nabc->c", dz, pixels)', "dz-summed-over-kernels"),
    ("dw", ADDED, "pixels.sum(axis=(0, 1, 2))", "dz-forgotten"),
    ("dw", ADDED, 'np.einsum("nabf,fc->fc", dz, w[:, p, q])', "weights-for-pixels"),
    ("dw", "return dw", "return -dw", "sign-changed"),
    ("backward", DW_MAT, f"-{DW_MAT}", "sign-changed"),
    (
        "backward",
        "dW_mat.reshape(w.shape)",
        "dW_mat.reshape(F, -1, KH, KW).transpose(0, 2, 3, 1)",
        "weights-channels-first",
    ),
    (
        "backward",
        DW_MAT,
        "np.sum(X_col @ dZ.transpose(0, 2, 1), axis=0)",
        "kernels-not-moved",
    ),
    (
        "backward",
        DW_MAT,
        "np.sum(dz.reshape(B, F, -1) @ X_col.transpose(0, 2, 1), axis=0)",
        "dz-reshaped",
    ),
    ("dw", ADDED, f"dz.reshape(len(w), -1) @ {FLAT}", "batch-of-dz-reshaped"),
    (
        "backward",
        DW_MAT,
        "np.sum(dz.transpose(0, 3, 2, 1).reshape(B, F, -1) "
        "@ X_col.transpose(0, 2, 1), axis=0)",
        "windows-down-first",
    ),
    (
        "dw",
        ADDED,
        f"dz.transpose(3, 1, 2, 0).reshape(len(w), -1) @ {FLAT}",
        "batch-columns-mixed",
    ),
    (
        "dw",
        ADDED,
        'np.einsum("nbaf,nabc->fc", dz, pixels)',
        "units-transposed",
    ),
    ("dw", ADDED, f"dz.T.reshape(len(w), -1) @ {FLAT}", "all-axes-reversed"),
    (
        "backward",
        "X_col.transpose(0, 2, 1)",
        "X_col.reshape(B, -1, w[0].size)",
        "columns-reshaped",
    ),
    (
        "backward",
        DW_MAT,
        "dz.reshape(-1, F).T @ X_col.reshape(w[0].size, -1).T",
        "batch-of-columns-reshaped",
    ),
    ("dw", "dw[:, p, q] =", "dw[:, -1 - p, -1 - q] =", "rotated"),
    (
        "dw",
        ADDED,
        'np.einsum("nabf,nabc->fc", dz[:, ::-1, ::-1], pixels)',
        "dz-rotated",
    ),
    ("dw", "return dw", "return dw.transpose(0, 2, 1, 3)", "transposed"),
    ("dw", "dw[:, p, q] =", "dw[:, q, p] =", "transposed"),
    ("dw", PIXELS, "x[:, q::stride, p::stride][:, :OH, :OW]", "pixels-transposed"),
    ("dw", PAD, f"{PAD}.transpose(0, 2, 1, 3)", "image-transposed"),
    (
        "dw",
        PAD,
        "x = np.pad(x, ((0, 0), (0, 2 * padding), (0, 2 * padding), (0, 0)))",
        "padding-forgotten",
    ),
    (
        "dw",
        PAD,
        'x = np.pad(x, ((0, 0), sides, sides, (0, 0)), mode="edge")',
        "padded-with-border",
    ),
    ("dw", PIXELS, "x[:, p : p + OH, q : q + OW]", "stride-forgotten"),
    ("dw", PIXELS, "x[:, p::stride, q:][:, :OH, :OW]", "stride-on-rows-only"),
    ("dw", PIXELS, "x[:, p:, q::stride][:, :OH, :OW]", "stride-on-columns-only"),
    (
        "dw",
        PIXELS,
        "x[:, stride * p :, stride * q :][:, :OH, :OW]",
        "stride-used-as-dilation",
    ),
]
for task, old, new, mistake in OF_DW:
    edit(task, old, new, mistake=f"dw-{mistake}")

SCATTER, GATHER = "dx", "dx_by_gather"
W_MAT = "w.reshape(F, KH * KW * C)"
DZ = "dz.reshape(B, -1, F).transpose(0, 2, 1)"
DX_COL = "W_mat.T @ dZ"
CROP = "dx[:, P : P + H, P : P + W].copy()"
SPREAD = "spread[:, KH - 1 :: stride, KW - 1 :: stride][:, :OH, :OW] = dz"
ROTATED = "w[:, ::-1, ::-1].transpose(3, 1, 2, 0)"
PRODUCT = "rotated.reshape(C, KH * KW * F) @ columns"
OF_DX = [
    (SCATTER, CROP, f"-{CROP}", "sign-changed"),
    (GATHER, CROP, f"-{CROP}", "sign-changed"),
    (SCATTER, DX_COL, f"{DX_COL} / F", "averaged-over-kernels"),
    (GATHER, PRODUCT, f"{PRODUCT} / F", "averaged-over-kernels"),
    (SCATTER, CROP, f"{CROP} / B", "averaged-over-batch"),
    (GATHER, CROP, f"{CROP} / len(x)", "averaged-over-batch"),
    (
        SCATTER,
        DX_COL,
        "np.repeat(W_mat.T @ dZ[:1], B, axis=0)",
        "only-first-image",
    ),
    (GATHER, ":OW] = dz", ":OW] = dz[0]", "only-first-image"),
    (SCATTER, DX_COL, "W_mat[:1].T @ dZ[:, :1]", "only-first-kernel"),
    (
        GATHER,
        "[:, :OH, :OW] = dz",
        "[:, : OH - 1, : OW - 1] = dz[:, :-1, :-1]",
        "last-windows-missing",
    ),
    (
        GATHER,
        "[:, :OH, :OW] = dz",
        "[:, :OH, :OH] = dz[:, :, :OH]",
        "columns-counted-as-rows",
    ),
    # the kernels
    (SCATTER, W_MAT, "w[:, ::-1, ::-1].reshape(F, -1)", "kernel-not-rotated"),
    (GATHER, ROTATED, "w.transpose(3, 1, 2, 0)", "kernel-not-rotated"),
    (SCATTER, W_MAT, "w[:, :, ::-1].reshape(F, -1)", "columns-not-rotated"),
    (GATHER, ROTATED, "w[:, ::-1].transpose(3, 1, 2, 0)", "columns-not-rotated"),
    (SCATTER, W_MAT, "w[:, ::-1].reshape(F, -1)", "rows-not-rotated"),
    (GATHER, ROTATED, "w[:, :, ::-1].transpose(3, 1, 2, 0)", "rows-not-rotated"),
    (
        GATHER,
        ROTATED,
        "np.rot90(w, axes=(1, 2)).transpose(3, 1, 2, 0)",
        "kernel-turned-once",
    ),
    (GATHER, ROTATED, "np.flip(w).transpose(3, 1, 2, 0)", "all-axes-flipped"),
    (GATHER, ROTATED, "w[::-1, ::-1].transpose(3, 1, 2, 0)", "first-axes-flipped"),
    (SCATTER, W_MAT, "w.swapaxes(1, 2).reshape(F, -1)", "kernel-transposed"),
    (
        GATHER,
        ROTATED,
        "w[:, ::-1, ::-1].transpose(3, 2, 1, 0)",
        "kernel-transposed",
    ),
    (
        SCATTER,
        W_MAT,
        "w.reshape(F, C, KH, KW).transpose(0, 2, 3, 1).reshape(F, -1)",
        "weights-channels-first",
    ),
    (
        GATHER,
        ROTATED,
        "w.reshape(F, C, KH, KW)[:, :, ::-1, ::-1].transpose(1, 2, 3, 0)",
        "weights-channels-first",
    ),
    (
        SCATTER,
        W_MAT,
        "w.transpose(0, 3, 1, 2).reshape(F, -1)",
        "weights-laid-channels-first",
    ),
    (SCATTER, DX_COL, "W_mat.reshape(-1, F) @ dZ", "weights-reshaped"),
    ("backward", "w.reshape(F, -1).T", "w.reshape(-1, F)", "weights-reshaped"),
    (GATHER, ROTATED, "w[:, ::-1, ::-1]", "axes-not-swapped"),
    (GATHER, ROTATED, "w[:, ::-1, ::-1].reshape(C, KH, KW, F)", "axes-not-swapped"),
    # the order of units and axes
    (SCATTER, DZ, "dz.reshape(B, F, -1)", "dz-reshaped"),
    (
        SCATTER,
        DZ,
        "dz.reshape(F, B, -1).swapaxes(0, 1)",
        "batch-of-dz-reshaped",
    ),
    (SCATTER, DZ, "dz.transpose(0, 3, 2, 1).reshape(B, F, -1)", "windows-down-first"),
    (GATHER, ":OW] = dz", ":OW] = dz.swapaxes(1, 2)", "units-transposed"),
    (
        SCATTER,
        DZ,
        "dz.transpose(3, 1, 2, 0).reshape(F, B, -1).swapaxes(0, 1)",
        "batch-columns-mixed",
    ),
    (SCATTER, DZ, "dz.T.reshape(F, B, -1).swapaxes(0, 1)", "all-axes-reversed"),
    (
        SCATTER,
        DX_COL,
        "(dZ.transpose(0, 2, 1) @ W_mat).reshape(B, KH * KW * C, -1)",
        "rows-reshaped",
    ),
    (
        SCATTER,
        DX_COL,
        'np.einsum("fk,nfm->knm", W_mat, dZ).reshape(B, KH * KW * C, -1)',
        "columns-reshaped",
    ),
    (GATHER, "dx.transpose(0, 2, 1).reshape", "dx.reshape", "channels-not-moved"),
    # where on the image
    (
        GATHER,
        SPREAD,
        "spread[:, KH - 1 :, KW - 1 :][:, :OH, :OW] = dz",
        "dz-not-spread",
    ),
    (
        GATHER,
        SPREAD,
        "spread[:, KH - 1 :: stride, KW - 1 :][:, :OH, :OW] = dz",
        "stride-on-rows-only",
    ),
    (
        GATHER,
        SPREAD,
        "spread[:, KH - 1 :, KW - 1 :: stride][:, :OH, :OW] = dz",
        "stride-on-columns-only",
    ),
    (
        GATHER,
        SPREAD,
        "spread[:, KH - 1 :: stride + 1, KW - 1 :: stride + 1][:, :OH, :OW] = dz",
        "one-zero-too-many",
    ),
    (
        GATHER,
        SPREAD,
        "step = stride if stride == 1 else stride + 1\n"
        "    spread[:, KH - 1 :: step, KW - 1 :: step][:, :OH, :OW] = dz",
        "one-zero-too-many-for-strides",
    ),
    (SCATTER, CROP, "dx[:, :H, :W].copy()", "cropped-after-only"),
    (GATHER, CROP, "dx[:, :H, :W].copy()", "cropped-after-only"),
    (SCATTER, CROP, "dx[:, 2 * P :, 2 * P :].copy()", "cropped-before-only"),
    (GATHER, CROP, "dx[:, -H:, -W:].copy()", "cropped-before-only"),
    (SCATTER, CROP, "dx[:, P:, P:].copy()", "cropped-in-front-only"),
    (GATHER, CROP, "dx[:, P:, P:].copy()", "cropped-in-front-only"),
    (SCATTER, CROP, "dx", "padding-left-on"),
    (GATHER, CROP, "dx", "padding-left-on"),
    (SCATTER, CROP, "dx[:, P:-P, P:-P].copy()", "cropped-to-nothing"),
    (GATHER, CROP, "dx[:, P:-P, P:-P].copy()", "cropped-to-nothing"),
]
for task, old, new, mistake in OF_DX:
    edit(task, old, new, mistake=f"dx-{mistake}")

STAMPS = "cols.reshape(B, KH, KW, C, OH, OW).transpose(0, 4, 5, 1, 2, 3)"
PLACE = "i, j = stride * a, stride * b"
PUT_BACK = "x[:, i : i + KH, j : j + KW] += stamps[:, a, b]"
ZEROS = "x = np.zeros((B, H, W, C))"
OF_COL2IM = [
    (PUT_BACK, PUT_BACK.replace("+=", "="), "overwritten-by-window"),
    ("return x", "return x / (KH * KW)", "divided-by-window"),
    (PLACE, "i, j = a, b", "stride-forgotten"),
    (PLACE, "i, j = stride * a, b", "stride-on-rows-only"),
    (PLACE, "i, j = a, stride * b", "stride-on-columns-only"),
    (
        ZEROS,
        "x = np.zeros((B, stride * (OH - 1) + KH, stride * (OW - 1) + KW, C))",
        "leftover-missing",
    ),
    (
        STAMPS,
        "cols.reshape(B, C, KH, KW, OH, OW).transpose(0, 4, 5, 2, 3, 1)",
        "rows-channels-first",
    ),
    (
        STAMPS,
        "cols.reshape(B, KW, KH, C, OH, OW).transpose(0, 4, 5, 2, 1, 3)",
        "rows-down-first",
    ),
    (
        STAMPS,
        "cols.reshape(B, KH, KW, C, OW, OH).transpose(0, 5, 4, 1, 2, 3)",
        "windows-down-first",
    ),
    (STAMPS, "cols.reshape(B, OH, OW, KH, KW, C)", "reshaped"),
    (
        STAMPS,
        "cols.reshape(KH, KW, C, OH, OW, B).transpose(5, 3, 4, 0, 1, 2)",
        "images-taken-for-last",
    ),
    (PUT_BACK, f"{PUT_BACK}[:, ::-1, ::-1]", "windows-rotated"),
    (
        PUT_BACK,
        "x[0, i : i + KH, j : j + KW] += stamps[0, a, b]",
        "only-first-image",
    ),
    (
        PUT_BACK,
        "x[:, i : i + KH, j : j + KW] += stamps[0, a, b]",
        "filled-from-first-image",
    ),
    (
        PUT_BACK,
        "x[:, i : i + KH, j : j + KW] += stamps[:, a, b].sum(axis=0)",
        "summed-over-batch",
    ),
    (PLACE, f"{PLACE}\n        {ZEROS}", "only-last-window"),
    ("np.ndindex(OH, OW)", "np.ndindex(1, OW)", "only-first-row-of-windows"),
    ("np.ndindex(OH, OW)", "np.ndindex(OH - 1, OW - 1)", "last-windows-missing"),
]
for old, new, mistake in OF_COL2IM:
    edit("col2im", old, new, mistake=f"col2im-{mistake}")

RETURNED = "return dx, dW_mat.reshape(w.shape), dz.sum(axis=(0, 1, 2))"
for order in ("dw, dx, db", "dw, db, dx", "dx, db, dw", "db, dw, dx"):
    names = {"dw, dx, db": "dw-before-dx", "dw, db, dx": "dx-at-the-end"}
    names |= {"dx, db, dw": "db-before-dw", "db, dw, dx": "db-at-the-beginning"}
    values = f"dw, db = dW_mat.reshape(w.shape), {SUM}"
    new = f"{values}\n    return {order}"
    edit("backward", RETURNED, new, mistake=f"backward-{names[order]}")

OF_ERROR = [
    ("dx.copy()", "slope-forgotten"),
    ("dx * (dx > 0)", "gradient-rectified"),
    ("dx * (z < 0)", "mask-inverted"),
    ("dx * np.maximum(z, 0)", "activation-for-slope"),
    ("(z > 0) * 1.0", "dx-forgotten"),
    ("dx * z", "z-for-slope"),
    ("z * (z > 0)", "activation-alone"),
    ("z * (dx > 0)", "arguments-exchanged"),
    ("dx * np.sign(z)", "sign-for-slope"),
    ("dx * np.where(z > 0, 1, 0.01)", "slope-of-leaky-relu"),
    ("dx * np.exp(-z) / (1 + np.exp(-z)) ** 2", "slope-of-sigmoid"),
    ("dx[z > 0]", "stopped-left-out"),
]
for new, mistake in OF_ERROR:
    edit("error", "dx * (z > 0)", new, mistake=f"error-{mistake}")

OF_UPDATE = [
    ("parameter + learning_rate * gradient", "uphill"),
    ("parameter - gradient", "rate-forgotten"),
    ("-learning_rate * gradient", "step-alone"),
    ("learning_rate * (parameter - gradient)", "rate-on-the-parameter"),
    ("learning_rate * parameter - gradient", "rate-on-the-wrong-term"),
    ("parameter - gradient / learning_rate", "divided-by-rate"),
    ("parameter - 0.01 * gradient", "rate-fixed"),
    ("gradient - learning_rate * parameter", "arguments-exchanged"),
    ("parameter - learning_rate * gradient * parameter", "step-times-parameter"),
    ("parameter - learning_rate", "gradient-forgotten"),
    ("parameter - learning_rate * gradient / len(gradient)", "gradient-divided"),
    ("parameter - learning_rate * gradient.mean()", "gradient-averaged"),
    (
        "parameter - learning_rate * gradient / np.linalg.norm(gradient)",
        "gradient-normalised",
    ),
    ("parameter - learning_rate * np.sign(gradient)", "sign-of-gradient"),
]
for new, mistake in OF_UPDATE:
    edit(
        "update",
        "parameter - learning_rate * gradient",
        new,
        mistake=f"update-{mistake}",
    )
