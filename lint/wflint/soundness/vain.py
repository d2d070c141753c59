"""Choices that always come out the same: `a && '' || b` is `b` whatever `a` is, since an empty text counts as false.

Source: docs.github.com, "Evaluate expressions in workflows and actions", operators and truthiness; read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.facts.model import WorkflowFacts
from wflint.facts.vain_words import may_choose_in_vain
from wflint.lean import dataclass
from wflint.problem import Problem
from wflint.span import Span
from wflint.syntax.document import parse
from wflint.syntax.expression import And, Expression, Hole, Literal, Or, SyntaxProblem, split_template, walk
from wflint.syntax.node import Mapping, Node, Scalar, Sequence


@dataclass(frozen=True, slots=True)
class VainChoice:
    """What is never chosen, as it is written, and all of the choice."""

    place: Span
    never: str
    instead: str


def vain_choices(facts: WorkflowFacts) -> Iterator[VainChoice]:
    """Each choice in a workflow whose first side counts as false, so that the second is taken in any case."""
    source = facts.workflow.source
    if not may_choose_in_vain(source.text):
        return
    document = parse(source.path, source.text)
    if isinstance(document, Problem):
        return
    seen: set[Span] = set()
    for scalar in _scalars(document.root):
        for expression in _expressions(scalar):
            for part in walk(expression):
                for each in _vain(part, scalar) if isinstance(part, Or) else ():
                    if each.place not in seen:
                        seen.add(each.place)
                        yield each


def _vain(choice: Or, scalar: Scalar) -> Iterator[VainChoice]:
    for operand, other in zip(choice.operands, choice.operands[1:], strict=False):
        last = operand.operands[-1] if isinstance(operand, And) else None
        if (
            isinstance(last, Literal)
            and last.value in ("", None, False, 0)
            and not (isinstance(other, Literal) and other.value == last.value)
        ):
            never, instead = (scalar.text[each.start : each.end] for each in (last, other))
            yield VainChoice(scalar.locate(operand.start, other.end), never, " ".join(instead.split()))


def _scalars(node: Node) -> Iterator[Scalar]:
    """Every text but the conditions: in these `&&` and `||` choose nothing."""
    match node:
        case Scalar():
            yield node
        case Sequence(items):
            for item in items:
                yield from _scalars(item)
        case Mapping(pairs):
            for pair in pairs:
                if pair.key.text != "if":
                    yield from _scalars(pair.value)


def _expressions(scalar: Scalar) -> Iterator[Expression]:
    for part in split_template(scalar.text).parts if "${{" in scalar.text else ():
        if isinstance(part, Hole) and not isinstance(part.expression, SyntaxProblem):
            yield part.expression
