"""Senders: what a script, a command or an action sends, to whom, and under which condition."""
