"""One call in a script in JavaScript that is being read: its arguments, its place, and where what it does is noted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from tree_sitter import Node

from wflint.lean import dataclass, replace
from wflint.regex import regex
from wflint.senders.bash_state import State, bounded
from wflint.senders.dead_text import dead_interpolations
from wflint.senders.filled import opened
from wflint.senders.handing_on import may_change
from wflint.senders.javascript_binding import replace_object
from wflint.senders.javascript_kinds import Function, Rest, Some
from wflint.senders.javascript_text import Source, field_of, named
from wflint.senders.javascript_walk import Walk
from wflint.senders.message import Dispatch, Invocation, ScriptFacts, Unresolved, Word
from wflint.span import Span
from wflint.values.condition import all_of
from wflint.values.value import Array, Const, Object, Unknown, Value, one_of

_SENDS = regex(r"(?:send|trigger|create|start|run)_?(?:workflow|repository)_?dispatch(?:_?event)?", re.IGNORECASE)
"""Names that libraries give to functions that send."""
_MOST_PARAMETERS = 4
"""What a function is called with out of sight."""
_DEEPEST_OPTIONS = 3
"""Levels of options in which functions are looked for."""


@dataclass(frozen=True, slots=True)
class Site:
    """One call."""

    walk: Walk
    node: Node
    state: State

    @property
    def source(self) -> Source:
        """The text in which it stands."""
        return self.walk.source

    @property
    def span(self) -> Span:
        """Its place."""
        return self.source.span(self.node)

    @property
    def written(self) -> str:
        """How it reads."""
        return self.source.original(self.node)

    @property
    def argument_nodes(self) -> list[Node]:
        """Its arguments in the tree; a tagged template is the only one of its tag."""
        given = field_of(self.node, "arguments")
        if given is None:
            return []
        return [given] if given.type == "template_string" else named(given)

    def arguments(self) -> list[Value]:
        """The values of its arguments, which are walked."""
        found: list[Value] = []
        for each in self.argument_nodes:
            if each.type == "spread_element" and each.named_children:
                spread = self.walk.value(each.named_children[0], self.state)
                found.extend(spread.items if isinstance(spread, Array) else (Unknown(f"`{self.source.original(each)}`"),))
            else:
                found.append(self.walk.value(each, self.state))
        return found

    def _placed(self) -> Iterator[Node]:
        """The arguments whose place is known: those before a list that is spread out."""
        return takewhile(lambda each: each.type != "spread_element", self.argument_nodes)

    def changed(self, arguments: list[Value]) -> None:
        """Objects that were handed over are what the function has made of them."""
        for node, before, after in zip(self._placed(), arguments, self.walk.left, strict=False):
            if isinstance(before, Object | Array | Some) and after not in (None, before):
                replace_object(self.walk, node, after, self.state)

    def handed_on(self, arguments: list[Value]) -> Value:
        """What a function gives that isn't known; it may call the functions that it is given, and change the objects."""
        self.let_call(arguments)
        called = field_of(self.node, "function")
        own = field_of(called, "property") if called is not None else None
        name = self.source.of(own or called) if called is not None else ""
        if called is not None and may_change(name, is_method=own is not None):
            self._open(arguments)
        if arguments and _SENDS.fullmatch(name):
            self.add(Unresolved(name, "it is a function that can't be read", self.span, self.state.guard))
        return Unknown(f"`{self.written}`")

    def _open(self, arguments: list[Value]) -> None:
        """Let lists and objects hold more than what is known, where a function that isn't read may have put something in."""
        for node, before in zip(self._placed(), arguments, strict=False):
            match before:
                case Object():
                    replace_object(self.walk, node, opened(before, f"`{self.written}`"), self.state)
                case Array(items):
                    replace_object(self.walk, node, Array((*items, Rest(f"what `{self.written}` may change"))), self.state)
                case _:
                    pass

    def let_call(self, given: Iterable[Value], depth: int = 0) -> None:
        """Walk functions that something out of sight may call, with what it likes: what they set is set behind that, or isn't."""
        for each in given:
            match each:
                case Function():
                    before = dict(self.state.variables)
                    self.walk.call(each, [Unknown("what a function is called with")] * _MOST_PARAMETERS, self.state)
                    for name, old in before.items():
                        new = self.state.variables.get(name, old)
                        if new != old:
                            self.state.variables[name] = bounded(one_of((old, new)))
                case Object(fields) if depth < _DEEPEST_OPTIONS:
                    self.let_call((field.value for field in fields), depth + 1)

    def add(self, found: Dispatch | Unresolved | None) -> None:
        """Note what it sends."""
        if isinstance(found, Dispatch):
            dead = dead_interpolations(found, lambda name: name in self.source.script.environment)
            self.walk.dispatches.append(replace(found, defects=(*found.defects, *dead)))
        elif isinstance(found, Unresolved):
            self.walk.unresolved.append(found)

    def record(self, names: tuple[str, ...], given: Iterable[Value] = ()) -> None:
        """Keep a call that doesn't send, and what it is given, for whoever asks what the script does."""
        words = tuple(Word(each, self.span) for each in (*map(Const, names), *given))
        self.walk.invocations.append(Invocation(words, self.span, guard=self.state.guard, discarded=self.state.discarded))

    def take_over(self, called: ScriptFacts, exits: bool = True) -> None:
        """Note what another script does that it runs, which holds under its condition already."""
        walk = self.walk
        walk.dispatches.extend(called.dispatches)
        walk.unresolved.extend(called.unresolved)
        walk.outputs.extend(called.outputs)
        walk.exported.extend(called.exported)
        walk.invocations.extend(called.invocations)
        walk.waits.extend(called.waits)
        walk.acts.extend(replace(act, guard=all_of((self.state.guard, act.guard))) for act in called.acts)
        walk.names |= called.read_variables
        if exits and not walk.catching:
            walk.exits.extend(called.exits)
