"""Loops that wait: what one turn shows, whatever the language, and whether anything in it ends the loop in time."""

from __future__ import annotations

import re

from wflint.lean import dataclass, field
from wflint.regex import regex

_PLACE_IN_A_LIST = regex(r"page|cursor|after|since|offset|token|next|link|url|marker|start", re.IGNORECASE)


def head_of(written: str) -> str:
    """The head of a loop with braces for a message, from the loop as it reads: `` `while (true)` ``, `` `do … while (x)` ``."""
    line = " ".join(written.split())
    if re.match(r"do\b", line, re.IGNORECASE):
        line = f"do … {line.rpartition('}')[2].strip(' ;')}"
    return quoted(line.partition("{")[0])


def quoted(written: str) -> str:
    """A piece of a script for a message: on one line, not too long."""
    line = " ".join(written.split())
    return f"`{line if len(line) <= 60 else line[:57] + '…'}`"


@dataclass(slots=True)
class Turn:
    """What the text of a loop shows, filled in by the reader of its language.

    `sleeps`: it pauses, so that it waits for something rather than works through something.  `raised` are names that it counts
    up or down, `asked` those that a test in it looks at, `given` those that it gives any value, `used` those that it hands to
    what it runs; what only prints counts for neither.  `ends`: it looks at the clock, or takes its input piece by piece.
    """

    sleeps: bool = False
    raised: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    ends: bool = False

    @property
    def is_endless(self) -> bool:
        """Whether the loop waits, and only what it waits for ends it.

        A name that is counted and looked at, or that is handed to what each turn runs, is a bound or a place in a list that is
        worked through; so is a cursor that one turn finds and the next one asks with.
        """
        pages = {name for name in self.given & self.used if _PLACE_IN_A_LIST.search(name)}
        return self.sleeps and not self.ends and not self.raised & (self.asked | self.used) and not pages
