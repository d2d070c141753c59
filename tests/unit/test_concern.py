"""Which texts can have to do with events at all."""

from __future__ import annotations

import pytest

from wflint.facts.concern import is_about_events


@pytest.mark.parametrize(
    "text",
    [
        "gh workflow run build.yml",
        'subprocess.run(["gh", "workflow", "run", name])',
        'run_gh(\n    "workflow",\n    "run",\n)',
        "& $GH workflow run build.yml",
        'curl "$GITHUB_API_URL/repos/o/r/dispatches"',
        "core.setOutput('a', 1)",
    ],
)
def test_texts_that_may_send_or_put_out(text: str) -> None:
    assert is_about_events(text)


@pytest.mark.parametrize(
    "text",
    [
        "# Paths of the workflow are never allowed, nor is gh_repo_slug.",
        "A workflow run is a build of ghcr.io images.",
        "echo built",
    ],
)
def test_prose_is_not_about_events(text: str) -> None:
    assert not is_about_events(text)
