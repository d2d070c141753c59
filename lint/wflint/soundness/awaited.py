"""Runs that a job has started and then looks for, or waits for: which run it takes, and whether it looks at how that one ends.

Sources: cli.github.com/manual, `gh run list` (newest first, no link to a dispatch) and `gh run watch` (without `--exit-status`
its status is 0 however the run ends).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from wflint.graph import Site, System, Way
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.scenario import Scenario, settle
from wflint.senders.commands import unwrapped
from wflint.senders.flags import program_name, read_flags
from wflint.senders.holed import holed
from wflint.senders.message import Invocation
from wflint.span import Span
from wflint.values.condition import NEVER, Condition, all_of, are_apart, conjuncts, words_of
from wflint.values.value import Fresh, Reference, Unknown, Value, constant, parts_of, possible_texts

_LIST_FLAGS = """
b branch c commit created e event q jq json L limit s status t template u user w workflow R repo H header X method f raw-field F
field p preview cache hostname input i interval
"""
_WITH_VALUE = frozenset(_LIST_FLAGS.split())
_FIRST = regex(r"\s*\(?\s*\.(?:workflow_runs)?\[0\]|\s*first\b|\s*\.workflow_runs\s*\|\s*\(?\s*(?:\.\[0\]|first\b)")
_LATEST = regex(
    r"\s*(?:\.workflow_runs\s*\|\s*)?(?:max_by\(\s*\.created_?at\s*\)|sort_by\(\s*\.created_?at\s*\)\s*"
    r"(?:\|\s*reverse\s*\|\s*\(?\s*(?:\.\[0\]|first\b)|(?:\|\s*)?(?:\.?\[-1\]|last\b)))",
    re.IGNORECASE,
)
"""A program that sorts the runs by their time, to take the last one."""
_CHOOSES = regex(
    r"\bselect\b|\bcreated_?at\b|\bdisplay_?title\b|\bhead_?sha\b|\bdatabaseId\s*[<>]|\btest\b|\bcontains\b", re.IGNORECASE
)
_NARROWED = ("c", "commit", "created", "u", "user")
_RUNS = regex(r"/actions/(?:workflows/([^/?]+)/)?runs(?:\?(.*))?$")
_BRANCH = regex(r"(?:^|&)branch=([^&]*)")
_THIS_RUN = frozenset({("github", "run_id"), ("github", "run_number")})
_FOUND = regex(r"(\w+)=[\"']?\$\(\s*(?:gh\s+(?:run\s+list|api)|curl|echo|printf|jq)\b")
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
    picked: dict[int, dict[Span, str]] = {}
    for site, way, invocation in _afterwards(system):
        if id(way) not in picked:
            picked[id(way)] = _picked(way.step.script.invocations)
        command = _takes_newest(invocation, picked[id(way)].get(invocation.span, ""), site, way)
        if command and not _is_told_from_another(way):
            yield Started(site, way, invocation.span, command)


def _picked(invocations: Sequence[Invocation]) -> dict[Span, str]:
    """What a `jq` takes of a command's output, by the place of that command."""
    found: dict[Span, str] = {}
    last: dict[str, Span] = {}
    for invocation in invocations:
        words = unwrapped(invocation).words
        name = program_name(words[0].value) if words else None
        if name == "jq":
            outputs = (
                [part.reason for part in parts_of(invocation.stdin) if isinstance(part, Unknown)] if invocation.stdin else []
            )
            source = next((last[each] for each in last if any(_is_output_of(each, reason) for reason in outputs)), None)
            program = next((holed(word.value).shape for word in words[1:] if not _is_flag(word.value)), "")
            if source is not None:
                found.setdefault(source, program)
        elif name is not None:
            last[name] = invocation.span
    return found


def _is_output_of(program: str, reason: str) -> bool:
    return reason.startswith((f"output of `{program} ", f"output of `{program}`"))


def _is_flag(word: Value) -> bool:
    return (constant(word) or "").startswith("-")


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


def _takes_newest(invocation: Invocation, picked: str, site: Site, way: Way) -> str:
    """The command that takes the newest run, empty where it doesn't; `picked` is what a program behind it takes of the list."""
    inner = unwrapped(invocation)
    name = program_name(inner.words[0].value) if inner.words else None
    if name == "curl":
        addresses = [word.value for word in inner.words[1:] if _RUNS.search(holed(word.value).shape)]
        return "curl" if addresses and _asks_for_newest(addresses[0], picked, False, site, way) else ""
    if name != "gh":
        return ""
    line = read_flags(inner.words[1:], _WITH_VALUE)
    operands = [constant(word.value) for word in line.rest]
    chosen, limit = line.last("q", "jq"), line.last("L", "limit")
    program = holed(chosen.value).shape if chosen is not None and chosen.value is not None else picked
    is_single = limit is not None and limit.value is not None and constant(limit.value) == "1"
    if operands[:2] == ["run", "list"]:
        named, branch = line.last("w", "workflow"), line.last("b", "branch")
        meant = named is None or _is_target(named.value, site)
        found = meant and _first_only(program, is_single) and not line.has(*_NARROWED)
        return "gh run list" if found and not _is_of_this_run(branch.value if branch is not None else None, way) else ""
    if operands[:1] == ["api"] and len(line.rest) > 1 and not line.has("input"):
        return "gh api" if _asks_for_newest(line.rest[1].value, program, is_single, site, way) else ""
    return ""


def _asks_for_newest(address: Value, program: str, is_single: bool, site: Site, way: Way) -> bool:
    """Whether runs of what was started are asked for at the address, and nothing but its place in the list chooses one."""
    asked = holed(address)
    found = _RUNS.search(asked.shape)
    if found is None or (found[1] and not _is_target(asked.restore(found[1]), site)):
        return False
    query = found[2] or ""
    on = _BRANCH.search(query)
    narrowed = "created" in query or "head_sha" in query
    first = _first_only(program, is_single or "per_page=1" in query.split("&"))
    return first and not narrowed and not _is_of_this_run(asked.restore(on[1]) if on is not None else None, way)


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


def _first_only(program: str, is_single: bool) -> bool:
    """Whether one run is taken, by nothing but its place in the list."""
    latest = _LATEST.match(program)
    if _CHOOSES.search(program, latest.end() if latest is not None else 0):
        return False
    return is_single or latest is not None or bool(_FIRST.match(program))


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
