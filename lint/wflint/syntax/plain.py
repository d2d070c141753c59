"""YAML as most workflows are written: keys, list items and texts on one line each, and blocks of text.

In this part of YAML a line means what it looks like.  Whatever else there is (a text over several lines, an anchor, a tag, an
escape, an indentation that could mean something) is left to the parser in `document.py`, which is slower, and slower to load.
So nothing here says what is wrong with a text: `plainly` reads it, or leaves it.  What it reads, it reads as the parser does.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wflint.regex import regex

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from typing import TypeAlias

    Tree: TypeAlias = "dict[str, Tree] | list[Tree] | str"
    """A text without places.  A scalar that is quoted, or a block, is a `Quoted`: it can only be a text."""

    Line: TypeAlias = "tuple[int, int, str | None, Tree | None]"
    """Columns of blanks, width of a dash with the blanks behind it, key, and what stands behind: `None` for nothing."""


class Quoted(str):
    """A text that is marked as one."""

    __slots__ = ()


class _Block(str):
    """The head of a block of text: `|` or `>`, and what becomes of the line ends behind it."""

    __slots__ = ()


DEEPEST = 50
MOST_NODES = 50_000
"""What GitHub reads: levels, and nodes with aliases counted out."""

_USUAL = bytes((*b"\t\n", *range(0x20, 0x7F)))
_ODD = regex("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What the parser refuses, what ends a line for it alone, and byte order marks."""
_BEGINNING = regex(r"(?: *(?:#[^\n]*)?\n)*--- *\n")
# Nothing below is tried twice: a line may be a million characters long.
_LINE = regex(
    r"""
    (?P<blanks>[ ]*+)
    (?:
        (?P<dash>-[ ]++)?
        (?:(?P<key>\w[\w./-]{0,200}|"[\w ./-]{1,200}"|'[\w ./-]{1,200}'):(?:[ ]++|$))?
        (?:
            (?P<plain>(?:[^\s\-?:,\[\]{}\#&*!|>'"%@`]|-(?=[\w-]))[^\n\t:\#]*+(?:(?::(?![ ]|$)|(?<![ ])\#)[^\n\t:\#]*+)*+)
            | (?P<block>[|>][+-]?)
            | '(?P<single>(?:[^'\t]|'')*)'
            | "(?P<double>[^"\\\t]*)"
            | (?P<flow>[\[{][^\t\#]*[\]}])
        )?
        [ ]*+(?:(?<![^ ])\#.*+)?
    )$
    """,
    re.VERBOSE | re.ASCII,
)
_FLOW = regex(
    r"""
    [ ]*
    (?:
        (?P<open>[\[{]) | (?P<close>[\]}]) | (?P<comma>,)
        | (?P<key>\w[\w./-]{0,200}):[ ]
        | '(?P<single>[^']*)'(?=[ ]*[,\]}])
        | "(?P<double>[^"\\]*)"(?=[ ]*[,\]}])
        | (?P<plain>(?:[\w./$~(<=+^]|-(?=\w))[^,:?\[\]{}\#'"&*!|>%@`]*)
    )
    """,
    re.VERBOSE | re.ASCII,
)
_FOLD = regex(r"^([^ \t\n].*)\n(\n*)(?=[^ \t\n])", re.MULTILINE)
"""The end of a line that is folded: neither this line nor the next begins with a blank; `.` is no line end."""
_DEEPEST_FLOW = 10
_LONG = 500
"""Characters of a line that isn't kept: it won't be met again."""


def plainly(text: str) -> Tree | None:
    """What a text holds, which must be a mapping; `None` where it isn't as plain as that."""
    if text.encode().translate(None, _USUAL) if text.isascii() else _ODD.search(text):  # an expression takes ten times as long
        return None
    beginning = _BEGINNING.match(text)
    try:
        return _read(text[beginning.end() :] if beginning is not None else text)
    except _NotPlainError:
        return None


def content(text: str) -> Tree | None:
    """What a text holds, by the parser where it isn't plain; `None` where only `parse` can say what is the matter."""
    plain = plainly(text)
    if plain is not None:
        return plain
    from wflint.syntax.document import glanced  # late: it loads the parser

    return glanced(text)


def indentation(line: str) -> int:
    """The blanks before a line."""
    return len(line) - len(line.lstrip(" "))


class _NotPlainError(Exception):
    """The text isn't as plain as that."""


def _read(text: str) -> Tree:
    root: dict[str, Tree] = {}
    inside: dict[str, Tree] | list[Tree] = root
    column, is_list = 0, False  # where the entries of that collection begin, and what it is
    around: list[tuple[int, bool, dict[str, Tree] | list[Tree]]] = []
    waiting: str | None = None  # the last key, as long as its value is yet to come
    lines = text.split("\n")
    at, end = 0, len(lines)
    while at < end:
        written = lines[at]
        line = _line(written) if len(written) <= _LONG else _line.__wrapped__(written)
        at += 1
        if line is None:
            continue
        start, dash, key, value = line
        if waiting is not None and (start > column or (dash and start == column)):
            around.append((column, is_list, inside))
            column, is_list = start, dash > 0
            inside[waiting] = inside = [] if is_list else {}  # type: ignore[call-overload]  # only a mapping has a key that waits
        while start < column or (start == column and is_list and not dash):
            if not around:
                raise _NotPlainError
            column, is_list, inside = around.pop()
        if start != column or is_list is not (dash > 0):
            raise _NotPlainError
        waiting = None
        if is_list and key is not None:
            around.append((column, is_list, inside))
            entry: dict[str, Tree] = {}
            inside.append(entry)  # type: ignore[union-attr]
            column, is_list, inside = start + dash, False, entry
        if type(value) is _Block:
            value, at = _block(lines, at, column, value)
        if is_list:
            inside.append("" if value is None else value)  # type: ignore[union-attr]
        elif key is None or key in inside:
            raise _NotPlainError
        elif value is None:
            inside[key] = ""  # type: ignore[call-overload]
            waiting = key
        else:
            inside[key] = value  # type: ignore[call-overload]
    if not root:
        raise _NotPlainError
    return root


@lru_cache(512)
def _line(line: str) -> Line | None:
    """A line on its own; `None` where nothing stands in it."""
    match = _LINE.match(line)
    if match is None:
        raise _NotPlainError
    blanks, dash, key, plain, block, single, double, flow = match.groups()
    value: Tree | None = None
    if plain is not None:
        value = plain.rstrip(" ")
    elif block is not None:
        value = _Block(block)
    elif single is not None:
        value = Quoted(single.replace("''", "'"))
    elif double is not None:
        value = Quoted(double)
    elif flow is not None:
        value = _flow(flow)
    if key is None and value is None:
        if dash is not None:
            raise _NotPlainError
        return None
    if key is None and dash is None:
        raise _NotPlainError
    return len(blanks), len(dash or ""), key.strip("\"'") if key is not None else None, value


def _block(lines: list[str], at: int, column: int, head: str) -> tuple[Quoted, int]:
    """A block of text behind its head, in a collection whose entries begin at that column, and where the next line is."""
    first = at
    while first < len(lines) and not lines[first].strip(" "):
        first += 1
    line = lines[first] if first < len(lines) else ""
    indent = indentation(line)
    if indent <= column or line[indent] == "\t" or any(len(blank) > indent for blank in lines[at:first]):
        raise _NotPlainError
    margin, after = " " * indent, first
    while after < len(lines) and (lines[after].startswith(margin) or not lines[after].strip(" ")):
        after += 1
    parts = [each[indent:] for each in lines[at:after]]
    text = "\n".join(parts) + ("\n" if after < len(lines) else "")
    content = text.rstrip("\n")
    rest = "" if head[1:] == "-" else text[len(content) :] if head[1:] == "+" else text[len(content) :][:1]
    if head[0] == ">":
        content = _FOLD.sub(lambda match: match[1] + (match[2] or " "), content)
    return Quoted(content + rest), after


def _flow(text: str) -> Tree:
    """A list or a mapping on one line."""
    value, at = _flow_from(text, 0, 0)
    if at != len(text):
        raise _NotPlainError
    return value


def _flow_from(text: str, at: int, depth: int) -> tuple[Tree, int]:
    """The list or mapping that opens there, and where it ends."""
    if depth > _DEEPEST_FLOW:
        raise _NotPlainError
    is_list = text[at] == "["
    items: list[Tree] = []
    pairs: dict[str, Tree] = {}
    at += 1
    key: str | None = None
    value: Tree | None = None
    while True:
        token = _FLOW.match(text, at)
        if token is None:
            raise _NotPlainError
        at = token.end()
        kind, said = token.lastgroup, token[token.lastgroup or 0]
        if kind in ("close", "comma"):
            is_end = kind == "close"
            if is_end and not items and not pairs and key is None and value is None:
                pass
            elif value is None or (key is None) is not is_list or key in pairs:
                raise _NotPlainError
            elif key is None:
                items.append(value)
            else:
                pairs[key] = value
            if is_end and (said == "]") is is_list:
                return items if is_list else pairs, at
            if is_end:
                raise _NotPlainError
            key = value = None
        elif value is not None or (kind == "key" and (key is not None or is_list)):
            raise _NotPlainError
        elif kind == "key":
            key = said
        elif kind == "open":
            value, at = _flow_from(text, token.start("open"), depth + 1)
        else:
            value = said.rstrip(" ") if kind == "plain" else Quoted(said)
