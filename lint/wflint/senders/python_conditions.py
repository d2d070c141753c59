"""Conditions of Python: what an expression asks where it is taken for true or false, and what comparisons give."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import TypeVar

from wflint.senders.bash_state import State, branch, is_dead
from wflint.senders.python_environment import RUNNER_FILES, is_environment
from wflint.senders.python_kinds import (
    NOTHING,
    Cased,
    Class,
    Function,
    Held,
    Instance,
    Module,
    Named,
    Partial,
    Some,
    may_be_nothing,
    named,
    plain,
)
from wflint.senders.python_memory import join, look
from wflint.senders.python_strings import is_text
from wflint.senders.python_values import as_text
from wflint.senders.python_walk import Walk
from wflint.values.condition import ALWAYS, NEVER, Comparison, Condition, Kind, Test, all_of, any_of, negate
from wflint.values.value import (
    EMPTY,
    Array,
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Fresh,
    Object,
    OneOf,
    Reference,
    Sum,
    Text,
    Unknown,
    Value,
    constant,
)

Result = TypeVar("Result")

_ORDER: dict[type[ast.cmpop], Comparison] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_SIGNS = {ast.Is: "is", ast.IsNot: "is", ast.In: "in", ast.NotIn: "in", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_COMPARE: dict[str, Callable[[float, float], bool]] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def condition(walk: Walk, node: ast.expr, state: State) -> Condition:
    """When an expression counts as true."""
    match node:
        case ast.BoolOp(ast.And() | ast.Or() as joining, values):
            return _joined(walk, isinstance(joining, ast.And), values, state)
        case ast.UnaryOp(ast.Not(), operand):
            return negate(walk.condition(operand, state))
        case ast.Compare(ast.Name("__name__"), [ast.Eq()], [ast.Constant("__main__")]):
            return ALWAYS if walk.is_own_text else NEVER
        case ast.Name("TYPE_CHECKING"):
            return NEVER
        case ast.Compare(left, operators, rights):
            found: list[Condition] = []
            before, node_before = walk.value(left, state), left
            for sign, right in zip(operators, rights, strict=True):
                behind = walk.value(right, state)
                written = _asked(walk, node_before, sign, right)
                of_texts = type(sign) in _ORDER and all(is_text(walk.source.tree, each) for each in (node_before, right))
                kind: Kind = "string" if of_texts else "number"
                found.append(_compared(walk, written, before, sign, behind, state, kind))
                before, node_before = behind, right
            return all_of(found)
        case _:
            return truth(walk, node, walk.value(node, state), state)


def _joined(walk: Walk, is_and: bool, values: list[ast.expr], state: State) -> Condition:
    """`a and b`, `a or b`: what stands behind is only worked out where it counts."""
    found: Condition = ALWAYS if is_and else NEVER
    for each in values:
        asked = where(found if is_and else negate(found), state, lambda inside, each=each: walk.condition(each, inside))  # type: ignore[misc]  # bound at once
        if asked is None:
            break
        found = all_of((found, asked)) if is_and else any_of((found, asked))
    return found


def where(condition: Condition, state: State, work_out: Callable[[State], Result]) -> Result | None:
    """Work something out that only is where the condition holds; `None` where it never does."""
    if condition == NEVER:
        return None
    if condition == ALWAYS:
        return work_out(state)
    inside, passed = branch(state, condition), branch(state, negate(condition))
    if is_dead(inside):
        return None
    found = work_out(inside)
    join(state, condition, inside, passed)
    return found


def truth(walk: Walk, node: ast.expr, value: Value, state: State) -> Condition:
    """When the value of an expression counts as true."""
    return is_true(walk, value, walk.source.quoted(node), state)


def is_true(walk: Walk, value: Value, written: str, state: State) -> Condition:
    """When a value counts as true; `written` is how it reads."""

    def again(each: Value) -> Condition:
        return is_true(walk, each, written, state)

    match value:
        case Const(content):
            return ALWAYS if content else NEVER
        case Held():
            return again(look(value, state))
        case Object(fields, opened):
            return ALWAYS if fields else walk.opaque(written, value) if opened else NEVER
        case Array(items) if items and all(type(each) is Unknown for each in items):  # as many as there turn out to be
            return walk.opaque(written, value)
        case Array(items):
            return ALWAYS if items else NEVER
        case Instance(kind="answer" | "process", at=at):
            walk.watched.add(at)
            return walk.opaque(written, plain(value))
        case Instance() if may_be_nothing(value):
            return walk.opaque(written, plain(value))
        case Encoded() | Fresh() | Function() | Class() | Module() | Partial() | Instance():
            return ALWAYS
        case Named(path=path) if path.partition(".")[0] in walk.libraries:
            return ALWAYS
        case Text(parts) if any(isinstance(part, Fresh) or (isinstance(part, Const) and part.value) for part in parts):
            return ALWAYS
        case Choice(asked, then, otherwise):
            return any_of((all_of((asked, again(then))), all_of((negate(asked), again(otherwise)))))
        case Fallback(first, second):
            return any_of((again(first), again(second)))
        case OneOf(options) if all(isinstance(each, Const) for each in options):
            answers = {bool(each.value) for each in options if isinstance(each, Const)}
            return walk.opaque(written, value) if len(answers) > 1 else ALWAYS if answers.pop() else NEVER
        case Decoded(of):
            return all_of((Test(plain(of), "!=", EMPTY), Test(plain(of), "!=", Const("false"))))
        case Sum():
            return Test(plain(value), "!=", Const("0"), "number")
        case Reference() if is_environment(value, RUNNER_FILES):
            return ALWAYS
        case Reference() | Text():
            return Test(value, "!=", EMPTY)
        case Cased(of=of):
            return Test(plain(of), "!=", EMPTY)
        case _:
            return walk.opaque(written, value)


def _asked(walk: Walk, left: ast.expr, sign: ast.cmpop, right: ast.expr) -> str:
    """How a comparison reads that is true where `!=`, `is not` and `not in` are false."""
    between = _SIGNS.get(type(sign), "==")
    pieces = [" ".join(walk.source.text(each).split())[:40] for each in (left, right)]
    return f"`{pieces[0]} {between} {pieces[1]}`"


def _compared(walk: Walk, written: str, left: Value, sign: ast.cmpop, right: Value, state: State, kind: Kind) -> Condition:
    match sign:
        case ast.Eq() | ast.Is():
            return equal(walk, left, right, written, state)
        case ast.NotEq() | ast.IsNot():
            return negate(equal(walk, left, right, written, state))
        case ast.In():
            return contains(walk, right, left, written, state)
        case ast.NotIn():
            return negate(contains(walk, right, left, written, state))
        case _:
            return _ordered(walk, left, _ORDER[type(sign)], right, written, kind)


def equal(walk: Walk, left: Value, right: Value, written: str, state: State) -> Condition:
    """`left == right`."""
    left, right = look(left, state), look(right, state)
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Choice) and isinstance(other, Const):
            then, otherwise = (equal(walk, each, other, written, state) for each in (one.then, one.otherwise))
            return any_of((all_of((one.condition, then)), all_of((negate(one.condition), otherwise))))
        if isinstance(one, Cased) and isinstance(other, Const):
            return _in_case(one, other)
        if isinstance(one, Instance) and one.kind in ("answer", "process"):
            walk.watched.add(one.at)
        if other == NOTHING and one != NOTHING:
            return _is_nothing(walk, one, written)
    if isinstance(left, Const) and isinstance(right, Const):
        same = left.value == right.value and isinstance(left.value, str) == isinstance(right.value, str)
        return ALWAYS if same else NEVER
    if any(isinstance(each, Unknown | Object | Array) for each in (left, right)):
        return walk.opaque(written, (left, right))
    return Test(as_text(left), "==", as_text(right))


def _in_case(one: Cased, other: Const) -> Condition:
    content = str(other.value)
    if content != (content.upper() if one.upper else content.lower()):
        return NEVER
    of = plain(one.of)
    return Test(of, "==", other, "string-ignoring-case") if content else Test(of, "==", EMPTY)


def _is_nothing(walk: Walk, value: Value, written: str) -> Condition:
    """`value is None`: what isn't there is empty to GitHub."""
    match value:
        case Choice(asked, then, otherwise):
            first, second = (ALWAYS if each == NOTHING else _is_nothing(walk, each, written) for each in (then, otherwise))
            return any_of((all_of((asked, first)), all_of((negate(asked), second))))
        case Fallback(first, second):
            behind = ALWAYS if second == NOTHING else _is_nothing(walk, second, written)
            return all_of((_is_nothing(walk, first, written), behind))
        case Instance() if may_be_nothing(value):
            return walk.opaque(written, plain(value))
        case OneOf(options) if NOTHING not in options and not any(map(may_be_nothing, options)):
            return NEVER
        case Reference() if is_environment(value, RUNNER_FILES):
            return NEVER
        case Reference():
            return Test(value, "==", EMPTY)
        case Decoded(Reference() as of):
            return Test(of, "==", EMPTY)
        case Unknown() if type(value) is Unknown or isinstance(value, Cased | Some):
            return walk.opaque(written, value)
        case OneOf() | Cased():
            return walk.opaque(written, value)
        case _:
            return NEVER


def _ordered(walk: Walk, left: Value, comparison: Comparison, right: Value, written: str, kind: Kind) -> Condition:
    if isinstance(left, Const) and isinstance(right, Const):
        one, other = left.value, right.value
        if isinstance(one, int | float) and isinstance(other, int | float):
            return ALWAYS if _COMPARE[comparison](one, other) else NEVER
        return walk.opaque(written, (left, right))
    for one_, other_ in ((left, right), (right, left)):
        if isinstance(one_, Choice) and isinstance(other_, Const):
            ways = [
                _ordered(walk, each, comparison, right, written, kind)
                if one_ is left
                else _ordered(walk, left, comparison, each, written, kind)
                for each in (one_.then, one_.otherwise)
            ]
            return any_of((all_of((one_.condition, ways[0])), all_of((negate(one_.condition), ways[1]))))
    for each in (left, right):
        if isinstance(each, Instance) and each.kind in ("answer", "process"):
            walk.watched.add(each.at)
    if any(isinstance(each, Unknown | Object | Array) for each in (left, right)):
        return walk.opaque(written, (left, right))
    return Test(as_text(left), comparison, as_text(right), kind)


def contains(walk: Walk, held: Value, sought: Value, written: str, state: State) -> Condition:
    """`sought in held`."""
    held = look(held, state)
    match held:
        case Array(items) if not any(type(each) is Unknown for each in items):
            return any_of(equal(walk, sought, each, written, state) for each in items)
        case Object(_, None) if not isinstance(sought, Unknown):
            return any_of(equal(walk, sought, Const(each), written, state) for each in held.names())
        case Object() if (name := constant(sought)) is not None and held.get(name) is not None:
            return ALWAYS
        case Named(path="os.environ") if (name := constant(sought)) is not None:
            return _is_set(walk, name, written, state)
        case Reference(path) if (
            path[:2] == ("github", "event") and isinstance(sought, Const) and path[-1] not in ("body", "title")
        ):
            # A member of the event may be a text as well as a dictionary: only what reads like a name is one.
            if re.fullmatch(r"[a-z]\w*", str(sought.value)):
                return walk.opaque(written, (held, sought))
            return like(walk, held, sought, "*{}*", written)
        case _:
            return like(walk, held, sought, "*{}*", written)


def _is_set(walk: Walk, name: str, written: str, state: State) -> Condition:
    """`"NAME" in os.environ`."""
    walk.read.add(name)
    if name in RUNNER_FILES or f"${name}" in state.variables or name in walk.script.environment:
        return ALWAYS
    return walk.opaque(written, named(f"os.environ.{name}"))


def like(walk: Walk, held: Value, sought: Value, pattern: str, written: str) -> Condition:
    """Whether a text is like a pattern with what is sought in it: `*{}*`, `{}*`, `*{}`."""
    if isinstance(sought, Array):
        return any_of(like(walk, held, each, pattern, written) for each in sought.items)
    match held, sought:
        case Const(str() as whole), Const(str() as part):
            found = {"*{}*": part in whole, "{}*": whole.startswith(part), "*{}": whole.endswith(part)}[pattern]
            return ALWAYS if found else NEVER
        case Choice(asked, then, otherwise), Const():
            first, second = (like(walk, each, sought, pattern, written) for each in (then, otherwise))
            return any_of((all_of((asked, first)), all_of((negate(asked), second))))
        case ((Reference() | Text() | Fallback() | OneOf()), Const(str() as part)):
            return Test(plain(held), "matches", Const(pattern.format(re.sub(r"([*?[])", r"[\1]", part))))
        case _:
            return walk.opaque(written, (held, sought))
