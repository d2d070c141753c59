"""`$0` and `${BASH_SOURCE[0]}`: the same in a file that is run, not in one that is sourced."""

from __future__ import annotations

from pathlib import Path

import pytest

from wflint.cli import main

LIBRARY = """
send() { gh workflow run "$1"; }
if [[ "${BASH_SOURCE[0]}" == "${0}" ]]; then
  send from-main.yml
fi
"""
WORKFLOW = """
on: workflow_dispatch
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  a:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          RUN
"""


@pytest.mark.parametrize(
    ("run", "missing"),
    [
        ("source lib.sh\n          send other.yml", ["other.yml"]),
        ("bash outer.sh", ["outer.yml"]),
        ("bash lib.sh", ["from-main.yml"]),
        ("./lib.sh", ["from-main.yml"]),
    ],
)
def test_what_a_file_does_only_when_it_is_run(
    run: str, missing: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (tmp_path / "lib.sh").write_text(f"#!/bin/bash{LIBRARY}", "utf-8")
    (tmp_path / "outer.sh").write_text("#!/bin/bash\nsource lib.sh\nsend outer.yml\n", "utf-8")
    (folder / "a.yml").write_text(WORKFLOW.replace("RUN", run), "utf-8")
    main(["check", str(tmp_path), "--no-cache", "--isolated", "--format", "concise", "--select", "unknown-workflow"])
    found = [line.partition("there is no workflow `")[2].partition("`")[0] for line in capsys.readouterr().out.splitlines()]
    assert [name for name in found if name] == missing


def test_a_function_that_another_step_calls_is_no_riddle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (tmp_path / "lib.sh").write_text(f"#!/bin/bash{LIBRARY}", "utf-8")
    steps = "source lib.sh\n          send other.yml\n      - run: source lib.sh"
    (folder / "a.yml").write_text(WORKFLOW.replace("RUN", steps), "utf-8")
    main(["check", str(tmp_path), "--no-cache", "--isolated", "--format", "concise", "--select", "unresolved-dispatch"])
    assert "no findings" in capsys.readouterr().out
