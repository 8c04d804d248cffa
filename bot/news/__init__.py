"""News: feeds are looked at, and what is new in them is posted."""
