"""The function `format`: a text with `{0}`, `{1}`, … in which `{{` and `}}` stand for one brace.

The rules are those of actions/runner Format.cs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from wflint.regex import regex
from wflint.syntax.expression.problems import EvaluationError
from wflint.syntax.expression.values import Unknown, Value, kind, to_text

# A specifier, which GitHub reads but never accepts, ends at its first brace that is not doubled.
_ARGUMENT = regex(r"\{(?P<index>[0-9]+)(?::(?P<specifier>(?:[^}]|\}\})*+))?\}")
_MAX_INDEX = 255


def format_text(arguments: Sequence[Callable[[], Value]]) -> Value:
    """The formatted text; with an unknown argument it is unknown, but not empty if it has text of its own."""
    template = arguments[0]()
    if isinstance(template, Unknown):
        return Unknown(template.reason)
    texts: list[str] = []
    unknown: Unknown | None = None
    for piece in list(_pieces(to_text(template), len(arguments) - 1)):
        if isinstance(piece, str):
            texts.append(piece)
            continue
        index, specifier = piece
        value = arguments[1 + index]()
        if specifier:
            what = f"The format specifiers '{specifier}' are not valid for objects of type '{kind(value)}'"
            raise EvaluationError(what)
        if isinstance(value, Unknown):
            unknown = unknown or value
        else:
            texts.append(to_text(value))
    if unknown:
        return Unknown(unknown.reason, truth=True if any(texts) else None)
    return "".join(texts)


def _pieces(template: str, count: int) -> Iterator[str | tuple[int, str]]:
    """Text as it comes out, and for each argument its number and its format specifier."""
    place = 0
    while place < len(template):
        character = template[place]
        if character not in "{}":
            stop = next((at for at in range(place, len(template)) if template[at] in "{}"), len(template))
            yield template[place:stop]
            place = stop
        elif template.startswith(character, place + 1):
            yield character
            place += 2
        else:
            match = _ARGUMENT.match(template, place)
            if not match or len(match["index"].lstrip("0")) > 3 or int(match["index"]) > _MAX_INDEX:
                raise EvaluationError(f"The following format string is invalid: {template}")
            if int(match["index"]) >= count:
                problem = "The following format string references more arguments than were supplied"
                raise EvaluationError(f"{problem}: {template}")
            yield int(match["index"]), (match["specifier"] or "").replace("}}", "}")
            place = match.end()
