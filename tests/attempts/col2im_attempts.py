"""Attempts at col2im."""

import itertools

import numpy as np

from attempts.attempt import wrong
from convlab import im2col


@wrong(
    "col2im",
    "= for +=, so where windows overlap the last one wins",
    mistake="col2im-overwritten-by-window",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    KH, KW = kernel_size
    B = cols.shape[0]
    OH = (H - KH) // stride + 1
    OW = (W - KW) // stride + 1
    img = np.zeros((B, H, W, C))
    cols = cols.reshape(B, KH, KW, C, OH, OW)
    for a in range(OH):
        for b in range(OW):
            img[:, a * stride : a * stride + KH, b * stride : b * stride + KW, :] = (
                cols[:, :, :, :, a, b]
            )
    return img


@wrong(
    "col2im",
    "reshapes cols straight to (B, OH, OW, KH, KW, C) instead of transposing",
    mistake="col2im-reshaped",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW), B = image_shape, kernel_size, len(cols)
    OH, OW = 1 + (H - KH) // stride, 1 + (W - KW) // stride
    stamps = cols.reshape(B, OH, OW, KH, KW, C)
    x = np.zeros((B, H, W, C))
    for a, b in np.ndindex(OH, OW):
        i, j = stride * a, stride * b
        x[:, i : i + KH, j : j + KW] += stamps[:, a, b]
    return x


@wrong(
    "col2im",
    "the slices for one kernel element lie side by side: their step is forgotten",
    mistake="col2im-stride-forgotten",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    KH, KW = kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    x = np.zeros((len(cols), H, W, C))
    c6 = cols.reshape(-1, KH, KW, C, OH, OW)
    for p, q in itertools.product(range(KH), range(KW)):
        x[:, p : p + OH, q : q + OW] += np.moveaxis(c6[:, p, q], 1, -1)
    return x


@wrong(
    "col2im",
    "+= with an array of addresses adds each repeated pixel only once",
    mistake="col2im-overwritten-by-element",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    KH, KW = kernel_size
    B = cols.shape[0]
    table = im2col(np.arange(H * W * C).reshape(1, H, W, C), (KH, KW), stride=stride)[
        0
    ].astype(int)
    flat = np.zeros((B, H * W * C))
    flat[:, table] += cols
    return flat.reshape(B, H, W, C)


@wrong(
    "col2im",
    "the addresses count the pixels of a row by the height of the image "
    "instead of its width",
    mistake="col2im-row-taken-for-h-pixels",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    KH, KW = kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = [0.0] * (len(cols) * H * W * C)
    for n in range(len(cols)):
        for r in range(KH * KW * C):
            c = r % C
            q = (r // C) % KW
            p = r // (C * KW)
            for k in range(OH * OW):
                i, j = k // OW * stride + p, k % OW * stride + q
                out[n * H * W * C + (i * H + j) * C + c] += cols[n, r, k]
    return np.array(out).reshape(len(cols), H, W, C)


@wrong(
    "col2im",
    "k, i, j of CS231n unchanged: its rows are ordered (C, KH, KW)",
    mistake="col2im-rows-channels-first",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    field_height, field_width = kernel_size
    N = cols.shape[0]
    out_height = (H - field_height) // stride + 1
    out_width = (W - field_width) // stride + 1
    i0 = np.repeat(np.arange(field_height), field_width)
    i0 = np.tile(i0, C)
    i1 = stride * np.repeat(np.arange(out_height), out_width)
    j0 = np.tile(np.arange(field_width), field_height * C)
    j1 = stride * np.tile(np.arange(out_width), out_height)
    i = i0.reshape(-1, 1) + i1.reshape(1, -1)
    j = j0.reshape(-1, 1) + j1.reshape(1, -1)
    k = np.repeat(np.arange(C), field_height * field_width).reshape(-1, 1)
    x_padded = np.zeros((N, C, H, W), dtype=cols.dtype)
    np.add.at(x_padded, (slice(None), k, i, j), cols)
    return x_padded.transpose(0, 2, 3, 1)


@wrong(
    "col2im",
    "reshapes cols as if the images were its last axis (K, L, B) and transposes that",
    mistake="col2im-images-taken-for-last",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    KH, KW = kernel_size
    N = cols.shape[0]
    out_h, out_w = (H - KH) // stride + 1, (W - KW) // stride + 1
    cols_reshaped = cols.reshape(KH * KW * C, -1, N)
    cols_reshaped = cols_reshaped.transpose(2, 0, 1)
    p = np.repeat(np.arange(KH), KW * C)[:, None]
    q = np.tile(np.repeat(np.arange(KW), C), KH)[:, None]
    k = np.tile(np.arange(C), KH * KW)[:, None]
    a = np.repeat(np.arange(out_h), out_w)[None, :]
    b = np.tile(np.arange(out_w), out_h)[None, :]
    x = np.zeros((N, H, W, C))
    np.add.at(x, (slice(None), p + stride * a, q + stride * b, k), cols_reshaped)
    return x


@wrong(
    "col2im",
    "divides by the number of copies, to make it the inverse of im2col",
    mistake="col2im-averaged",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    KH, KW = kernel_size
    B = cols.shape[0]
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    total, count = np.zeros((B, H, W, C)), np.zeros((B, H, W, C))
    for k, (a, b) in enumerate(np.ndindex(OH, OW)):
        here = np.s_[:, a * stride : a * stride + KH, b * stride : b * stride + KW]
        total[here] += cols[..., k].reshape(B, KH, KW, C)
        count[here] += 1
    return total / np.maximum(count, 1)


@wrong(
    "col2im",
    "takes the pseudoinverse of im2col's matrix instead of its transpose",
    mistake="col2im-averaged",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    eye = np.eye(H * W * C).reshape(-1, H, W, C)
    M = im2col(eye, kernel_size, stride=stride).reshape(H * W * C, -1).T
    images = np.linalg.pinv(M) @ cols.reshape(len(cols), -1).T
    return images.T.reshape(-1, H, W, C)


@wrong(
    "col2im",
    "one array serves all images and is not reset, so every entry of the list "
    "is the sum over the batch",
    mistake="col2im-summed-over-batch",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    KH, KW = kernel_size
    OW = (W - KW) // stride + 1
    image = np.zeros((H, W, C))
    images = []
    for matrix in cols:
        for k, column in enumerate(matrix.T):
            i, j = k // OW * stride, k % OW * stride
            image[i : i + KH, j : j + KW] += column.reshape(KH, KW, C)
        images.append(image)
    return np.array(images)


@wrong(
    "col2im",
    "the image is only as large as the windows reach, so left-over pixels are missing",
    mistake="col2im-leftover-missing",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    KH, KW = kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    x = np.zeros((len(cols), (OH - 1) * stride + KH, (OW - 1) * stride + KW, C))
    parts = cols.reshape(len(cols), KH * KW, C, OH, OW)
    for k in range(KH * KW):
        p, q = k // KW, k % KW
        view = x[:, p:, q:][:, ::stride, ::stride][:, :OH, :OW]
        view += parts[:, k].transpose(0, 2, 3, 1)
    return x


@wrong(
    "col2im",
    "two: off by one, the last row and column of windows are left out; the "
    "array holds whole numbers",
    mistake="col2im-last-windows-missing",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    KH, KW = kernel_size
    OH, OW = (H - KH) // stride, (W - KW) // stride
    im = np.zeros((len(cols), H, W, C), dtype=int)
    c = cols.reshape(len(cols), KH, KW, C, -1)
    for a in range(OH):
        for b in range(OW):
            for p in range(KH):
                for q in range(KW):
                    im[:, a * stride + p, b * stride + q] += c[
                        :, p, q, :, a * (OW + 1) + b
                    ].astype(int)
    return im


@wrong(
    "col2im",
    "= for += with slices for each place of the window",
    mistake="col2im-overwritten-by-element",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    parts = cols.reshape(len(cols), KH, KW, C, OH, OW)
    x = np.zeros((len(cols), H, W, C))
    for p in range(KH):
        for q in range(KW):
            rows = slice(p, p + stride * (OH - 1) + 1, stride)
            columns = slice(q, q + stride * (OW - 1) + 1, stride)
            x[:, rows, columns] = np.moveaxis(parts[:, p, q], 1, -1)
    return x


@wrong(
    "col2im",
    "takes an average over the window",
    mistake="col2im-divided-by-window",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    OW = (W - KW) // stride + 1
    x = np.zeros((len(cols), H, W, C))
    weight = 1 / (KH * KW)
    for m in range(cols.shape[2]):
        i, j = m // OW * stride, m % OW * stride
        stamp = cols[:, :, m].reshape(-1, KH, KW, C)
        x[:, i : i + KH, j : j + KW] += weight * stamp
    return x


@wrong(
    "col2im",
    "the corner of a window is (stride i, j)",
    mistake="col2im-stride-on-rows-only",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    x = np.zeros((len(cols), H, W, C))
    for n in range(len(cols)):
        for m in range(OH * OW):
            i, j = stride * (m // OW), m % OW
            k = 0
            for p, q, c in np.ndindex(KH, KW, C):
                x[n, i + p, j + q, c] += cols[n, k, m]
                k += 1
    return x


@wrong(
    "col2im",
    "the corner of a window is (i, stride j)",
    mistake="col2im-stride-on-columns-only",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    parts = cols.reshape(len(cols), KH, KW, C, OH, OW)
    x = np.zeros((len(cols), H, W, C))
    for p, q in np.ndindex(KH, KW):
        view = x[:, p : p + OH, q : q + stride * OW : stride]
        view += parts[:, p, q].transpose(0, 2, 3, 1)
    return x


@wrong(
    "col2im",
    "the stride multiplies p and q",
    mistake="col2im-stride-used-as-dilation",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    parts = cols.reshape(len(cols), KH, KW, C, OH, OW)
    x = np.zeros((len(cols), H, W, C))
    for p, q, c, i, j in np.ndindex(parts.shape[1:]):
        x[:, i + stride * p, j + stride * q, c] += parts[:, p, q, c, i, j]
    return x


@wrong(
    "col2im",
    "CS231n tables with the stride on the wrong index",
    mistake="col2im-stride-used-as-dilation",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    i0 = stride * np.repeat(np.arange(KH), KW * C)
    i1 = np.repeat(np.arange(OH), OW)
    j0 = stride * np.tile(np.repeat(np.arange(KW), C), KH)
    j1 = np.tile(np.arange(OW), OH)
    k = np.tile(np.arange(C), KH * KW).reshape(-1, 1)
    i, j = i0.reshape(-1, 1) + i1, j0.reshape(-1, 1) + j1
    x = np.zeros((len(cols), H, W, C))
    np.add.at(x, (slice(None), i, j, k), cols)
    return x


@wrong(
    "col2im",
    "a column is read down the columns of its window",
    mistake="col2im-rows-down-first",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    x = np.zeros((len(cols), H, W, C))
    m = 0
    for i in range(0, H - KH + 1, stride):
        for j in range(0, W - KW + 1, stride):
            rows = iter(cols[:, :, m].T)
            for q in range(KW):
                for p in range(KH):
                    for c in range(C):
                        x[:, i + p, j + q, c] += next(rows)
            m += 1
    return x


@wrong(
    "col2im",
    "the loop over the rows of windows is the inner one",
    mistake="col2im-windows-down-first",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    x = np.zeros((len(cols), H, W, C))
    m = 0
    for j in range(0, W - KW + 1, stride):
        for i in range(0, H - KH + 1, stride):
            stamp = cols[..., m].reshape(-1, KH, KW, C)
            x[:, i : i + KH, j : j + KW] += stamp
            m += 1
    return x


@wrong(
    "col2im",
    "KH and KW are exchanged, and the windows counted one by one",
    mistake="col2im-kernel-size-swapped",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    KW, KH = kernel_size
    x = np.zeros((len(cols), H, W, C))
    m = 0
    for i in range(0, H - KH + 1, stride):
        for j in range(0, W - KW + 1, stride):
            x[:, i : i + KH, j : j + KW] += cols[:, :, m].reshape(-1, KH, KW, C)
            m += 1
    return x


@wrong(
    "col2im",
    "kernel_size is taken for (width, height)",
    mistake="col2im-kernel-size-swapped",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    height, width, channels = image_shape
    k_width, k_height = kernel_size
    across = (width - k_width) // stride + 1
    down = (height - k_height) // stride + 1
    images = []
    for matrix in cols:
        image = np.zeros(image_shape)
        for m in range(down * across):
            top, left = stride * (m // across), stride * (m % across)
            stamp = matrix[:, m].reshape(k_height, k_width, channels)
            image[top : top + k_height, left : left + k_width] += stamp
        images.append(image)
    return np.array(images)


@wrong(
    "col2im",
    "(i H + j) C + c for the address",
    mistake="col2im-row-taken-for-h-pixels",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    p, q, c = np.indices((KH, KW, C)).reshape(3, -1, 1)
    i, j = np.indices(((H - KH) // stride + 1, (W - KW) // stride + 1)).reshape(
        2, 1, -1
    )
    table = ((stride * i + p) * H + stride * j + q) * C + c
    x = np.zeros((len(cols), H * W * C))
    np.add.at(x, (slice(None), table), cols)
    return x.reshape(-1, H, W, C)


@wrong(
    "col2im",
    "i W + j + c for the address",
    mistake="col2im-pixel-taken-for-one-number",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    OW = (W - KW) // stride + 1
    x = np.zeros((len(cols), H * W * C))
    for m in range(cols.shape[2]):
        i, j = divmod(m, OW)
        for k, (p, q, c) in enumerate(np.ndindex(KH, KW, C)):
            address = (stride * i + p) * W + stride * j + q + c
            x[:, address] += cols[:, k, m]
    return x.reshape(len(cols), H, W, C)


@wrong(
    "col2im",
    "the table of addresses leaves C out",
    mistake="col2im-pixel-taken-for-one-number",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    rows = np.repeat(np.arange(KH) * W, KW * C)
    rows = rows + np.tile(np.repeat(np.arange(KW), C), KH)
    rows = rows + np.tile(np.arange(C), KH * KW)
    corners = np.add.outer(np.arange(OH) * stride * W, np.arange(OW) * stride)
    table = rows[:, None] + corners.ravel()
    images = [
        np.bincount(table.ravel(), weights=m.ravel(), minlength=H * W * C) for m in cols
    ]
    return np.array(images).reshape(-1, H, W, C)


@wrong(
    "col2im",
    "the number of a window is i OH + j",
    mistake="col2im-windows-counted-by-oh",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    x = np.zeros((len(cols), H, W, C))
    for i in range(OH):
        for j in range(OW):
            stamp = cols[:, :, i * OH + j].reshape(-1, KH, KW, C)
            top, left = i * stride, j * stride
            x[:, top : top + KH, left : left + KW] += stamp
    return x


@wrong(
    "col2im",
    "literal loops, with OH for OW in the number of the column",
    mistake="col2im-windows-counted-by-oh",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    KH, KW = kernel_size
    OH, OW = 1 + (H - KH) // stride, 1 + (W - KW) // stride
    x = np.zeros((cols.shape[0], H, W, C))
    for n, a, b, p, q, c in np.ndindex(len(cols), OH, OW, KH, KW, C):
        k, m = (p * KW + q) * C + c, a * OH + b
        x[n, a * stride + p, b * stride + q, c] += cols[n, k, m]
    return x


@wrong(
    "col2im",
    "the windows are flipped, because the backward pass rotates",
    mistake="col2im-windows-rotated",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    parts = cols.reshape(len(cols), KH, KW, C, OH, OW)
    parts = np.flip(parts, axis=(1, 2))
    x = np.zeros((len(cols), H, W, C))
    for p, q in np.ndindex(KH, KW):
        view = x[:, p::stride, q::stride][:, :OH, :OW]
        view += parts[:, p, q].transpose(0, 2, 3, 1)
    return x


@wrong(
    "col2im",
    "the return stands in the loop over the images",
    mistake="col2im-only-first-image",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    OW = (W - KW) // stride + 1
    x = np.zeros((len(cols), H, W, C))
    for n in range(len(cols)):
        for m in range(cols.shape[2]):
            i, j = m // OW * stride, m % OW * stride
            x[n, i : i + KH, j : j + KW] += cols[n, :, m].reshape(KH, KW, C)
        return x


@wrong(
    "col2im",
    "image 0 is repeated",
    mistake="col2im-filled-from-first-image",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    OW = (W - KW) // stride + 1
    image = np.zeros((H, W, C))
    for m, column in enumerate(cols[0].T):
        i, j = m // OW * stride, m % OW * stride
        image[i : i + KH, j : j + KW] += column.reshape(KH, KW, C)
    return np.array([image for _ in cols])


@wrong(
    "col2im",
    "one image serves for all, and is copied without setting it to 0",
    mistake="col2im-images-not-started-anew",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    OW = (W - KW) // stride + 1
    x, image = np.zeros((len(cols), H, W, C)), np.zeros((H, W, C))
    for n, matrix in enumerate(cols):
        for m in range(matrix.shape[1]):
            i, j = m // OW * stride, m % OW * stride
            image[i : i + KH, j : j + KW] += matrix[:, m].reshape(KH, KW, C)
        x[n] = image
    return x


@wrong(
    "col2im",
    "the dictionary of sums is made once, before the loop over the images",
    mistake="col2im-images-not-started-anew",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    KH, KW = kernel_size
    sums = dict.fromkeys(np.ndindex(H, W, C), 0.0)
    images = []
    for matrix in cols:
        values = iter(matrix.T.ravel())
        for i in range(0, H - KH + 1, stride):
            for j in range(0, W - KW + 1, stride):
                for p, q, c in np.ndindex(KH, KW, C):
                    sums[i + p, j + q, c] += next(values)
        images.append(list(sums.values()))
    return np.array(images).reshape(-1, H, W, C)


@wrong(
    "col2im",
    "each window makes an array of its own, and the last one is returned",
    mistake="col2im-only-last-window",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    OW = (W - KW) // stride + 1
    for m in range(cols.shape[2]):
        x = np.zeros((cols.shape[0], H, W, C))
        top, left = stride * (m // OW), stride * (m % OW)
        x[:, top : top + KH, left : left + KW] += cols[..., m].reshape(-1, KH, KW, C)
    return x


@wrong(
    "col2im",
    "`break` stands behind the inner loop",
    mistake="col2im-only-first-row-of-windows",
)
def col2im(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    x = np.zeros((len(cols), H, W, C))
    columns = iter(np.moveaxis(cols, 2, 0))
    for i in range(0, H - KH + 1, stride):
        for j in range(0, W - KW + 1, stride):
            x[:, i : i + KH, j : j + KW] += next(columns).reshape(-1, KH, KW, C)
        break
    return x
