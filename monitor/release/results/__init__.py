"""The released set: what it holds, how it is rounded, written and read."""
