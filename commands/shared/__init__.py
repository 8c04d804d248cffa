"""What the answers and cards of several nouns have in common."""
