"""The fully connected layer, and the one that lays each image out as a row for it."""

from convlab._spec import check_bias
from convlab._validate import check_array
from convlab.layers._base import Layer

__all__ = ["Dense", "Flatten"]


class Flatten(Layer):
    """Lay the units of each image out in one row, in the order of memory.

    Equation :eq:`address` gives the place of each unit in its row.

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
        x = self._check_input("x", x, "B H W C")
        self.x_shape = x.shape
        return self._check_output("z", x.reshape(len(x), -1).copy())

    def backward(self, dz):
        """Return dx (B, H, W, C)."""
        return self._check_grad("dz", dz).reshape(self.x_shape).copy()


class Dense(Layer):
    """Connect every unit to every number of its example.

    Equation :eq:`dense`: a convolution whose kernels are as large as its images, so
    that dx, dw and db are :eq:`dx`, :eq:`dw` and :eq:`db` with a single window.

    Parameters
    ----------
    w : array (F, K)
        A row of weights for each unit, at the start; the layer keeps a copy.
    b : array (F,), optional
        Bias of each unit, at the start; zeros when left out.

    Attributes
    ----------
    w, b : array
        Weights and bias as they are now.
    dw, db : array
        Their gradients, from the last `backward`. A step of `SGD` uses them up and
        leaves None.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, or if examples or gradients do
        not fit.

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

    parameter_names = "w", "b"

    def __init__(self, w, b=None):
        self.w = check_array("w", w, "F K").copy()
        self.b = check_bias(b, self.w).copy()

    def __repr__(self):
        return f"Dense(w {self.w.shape})"

    def forward(self, x):
        """Return z (B, F) for examples x (B, K)."""
        self.x = self._check_input("x", x, "B K")
        if self.x.shape[1] != self.w.shape[1]:
            raise ValueError(
                f"{self}: x {self.x.shape} and w {self.w.shape} disagree on K: "
                f"{self.x.shape[1]} != {self.w.shape[1]}"
            )
        return self._check_output("z", self.x @ self.w.T + self.b)

    def backward(self, dz):
        """Store dw and db, and return dx (B, K)."""
        dz = self._check_grad("dz", dz)
        self.dw = dz.T @ self.x
        self.db = dz.sum(axis=0)
        return dz @ self.w
