"""Words for numbers."""

from __future__ import annotations


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def nothing_found(workflows: int) -> str:
    """The whole report where nothing is found and nothing is left unseen."""
    return f"no findings in {counted(workflows, 'workflow')}"
