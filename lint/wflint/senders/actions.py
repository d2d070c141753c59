"""Third-party actions that dispatch, read by the table `data/actions.json`.

GitHub hands an action every input as a string; the default in `action.yml` is taken where an input isn't given at all, and
many actions take something else for an empty one (`fallback` in the table).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TypedDict, cast

from wflint.data import read_table
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.senders import request_action, slash_commands
from wflint.senders.body import structure
from wflint.senders.endpoints import normal_repository
from wflint.senders.holed import trimmed
from wflint.senders.json_text import parse
from wflint.senders.message import OWN_REPOSITORY, Defect, Dispatch, Kind, Unresolved
from wflint.senders.script import Open, opens_nothing
from wflint.span import Span
from wflint.values.condition import ALWAYS, NEVER, Condition, Test, truth
from wflint.values.value import EMPTY, Const, Field, Object, Reference, Value, constant, fallback, text

Inputs = Mapping[str, tuple[Value, Span]]


class _Input(TypedDict, total=False):
    required: bool
    default: str
    fallback: str


_IsGiven = TypedDict("_IsGiven", {"input": str, "is": str, "words": str}, total=False)


class _Action(TypedDict, total=False):
    """One entry of the table; `data/actions.schema.json` says what each member means."""

    uses: list[str]
    inputs: dict[str, _Input]
    sends: str | dict[str, str]
    target: str | dict[str, str]
    payload: str
    payload_open: str
    payload_open_if: _IsGiven
    repository: list[str]
    ref: str
    token: str
    only_if: _IsGiven
    waits_with: str
    failure_seen_if: _IsGiven


def read(
    uses: str, inputs: Inputs, environment: Mapping[str, Value], span: Span, open: Open = opens_nothing
) -> tuple[Dispatch | Unresolved, ...]:
    """What a step with `uses:` and these inputs sends; nothing where the action isn't one that dispatches.

    `span` is the place of `uses`; `open` gives a file of the workspace.  The version behind `@` is ignored: the table holds for
    all versions in use.
    """
    mechanism = uses.partition("@")[0].strip().rstrip("/")
    action = _table().get(mechanism.lower())
    if action is None:
        return ()
    given = {name.lower(): (trimmed(value), place) for name, (value, place) in inputs.items()}
    step = _Step(mechanism, action, given, span)
    match action["sends"]:
        case "slash_commands":
            names = ("commands", "event-type-suffix", "dispatch-type", "repository", "config", "config-from-file")
            return slash_commands.read(mechanism, {name: step.located(name) for name in names}, step.token(), span, open)
        case "request":
            return request_action.read(mechanism, given, environment, span)
        case _:
            return step.messages()


@cache
def _table() -> dict[str, _Action]:
    """The actions by name in lower case: GitHub compares owner and name without case."""
    table = read_table("actions")
    return {name.lower(): cast(_Action, action) for action in table["actions"] for name in action["uses"]}


@dataclass(frozen=True, slots=True)
class _Step:
    """One use of an action of the table."""

    mechanism: str
    action: _Action
    given: Inputs
    span: Span

    def located(self, name: str) -> tuple[Value, Span]:
        """What the action sees of an input, with its place: the step's value, or what stands for a missing one."""
        value, place = self.given.get(name.lower(), (None, self.span))
        declared = self.action["inputs"].get(name, {})
        if value is None:
            return _written(declared.get("default", declared.get("fallback", ""))), place
        return (_written(declared["fallback"]) if value == EMPTY and "fallback" in declared else value), place

    def value(self, name: str) -> Value:
        return self.located(name)[0]

    def messages(self) -> tuple[Dispatch | Unresolved, ...]:
        guard = self.condition(self.action.get("only_if"))
        kind = self.kind()
        if kind is None:
            name = cast("dict[str, str]", self.action["sends"])["input"]
            value = constant(self.value(name))
            reason = f"`{name}` is made elsewhere" if value is None else f"`{name}` says `{value}`, which the action doesn't know"
            return (Unresolved(self.mechanism, reason if value != "" else f"`{name}` isn't given", self.span, guard),)
        by_kind = self.action["target"]
        name = by_kind if isinstance(by_kind, str) else by_kind[kind]
        target, place = self.located(name)
        if guard == NEVER or (target == EMPTY and self.waits()):
            return ()
        if target == EMPTY:
            reason = f"`{name}` is empty" if name.lower() in self.given else f"`{name}` isn't given"
            return (Unresolved(self.mechanism, reason, place, guard),)
        return (self.dispatch(kind, target, place, guard),)

    def dispatch(self, kind: Kind, target: Value, place: Span, guard: Condition) -> Dispatch:
        payload, defects = self.payload("client_payload" if kind == "repository_dispatch" else "inputs")
        ref = self.ref() if kind == "workflow_dispatch" else None
        seen = self.action.get("failure_seen_if")
        hidden = seen["words"] if seen and self.condition(seen) == NEVER else None
        repository, token = self.repository(), self.token()
        return Dispatch(self.mechanism, kind, target, payload, self.span, place, repository, ref, token, guard, hidden, defects)

    def kind(self) -> Kind | None:
        sends = self.action["sends"]
        if isinstance(sends, str):
            return cast(Kind, sends)
        said = constant(self.value(sends["input"]))
        kinds: tuple[Kind, ...] = ("repository_dispatch", "workflow_dispatch")
        return next((kind for kind in kinds if sends[kind] == said), None)

    def waits(self) -> bool:
        """Whether the step only waits for a run that something else has started."""
        name = self.action.get("waits_with")
        return name is not None and self.value(name) != EMPTY

    def condition(self, test: _IsGiven | None) -> Condition:
        """The condition that an input has a certain value, decided where it can be."""
        if test is None:
            return ALWAYS
        condition = Test(self.value(test["input"]), "==", Const(test["is"]))
        answer = truth(condition)
        return condition if answer is None else ALWAYS if answer else NEVER

    def payload(self, role: str) -> tuple[Value, tuple[Defect, ...]]:
        name = self.action["payload"]
        value, place = self.located(name)
        found = parse(value)
        problems = tuple(Defect(problem.rule, problem.message, place) for problem in found.problems)
        payload, more = structure(Object((Field(role, found.value, place),)), role, place)
        reason = self.action.get("payload_open") or self.opened_by()
        if isinstance(payload, Object) and payload.open is None and reason:
            payload = Object(payload.fields, reason)
        return payload, (*problems, *more)

    def opened_by(self) -> str | None:
        test = self.action.get("payload_open_if")
        return test["words"] if test and self.condition(test) != NEVER else None

    def repository(self) -> Value:
        owner, *name = map(self.value, self.action["repository"])
        if not name:
            return OWN_REPOSITORY if owner == EMPTY else normal_repository(owner)
        if owner in _OWN_OWNERS and name[0] in (EMPTY, _OWN_NAME):
            return OWN_REPOSITORY
        if name[0] == EMPTY:
            return normal_repository(text([owner, Const("/"), _OWN_NAME]))
        return normal_repository(text([_OWN_OWNERS[1] if owner == EMPTY else owner, Const("/"), name[0]]))

    def ref(self) -> Value | None:
        """The branch or tag; `None` where the action asks for the default branch."""
        name = self.action.get("ref")
        if name is None:
            return None
        value = self.value(name)
        declared = self.action["inputs"].get(name, {})
        if value == EMPTY:
            return None
        otherwise = _written(declared.get("fallback", ""))
        return value if otherwise in (EMPTY, value) else fallback(value, otherwise)

    def token(self) -> Value | None:
        name = self.action.get("token")
        value = self.value(name) if name else EMPTY
        return None if value == EMPTY else value


_OWN_OWNERS = (EMPTY, Reference(("github", "repository_owner")), Reference(("github", "event", "repository", "owner", "login")))
_OWN_NAME = Reference(("github", "event", "repository", "name"))

_EXPRESSION = regex(r"\$\{\{\s*(?P<paths>\w+(?:\.\w+)*(?:\s*\|\|\s*\w+(?:\.\w+)*)*)\s*\}\}")


def _written(default: str) -> Value:
    """A default of the table: a constant, or `${{ a.b || c.d }}` as in `action.yml`."""
    expression = _EXPRESSION.fullmatch(default)
    if expression is None:
        return Const(default)
    *first, last = (Reference(tuple(path.strip().split("."))) for path in expression["paths"].split("||"))
    value: Value = last
    for reference in reversed(first):
        value = fallback(reference, value)
    return value
