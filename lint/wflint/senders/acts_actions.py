"""Third-party actions that raise events by what they do, read by the table `data/acts.json`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TypedDict, cast

from wflint.data import read_table
from wflint.lean import dataclass, replace
from wflint.senders.acts_api import is_false, is_true, released
from wflint.senders.acts_git import HERE
from wflint.senders.endpoints import normal_repository
from wflint.senders.holed import holed, trimmed
from wflint.senders.message import OWN_REPOSITORY, Act
from wflint.span import Span
from wflint.values.value import EMPTY, Const, Reference, Unknown, Value, text

Inputs = Mapping[str, tuple[Value, Span]]


class _Input(TypedDict, total=False):
    default: str
    fallback: str


_Raised = TypedDict(
    "_Raised",
    {
        "event": str,
        "types": list[str],
        "branch": str,
        "tag": str,
        "prefix": str,
        "prefix_from": str,
        "base": str,
        "body": str,
        "labels": str,
        "number": str,
        "draft": str,
        "prerelease": str,
        "token": str,
        "tags_of_checkout": bool,
        "forced": bool,
        "certain": bool,
        "if": list[str],
        "unless": list[str],
    },
    total=False,
)


class _Action(TypedDict, total=False):
    """One entry of the table; `data/acts.schema.json` says what each member means."""

    uses: list[str]
    inputs: dict[str, _Input]
    token: str
    token_variable: str
    repository: str
    raises: list[_Raised]


def of_action(uses: str, inputs: Inputs, environment: Mapping[str, Value], span: Span) -> tuple[Act, ...]:
    """What a step with `uses:` and these inputs raises; nothing where the action isn't in the table.

    `span` is the place of `uses`.  The version behind `@` is ignored: the table holds for all versions in use.
    """
    mechanism = uses.partition("@")[0].strip().rstrip("/")
    action = _table().get(mechanism.lower())
    if action is None:
        return ()
    given = {name.lower(): trimmed(value) for name, (value, _) in inputs.items()}
    step = _Step(mechanism, action, given, environment, span)
    return tuple(act for raised in action["raises"] for act in step.acts(raised))


@cache
def _table() -> dict[str, _Action]:
    """The actions by name in lower case: GitHub compares owner and name without case."""
    table = read_table("acts")
    return {name.lower(): cast(_Action, action) for action in table["actions"] for name in action["uses"]}


@dataclass(frozen=True, slots=True)
class _Step:
    """One use of an action of the table."""

    mechanism: str
    action: _Action
    given: Mapping[str, Value]
    environment: Mapping[str, Value]
    span: Span

    def value(self, name: str) -> Value:
        """What the action sees of an input, or of a variable `$NAME`: the step's value, or what stands for a missing one."""
        value = self.environment.get(name[1:]) if name.startswith("$") else self.given.get(name.lower())
        declared = self.action["inputs"].get(name, {})
        if value is None:
            value = _written(declared.get("default", ""))
        return _written(declared["fallback"]) if value == EMPTY and "fallback" in declared else value

    def text(self, name: str | None) -> Value | None:
        """The value of an input that the table names; `None` where it names none, or nothing is given."""
        value = self.value(name) if name is not None else EMPTY
        return None if value == EMPTY else value

    def acts(self, raised: _Raised) -> Iterator[Act]:
        switches = [(self.value(name), True) for name in raised.get("if", ())]
        switches += [(self.value(name), False) for name in raised.get("unless", ())]
        if any(_off(value) if wanted else _on(value) for value, wanted in switches):
            return
        decided = all(_on(value) or _off(value) for value, _ in switches)
        act = Act(
            self.mechanism,
            raised["event"],
            self.span,
            tuple(raised.get("types", ())),
            self.repository(),
            self.token(raised),
            base=self.text(raised.get("base")),
            body=self.text(raised.get("body")),
            number=self.text(raised.get("number")),
            certain=raised.get("certain", True) and decided,
            forced=raised.get("forced", False),
        )
        if raised["event"] == "release" and "draft" in raised:
            for each in released(
                act, self.text(raised["draft"]), self.text(raised["prerelease"]), self.text(raised["tag"]), act.body
            ):
                yield replace(each, certain=each.certain and act.certain)
        elif "labels" in raised:
            for label in _listed(self.value(raised["labels"])):
                yield replace(act, label=label)
        elif "branch" in raised:
            yield replace(act, branch=self.text(raised["branch"]) or HERE)
        elif "tag" in raised:
            yield replace(act, tag=self.text(raised["tag"]))
        elif "prefix" in raised or "prefix_from" in raised:
            before = self.value(raised["prefix_from"]) if "prefix_from" in raised else Const(raised["prefix"])
            yield replace(act, tag=text([before, Unknown("a version that the action works out")]))
        else:
            yield replace(act, tag=Unknown("the tags that the checkout holds")) if raised.get("tags_of_checkout") else act

    def token(self, raised: _Raised) -> Value | None:
        """The token of this event's own input, of the action's, or of the variable; without any, what the checkout has stored."""
        own = self.text(raised.get("token"))
        if own is not None:
            return own
        name, variable = self.action.get("token"), self.action.get("token_variable")
        if name is not None and (variable is None or name.lower() in self.given):
            return self.text(name)
        found = self.environment.get(variable) if variable is not None else None
        return found if found is not None or name is None else self.text(name)

    def repository(self) -> Value:
        value = self.text(self.action.get("repository"))
        return OWN_REPOSITORY if value is None else normal_repository(value)


def _on(value: Value) -> bool:
    """Whether a switch is surely on; a text that isn't empty is, too."""
    return is_true(value) or (isinstance(value, Const) and not is_false(value))


def _off(value: Value) -> bool:
    return is_false(value)


def _listed(value: Value) -> Iterator[Value]:
    found = holed(value)
    for piece in re.split(r"[,\n]", found.shape):
        if piece.strip():
            yield found.restore(piece.strip())


def _written(default: str) -> Value:
    """A default of the table: a constant, or `${{ a.b }}` as in `action.yml`."""
    match = re.fullmatch(r"\$\{\{\s*(\w+(?:\.\w+)*)\s*\}\}", default)
    return Reference(tuple(match[1].split("."))) if match else Const(default)
