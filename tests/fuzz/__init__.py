"""Fuzzing of everything that reads what others have written; see README.md."""
