"""What the text of one workflow tells on its own: whether it may be ordinary, and what then counts of it for others.

The test may err on the side of reading: it looks for words that nothing of what rules speak of can do without.
"""

from __future__ import annotations

from functools import cache, lru_cache

from wflint.data import read_table
from wflint.regex import regex
from wflint.syntax.glance import glance

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    import re
    from typing import TypeAlias

    from wflint.syntax.glance import Glance

    Looks: TypeAlias = "tuple[str, tuple[str, ...], bool, bool, bool]"
    """The display name, empty where there is none; actions and workflows of the repository that are used; whether it acts or may
    act, may be meant by an act, and uploads.  It is plain data: a fork can bring it.
    """

Words = tuple[tuple[str, "re.Pattern[str] | None"], ...]
"""Words to look for in a text in lower case, each with an expression that must match as well, if there is one.

A plain word is found a hundred times faster than an expression.
"""


def _words(*given: str | tuple[str, str]) -> Words:
    return tuple((each, None) if isinstance(each, str) else (each[0], regex(each[1])) for each in given)


_SENDS = _words(
    ("dispatch", r"(?<!workflow_)dispatch|[\w-]workflow_dispatch|workflow_dispatch/"),
    ("workflow", r"workflow(?!\w)[^\n]{0,80}\brun\b|workflow[\s\\\"',]+run\b"),
)
"""What a message can't do without."""
_LOUD = _words(
    *("workflow_run", "client_payload", "download-artifact"),
    *("event.action", "event[", "github_event", "run_attempt", "inputs.", "inputs[", "watch"),
    ("\\", r"\\[xu]|\\\r?\n[ \t]*[\"']"),  # ways to write a word so that it isn't found
    "wflint:",
    ("max", r"max_?(?:retr(?:y|ies)|attempts?|tries)"),
    ("retr", r"retr(?:y|ies)_(?:limit|max|cap)"),
    ("attempt", r"attempts?_(?:limit|max|cap)"),
)
"""What rules ask for that look at workflows without messages as well."""
_ACTS = _words(
    ("gh", r"gh(?<![\w.-]gh)(?![\w.-])"),
    *("octokit", "github.rest", "github-script", "api.github.com", "api_url", "repos/", "graphql"),
    ("hub", r"hub(?<![\w./-]hub)(?![\w.-])"),
)
"""What raises events of its own, as far as it isn't an action of the tables."""
_GH_WORKFLOW = _words(("gh", r"gh(?<![\w.-]gh)(?![\w.-])"), ("workflow", r"workflow(?<![.\w/-]workflow)(?![\w:-])"))
_GIT_PUSH = _words(("git", r"git(?<![\w./-]git)(?![\w./-])"), ("push", r"push(?<![\w-]push)(?![\w:-])"))
"""Words of one command that may stand far from each other, in variables or on several lines."""


def _has(text: str, words: Words) -> bool:
    return any(_says(text, *each) for each in words)


def _has_all(text: str, words: Words) -> bool:
    return all(_says(text, *each) for each in words)


def _says(text: str, word: str, pattern: re.Pattern[str] | None) -> bool:
    return word in text and (pattern is None or pattern.search(text) is not None)


MAINLINES = frozenset(("main", "master", "develop", "dev", "development", "trunk", "next", "staging"))
"""Branches on which everybody works: whoever listens for a push to them does so for people's sake."""
NEAR = ("./", "$/")
"""How the name of an action or a workflow of the same repository begins."""
_NAME = regex(r"github\.event_name\s*([!=]=)\s*'([^'\n]*)'")
_GROUP = regex(r"(?m)^[ \t]*(?:group|run-name|name):[^\n=&|]*$")


def looks(text: str) -> Looks | None:
    """A workflow as it looks on its own; `None` where it isn't ordinary, and may do anything."""
    low = text.lower()
    if is_loud(low):
        return None
    found = glance(text, "workflow")
    if found is None or any(is_sender(each) or is_waiter(each) for each in found.uses) or not _is_silent(text, found):
        return None
    acts = has_acts(low) or any(map(is_actor, found.uses))
    near = tuple(str(each) for each in found.uses if each.startswith(NEAR))
    return str(found.name), near, acts, _may_be_meant(text, found), "upload-artifact" in text


def is_loud(low: str) -> bool:
    """Whether a text in lower case has words of a message, or of what rules ask for elsewhere as well."""
    return _has(low, _LOUD) or _has(low, _SENDS) or _has_all(low, _GH_WORKFLOW)


def has_acts(low: str) -> bool:
    """Whether a text in lower case has words of what raises events."""
    return _has(low, _ACTS) or _has_all(low, _GIT_PUSH)


def _is_silent(text: str, found: Glance) -> bool:
    """Whether every comparison with the event's name can hold."""
    if "event_name" not in text:
        return True
    compared = _NAME.findall(text)
    named = sum(line.count("github.event_name") for line in _GROUP.findall(text))
    known = len(compared) + named == text.count("event_name")
    return known and all(operator == "!=" or name in found.triggers for operator, name in compared)


def _may_be_meant(text: str, found: Glance) -> bool:
    """Whether an act of another workflow may be meant to start this one, see `soundness/meant.py`."""
    if found.triggers & {"issue_comment", "release"} or "labeled" in text:
        return True
    if "paths" in found.filters or not found.triggers <= {"push", "workflow_dispatch"}:
        return False
    if "tags" in found.filters:
        return "branches" not in found.filters
    return len(found.branches) == 1 and found.branches[0].lower() not in MAINLINES


def is_sender(uses: str) -> bool:
    return _mechanism(uses) in _table("actions")


def is_actor(uses: str) -> bool:
    return _mechanism(uses) in _table("acts")


def is_waiter(uses: str) -> bool:
    return _mechanism(uses) in _table("waits")


@lru_cache(1000)
def _mechanism(uses: str) -> str:
    return uses.partition("@")[0].strip().rstrip("/").lower()


@cache
def _table(name: str) -> frozenset[str]:
    """The actions of a table, in lower case."""
    table = read_table(name)
    return frozenset(each.lower() for action in table["actions"] for each in action["uses"])
