"""Search: the full-text index of items and people, and asking it."""
