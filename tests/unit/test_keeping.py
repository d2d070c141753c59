"""What is made of a text is kept for the next one who asks, as far as there is room."""

from __future__ import annotations

from wflint.senders.kept import keeping


def made_of(most: int, *texts: str) -> list[str]:
    """The texts that something was made of, when they are asked for in this order, so many being kept."""
    made: list[str] = []

    @keeping(most)
    def make(text: str) -> int:
        made.append(text)
        return len(text)

    for text in texts:
        assert make(text) == len(text)
    return [each[:1] for each in made]


def test_the_last_ones_are_kept() -> None:
    assert made_of(2, "a", "b", "a", "c", "a", "b") == ["a", "b", "c", "b"]


def test_a_few_long_ones_are_kept_as_well_as_many_short_ones() -> None:
    long = ["a" * 50_000, "b" * 50_000]
    assert made_of(24, *long, *long) == ["a", "b"]


def test_no_more_is_kept_than_there_is_room_for() -> None:
    assert made_of(2, "a" * 40_000, "b" * 40_000, "a" * 40_000) == ["a", "b", "a"]
    assert made_of(2, "a", "b" * 90_000, "b" * 90_000, "a") == ["a", "b", "b"]
