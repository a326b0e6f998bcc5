"""Let kernels be silent about TCP without encryption: here it stays on one machine."""

c.IPKernelApp.log_level = "ERROR"  # noqa: F821, what reads this file defines c
