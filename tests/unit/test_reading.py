"""Scripts are read alike wherever they are met."""

from __future__ import annotations

from typing import Literal

import pytest

from wflint.senders.reading import read_script
from wflint.senders.script import Script
from wflint.span import Span

Language = Literal["bash", "python", "javascript", "powershell"]
NESTED: dict[Language, tuple[str, str, str]] = {
    "bash": ("( ", "echo x", ")"),
    "python": ("print(", "1", ")"),
    "javascript": ("f(", "1", ")"),
    "powershell": ("if ($a) { ", "echo x", " }"),
}
"""What opens, what stands inside, and what closes."""


def read(language: Language, nested: int, below: int) -> str | None:
    """What is wrong with a script of that nesting, asked for through `below` calls more."""
    if below:
        return read(language, nested, below - 1)
    opens, inside, closes = NESTED[language]
    text = opens * nested + inside + closes * nested
    return read_script(language, Script(text, lambda start, end: Span("s", 1, start + 1, 1, end + 1))).problem


@pytest.mark.parametrize("language", NESTED)
def test_who_asks_changes_nothing(language: Language) -> None:
    answers = [read(language, nested, 0) for nested in range(10, 300, 10)]
    assert answers == [read(language, nested, 500) for nested in range(10, 300, 10)]
    assert answers[0] is None
    assert answers[-1] is not None
