"""Tests of Convenor."""
