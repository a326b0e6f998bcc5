"""A convolutional layer, forward and backward, in NumPy."""
