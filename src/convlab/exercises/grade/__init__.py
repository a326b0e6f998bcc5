"""Grade a class: run each notebook apart, and judge what its functions return."""
