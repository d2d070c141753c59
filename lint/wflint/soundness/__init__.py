"""Soundness: what can happen to a task on its way through the system."""
