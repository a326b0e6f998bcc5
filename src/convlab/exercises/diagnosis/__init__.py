"""From a learner's function to a verdict: try it, watch it, and say what is wrong."""
