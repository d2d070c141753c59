"""Cycles: every loop has a cap that works."""
