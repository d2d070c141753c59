"""A task system for a repository, made of pieces of the example that works: `examples/task-system`, which the wheel holds too.

The example has an executor that works in bash and one in PowerShell, and an orchestrator with a route for each.  A system with
other executors is put together from these: each executor is a copy of one of the two under its own name, and each of its routes a
copy of the example's.  With the names of the example the result is the example.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path

from wflint.lean import dataclass
from wflint.regex import regex

WORKFLOWS = ".github/workflows/"
EVENTS = ".github/events/"
SETTINGS = ".github/wflint.yml"
FIELDS = frozenset({"branch", "description", "step", "retry_count", "status", "state_run"})
"""Fields of the example's payloads beside the id."""

_KNOWN_IDS = ("task_id", "correlation_id", "request_id")
"""Names of ids that wflint knows without being told."""

_RESERVED = frozenset({"true", "false", "null", "esac"})
"""Words that YAML or the shell reads as something else where names of steps stand."""

_NAME = regex(r"[A-Za-z][A-Za-z0-9_-]*")
_RUNNER = regex(r"[A-Za-z0-9_.-]+")
_FIELD = regex(r"[a-z][a-z0-9_]*")
_TAKEN = ("orchestrator", "watchdog")
MOST_RETRIES = 20


class ScaffoldError(Exception):
    """No system can be made with these names; the message says why."""


@dataclass(frozen=True, slots=True)
class Executor:
    """An executor: `name.yml`, which runs on a runner and reports by `event`."""

    name: str
    runner: str
    step: str
    event: str
    title: str

    @property
    def is_windows(self) -> bool:
        return self.runner.lower().startswith("windows")


AGENT = Executor("ai-agent", "ubuntu-latest", "agent", "agent:complete", "AI agent")
BUILD = Executor("local-build", "windows-latest", "build", "compile:complete", "Local build")
"""The executors of the example."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the system is to be: its launcher, its executors in the order in which they work, the id's name, and the cap."""

    launcher: str = "task-launcher"
    executors: tuple[Executor, ...] = (AGENT, BUILD)
    correlation: str = "task_id"
    max_retries: int = 3


def executor(given: str) -> Executor:
    """The executor that `NAME` or `NAME=RUNNER` means; raises `ScaffoldError`."""
    name, equals, runner = given.partition("=")
    if not _NAME.fullmatch(name) or name.lower() in _RESERVED:
        raise ScaffoldError(f"`{name}` can't be the name of a workflow: letters, digits, dash and underscore, a letter first")
    if equals and not _RUNNER.fullmatch(runner):
        raise ScaffoldError(f"`{runner}` isn't the label of a runner")
    for own in (AGENT, BUILD):
        if given in (own.name, f"{own.name}={own.runner}"):
            return own
    return Executor(name, runner or AGENT.runner, name, f"{name}:complete", _title(name))


def checked(plan: Plan) -> Plan:
    """The plan, which makes a system; raises `ScaffoldError`."""
    if not _NAME.fullmatch(plan.launcher):
        raise ScaffoldError(f"`{plan.launcher}` can't be the name of a workflow: letters, digits, dash and underscore")
    if not plan.executors:
        raise ScaffoldError("a system needs an executor")
    seen = dict.fromkeys(_TAKEN, "of its own")
    for name in (plan.launcher, *(each.name for each in plan.executors)):
        if name.lower() in seen:
            raise ScaffoldError(f"two workflows would be called `{name}.yml`")
        seen[name.lower()] = name
    if not _FIELD.fullmatch(plan.correlation) or plan.correlation in FIELDS:
        raise ScaffoldError(
            f"`{plan.correlation}` can't be the name of the id: lower case, and none of {', '.join(sorted(FIELDS))}"
        )
    if not 1 <= plan.max_retries <= MOST_RETRIES:
        raise ScaffoldError(f"a task can be tried again 1 to {MOST_RETRIES} times, not {plan.max_retries}")
    return plan


def system(plan: Plan) -> Mapping[str, str]:
    """The files of the system, by their path from the root."""
    example = _example()
    made = {f"{WORKFLOWS}{plan.launcher}.yml": _launcher(example[f"{WORKFLOWS}task-launcher.yml"], plan)}
    made[f"{WORKFLOWS}orchestrator.yml"] = _orchestrator(example[f"{WORKFLOWS}orchestrator.yml"], plan)
    for before, each in pairwise((None, *plan.executors)):
        assert each is not None  # only the first has nobody before it
        made[f"{WORKFLOWS}{each.name}.yml"] = _worker(example, each, before or AGENT)
        made[f"{EVENTS}{_file(each.event)}"] = _ended(example[f"{EVENTS}{_file(AGENT.event)}"], each)
    watched = " ".join(f"{each.name}.yml" for each in plan.executors)
    made[f"{WORKFLOWS}watchdog.yml"] = _once(example[f"{WORKFLOWS}watchdog.yml"], "ai-agent.yml local-build.yml", watched)
    start = example[f"{EVENTS}{_file('task:start')}"]
    steps = ", ".join(f'"{each.step}"' for each in plan.executors)
    made[f"{EVENTS}{_file('task:start')}"] = _once(
        _once(start, '"agent", "build"', steps), "task-launcher.yml", f"{plan.launcher}.yml"
    )
    renamed = {path: _with_id(text, plan.correlation) for path, text in made.items()}
    if plan.correlation not in _KNOWN_IDS:
        renamed[SETTINGS] = f"correlation: [{plan.correlation}] # the name under which a task's id travels\n"
    return renamed


# -- the example --------------------------------------------------------------------------------------------------------------


def _example() -> dict[str, str]:
    """The texts of the example, by their path from its root."""
    packed = files("wflint").joinpath("data", "task-system")
    folder: Traversable = packed if packed.is_dir() else Path(__file__).parents[2] / "examples" / "task-system" / ".github"
    return dict(_texts(folder, ".github/"))


def _texts(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for each in sorted(folder.iterdir(), key=lambda found: found.name):
        if each.is_dir():
            yield from _texts(each, f"{prefix}{each.name}/")
        else:
            yield f"{prefix}{each.name}", each.read_text(encoding="utf-8")


def _file(event_type: str) -> str:
    from wflint.facts.contracts import file_name

    return file_name(event_type)


# -- pieces of text -------------------------------------------------------------------------------------------------------------


def _once(text: str, old: str, new: str) -> str:
    """The text with a piece replaced that it holds once."""
    if text.count(old) != 1:
        raise AssertionError(f"the example holds {old!r} {text.count(old)} times")
    return text.replace(old, new)


def _between(text: str, start: str, end: str) -> tuple[str, str, str]:
    """The text before a piece, the piece, and the rest; the piece begins with `start` and goes on to `end`."""
    head, found, tail = text.partition(start)
    body, ended, rest = tail.partition(end)
    if not found or not ended:
        raise AssertionError(f"the example holds no {start!r} with {end!r} behind it")
    return head, found + body, ended + rest


def _replaced(text: str, words: Mapping[str, str]) -> str:
    """The text with words replaced by others, all at once; longer ones first."""
    pattern = "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True))
    return re.sub(pattern, lambda match: words[match[0]], text)


def _with_id(text: str, name: str) -> str:
    if name == "task_id":
        return text
    return re.sub(r"\bTASK_ID\b", name.upper(), re.sub(r"\btask_id\b", name, text))


def _title(name: str) -> str:
    words = re.sub(r"[-_]+", " ", name).strip()
    return words[:1].upper() + words[1:]


# -- its workflows --------------------------------------------------------------------------------------------------------------


def _launcher(text: str, plan: Plan) -> str:
    title = "Task launcher" if plan.launcher == "task-launcher" else _title(plan.launcher)
    text = _once(text, "name: Task launcher\n", f"name: {title}\n")
    text = _once(text, f"default: {AGENT.step}\n", f"default: {plan.executors[0].step}\n")
    listed = "".join(f"          - {each.step}\n" for each in plan.executors)
    return _once(text, f"          - {AGENT.step}\n          - {BUILD.step}\n", listed)


def _worker(example: Mapping[str, str], own: Executor, before: Executor) -> str:
    """An executor's workflow; `before` is the one whose patch it finds in the state."""
    pattern = BUILD if own.is_windows else AGENT
    text = example[f"{WORKFLOWS}{pattern.name}.yml"]
    if own == pattern:
        return text
    text = _replaced(text, _in_powershell(own, before) if own.is_windows else _in_bash(own))
    place = "runs-on: {}\n    timeout-minutes: 60"
    return _once(text.replace(pattern.event, own.event), place.format(pattern.runner), place.format(own.runner))


def _in_bash(own: Executor) -> dict[str, str]:
    """The words of the example's executor in bash, and what takes their place."""
    return {
        "name: AI agent": f"name: {own.title}",
        "Agent for task": f"{own.title} for task",
        "group: agent-": f"group: {own.name}-",
        "a hanging agent": "a hanging program",
        "scripts/agent.sh": f"scripts/{own.name}.sh",
        "state/agent.patch": f"state/{own.step}.patch",
    }


def _in_powershell(own: Executor, before: Executor) -> dict[str, str]:
    """The words of the example's executor in PowerShell, and what takes their place."""
    return {
        "the same promises as the agent's, kept in PowerShell": "the same promises as in bash, kept in PowerShell",
        "name: Local build": f"name: {own.title}",
        "Build for task": f"{own.title} for task",
        "group: build-": f"group: {own.name}-",
        "without the agent's patch there is nothing to build": "without what was done before there is nothing to do",
        "state/agent.patch": f"state/{before.step}.patch",
        "the agent's patch doesn't apply": "the patch doesn't apply",
        "empty when the task begins with the build": "empty when the task begins here",
    }


def _ended(text: str, own: Executor) -> str:
    """The contract of the event by which an executor reports."""
    if own == AGENT:
        return text
    title = "The build" if own == BUILD else own.title
    return _once(_once(text, '"The agent has ended"', f'"{title} has ended"'), f'"{AGENT.name}.yml"', f'"{own.name}.yml"')


def _orchestrator(text: str, plan: Plan) -> str:
    first, last = plan.executors[0], plan.executors[-1]
    text = _once(text, 'MAX_RETRIES: "3"', f'MAX_RETRIES: "{plan.max_retries}"')
    if plan.executors == (AGENT, BUILD):
        return text
    heard = "".join(f"      - {each.event}\n" for each in plan.executors)
    text = _once(text, f"      - {AGENT.event}\n      - {BUILD.event}\n", heard)
    head, branch, rest = _between(text, f"            {AGENT.step})\n", f"            {BUILD.step})\n")
    rest = _between(rest, f"            {BUILD.step})\n", "            *)\n")[2]
    branches = (
        _replaced(branch, {f"{AGENT.step})": f"{each.step})", f"{AGENT.name}.yml": f"{each.name}.yml"}) for each in plan.executors
    )
    text = head + "".join(branches) + rest
    head, onward, rest = _between(text, f"      - name: Route {AGENT.event}\n", f"      - name: Route {BUILD.event}\n")
    _, final, rest = _between(rest, f"      - name: Route {BUILD.event}\n", "  # Every task that can't go on")
    routes = [_onward(onward, each, following) for each, following in pairwise(plan.executors)]
    return head + "".join(routes) + _final(final, last, first) + rest.replace(BUILD.event, last.event)


def _onward(route: str, own: Executor, following: Executor) -> str:
    """The route of an executor that another one follows."""
    words = {AGENT.event: own.event, f"{AGENT.name}.yml": f"{own.name}.yml", f"{BUILD.name}.yml": f"{following.name}.yml"}
    return _replaced(route, words if own == AGENT else {**words, "the agent": own.name})


def _final(route: str, own: Executor, first: Executor) -> str:
    """The route of the last executor: what fails there goes back to the first."""
    words = {BUILD.event: own.event, f"{AGENT.name}.yml": f"{first.name}.yml"}
    if own != BUILD or first != AGENT:
        back = "goes back to the first executor, with what it left in the state."
        words["the build"] = own.name
        words["# What doesn't compile goes back to the agent, with the compiler's words in the state."] = f"# What fails {back}"
    return _replaced(route, words)
