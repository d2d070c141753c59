"""Delivery: the dispatch really starts something."""
