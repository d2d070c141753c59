"""The value of an `if:`, and what GitHub makes of it."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import TypeAlias

from wflint.lean import dataclass
from wflint.syntax.expression.parser import SyntaxProblem, parse
from wflint.syntax.expression.template import OPEN, Hole, Template, Text, split_template
from wflint.syntax.expression.tree import And, Call, Expression, Literal, calls_status_function, relocate
from wflint.syntax.expression.values import trim


@dataclass(frozen=True, slots=True)
class Condition:
    """An `if:` as it was written and as GitHub evaluates it.

    `written` is None where nothing was written, which counts as `success()`.  `effective` is `written` where that calls
    a status function, and `success() && written` otherwise; the added call is empty and stands at the beginning of the
    expression.  Offsets count from the beginning of the text that was given to `condition`.
    """

    written: Expression | None
    effective: Expression

    @property
    def adds_success(self) -> bool:
        """Whether GitHub added the `success()`."""
        return self.effective is not self.written


@dataclass(frozen=True, slots=True)
class LiteralTextCondition:
    """An `if:` with text around its `${{ }}`, be it only a line end, or with more than one of them.

    GitHub puts it together with `format`, as it does any such text.  The result is a string, which counts as true
    unless it is empty, whatever is in the expressions.
    """

    template: Template
    effective: Expression


AnyCondition: TypeAlias = Condition | LiteralTextCondition | SyntaxProblem


def condition(
    text: str | None, contexts: Collection[str] | None = None, functions: Collection[str] | None = None
) -> AnyCondition:
    """What GitHub makes of an `if:`, with or without `${{ }}`; None and a blank text are `success()`.

    See `ConvertToIfCondition` in actions/runner WorkflowTemplateConverter.cs.  `contexts` and `functions` are those
    that `parse` takes.
    """
    return _anywhere(text) if contexts is None and functions is None else _condition(text, contexts, functions)


@lru_cache(maxsize=4096)
def _anywhere(text: str | None) -> AnyCondition:
    return _condition(text, None, None)


def _condition(text: str | None, contexts: Collection[str] | None, functions: Collection[str] | None) -> AnyCondition:
    if not text or OPEN not in text:
        if not text or not trim(text):
            return Condition(None, _success(0))
        return _with_success(parse(text, contexts, functions))
    template = split_template(text, contexts, functions)
    if template.problems:
        return template.problems[0]
    if not template.is_single_hole:
        return LiteralTextCondition(template, _effective(_formatted(template)))
    [hole] = template.holes
    if isinstance(hole.expression, Literal) and isinstance(hole.expression.value, str):
        return _quoted(text, hole.expression, hole.expression.value, contexts, functions)
    return _with_success(hole.expression)


def _with_success(written: Expression | SyntaxProblem) -> Condition | SyntaxProblem:
    return written if isinstance(written, SyntaxProblem) else Condition(written, _effective(written))


def _effective(written: Expression) -> Expression:
    if calls_status_function(written):
        return written
    operands = written.operands if isinstance(written, And) else (written,)
    return And((_success(written.start), *operands), written.start, written.end)


def _success(place: int) -> Call:
    return Call("success", (), place, place)


def _formatted(template: Template) -> Call:
    """The call of `format` that GitHub compiles the text to."""
    pieces: list[str] = []
    arguments: list[Expression] = []
    for part in template.parts:
        match part:
            case Text():
                pieces.append(part.text.replace("{", "{{").replace("}", "}}"))
            case Hole(expression=expression) if not isinstance(expression, SyntaxProblem):
                pieces.append(f"{{{len(arguments)}}}")
                arguments.append(expression)
    end = len(template.text)
    return Call("format", (Literal("".join(pieces), 0, end), *arguments), 0, end)


def _quoted(
    text: str, literal: Literal, value: str, contexts: Collection[str] | None, functions: Collection[str] | None
) -> Condition | SyntaxProblem:
    """A lone `${{ 'x' }}`: GitHub takes the string for the text of the `if`, so that `'false'` is false there."""
    if not trim(value):
        return Condition(None, _success(literal.start))
    places = _unescaped_places(text, literal.start + 1, literal.end - 1)
    parsed = parse(value, contexts, functions)
    if isinstance(parsed, SyntaxProblem):
        return SyntaxProblem(parsed.message, places[parsed.start], places[parsed.end])
    return _with_success(relocate(parsed, places.__getitem__))


def _unescaped_places(text: str, start: int, end: int) -> list[int]:
    """Where each character of a string literal stands in the text, and where it ends."""
    places: list[int] = []
    place = start
    while place < end:
        places.append(place)
        place += 2 if text[place] == "'" else 1
    return [*places, end]
