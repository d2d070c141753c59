"""Correlation: one id from the first to the last hop."""
