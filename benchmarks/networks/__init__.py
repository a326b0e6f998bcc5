"""A whole network beside PyTorch, and how long it takes to learn."""
