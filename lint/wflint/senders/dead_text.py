"""Texts that look as if something would be put in, and nothing is: `'$NAME'` in single quotes, `{{ x }}` without `$`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wflint.regex import regex
from wflint.senders.message import Defect, Dispatch
from wflint.span import Span
from wflint.values.value import Const, Object, Unknown, Value, parts_of

_NAME = r"([A-Za-z_]\w*)"
_VARIABLE = regex(rf"\$(?:\{{(?:env:)?{_NAME}\}}|\(\(\s*\$?{_NAME}[^()]*\)\)|(?:env:)?{_NAME})")
"""`${NAME}`, `$((NAME + 1))`, `$NAME` and PowerShell's `$env:NAME`."""
_BRACES = regex(r"(?<!\$)\{\{\s*((?:github|inputs|env|vars|secrets|steps|needs|matrix|job|runner)\.[\w.\-]+)\s*\}\}")


def dead_interpolations(dispatch: Dispatch, is_variable: Callable[[str], bool], more: tuple[Value, ...] = ()) -> Iterator[Defect]:
    """The defects of a message whose texts hold names that nothing replaces; `is_variable` knows the names in sight.

    `more` are texts to look at where the payload itself couldn't be read.
    """
    places: list[tuple[Value, Span]] = [(dispatch.target, dispatch.target_span)]
    if dispatch.ref is not None:
        places.append((dispatch.ref, dispatch.span))
    if isinstance(dispatch.payload, Object):
        places += [(member.value, member.span or dispatch.span) for member in dispatch.payload.fields]
    else:
        places.append((dispatch.payload, dispatch.span))
    if isinstance(dispatch.payload, Unknown):
        places += [(value, dispatch.span) for value in more]
    seen: set[Defect] = set()
    for value, span in places:
        for defect in _in_value(value, span, is_variable):
            if defect not in seen:
                seen.add(defect)
                yield defect


def _in_value(value: Value, span: Span, is_variable: Callable[[str], bool]) -> Iterator[Defect]:
    for part in parts_of(value):
        if not isinstance(part, Const) or not isinstance(part.value, str):
            continue
        for match in _VARIABLE.finditer(part.value):
            if is_variable(match[1] or match[2] or match[3]):
                words = f"`{match[0]}` is sent as it is written: nothing is put in inside single quotes or a quoted heredoc"
                yield Defect("dead-interpolation", words, span)
        for written, meant in braces(part.value):
            words = f"`{written}` is sent as it is written: GitHub only replaces `${{{{ {meant} }}}}`"
            yield Defect("dead-interpolation", words, span)


def braces(text: str) -> Iterator[tuple[str, str]]:
    """Each `{{ x }}` without `$` in a text, as it is written, with the `x` in it."""
    return ((match[0], match[1]) for match in _BRACES.finditer(text))
