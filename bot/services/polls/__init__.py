"""Polls: opened, voted on, closed, and drawn."""
