"""Times, lengths and repetition as people write and read them."""
