"""Callbacks that say the same, whether the run has succeeded or failed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wflint.graph import Edge, Site, System
from wflint.regex import regex
from wflint.scenario import Scenario, settle
from wflint.soundness.callbacks import Reporter, reporters
from wflint.soundness.endings import Ending
from wflint.soundness.outputs import hands_on_outputs
from wflint.soundness.statuses import is_sent, kind_of, stands, status_fields
from wflint.values.value import Choice, Object, OneOf, Value, constant, parts_of, references, why_unknown

_LOOKS_AT_RUNS = regex(r"\bgh run (?:view|watch|list)\b|\bapi\b.*actions/(?:runs|jobs)\b|WorkflowRun", re.IGNORECASE)
_SAYS_IT = regex(r"fail|error|broke|cancel|abort|success|succeed", re.IGNORECASE)
"""Words in a type that tell of one end and not of another."""
_OF_EVENT = frozenset(("github", "inputs", "secrets", "vars"))

_Message = tuple[Value, tuple[tuple[str, Value], ...]]
"""A message as its receiver sees it: type, and fields by name."""


def wordless(system: System) -> Iterator[Edge]:
    """Each callback that is sent after a failure as after a success, and in which nothing tells the one from the other."""
    for reporter in reporters(system):
        callback = reporter.callbacks[-1]
        sites = {id(edge.site): edge.site for edge in reporter.callbacks}.values()
        if any(_tells(system, reporter, site) for site in sites) or _looks_it_up(reporter):
            continue
        usual = next((each for each in reporter.endings if each.fault is None), None)
        failures = [
            each
            for each in reporter.endings
            if kind_of(each) == "failure" and any(stands(reporter, site, each) in ("before", "same") for site in sites)
        ]
        said = {_messages(reporter, tuple(sites), each) for each in (*failures, *((usual,) if usual is not None else ()))}
        if usual is not None and failures and len(said) == 1 and said != {frozenset()}:
            yield callback


def _tells(system: System, reporter: Reporter, site: Site) -> bool:
    """Whether a message may tell how the run has ended, as far as can be seen without playing it."""
    payload = site.dispatch.payload
    if not isinstance(payload, Object) or payload.open is not None or why_unknown(payload) is not None:
        return True
    if any(constant(each.value) not in ("completed", "done") for each in status_fields(site)):
        return True
    types = any(_SAYS_IT.search(edge.event.type) for edge in reporter.callbacks)
    foreign = any(each.key[0] not in _OF_EVENT for each in references(payload))
    handed_on = {*system.config.correlation, *system.config.counters}
    others = (each.value for each in payload.fields if each.name not in handed_on)
    chosen = any(isinstance(part, Choice | OneOf) for value in others for part in parts_of(value))
    return foreign or chosen or types or hands_on_outputs(site)


def _looks_it_up(reporter: Reporter) -> bool:
    """Whether a receiver that gets the run's id may ask GitHub how it has ended."""
    ids = {("github", "run_id"), ("github", "run_number")}
    given = any(each.key in ids for edge in reporter.callbacks for each in references(edge.site.dispatch.payload))
    return given and any(_LOOKS_AT_RUNS.search(edge.workflow.workflow.source.text) for edge in reporter.callbacks)


def _messages(reporter: Reporter, sites: tuple[Site, ...], ending: Ending) -> frozenset[_Message]:
    """What is sent in an ending."""
    seen = ((site, ending.sees(site.dispatch)) for site in sites)
    return frozenset(
        _message(site, scenario) for site, scenario in seen if scenario is not None and is_sent(reporter, site, ending, scenario)
    )


def _message(site: Site, scenario: Scenario) -> _Message:
    payload = settle(site.dispatch.payload, site.way.scope, scenario)
    fields = payload.fields if isinstance(payload, Object) else ()
    return settle(site.dispatch.target, site.way.scope, scenario), tuple((each.name, each.value) for each in fields)
