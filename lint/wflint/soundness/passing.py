"""Inputs that are passed to workflows and what these declare: by dispatch, and by calls of local reusable workflows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from wflint.facts.calls import WITH_INPUTS
from wflint.facts.model import JobFacts, WorkflowFacts
from wflint.graph import Site, System, events, sent_texts
from wflint.lean import dataclass
from wflint.scenario import Event, Scenario, holds
from wflint.senders.message import Defect
from wflint.soundness.sending import can_happen
from wflint.span import Span
from wflint.syntax.expression import Index, Or, path, split_template
from wflint.syntax.workflow import Input
from wflint.values.of_expression import of_text
from wflint.values.value import Field, Object, possible_texts

_TYPED = ("boolean", "number")


@dataclass(frozen=True, slots=True)
class Passed:
    """Inputs at one place: `declared` holds what each possible target declares; `is_open` says that more may be passed unseen.

    `answer` is how GitHub refuses what doesn't fit, for messages.  `site` is the dispatch, `None` where a workflow is called.
    """

    target: str
    place: Span
    fields: tuple[Field, ...]
    is_open: bool
    declared: tuple[tuple[Input, ...], ...]
    answer: str
    site: Site | None = None

    def texts(self, field: Field) -> tuple[str, ...]:
        """What a field can hold when it is passed, as far as that can be listed."""
        return possible_texts(field.value) or () if self.site is None else sent_texts(self.site, field.value)

    def declares(self, name: str) -> bool:
        """Whether some possible target declares the input; names are compared without case."""
        return any(each.name.text.lower() == name.lower() for inputs in self.declared for each in inputs)

    def inputs(self, name: str) -> tuple[Input, ...]:
        """The declarations of an input in all possible targets."""
        return tuple(each for inputs in self.declared for each in inputs if each.name.text.lower() == name.lower())

    def missing(self) -> Iterator[Input]:
        """Required inputs that aren't passed, whichever the target is."""
        given = {field.name.lower() for field in self.fields}
        for each in self.declared[0] if not self.is_open else ():
            name = each.name.text
            if each.must_be_given and name.lower() not in given and self.all_require(name):
                yield each

    def stray(self) -> Iterator[Field]:
        """Inputs that are passed, and that no target declares."""
        return (each for each in self.fields if not self.declares(each.name))

    def all_require(self, name: str) -> bool:
        """Whether every possible target refuses to start without the input."""
        return all(
            any(each.name.text.lower() == name.lower() and each.must_be_given for each in inputs) for inputs in self.declared
        )


def passed_inputs(system: System) -> Iterator[Passed]:
    """Every dispatch to known workflows and every call of a local reusable workflow."""
    for site in system.messages:
        passed = _dispatched(system, site)
        if passed is not None:
            yield passed
    for facts in system.workflows:
        yield from (passed for _, passed in _calls(facts))


def texts_for_booleans(system: System) -> Iterator[tuple[str, Field, Input]]:
    """Where a call of a local reusable workflow passes a text for a boolean: the workflow, the input, and what declares it.

    Sources: docs.github.com, "Contexts reference" (outputs of jobs are texts, as are those of `github.event.inputs`), "Workflow
    syntax", `jobs.<job_id>.with` (a value of another type is an error).
    """
    for facts in system.workflows:
        trigger = facts.workflow.trigger("workflow_dispatch")
        asked = frozenset(each.name.text.lower() for each in trigger.inputs) if trigger is not None else frozenset()
        for job, passed in _calls(facts):
            texts = {each.name.text.lower() for each in job.job.inputs if _is_text(each.value.text, asked)}
            yield from ((passed.target, *each) for each in _declared_as(passed, texts, ("boolean",)))


def empty_for_typed(system: System) -> Iterator[tuple[str, Field, Input, Event]]:
    """Where such a call passes a boolean or a number that only a manual start gives, and runs after another event, too: empty.

    Source: github.com/actions/runner/issues/2206 (`Unexpected type of value '', expected type: Boolean`).
    """
    for facts in system.workflows:
        others = [each for each in events(facts) if each.name not in WITH_INPUTS]
        for job, passed in _calls(facts) if others else ():
            asked = {each.name.text.lower() for each in job.job.inputs if _is_input(each.value.text)}
            event = next((each for each in others if asked and _may_run(facts, job, system.plain(each))), None)
            if event is not None:
                yield from ((passed.target, *each, event) for each in _declared_as(passed, asked, _TYPED))


def _calls(facts: WorkflowFacts) -> Iterator[tuple[JobFacts, Passed]]:
    """Every call of a local reusable workflow, with what it passes."""
    for job in facts.jobs:
        if job.called is not None and job.job.calls is not None:
            yield job, _called(job, job.called)


def _declared_as(passed: Passed, names: Collection[str], types: Collection[str]) -> Iterator[tuple[Field, Input]]:
    """What a call passes under one of these names, in lower case, for an input of one of these types."""
    for field in passed.fields:
        declared = next(iter(passed.inputs(field.name)), None)
        if declared is not None and declared.type in types and field.name.lower() in names:
            yield field, declared


def _is_input(written: str) -> bool:
    """Whether a value is an input and nothing else."""
    holes = split_template(written).holes if "${{" in written else ()
    found = path(holes[0].expression) if len(holes) == 1 and isinstance(holes[0].expression, Index) else None
    return found is not None and len(found) == 2 and found[0].lower() == "inputs"


def _may_run(facts: WorkflowFacts, job: JobFacts, scenario: Scenario) -> bool:
    """Whether nothing rules out that the job runs: neither its own condition nor that of a job above it."""
    return not any(holds(each.guard, each.scope, scenario) is False for each in (job, *facts.needed_by(job)))


def _is_text(written: str, asked: frozenset[str]) -> bool:
    """Whether a value is a text in some run, whatever it says; `asked` are the inputs that a dispatch of the caller gives."""
    holes = split_template(written).holes if "${{" in written else ()
    if len(holes) != 1:
        return len(holes) > 1
    expression = holes[0].expression
    while isinstance(expression, Or):
        expression = expression.operands[0]
    found = path(expression) if isinstance(expression, Index) else None
    match tuple(each.lower() for each in found or ()):
        case ("needs", _, "outputs", _):
            return True
        case ("github", "event", "inputs", name):
            return name in asked
        case _:
            return False


def refused(system: System) -> Mapping[Span, str]:
    """Why GitHub refuses to start what a message asks for, by the message's place: inputs that are missing or not declared."""
    found: dict[Span, str] = {}
    for passed in passed_inputs(system):
        for each in passed.missing():
            found.setdefault(passed.place, f"`{passed.target}` requires the input `{each.name.text}`, which isn't passed")
        for stray in passed.stray():
            found.setdefault(passed.place, f"`{passed.target}` declares no input `{stray.name}`")
    return found


def _dispatched(system: System, site: Site) -> Passed | None:
    targets = [target.workflow for target in system.targets(site) or ()]
    payload = site.dispatch.payload
    if not targets or None in targets or not isinstance(payload, Object):
        return None
    triggers = [facts.workflow.trigger("workflow_dispatch") for facts in targets if facts is not None]
    if any(trigger is None for trigger in triggers):
        return None
    names = " or ".join(dict.fromkeys(facts.workflow.source.name for facts in targets if facts is not None))
    declared = tuple(trigger.inputs for trigger in triggers if trigger is not None)
    return Passed(names, site.dispatch.span, payload.fields, payload.open is not None, declared, " (422)", site)


def _called(job: JobFacts, called: WorkflowFacts) -> Passed:
    trigger = called.workflow.trigger("workflow_call")
    assert job.job.calls is not None  # a job that is followed calls a workflow
    assert trigger is not None  # and one that can be called
    fields = tuple(Field(each.name.text, of_text(each.value.text), each.span) for each in job.job.inputs)
    return Passed(called.workflow.source.name, job.job.calls.span, fields, False, (trigger.inputs,), "")


def defects(system: System, rule: str) -> Iterator[tuple[Site, Defect]]:
    """What readers have seen wrong in messages that can be sent, and a rule of that name reports, each place once."""
    seen: set[tuple[Span, str]] = set()
    for site in system.messages:
        for defect in site.dispatch.defects:
            if defect.rule == rule and (defect.span, defect.message) not in seen and _may_be_sent(site):
                seen.add((defect.span, defect.message))
                yield site, defect


def _may_be_sent(site: Site) -> bool:
    """Whether nothing rules the message out: of who runs a loose script nothing is known."""
    return can_happen(site) if site.workflow.workflow.triggers else True
