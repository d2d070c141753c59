"""Tests: `[ … ]`, `[[ … ]]`, `test …` and `(( … ))` as conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wflint.regex import regex
from wflint.senders.bash_arithmetic import arithmetic_condition
from wflint.senders.bash_state import State
from wflint.senders.bash_tree import Node
from wflint.senders.bash_words import Reader, value_of, variable
from wflint.values.condition import ALWAYS, NEVER, Condition, Opaque, Succeeds, Test, all_of, any_of, negate, truth
from wflint.values.value import Const, Value, constant, printed

_NUMBERS = {"-eq": "==", "-ne": "!=", "-lt": "<", "-le": "<=", "-gt": ">", "-ge": ">="}
_GLOB = regex(r"[*?\[]")
_ON_FILES = frozenset(("-e", "-f", "-d", "-r", "-w", "-x", "-s", "-L", "-h", "-p", "-S", "-b", "-c"))


def test_condition(reader: Reader, node: Node, state: State) -> Condition:
    """The condition of `[ … ]` or `[[ … ]]`."""
    inner = node.named_children
    if len(inner) != 1:
        words = [value_of(reader, each, state) for each in inner]
        return test_of_words(words, reader.source.quoted(node))
    return _expression(reader, inner[0], state, reader.source.text(node).startswith("[["))


def arithmetic_test(reader: Reader, nodes: Sequence[Node], state: State) -> Condition:
    """The condition of `(( … ))`: that of the last of its expressions, after all of them ran."""
    found: Condition = ALWAYS
    for node in nodes:
        found = arithmetic_condition(reader, node, state, variable, value_of)
    return found


def _expression(reader: Reader, node: Node, state: State, double: bool) -> Condition:
    source = reader.source
    operator = node.child_by_field_name("operator")
    sign = source.text(operator) if operator is not None else ""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if node.type in ("parenthesized_expression", "negated_command") and node.named_children:
        inner = _expression(reader, node.named_children[0], state, double)
        return negate(inner) if node.type == "negated_command" else inner
    if node.type == "unary_expression":
        operand = next((child for child in node.children if child.is_named and child != operator), None)
        if operand is None:
            return Opaque(f"{source.quoted(node)} can't be read")
        if sign == "!":
            return negate(_expression(reader, operand, state, double))
        return unary(sign, value_of(reader, operand, state), source.quoted(node))
    if node.type == "binary_expression" and left is not None and right is not None:
        match sign:
            case "&&" | "-a":
                return all_of((_expression(reader, left, state, double), _expression(reader, right, state, double)))
            case "||" | "-o":
                return any_of((_expression(reader, left, state, double), _expression(reader, right, state, double)))
            case _:
                pattern = double and right.type not in ("string", "raw_string", "simple_expansion", "expansion")
                one, other = value_of(reader, left, state), value_of(reader, right, state)
                return binary(one, sign, other, pattern, source.quoted(node))
    return Test(value_of(reader, node, state), "!=", Const(""))


def unary(sign: str, value: Value, written: str) -> Condition:
    """`-n x`, `-z x`, and questions about files, which nobody can answer before."""
    match sign:
        case "-n":
            return Test(value, "!=", Const(""))
        case "-z":
            return Test(value, "==", Const(""))
        case _ if sign in _ON_FILES:
            return Succeeds(f"test {written}")
        case _:
            return Opaque(f"{written} holds")


def binary(left: Value, sign: str, right: Value, pattern: bool, written: str) -> Condition:
    """A comparison of two words; with `pattern` the right one of `==` may hold `*`."""
    match sign:
        case "=" | "==" | "!=":
            known = constant(right)
            if pattern and known is not None and _GLOB.search(known):
                matches = Test(left, "matches", right)
                return negate(matches) if sign == "!=" else matches
            asked = Test(left, "!=" if sign == "!=" else "==", right)
            return _decided(asked) if "BASH_SOURCE" in written else asked
        case "<" | ">":
            return Test(left, sign, right)
        case "=~":
            return _regular_expression(left, right, written)
        case _ if sign in _NUMBERS:
            return Test(left, _NUMBERS[sign], right, "number")  # type: ignore[arg-type]  # one of the six comparisons
        case _:
            return Opaque(f"{written} holds")


def _decided(asked: Test) -> Condition:
    """Whether a file is run or sourced is known where it is read, and what it does only when it is run isn't done otherwise."""
    answer = truth(asked)
    return asked if answer is None else ALWAYS if answer else NEVER


def _regular_expression(left: Value, right: Value, written: str) -> Condition:
    """`=~` with a plain list of words, which is what most of them are: `^(a|b)$`, `^a`, `a`."""
    known = constant(right)
    match = re.fullmatch(r"(\^?)(\(?)([\w :/|-]+)(\)?)(\$?)", known) if known is not None else None
    if match is None or bool(match[2]) != bool(match[4]) or ("|" in match[3] and not match[2]):
        return Opaque(f"{written} holds")
    head, tail = ("" if match[1] else "*"), ("" if match[5] else "*")
    options = match[3].split("|")
    if not head and not tail:
        return any_of(Test(left, "==", Const(option)) for option in options)
    return any_of(Test(left, "matches", Const(f"{head}{option}{tail}")) for option in options)


def test_of_words(words: Sequence[Value], written: str) -> Condition:
    """The condition of `test …`, word by word."""
    texts = [constant(word) for word in words]
    if texts[:1] == ["!"] and len(words) < 40:
        return negate(test_of_words(words[1:], written))
    for joint, combine in (("-o", any_of), ("-a", all_of)):
        if joint in texts[1:] and len(words) < 40:
            at = texts.index(joint, 1)
            return combine((test_of_words(words[:at], written), test_of_words(words[at + 1 :], written)))
    match len(words):
        case 0:
            return NEVER
        case 1:
            return Test(words[0], "!=", Const(""))
        case 2 if texts[0] is not None:
            return unary(texts[0], words[1], written)
        case 3 if texts[1] is not None:
            return binary(words[0], texts[1], words[2], False, written)
        case _:
            return Opaque(f"{written} holds")


def case_condition(subject: Value, patterns: Sequence[Value], quoted: Sequence[bool]) -> Condition:
    """Whether a `case` item is taken, apart from the items before it."""
    found: list[Condition] = []
    for pattern, literal in zip(patterns, quoted, strict=True):
        known = constant(pattern)
        if known == "*" and not literal:
            return ALWAYS
        if known is not None and (literal or not _GLOB.search(known)):
            found.append(Test(subject, "==", Const(printed(known))))
        else:
            found.append(Test(subject, "matches", pattern))
    return any_of(found)
