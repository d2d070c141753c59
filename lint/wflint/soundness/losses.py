"""Tasks that get lost where an event is handled: the run looks at it, does nothing that anyone can see, and nothing follows."""

from __future__ import annotations

from functools import lru_cache

from wflint.finding import Label
from wflint.graph import Edge, System
from wflint.lean import dataclass
from wflint.soundness.ended import ENDED
from wflint.soundness.explore import Explorer, State
from wflint.soundness.explored import explored
from wflint.soundness.roles import distances, hears_end_of, is_callback
from wflint.soundness.telling import trace
from wflint.soundness.together import Assumption
from wflint.soundness.verdicts import USUAL, Checks, Story, status_of, went_well
from wflint.span import Span
from wflint.values.value import Const, shown


@dataclass(frozen=True, slots=True)
class Loss:
    """A story that ends in silence.  `given` are the values that decide in the last run, as words.

    `failed`: what is reported there has failed; `chosen`: it hangs on what people choose when they start the task; `cancelled`:
    what `workflow_run` tells of was cancelled, by somebody or by its job's timeout.
    """

    state: State
    place: Span
    given: str
    failed: bool
    chosen: bool
    cancelled: bool
    story: Story

    @property
    def begins(self) -> bool:
        """Whether it is the launcher's own message that is lost."""
        return len(self.story.hops) == 2

    @property
    def opens(self) -> bool:
        """Whether a branch is opened for it, and nothing more."""
        return bool(self.story.hops[-1].outcome.opened)

    @property
    def trace(self) -> tuple[Label, ...]:
        """The story hop by hop, at the places where the messages are sent."""
        return trace(self.story.hops)


@lru_cache(maxsize=1)
def losses(system: System) -> tuple[Loss, ...]:
    """Every loss in a handler that is sure, one for each event and status.

    Without callbacks only those count who are told by `workflow_run` how what they have started ends.
    """
    far = distances(system)
    called_back = any(is_callback(edge, far) for edge in system.edges)
    told = {edge.site.workflow.path for edge in system.edges if hears_end_of(system, edge)}
    if not called_back and not told:
        return ()
    found: dict[tuple[Span, str], Loss] = {}
    explorer = explored(system).explorer
    for exploration in explored(system).explorations:
        for story in Checks(explorer, exploration).losses(USUAL):
            loss = _loss(explorer, story, told)
            if loss is not None and (called_back or loss.state.workflow.path in told):
                key = (loss.place, loss.given)
                if key not in found or len(loss.story.hops) < len(found[key].story.hops):
                    found[key] = loss
    return tuple(sorted(found.values(), key=lambda each: (each.place, each.given)))


def _loss(explorer: Explorer, story: Story, told: set[str]) -> Loss | None:
    last = story.hops[-1]
    state = last.state
    ended = status_of(state) if state.event == ENDED else None
    cancelled = ended is not None and ended.value == Const("cancelled")
    if ended is not None and ended.value != Const("failure") and not (cancelled and state.workflow.path in told):
        return None
    if not story.is_certain or explorer.is_executor(state) or last.message is not None or len(story.hops) < 2:
        return None
    status = status_of(state)
    chosen = (last.outcome.assumed, *last.outcome.alike)
    if status is not None and isinstance(status.value, Const):
        given = f"{status.name} {shown(status.value)}"
    else:
        given = _in_words(chosen)
    failed = status is not None and isinstance(status.value, Const) and not went_well(state)
    return Loss(state, story.place, given, failed, bool(last.outcome.assumed), cancelled, story)


def _in_words(ways: tuple[tuple[Assumption, ...], ...]) -> str:
    """What is assumed in each of several ways: `inputs.mode is 'slow' or 'custom'`; of longer ones the first."""
    said = [" and ".join(each.words for each in way) for way in ways]
    heads = {each.partition(" is ")[0] for each in said}
    if len(heads) == 1 and all(len(way) == 1 and " is '" in way[0].words for way in ways):
        values = list(dict.fromkeys(each.partition(" is ")[2] for each in said))
        return f"{heads.pop()} is {' or '.join(values[:6])}{' or …' if len(values) > 6 else ''}"
    return said[0]


def started_by(system: System, loss: Loss) -> Edge | None:
    """The message that brings the event which is lost."""
    before = loss.story.hops[-2]
    if before.message is None or before.message.site is None:
        return None
    site = before.message.site
    return next((edge for edge in system.edges if edge.site is site and edge.workflow is loss.state.workflow), None)
