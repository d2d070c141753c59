"""Edits of a YAML file by place: entries for a mapping, another value, a few words of a script.

An edit is made from the places of the nodes and takes after its neighbours: indentation, quotes, line ending.  Before it is given
out it is tried: the file is parsed with it, and nothing but what was asked for may differ.  Where that can't be had, there is no
edit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Map
from collections.abc import Sequence as Listed
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from wflint.edits import applied, is_inside, within
from wflint.finding import Edit
from wflint.sources import Source
from wflint.span import Span
from wflint.syntax.document import Document, parse, typed
from wflint.syntax.node import Mapping, Node, Pair, Scalar, Sequence
from wflint.syntax.plain import Quoted, content

if TYPE_CHECKING:
    from wflint.syntax.plain import Tree

Entry = str | int | Map[str, str]
"""What a new key gets: a text, a number, or a mapping of texts."""


def mapping_under(source: Source, key: Span) -> Mapping | None:
    """The mapping that is the value of the key at that place."""
    pair = next((each for each in _pairs(_root(source)) if each.key.span == key), None)
    return pair.value if pair is not None and isinstance(pair.value, Mapping) else None


def mapping_at(source: Source, place: Span) -> Mapping | None:
    """The mapping whose first key begins at that place: a step, by the place of its first entry."""
    for node in _nodes(_root(source)):
        if isinstance(node, Mapping) and node.pairs and _start(node.pairs[0].key.span) == _start(place):
            return node
    return None


def with_entries(source: Source, owner: Mapping, entries: Map[str, Entry], after: Listed[str] = ()) -> Edit | None:
    """Give a mapping more entries: below the first of the keys `after` that it has, or else in front of its first key.

    In a flow mapping they stand at its end.  A key that the mapping has already with nothing or with a mapping, and that is
    to be a mapping, gets the new entries in it.
    """
    if any(node is owner for node in _repeated(_root(source))):
        return None  # an alias: the entries would show in other places too
    known = {pair.key.text.lower() for pair in owner.pairs}
    for name, entry in entries.items():
        old = owner.pair(name)
        if name.lower() not in known:
            continue
        if len(entries) == 1 and isinstance(entry, Map) and old is not None and isinstance(old.value, Mapping):
            return with_entries(source, old.value, entry, tuple(pair.key.text for pair in reversed(old.value.pairs)))
        return None
    edit = _placed(source, owner, entries, after)
    return edit if edit is not None and _adds_only(source, edit, owner, entries) else None


def with_value(source: Source, scalar: Span, text: str) -> Edit | None:
    """Give a plain or quoted scalar, named by its place, another text; its quotes stay."""
    old = next((each for each in _nodes(_root(source)) if isinstance(each, Scalar) and each.span == scalar), None)
    if old is None or old.style not in ("plain", "single", "double") or not is_inside(source.text, scalar):
        return None
    edit = Edit(scalar, _quoted(text, _QUOTES[old.style]))
    return edit if _changes_only(source, edit, old, lambda now: now == text) else None


def with_words(source: Source, place: Span, text: str) -> Edit | None:
    """Put other words in the place of some, or of none, of a script: in a file of its own, or in a scalar of a YAML file."""
    if not is_inside(source.text, place):
        return None
    if not source.local.endswith((".yml", ".yaml")):
        return Edit(place, text)
    old = next((each for each in _nodes(_root(source)) if isinstance(each, Scalar) and _holds(each, place)), None)
    if old is None:
        return None
    escaped = {"double": text.replace("\\", "\\\\").replace('"', '\\"'), "single": text.replace("'", "''")}.get(old.style, text)
    edit = Edit(place, escaped)
    piece = within(source.text, place)
    return edit if _changes_only(source, edit, old, lambda now: _is_replacement(old.text, now, piece, text)) else None


def says_the_same(source: Source, edit: Edit) -> bool:
    """Whether a YAML file says the same with an edit: it is one of comments and blanks."""
    return _is_right(source, edit, None, lambda now: False)


# -- where and how -----------------------------------------------------------------------------------------------------------


def _placed(source: Source, owner: Mapping, entries: Map[str, Entry], after: Listed[str]) -> Edit | None:
    lines = source.lines
    line, column = owner.span.line, owner.span.column
    if lines[line - 1][column - 1 : column] == "{":
        return _in_flow(source, owner, entries)
    if not owner.pairs or _start(owner.span) != _start(owner.pairs[0].key.span):
        return None  # an anchor or a tag stands in front
    indent = " " * (column - 1)
    step = _step(source, owner)
    quote = _quote_of(owner)
    written = [
        row for name, entry in entries.items() for row in _rows(name, entry, step, quote if isinstance(entry, str) else "")
    ]
    ending = "\r\n" if lines[0].endswith("\r") else "\n"
    above = next((pair for name in after if (pair := owner.pair(name)) is not None and _can_stand_above(source, pair)), None)
    if above is None:
        key = owner.pairs[0].key.span
        return Edit(_point(key.path, *_start(key)), "".join(row + ending + indent for row in written))
    number = _last(source, above.value).span.end_line
    end = _point(source.path, number, len(lines[number - 1].removesuffix("\r")) + 1)
    return Edit(end, "".join(ending + indent + row for row in written))


def _rows(name: str, entry: Entry, step: str, quote: str) -> Iterator[str]:
    match entry:
        case int():
            yield f"{name}: {entry}"
        case str():
            yield f"{name}: {_quoted(entry, quote)}"
        case _:
            yield f"{name}:"
            for inner, value in entry.items():
                yield f"{step}{inner}: {_quoted(value, quote)}"


def _in_flow(source: Source, owner: Mapping, entries: Map[str, Entry]) -> Edit:
    written = ", ".join(f"{name}: {_flow(entry, _quote_of(owner))}" for name, entry in entries.items())
    if not owner.pairs:
        return Edit(_point(source.path, owner.span.line, owner.span.column + 1), written)
    last = owner.pairs[-1].span
    return Edit(_point(source.path, last.end_line, last.end_column), f", {written}")


def _flow(entry: Entry, quote: str) -> str:
    match entry:
        case int():
            return str(entry)
        case str():
            return _quoted(entry, quote or ('"' if re.search(r"[][{},#:]", entry) else ""))
        case _:
            return f"{{{', '.join(f'{name}: {_flow(value, quote)}' for name, value in entry.items())}}}"


def _can_stand_above(source: Source, pair: Pair) -> bool:
    """Whether a new line may follow the pair: nothing but a comment stands behind it, and its text keeps no blank lines."""
    last = _last(source, pair.value)
    if _start(last.span) < _start(pair.key.span):
        return False  # an alias
    lines = source.lines
    if isinstance(last, Scalar) and last.style in ("literal", "folded"):
        return "+" not in lines[last.span.line - 1][last.span.column - 1 :].split("#")[0]
    behind = lines[last.span.end_line - 1][last.span.end_column - 1 :].strip()
    return not behind or behind.startswith("#")


def _last(source: Source, node: Node) -> Node:
    """The last node of a block collection that isn't one itself."""
    match node:
        case Mapping(pairs) if pairs and not _is_flow(source, node):
            return _last(source, pairs[-1].value)
        case Sequence(items) if items and not _is_flow(source, node):
            return _last(source, items[-1])
        case _:
            return node


def _is_flow(source: Source, node: Node) -> bool:
    return source.lines[node.span.line - 1][node.span.column - 1 : node.span.column] in ("{", "[")


def _step(source: Source, owner: Mapping) -> str:
    """By how much a mapping in this one is indented, as its neighbours have it."""
    for pair in owner.pairs:
        if isinstance(pair.value, Mapping) and pair.value.pairs and not _is_flow(source, pair.value):
            return " " * max(pair.value.span.column - owner.span.column, 1)
    return "  "


_QUOTES = {"plain": "", "single": "'", "double": '"'}


def _quote_of(owner: Mapping) -> str:
    """The quotes that all values beside the new one have: none, unless there are values and each of them has the same."""
    styles = {pair.value.style for pair in owner.pairs if isinstance(pair.value, Scalar)}
    return _QUOTES.get(styles.pop(), "") if len(styles) == 1 else ""


def _quoted(text: str, quote: str) -> str:
    if quote == "'":
        return "'" + text.replace("'", "''") + "'"
    if quote == '"' or not text or re.search(r": |^[\s!&*?|>%@`\"'#\[\]{},-]| #|[\s:]$", text):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return text


# -- whether it does what it should ------------------------------------------------------------------------------------------


def _adds_only(source: Source, edit: Edit, owner: Mapping, entries: Map[str, Entry]) -> bool:
    def gets_them(now: Tree) -> bool:
        if not isinstance(now, dict):
            return False
        added = {name: _plain(each) for name, each in now.items() if name in entries}
        kept = {name: each for name, each in now.items() if name not in entries}
        asked = {name: dict(each) if isinstance(each, Map) else each for name, each in entries.items()}
        return added == asked and _same(owner, kept, None, gets_them)

    return _is_right(source, edit, owner, gets_them)


def _changes_only(source: Source, edit: Edit, scalar: Scalar, says: Callable[[str], bool]) -> bool:
    return _is_right(source, edit, scalar, lambda now: isinstance(now, str) and says(now))


def _is_right(source: Source, edit: Edit, target: Node | None, is_wanted: Callable[[Tree], bool]) -> bool:
    """Whether the edit makes of one node what is wanted, and leaves all others as they are."""
    old = _root(source)
    new = content(applied(source.text, (edit,))) if old is not None else None
    return old is not None and new is not None and _same(old, new, target, is_wanted)


def _same(old: Node, new: Tree, target: Node | None, is_wanted: Callable[[Tree], bool]) -> bool:
    if old is target:
        return is_wanted(new)
    match old:
        case Scalar(text, value):
            return isinstance(new, str) and text == new and value == _plain(new)
        case Sequence(items):
            return (
                isinstance(new, list)
                and len(items) == len(new)
                and all(_same(one, other, target, is_wanted) for one, other in zip(items, new, strict=True))
            )
        case Mapping(pairs):
            return (
                isinstance(new, dict)
                and [pair.key.text for pair in pairs] == list(new)
                and all(_same(pair.value, new[pair.key.text], target, is_wanted) for pair in pairs)
            )


def _plain(tree: Tree) -> object:
    """The values that a text stands for."""
    match tree:
        case Quoted():
            return str(tree)
        case str():
            return typed(tree)
        case list():
            return [_plain(each) for each in tree]
        case dict():
            return {name: _plain(each) for name, each in tree.items()}


def _is_replacement(old: str, now: str, piece: str, new: str) -> bool:
    """Whether a text comes of another by putting `new` in the place of one `piece`."""
    if len(now) - len(old) != len(new) - len(piece):
        return False
    same = next((at for at, (one, other) in enumerate(zip(old, now, strict=False)) if one != other), min(len(old), len(now)))
    return any(
        old.startswith(piece, at) and now == old[:at] + new + old[at + len(piece) :]
        for at in range(max(same - len(new), 0), same + 1)
    )


_MOST_TRIED = 2_000_000
"""Characters of one file, looked at for edits in one run: in a file without end, or with findings without end, the later ones are
not mended.  A file of 10,000 characters has some sixty edits within it."""

_tried: ContextVar[Counter[str] | None] = ContextVar("_tried", default=None)


@contextmanager
def limited() -> Iterator[None]:
    """Inside, edits of each file are looked for within limits."""
    token = _tried.set(Counter())
    try:
        yield
    finally:
        _tried.reset(token)


def _root(source: Source) -> Node | None:
    """The tree of a file that may be edited: without any fault, and as long as the limits allow."""
    tried = _tried.get()
    if tried is not None:
        tried[source.path] += len(source.text)
        if tried[source.path] > max(_MOST_TRIED, 3 * len(source.text)):
            return None
    return _tree(source.path, source.text)


@lru_cache(maxsize=32)
def _tree(path: str, text: str) -> Node | None:
    """The tree of a file without any fault: in a file with one nothing is edited."""
    document = parse(path, text)
    return document.root if isinstance(document, Document) and not document.problems else None


# -- the tree ----------------------------------------------------------------------------------------------------------------


def _nodes(node: Node | None) -> Iterator[Node]:
    if node is None:
        return
    yield node
    match node:
        case Sequence(items):
            yield from chain.from_iterable(map(_nodes, items))
        case Mapping(pairs):
            for pair in pairs:
                yield from _nodes(pair.value)


def _pairs(node: Node | None) -> Iterator[Pair]:
    return (pair for each in _nodes(node) if isinstance(each, Mapping) for pair in each.pairs)


def _repeated(node: Node | None) -> Iterator[Node]:
    """The nodes that stand in more than one place of the tree, by an alias."""
    seen: set[int] = set()
    for each in _nodes(node):
        if id(each) in seen:
            yield each
        seen.add(id(each))


def _holds(scalar: Scalar, place: Span) -> bool:
    return _start(scalar.span) <= _start(place) and (place.end_line, place.end_column) <= (
        scalar.span.end_line,
        scalar.span.end_column,
    )


def _start(span: Span) -> tuple[int, int]:
    return span.line, span.column


def _point(path: str, line: int, column: int) -> Span:
    return Span(path, line, column, line, column)
