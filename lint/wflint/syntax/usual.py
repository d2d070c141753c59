"""Expressions as they usually are, which need no parser to be known for right: names, texts and numbers that are compared.

What isn't as usual as that may be right or wrong: `availability.py` tells.
"""

from __future__ import annotations

import re

from wflint.regex import regex

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from wflint.syntax.places import Place

_NAMED = r"!{0,2}(?:([a-z]+)(?:\.[A-Za-z_][\w-]*)+|([a-z]+)\(\))"
"""A context with names behind it, or a function of a limited place, as `always()`."""
_CHAIN = rf"[ ]*{_NAMED}(?:[ ]*(?:==|!=|&&|\|\|)[ ]*(?:{_NAMED}|'[\w ./:@*-]*'|[0-9]{{1,9}}|true|false)){{0,9}}[ ]*"
_HOLE = regex(rf"\$\{{\{{{_CHAIN}\}}\}}", re.ASCII)
_NAMES = regex(rf"'[^']*'|{_NAMED}", re.ASCII)
_LONGEST = 10_000
"""Characters, half of what an expression may have."""


def is_usual(text: str, place: Place) -> bool:
    """Whether a text is known to be taken by GitHub at a place where expressions may stand."""
    if len(text) > _LONGEST:
        return False
    if place.is_condition:
        whole = text if text.startswith("${{") else f"${{{{{text}}}}}"
        return _HOLE.fullmatch(whole) is not None and _knows(whole, place)
    return "${{" not in _HOLE.sub(lambda match: "" if _knows(match[0], place) else match[0], text)


def _knows(expression: str, place: Place) -> bool:
    """Whether all that is named may be named there."""
    return all(
        (not context or context in place.contexts) and (not function or function in place.functions)
        for context, function in _NAMES.findall(expression)
    )
