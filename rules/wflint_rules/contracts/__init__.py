"""Contracts: payloads are what their readers expect."""
