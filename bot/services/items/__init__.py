"""Items: what everything that members make has in common, whatever its kind."""
