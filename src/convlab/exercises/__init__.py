"""Exercises: checks that name the mistake, and the mistakes they know."""
