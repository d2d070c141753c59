"""What stands between a run and its message: the conditions as single comparisons, and what each of them is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from wflint.facts.scope import Scope
from wflint.graph import Edge
from wflint.lean import dataclass
from wflint.scenario import holds, settle
from wflint.soundness.chosen import opened
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

    `left` and `right` are followed to where they come from.  `kind` is "number" in a shell's arithmetic, or in an expression with
    a number on at least one side; "text" where texts are surely compared; "open" where that depends on what is sent.
    """

    left: Value
    operator: Operator
    right: Value
    kind: Literal["number", "text", "open"]


@dataclass(frozen=True, slots=True)
class Obscure:
    """A condition that can't be taken apart: what a command answers, a disjunction, a function's result.

    `parts` are the comparisons of a disjunction.
    """

    about: tuple[Value, ...]
    parts: tuple[Atom, ...] = ()


def atoms(edge: Edge) -> Iterator[Atom | Obscure]:
    """Everything that must hold for the message of the edge to be sent in a run started by the edge's source event.

    What the event itself decides (its name, its type) is left out.
    """
    scenario = edge.known
    for condition, scope in _conditions(edge):
        for atom in _atoms(condition):
            yield _settled(atom, lambda value, scope=scope: settle(value, scope, scenario))


def known(edge: Edge) -> frozenset[Condition]:
    """The same as conditions, as they are written."""
    return frozenset(condition for condition, _ in _conditions(edge))


def _conditions(edge: Edge) -> Iterator[tuple[Condition, Scope]]:
    """What must hold, each with the place where its names are looked up."""
    scenario = edge.known
    way = edge.site.way
    levels = [(job.guard, job.scope) for job in way.jobs] + [(step.guard, step.scope) for step in way.steps]
    levels.append((edge.site.dispatch.guard, way.scope))
    for guard, scope in levels:
        for single in _conjuncts(guard):
            if holds(single, scope, scenario) is not True:
                yield from ((part, scope) for part in _conjuncts(opened(single, scope, scenario)))


def _settled(atom: Atom | Obscure, resolve: object) -> Atom | Obscure:
    follow = resolve  # a function of one value
    if isinstance(atom, Obscure):
        parts = tuple(_settled(part, resolve) for part in atom.parts)
        about = tuple(follow(value) for value in atom.about)  # type: ignore[operator]
        return Obscure(about, tuple(part for part in parts if isinstance(part, Atom)))
    return Atom(follow(atom.left), atom.operator, follow(atom.right), atom.kind)  # type: ignore[operator]


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
                yield Atom(left, _NEGATED[operator] if negated else operator, right, "number" if kind == "number" else "text")
        case NotCondition(of):
            yield from _atoms(of, not negated)
        case All(of) if not negated:
            for part in of:
                yield from _atoms(part)
        case Any(of) if negated:
            for part in of:
                yield from _atoms(part, True)
        case All(of) | Any(of):
            yield _disjunction(atom for part in of for atom in _atoms(part, negated))
        case Holds(expression):
            yield from _expression_atoms(expression, negated)
        case Succeeds() | Opaque():
            yield Obscure(())
        case Always() | Never():
            return


def _disjunction(of: Iterable[Atom | Obscure]) -> Obscure:
    atoms = tuple(of)
    about = tuple(value for each in atoms for value in ((each.left, each.right) if isinstance(each, Atom) else each.about))
    parts = (part for each in atoms for part in ((each,) if isinstance(each, Atom) else each.parts))
    return Obscure(about, tuple(parts))


def _expression_atoms(expression: Expression, negated: bool) -> Iterator[Atom | Obscure]:
    match expression:
        case Not(operand):
            yield from _expression_atoms(operand, not negated)
        case Compare(operator, left, right):
            sides = (left, right)
            chosen = _NEGATED[operator] if negated else operator
            kind = "number" if any(map(_is_number, sides)) else "text" if all(map(_is_text, sides)) else "open"
            yield Atom(of_expression(left), chosen, of_expression(right), kind)  # type: ignore[arg-type]
        case And(operands) if not negated:
            for operand in operands:
                yield from _expression_atoms(operand, False)
        case Or(operands) if negated:
            for operand in operands:
                yield from _expression_atoms(operand, True)
        case And(operands) | Or(operands):
            found = tuple(atom for operand in operands for atom in _expression_atoms(operand, negated))
            if found:  # nothing but status functions: the same each time round
                yield _disjunction(found)
        case Call(name) if name.lower() in ("success", "failure", "always", "cancelled"):
            return
        case _:
            about = tuple(of_expression(each) for each in _leaves(expression))
            yield Obscure(about)


def _is_number(side: Expression) -> bool:
    if isinstance(side, LiteralNode):
        return isinstance(side.value, float) and not isinstance(side.value, bool)
    return isinstance(side, Call) and side.name.lower() == "fromjson"


def _is_text(side: Expression) -> bool:
    """Whether a side is a text whatever it holds: variables and outputs are, and two texts are compared letter by letter."""
    if isinstance(side, LiteralNode):
        return isinstance(side.value, str)
    if isinstance(side, Call):
        return side.name.lower() in ("format", "join", "tojson")
    value = of_expression(side)
    match value.key if isinstance(value, Reference) else ():
        case ("env" | "vars" | "secrets", _) | ("needs" | "steps", _, "outputs", _):
            return True
        case _:
            return False


def _leaves(expression: Expression) -> Iterator[Expression]:
    from wflint.syntax.expression import references as look_ups

    yield from look_ups(expression)


def flipped(atom: Atom) -> Atom:
    """The same comparison with its sides exchanged."""
    return Atom(atom.right, _FLIPPED[atom.operator], atom.left, atom.kind)


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
        case ("github", "run_attempt"):
            return True  # 1 in every run that a message starts
        case ("needs", _, "result") | ("job", "status") | ("steps", _, "outcome" | "conclusion"):
            return True
        case _:
            return False
