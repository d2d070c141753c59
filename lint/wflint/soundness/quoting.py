"""Edits that let `jq` write a string of JSON text which a shell script pastes together.

`"title": "$TITLE"` becomes `"title": $(jq -n --arg TITLE "$TITLE" '$TITLE')`: what jq prints has its own quotes, and a command
substitution may stand wherever the variable stood, in double quotes as well as in a heredoc.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wflint.finding import Edit
from wflint.graph import Site, System
from wflint.regex import regex
from wflint.soundness.pasting import quotes_around, variable_for
from wflint.soundness.remedies import in_step
from wflint.syntax.editing import with_words

_HOLE = regex(r"\$\{\{\s*(?P<expression>[\w.-]+)\s*\}\}")
_VARIABLE = regex(r"\$(?:\{(\w+)\}|(\w+))")
_TAKEN = frozenset({"ENV", "__loc__", "__prog_args"})
"""Names that mean something else in jq."""
_PLAIN = r"(?:[^\"'\\`$\n]|\$\{\{\s*[\w.-]+\s*\}\}|\$\{[A-Za-z_]\w*\}|\$[A-Za-z_]\w*)*"
_SHAPES = (
    (r'\\"', r'\\"', r'\\"'),  # inside double quotes of the shell
    ('"', '"', '"'),  # in a heredoc, or, pasted by `${{ }}`, in single quotes
    ('"', '"\'(?P<half>"?)', "(?P=half)'\""),  # single quotes end before the variable, and begin again behind it
)
"""How JSON text stands in a script: the quotes of names, and what begins and ends a string."""
_ENDED = {"double": "", "heredoc": "", "single": "'"}
"""What ends the quotes of the shell, and begins them again, where a command substitution is to be written."""


def quoting(system: System, site: Site, name: str) -> tuple[Edit | None, ...]:
    """What makes the field of that name a string that jq writes; `(None,)` where it isn't plain how it is written.

    Only in a `run:` script of bash in which one such field stands, with nothing but plain words and variables in it.  What
    `${{ }}` pastes into the script comes in a variable then.
    """
    step = site.way.step.step
    run = step.run
    if site.way.step.language != "bash" or run is None or run.span.path not in system.sources:
        return (None,)
    found = list(_written(run.text, name))
    if len(found) != 1:
        return (None,)
    start, end, inner = found[0]
    around = _ENDED.get(quotes_around(run, [(start, start + 1)])[0] or "")
    variables: dict[str, str] = {}
    names: dict[str, str] = {}
    for match in _HOLE.finditer(inner):
        expression = match["expression"]
        variable = variable_for(expression, run.text, site.way.scope.environment, variables)
        if variable is None:
            return (None,)
        variables[variable] = f"${{{{ {expression} }}}}"
        names[expression] = variable
    program = _program(_HOLE.sub(lambda match: f"${{{names[match['expression']]}}}", inner))
    if program is None or around is None:
        return (None,)
    written = f'{around}"{program}"{around}' if around else program
    edit = with_words(system.sources[run.span.path], run.locate(start, end), written)
    return (in_step(system, step, {"env": variables}), edit) if variables else (edit,)


def _written(script: str, name: str) -> Iterator[tuple[int, int, str]]:
    """Where a member's string stands: from where to where, and what is in it."""
    for quote, opening, closing in _SHAPES:
        pattern = rf"{quote}{re.escape(name)}{quote}\s*:\s*(?P<all>{opening}(?P<inner>{_PLAIN}){closing})"
        for match in re.finditer(pattern, script):
            if "$" in match["inner"]:
                yield *match.span("all"), match["inner"]


def _program(text: str) -> str | None:
    """The command substitution that prints a text of words and variables as a JSON string."""
    names = list(dict.fromkeys(match[1] or match[2] for match in _VARIABLE.finditer(text)))
    if not names or _TAKEN.intersection(names):
        return None
    given = " ".join(f'--arg {name} "${name}"' for name in names)
    whole = _VARIABLE.fullmatch(text)
    words = _VARIABLE.sub(lambda match: rf"\(${match[1] or match[2]})", text)
    return f"$(jq -n {given} '${names[0]}')" if whole else f"$(jq -n {given} '\"{words}\"')"
