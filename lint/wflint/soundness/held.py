"""What a schema is asked of: symbolic values with their names and places, and what is known of their JSON types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wflint.lean import dataclass, replace
from wflint.span import Span
from wflint.values.value import Array, Choice, Const, Encoded, Fallback, Fresh, Object, OneOf, Sum, Text, Value, printed

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A value with the place and the name of the member that holds it.

    `quoted`: it is surely a text.  `likely`: it is one that is surely meant to be sent, and no default that may never be needed.
    """

    value: Value
    quoted: bool
    span: Span | None
    path: Path
    likely: bool = True

    @property
    def name(self) -> str:
        return f"`{'.'.join(self.path)}`" if self.path else "the payload"


def options(held: Held) -> Iterator[Held]:
    """Everything that the value can be, each for itself."""
    match held.value:
        case OneOf(several):
            for option in several:
                yield from options(replace(held, value=option))
        case Choice(_, then, otherwise):
            for branch in (then, otherwise):
                empty = isinstance(branch, Const) and branch.value in ("", None)  # a variable that isn't set on that way
                yield from options(replace(held, value=branch, likely=held.likely and not empty))
        case Fallback(first, second):
            yield from options(replace(held, value=first))
            yield from options(replace(held, value=second, likely=False))
        case _:
            yield held


def member(held: Held, value: Object, name: str) -> Held:
    """The member of an object that has one of that name."""
    found = value.get(name)
    assert found is not None  # one of its names
    return Held(found.value, found.quoted, found.span or held.span, (*held.path, name), held.likely)


def within(held: Held, path: Iterable[str | int]) -> Held:
    """The part of a value at a path."""
    for step in path:
        value = held.value
        if isinstance(value, Object) and value.get(str(step)) is not None:
            held = member(held, value, str(step))
        elif isinstance(value, Array) and isinstance(step, int) and step < len(value.items):
            held = replace(held, value=value.items[step], quoted=False, path=(*held.path, str(step)))
    return held


def content(value: Value, quoted: bool) -> tuple[bool, Any]:
    """Whether the value is wholly known, and what it is as JSON."""
    match value:
        case Const(written):
            return True, printed(written) if quoted else written
        case Object(fields) if value.open is None:
            members = {each.name: content(each.value, each.quoted) for each in fields}
            known = all(is_known for is_known, _ in members.values())
            return known, {name: inner for name, (_, inner) in members.items()} if known else None
        case Array(items):
            found = [content(each, False) for each in items]
            return all(is_known for is_known, _ in found), [inner for _, inner in found]
        case _:
            return False, None


def kinds(value: Value, quoted: bool) -> frozenset[str] | None:
    """The JSON types that a value can have; `None` where it can be any."""
    if quoted and not isinstance(value, Object | Array):
        return frozenset({"string"})
    match value:
        case Text():
            return frozenset({"string"})
        case Encoded(of) if isinstance(of, Object | Array):
            return frozenset({"string"})
        case Object():
            return frozenset({"object"})
        case Array():
            return frozenset({"array"})
        case Sum() | Fresh():
            return frozenset({"string", "number"})
        case _:
            return None


def kind_of(content: Any) -> str:
    """The JSON type of what is wholly known."""
    match content:
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return "null"


ABOUT: dict[str, frozenset[str]] = {
    "string": frozenset({"pattern", "minLength", "maxLength", "format", "contentEncoding"}),
    "number": frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}),
    "object": frozenset(
        {
            "required",
            "properties",
            "patternProperties",
            "additionalProperties",
            "propertyNames",
            "minProperties",
            "maxProperties",
            "dependentRequired",
            "dependentSchemas",
            "dependencies",
            "unevaluatedProperties",
        }
    ),
    "array": frozenset(
        {
            "items",
            "prefixItems",
            "additionalItems",
            "contains",
            "minItems",
            "maxItems",
            "uniqueItems",
            "unevaluatedItems",
        }
    ),
}
"""Keywords that say something of values of a type, and nothing of others."""

ASSERTING = frozenset().union(*ABOUT.values())
