"""What `benchmarks/conv.py` measures, with whom, how, and how it says so."""
