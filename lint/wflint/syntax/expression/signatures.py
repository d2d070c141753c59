"""The names of GitHub's functions and how many arguments each one takes."""

from __future__ import annotations

from collections.abc import Mapping

from wflint.lean import dataclass

_MANY = 255
_ANY_NUMBER = 1_000_000


@dataclass(frozen=True, slots=True)
class Signature:
    """A function's name as GitHub documents it, and the least and the greatest number of its arguments."""

    name: str
    minimum: int
    maximum: int


GENERAL = (
    Signature("case", 3, _MANY),
    Signature("contains", 2, 2),
    Signature("endsWith", 2, 2),
    Signature("format", 1, _MANY),
    Signature("fromJSON", 1, 1),
    Signature("join", 1, 2),
    Signature("startsWith", 2, 2),
    Signature("toJSON", 1, 1),
)
SPECIAL = (
    Signature("always", 0, 0),
    Signature("cancelled", 0, 0),
    Signature("failure", 0, _ANY_NUMBER),
    Signature("hashFiles", 1, _MANY),
    Signature("success", 0, _ANY_NUMBER),
)
"""Functions that GitHub allows only under some keys, such as `if`."""

SIGNATURES: Mapping[str, Signature] = {signature.name.lower(): signature for signature in (*GENERAL, *SPECIAL)}
"""By name in lower case; from actions/runner ExpressionConstants.cs and WorkflowTemplateConverter.cs (2026-08)."""

GENERAL_NAMES = frozenset(signature.name.lower() for signature in GENERAL)
