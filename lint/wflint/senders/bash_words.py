"""Expansion: what the words of a bash script become, as symbolic values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from wflint.regex import regex
from wflint.senders.bash_arithmetic import arithmetic
from wflint.senders.bash_parameters import parameter
from wflint.senders.bash_state import Alternatives, Item, State, bounded, length, variants
from wflint.senders.bash_tree import Node, Source
from wflint.senders.holed import holed
from wflint.senders.message import Word
from wflint.senders.paths import WORKSPACE
from wflint.senders.script import Script
from wflint.values.condition import negate
from wflint.values.value import Choice, Const, Fresh, Reference, Text, Unknown, Value, one_of, text

EXPANSIONS = ("simple_expansion", "expansion", "command_substitution", "arithmetic_expansion", "process_substitution")
_TRANSPARENT = ("concatenation", "command_name", "brace_expression")
_DOUBLE_QUOTED = regex(r'\\([$`"\\]|\n)')
_UNQUOTED = regex(r"\\(\n)|\\(.)", re.DOTALL)
_ANSI = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}
_RUNNER_FILES = ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STEP_SUMMARY", "GITHUB_PATH", "GITHUB_STATE", "GITHUB_EVENT_PATH")
_NO_CONTEXT = ("GITHUB_TOKEN", "GITHUB_ACTIONS", "GITHUB_API_URL")


class Reader(Protocol):
    """What expansion needs of whoever walks the script."""

    source: Source
    read: set[str]

    def substitute(self, node: Node, state: State, strip: bool = True) -> Value: ...


def value_of(reader: Reader, node: Node, state: State) -> Value:
    """The value of a word that stays one word."""
    source = reader.source
    match node.type:
        case "word" | "number" | "extglob_pattern" | "regex" | "file_descriptor" | "variable_name":
            if any(child.type in EXPANSIONS for child in node.children):
                return pieces(reader, node, node.start_byte, node.end_byte, state, "unquoted")
            return _literal(source, node.start_byte, node.end_byte, "unquoted")
        case "raw_string":
            return _literal(source, node.start_byte + 1, node.end_byte - 1, "raw")
        case "ansi_c_string":
            return source.script.values_in(_ansi(source.between(node.start_byte + 2, node.end_byte - 1)))
        case "string":
            end = node.end_byte - 1 if source.data[node.end_byte - 1 : node.end_byte] == b'"' else node.end_byte
            return pieces(reader, node, node.start_byte + 1, end, state, "quoted")
        case "translated_string":
            return value_of(reader, node.children[-1], state)
        case "simple_expansion":
            return variable(reader, source.between(source.begin(node) + 1, node.end_byte), state)
        case "expansion":
            return parameter(reader, node, state, variable, value_of, pieces)
        case "command_substitution":
            return bounded(reader.substitute(node, state))
        case "arithmetic_expansion":
            inner = node.named_children
            return arithmetic(reader, inner[0], state, variable, value_of) if inner else Unknown("arithmetic that can't be read")
        case "process_substitution":
            name = f"/dev/fd/{source.offset(node.start_byte)}"
            state.files[name] = reader.substitute(node, state, strip=False)
            return Const(name)
        case name if name in _TRANSPARENT:
            return text(_gapless(reader, node, state))
        case _:
            return pieces(reader, node, node.start_byte, node.end_byte, state, "unquoted")


def _gapless(reader: Reader, node: Node, state: State) -> list[Value]:
    """The values of a node's children, and of what stands between them."""
    found: list[Value] = []
    at = node.start_byte
    for child in node.children:
        if child.start_byte > at:
            found.append(_literal(reader.source, at, child.start_byte, "unquoted"))
        found.append(value_of(reader, child, state))
        at = child.end_byte
    if at < node.end_byte:
        found.append(_literal(reader.source, at, node.end_byte, "unquoted"))
    return found


def pieces(reader: Reader, node: Node, start: int, end: int, state: State, quoting: str) -> Value:
    """A range of bytes below a node: its expansions worked out, the rest taken literally.

    tree-sitter drops blanks and line breaks between the pieces of a string, or takes them into the next expansion, so the text
    between the expansions counts.
    """
    found: list[Value] = []
    at = start
    for child in node.children:
        if child.start_byte < at or child.end_byte > end:
            continue
        inner = child.type in EXPANSIONS or (quoting == "unquoted" and child.type in ("string", "raw_string", "concatenation"))
        if inner:
            found.append(_literal(reader.source, at, reader.source.begin(child), quoting))
            found.append(value_of(reader, child, state))
            at = child.end_byte
    found.append(_literal(reader.source, at, end, quoting))
    return bounded(text(found))


def _literal(source: Source, start: int, end: int, quoting: str) -> Value:
    piece = source.between(start, end)
    offset = source.offset(start)
    match quoting if "\\" in piece else "":
        case "quoted":
            piece = _DOUBLE_QUOTED.sub(lambda match: "" if match[1] == "\n" else match[1], piece)
        case "unquoted":
            piece = _UNQUOTED.sub(lambda match: match[2] or "", piece)
        case "heredoc":
            piece = re.sub(r"\\([$`\\]|\n)", lambda match: "" if match[1] == "\n" else match[1], piece)
        case _:
            pass
    return source.script.values_in(piece, offset)


def _ansi(piece: str) -> str:
    return re.sub(r"\\(.)", lambda match: _ANSI.get(match[1], match[0]), piece, flags=re.DOTALL)


def heredoc(reader: Reader, redirect: Node, state: State) -> Value:
    """The text of a heredoc: expanded, or literal where its end word is quoted."""
    source = reader.source
    start_word = next((child for child in redirect.children if child.type == "heredoc_start"), None)
    end_word = next((child for child in redirect.children if child.type == "heredoc_end"), None)
    body = next((child for child in redirect.children if child.type == "heredoc_body"), None)
    if body is None or start_word is None:
        return Const("")
    before = [child.end_byte for child in redirect.children if child.start_byte < body.start_byte and child is not body]
    newline = source.data.find(b"\n", max(before, default=redirect.start_byte))
    start = newline + 1 if 0 <= newline < body.start_byte else body.start_byte
    end = end_word.start_byte if end_word is not None else body.end_byte
    quoted = any(mark in source.text(start_word) for mark in "'\"\\")
    value = _literal(source, start, end, "raw") if quoted else pieces(reader, body, start, end, state, "heredoc")
    if redirect.children[0].type != "<<-":
        return value
    found = holed(value)
    return found.restore(re.sub(r"(?m)^\t+", "", found.shape))


def place_of(script: Script) -> Value | None:
    """The path of a script that stands in a file of its own."""
    return text([WORKSPACE, Const(f"/{script.path}")]) if script.path else None


def variable(reader: Reader, name: str, state: State) -> Value:
    """The value of `$name`."""
    if name.isdecimal() and name != "0":
        return _argument(int(name), state)
    match name:
        case "0" if reader.source.script.started is not None:
            return reader.source.script.started
        case "0" | "BASH_SOURCE":
            return place_of(reader.source.script) or Unknown(f"`${name}`")
        case "@" | "*":
            return _joined(state.arguments)
        case "#":
            return length(state.arguments, "$#")
        case "?":
            return state.status
        case "RANDOM" | "SRANDOM" | "EPOCHSECONDS" | "EPOCHREALTIME" | "$":
            return Fresh(f"${name}")
        case "!" | "-" | "_" | "SECONDS" | "LINENO" | "BASHPID":
            return Unknown(f"`${name}`")
        case _:
            pass
    if name in state.arrays:
        return getattr(state.arrays[name][0], "value", Unknown(f"the first of `{name}`")) if state.arrays[name] else Const("")
    if name in state.variables:
        return state.variables[name]
    reader.read.add(name)
    return outside(reader.source, name)


def outside(source: Source, name: str) -> Value:
    """The value of a variable that the script doesn't set."""
    if name in _RUNNER_FILES:
        return Reference(("env", name))
    given = source.script.environment.get(name)
    if given is not None:
        return given
    if re.fullmatch(r"GITHUB_[A-Z_]+", name) and name not in _NO_CONTEXT:
        return Reference(("github", name.removeprefix("GITHUB_").lower()))
    return Unknown(f"`${name}` is set nowhere in sight")


def _argument(index: int, state: State) -> Value:
    found: list[Value] = []
    for condition, words in variants(state.arguments):
        value = words[index - 1].value if index <= len(words) else Const("")
        found.append(value)
        if len(variants(state.arguments)) == 2 and len(found) == 1:
            other = variants(state.arguments)[1][1]
            second = other[index - 1].value if index <= len(other) else Const("")
            return value if value == second else Choice(condition, value, second)
    return one_of(found)


def _joined(items: Sequence[Item]) -> Value:
    found = variants(items)
    if len(found) > 1:
        return Unknown("a list that depends on conditions")
    words = found[0][1] if found else ()
    return text(part for index, word in enumerate(words) for part in ((Const(" "),) if index else ()) + (word.value,))


def items_of(reader: Reader, node: Node, state: State) -> tuple[Item, ...]:
    """The words that one argument becomes: several for `"${list[@]}"`, `"$@"` and unquoted variables with blanks."""
    source = reader.source
    span = source.span(node)
    whole = _list_name(source, node)
    if whole is not None:
        return _list(reader, whole, node, state)
    value = value_of(reader, node, state)
    if node.type in ("simple_expansion", "expansion", "command_substitution"):
        return _split(value, span)
    if node.type in ("concatenation", "word") and isinstance(value, Const):
        return tuple(Word(Const(each, value.offset), span) for each in _braces(str(value.value), source.text(node)))
    return (Word(value, span),)


_LIST = regex(r"\$(?:[@*]|\{([A-Za-z_]\w*\[[@*]\]|[@*])\})")


def _list_name(source: Source, node: Node) -> str | None:
    """The name of the list of which a word is made, `@` for the arguments."""
    written = source.text(node)
    if node.type == "string":
        written = written.removeprefix('"').removesuffix('"')
    elif node.type not in ("simple_expansion", "expansion"):
        return None
    if "@" not in written and "*" not in written:
        return None
    # `${list[@]+"${list[@]}"}` is how old bash versions spell `"${list[@]}"` under `set -u`.
    written = re.sub(r'^\$\{([A-Za-z_]\w*\[[@*]\]):?\+"?\$\{\1\}"?\}$', r"${\1}", written)
    match = _LIST.fullmatch(written)
    if match is None:
        return None
    return (match[1] or "@").partition("[")[0]


def _list(reader: Reader, name: str, node: Node, state: State) -> tuple[Item, ...]:
    if name in ("@", "*"):
        return state.arguments
    if name in state.arrays:
        return state.arrays[name]
    keyed = [value for key, value in state.variables.items() if key.startswith(f"{name}[")]
    if keyed:
        return tuple(Word(value, reader.source.span(node)) for value in keyed)
    value = variable(reader, name, state)
    return (Word(value, reader.source.span(node)),)


def _split(value: Value, span: object) -> tuple[Item, ...]:
    """An unquoted value, cut at its blanks."""
    match value:
        case Const(str() as content) if content.split() == [content]:
            return (Word(value, span),)  # type: ignore[arg-type]  # a span, opaque here
        case Const() | Text():
            found = holed(value)
            if not re.search(r"\s", found.shape) and found.shape:
                return (Word(value, span),)  # type: ignore[arg-type]
            return tuple(Word(found.restore(each), span) for each in found.shape.split())  # type: ignore[arg-type]
        case Choice(condition, then, otherwise):
            first, second = _split(then, span), _split(otherwise, span)
            if len(first) == 1 and len(second) == 1 and isinstance(first[0], Word) and isinstance(second[0], Word):
                return (Word(value, span),)  # type: ignore[arg-type]
            return (Alternatives(((condition, first), (negate(condition), second))),)
        case _:
            return (Word(value, span),)  # type: ignore[arg-type]


def _braces(content: str, written: str) -> tuple[str, ...]:
    """`{a,b}` and `{1..3}` in a constant word."""
    if "{" not in content:
        return (content,)
    match = re.fullmatch(r"([^{}]*)\{([^{}\s]*)\}([^{}]*)", content)
    if match is None or "\\{" in written or "'" in written or '"' in written:
        return (content,)
    head, inner, tail = match[1], match[2], match[3]
    numbers = re.fullmatch(r"(-?\d{1,6})\.\.(-?\d{1,6})", inner)
    if numbers:
        first, last = int(numbers[1]), int(numbers[2])
        if abs(last - first) <= 64:
            step = 1 if last >= first else -1
            return tuple(f"{head}{each}{tail}" for each in range(first, last + step, step))
    return tuple(f"{head}{each}{tail}" for each in inner.split(",")) if "," in inner else (content,)
