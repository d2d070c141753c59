"""The tree of a parsed expression: what its nodes are, and questions that need no evaluation.

Every node knows where it was written: `start` and `end` are character offsets into the text that was given to the
parser, the end being just behind the last character.  A node's text leaves out parentheses around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from wflint.lean import dataclass, replace
from wflint.syntax.expression.values import Primitive, to_text

STATUS_FUNCTIONS = frozenset({"always", "cancelled", "failure", "success"})


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the expression; a property name after a dot is a literal string, too."""

    value: Primitive
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Name:
    """A context such as `github`, spelled as written; GitHub ignores its case."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Index:
    """A look-up: `object.key`, `object['key']` or `object[key]`."""

    object: Expression
    key: Expression
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Star:
    """The object filter `object.*` or `object[*]`: all values of an array or an object."""

    object: Expression
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; `name` is spelled as written, GitHub ignores its case."""

    name: str
    arguments: tuple[Expression, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Not:
    """`!operand`."""

    operand: Expression
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison; `operator` is one of `==`, `!=`, `<`, `<=`, `>` and `>=`."""

    operator: str
    left: Expression
    right: Expression
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class And:
    """`a && b && c`: two or more operands, none of which is itself an And."""

    operands: tuple[Expression, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Or:
    """`a || b || c`: two or more operands, none of which is itself an Or."""

    operands: tuple[Expression, ...]
    start: int
    end: int


Expression: TypeAlias = Literal | Name | Index | Star | Call | Not | Compare | And | Or


def children(expression: Expression) -> tuple[Expression, ...]:
    """The nodes directly below this one, in the order in which they were written."""
    match expression:
        case Literal() | Name():
            return ()
        case Index():
            return (expression.object, expression.key)
        case Star():
            return (expression.object,)
        case Call():
            return expression.arguments
        case Not():
            return (expression.operand,)
        case Compare():
            return (expression.left, expression.right)
        case And() | Or():
            return expression.operands


def walk(expression: Expression) -> Iterator[Expression]:
    """The node and everything below it, parents first, in the order in which it was written."""
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def path(expression: Expression) -> tuple[str, ...] | None:
    """The look-up as names, such as `("github", "event", "action")`; None when any part of it is not fixed.

    The context is in lower case, the keys are spelled as written although GitHub ignores their case, too.
    """
    keys: list[str] = []
    while isinstance(expression, Index):
        if not isinstance(expression.key, Literal):
            return None
        keys.append(to_text(expression.key.value))
        expression = expression.object
    if not isinstance(expression, Name):
        return None
    return (expression.name.lower(), *reversed(keys))


def references(expression: Expression) -> Iterator[Name | Index | Star]:
    """Every look-up that begins with a context, each as long as it goes; a look-up inside `[…]` counts for itself."""
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        inner: Expression = node
        keys: list[Expression] = []
        while isinstance(inner, Index | Star):
            if isinstance(inner, Index):
                keys.append(inner.key)
            inner = inner.object
        if isinstance(inner, Name) and isinstance(node, Name | Index | Star):
            yield node
            waiting.extend(keys)
        else:
            waiting.extend(reversed(children(node)))


def calls_status_function(expression: Expression) -> bool:
    """Whether `success`, `failure`, `always` or `cancelled` is called anywhere, even where it can't matter.

    GitHub asks the same of the parsed tree, so that a word inside a string doesn't count but `false && always()` does
    (actions/runner WorkflowTemplateConverter.cs, `ConvertToIfCondition`).
    """
    return any(isinstance(node, Call) and node.name.lower() in STATUS_FUNCTIONS for node in walk(expression))


def relocate(expression: Expression, move: Callable[[int], int]) -> Expression:
    """The same tree with every offset passed through `move`."""
    start, end = move(expression.start), move(expression.end)
    match expression:
        case Literal() | Name():
            return replace(expression, start=start, end=end)
        case Index():
            below, key = relocate(expression.object, move), relocate(expression.key, move)
            return Index(below, key, start, end)
        case Star():
            return Star(relocate(expression.object, move), start, end)
        case Call():
            return Call(expression.name, tuple(relocate(each, move) for each in expression.arguments), start, end)
        case Not():
            return Not(relocate(expression.operand, move), start, end)
        case Compare():
            left, right = relocate(expression.left, move), relocate(expression.right, move)
            return Compare(expression.operator, left, right, start, end)
        case And() | Or():
            return replace(expression, operands=tuple(relocate(each, move) for each in expression.operands), start=start, end=end)
