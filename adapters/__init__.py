"""Platforms: one folder each, behind the port in `bot.adapter`."""
