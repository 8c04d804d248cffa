"""Strict servers of ours that play the platforms for the real client libraries."""
