"""One line from the solution of each task: the last hint of a check."""

__all__ = ["SOLUTION_LINES"]

SOLUTION_LINES = {
    "address": "return n * H * W * C + i * W * C + j * C + c",
    "unit": "n, rest = divmod(address, H * W * C)",
    "channels_first": "return np.moveaxis(x, -1, 1)",
    "moved": "return (n * C + c) * H * W + place",
    "output_size": "return (size + 2 * padding - kernel) // stride + 1",
    "receptive_field": (
        "return [(stride * i + p, stride * j + q) for p in range(KH) "
        "for q in range(KW)]"
    ),
    "readers": "places = [pixel + padding - stride * a for a in windows]",
    "forward": (
        "z[n, i, j, f] += x[n, stride * i + p, stride * j + q, c] * w[f, p, q, c]"
    ),
    "forward_by_slices": "pixels = x[:, p::stride, q::stride][:, :OH, :OW]",
    "forward_by_matmul": "z = Z.transpose(0, 2, 1).reshape(B, OH, OW, F)",
    "im2col_indices": "offsets = (p * W + q) * C + c",
    "im2col": "return np.take(x.reshape(B, H * W * C), addresses, axis=1)",
    "padded_indices": "addresses = np.pad(addresses, sides, constant_values=-1)",
    "col2im": "x[:, i : i + KH, j : j + KW] += stamps[:, a, b]",
    "db": "return dz.sum(axis=(0, 1, 2))",
    "dw": 'dw[:, p, q] = np.einsum("nabf,nabc->fc", dz, pixels)',
    "dx": "dZ = dz.reshape(B, -1, F).transpose(0, 2, 1)",
    "dx_by_gather": "spread[:, KH - 1 :: stride, KW - 1 :: stride][:, :OH, :OW] = dz",
    "dw_by_forward": "kernels[:, ::stride, ::stride] = dz.transpose(3, 1, 2, 0)",
    "squared_error": "return np.sum(dz**2) / 2, dz",
    "backward": "dW_mat = np.sum(dZ @ X_col.transpose(0, 2, 1), axis=0)",
    "count_windows": "return (size + 2 * padding - extent) // stride + 1",
    "dilated_forward": "pixels = x[:, dilation * p :: stride, dilation * q :: stride]",
    "grouped_forward": "channels = np.split(x, groups, axis=3)",
    "transposed_forward": "return large[:, P : H - P, P : W - P].copy()",
    "transposed_dsmall": "return dilated_forward(padded, w, stride=stride)",
    "transposed_dw": "kernels = small.transpose(3, 1, 2, 0)",
    "multiplications": "tiles = -(-OH // m) * -(-OW // m)  # both rounded up",
    "lowered": "L[..., q * C : (q + 1) * C] = pixels.transpose(0, 2, 1, 3)",
    "forward_from_lowered": (
        "windows = L[:, :, stride * i : stride * i + KH].reshape(B, OW, -1)"
    ),
    "tile_products": "M_1 = (x[1] + x[2]) * (w[0] + w[1]) / 2",
    "kernels_to_points": 'return np.einsum("up,fpqc,vq->uvfc", G, w, G)',
    "forward_by_tiles": "tile = x[:, 2 * a : 2 * a + 4, 2 * b : 2 * b + 4]",
    "error": "return dx * (z > 0)",
    "update": "return parameter - learning_rate * gradient",
    "central_difference": "return (loss(up) - loss(down)) / (2 * h)",
    "numerical_gradient": "for index in np.ndindex(x.shape):",
    "relative_error": "difference = np.abs(actual - expected).max()",
    "adjoint_gaps": (
        "from_bias = np.sum(dz * forward(np.zeros(x.shape), w, b, **settings))"
    ),
    "wrong_gradients": (
        "if d.shape != a.shape or np.sum(d * a) != np.sum(dz * results[k]):"
    ),
    "softmax": "powers = np.exp(z - z.max(axis=1, keepdims=True))",
    "cross_entropy": "of_the_right = z[np.arange(len(z)), labels]",
    "score_gradient": "dz[np.arange(len(z)), labels] -= 1",
    "max_pool": "z = np.full((B, OH, OW, C), -np.inf)",
    "max_pool_gradient": "p, q = np.unravel_index(window.argmax(), window.shape)",
    "momentum": "v = mu * v + dw",
    "train": "w, u = w - learning_rate * dw, u - learning_rate * ds.T @ rows",
    "layer": "dx, self.dw, self.db = backward(dz, self.x, self.w, **self.settings)",
}
