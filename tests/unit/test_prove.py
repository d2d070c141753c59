"""`wflint prove` on the command line."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest

from wflint.cli import main

SYSTEM = str(Path(__file__).parents[1] / "systems" / "actions")


def broken(folder: Path) -> str:
    """A copy of a clean system whose executor doesn't report failures."""
    target = folder / ".github" / "workflows"
    target.mkdir(parents=True)
    for path in sorted((Path(SYSTEM) / ".github/workflows").iterdir()):
        text = path.read_text(encoding="utf-8")
        (target / path.name).write_text(text.replace("if: always()", "if: success()"), encoding="utf-8")
    return str(folder)


def test_clean_system(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", SYSTEM]) == 0
    said = capsys.readouterr()
    answers = [line.split("  ")[1] for line in said.out.splitlines() if line.startswith("  P")]
    assert answers == [f"P{number} proved up to F4" for number in range(1, 7)]
    assert said.err == ""


def test_refuted_is_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", broken(tmp_path), "--format", "json"]) == 1
    content = json.loads(capsys.readouterr().out)
    (launcher,) = content["launchers"]
    answers = {each["promise"]: (each["answer"], each["fault_level"]) for each in launcher["promises"]}
    assert {name for name, (answer, _) in answers.items() if answer == "refuted"} >= {"P1", "P2"}
    (silence,) = next(each["stories"] for each in launcher["promises"] if each["promise"] == "P2")
    assert [hop["sends"] for hop in silence["hops"]][-1] is None
    assert silence["hops"][-1]["fault"]["kind"] == "failure"


def test_markdown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", broken(tmp_path), "--format", "markdown"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "| P2: every executor calls back, however it ends | refuted at F1 |" in lines
    assert lines.count("```text") == lines.count("```") > 0


def test_fault_level(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", SYSTEM, "--fault-level", "5"]) == 1
    assert "  P2 refuted at F5" in capsys.readouterr().out
    assert main(["prove", SYSTEM, "--fault-level", "7"]) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--max-states", "3"), "the search takes more than 3 states"),
        (("--max-seconds", "1"), "the search takes more than 1 seconds"),
    ],
)
def test_a_search_that_is_given_up_proves_nothing(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = count()
    monkeypatch.setattr("wflint.soundness.explore.monotonic", lambda: next(clock) if "--max-seconds" in words else 0)
    assert main(["prove", SYSTEM, *words]) == 0
    out = capsys.readouterr().out
    assert said in out
    assert "proved up to" not in out
    assert out.count("not proved") == 6


@pytest.mark.parametrize("words", [("--max-states", "0"), ("--max-seconds", "soon")])
def test_what_a_search_may_take_is_a_number(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", SYSTEM, *words]) == 2
    assert "is no number above 0" in capsys.readouterr().err


def test_what_is_refuted_before_a_search_is_given_up_stays_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", broken(tmp_path), "--max-states", "3"]) == 1
    out = capsys.readouterr().out
    assert "P2 refuted at F1" in out
    assert "P4 not proved" in out
    assert "the search takes more than 3 states" in out


def test_without_launcher(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "ci.yml").write_text("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n")
    assert main(["prove", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "no launcher: nothing here sends a message that starts a workflow here\n"
