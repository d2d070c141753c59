"""Fields of messages in the text: taken out, given another value, added, in every way in which systems write them.

Three ways to write a field are known: an argument of a command (`-f name=value`), an entry of an object (`name: value`, `"name":
value`, `name` alone), and an entry of a PowerShell hash table (`name = value`).
"""

from __future__ import annotations

import re
from typing import Literal

from mutation.subject import Edit, Subject
from wflint.graph import Site
from wflint.values.value import Field

Form = Literal["argument", "entry", "hash"]

_ARGUMENT = re.compile(r"""(?P<quote>["']?)(?P<key>[\w-]+(?:\[[\w-]+\])*)=""")
_HASH = re.compile(r"""["']?[\w-]+["']?\s*=(?!=)\s*""")
_ENTRY = re.compile(r"""\\?["']?[\w-]+\\?["']?\s*:\s*""")
_FLAG = re.compile(r"(?:(?:(?<=\s)(?:-f|-F|--field|--raw-field)(?:\s+|=))|(?<=\s)-[fF])(?=[^\s]*\Z)")


def form(subject: Subject, field: Field) -> Form | None:
    """How a field is written; `None` for a way that isn't known."""
    assert field.span is not None
    text = subject.text(field.span)
    start, _ = subject.range(field.span)
    if _ARGUMENT.match(text) and _FLAG.search(subject.files[field.span.path][:start]):
        return "argument"
    if _ENTRY.match(text) or re.fullmatch(r"""\$?[\w-]+|["'][\w-]+["']""", text):
        return "entry"
    return "hash" if _HASH.match(text) else None


def without(subject: Subject, field: Field) -> list[Edit]:
    """Take a field out of its message; nothing where it isn't known how."""
    assert field.span is not None
    path, text = field.span.path, subject.files[field.span.path]
    start, end = subject.range(field.span)
    match form(subject, field):
        case "argument":
            flag = _FLAG.search(text[:start])
            lead = re.search(r"(?:\s|[\\`]\n)*\Z", text[: flag.start()]) if flag else None
            return [Edit(path, lead.start(), end, "")] if lead else []
        case "entry":
            return [_without_entry(path, text, start, end)]
        case "hash":
            behind = re.match(r"[ \t]*" if text[:end].endswith(";") else r"\s*;[ \t]*", text[end:])
            end += behind.end() if behind else 0
            line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
            if not text[line_start:start].strip() and not text[end:line_end].strip():
                return [Edit(path, line_start, line_end + 1, "")]
            return [Edit(path, start, end, "")]
        case None:
            return []


def _without_entry(path: str, text: str, start: int, end: int) -> Edit:
    behind = re.match(r"[ \t]*,[ \t]*(?:\n[ \t]*)?", text[end:])
    if behind:
        return Edit(path, start, end + behind.end(), "")
    before = re.search(r",\s*\Z", text[:start])
    return Edit(path, before.start() if before else start, end, "")


def with_value(subject: Subject, field: Field, value: str) -> list[Edit]:
    """Give a field a constant, or the text of a `${{ }}`."""
    assert field.span is not None
    text = subject.text(field.span)
    start, end = subject.range(field.span)
    found = form(subject, field)
    if found == "argument":
        head = _ARGUMENT.match(text)
        assert head is not None
        quote = head["quote"]
        return [Edit(field.span.path, start, end, f"{head[0]}{_word(value, quote)}{quote}")]
    if found == "hash":
        head = _HASH.match(text)
        assert head is not None
        tail = ";" if text.rstrip().endswith(";") else ""
        return [Edit(field.span.path, start, end, f"{head[0]}'{value}'{tail}")]
    if found == "entry":
        head = _ENTRY.match(text)
        key = head[0] if head is not None else f"{text.strip('$')}: "
        return [Edit(field.span.path, start, end, f"{key}{_quoted(subject, field, value)}")]
    return []


def with_code(subject: Subject, field: Field, expression: str) -> list[Edit]:
    """Give a field of an object in a program's own file the value of an expression."""
    assert field.span is not None
    text = subject.text(field.span)
    if form(subject, field) != "entry":
        return []
    head = _ENTRY.match(text)
    return [subject.replaced(field.span, f"{head[0] if head is not None else f'{text}: '}{expression}")]


def _word(value: str, quote: str) -> str:
    return value if quote or re.fullmatch(r"[\w.:/-]*", value) else f'"{value}"'


def _quoted(subject: Subject, field: Field, value: str) -> str:
    """A string in an object: with the quote that the file's other strings of that kind have, which jq and JSON want double."""
    assert field.span is not None
    text = subject.files[field.span.path]
    start, _ = subject.range(field.span)
    line = text[text.rfind("\n", 0, start) + 1 :].partition("\n")[0]
    return f'\\"{value}\\"' if re.search(r'\\"[\w-]+\\":', line) else f'"{value}"'


def added(subject: Subject, last: Field, names: list[str]) -> list[Edit]:
    """Put more fields behind one, each with a short constant."""
    assert last.span is not None
    path, text = last.span.path, subject.files[last.span.path]
    start, end = subject.range(last.span)
    own = text[start:end]
    match form(subject, last):
        case "argument":
            flag, head = _FLAG.search(text[:start]), _ARGUMENT.match(own)
            assert flag is not None
            assert head is not None
            keys = [re.sub(rf"{re.escape(last.name)}(?=\]?\Z)", name, head["key"]) for name in names]
            more = "".join(
                f" {flag[0].strip()}{'' if flag[0][-1] == '=' else ' '}{head['quote']}{key}=x{head['quote']}" for key in keys
            )
            return [Edit(path, end, end, more)]
        case "entry":
            quoted = re.match(r"""["']""", own)
            keys = [f"{quoted[0]}{name}{quoted[0]}" if quoted else name for name in names]
            more = "".join(f", {key}: {_quoted(subject, last, 'x')}" for key in keys)
            return [Edit(path, end, end, more)]
        case "hash":
            more = "".join(f"; {name} = 'x'" for name in names)
            return [Edit(path, end, end, more.removeprefix(";") if own.rstrip().endswith(";") else more)]
        case None:
            return []


def enclosing(subject: Subject, site: Site, fields: tuple[Field, ...]) -> tuple[str, int, int] | None:
    """File and range of the object, braces and an `@` or `[ordered]` included, in which fields are entries."""
    spans = [each.span for each in fields if each.span is not None]
    if not spans or len({span.path for span in spans}) != 1:
        return None
    path = spans[0].path
    text = subject.files[path]
    start, end = min(subject.range(span)[0] for span in spans), max(subject.range(span)[1] for span in spans)
    opening, closing = _opening(text, start), _closing(text, end)
    if opening is None or closing is None:
        return None
    lead = re.search(r"(?:\[\w+\]\s*)?@\Z", text[:opening])
    return path, lead.start() if lead else opening, closing + 1


def _opening(text: str, start: int) -> int | None:
    depth = 0
    for at in range(start - 1, max(start - 4000, -1), -1):
        if text[at] == "}":
            depth += 1
        elif text[at] == "{":
            if depth == 0:
                return at
            depth -= 1
    return None


def _closing(text: str, end: int) -> int | None:
    depth = 0
    for at in range(end, min(end + 4000, len(text))):
        if text[at] == "{":
            depth += 1
        elif text[at] == "}":
            if depth == 0:
                return at
            depth -= 1
    return None
