"""Concurrency groups at a glance: whether parts of one run, or runs that do nothing, may want the same one.

Then the workflow has to be read.
"""

from __future__ import annotations

from wflint.syntax.glance import jobs_of

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.syntax.plain import Tree

_GROUP = "concurrency"
_WORDS = frozenset(
    ("issue_comment", "pull_request_review", "pull_request_review_comment", "discussion_comment", "commit_comment")
)
"""Events of which most mean nothing to who listens for them."""

PULLS = frozenset(("pull_request", "pull_request_target"))
ON_MAIN = frozenset(("issues", "issue_comment", "discussion", "discussion_comment"))
"""Events after which the run is on the default branch, whatever they are about."""
_KEYS = ("github.event.", "github.event[", "head_ref", "base_ref")
_TELLING = ("run_id", "run_number", "github.sha", "github.ref")


def may_cancel_others(root: dict[str, Tree], low: str, triggers: frozenset[str]) -> bool:
    """Whether a run that does nothing may cancel one that is at work; `low` is the text in lower case."""
    return _GROUP in root and "cancel-in-progress" in low and (not _WORDS.isdisjoint(triggers) or "labeled" in low)


def may_lack_key(root: dict[str, Tree], triggers: frozenset[str]) -> bool:
    """Whether the group of a run may hang on what one of its events doesn't have, with nothing else that tells runs apart."""
    given = root.get(_GROUP)
    group = str(given.get("group") if isinstance(given, dict) else given).lower()
    if not any(key in group for key in _KEYS) or (triggers <= PULLS and "issue" not in group):
        return False
    return not any(each in group for each in _TELLING) or not triggers.isdisjoint(ON_MAIN)


def may_clash(root: dict[str, Tree]) -> bool:
    """Whether a group of a job may be that of its run, of another job, or of all jobs that a matrix makes of it."""
    claiming = [job for _, job in jobs_of(root) if _GROUP in job]
    return bool(claiming) and (_GROUP in root or len(claiming) > 1 or any("strategy" in job for job in claiming))


def may_clash_together(called: Iterable[str]) -> bool:
    """Whether workflows that others call, given by their texts, may want a group that is taken around them or beside them."""
    return any(_GROUP in text for text in called)
