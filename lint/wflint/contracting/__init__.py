"""Contracts made from a system: which event types there are, drafts of schemas for them, and an AsyncAPI document of all."""
