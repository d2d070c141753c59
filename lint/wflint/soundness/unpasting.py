"""Edits that hand to a bash script in a variable what `${{ }}` pastes into it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wflint.edits import within
from wflint.finding import Edit
from wflint.graph import System
from wflint.regex import regex
from wflint.soundness.pasted import Pasted
from wflint.soundness.pasting import quotes_around, variable_for
from wflint.soundness.remedies import in_step
from wflint.syntax.editing import with_words
from wflint.syntax.expression import split_template
from wflint.syntax.node import Scalar

_EXPRESSION = regex(r"\$\{\{\s*(?P<expression>(?:(?!\}\}).)*?)\s*\}\}", re.DOTALL)
_ENVIRONMENT = regex(r"env\.([A-Za-z_]\w*)")


def as_variables(system: System, found: Sequence[Pasted]) -> tuple[Edit | None, ...]:
    """What takes all the places of one step to variables; `(None,)` where one of them doesn't stand plainly in bash."""
    step = found[0].way.step
    run = step.step.run
    if step.language != "bash" or run is None or len(found[0].way.steps) != 1 or run.span.path not in system.sources:
        return (None,)
    source = system.sources[run.span.path]
    names: dict[str, str] = {}
    edits: list[Edit | None] = []
    for each, (start, end), quotes in zip(found, *_places(run, found), strict=True):
        match = _EXPRESSION.fullmatch(each.written)
        expression = match["expression"] if match is not None else ""
        there = _ENVIRONMENT.fullmatch(expression)
        if there is not None and not re.search(rf"\b{there[1]}\+?=|\bread\b|\bunset\b", run.text):
            name: str | None = there[1]
        else:
            name = variable_for(expression, run.text, step.scope.environment, names)
            names |= {name: f"${{{{ {expression} }}}}"} if name is not None else {}
        if name is None or quotes is None:
            return (None,)
        is_open = quotes in ("double", "heredoc") and re.match(r"\w", run.text[end:]) is not None
        read = f"${{{name}}}" if is_open else f"${name}"
        old, written = each.written, {"none": f'"{read}"', "single": f"'\"{read}\"'"}.get(quotes, read)
        if quotes == "single" and run.text[start - 1 : end + 1] == f"'{old}'":  # it is all that stands there
            start, end, old, written = start - 1, end + 1, f"'{old}'", f'"{read}"'
        place = run.locate(start, end)
        edits.append(with_words(source, place, written) if within(source.text, place) == old else None)
    return (in_step(system, step.step, {"env": names}), *edits) if names else tuple(edits)


def _places(run: Scalar, found: Sequence[Pasted]) -> tuple[list[tuple[int, int]], Sequence[str | None]]:
    at = {run.locate(each.start, each.end): (each.start, each.end) for each in split_template(run.text).holes}
    places = [at.get(each.place, (0, 0)) for each in found]
    return places, quotes_around(run, places)
