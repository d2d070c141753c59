"""Actions that refuse a run which a bot has started, in runs that a message by GITHUB_TOKEN starts.

Source: anthropics/claude-code-action, `src/modes/agent/index.ts` and `src/github/validation/actor.ts`, v1, read in November 2026:
with a `prompt`, whatever the event is, the run's actor must be a user or be listed in `allowed_bots`.  The action's earlier
versions took the prompt by another name, and asked only of comments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wflint.graph import Edge, System, Way
from wflint.lean import dataclass
from wflint.permissions import is_by_run
from wflint.scenario import Scenario
from wflint.syntax.node import Scalar
from wflint.values.of_expression import of_text
from wflint.values.value import Const, Value, constant

_ACTION = "anthropics/claude-code-action@"
_UNASKED = ("beta", "v0")
_BOT = "github-actions"
_STARTED_BY_BOT: Mapping[tuple[str, ...], Value] = {
    ("github", "actor"): Const(f"{_BOT}[bot]"),
    ("github", "triggering_actor"): Const(f"{_BOT}[bot]"),
    ("github", "event", "sender", "login"): Const(f"{_BOT}[bot]"),
    ("github", "event", "sender", "type"): Const("Bot"),
}
"""What a run sees that GITHUB_TOKEN has started."""


@dataclass(frozen=True, slots=True)
class Unwelcome:
    """A step that refuses the run which the message starts; `action` is what it uses."""

    action: Scalar
    edge: Edge


def unwelcome(system: System) -> Iterator[Unwelcome]:
    """Every such step, once, with the first message that starts it in vain."""
    choosy: dict[str, list[tuple[Way, Scalar]]] = {}
    for way in system.ways:
        action = way.step.step.uses
        if action is not None and action.text.lower().startswith(_ACTION) and _turns_bots_away(way, action.text):
            choosy.setdefault(way.workflow.path, []).append((way, action))
    if not choosy:
        return
    seen: set[int] = set()
    for edge in system.edges:
        if edge.workflow.path not in choosy or not is_by_run(edge.site):
            continue
        started = Scenario(edge.event).assuming(_STARTED_BY_BOT)
        for way, action in choosy[edge.workflow.path]:
            if id(action) not in seen and way.happens(started) is not False:
                seen.add(id(action))
                yield Unwelcome(action, edge)


def _turns_bots_away(way: Way, action: str) -> bool:
    """Whether the step asks who started the run, and surely lets no run pass that GITHUB_TOKEN has started."""
    step, version = way.step.step, action.partition("@")[2]
    if step.input("prompt") is None or version.startswith(_UNASKED):
        return False
    given = step.input("allowed_bots")
    if given is None:
        return True
    allowed = constant(way.scope.resolve(of_text(given.value.text)))
    if allowed is None:
        return False
    names = {each.strip().lower().removesuffix("[bot]") for each in allowed.split(",")}
    return not names & {"*", _BOT}
