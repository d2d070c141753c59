"""Words that are looked for line by line are those that are found in the whole text, whatever was met before."""

import random

import pytest

from wflint.facts import looks, telling
from wflint.facts.raised import PROGRAMS
from wflint.facts.sought import readings, sought
from wflint.facts.telling import Telling

TABLES = (looks._SENDS, *looks._GH_WORKFLOW, looks._HEARS, looks._HIDES, looks._CAPS, *PROGRAMS)
WORDS = [word for each in TABLES for word in each.words]

PIECES = [
    *("gh ", "workflow", "workflow -r x", "run", " run", "event", ".action", "action", "[", "]", "'", '"', "\\", "\\n", "\\x64"),
    *("git", "push", "push:", "hub", "github.ref", "api.github.com", "watch", "--watch", "dispatch", "workflow_dispatch", "\r"),
    *("max_retries", "retry_limit", "event_type", "\n", "\n", "\n", "\n  ", " ", ": ", ",", "#", "."),
]


def texts(seed: int) -> list[str]:
    chosen = random.Random(seed)
    lines = ["".join(chosen.choices(PIECES, k=chosen.randint(1, 5))) for _ in range(12)]
    return ["\n".join(chosen.choices(lines, k=chosen.randint(0, 8))) for _ in range(200)]


@pytest.mark.parametrize("seed", range(20))
def test_what_is_found_line_by_line_is_what_stands_there(seed: int) -> None:
    used = Telling(TABLES)
    for text in texts(seed):
        whole = {word for word in WORDS if any(map(word.stands_in, readings(text)))}
        assert Telling(TABLES).words(text) == used.words(text) == whole, text


def test_lines_that_are_kept_are_few_and_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "_MOST", 10)
    known = Telling([sought("dispatch")])
    for number in range(100):
        assert known.words(f"a line {number}\n{'long ' * 100}\n") == frozenset()
        assert len(known._quiet) <= 13
    assert not any("long" in line for line in known._quiet)


def test_a_line_in_which_a_word_stands_is_looked_at_again() -> None:
    known = Telling([sought("dispatch")])
    for _ in range(2):
        assert [word.text for word in known.words("a\ndispatch\nb")] == ["dispatch"]
    assert known._quiet == {"a", "b"}
