"""What could not be seen, and why: silence of wflint means "looked, and found nothing"."""

from __future__ import annotations

from typing import Literal

from wflint.lean import dataclass
from wflint.span import Span

Kind = Literal["unreadable", "syntax", "expression", "script", "contract", "rule"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that kept wflint from looking: a file that can't be read or parsed, a script, a rule that crashed.

    `message` is one line; `hint` says what to do, where that is known.
    """

    kind: Kind
    message: str
    span: Span
    hint: str | None = None
