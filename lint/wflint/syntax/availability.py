"""Expressions that GitHub refuses: those that don't parse, and those that name what their key can't see.

Which context is there for which key is data, see `places.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wflint.lean import dataclass
from wflint.problem import Problem
from wflint.sources import Source
from wflint.span import Span
from wflint.syntax.document import parse
from wflint.syntax.expression import SyntaxProblem, condition, split_template
from wflint.syntax.glance import glance
from wflint.syntax.node import Mapping, Node, Scalar, Sequence
from wflint.syntax.places import Branch, Place, table

if TYPE_CHECKING:
    from wflint.syntax.places import FileKind

_CONTEXTS = frozenset(
    ["github", "env", "vars", "job", "jobs", "steps", "runner", "secrets", "strategy", "matrix", "needs", "inputs"]
)
"""Every context that there is (docs.github.com, "Contexts reference")."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An expression that GitHub refuses.  `key` is the key as the table names it, `message` says what is wrong with it."""

    key: str
    message: str
    span: Span
    context: str | None = None


def refusals(source: Source, kind: FileKind) -> tuple[Refusal, ...]:
    """Every expression of a workflow, or of an `action.yml`, that GitHub refuses."""
    if "${{" not in source.text and "if:" not in source.text:
        return ()
    if glance(source.text, kind) is not None:
        return ()
    document = parse(source.path, source.text)
    if isinstance(document, Problem):
        return ()
    found = {refusal.span: refusal for refusal in _below(document.root, table()[kind])}  # an alias is seen twice
    return tuple(found.values())


def _below(node: Node, branch: Branch) -> Iterator[Refusal]:
    """What is refused at the node and below."""
    match node:
        case Scalar():
            if branch.place is not None:
                yield from _of_scalar(node, branch.place)
        case Sequence(items):
            for item in items:
                yield from _below(item, branch)
        case Mapping(pairs):
            for pair in pairs:
                yield from _below(pair.value, branch.below(pair.key.text))


def problems_of(text: str, place: Place) -> tuple[SyntaxProblem, ...]:
    """What GitHub refuses in a text at a place."""
    if place.is_condition:
        found = condition(text, place.contexts, place.functions)
        return (found,) if isinstance(found, SyntaxProblem) else ()
    return split_template(text, place.contexts, place.functions).problems if "${{" in text else ()


def _of_scalar(scalar: Scalar, place: Place) -> Iterator[Refusal]:
    for problem in problems_of(scalar.text, place):
        named = scalar.text[problem.start : problem.end].lower() if "named-value" in problem.message else None
        yield Refusal(place.key, _words(problem, place), scalar.locate(problem.start, problem.end), named)


def _words(problem: SyntaxProblem, place: Place) -> str:
    """GitHub's complaint, in words that say what to look for."""
    what, _, quoted = problem.message.partition(": ")
    name = quoted.strip("'")
    if what == "Unrecognized named-value":
        if name.lower() in _CONTEXTS:
            return f"`{name}` isn't available in `{place.key}`"
        return f"`{name}` isn't a context; text goes in single quotes"
    if what == "Unrecognized function":
        return f"there is no function `{name}` in `{place.key}`"
    if what == "Unexpected symbol" and name.startswith('"'):
        return f"`{name}` is in double quotes; text goes in single quotes"
    return problem.message[0].lower() + problem.message[1:]
