"""Communities: their settings, their members and their channels, and what was done to them."""
