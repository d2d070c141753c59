"""In what kind of quotes a place of a bash script stands, so that something else can be written there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from wflint.senders.bash_tree import Node, Source, parse
from wflint.senders.script import Script

Quotes = Literal["double", "single", "heredoc", "none"]
_KINDS: dict[str, Quotes] = {"string": "double", "raw_string": "single", "heredoc_body": "heredoc", "comment": "heredoc"}
_WORDS = frozenset(("word", "concatenation", "command_name"))
_OTHER = frozenset(("ERROR", "arithmetic_expansion", "ansi_c_string", "translated_string", "regex", "test_command", "subscript"))


def quotes_at(script: Script, places: Sequence[tuple[int, int]]) -> tuple[Quotes | None, ...]:
    """The quotes around each range of characters; `None` where that isn't plain, or nothing is expanded there."""
    source = parse(script)
    return tuple(_quotes(source, start, end) for start, end in places)


def _quotes(source: Source, start: int, end: int) -> Quotes | None:
    is_word = False
    for node in _around(source, start, end):
        if node.type in _OTHER:
            return None
        if node.type == "heredoc_body":
            redirect = node.parent
            first = next((each for each in redirect.children if each.type == "heredoc_start"), None) if redirect else None
            return None if first is None or any(mark in source.text(first) for mark in "'\"\\") else "heredoc"
        if node.type in _KINDS:
            return _KINDS[node.type]
        if is_word and node.type not in _WORDS:
            return "none"
        is_word = is_word or node.type in _WORDS
    return None


def _around(source: Source, start: int, end: int) -> Iterator[Node]:
    """The nodes that hold a range, the innermost first."""
    first, last = (len(source.script.text[:at].encode("utf-8", "surrogatepass")) for at in (start, end))
    node = source.root.descendant_for_byte_range(first, last)
    while node is not None:
        yield node
        node = node.parent
