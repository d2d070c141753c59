"""What could not be seen, and why: silence of wflint means "looked, and found nothing"."""

from __future__ import annotations

from typing import Literal

from wflint.lean import dataclass
from wflint.span import Span

Kind = Literal["unreadable", "syntax", "expression", "script", "contract", "reader", "rule"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that kept wflint from looking: a file that can't be read or parsed, a script, a reader or a rule that crashed.

    `message` is one line; `hint` says what to do, where that is known.
    """

    kind: Kind
    message: str
    span: Span
    hint: str | None = None

    @property
    def is_fault(self) -> bool:
        """Whether it is wflint's own, so that silence says nothing."""
        return self.kind in ("reader", "rule")


def fault(kind: Literal["reader", "rule"], what: str, error: Exception, span: Span) -> Problem:
    """A fault of wflint: `what` has crashed with an error."""
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-1]
    said = ": ".join(filter(None, (type(error).__name__, str(error))))
    message = f"{what} failed: {said} ({last.name}, line {last.lineno})"
    return Problem(kind, message, span, "please report this")
