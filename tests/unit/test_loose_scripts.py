"""Scripts that send events and that no workflow runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from wflint.cli import main
from wflint.script_files import script_files
from wflint.sources import discover

WORKFLOW = """on: {workflow_dispatch: {inputs: {id: {type: string}}}}
jobs: {a: {runs-on: ubuntu-latest, timeout-minutes: 5, steps: [{run: make}]}}
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {
        ".github/workflows/build.yml": WORKFLOW,
        "scripts/start.sh": 'gh workflow run bild.yml -f id="$1"\ngh workflow run build.yml -f nr="$1"\n',
        "scripts/other.sh": 'gh workflow run "$1" --repo "$2"\n',
        "start.py": "# gh workflow run nowhere.yml\n",
        "src/app.py": "print('gh workflow run nowhere.yml')\n",
        "node_modules/x/start.sh": "gh workflow run nowhere.yml\n",
        "tests/fixtures/start.sh": "gh workflow run nowhere.yml\n",
        ".hidden/start.sh": "gh workflow run nowhere.yml\n",
        "make.sh": "make all\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "link.sh").symlink_to(tmp_path / "scripts" / "start.sh")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_which_files_are_looked_at(repository: Path) -> None:
    [found], _ = discover(["."])
    assert [each.local for each in script_files(found)] == ["scripts/other.sh", "scripts/start.sh", "start.py"]


def test_what_is_wrong_in_them_is_a_warning(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--format", "concise"]) == 1
    assert capsys.readouterr().out == (
        "scripts/start.sh:1:17: warning[unknown-workflow] there is no workflow `bild.yml`, "
        "so GitHub refuses this dispatch (404) and nothing starts\n"
        "scripts/start.sh:2:30: warning[undeclared-input] `build.yml` declares no input `nr`, "
        "so GitHub refuses to start it (422)\n"
        "2 warnings in 1 workflow\n"
    )


def test_a_script_that_a_workflow_runs_is_no_loose_one(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "scripts" / "start.sh").write_text("gh workflow run bild.yml\n")
    caller = (
        WORKFLOW.replace("make", "./scripts/start.sh") + "env: {GH_TOKEN: '${{ github.token }}'}\npermissions: {actions: write}\n"
    )
    (repository / ".github" / "workflows" / "start.yml").write_text(caller)
    assert main(["--format", "concise"]) == 1
    assert "scripts/start.sh:1:17: error[unknown-workflow]" in capsys.readouterr().out
