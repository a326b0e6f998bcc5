"""The known mistakes: wrong functions that run, each recognised by what it returns."""

from convlab.exercises.mistakes import (  # noqa: F401 - each registers its mistakes
    address_mistakes,
    channels_first_mistakes,
    col2im_mistakes,
    db_mistakes,
    dw_mistakes,
    dw_order_mistakes,
    dw_window_mistakes,
    dx_kernel_mistakes,
    dx_mistakes,
    dx_order_mistakes,
    dx_place_mistakes,
    fast_mistakes,
    forward_bias_mistakes,
    forward_kernel_mistakes,
    forward_matmul_mistakes,
    forward_padding_mistakes,
    forward_sum_mistakes,
    forward_window_mistakes,
    general_mistakes,
    gradients_mistakes,
    im2col_indices_mistakes,
    im2col_mistakes,
    im2col_table_mistakes,
    im2col_window_mistakes,
    layer_mistakes,
    learning_mistakes,
    moved_mistakes,
    output_size_mistakes,
    padded_indices_mistakes,
    pooling_mistakes,
    readers_mistakes,
    receptive_field_mistakes,
    squared_error_mistakes,
    train_mistakes,
    unit_mistakes,
    update_mistakes,
    whole_layer_mistakes,
    wrong_gradients_mistakes,
)
from convlab.exercises.mistakes.mistake import REGISTERED, Mistake

__all__ = ["MISTAKES", "REGISTERED", "Mistake", "of"]

MISTAKES = tuple(REGISTERED.values())


def of(task: str) -> tuple[Mistake, ...]:
    """List the known mistakes of a task.

    Parameters
    ----------
    task : str
        Name of the function that was to be written, such as "dx".

    Returns
    -------
    tuple of Mistake
        Empty for a task that has none.

    Examples
    --------
    >>> of("forward")[0].name
    'forward-bias-forgotten'
    """
    return tuple(mistake for mistake in MISTAKES if mistake.task == task)
