"""The functions that a learner writes: the right one, and the calls that check it."""

from convlab.exercises.tasks import (  # noqa: F401 - each registers its tasks
    backward_tasks,
    fast_tasks,
    forward_tasks,
    general_tasks,
    gradients_tasks,
    im2col_tasks,
    layer_tasks,
    learning_tasks,
    notation_tasks,
)
from convlab.exercises.tasks.task import DEFAULTS, PLAIN, TASKS, Probe, Task

__all__ = ["DEFAULTS", "PLAIN", "TASKS", "Probe", "Task"]
