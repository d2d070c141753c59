"""Faults put into clean systems on purpose, to see whether wflint finds them, and rewritings that change nothing.

An operator is a pure function from a system, the texts of its files by path, to mutants: the same system with one thing changed.
It finds its places by structure: dispatches, fields, jobs, steps and branches of scripts as wflint's parsers see them.
`python -m mutation.score` (in `tests/`) applies all of them to all clean systems and writes `docs/mutation-score.md`.
"""
