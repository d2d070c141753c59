"""What `github.event` and `github` hold, for each event that starts workflows: a table of GitHub's, `data/payloads.json`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from wflint.data import read_table
from wflint.lean import dataclass

_FREE = frozenset({"inputs", "client_payload"})
"""Members of the event that hold what people send."""
_OF_PULL_REQUESTS = frozenset({"head_ref", "base_ref"})
_PULL_REQUESTS = frozenset(
    {"pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment", "merge_group", "workflow_call"}
)
"""Events with `github.head_ref` and `github.base_ref`, and those of which that isn't documented."""

_SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "check_run": ("check_run",),
    "check_suite": ("check_suite",),
    "deployment": ("deployment",),
    "deployment_status": ("deployment", "deployment_status"),
    "discussion": ("discussion",),
    "discussion_comment": ("discussion", "comment"),
    "issue_comment": ("issue", "comment"),
    "issues": ("issue",),
    "label": ("label",),
    "milestone": ("milestone",),
    "pull_request": ("pull_request",),
    "pull_request_review": ("pull_request", "review"),
    "pull_request_review_comment": ("pull_request", "comment"),
    "pull_request_target": ("pull_request",),
    "release": ("release",),
    "workflow_run": ("workflow_run",),
}
"""What an event is about: it carries these objects whatever its activity type."""


@dataclass(frozen=True, slots=True)
class _Table:
    events: Mapping[str, frozenset[str]]
    always: frozenset[str]
    members: Mapping[str, frozenset[str]]
    context: frozenset[str]


@cache
def _table() -> _Table:
    data: dict[str, Any] = read_table("payloads")
    return _Table(
        {event: frozenset(names) for event, names in data["events"].items()},
        frozenset(data["always"]),
        {name: frozenset(each.lower() for each in names) for name, names in data["members"].items()},
        frozenset(each.lower() for each in data["context"]),
    )


def lacks(event: str, path: tuple[str, ...]) -> bool:
    """Whether a look-up is surely empty in a run started by the event, which other events may carry.

    `path` is that of a reference in lower case, `("github", "event", "issue", "number")` or `("inputs", "task_id")`.  What an
    event that isn't in the table carries is unknown, and so is what a called workflow's caller was started by.
    """
    table = _table()
    match path:
        case ("inputs", _, *_):
            return event in table.events and event != "workflow_dispatch"
        case ("github", "head_ref" | "base_ref"):
            return event in table.events and event not in _PULL_REQUESTS
        case ("github", "event", name, *_) if name not in table.always:
            return event in table.events and name not in table.events[event]
        case _:
            return False


def is_object(event: str, path: tuple[str, ...]) -> bool:
    """Whether a look-up surely gives an object in a run started by the event: it counts as true, and as the text `Object`."""
    return len(path) == 3 and path[:2] == ("github", "event") and path[2] in _SUBJECTS.get(event, ())


def is_nowhere(path: tuple[str, ...]) -> bool:
    """Whether no event has what is looked up, be it that it stands elsewhere.

    `github.release` stands for `github.event.release`, and `github.repository.id` asks a text for its id.
    """
    table = _table()
    match path:
        case ("github", "event", name, *_) if name not in table.always and not any(
            name in each for each in table.events.values()
        ):
            return True
        case ("github", "event", name, member, *_) if name in table.members:
            return member not in table.members[name]
        case ("github", name, *rest) if name not in table.context:
            return bool(rest) or is_of_events(name)
        case ("github", name, _, *_):
            return name != "event"  # all else is a text
        case _:
            return False


def is_of_events(name: str) -> bool:
    """Whether it is the name of a property that some event carries."""
    table = _table()
    return name in table.always or any(name in each for each in table.events.values())


def is_known(event: str) -> bool:
    """Whether the table has the event."""
    return event in _table().events


def carriers(name: str) -> tuple[str, ...]:
    """The events that carry a property, in the order of the alphabet."""
    return tuple(sorted(event for event, names in _table().events.items() if name in names))
