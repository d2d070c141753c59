"""What can be seen of a run but its messages: what it does, what it says for its event alone, and what isn't understood of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wflint.facts.model import StepFacts
from wflint.given import Doing, Given
from wflint.regex import regex
from wflint.scenario import holds
from wflint.soundness.assume import Assuming
from wflint.soundness.seeing import Visit
from wflint.soundness.terminal import Terminal
from wflint.soundness.terminal import given as told_by
from wflint.span import Span
from wflint.values.condition import Always
from wflint.values.value import Const, constant, parts_of

_CALLS = regex(r"\b(?:rest|octokit|github)\s*\.\s*(\w+)\s*\.\s*(\w+)\s*\(|\b(graphql|fetch|request)\s*\(")
_TO_DO = regex(r"\b(?:TODO|FIXME|TBD|[Nn]ot (?:yet )?implemented)\b")
_SENDING_CALLS = frozenset(["createDispatchEvent", "createWorkflowDispatch"])


def not_understood(visit: Visit, given: Given) -> str | None:
    """Why a step may send more than can be seen."""
    left = given.left(visit.step.unresolved, visit.step.scope)
    found = (each for each in left if holds(each.guard, visit.step.scope, visit.scenario) is not False)
    reasons = [each.reason for each in found]
    return f"a message isn't understood: {reasons[-1]}" if reasons else None


def deeds_at(visit: Visit, answer: Assuming, ends: Terminal, given: Given) -> Iterator[Span]:
    """What a step does, as far as it isn't only looking at the event, telling of it in the log, or opening a branch."""
    step = visit.step
    opening = {act.span for act in step.acts if act.opens}
    if not _may_happen(visit, answer):
        return
    for act in given.left(step.acts, step.scope):
        if not act.opens and answer(act.guard, step.scope, visit.scenario, "seen") is not False:
            yield act.span
    if step.step.kind == "uses" and step.language is None and not step.inner:
        if not step.step.uses or ends.action_tells(step.step.uses.text):
            yield step.step.place
        return
    if step.script.problem is not None or (step.language == "javascript" and _calls_more(step)):
        yield step.step.place
    for doing in given.doings(step):
        silent = ends.says_nothing(doing)
        if silent and not ends.annotates(doing):
            continue
        happens = answer(doing.guard, step.scope, visit.scenario, "seen")
        counts = happens or (happens is None and not silent)  # an annotation stands where something is checked: only a sure one
        if counts and doing.span not in opening and not _is_dispatch(step, doing.span):
            yield doing.span


def openings_at(visit: Visit, answer: Assuming, given: Given) -> Iterator[Span]:
    """Where a step publishes a branch with nothing on it: whoever works on a task begins like that, and nobody ends one so."""
    step = visit.step
    if any(act.opens for act in step.acts) and _may_happen(visit, answer):
        for act in given.left(step.acts, step.scope):
            if act.opens and answer(act.guard, step.scope, visit.scenario, "seen") is not False:
                yield act.span


def _may_happen(visit: Visit, answer: Assuming) -> bool:
    return visit.happens is not False and answer(visit.step.guard, visit.step.scope, visit.scenario, "seen") is not False


def _is_dispatch(step: StepFacts, span: Span) -> bool:
    return any(each.span == span for each in step.dispatches)


def _calls_more(step: StepFacts) -> bool:
    """Whether a script calls the API otherwise than to send a message, in a way that isn't known to be an act."""
    script = step.step.input("script")
    if script is None:
        return True
    read = {str(constant(word.value)).rpartition(".")[2] for each in step.script.invocations for word in each.words[1:2]}
    acts = Counter(mechanism.rpartition(" ")[2] for mechanism, _ in {(each.mechanism, each.span) for each in step.acts})
    written = Counter(f"{match[1]}.{match[2]}" if match[1] else match[3] for match in _CALLS.finditer(script.value.text))
    return any(name.rpartition(".")[2] not in _SENDING_CALLS | read and count > acts[name] for name, count in written.items())


def said_at(visit: Visit, answer: Assuming, given: Given) -> Iterator[Span]:
    """What a step prints for this event and not for every one.

    Where it surely says that something is left to do, what it prints of all events of its job tells of no end.
    """
    step = visit.step
    if not _may_happen(visit, answer):
        return
    own = any(job.job.condition is not None for job in visit.jobs) or any(each.step.condition is not None for each in visit.steps)
    told = [doing for doing in given.doings(step) if own or not isinstance(doing.guard, Always)]
    notes = [doing for doing in told if _is_left_to_do(doing)]
    left_to_do = any(answer(note.guard, step.scope, visit.scenario, "seen") for note in notes)
    for doing in told:
        if doing in notes or (left_to_do and isinstance(doing.guard, Always)):
            continue
        if answer(doing.guard, step.scope, visit.scenario, "seen") is not False:
            yield doing.span
    if own and step.language == "javascript" and not left_to_do:
        yield step.step.place


def _is_left_to_do(doing: Doing) -> bool:
    """Whether a line is only a note that something is to be written here: that tells nobody of a task's end."""
    texts = (part.value for value in told_by(doing) for part in parts_of(value) if isinstance(part, Const))
    return any(isinstance(text, str) and _TO_DO.search(text) for text in texts)
