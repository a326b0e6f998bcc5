"""The fully connected layer, and the step that makes one row of every image."""

from convlab._spec import check_bias
from convlab._validate import check_array
from convlab.layers.layer import Layer

__all__ = ["Dense", "Flatten"]


class Flatten(Layer):
    """Write the units of each image in one row, in the order of memory.

    Equation :eq:`address` says where a unit comes to stand.

    Examples
    --------
    >>> flatten = Flatten()
    >>> flatten.forward([[[[1, 2]], [[3, 4]]]])
    array([[1., 2., 3., 4.]])
    >>> flatten.backward([[5, 6, 7, 8]]).shape
    (1, 2, 1, 2)
    """

    def forward(self, x):
        """Return (B, H * W * C) for images x (B, H, W, C)."""
        x = self.take("x", x, "B H W C")
        self.x_shape = x.shape
        return self.hand_on("z", x.reshape(len(x), -1).copy())

    def backward(self, dz):
        """Return dx (B, H, W, C)."""
        return self.take_back("dz", dz).reshape(self.x_shape).copy()


class Dense(Layer):
    """Let every unit read every number of its example.

    Equation :eq:`dense`: a convolution whose kernels are as large as its images, so
    that dx, dw and db are :eq:`dx`, :eq:`dw` and :eq:`db` with a single window.

    Parameters
    ----------
    w : array (F, K)
        A row of weights for each unit; the layer keeps a copy.
    b : array (F,), optional
        Bias of each unit; zeros when left out.

    Attributes
    ----------
    w, b : array
        Weights and bias as they are now.
    dw, db : array
        Their gradients, from the last `backward`.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, or examples or gradients do not
        fit.

    References
    ----------
    Rumelhart, Hinton and Williams, "Learning representations by back-propagating
    errors" (1986).

    Examples
    --------
    >>> layer = Dense([[1, 2], [3, 4], [0, 1]])
    >>> layer.forward([[10, 1]])
    array([[12., 34.,  1.]])
    >>> layer.backward([[1, 0, 2]])
    array([[1., 4.]])
    >>> layer.dw
    array([[10.,  1.],
           [ 0.,  0.],
           [20.,  2.]])
    """

    parameters = "w", "b"

    def __init__(self, w, b=None):
        self.w = check_array("w", w, "F K").copy()
        self.b = check_bias(b, self.w).copy()

    def __repr__(self):
        return f"Dense(w {self.w.shape})"

    def forward(self, x):
        """Return z (B, F) for examples x (B, K)."""
        self.x = self.take("x", x, "B K")
        if self.x.shape[1] != self.w.shape[1]:
            raise ValueError(
                f"{self}: x {self.x.shape} and w {self.w.shape} disagree on K: "
                f"{self.x.shape[1]} != {self.w.shape[1]}"
            )
        return self.hand_on("z", self.x @ self.w.T + self.b)

    def backward(self, dz):
        """Keep dw and db, and return dx (B, K)."""
        dz = self.take_back("dz", dz)
        self.dw = dz.T @ self.x
        self.db = dz.sum(axis=0)
        return dz @ self.w
