"""Calls of `gh` besides those that send a message: which of them lack a repository, or a token, or what no token of a run may do.

Source: cli.github.com/manual, gh_help_environment and the pages of the commands (`-R, --repo`; pull requests and issues may be
named by their address); in Actions `gh` without a token stops with exit code 4.  Read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.graph import System, Way, events
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.scenario import Scenario, holds
from wflint.senders.commands import unwrapped
from wflint.senders.flags import program_name
from wflint.senders.gh import token_of
from wflint.senders.message import Invocation
from wflint.span import Span
from wflint.values.value import Const, Reference, Value, constant, parts_of

_OF_REPOSITORY = frozenset(("run", "workflow", "pr", "issue", "release", "label", "cache", "ruleset"))
_OF_API = _OF_REPOSITORY | {"api", "repo", "secret", "variable", "search", "gist", "project", "org"}
_BY_ADDRESS = frozenset(("pr", "issue"))
_NUMBERS = frozenset(("number", "run_id", "id"))
_HELP = frozenset(("--help", "-h"))
_SETTINGS = {"variable": "variables", "secret": "secrets"}
_OF_SETTINGS = regex(r"/actions/(variables|secrets)\b")


@dataclass(frozen=True, slots=True, eq=False)
class Command:
    """A call of `gh` in its place: `gh run rerun`."""

    name: str
    way: Way
    invocation: Invocation

    @property
    def span(self) -> Span:
        return self.invocation.span

    @property
    def token(self) -> Value | None:
        """What `gh` finds in its environment."""
        return token_of(self.invocation)

    @property
    def settings(self) -> str | None:
        """The settings of a repository or organization that it reads or writes, and that no scope of `permissions` opens."""
        words = [word.value for word in self.invocation.words[1:]]
        if constant(words[0]) != "api":
            return _SETTINGS.get(constant(words[0]) or "")
        pieces = (str(part.value) for word in words[1:] for part in parts_of(word) if isinstance(part, Const))
        found = next(filter(None, map(_OF_SETTINGS.search, pieces)), None)
        return found[1] if found is not None else None

    @property
    def is_in_folder(self) -> bool:
        """Whether it is surely about the repository of the folder in which it runs."""
        words = [word.value for word in self.invocation.words[1:]]
        area = constant(words[0])
        if area not in _OF_REPOSITORY or self.invocation.variable("GH_REPO") is not None:
            return False
        known = [constant(value) for value in words]
        if any(each is not None and each.startswith(("-R", "--repo")) for each in known):
            return False
        return area not in _BY_ADDRESS or all(map(_is_no_address, words[2:]))


def commands(system: System) -> Iterator[Command]:
    """Each call that may happen in workflows that send or hear a message, once, but for those that send one."""
    seen: set[Span] = set()
    for way in system.ways:
        if way.workflow.path not in system.linked:
            continue
        sent = {each.span for each in way.step.dispatches} | {each.span for each in way.step.unresolved}
        for given in way.step.script.invocations:
            invocation = unwrapped(given)
            if invocation.span in sent or invocation.span in seen or invocation.span.path not in system.sources:
                continue
            name = _name(invocation)
            if name is not None and _may_run(way, invocation):
                seen.add(invocation.span)
                yield Command(name, way, invocation)


def _name(invocation: Invocation) -> str | None:
    words = invocation.words
    if len(words) < 2 or program_name(words[0].value) != "gh":
        return None
    area = constant(words[1].value)
    if area not in _OF_API or any(constant(word.value) in _HELP for word in words):
        return None
    below = constant(words[2].value) if len(words) > 2 and area != "api" else None
    return f"gh {area} {below}" if below is not None and below.isalpha() else f"gh {area}"


def _may_run(way: Way, invocation: Invocation) -> bool:
    scenarios = [Scenario(event) for event in events(way.workflow)]
    return any(way.happens(each) is not False and holds(invocation.guard, way.scope, each) is not False for each in scenarios)


def _is_no_address(value: Value) -> bool:
    """Whether a word surely isn't the address of an issue or a pull request."""
    known = constant(value)
    if known is not None:
        return "://" not in known
    return isinstance(value, Reference) and value.key[-1] in _NUMBERS
