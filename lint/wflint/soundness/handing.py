"""Edits that hand a value, with which a run was started, on to what the run itself starts.

Only where it is plain how the value arrives, and how the message is written: all events that start the workflow bring it in the
same way, and the message is made of options of a command, of an object that JavaScript sends, or of JSON text for an action.
"""

from __future__ import annotations

import re

from wflint.edits import inside, within
from wflint.facts.model import JobFacts, WorkflowFacts
from wflint.finding import Edit
from wflint.graph import Site, System, Way, arriving
from wflint.regex import regex
from wflint.soundness.remedies import in_step
from wflint.syntax.editing import mapping_under, with_entries, with_words
from wflint.values.value import Reference

_NAME = regex(r"[A-Za-z_]\w*")
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
    if way.step.language in ("bash", "powershell"):
        return _in_command(system, site, name, expression)
    if way.step.language == "javascript":
        return _in_call(system, site, name, expression)
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
    variable, made = _brought_in(system, site.way, name, expression)
    if option is None or variable is None:
        return (None,)
    end = inside(source.text, site.span, len(command), len(command))
    return (*made, with_words(source, end, f" -f {option.format(_READ[site.way.step.language or ''].format(variable))}"))


_READ = {"bash": "${}", "powershell": "$env:{}", "javascript": "process.env.{}"}
"""How a variable of the environment is read."""
_BODY = {"repository_dispatch": "client_payload", "workflow_dispatch": "inputs"}


def _option(site: Site, command: str, name: str) -> str | None:
    """The option as it is written for this command, with a hole for the value; `None` where the message is made otherwise."""
    if re.search(r"--(?:json|input)\b|<<", command):
        return None
    if site.dispatch.mechanism == "gh workflow run":
        return f'{name}="{{}}"' if site.way.step.language == "bash" else f'"{name}={{}}"'
    if site.dispatch.mechanism == "gh api":
        return f'"{_BODY[site.dispatch.kind]}[{name}]={{}}"'
    return None


def _in_call(system: System, site: Site, name: str, expression: str) -> tuple[Edit | None, ...]:
    """One more member of the object that a call sends, where the object stands in the call."""
    source = system.sources[site.span.path]
    found = list(re.finditer(rf"\b{_BODY[site.dispatch.kind]}\s*:\s*\{{\s*(?=\S)", within(source.text, site.span)))
    variable, made = _brought_in(system, site.way, name, expression)
    if len(found) != 1 or variable is None:
        return (None,)
    place = inside(source.text, site.span, found[0].end(), found[0].end())
    is_empty = within(source.text, site.span)[found[0].end()] == "}"
    return (*made, with_words(source, place, f"{name}: process.env.{variable}{'' if is_empty else ', '}"))


def _brought_in(system: System, way: Way, name: str, expression: str) -> tuple[str | None, tuple[Edit | None, ...]]:
    """A variable of the environment that holds the value, and the edits that make it; `None` where the name is taken."""
    variable = _variable(way, expression)
    if variable is not None:
        return variable, ()
    variable = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()
    script = _script(way)
    if variable in way.scope.environment or re.search(rf"\b{variable}\b", script):
        return None, ()
    return variable, (in_step(system, way.step.step, {"env": {variable: f"${{{{ {expression} }}}}"}}),)


def _script(way: Way) -> str:
    given = way.step.step.input("script")
    script = way.step.step.run or (given.value if given is not None else None)
    return script.text if script is not None else ""


def _variable(way: Way, expression: str) -> str | None:
    """A variable of the step that holds the value, and that the script leaves as it is."""
    keys = {tuple(expression.lower().split("."))}
    if expression.startswith("inputs."):
        keys.add(("github", "event", *expression.lower().split(".")))
    script, space = _script(way), "" if way.step.language == "bash" else r"\s*"
    for name, value in way.scope.environment.items():
        changed = rf"\b{name}{space}\+?=(?!=)|\bread\b|\bunset\b"
        if isinstance(value, Reference) and value.key in keys and not re.search(changed, script):
            return name
    return None
