"""What stands between a run and its message: the conditions as single comparisons, and what each of them is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from wflint.graph import Edge
from wflint.scenario import Scenario, holds, settle
from wflint.syntax.expression import And, Call, Compare, Expression, Not, Or
from wflint.syntax.expression import Literal as LiteralNode
from wflint.values.condition import All, Always, Any, Condition, Holds, Never, Opaque, Succeeds, Test
from wflint.values.condition import Not as NotCondition
from wflint.values.of_expression import of_expression
from wflint.values.value import Const, Decoded, Encoded, Fallback, Reference, Sum, Text, Value, references

Operator = Literal["==", "!=", "<", "<=", ">", ">=", "matches"]
_FLIPPED: dict[str, Operator] = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!=", "matches": "matches"}
_NEGATED: dict[str, Operator] = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "==": "!=", "!=": "=="}


@dataclass(frozen=True, slots=True)
class Atom:
    """One comparison that must hold for the message to be sent.

    `left` and `right` are followed to where they come from.  `numeric` says that the comparison is one of numbers: in a shell's
    arithmetic, or in an expression with a number on at least one side.
    """

    left: Value
    operator: Operator
    right: Value
    numeric: bool


@dataclass(frozen=True, slots=True)
class Obscure:
    """A condition that can't be taken apart: what a command answers, a disjunction, a function's result."""

    about: tuple[Value, ...]


def atoms(edge: Edge) -> Iterator[Atom | Obscure]:
    """Everything that must hold for the message of the edge to be sent in a run started by the edge's source event.

    What the event itself decides (its name, its type) is left out.
    """
    scenario = Scenario(edge.source)
    way = edge.site.way
    levels = [(job.guard, job.scope) for job in way.jobs] + [(step.guard, step.scope) for step in way.steps]
    levels.append((edge.site.dispatch.guard, way.scope))
    for guard, scope in levels:
        for single in _conjuncts(guard):
            if holds(single, scope, scenario) is True:
                continue
            for atom in _atoms(single):
                yield _settled(atom, lambda value, scope=scope: settle(value, scope, scenario))


def _settled(atom: Atom | Obscure, resolve: object) -> Atom | Obscure:
    follow = resolve  # a function of one value
    if isinstance(atom, Obscure):
        return Obscure(tuple(follow(value) for value in atom.about))  # type: ignore[operator]
    return Atom(follow(atom.left), atom.operator, follow(atom.right), atom.numeric)  # type: ignore[operator]


def _conjuncts(condition: Condition) -> Iterator[Condition]:
    match condition:
        case All(of):
            for part in of:
                yield from _conjuncts(part)
        case Holds(And(operands)):
            for operand in operands:
                yield from _conjuncts(Holds(operand))
        case Always():
            return
        case _:
            yield condition


def _atoms(condition: Condition, negated: bool = False) -> Iterator[Atom | Obscure]:
    match condition:
        case Test(left, operator, right, kind):
            if negated and operator == "matches":
                yield Obscure((left, right))
            else:
                yield Atom(left, _NEGATED[operator] if negated else operator, right, kind == "number")
        case NotCondition(of):
            yield from _atoms(of, not negated)
        case All(of) if not negated:
            for part in of:
                yield from _atoms(part)
        case Any(of) if negated:
            for part in of:
                yield from _atoms(part, True)
        case All(of) | Any(of):
            yield Obscure(tuple(value for part in of for value in _about(part)))
        case Holds(expression):
            yield from _expression_atoms(expression, negated)
        case Succeeds() | Opaque():
            yield Obscure(())
        case Always() | Never():
            return


def _about(condition: Condition) -> Iterator[Value]:
    for atom in _atoms(condition):
        yield from (atom.left, atom.right) if isinstance(atom, Atom) else atom.about


def _expression_atoms(expression: Expression, negated: bool) -> Iterator[Atom | Obscure]:
    match expression:
        case Not(operand):
            yield from _expression_atoms(operand, not negated)
        case Compare(operator, left, right):
            numeric = any(_is_number(side) for side in (left, right))
            chosen = _NEGATED[operator] if negated else operator
            yield Atom(of_expression(left), chosen, of_expression(right), numeric)  # type: ignore[arg-type]
        case And(operands) if not negated:
            for operand in operands:
                yield from _expression_atoms(operand, False)
        case Or(operands) if negated:
            for operand in operands:
                yield from _expression_atoms(operand, True)
        case Call(name) if name.lower() in ("success", "failure", "always", "cancelled"):
            return
        case _:
            about = tuple(of_expression(each) for each in _leaves(expression))
            yield Obscure(about)


def _is_number(side: Expression) -> bool:
    if isinstance(side, LiteralNode):
        return isinstance(side.value, float) and not isinstance(side.value, bool)
    return isinstance(side, Call) and side.name.lower() == "fromjson"


def _leaves(expression: Expression) -> Iterator[Expression]:
    from wflint.syntax.expression import references as look_ups

    yield from look_ups(expression)


def flipped(atom: Atom) -> Atom:
    """The same comparison with its sides exchanged."""
    return Atom(atom.right, _FLIPPED[atom.operator], atom.left, atom.numeric)


def payload_field(value: Value) -> str | None:
    """The payload field or input that a value is, also with a fallback or converted; `None` for anything else."""
    match value:
        case Reference(("inputs", name)) | Reference(("github", "event", "client_payload", name)):
            return name
        case Fallback(first, Const()) | Sum(first, _) | Decoded(first) | Encoded(first):
            return payload_field(first)
        case Text((single,)):
            return payload_field(single)
        case _:
            return None


def comes_from_outside(value: Value) -> bool:
    """Whether the value depends on anything but payload fields, constants and the results of jobs and steps."""
    return any(not _is_repeatable(reference) for reference in references(value))


def _is_repeatable(reference: Reference) -> bool:
    match reference.key:
        case (
            ("inputs", *_) | ("github", "event", "client_payload", *_) | ("github", "event_name") | ("github", "event", "action")
        ):
            return True
        case ("needs", _, "result") | ("job", "status") | ("steps", _, "outcome" | "conclusion"):
            return True
        case _:
            return False
