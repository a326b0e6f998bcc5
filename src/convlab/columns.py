"""The images of a layer as columns: padding and groups around im2col."""

from convlab._validate import check_memory
from convlab.geometry import crop, padded_shape, zero_pad
from convlab.im2col import col2im, im2col

__all__ = ["from_columns", "to_columns"]


def to_columns(x, kernel_size, windows, settings, max_bytes):
    """Pad the images, and unroll the channels of each group into a matrix of its own.

    The result has shape (B, groups, KH*KW*C/groups, OH*OW).
    """
    (B, *_, C), (KH, KW), (OH, OW) = x.shape, kernel_size, windows
    stride, widths, dilation, groups = settings
    for name, shape, axes in [
        ("the matrix", (B, KH * KW * C, OH * OW), "B KH*KW*C OH*OW"),
        ("the padded images", padded_shape(x.shape, widths), "B H W C"),
    ]:
        check_memory(name, shape, axes, x.dtype, max_bytes)
    x = split_channels(zero_pad(x, widths), groups)
    how = {"stride": stride, "dilation": dilation, "max_bytes": max_bytes}
    X_col = im2col(x, kernel_size, **how)
    return X_col.reshape(B, groups, *X_col.shape[1:])


def from_columns(cols, x_shape, kernel_size, settings):
    """Add every entry of the columns back onto its pixel, and cut the padding off."""
    stride, widths, dilation, groups = settings
    B, H, W, C = padded_shape(x_shape, widths)
    cols = cols.reshape(B * groups, *cols.shape[2:])
    image_shape = H, W, C // groups
    x = col2im(cols, image_shape, kernel_size, stride=stride, dilation=dilation)
    return crop(join_channels(x, groups), widths)


def split_channels(x, groups):
    """Make an image of each group's channels: (B * groups, H, W, C / groups)."""
    B, H, W, C = x.shape
    x = x.reshape(B, H, W, groups, C // groups).transpose(0, 3, 1, 2, 4)
    return x.reshape(B * groups, H, W, C // groups)


def join_channels(x, groups):
    """Put the channels of all groups side by side again: (B, H, W, C)."""
    BG, H, W, channels = x.shape
    x = x.reshape(BG // groups, groups, H, W, channels).transpose(0, 2, 3, 1, 4)
    return x.reshape(BG // groups, H, W, groups * channels)
