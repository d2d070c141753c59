"""A call in Python with its arguments worked out: what all modules about libraries are given."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from wflint.lean import dataclass
from wflint.senders.bash_state import State
from wflint.senders.python_kinds import NOTHING
from wflint.senders.python_memory import settle
from wflint.senders.python_walk import Walk
from wflint.span import Span
from wflint.values.value import Value, constant


@dataclass(frozen=True, slots=True)
class Site:
    """One call: where it stands, what it is given by place and by name, and the state that it changes."""

    walk: Walk
    node: ast.expr
    state: State
    given: tuple[Value, ...]
    names: Mapping[str, Value]

    def get(self, at: int, name: str = "") -> Value | None:
        """The argument at a place, or of a name."""
        return self.given[at] if 0 <= at < len(self.given) else self.names.get(name) if name else None

    def data(self, at: int, name: str = "") -> Value | None:
        """The same as data that doesn't change any more."""
        found = self.get(at, name)
        return settle(found, self.state) if found is not None else None

    def known(self, at: int, name: str = "") -> str | None:
        """The same as text where it is one constant."""
        found = self.get(at, name)
        return constant(found) if found is not None and found != NOTHING else None

    @property
    def span(self) -> Span:
        return self.walk.source.span(self.node)

    @property
    def written(self) -> str:
        """How the call reads, for reasons."""
        return self.walk.source.quoted(self.node)

    @property
    def is_used(self) -> bool:
        """Whether anything takes what the call gives."""
        return id(self.node) not in self.walk.unused

    def place(self, at: int, name: str = "") -> Span:
        """Where an argument stands; the whole call where that can't be told."""
        if isinstance(self.node, ast.Call):
            starred = any(isinstance(each, ast.Starred) for each in self.node.args[: at + 1])
            if 0 <= at < len(self.node.args) and not starred:
                return self.walk.source.span(self.node.args[at])
            for keyword in self.node.keywords:
                if name and keyword.arg == name:
                    return self.walk.source.span(keyword)
        return self.span
