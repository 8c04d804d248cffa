"""Conversation: questions, topics and posts."""
