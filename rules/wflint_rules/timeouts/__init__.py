"""Timeouts: nothing hangs."""
