"""What well-known commands print, and what is written to `GITHUB_OUTPUT` and `GITHUB_ENV`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator

from wflint.senders import jq
from wflint.senders.shell.text import unescaped_ansi
from wflint.senders.flags import program_name
from wflint.senders.holed import holed
from wflint.senders.message import Assignment, Invocation
from wflint.span import Span
from wflint.values.condition import Condition
from wflint.values.value import Const, Fresh, Unknown, Value, constant, text

ReadFile = Callable[[str], Value]

_NEWLINE = Const("\n")
_FRESH = {"uuidgen": "uuidgen", "mktemp": "mktemp"}
_SILENT = frozenset(
    {"true", ":", "sleep", "mkdir", "cd", "export", "set", "unset", "test", "[", "rm", "cp", "mv", "touch", "chmod", "git config"}
)


def printed_by(invocation: Invocation, read_file: ReadFile) -> Value:
    """What a command writes to standard output."""
    words = [word.value for word in invocation.words]
    name = program_name(words[0]) if words else None
    match name:
        case None:
            return Unknown("output of a command whose name isn't known")
        case "echo":
            return _echo(words[1:])
        case "printf":
            return _printf(words[1:])
        case "cat":
            return _cat(words[1:], invocation, read_file)
        case "jq":
            return text((jq.output(invocation, read_file), _NEWLINE))
        case "date":
            return _date(words[1:])
        case "uuidgen" | "mktemp":
            return Fresh(_FRESH[name])
        case "openssl" if len(words) > 1 and constant(words[1]) == "rand":
            return Fresh("openssl rand")
        case "basename" | "dirname":
            return _path_part(name, words[1:])
        case "tee":
            return invocation.stdin if invocation.stdin is not None else Const("")
        case "tr" | "xargs" | "head" | "tail" if _keeps_one_line(invocation):
            return invocation.stdin or Const("")
        case _ if name in _SILENT:
            return Const("")
        case _:
            return Unknown(f"output of `{name}`")


def _keeps_one_line(invocation: Invocation) -> bool:
    """Whether the command hands a single known line on as it is: `tr -d '\\n'`, `head -1`, a bare `xargs`."""
    known = constant(invocation.stdin) if invocation.stdin is not None else None
    words = [constant(word.value) for word in invocation.words]
    if known is None or "\n" in known.strip("\n"):
        return False
    match words:
        case ["tr", "-d", "\n" | "\\n" | "\\r" | "\\r\\n" | "\\n\\r"] | ["xargs"]:
            return True
        case ["head" | "tail", "-1" | "-n1"] | ["head" | "tail", "-n", "1"]:
            return True
        case _:
            return False


def _echo(words: list[Value]) -> Value:
    ending: Value = _NEWLINE
    escapes = False
    while words and (flag := constant(words[0])) is not None and re.fullmatch(r"-[neE]+", flag):
        ending = Const("") if "n" in flag else ending
        escapes = escapes or "e" in flag
        words = words[1:]
    parts = [part for index, word in enumerate(words) for part in ((Const(" "),) if index else ()) + (word,)]
    said = text(parts)
    if escapes:
        found = holed(said)
        said = found.restore(unescaped_ansi(found.shape))
    return text((said, ending))


def _printf(words: list[Value]) -> Value:
    if not words:
        return Const("")
    found = holed(words[0])
    arguments = words[1:]
    parts: list[Value] = []
    for _ in range(max(1, _rounds(found.shape, arguments))):
        parts.extend(_formatted(found.shape, found.restore, arguments))
    return text(parts)


def _rounds(pattern: str, arguments: list[Value]) -> int:
    """`printf` uses its format again until the arguments are used up."""
    places = len(re.findall(r"%[-0-9.]*[sdiqbf]", pattern))
    return -(-len(arguments) // places) if places else 1


def _formatted(pattern: str, restore: Callable[[str], Value], arguments: list[Value]) -> Iterator[Value]:
    done = 0
    for match in re.finditer(r"%%|%([-0-9.]*)([sdiqbf])", pattern):
        yield restore(unescaped_ansi(pattern[done : match.start()]))
        done = match.end()
        if match[0] == "%%":
            yield Const("%")
        else:
            yield arguments.pop(0) if arguments else Const("")
    yield restore(unescaped_ansi(pattern[done:]))


def _cat(words: list[Value], invocation: Invocation, read_file: ReadFile) -> Value:
    names = [constant(word) for word in words]
    files = [name for name in names if name != "-" and not (name or "").startswith("-")]
    if not files:
        return invocation.stdin if invocation.stdin is not None else Const("")
    if any(name is None for name in files):
        return Unknown("a file whose name is made at run time")
    return text(read_file(str(name)) for name in files)


def _date(words: list[Value]) -> Value:
    known = [constant(word) for word in words]
    if any(word is not None and word.startswith(("-d", "--date", "-r")) for word in known):
        return Unknown("output of `date`")
    return Fresh(" ".join(["date", *(word or "…" for word in known)]))


def _path_part(name: str, words: list[Value]) -> Value:
    known = [constant(word) for word in words]
    if not known or any(word is None for word in known):
        return Unknown(f"output of `{name}`")
    path = str(known[0]).rstrip("/")
    if name == "dirname":
        return Const(posixpath.dirname(path) or ".")
    base = posixpath.basename(path)
    suffix = str(known[1]) if len(known) > 1 else ""
    return Const(base.removesuffix(suffix) if suffix else base)


_LINE = re.compile(r"(?P<name>[\w.-]+)(?:<<(?P<end>[^\n]+)|=(?P<value>[^\n]*))", re.DOTALL)
_COMMAND = re.compile(r"::set-output name=(?P<name>[\w.-]+)::(?P<value>[^\n]*)")


def assignments(written: Value, span: Span, guard: Condition) -> Iterator[Assignment]:
    """The names and values in a text written to `GITHUB_OUTPUT` or `GITHUB_ENV`; one without a name stands for "anything".

    Source: docs.github.com, "Workflow commands": `name=value` on a line, or `name<<END`, lines, and `END` on a line of its own.
    """
    found = holed(written)
    rest = found.shape
    while rest:
        line, _, behind = rest.partition("\n")
        match = _LINE.fullmatch(line.strip(" \t\r"))
        if match is None:
            if line.strip():
                yield Assignment("", Unknown("a line that isn't `name=value`"), span, guard)
            rest = behind
        elif match["end"] is not None:
            body, _, rest = _until(behind, match["end"].strip())
            yield Assignment(match["name"], found.restore(body), span, guard)
        else:
            yield Assignment(match["name"], found.restore(match["value"]), span, guard)
            rest = behind


def _until(body: str, end: str) -> tuple[str, str, str]:
    lines = body.split("\n")
    for index, line in enumerate(lines):
        if line.strip() == end:
            return "\n".join(lines[:index]), end, "\n".join(lines[index + 1 :])
    return body, "", ""


def old_outputs(said: Value, span: Span, guard: Condition) -> Iterator[Assignment]:
    """Outputs set by the old command `::set-output name=…::…`, which GitHub still reads."""
    found = holed(said)
    for match in _COMMAND.finditer(found.shape):
        yield Assignment(match["name"], found.restore(match["value"]), span, guard)
