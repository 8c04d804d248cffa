"""Slow tests: the product is killed again and again while people use it. `make soak`, or SOAK=short."""
