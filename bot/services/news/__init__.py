"""News: feeds that are looked at, read, and decided upon for each community that takes them."""
