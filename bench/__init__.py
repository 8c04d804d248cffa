"""Benchmarks: what a vote, a search, a start and a process cost, each beside what it is measured against.

`python -m bench` runs all of them, `python -m bench votes find` some. Servers
are processes of their own, pinned to one core; who asks them is on another.
Things that are compared take turns in one run, so that whatever else the
machine does falls on both, and a ratio is told with its spread.
"""
