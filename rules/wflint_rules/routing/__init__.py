"""Routing: every event that is sent is heard, and handled."""
