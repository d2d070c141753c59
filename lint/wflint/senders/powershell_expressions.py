"""What expressions of PowerShell give, and when conditions hold."""

from __future__ import annotations

import re

from tree_sitter import Node

from wflint.regex import regex
from wflint.senders.bash_state import State, branch, is_dead
from wflint.senders.powershell_classes import class_named, static_member, with_kind
from wflint.senders.powershell_conditions import COMPARISONS, compared, truthy
from wflint.senders.powershell_methods import FRESH, arguments_in, asked, method
from wflint.senders.powershell_paths import ITSELF, is_path
from wflint.senders.powershell_text import children, core, unescaped
from wflint.senders.powershell_values import as_text, element, formatted, joined, member_of, minus, number_of, plus
from wflint.senders.powershell_walk import Walk
from wflint.values.condition import ALWAYS, NEVER, Condition, Opaque, Succeeds, all_of, any_of, negate
from wflint.values.value import Array, Choice, Const, Field, Fresh, Object, Unknown, Value, constant, fallback, text

_STATEMENTS = (
    "command",
    "command_name",
    "pipeline_chain",
    "pipeline",
    "if_statement",
    "switch_statement",
    "foreach_statement",
    "assignment_expression",
    "statement_list",
    "statement_block",
    "script_block",
)
_CONDITIONS = ("comparison_expression", "logical_expression", "expression_with_unary_operator")

_IS_TEXT = regex(r"""\$env:\w+|\$\{env:\w+\}|'[^']*'|"[^"]*\"""", re.IGNORECASE)
"""Expressions that give a text whatever their value looks like: variables of the environment, and what stands in quotes."""


def evaluate(walk: Walk, node: Node, state: State) -> Value:
    """What an expression gives."""
    node = core(node)
    source, written = walk.source, walk.source.of(node)
    match node.type:
        case "variable" | "braced_variable":
            name = walk.name_of(node)
            return walk.variable(name, state) if name is not None else Unknown(source.quoted(node))
        case "verbatim_string_characters" | "verbatim_string_literal":
            return source.script.values_in(written[1:-1].replace("''", "'"), source.start(node) + 1)
        case "verbatim_here_string_characters":
            start, end = _here(written)
            return source.script.values_in(written[start:end], source.start(node) + start)
        case "expandable_string_literal":
            return expanded(walk, node, source.start(node) + 1, source.end(node) - 1, state)
        case "expandable_here_string_literal":
            start, end = _here(written)
            return expanded(walk, node, source.start(node) + start, source.start(node) + end, state)
        case "decimal_integer_literal":
            return Const(int(written)) if written.strip().isdecimal() else Const(written)
        case "hash_literal_expression":
            return _hashtable(walk, node, state)
        case "array_literal_expression":
            return Array(tuple(evaluate(walk, child, state) for child in children(node)))
        case "array_expression":
            return _array(walk, node, state)
        case "parenthesized_expression" | "sub_expression":
            return walk.block(node, state)
        case "cast_expression":
            return _cast(walk, node, state)
        case "member_access":
            return _member(walk, node, state)
        case "element_access":
            return _element(walk, node, state)
        case "invokation_expression" | "invocation_expression":
            return method(walk, node, state)
        case "additive_expression":
            return _sum(walk, node, state)
        case "format_expression":
            left, right = node.named_children[0], node.named_children[-1]
            return formatted(evaluate(walk, left, state), evaluate(walk, right, state), source.quoted(node))
        case "ternary_expression" if node.named_child_count == 3:
            asked, then, otherwise = node.named_children
            condition = condition_of(walk, asked, state)
            return walk.fork(
                condition, state, lambda inside: evaluate(walk, then, inside), lambda inside: evaluate(walk, otherwise, inside)
            )
        case "null_coalesce_expression":
            left, right = node.named_children[0], node.named_children[-1]
            return fallback(evaluate(walk, left, state), evaluate(walk, right, state))
        case "script_block_expression":
            return walk.block_of(node)
        case "argument_list":
            return Array(arguments_in(walk, node, state))
        case "generic_token" | "command_parameter" | "simple_name" | "path_command_name":
            return expanded(walk, node, source.start(node), source.end(node), state)
        case "concatenated_command_argument" | "command_argument":
            return text(as_text(evaluate(walk, child, state)) for child in children(node) if child.type != "command_argument_sep")
        case kind if kind in _CONDITIONS:
            return _operated(walk, node, state)
        case kind if kind in _STATEMENTS:
            return walk.statement(node, state)
        case _:
            return Unknown(source.quoted(node))


def expanded(walk: Walk, node: Node, start: int, end: int, state: State) -> Value:
    """A text in which variables and `$( )` are put in."""
    if walk.source.of(node) == "-":
        return Const("-")
    parts: list[Value] = []
    for piece in walk.source.pieces(node, start, end):
        if isinstance(piece, tuple):
            written, offset = piece
            plain = unescaped(written).replace('""', '"') if node.type == "expandable_string_literal" else unescaped(written)
            parts.append(walk.source.script.values_in(plain, offset if plain == written else None))
        else:
            parts.append(as_text(evaluate(walk, piece, state)))
    return text(parts)


def _here(written: str) -> tuple[int, int]:
    """Where the text of a here-string begins and ends: behind the first line break and before the last."""
    start = written.index("\n") + 1 if "\n" in written else 2
    end = max(start, len(written.rstrip()) - 2)
    if written[:end].endswith("\n"):
        end -= 2 if written[:end].endswith("\r\n") else 1
    return start, max(start, end)


def _hashtable(walk: Walk, node: Node, state: State) -> Value:
    found: Value = Object(())
    waiting = children(node)
    while waiting:
        entry = waiting.pop(0)
        if entry.type != "hash_entry":
            waiting = children(entry) + waiting
            continue
        parts = children(entry)
        key = core(parts[0])
        name = (
            walk.source.of(key).strip() if key.type in ("simple_name", "generic_token") else constant(evaluate(walk, key, state))
        )
        value = walk.statement(parts[-1], state) if len(parts) > 1 else Const("")
        quoted = _IS_TEXT.fullmatch(walk.source.of(parts[-1]).strip()) is not None
        assert isinstance(found, Object)
        if name is None:
            found = Object(found.fields, found.open or "a member whose name is made at run time")
        else:
            found = Object((*found.fields, Field(name, value, walk.source.span(entry), quoted)), found.open)
    return found


def _array(walk: Walk, node: Node, state: State) -> Value:
    inner = [core(child) for child in children(node)]
    items: list[Value] = []
    for child in inner:
        for each in children(child) if child.type == "statement_list" else (child,):
            if each.type == "empty_statement":
                continue
            value = walk.statement(each, state)
            items.extend(value.items if isinstance(value, Array) else (value,))
    return Array(tuple(items))


def _cast(walk: Walk, node: Node, state: State) -> Value:
    kind = walk.source.of(node.named_children[0]).lower()
    value = evaluate(walk, node.named_children[-1], state)
    if re.search(r"\bu?(?:int|long|int32|int64|double|decimal|single|float)\b", kind):
        return number_of(value)
    declared = class_named(walk, kind)
    if declared is not None and isinstance(value, Object):
        return with_kind(value, declared)
    return as_text(value) if "string" in kind and "[]" not in kind else value


def _member(walk: Walk, node: Node, state: State) -> Value:
    if FRESH.search(walk.source.of(node)):
        return Fresh(walk.source.original(node))
    left, name = core(node.named_children[0]), walk.source.of(node.named_children[-1]).strip()
    if left.type == "type_literal":
        kind = class_named(walk, walk.source.of(left))
        return static_member(walk, kind, name, state) if kind is not None else Unknown(walk.source.quoted(node))
    owner = evaluate(walk, left, state)
    if name.lower() in ITSELF and is_path(owner):
        return owner
    return member_of(owner, name, walk.source.quoted(node))


def _element(walk: Walk, node: Node, state: State) -> Value:
    owner, key = (evaluate(walk, child, state) for child in (node.named_children[0], node.named_children[-1]))
    known = constant(key)
    if known is not None:
        return member_of(owner, known, walk.source.quoted(node))
    if isinstance(owner, Object) and owner.open is None and owner.fields:
        return element(Array(tuple(each.value for each in owner.fields)))
    return element(owner) if isinstance(owner, Array) else Unknown(walk.source.quoted(node))


def _sum(walk: Walk, node: Node, state: State) -> Value:
    signs = [walk.source.of(child).strip() for child in node.children if not child.is_named]
    left, right = (evaluate(walk, child, state) for child in (node.named_children[0], node.named_children[-1]))
    return plus(left, right) if "-" not in signs else minus(left, right, walk.source.quoted(node))


def _operator(walk: Walk, node: Node) -> str:
    inner = [child for child in node.children if child.type.endswith("_operator") or not child.is_named]
    return walk.source.of(inner[0]).strip().lower() if inner else ""


def _operated(walk: Walk, node: Node, state: State) -> Value:
    """Operators that give truth, and those that look alike: `-join`, `-replace`, `-split`."""
    sign = _operator(walk, node)
    first, last = node.named_children[0], node.named_children[-1]
    if node.type == "comparison_expression" and not COMPARISONS.fullmatch(sign):
        left, right = evaluate(walk, first, state), evaluate(walk, last, state)
        if sign == "-join":
            return (
                joined(left.items, right) if isinstance(left, Array) else as_text(left) if constant(left) else _unread(walk, node)
            )
        known, by = constant(left), constant(right)
        if sign.endswith("split") and known is not None and by is not None and by and re.fullmatch(r"[\w ,;:/-]+|\\n", by):
            return Array(tuple(Const(piece) for piece in known.split("\n" if by == "\\n" else by)))
        return _unread(walk, node)
    if node.type == "expression_with_unary_operator":
        if sign == "-" or sign == "+":
            value = evaluate(walk, last, state)
            number = value.value if isinstance(value, Const) else None
            return Const(-number if sign == "-" else number) if isinstance(number, int) else _unread(walk, node)
        if sign == "-join":
            value = evaluate(walk, last, state)
            return joined(value.items, Const("")) if isinstance(value, Array) else _unread(walk, node)
        if sign == ",":
            return Array((evaluate(walk, last, state),))
        if sign not in ("-not", "!"):
            return _unread(walk, node)
    return Choice(condition_of(walk, node, state), Const(True), Const(False))


def _unread(walk: Walk, node: Node) -> Value:
    return Unknown(walk.source.quoted(node))


def condition_of(walk: Walk, node: Node, state: State) -> Condition:
    """When an expression counts as true."""
    node = core(node)
    source = walk.source
    written = walk.words(node, state)
    match node.type:
        case "parenthesized_expression" if node.named_child_count == 1:
            return condition_of(walk, node.named_children[0], state)
        case "logical_expression":
            left = condition_of(walk, node.named_children[0], state)
            sign = _operator(walk, node)
            inside = branch(state, left if sign == "-and" else negate(left))
            right = condition_of(walk, node.named_children[-1], inside) if not is_dead(inside) else NEVER
            match sign:
                case "-and":
                    return all_of((left, right))
                case "-or":
                    return any_of((left, right)) if not is_dead(inside) else ALWAYS
                case _:
                    return Opaque(written)
        case "expression_with_unary_operator" if _operator(walk, node) in ("-not", "!"):
            return negate(condition_of(walk, node.named_children[-1], state))
        case "comparison_expression" if COMPARISONS.fullmatch(_operator(walk, node)):
            first, last = core(node.named_children[0]), core(node.named_children[-1])
            if source.of(first).lower() == "$lastexitcode" and walk.last is not None:
                return _exit_code(walk, _operator(walk, node), evaluate(walk, last, state), written, state)
            left_value, right_value = evaluate(walk, first, state), evaluate(walk, last, state)
            return compared(left_value, _operator(walk, node), right_value, written)
        case "variable" if source.of(node) == "$?":
            walk.settle(None, state)
            return Succeeds(walk.last or "the command before")
        case "variable" if source.of(node).lower() == "$lastexitcode" and walk.last is not None:
            walk.settle(None, state)
            return negate(Succeeds(walk.last))
        case "invokation_expression" | "invocation_expression" if (found := asked(walk, node, state)) is not None:
            return found
        case _:
            value = walk.statement(node, state)
            if isinstance(value, Choice) and (value.then, value.otherwise) == (Const(True), Const(False)):
                return value.condition
            return truthy(value, written)


def _exit_code(walk: Walk, sign: str, code: Value, written: str, state: State) -> Condition:
    """`$LASTEXITCODE -ne 0`."""
    walk.settle(None, state)
    worked = Succeeds(walk.last or "the command before")
    if constant(code) != "0":
        return Opaque(written)
    return worked if sign == "-eq" else negate(worked) if sign in ("-ne", "-gt") else Opaque(written)
