"""What the run's own token may do at a place, and whether a message carries that token.

Sources: docs.github.com, "Workflow syntax" (`permissions`: those of a job take the place of the workflow's, they aren't
merged), "Reusing workflow configurations" (a called workflow has the permissions of the calling job unless it names its own),
"Use GITHUB_TOKEN in workflows"; read in November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping

from wflint.graph import Site, Way
from wflint.syntax.workflow import Permissions
from wflint.values.of_expression import of_text
from wflint.values.value import Choice, Const, Fallback, OneOf, Reference, Value, rebuild

RUN_TOKENS = frozenset({("github", "token"), ("secrets", "github_token")})
"""The two names of the token that GitHub makes for each job."""

NEEDED = {"repository_dispatch": "contents", "workflow_dispatch": "actions"}
"""The permission that GitHub asks of the run's token, at level `write`, for each kind of message."""


def effective(way: Way) -> Permissions | None:
    """The `permissions` block that is in force at a place; `None` where no file names any, so that a setting decides."""
    facts = (way.workflow, *(job.called for job in way.jobs[:-1]))
    for job, around in zip(reversed(way.jobs), reversed(facts), strict=True):
        if job.job.permissions is not None:
            return job.job.permissions
        if around is not None and around.workflow.permissions is not None:
            return around.workflow.permissions
    return None


def token_at(way: Way, token: Value) -> Value:
    """A token followed through the variables of its job, and through the `secrets` that calling jobs hand on."""
    found = way.scope.resolve(token)
    for caller in reversed(way.jobs[:-1]):
        if caller.job.inherits_secrets:
            continue
        given = {each.name.text.lower(): caller.scope.resolve(of_text(each.value.text)) for each in caller.job.secrets}
        found = _handed_on(found, given, way.job.job.deployment is not None)
    return found


def _handed_on(token: Value, given: Mapping[str, Value], in_environment: bool) -> Value:
    """A token with each secret replaced by what the caller gives; a job in an environment may have more secrets than those."""

    def leaf(part: Value) -> Value:
        match part:
            case Reference(("secrets", name)) if part.key not in RUN_TOKENS:
                return given.get(name.lower(), part if in_environment else Const(""))
            case _:
                return part

    return rebuild(token, leaf)


def is_by_run(site: Site) -> bool:
    """Whether a message is surely sent with the run's own token."""
    token = site.dispatch.token
    return token is not None and is_run_token(token_at(site.way, token))


def is_run_token(value: Value) -> bool:
    """Whether the value is the run's own token for certain."""
    match value:
        case Reference():
            return value.key in RUN_TOKENS
        case Fallback(first, _):
            return is_run_token(first)  # never empty, so the rest never counts
        case Choice(_, then, otherwise):
            return is_run_token(then) and is_run_token(otherwise)
        case OneOf(options):
            return all(map(is_run_token, options))
        case _:
            return False
