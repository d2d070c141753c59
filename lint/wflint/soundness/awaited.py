"""Runs that a job has started and then looks for, or waits for: which run it takes, and whether it looks at how that one ends.

Sources: cli.github.com/manual, `gh run list` (newest first, no link to a dispatch) and `gh run watch` (without `--exit-status`
its status is 0 however the run ends).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from wflint.graph import Site, System, Way
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.scenario import Scenario, settle
from wflint.senders.commands import unwrapped
from wflint.senders.flags import CommandLine, program_name, read_flags
from wflint.senders.holed import holed
from wflint.senders.message import Invocation
from wflint.span import Span
from wflint.values.condition import NEVER, Condition, all_of, are_apart, conjuncts, words_of
from wflint.values.value import Fresh, Reference, Value, constant, parts_of, possible_texts

_LIST_FLAGS = """
b branch c commit created e event q jq json L limit s status t template u user w workflow R repo H header X method f raw-field F
field p preview cache hostname input i interval
"""
_WITH_VALUE = frozenset(_LIST_FLAGS.split())
_FIRST = regex(r"\s*\.(?:workflow_runs)?\[0\]|\s*first\b")
_LATEST = regex(
    r"\s*(?:\.workflow_runs\s*\|\s*)?(?:max_by\(\s*\.created_?at\s*\)|sort_by\(\s*\.created_?at\s*\)\s*"
    r"(?:\|\s*reverse\s*\|\s*(?:\.\[0\]|first\b)|(?:\|\s*)?(?:\.?\[-1\]|last\b)))",
    re.IGNORECASE,
)
"""A program that sorts the runs by their time, to take the last one."""
_CHOOSES = regex(
    r"\bselect\b|\bcreated_?at\b|\bdisplay_?title\b|\bhead_?sha\b|\bdatabaseId\s*[<>]|\btest\b|\bcontains\b", re.IGNORECASE
)
_NARROWED = ("c", "commit", "created", "u", "user")
_RUNS = regex(r"/actions/(?:workflows/[^/?]+/)?runs(?:\?(.*))?$")
_BRANCH = regex(r"(?:^|&)branch=([^&]*)")
_THIS_RUN = frozenset({("github", "run_id"), ("github", "run_number")})
_FOUND = regex(r"(\w+)=[\"']?\$\(\s*gh\s+(?:run\s+list|api)\b")
_COMPARED = r"\$\{{?{}\}}?[\"']?\s+(?:-gt|-ne|-eq|!=|==?)\s+[\"']?\$(?!\{{?GITHUB_)"
_ENDINGS = regex(r"conclusion|--exit-status")


@dataclass(frozen=True, slots=True, eq=False)
class Started:
    """What a job does about a run that it has started: the dispatch, and the command that looks for the run or waits for it."""

    site: Site
    way: Way
    place: Span
    command: str


def newest(system: System) -> Iterator[Started]:
    """Every command that takes the newest run for the one that the job has started before."""
    for site, way, invocation in _afterwards(system):
        command = _takes_newest(invocation, site, way)
        if command and not _is_told_from_another(way):
            yield Started(site, way, invocation.span, command)


def unheeded(system: System) -> Iterator[Started]:
    """Every `gh run watch` for a run that the job has started, where nothing in the job looks at how the run has ended."""
    for site, way, invocation in _afterwards(system):
        if _watches(invocation) and not any(_ENDINGS.search(text) for text in _texts(way)):
            yield Started(site, way, invocation.span, "gh run watch")


def _afterwards(system: System) -> Iterator[tuple[Site, Way, Invocation]]:
    """Each command of a job behind the last dispatch before it, each place once."""
    seen: set[Span] = set()
    sent: dict[tuple[int, ...], Site] = {}
    for way in system.ways:
        job = tuple(map(id, way.jobs))
        own = sorted(system.sites_at(way), key=lambda site: site.span)
        places = [each.span for each in own]
        for invocation in way.step.script.invocations:
            before = bisect_left(places, invocation.span)
            near = (each for each in reversed(own[:before]) if not _exclude(each.dispatch.guard, invocation.guard))
            last = next(near, None) or sent.get(job)
            if last is not None and invocation.span not in seen:
                seen.add(invocation.span)
                yield last, way, invocation
        if own:
            sent[job] = own[-1]


def _exclude(one: Condition, other: Condition) -> bool:
    """Whether two places are ways of one choice, so that nobody comes from one to the other."""
    chosen = [[words for part in conjuncts(each) if (words := words_of(part))] for each in (one, other)]
    return all_of((one, other)) == NEVER or any(
        here[0].left == there[0].left and all(are_apart(word, another) for word in here for another in there)
        for here in chosen[0]
        for there in chosen[1]
    )


def _takes_newest(invocation: Invocation, site: Site, way: Way) -> str:
    inner = unwrapped(invocation)
    if not inner.words or program_name(inner.words[0].value) != "gh":
        return ""
    line = read_flags(inner.words[1:], _WITH_VALUE)
    operands = [constant(word.value) for word in line.rest]
    if operands[:2] == ["run", "list"]:
        named = line.last("w", "workflow")
        found = _first_only(line) and not line.has(*_NARROWED) and (named is None or _is_target(named.value, site))
        branch = line.last("b", "branch")
        return "gh run list" if found and not _is_of_this_run(branch.value if branch is not None else None, way) else ""
    if operands[:1] == ["api"] and len(line.rest) > 1 and not line.has("input"):
        asked = holed(line.rest[1].value)
        address = _RUNS.search(asked.shape)
        query = address[1] or "" if address is not None else ""
        found = address is not None and _first_only(line, query) and not ("created" in query or "head_sha" in query)
        on = _BRANCH.search(query)
        return "gh api" if found and not _is_of_this_run(asked.restore(on[1]) if on is not None else None, way) else ""
    return ""


def _is_of_this_run(branch: Value | None, way: Way) -> bool:
    """Whether the branch is called after the run at hand, so that no other run starts anything there."""
    value = settle(branch, way.scope, Scenario()) if branch is not None else None
    return value is not None and any(
        isinstance(part, Fresh) or (isinstance(part, Reference) and part.key in _THIS_RUN) for part in parts_of(value)
    )


def _is_told_from_another(way: Way) -> bool:
    """Whether the script compares the run that it has found with another one, such as the newest before the start."""
    text = way.step.step.run.text if way.step.step.run is not None else ""
    return any(re.search(_COMPARED.format(name), text) for name in _FOUND.findall(text))


def _first_only(line: CommandLine, query: str = "") -> bool:
    """Whether one run is taken, by nothing but its place in the list."""
    chosen, limit = line.last("q", "jq"), line.last("L", "limit")
    program = holed(chosen.value).shape if chosen is not None and chosen.value is not None else ""
    latest = _LATEST.match(program)
    if _CHOOSES.search(program, latest.end() if latest is not None else 0):
        return False
    single = (limit is not None and limit.value is not None and constant(limit.value) == "1") or "per_page=1" in query.split("&")
    return single or latest is not None or bool(_FIRST.match(program))


def _is_target(named: Value | None, site: Site) -> bool:
    """Whether the list is one of the runs of the workflow that was started."""
    if named is None:
        return False
    if site.dispatch.kind != "workflow_dispatch" or named == site.dispatch.target:
        return True
    names, targets = possible_texts(named), possible_texts(site.dispatch.target)
    return names is not None and targets is not None and bool(set(map(_plain, names)) & set(map(_plain, targets)))


def _plain(name: str) -> str:
    return name.rpartition("/")[2]


def _watches(invocation: Invocation) -> bool:
    inner = unwrapped(invocation)
    if not inner.words or program_name(inner.words[0].value) != "gh":
        return False
    line = read_flags(inner.words[1:], _WITH_VALUE)
    return [constant(word.value) for word in line.rest[:2]] == ["run", "watch"] and not line.has("exit-status")


def _texts(way: Way) -> Iterator[str]:
    """The scripts of the job, in which a conclusion may be looked at."""
    for each in way.job.steps:
        if each.step.run is not None:
            yield each.step.run.text
        yield from (given.value.text for given in each.step.inputs if given.name.text == "script")
