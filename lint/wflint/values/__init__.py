"""Symbolic values and conditions: what can be known of a workflow before it runs."""
