"""What common tools print: `echo`, `printf`, `cat`, `jq`, `date`, …  Anything else is unknown, with the name of the tool."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from wflint.regex import regex
from wflint.senders import jq
from wflint.senders.bash_arithmetic import calculated
from wflint.senders.flags import program_name
from wflint.senders.holed import each_option, file_name, holed
from wflint.senders.message import Invocation
from wflint.senders.paths import last_part, parent
from wflint.values.value import (
    COMMIT,
    Const,
    Encoded,
    Fresh,
    Reference,
    Text,
    Unknown,
    Value,
    constant,
    parts_of,
    printed,
    shown,
    text,
)

_SILENT = frozenset(
    (
        "true",
        ":",
        "false",
        "cd",
        "mkdir",
        "rm",
        "touch",
        "sleep",
        "chmod",
        "set",
        "shift",
        "export",
        "trap",
        "wait",
        "mv",
        "cp",
        "unset",
    )
)
_CONVERSION = regex(r"%(?:%|[-0-9. ]*[sdqbi])|\\(?:n|t|\\|\"|r|0[0-7]{0,3}|x[0-9a-fA-F]{1,2})")
_PRINTF_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "r": "\r"}


def printed_by(invocation: Invocation, located: jq.Located | None = None) -> Value:
    """The standard output of a command, with its line breaks."""
    name = program_name(invocation.words[0].value) if invocation.words else None
    arguments = [word.value for word in invocation.words[1:]]
    match name:
        case None:
            return text([Unknown(f"output of the program {shown(invocation.words[0].value)}"), Const("\n")])
        case "echo":
            return echo(arguments)
        case "printf":
            return printf(arguments)
        case "cat" | "tee":
            return _copied(name, arguments, invocation)
        case "jq":
            found = jq.output(invocation, lambda path: read_file(path, invocation), located)
            return text([found, Const("\n")])
        case "date":
            return text([_date(arguments), Const("\n")])
        case "uuidgen":
            return text([Fresh("uuidgen"), Const("\n")])
        case "openssl" if arguments and constant(arguments[0]) == "rand":
            return text([Fresh("openssl rand"), Const("\n")])
        case "mktemp":
            return text([Const(f"/tmp/mktemp.{invocation.span.line}.{invocation.span.column}"), Const("\n")])
        case "basename" | "dirname":
            return text([_path(name, arguments), Const("\n")])
        case "expr" if len(arguments) == 3 and constant(arguments[1]) in ("+", "-", "*", "/", "%"):
            return text([calculated(str(constant(arguments[1])), arguments[0], arguments[2]), Const("\n")])
        case "seq":
            return _sequence(arguments)
        case "xargs" if not arguments:
            return invocation.stdin or Unknown("output of `xargs`")
        case "head" | "tail" if (single := _single_line(arguments, invocation)) is not None:
            return single
        case "gh":
            return _gh(arguments)
        case "git" if _names_commit(" ".join(constant(each) or "-" for each in arguments)):
            return text([COMMIT, Const("\n")])
        case name if name in _SILENT:
            return Const("")
        case _:
            return text([Unknown(f"output of `{name}`"), Const("\n")])


def read_file(name: str, invocation: Invocation) -> Value:
    """The content of a file that the script wrote, or of GitHub's event file."""
    if name in ("-", "/dev/stdin"):
        return invocation.stdin or Unknown("standard input")
    if name == "GITHUB_EVENT_PATH":
        return Encoded(Reference(("github", "event")))
    return dict(invocation.files).get(name, Unknown(f"the content of file `{name}`"))


def content_of(path: Value, invocation: Invocation) -> Value:
    """The content of the file at a path that may have holes."""
    key = getattr(path, "key", ())
    if key[-1:] in (("event_path",), ("github_event_path",)):
        return Encoded(Reference(("github", "event")))
    return read_file(file_name(path), invocation)


def echo(arguments: Sequence[Value]) -> Value:
    """The line that `echo` prints."""
    given = list(arguments)
    newline, escapes = True, False
    while given and (flags := constant(given[0])) is not None and re.fullmatch(r"-[neE]+", flags):
        newline = newline and "n" not in flags
        escapes = "e" in flags or (escapes and "E" not in flags)
        given.pop(0)
    line = text(part for index, each in enumerate(given) for part in ((Const(" "),) if index else ()) + (each,))
    if escapes:
        found = holed(line)
        line = found.restore(re.sub(r"\\([nt\\])", lambda match: {"n": "\n", "t": "\t"}.get(match[1], "\\"), found.shape))
    return text([line, Const("\n" if newline else "")])


def printf(arguments: Sequence[Value]) -> Value:
    """What `printf FORMAT …` prints; the format is used again while arguments are left."""
    given = list(arguments)
    if given and constant(given[0]) == "-v":
        return Const("")
    if given and constant(given[0]) == "--":
        given.pop(0)
    if not given:
        return Const("")
    format_, *rest = given
    found = holed(format_)
    parts: list[Value] = []
    for _ in range(50):
        used = len(rest)
        done = 0
        for match in _CONVERSION.finditer(found.shape):
            parts.append(found.restore(found.shape[done : match.start()]))
            parts.append(_conversion(match[0], rest))
            done = match.end()
        parts.append(found.restore(found.shape[done:]))
        if not rest or len(rest) == used:
            break
    return text(parts)


def _conversion(sign: str, rest: list[Value]) -> Value:
    if sign == "%%":
        return Const("%")
    if sign.startswith("\\"):
        return Const(_PRINTF_ESCAPES.get(sign[1:], sign))
    value = rest.pop(0) if rest else Const("" if sign[-1] in "sqb" else "0")
    if sign[-1] == "q":
        return value if isinstance(value, Const) and re.fullmatch(r"[\w./:-]+", printed(value.value)) else Unknown("`printf %q`")
    return value


_COMMIT = regex(
    r"rev-parse(?: (?:--verify|--quiet|-q|--short(?:=\d+)?))* (?!-)\S+|merge-base (?!-)\S+ (?!-)\S+|"
    r"log (?:.* )?(?:-1|-n ?1)(?: .*)?|rev-list (?:.* )?(?:-1|-n ?1|--max-count=1)(?: .*)?"
)
_FORMAT = regex(r"--(?:format|pretty)=(?:t?format:)?(\S*)")


def _names_commit(written: str) -> bool:
    """Whether a call of `git` prints one commit and nothing else."""
    if not _COMMIT.fullmatch(written):
        return False
    asked = _FORMAT.search(written)
    return not written.startswith("log ") or (asked is not None and asked[1] in ("%H", "%h"))


def _copied(name: str, arguments: list[Value], invocation: Invocation) -> Value:
    files = [each for each in arguments if not (constant(each) or "").startswith("-") or constant(each) == "-"]
    if name == "tee" or not files:
        return invocation.stdin or Unknown(f"the input of `{name}`")
    return text(content_of(each, invocation) for each in files)


def _date(arguments: list[Value]) -> Value:
    """The time is new at each run when it holds seconds; a day or a formatted other date isn't."""
    written = " ".join(constant(each) or "" for each in arguments)
    if re.search(r"(^|\s)(-d|--date|-r|-f)", written):
        return Unknown("output of `date`")
    if "+" not in written or re.search(r"%[sNTXcM]|-I|%S", written):
        return Fresh(f"date {written}".strip())
    return Unknown(f"the day that `date {written}` prints")


def _path(name: str, arguments: list[Value]) -> Value:
    if not arguments:
        return Unknown(f"output of `{name}`")

    def change(value: Value) -> Value:
        if isinstance(value, Reference):
            return _part_of_reference(name, value)
        if name == "dirname":
            return parent(value)
        suffix = constant(arguments[1]) if len(arguments) > 1 else ""
        return last_part(value, suffix or "")

    return each_option(arguments[0], change)


def _part_of_reference(name: str, value: Reference) -> Value:
    if value.key == ("github", "repository"):
        return Reference(("github", "event", "repository", "name") if name == "basename" else ("github", "repository_owner"))
    return Unknown(f"output of `{name}`")


def _sequence(arguments: list[Value]) -> Value:
    known = [constant(each) for each in arguments]
    if not known or len(known) > 2 or any(each is None or not re.fullmatch(r"-?\d{1,4}", each) for each in known):
        return Unknown("output of `seq`")
    first, last = (1, int(str(known[0]))) if len(known) == 1 else (int(str(known[0])), int(str(known[1])))
    return Const("".join(f"{each}\n" for each in range(first, min(last, first + 64) + 1)))


def _single_line(arguments: list[Value], invocation: Invocation) -> Value | None:
    """`head -n1` of a text that has one line only is that text."""
    if invocation.stdin is None or any(not re.fullmatch(r"-n?|-?n?1", constant(each) or "?") for each in arguments):
        return None
    if any(isinstance(each, Unknown) for each in parts_of(invocation.stdin)):
        return None
    shape = holed(invocation.stdin).shape.rstrip("\n")
    return invocation.stdin if "\n" not in shape and isinstance(invocation.stdin, Const | Text) else None


def _gh(arguments: list[Value]) -> Value:
    words = [constant(each) or "…" for each in arguments[:3]]
    return text([Unknown(f"output of `gh {' '.join(words)}`"), Const("\n")])


def trimmed_end(value: Value, strip: Callable[[str], str] = lambda shape: shape.rstrip("\n")) -> Value:
    """The value without the line breaks at its end, as `$(…)` gives it."""

    def change(each: Value) -> Value:
        if not isinstance(each, Const | Text):
            return each
        found = holed(each)
        stripped = strip(found.shape)
        return each if stripped == found.shape else _kept(each, found.restore(stripped))

    return each_option(value, change)


def _kept(before: Value, after: Value) -> Value:
    """`after` with the place of `before`, of which it is the beginning."""
    if isinstance(before, Const) and isinstance(after, Const):
        return Const(after.value, before.offset)
    if isinstance(before, Text) and isinstance(after, Text):
        return Text((*before.parts[: len(after.parts) - 1], *_last(before, after)))
    return after


def _last(before: Text, after: Text) -> tuple[Value, ...]:
    last, old = after.parts[-1], before.parts[len(after.parts) - 1]
    return (Const(last.value, old.offset),) if isinstance(last, Const) and isinstance(old, Const) else (last,)
