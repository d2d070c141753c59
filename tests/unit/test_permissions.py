"""Which permissions are in force at a dispatch, and whether it carries the run's own token."""

from __future__ import annotations

from pathlib import Path

import pytest

from wflint.config import Config
from wflint.graph import Way
from wflint.link import link
from wflint.permissions import effective, is_run_token, token_at
from wflint.sources import Repository, Source
from wflint.values.condition import ALWAYS
from wflint.values.value import Choice, Const, Fallback, OneOf, Reference, Unknown, Value

SEND = "    steps:\n      - uses: peter-evans/repository-dispatch@v4\n        with: {event-type: done"
CALL = "    uses: ./.github/workflows/b.yml\n"


def ways(**files: str) -> tuple[Way, ...]:
    """The ways to every dispatch of a repository with these workflows."""
    sources = tuple(Source(path, path, path, text) for name, text in files.items() for path in (f".github/workflows/{name}.yml",))
    repository = Repository(Path("/nowhere"), "", "", "octo/example", sources)
    return tuple(site.way for site in link((repository,), Config()).sites)


def workflow(top: str, job: str, on: str = "push") -> str:
    return f"on: {on}\n{top}jobs:\n  one:\n    runs-on: ubuntu-latest\n{job}{SEND}}}\n"


def caller(top: str, job: str) -> str:
    return f"on: push\n{top}jobs:\n  call:\n{job}{CALL}"


CONTENTS = "permissions: {contents: write}\n"
ACTIONS = "permissions: {actions: write}\n"
CALLED = workflow("", "", "workflow_call")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"a": workflow("", "")}, None, id="nowhere"),
        pytest.param({"a": workflow(CONTENTS, "")}, ((("contents", "write"),), "none"), id="workflow"),
        pytest.param({"a": workflow(CONTENTS, "    " + ACTIONS)}, ((("actions", "write"),), "none"), id="job-replaces-workflow"),
        pytest.param({"a": workflow(CONTENTS, "    permissions: {}\n")}, ((), "none"), id="empty-is-none"),
        pytest.param({"a": workflow("permissions: write-all\n", "")}, ((), "write"), id="write-all"),
        pytest.param({"a": workflow("permissions: read-all\n", "")}, ((), "read"), id="read-all"),
        pytest.param({"a": caller(CONTENTS, ""), "b": CALLED}, ((("contents", "write"),), "none"), id="calling-workflow"),
        pytest.param({"a": caller(CONTENTS, "    " + ACTIONS), "b": CALLED}, ((("actions", "write"),), "none"), id="calling-job"),
        pytest.param(
            {"a": caller("", "    " + CONTENTS), "b": workflow(ACTIONS, "", "workflow_call")},
            ((("actions", "write"),), "none"),
            id="called-workflow",
        ),
        pytest.param(
            {"a": caller(CONTENTS, ""), "b": workflow(CONTENTS, "    " + ACTIONS, "workflow_call")},
            ((("actions", "write"),), "none"),
            id="called-job",
        ),
        pytest.param({"a": caller("", ""), "b": CALLED}, None, id="nowhere-in-two-files"),
    ],
)
def test_innermost_permissions_are_in_force(
    files: dict[str, str], expected: tuple[tuple[tuple[str, str], ...], str] | None
) -> None:
    [way] = ways(**files)
    found = effective(way)
    assert (found and (found.scopes, found.everything)) == expected


@pytest.mark.parametrize(
    ("secrets", "job", "token", "expected"),
    [
        pytest.param("", "", "secrets.PAT", Const(""), id="not-handed-on"),
        pytest.param("", "    environment: production\n", "secrets.PAT", Reference(("secrets", "PAT")), id="of-an-environment"),
        pytest.param("    secrets: inherit\n", "", "secrets.PAT", Reference(("secrets", "PAT")), id="inherited"),
        pytest.param(
            "    secrets: {pat: '${{ secrets.GITHUB_TOKEN }}'}\n",
            "",
            "secrets.PAT",
            Reference(("secrets", "GITHUB_TOKEN")),
            id="handed-on-under-another-name",
        ),
        pytest.param("", "", "secrets.GITHUB_TOKEN", Reference(("secrets", "GITHUB_TOKEN")), id="always-there"),
        pytest.param("", "    env: {T: '${{ github.token }}'}\n", "env.T", Reference(("github", "token")), id="variable"),
    ],
)
def test_token_is_followed_to_where_it_comes_from(secrets: str, job: str, token: str, expected: Value) -> None:
    called = f"on: workflow_call\njobs:\n  one:\n    runs-on: ubuntu-latest\n{job}{SEND}, token: '${{{{ {token} }}}}'}}\n"
    [way] = ways(a=f"on: push\njobs:\n  call:\n{secrets}{CALL}", b=called)
    [dispatch] = way.step.dispatches
    assert dispatch.token is not None
    assert token_at(way, dispatch.token) == expected


RUN = Reference(("secrets", "github_token"))
PAT = Reference(("secrets", "PAT"))


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (Reference(("github", "token")), True),
        (Reference(("secrets", "GITHUB_TOKEN")), True),
        (RUN, True),
        (PAT, False),
        (Const("x"), False),
        (Unknown("who knows"), False),
        (Fallback(PAT, RUN), False),
        (Fallback(RUN, PAT), True),
        (Choice(ALWAYS, RUN, PAT), False),
        (Choice(ALWAYS, RUN, RUN), True),
        (OneOf((RUN, PAT)), False),
    ],
    ids=str,
)
def test_run_token_is_told_only_for_certain(token: Value, expected: bool) -> None:
    assert is_run_token(token) is expected
