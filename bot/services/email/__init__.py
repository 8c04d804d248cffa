"""Addresses for e-mail: as people write them, given, confirmed and ended."""
