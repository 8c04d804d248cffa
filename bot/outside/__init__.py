"""The one way out to hosts that nobody vouches for."""
