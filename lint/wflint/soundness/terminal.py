"""Terminal acts: what brings a task to an end that someone can see, by the table `data/terminal.json` and the configuration."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import translate
from functools import lru_cache

from wflint.config import Ends
from wflint.data import read_table
from wflint.lean import dataclass
from wflint.senders.acts_git import git_command
from wflint.senders.commands import unwrapped
from wflint.senders.flags import program_name
from wflint.senders.message import FunctionCall, Invocation
from wflint.values.value import Const, Text, Value, constant

_OBJECTS = ("core", "console")
"""Objects of JavaScript whose methods are commands with a name of two words."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """Patterns of what tells somebody, and of what surely doesn't; the first come first, and the rest is taken to tell.

    `annotations` are the beginnings of lines (`::error`) that show outside of the log.
    """

    events: tuple[str, ...]
    commands: tuple[str, ...]
    annotations: tuple[str, ...]
    actions: tuple[str, ...]
    silent_commands: tuple[str, ...]
    silent_actions: tuple[str, ...]
    tools: tuple[str, ...] = ()

    def is_end(self, event_type: str | None) -> bool:
        """Whether a task has ended with an event of this type: whoever hears it owes nothing more."""
        return event_type is not None and _matches(event_type, self.events)

    def is_silent(self, doing: Invocation | FunctionCall) -> bool:
        """Whether a command or call only prints, reads or computes."""
        return _is_silent(_names(doing), self.commands, self.silent_commands)

    def says_nothing(self, doing: Invocation | FunctionCall) -> bool:
        """Whether nobody can hear of a command or call: it is silent, or makes programs ready."""
        return self.is_silent(doing) or (isinstance(doing, Invocation) and _matches_tool(doing, self.tools))

    def annotates(self, doing: Invocation | FunctionCall) -> bool:
        """Whether what a command or call prints shows outside of the log: `echo "::error::…"`."""
        return any(_beginning(each).startswith(self.annotations) for each in given(doing))

    def action_tells(self, uses: str) -> bool:
        """Whether somebody may see what an action does; `uses` is as it is written in the step."""
        name = uses.partition("@")[0].strip().lower()
        return _matches(name, self.actions) or not _matches(name, self.silent_actions)


def _matches_tool(doing: Invocation, tools: tuple[str, ...]) -> bool:
    """Whether a command looks for programs or installs them, also behind `sudo` and with flags before its subcommand."""
    for words in (doing.words, unwrapped(doing).words):
        known = [str(constant(word.value)) for word in words]
        plain = [each for each in known[1:] if not each.startswith("-")]
        if known and any(_matches(" ".join((known[0], *each)), tools) for each in ([], known[1:2], plain[:1])):
            return True
    return False


def given(doing: Invocation | FunctionCall) -> tuple[Value, ...]:
    """What a command or call is given, as far as that is kept."""
    if isinstance(doing, FunctionCall):
        return (doing.given,) if doing.given is not None else ()
    return tuple(word.value for word in doing.words[1:])


@lru_cache(maxsize=4096)
def _is_silent(names: tuple[str, ...], commands: tuple[str, ...], silent_commands: tuple[str, ...]) -> bool:
    told = not names or any(_matches(name, commands) for name in names)
    return not told and any(_matches(name, silent_commands) for name in names)


def _names(doing: Invocation | FunctionCall) -> tuple[str, ...]:
    """What a command may be called in a table: as it is written, and without its folder; nothing where it can't be known.

    git goes by its subcommand as well (`git fetch`).
    """
    if isinstance(doing, FunctionCall):
        return (doing.name.lower(),) if doing.name else ()
    if doing.words and program_name(doing.words[0].value) == "git":
        return ("git", f"git {git_command(doing).command or ''}".rstrip())
    words = [constant(word.value) for word in doing.words[:2]]
    if not words or words[0] is None:
        return ()
    name = ".".join(map(str, words)) if words[0] in _OBJECTS else words[0]
    return (name.lower(), name.lower().rpartition("/")[2])


def _beginning(value: Value) -> str:
    first = value.parts[0] if isinstance(value, Text) and value.parts else value
    return str(first.value).lstrip() if isinstance(first, Const) else ""


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return name in patterns or any(each(name) for each in _compiled(patterns))


@lru_cache
def _compiled(patterns: tuple[str, ...]) -> tuple[Callable[[str], object], ...]:
    """What tells whether a name fits each of the patterns with wildcards."""
    return tuple(re.compile(translate(each)).match for each in patterns if any(sign in each for sign in "*?["))


@lru_cache
def terminal(added: Ends = Ends()) -> Terminal:  # noqa: B008  # frozen
    """The table with what the configuration adds to it."""
    table = read_table("terminal")

    def lower(name: str, more: tuple[str, ...]) -> tuple[str, ...]:
        return (*(each.lower() for each in table[name]), *(each.lower() for each in more))

    return Terminal(
        (*table["events"], *added.events),
        lower("commands", added.commands),
        tuple(f"::{each}" for each in table["annotations"]),
        lower("actions", added.actions),
        lower("silent-commands", added.silent_commands),
        lower("silent-actions", added.silent_actions),
        tuple(table["tools"]),
    )
