"""Which texts can have to do with events at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wflint.cli import main
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


@pytest.mark.parametrize("run", ["node -e \"require('./tell.js').tell()\"", "node -e \"require('$PWD/tell.js').tell()\""])
def test_a_text_is_about_events_that_names_a_file_which_is(run: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    sending = "require('child_process').execSync('gh workflow run gone.yml')"
    (tmp_path / "tell.js").write_text(f"exports.tell = () => {{ {sending}; }};\n", "utf-8")
    step = {"run": run, "env": {"GH_TOKEN": "${{ github.token }}"}}
    workflow = {"on": "workflow_dispatch", "jobs": {"tell": {"runs-on": "ubuntu-latest", "steps": [step]}}}
    (folder / "tell.yml").write_text(json.dumps(workflow), "utf-8")
    main(
        [
            "check",
            str(tmp_path),
            "--no-cache",
            "--isolated",
            "--format",
            "concise",
            "--select",
            "unresolved-dispatch,unknown-workflow",
        ]
    )
    assert "[unknown-workflow] there is no workflow `gone.yml`" in capsys.readouterr().out
