"""fast"""
from convlab.fast.layer import backward, forward
__all__ = ["backward", "forward"]
