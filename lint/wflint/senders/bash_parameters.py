"""`${…}`: defaults, alternatives, and what can be done to constants.  Source: Bash manual, "Shell Parameter Expansion"."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from wflint.regex import regex
from wflint.senders.bash_state import State, length
from wflint.senders.bash_tree import Node
from wflint.senders.holed import each_option
from wflint.senders.message import Word
from wflint.values.condition import Test
from wflint.values.value import Choice, Const, Reference, Unknown, Value, fallback, one_of, printed

if TYPE_CHECKING:
    from wflint.senders.bash_words import Reader

Variable = Callable[["Reader", str, State], Value]
ValueOf = Callable[["Reader", Node, State], Value]
Pieces = Callable[["Reader", Node, int, int, State, str], Value]

_HEAD = regex(
    r"\$\{(?P<before>[!#](?=[A-Za-z_0-9@*]))?(?P<name>[A-Za-z_]\w*|\d+|[@*#?$!-])(?:\[(?P<index>[^\]]*)\])?"
    r"(?P<operator>:?[-=+?]|##?|%%?|//?[#%]?|\^\^?|,,?|:|@)?"
)
_KNOWN_CUTS = {
    ("github.repository", "%", "/*"): ("repository_owner",),
    ("github.repository", "#", "*/"): ("event", "repository", "name"),
    ("github.ref", "#", "refs/heads/"): ("ref_name",),
    ("github.ref", "#", "refs/tags/"): ("ref_name",),
    ("github.ref", "#", "refs/*/"): ("ref_name",),
    ("github.ref", "/", "refs/heads//"): ("ref_name",),
    ("github.ref", "/", "refs/tags//"): ("ref_name",),
}


def parameter(reader: Reader, node: Node, state: State, variable: Variable, value_of: ValueOf, pieces: Pieces) -> Value:
    """The value of a `${…}`."""
    begin = reader.source.begin(node)
    written = reader.source.between(begin, node.end_byte)
    head = _HEAD.match(written)
    if head is None:
        return Unknown(f"`{written}`")
    name, operator = head["name"], head["operator"] or ""
    index = head["index"]
    if head["before"] == "!":
        return _indirect(reader, name, state, variable)
    value = _element(reader, name, index, node, state, variable) if index is not None else variable(reader, name, state)
    if head["before"] == "#":
        if index in ("@", "*"):
            return length(state.arrays[name], written) if name in state.arrays else Unknown(f"`{written}`")
        return each_option(
            value, lambda each: Const(str(len(printed(each.value)))) if isinstance(each, Const) else Unknown(f"`{written}`")
        )
    start = begin + len(head[0].encode())
    end = node.end_byte - 1
    if not operator:
        return value if start >= end else Unknown(f"`{written}`")

    def rest() -> Value:
        return pieces(reader, node, start, end, state, "unquoted")

    return _operation(operator, value, name, state, rest, written)


def _operation(operator: str, value: Value, name: str, state: State, rest: Callable[[], Value], written: str) -> Value:
    match operator:
        case ":-" | "-":
            return _default(value, rest())
        case ":=" | "=":
            found = _default(value, rest())
            state.assign(name, found)
            return found
        case ":+" | "+":
            return each_option(value, lambda each: _alternative(each, rest()))
        case ":?" | "?":
            return value
        case _:
            pattern = rest()
            return each_option(value, lambda each: _changed(operator, each, pattern, written))


def _default(value: Value, other: Value) -> Value:
    if isinstance(value, Unknown) and value.reason.endswith("is set nowhere in sight"):
        return fallback_of_unset(value, other)
    return each_option(value, lambda each: fallback(each, other) if not _is_zero(each) else each)


def fallback_of_unset(value: Unknown, other: Value) -> Value:
    """A variable that nothing sets may still come from outside, so the default is only what it falls back to."""
    return fallback(value, other)


def _is_zero(value: Value) -> bool:
    """`0` and `false` are texts to a shell, so no default replaces them."""
    return isinstance(value, Const) and printed(value.value) != ""


def _alternative(value: Value, other: Value) -> Value:
    if isinstance(value, Const):
        return other if printed(value.value) else Const("")
    return Choice(Test(value, "!=", Const("")), other, Const(""))


def _changed(operator: str, value: Value, pattern: Value, written: str) -> Value:
    known = printed(pattern.value) if isinstance(pattern, Const) else None
    if isinstance(value, Reference) and known is not None:
        cut = _KNOWN_CUTS.get((".".join(value.key), operator[:1], known))
        if cut:
            return Reference(("github", *cut))
    if not isinstance(value, Const) or known is None:
        return Unknown(f"`{written}` of a value that isn't known")
    content = printed(value.value)
    match operator:
        case "#" | "##" | "%" | "%%":
            return Const(_cut(operator, content, known))
        case "^" | "^^" | "," | ",,":
            change = str.upper if "^" in operator else str.lower
            return Const(change(content) if len(operator) == 2 else change(content[:1]) + content[1:])
        case ":":
            return _slice(content, known, written)
        case "/" | "//" | "/#" | "/%":
            return _replaced(operator, content, known, written)
        case _:
            return Unknown(f"`{written}`")


def _cut(operator: str, content: str, pattern: str) -> str:
    shape = re.compile(fnmatch.translate(pattern), re.DOTALL)
    if len(content) > 5_000:
        return content
    sizes = range(len(content) + 1) if len(operator) == 1 else range(len(content), -1, -1)
    for size in sizes:
        piece = content[:size] if operator[0] == "#" else content[len(content) - size :]
        if shape.fullmatch(piece):
            return content[size:] if operator[0] == "#" else content[: len(content) - size]
    return content


def _slice(content: str, written_range: str, written: str) -> Value:
    match = re.fullmatch(r"\s*(-?\d{1,9})\s*(?::\s*(-?\d{1,9})\s*)?", written_range)
    if match is None:
        return Unknown(f"`{written}`")
    start = int(match[1]) if int(match[1]) >= 0 else max(0, len(content) + int(match[1]))
    if match[2] is None:
        return Const(content[start:])
    length = int(match[2])
    return Const(content[start : start + length] if length >= 0 else content[start:length])


def _replaced(operator: str, content: str, rest: str, written: str) -> Value:
    pattern, _, put = rest.partition("/")
    if len(pattern) > 100 or len(content) > 5_000 or pattern.count("*") > 3:
        return Unknown(f"`{written}`")
    shape = fnmatch.translate(pattern).removesuffix(r"\Z").removesuffix(r"\z")
    shape = {"/#": "^" + shape, "/%": shape + "$"}.get(operator, shape)
    return Const(re.sub(shape, lambda _: put, content, count=0 if operator == "//" else 1)) if pattern else Const(content)


def _element(reader: Reader, name: str, index: str, node: Node, state: State, variable: Variable) -> Value:
    """One element of an array or of a keyed table."""
    key = index.strip("\"'")
    if key.startswith("$"):
        found = variable(reader, key.strip("${}"), state)
        keyed = {each: value for each, value in state.variables.items() if each.startswith(f"{name}[")}
        if isinstance(found, Const):
            key = printed(found.value)
        elif keyed:
            return one_of(keyed.values())
        else:
            return Unknown(f"an element of `{name}` by a computed index")
    if f"{name}[{key}]" in state.variables:
        return state.variables[f"{name}[{key}]"]
    items = state.arrays.get(name)
    if items is None:
        return variable(reader, name, state) if key in ("0", "@", "*") else Unknown(f"`{name}` is no array in sight")
    if key in ("@", "*"):
        return Unknown(f"all of `{name}` as one word") if len(items) != 1 else getattr(items[0], "value", Unknown(f"`{name}`"))
    if re.fullmatch(r"-?\d{1,6}", key) and all(isinstance(each, Word) for each in items):
        at = int(key)
        return getattr(items[at], "value", Const("")) if -len(items) <= at < len(items) else Const("")
    return Unknown(f"an element of `{name}` by a computed index")


def _indirect(reader: Reader, name: str, state: State, variable: Variable) -> Value:
    """`${!name}`: the variable whose name `name` holds."""
    held = variable(reader, name, state)
    if isinstance(held, Const) and re.fullmatch(r"[A-Za-z_]\w*", printed(held.value)):
        return variable(reader, printed(held.value), state)
    return Unknown(f"the variable that `${name}` names")
