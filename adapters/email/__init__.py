"""E-mail as one more platform: it only ever sends."""

from adapters.email.adapter import EmailAdapter

__all__ = ["EmailAdapter"]
