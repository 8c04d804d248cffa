"""The library: files and links that members share, kept by content and read for search."""
