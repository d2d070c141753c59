"""Inputs as a run sees them: a text of the file is what the workflow declares it to be."""

from __future__ import annotations

import re

from wflint.regex import regex
from wflint.syntax.workflow import Input
from wflint.values.value import Const, Value, printed

_NUMBER = regex(r"-?\d+(?P<part>\.\d+)?", re.ASCII)


def as_declared(text: str, declared: Input) -> Const:
    """What arrives as an input that is sent as a text: a boolean or a number where it is declared as one, and looks like it."""
    if declared.type == "boolean" and text in ("true", "false"):
        return Const(text == "true")
    number = _NUMBER.fullmatch(text) if declared.type == "number" else None
    if number is not None:
        return Const(float(text) if number["part"] else int(text))
    return Const(text)


def as_typed(value: Value, declared: Input) -> Value:
    """What a called workflow sees of a value that it is given or has as its default: `false` is no text there, and no truth."""
    return as_declared(printed(value.value), declared) if isinstance(value, Const) and declared.type != "string" else value
