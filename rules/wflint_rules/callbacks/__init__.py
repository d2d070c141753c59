"""Callbacks: every task that starts, reports."""
