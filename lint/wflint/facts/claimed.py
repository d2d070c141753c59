"""Concurrency groups at a glance: whether parts of one run may want the same one, for which a workflow has to be read."""

from __future__ import annotations

from wflint.syntax.glance import jobs_of

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from collections.abc import Iterable

    from wflint.syntax.plain import Tree

_GROUP = "concurrency"


def may_clash(root: dict[str, Tree]) -> bool:
    """Whether a group of a job may be that of its run, of another job, or of all jobs that a matrix makes of it."""
    claiming = [job for _, job in jobs_of(root) if _GROUP in job]
    return bool(claiming) and (_GROUP in root or len(claiming) > 1 or any("strategy" in job for job in claiming))


def may_clash_together(called: Iterable[str]) -> bool:
    """Whether workflows that others call, given by their texts, may want a group that is taken around them or beside them."""
    return any(_GROUP in text for text in called)
