"""Conditions that ask first what is there: what they guard does no harm when it comes twice."""

from __future__ import annotations

import re

from wflint.regex import regex
from wflint.values.condition import All, Any, Condition, Not, Opaque, Succeeds, Test, conjuncts
from wflint.values.value import why_unknown

_LOOKS_UP = regex(r"\b(?:gh|curl|git|jq)\b|github\.rest|octokit|\bfetch\(|\bcache|Invoke-RestMethod", re.IGNORECASE)
_FINDS = regex(r"(?:-[efrs]|\bls)\s+\S*\.github/workflows/|\bgh\s+workflow\s+(?:view|list)\b")


def looks_up(condition: Condition) -> bool:
    """Whether a condition asks GitHub, git or a service first what is there."""
    match condition:
        case Succeeds(text) | Opaque(text):
            return _LOOKS_UP.search(text) is not None
        case Test(left, _, right):
            reasons = (why_unknown(value) for value in (left, right))
            return any(reason is not None and _LOOKS_UP.search(reason) is not None for reason in reasons)
        case Not(inner):
            return looks_up(inner)
        case All(parts) | Any(parts):
            return any(map(looks_up, parts))
        case _:
            return False


def finds_workflow(condition: Condition) -> bool:
    """Whether a condition holds only where a workflow has been looked for and is there."""
    return any(isinstance(each, Succeeds) and _FINDS.search(each.what) is not None for each in conjuncts(condition))
