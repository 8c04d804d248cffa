"""Files on their way from a platform into the store, and into the index."""
