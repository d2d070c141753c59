"""State: replays and overlaps of tasks do no harm, and what a task has made is kept and found."""
