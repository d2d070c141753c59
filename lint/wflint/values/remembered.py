"""Frozen values that are compared and hashed again and again: each does the sum once and remembers it.

A value is made of values; without this, every look into a set would walk over all that it is made of.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Class = TypeVar("Class", bound=type)


class Remembers:
    """Room for what a frozen value remembers of itself; nothing of it is a field."""

    __slots__ = ("_hash", "_measure")

    _hash: int
    _measure: tuple[int, int, int]


def remembered(kind: Class) -> Class:
    """Let instances of a frozen dataclass that `Remembers` keep their hash, and use it to tell that two differ."""
    hashed: Callable[[object], int] = vars(kind)["__hash__"]
    compared: Callable[[object, object], bool] = vars(kind)["__eq__"]

    def kept_hash(self: Remembers) -> int:
        try:
            return self._hash
        except AttributeError:
            found = hashed(self)
            object.__setattr__(self, "_hash", found)
            return found

    def equal(self: Remembers, other: object) -> Any:
        if self is other:
            return True
        if other.__class__ is not self.__class__:
            return NotImplemented
        return hash(self) == hash(other) and compared(self, other)

    kind.__hash__ = kept_hash  # type: ignore[method-assign,assignment]
    kind.__eq__ = equal  # type: ignore[method-assign,assignment]
    return kind
