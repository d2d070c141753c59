"""What is made of a text is kept for the next one who asks, as far as there is room."""

from __future__ import annotations

from wflint.senders.kept import keeping


def made_of(room: int, *texts: str) -> list[str]:
    """The texts that something was made of, when they are asked for in this order and there is room for so many characters."""
    made: list[str] = []

    @keeping(room)
    def make(text: str) -> int:
        made.append(text)
        return len(text)

    for text in texts:
        assert make(text) == len(text)
    return [each[:1] for each in made]


def test_the_last_ones_are_kept() -> None:
    assert made_of(2, "a", "b", "a", "c", "a", "b") == ["a", "b", "c", "b"]


def test_a_few_long_ones_are_kept_as_well_as_many_short_ones() -> None:
    long = ["a" * 50, "b" * 50]
    short = [chr(ord("a") + number) for number in range(26)]
    assert made_of(100, *long, *long) == ["a", "b"]
    assert made_of(100, *short, *short) == short


def test_no_more_is_kept_than_there_is_room_for() -> None:
    assert made_of(60, "a" * 40, "b" * 40, "a" * 40) == ["a", "b", "a"]
    assert made_of(60, "a", "b" * 90, "b" * 90, "a") == ["a", "b", "b"]
