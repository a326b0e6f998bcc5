"""What `benchmarks/ladder.py` measures: the ways to compute one layer, one by one."""
