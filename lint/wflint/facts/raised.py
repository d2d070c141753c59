"""At a glance: what a workflow raises by what it does, and what another one may be there for, so that both have to be read.

`suppressed-event` needs both: an act, and a listener that asks for the very thing.  There are a few kinds of such pairs.  The
words that are looked for are those without which nothing of the kind is raised (`senders/acts*.py`), or meant
(`soundness/meant.py`).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from wflint.data import read_table
from wflint.facts.event_conditions import conditions
from wflint.facts.sought import readings, sought
from wflint.regex import regex

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from typing import Any, TypeAlias

    from wflint.facts.sought import Word
    from wflint.syntax.glance import Glance

    Wanted: TypeAlias = "tuple[str, str]"
    """What a workflow is there for: the kind of an act, and a text in lower case that must come with it, empty for none."""

COMMENT, LABEL, TAG, BRANCH, RELEASE, OPENED = "comment", "label", "tag", "branch", "release", "opened"
"""Kinds of what is raised.  `OPENED` is a new branch, which may start whatever listens for a push."""
_OF_RELEASE = frozenset(("gh", "gh release", "gh release create"))
"""Words that stand for a release only where all of them are there, wherever: the program, its command, and what it is to do."""
_OF_PUSH = frozenset(("git", "push"))
_RAISING = frozenset(("gh", "calls", "hub"))
_OF_OPENING = frozenset(("checkout", "-b"))
ANY = "any"
"""Stands beside all kinds where nothing is known, not even the words that come with them."""
EVERY_KIND = (ANY, COMMENT, LABEL, TAG, BRANCH, RELEASE, OPENED)
"""What a workflow may raise of which nothing is known."""
ANYTHING = tuple((kind, "") for kind in EVERY_KIND[1:])
"""What it may be there for."""
MAINLINES = frozenset(("main", "master", "develop", "dev", "development", "trunk", "next", "staging"))
"""Branches on which everybody works: whoever listens for a push to them does so for people's sake."""

GH = sought(("gh", r"gh(?<![\w.-]gh)(?:\.exe)?(?![\w.-])"))
"""GitHub's own program."""
_OF_PROGRAMS = {
    "gh": GH,
    "git": sought(("git", r"git(?<![\w./-]git)(?![\w./-])")),
    "push": sought(("push", r"push(?<![\w-]push)(?![\w:-])")),
    "hub": sought(("hub", r"hub(?<![\w./-]hub)(?![\w.-])")),
    "calls": sought(
        *("octokit", "repos/", "graphql", "ghapi"),
        ("github", r"github(?:\.rest|-script|\(|kit|\.com(?<=api\.github\.com))"),
        ("url", r"url(?:(?<=api_url)|(?<=comments_url)|(?<=labels_url)|(?<=issue[_.]url)|(?<=pull_request\.url))"),
    ),
}
"""What tells of a program, or of a call of the API."""
PROGRAMS = tuple(_OF_PROGRAMS.values())
"""Words without which nothing is raised but by actions."""
# An expression that begins with a word is found many times faster; what must stand before the word is looked at behind it.
_CLOSES = (regex(r"close\b(?<!\wclose)"), regex(r"reopen\b(?<!\wreopen)"))
_SHORT_LABEL = regex(r"-(?<=\s-)\w*l")
_WRITES = (
    regex(r"ref(?:s(?![/\\])|(?<=git_ref)|(?<=createref)|(?<=updateref))"),
    regex(r"contents(?!:)"),
    regex(r"_file(?:(?<=create_file)|(?<=update_file))"),
    regex(r"merge(?:\(|s(?<=[/\"'`]merges))"),
)
_COMMANDS = tuple(regex(rf"{word}(?<![\w-]{word})(?![\w-])") for word in ("create", "new", "edit", "delete"))
_RELEASES = (
    regex(r"releases(?<=[/\"'`]releases)(?!/(?:latest|tags|download)\b)"),
    regex(r"create\w*release"),
    regex(r"update\w*release"),
)
_ON_RELEASE = regex(r"\brelease[\"']?[ \t]*[:,\]}]|(?:-|\bon[\"']?:)[ \t]*[\"']?release\b[^\w\n]*$", re.MULTILINE)
_OPENS = regex(r"-(?<=[\s\"',]-)\w*[bc]\b")
_PAGE = regex(r"//github\.com/[^\s\"'`)]*")
_PART = regex(r"'[^']*'|&&|\|\||[^'&|]+|.", re.DOTALL)
_TEXT = regex(r"'([^']*)'")
_IN_BRACKETS = regex(r"\[\s*'label")
_WORD = regex(r"[a-z0-9]+")
_PATTERN = frozenset("*?[")
_MOST_TEXTS = 1000
"""Texts of which is kept what words stand in them: a script is named by many workflows."""


def _holds_one(text: str, expressions: Iterable[re.Pattern[str]]) -> bool:
    return any(each.search(text) is not None for each in expressions)


def by_actions(uses: Iterable[str]) -> set[str]:
    """The kinds of what actions raise."""
    return {kind for name in uses for kind in _by_actions().get(mechanism(name), ())}


def by_words(texts: Iterable[str]) -> set[str]:
    """The kinds of what texts in lower case that belong together may raise, as far as no action of the table does.

    The words of a command may stand in several of them: one hands them to another.
    """
    known = tuple(texts)
    said = {word for text in known for word in _programs_of(text)}
    if not may_raise(said):
        return set()
    said.update(word for text in known for word in _words_of(text))
    found = said & {COMMENT, LABEL, RELEASE, BRANCH}
    if said >= _OF_RELEASE:
        found.add(RELEASE)
    if said >= _OF_PUSH:
        found.add(BRANCH)
    if BRANCH in found and TAG in said:
        found.add(TAG)
    if BRANCH in found and said >= _OF_OPENING:
        found.add(OPENED)
    return found


def may_raise(said: Collection[str]) -> bool:
    """Whether anything is raised by programs and calls, as `programs` names them."""
    return not _RAISING.isdisjoint(said) or _OF_PUSH.issubset(said)


def programs(found: frozenset[Word]) -> list[str]:
    """What of programs, or of calls of the API, words tell that were found in a text."""
    return [name for name, words in _OF_PROGRAMS.items() if words.is_among(found)]


@lru_cache(_MOST_TEXTS)
def _programs_of(low: str) -> frozenset[str]:
    """What of a program, or of a call of the API, stands in a text."""
    told = readings(low)
    return frozenset(name for name, words in _OF_PROGRAMS.items() if any(map(words.stands_in, told)))


@lru_cache(_MOST_TEXTS)
def _words_of(low: str) -> frozenset[str]:
    """The words of what may be raised that stand in a text, and the kinds that one text tells."""
    return frozenset(word for text in readings(low) for word in _words_in(text))


def _words_in(text: str) -> set[str]:
    found = set()
    if _holds_one(text, _COMMANDS):
        found.add("gh release create")
    if "comment" in text or _holds_one(text, _CLOSES):
        found.add(COMMENT)
    if "label" in text or _SHORT_LABEL.search(text):
        found.add(LABEL)
    if "release" in text:
        found.add("gh release")
        if _holds_one(_PAGE.sub("", text), _RELEASES):
            found.add(RELEASE)
    if _holds_one(text, _WRITES):
        found.add(BRANCH)
    if "tag" in text or "mirror" in text:
        found.add(TAG)
    if "checkout" in text or "switch" in text:
        found.add("checkout")
    if _OPENS.search(text):
        found.add("-b")
    return found


@cache
def _by_actions() -> dict[str, frozenset[str]]:
    """The kinds of what each action of the table raises, by its name in lower case."""
    return {
        name.lower(): frozenset(kind for one in action["raises"] if (kind := _kind(one)) is not None)
        for action in read_table("acts")["actions"]
        for name in action["uses"]
    }


def _kind(one: dict[str, Any]) -> str | None:
    if "labels" in one:
        return LABEL
    if one["event"] == "push":
        return TAG if not {"tag", "tags_of_checkout", "prefix", "prefix_from"}.isdisjoint(one) else BRANCH
    return {"issue_comment": COMMENT, "release": RELEASE}.get(one["event"])


def meant(text: str, found: Glance, is_hidden: bool) -> Iterator[Wanted]:
    """What a workflow may be there for, see `soundness/meant.py`.

    `text` is its text in lower case; `is_hidden`: there may be words in it that aren't found.
    """
    hears_comments, hears_labels = "issue_comment" in found.triggers, is_hidden or "labeled" in text
    for condition in conditions(found.root) if hears_comments or hears_labels else ():
        for part in _parts(condition.lower()):
            if hears_comments and "body" in part:
                yield from (
                    (COMMENT, each) for each in _TEXT.findall(part) if "contains" not in part or each.startswith(("/", "@"))
                )
            if hears_labels and ("label" in _TEXT.sub("", part) or _IN_BRACKETS.search(part)):
                yield from ((LABEL, each) for each in _TEXT.findall(part))
    if "push" in found.triggers:
        yield OPENED, ""
    if "release" in found.triggers and found.triggers <= {"release", "workflow_dispatch"}:
        yield RELEASE, ""
    if "push" in found.triggers and found.triggers <= {"push", "workflow_dispatch"} and "paths" not in found.filters:
        if "tags" in found.filters:
            yield TAG, ""
        if len(found.branches) == 1 and found.branches[0].lower() not in MAINLINES:
            yield BRANCH, str(found.branches[0]).lower()


def meant_by_words(text: str) -> Iterator[Wanted]:
    """The same of a text in lower case of which nothing more is known."""
    if "issue_comment" in text and "body" in text:
        yield COMMENT, ""
    if "labeled" in text:
        yield LABEL, ""
    if "release" in text and _ON_RELEASE.search(text):
        yield RELEASE, ""
    if "push" in text:
        yield from ((kind, "") for kind, word in ((OPENED, ""), (TAG, "tags"), (BRANCH, "branches")) if word in text)


def _parts(condition: str) -> Iterator[str]:
    """What `&&` and `||` put together."""
    part = ""
    for piece in _PART.findall(condition):
        if piece in ("&&", "||"):
            yield part
            part = ""
        else:
            part += piece
    yield part


def brings(texts: Iterable[str], uses: Iterable[str], wanted: Wanted) -> bool:
    """Whether texts in lower case, or actions, that raise something of the kind can bring the text that must come with it.

    All words of it must stand in them, or be what an action takes where it is given nothing.  No branch is called as a pattern
    is.
    """
    kind, text = wanted
    words = [text] if _PATTERN & set(text) else _WORD.findall(text)
    known = tuple(texts)
    return all(any(word in each for each in known) for word in words) or any(
        kind in _by_actions().get(mechanism(each), frozenset()) and text in _defaults(mechanism(each)) for each in uses
    )


@cache
def _defaults(name: str) -> str:
    """What an action of the table takes for inputs that aren't given, in lower case."""
    inputs = next(each["inputs"] for each in read_table("acts")["actions"] if name in map(str.lower, each["uses"]))
    return "\n".join(value.lower() for each in inputs.values() for value in each.values())


@lru_cache(1000)
def mechanism(uses: str) -> str:
    """The name of an action, in lower case: GitHub compares owner and name without case."""
    return uses.partition("@")[0].strip().rstrip("/").lower()
