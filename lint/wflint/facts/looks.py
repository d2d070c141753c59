"""What the text of one workflow tells on its own: whether it may be ordinary, and what then counts of it for others.

The test may err on the side of reading: it looks for words that nothing of what rules speak of can do without.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from wflint.data import read_table
from wflint.facts.calls import calls_of, declared_by, is_reserved
from wflint.facts.claimed import may_cancel_others, may_clash, may_lack_key
from wflint.facts.event_conditions import ABOUT, ask_in_vain, conditions_hold, jobs_run, may_be_restarted
from wflint.facts.fetched import ANY_HUNG, OPEN, kept_and_hung
from wflint.facts.near import maybe_near
from wflint.facts.raised import EVERY_KIND, GH, PROGRAMS, by_actions, by_words, may_raise, meant, mechanism, programs
from wflint.facts.sought import holds_any, readings, sought
from wflint.facts.telling import Telling
from wflint.facts.unread_inputs import has_unread
from wflint.facts.vain_words import may_choose_in_vain
from wflint.lean import dataclass
from wflint.regex import regex
from wflint.senders.given_names import MISUSED
from wflint.syntax.glance import glance

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeAlias

    from wflint.facts.calls import Call, Declared
    from wflint.facts.fetched import Hung
    from wflint.facts.raised import Wanted

    Plain: TypeAlias = "tuple[str, tuple[Any, ...]]"
    """The display name, empty where there is none, and the fields of `Looks`, as plain data: a fork can bring it."""

_SENDS = sought(
    "event_type",
    (
        "dispatch",
        r"dispatch(?:(?<=[\w-]dispatch)(?<!workflow_dispatch)|(?!ed\b|ing\b|er\b)[\w-]|(?<=[\w-]workflow_dispatch)"
        r"|(?<=workflow_dispatch)/)",
    ),
    (
        "workflow",
        r"workflow[\"']?(?:[\s\\\"',\]]+-[^\n]{0,80})?[\s\\\"',]+run\b",
        r"(?m)workflow[\"']?(?:[\s\\\"',\]]+-[^\n]{0,80})?[\s\\\"',\]]*$",
    ),
)
"""What a message can't do without, be its address a variable; a comment on a line of its own sends none."""
_GH_WORKFLOW = (GH, sought(("workflow", r"workflow(?<![.\w/-]workflow)(?![\w:-])")))
"""Words of a command that sends; they may stand far from each other, in variables or on several lines."""
_HEARS = sought(
    "client_payload",
    (
        "event",
        r"event['\"]*\s*\]?\s*\[|event(?!\.action)['\"]*\s*\]?\s*\.\s*action",
        r"(?m)event['\"]*\s*\]?\s*\.?\s*$",
    ),
    "github_event",
    ("watch", r"watch(?![\w-])(?:(?<![\w-]watch)|(?<=--watch)(?<![\w-]--watch))"),
    "wflint:",
)
"""What rules ask for that look at workflows without messages as well."""
_LOUD_EVENTS = frozenset(("repository_dispatch", "workflow_run", "create"))
"""What only listeners wait for that have a part in events; for a new branch see `Ordinary.opens`."""
_ESCAPES = r"x[2-7][0-9a-f]|u(?:0000)?00[2-7][0-9a-f]|u\{0*[2-7][0-9a-f]\}|[01][0-7]{2}"
_ESCAPED = sought(("\\", rf"\\(?:{_ESCAPES})"))
_HIDES = sought(("\\", rf"\\(?:{_ESCAPES}|\n(?<=[^\s\\]\\\n)|\r\n(?<=[^\s\\]\\\r\n))", r"(?m)\\(?<=[^\s\\]\\)\r?$"))
"""Ways to write a word so that it isn't found: escapes, and a line that ends inside it."""
_CAPS = sought(
    ("max", r"max_?(?:retr(?:y|ies)|attempts?|tries)"),
    ("retr", r"retr(?:y|ies)_(?:limit|max|cap)"),
    ("attempt", r"attempts?_(?:limit|max|cap)"),
)
"""Names of caps, which workflows declare."""
_TELLING = Telling((_SENDS, *_GH_WORKFLOW, _HEARS, _HIDES, _CAPS, *PROGRAMS))
_DONE = ("sent", "dispatched", "delivered", "triggered", "posted")
_MESSAGE = r"(?<!\.)\b(?:event|callback|dispatch|payload|message|notification)s?\b(?!\.)"
_CLAIMS = regex(rf"{_MESSAGE}.{{0,2000}}?\b(?:{'|'.join(_DONE)})\b|\b(?:{'|'.join(_DONE)})\b.{{0,2000}}?{_MESSAGE}", re.DOTALL)
_BUILDS = sought(
    ("$(", r"\$\((?:(?<=\w=\$\()|(?<=\w=[\"']\$\())\s*(?:jq\b|printf\b|cat\s*<<)"),
    ("@{", r"\$\w+\s*=\s*@\{"),
)
"""What makes a payload ready."""
_COMMENT = regex(r"(?m)^[ \t]*#(?![\w])[^\n]*$")
"""A line that is a comment in YAML, and in every language that knows `#`; JavaScript has names like `#send`."""


MOST_SHARED = 1024
"""Ways to look that are kept."""


@dataclass(frozen=True, slots=True)
class Looks:
    """How a workflow looks, which many have in common: equal ones are the same object.

    `is_loud`: it may do anything.  `near` are the paths of the actions and workflows that are used, each as often as it is, if
    they are the repository's own; `uses` the actions that raise something; `steps` how many there are.  `calls` and `declared`
    say what is passed to which workflow, and what this one takes.  `raises` is what it may raise, `meant` what it may be there
    for (`raised.py`).  `kept` are the names of artifacts, `hung` what is fetched that others may keep in the same run
    (`fetched.py`); `fetches`: some come from other runs.  `after` are the names, in lower case, of the workflows whose ends it
    hears; `None` for any.
    """

    is_loud: bool
    near: tuple[str, ...]
    uses: tuple[str, ...]
    steps: int
    calls: tuple[Call, ...]
    declared: tuple[Declared, ...] | None
    raises: tuple[str, ...]
    meant: tuple[Wanted, ...]
    kept: tuple[str, ...]
    hung: tuple[Hung, ...]
    fetches: bool
    after: tuple[str, ...] | None


def looks(text: str) -> Plain | None:
    """A workflow as it looks on its own; `None` where nothing can be told."""
    found = glance(text, "workflow")
    if found is None:
        return None
    low = text.lower()
    said = _TELLING.words(low)
    fetches = "download-artifact" in low
    is_hidden = _HIDES.is_among(said) and hides(low)
    kept, hung = (
        ((OPEN,), ANY_HUNG) if is_hidden else kept_and_hung(found.root, found.uses) if "load-artifact" in low else ((), ())
    )
    is_loud = (
        is_hidden
        or ((_SENDS.is_among(said) or all(each.is_among(said) for each in _GH_WORKFLOW)) and may_send(low))
        or _HEARS.is_among(said)
        or _CAPS.is_among(said)
        or _claims(low)
        or hung is None
        or not _LOUD_EVENTS.isdisjoint(found.triggers)
        or any(map(is_loud_action, found.uses))
        or not conditions_hold(found.root, low, found.triggers)
        or not jobs_run(found.root, found.triggers)
        or ask_in_vain(found.root)
        or may_be_restarted(low)
        or may_clash(found.root)
        or may_lack_key(found.root, found.triggers)
        or may_choose_in_vain(text)
        or may_cancel_others(found.root, low, found.triggers)
        or not found.triggers
        or ("inputs" in low and has_unread(found.root, text))
        or ("github-script" in low and MISUSED.search(text) is not None)
        or ("github_token" in low and is_reserved(found.root))
    )
    uses = tuple(str(each) for each in found.uses if is_actor(each))
    fields = (
        is_loud,
        tuple(path for path in map(maybe_near, found.uses) if path is not None),
        uses,
        found.count,
        tuple(calls_of(found.root, found.triggers)),
        declared_by(found.root),
        EVERY_KIND if is_hidden else tuple(by_actions(uses) | (by_words((low,)) if may_raise(programs(said)) else set())),
        tuple(meant(low, found, is_hidden)),
        kept,
        hung if hung is not None else ANY_HUNG,
        is_hidden or (fetches and "run-id" in low),
        tuple(found.after) if found.after is not None else None,
    )
    return str(found.name), _shared(fields)


@lru_cache(MOST_SHARED)
def _shared(fields: tuple[Any, ...]) -> tuple[Any, ...]:
    return fields


def may_send(low: str) -> bool:
    """Whether a text in lower case has the words of a message."""
    return hides(low) or any(_says(each) and _says(_COMMENT.sub("", each)) for each in readings(low))


def _says(low: str) -> bool:
    return _SENDS.stands_in(low) or all(each.stands_in(low) for each in _GH_WORKFLOW)


@lru_cache(1000)
def _parts_of_send(low: str) -> tuple[bool, ...]:
    """Which words of a command that sends a text in lower case has; the others may be handed to it, or it may hand them on."""
    told = [_COMMENT.sub("", each) for each in readings(low)]
    return tuple(any(each.stands_in(one) for one in told) for each in _GH_WORKFLOW)


def send_together(texts: Iterable[str]) -> bool:
    """Whether texts in lower case have all words of a command that sends, whichever of them has which."""
    return all(map(any, zip(*map(_parts_of_send, texts), strict=True)))


def hides(low: str) -> bool:
    """Whether a text in lower case may hold a word that isn't found."""
    return _HIDES.stands_in(low)


def escapes(low: str) -> bool:
    """Whether a text in lower case may hold a word that is written with escapes."""
    return _ESCAPED.stands_in(low)


def is_loud_anywhere(low: str) -> bool:
    """Whether a text in lower case has words of what rules ask for without a message."""
    return any(map(_HEARS.stands_in, readings(low))) or _claims(low)


def _claims(low: str) -> bool:
    """Whether a text makes a payload ready and says that it was sent; it may have lost the send (`soundness/unsent.py`)."""
    if not _BUILDS.stands_in(low) or not holds_any(low, _DONE):
        return False
    return _CLAIMS.search(_COMMENT.sub("", low)) is not None


def is_loud_below(low: str) -> bool:
    """The same of an action or a script that a workflow runs, which may also tell it which event it is."""
    return is_loud_anywhere(low) or "download-artifact" in low or holds_any(low, ABOUT)


@lru_cache(1000)
def is_loud_action(uses: str) -> bool:
    """Whether an action sends messages or waits."""
    name = mechanism(uses)
    return name in _table("actions") or name in _table("waits")


def is_actor(uses: str) -> bool:
    """Whether an action raises events by what it does."""
    return mechanism(uses) in _table("acts")


@cache
def _table(name: str) -> frozenset[str]:
    """The actions of a table, in lower case."""
    table = read_table(name)
    return frozenset(each.lower() for action in table["actions"] for each in action["uses"])
