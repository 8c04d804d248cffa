"""Secret links, and the feeds that are read through them."""
