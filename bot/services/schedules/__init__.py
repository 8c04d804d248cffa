"""Schedules: what is due when, and the rhythms that people choose."""
