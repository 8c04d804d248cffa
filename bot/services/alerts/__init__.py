"""Alerts: who hears of what at once, by which way, and when they are left in peace."""
