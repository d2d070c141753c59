"""What a call of `jq` prints.  Source: jqlang.org/manual, "Invoking jq"."""

from __future__ import annotations

from collections.abc import Callable

from wflint.senders.flags import program_name
from wflint.senders.holed import file_name
from wflint.senders.jq_holes import filled
from wflint.senders.jq_program import BeyondError, Names, Place, as_text, run_program
from wflint.senders.json_text import decoded, parse, printed_json
from wflint.senders.message import Invocation
from wflint.span import Span
from wflint.values.value import Array, Choice, Const, Encoded, Field, Object, OneOf, Unknown, Value, constant, one_of

_TWO_WORDS = ("--arg", "--argjson", "--slurpfile", "--rawfile")
_ONE_WORD = ("--indent", "-L", "--library-path")
_LETTERS = {"null-input": "n", "raw-output": "r", "compact-output": "c", "slurp": "s", "raw-input": "R", "join-output": "j"}


Located = Callable[[int, str, int, int], Span | None]
"""Where a range of a text stands that itself stands at an offset of the script: offset, text, start, end."""


def output(invocation: Invocation, read_file: Callable[[str], Value], located: Located | None = None) -> Value:
    """The text that `jq` prints, without the last line break; unknown with the reason where the program does too much."""
    assert program_name(invocation.words[0].value) == "jq"
    call = _Call()
    problem = call.read([word.value for word in invocation.words[1:]], read_file)
    if problem:
        return Unknown(f"output of `jq`: {problem}")
    given = _given(call, invocation, read_file)
    arguments = Object(tuple(Field(name, value) for name, value in call.variables.items()))
    positional = Array(tuple(call.positional))
    variables = {**call.variables, "ARGS": Object((Field("named", arguments), Field("positional", positional)))}
    try:
        names = Names(variables, dict(invocation.environment), frozenset(call.texts))
        result = run_program(call.program or ".", given, names, place=call.place(located))
    except BeyondError as error:
        return Unknown(f"output of `jq`: {error} goes beyond what is read")
    return _printed(result, bool({"r", "j"} & call.letters))


class _Call:
    """The words of a call, sorted."""

    def __init__(self) -> None:
        self.program: str | None = None
        self.offset: int | None = None
        self.letters: set[str] = set()
        self.variables: dict[str, Value] = {}
        self.texts: set[str] = set()
        self.files: list[Value] = []
        self.positional: list[Value] = []

    def read(self, words: list[Value], read_file: Callable[[str], Value]) -> str | None:
        """Take the words in; the reason when they can't be followed."""
        at = 0
        behind: str | None = None
        while at < len(words):
            word = constant(words[at])
            at += 1
            if word is None:
                if self.program is None:
                    program = filled(words[at - 1])
                    if program is None:
                        return "the program is made at run time"
                    self.program = program.text
                    self.variables.update(program.variables)
                    continue
                (self.files if behind is None else self.positional).append(words[at - 1])
            elif word in _TWO_WORDS and at + 1 < len(words):
                self.bind(word, words[at], words[at + 1], read_file)
                at += 2
            elif word in _ONE_WORD:
                at += 1
            elif word in ("--args", "--jsonargs"):
                behind = word
            elif word in ("-f", "--from-file"):
                content = constant(read_file(constant(words[at]) or "")) if at < len(words) else None
                at += 1
                if content is None:
                    return "the program stands in a file"
                self.program = content
            elif word.startswith("--"):
                self.letters.add(_LETTERS.get(word[2:], ""))
            elif word.startswith("-") and len(word) > 1:
                self.letters.update(word[1:])
            elif self.program is None:
                self.program = word
                self.offset = getattr(words[at - 1], "offset", None)
            elif behind is not None:
                self.positional.append(decoded(words[at - 1]) if behind == "--jsonargs" else words[at - 1])
            else:
                self.files.append(words[at - 1])
        return None

    def place(self, located: Located | None) -> Place | None:
        """How places in the program are found, where it stands in the script as it is."""
        program, offset = self.program, self.offset
        if located is None or program is None or offset is None:
            return None
        return lambda start, end: located(offset, program, start, end)

    def bind(self, how: str, name: Value, value: Value, read_file: Callable[[str], Value]) -> None:
        label = constant(name)
        if label is None:
            return
        if how == "--arg":
            self.variables[label] = value
            self.texts.add(label)
        elif how == "--argjson":
            self.variables[label] = decoded(value)
            self.texts.discard(label)
        else:
            content = read_file(constant(value) or "")
            self.variables[label] = Array((parse(content).value,)) if how == "--slurpfile" else content


def _given(call: _Call, invocation: Invocation, read_file: Callable[[str], Value]) -> Value:
    """The input of the program."""
    if "n" in call.letters:
        return Const(None)
    if len(call.files) > 1:
        return Unknown("several files")
    if call.files:
        content = read_file_of(call.files[0], read_file)
    else:
        content = invocation.stdin or Unknown("the input of `jq`")
    if "R" in call.letters:
        return content
    value = parse(content).value
    return Array((value,)) if "s" in call.letters else value


def read_file_of(value: Value, read_file: Callable[[str], Value]) -> Value:
    """The content of a file by the value of its path."""
    key = getattr(value, "key", ())
    if key[-1:] in (("event_path",), ("github_event_path",)):
        return read_file("GITHUB_EVENT_PATH")
    return read_file(file_name(value))


def _printed(result: Value, raw: bool) -> Value:
    match result:
        case Unknown():
            return result
        case Choice(condition, then, otherwise):
            return Choice(condition, _printed(then, raw), _printed(otherwise, raw))
        case OneOf(options):
            return one_of(_printed(option, raw) for option in options)
        case Object() | Array():
            return Encoded(result)
        case _:
            return as_text(result) if raw else printed_json(result)
