"""Digests: of a community for its channel, and of all of a person's communities for them."""
