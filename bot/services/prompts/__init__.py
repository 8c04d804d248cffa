"""Prompts: a community's queue of questions, and the packs that come with the product."""
