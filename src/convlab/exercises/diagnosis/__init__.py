"""Run a learner's function, watch what it does, and say what is wrong with it."""
