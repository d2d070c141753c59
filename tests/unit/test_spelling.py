"""Names that are spelt otherwise, and names that are others."""

from __future__ import annotations

import pytest

from wflint.spelling import meant_by


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        pytest.param("deploy-production", ["deploy_production"], "deploy_production", id="separator"),
        pytest.param("taskStart", ["task-start", "task-stop"], "task-start", id="capitals-for-separators"),
        pytest.param("biuld.yml", ["build.yml", "test.yml"], "build.yml", id="swapped"),
        pytest.param("task:completed", ["task:complete", "task:start"], "task:complete", id="one-letter-more"),
        pytest.param("test.yml", ["tests.yml"], "tests.yml", id="one-letter-less"),
        pytest.param("deplay.yml", ["deploy.yml"], "deploy.yml", id="another-letter"),
        pytest.param("build-v1", ["build-v2"], None, id="number"),
        pytest.param("deploy-us", ["deploy-eu"], None, id="short-word"),
        pytest.param("lint", ["link"], None, id="two-words-of-four-letters"),
        pytest.param("task:start", ["task:stop", "task:restart"], None, id="other-words"),
        pytest.param("biuld.yml", ["build.yml", "Build.yml"], None, id="two-are-near"),
        pytest.param("builds", ["build", "builds"], "build", id="itself-does-not-count"),
        pytest.param("a-b", [], None, id="nothing-is-known"),
        pytest.param("", ["a"], None, id="nothing-is-written"),
    ],
)
def test_meant(word: str, known: list[str], meant: str | None) -> None:
    assert meant_by(word, known) == meant
