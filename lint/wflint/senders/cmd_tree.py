"""What a batch script consists of: commands, blocks, chains, `if`, `for` and labels, each with its range in characters."""

from __future__ import annotations

import re
from typing import Literal

from wflint.lean import dataclass

Kind = Literal["percent", "delayed", "argument", "loop"]
Sign = Literal["&", "&&", "||", "|"]


@dataclass(frozen=True, slots=True)
class Item:
    """One character of a command, or something that is put in there: `%X%`, `!X!`, `%1`, `%%f`."""

    text: str
    start: int
    end: int
    kind: Kind | None = None
    name: str = ""
    modifier: str | None = None


Items = tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Redirect:
    """`>file`, `>>file`, `<file`, or `2>&1`; `handle` is the digit before it."""

    sign: str
    handle: str
    target: Items


@dataclass(frozen=True, slots=True)
class Simple:
    """A command with its arguments as they are written."""

    items: Items
    redirects: tuple[Redirect, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """`( … )`."""

    body: tuple[Statement, ...]
    redirects: tuple[Redirect, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Two commands with `&`, `&&`, `||` or `|` between them."""

    sign: Sign
    left: Statement
    right: Statement
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What an `if` asks: `operator` is `==`, `equ`, …, `errorlevel`, `exist` or `defined`."""

    operator: str
    left: Items
    right: Items = ()
    negated: bool = False
    ignores_case: bool = False
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class If:
    asked: Asked
    then: Statement | None
    otherwise: Statement | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class For:
    """`for … %%x in (…) do …`; `flag` is `f`, `l`, `r`, `d` or empty, `place` the range of what stands in the parentheses."""

    flag: str
    options: str
    letter: str
    items: Items
    place: tuple[int, int]
    body: Statement | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Label:
    """`:name` at the start of a line."""

    name: str
    start: int
    end: int


Statement = Simple | Block | Chain | If | For | Label


def name_of(node: Simple) -> str:
    """The letters that a command begins with, in lower case."""
    match = re.match(r"[A-Za-z]+", "".join(item.text for item in node.items[:40] if item.kind is None).lstrip())
    return match[0].lower() if match else ""
