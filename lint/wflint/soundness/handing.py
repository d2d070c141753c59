"""Edits that hand a value, with which a run was started, on to what the run itself starts.

Only where it is plain how the value arrives, and how the message is written: all events that start the workflow bring it in the
same way, and the message is made of options of a command, or of the JSON text that is given to an action.
"""

from __future__ import annotations

import re

from wflint.edits import inside, within
from wflint.facts.model import JobFacts, WorkflowFacts
from wflint.finding import Edit
from wflint.graph import Site, System, Way, arriving
from wflint.soundness.remedies import in_step
from wflint.syntax.editing import mapping_under, with_entries, with_words
from wflint.values.value import Reference

_NAME = re.compile(r"[A-Za-z_]\w*")
_BODY_INPUTS = {"repository_dispatch": "client-payload", "workflow_dispatch": "inputs"}


def brought_by(system: System, facts: WorkflowFacts, name: str) -> str | None:
    """The expression for a value that every event which starts the workflow brings under that name, if they do."""
    triggers = facts.workflow.triggers
    if not _NAME.fullmatch(name) or not triggers:
        return None
    if all(each.event in ("workflow_dispatch", "workflow_call") and each.input(name) is not None for each in triggers):
        return f"inputs.{name}"
    if any(each.event != "repository_dispatch" for each in triggers):
        return None
    payloads = [arriving(edge) for edge in system.edges_into(facts)]
    if payloads and all(payload is not None and payload.get(name) is not None for payload in payloads):
        return f"github.event.client_payload.{name}"
    return None


def handing_on(system: System, site: Site, name: str) -> tuple[Edit | None, ...]:
    """What makes a message carry a value that its run was started with; `(None,)` where that can't be had."""
    way = site.way
    expression = brought_by(system, way.workflow, name)
    if expression is None or len(way.jobs) != 1 or len(way.steps) != 1 or site.span.path not in system.sources:
        return (None,)
    if way.step.language == "bash":
        return _in_command(system, site, name, expression)
    body = way.step.step.input(_BODY_INPUTS[site.dispatch.kind]) if way.step.step.uses is not None else None
    if body is None or (opening := re.match(r'\s*\{(?=\s*")', body.value.text)) is None:
        return (None,)
    source = system.sources[site.span.path]
    place = body.value.locate(opening.end(), opening.end())
    return (with_words(source, place, f'"{name}": ${{{{ toJSON({expression}) }}}}, '),)


def handing_to_called(system: System, job: JobFacts, facts: WorkflowFacts, name: str) -> Edit | None:
    """What gives a called workflow an input that the calling one was started with."""
    expression = brought_by(system, facts, name)
    source = system.sources[job.job.key.span.path]
    owner = mapping_under(source, job.job.key.span)
    if expression is None or owner is None:
        return None
    return with_entries(source, owner, {"with": {name: f"${{{{ {expression} }}}}"}}, ("uses",))


def _in_command(system: System, site: Site, name: str, expression: str) -> tuple[Edit | None, ...]:
    """One more option for `gh`; the value comes in a variable, so that the shell can't take it for something else."""
    source = system.sources[site.span.path]
    command = within(source.text, site.span)
    option = _option(site, command, name)
    if option is None:
        return (None,)
    variable = _variable(site.way, expression)
    edits: tuple[Edit | None, ...] = ()
    if variable is None:
        variable = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()
        run = site.way.step.step.run
        if variable in site.way.scope.environment or (run is not None and re.search(rf"\b{variable}\b", run.text)):
            return (None,)
        edits = (in_step(system, site.way.step.step, {"env": {variable: f"${{{{ {expression} }}}}"}}),)
    end = inside(source.text, site.span, len(command), len(command))
    return (*edits, with_words(source, end, f" -f {option.format(f'${variable}')}"))


def _option(site: Site, command: str, name: str) -> str | None:
    """The option as it is written for this command, with a hole for the value; `None` where the message is made otherwise."""
    if re.search(r"--(?:json|input)\b|<<", command):
        return None
    if site.dispatch.mechanism == "gh workflow run":
        return f'{name}="{{}}"'
    if site.dispatch.mechanism == "gh api":
        body = "client_payload" if site.dispatch.kind == "repository_dispatch" else "inputs"
        return f'"{body}[{name}]={{}}"'
    return None


def _variable(way: Way, expression: str) -> str | None:
    """A variable of the step that holds the value, and that the script leaves as it is."""
    keys = {tuple(expression.lower().split("."))}
    if expression.startswith("inputs."):
        keys.add(("github", "event", *expression.lower().split(".")))
    run = way.step.step.run
    script = run.text if run is not None else ""
    for name, value in way.scope.environment.items():
        if isinstance(value, Reference) and value.key in keys and not re.search(rf"\b{name}\+?=|\bread\b|\bunset\b", script):
            return name
    return None
