"""README.md keeps its promises: its commands run, its table and its pictures are those of today."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path
from types import ModuleType

import pytest

from wflint.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCES = re.findall(r"```(?:console|sh|shell)\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    words
    for fence in FENCES
    for line in fence.splitlines()
    for part in re.split(r"&&|\|\||;|\|", line.removeprefix("$ "))
    if (words := shlex.split(part, comments=True)) and words[0] == "wflint"
]


def maker(name: str) -> ModuleType:
    """A script of docs/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_command_runs(command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert main(command[1:]) in (0, 1)
    said = capsys.readouterr()
    assert said.out.strip()
    assert said.err == ""


def test_there_are_commands() -> None:
    assert ["wflint", "examples/broken-task-system"] in COMMANDS
    assert "pip install -e '.[test]' && pytest" in README


def test_rule_table_is_up_to_date() -> None:
    assert maker("make_rule_table").with_table(README) == README


def test_shown_output_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    made = maker("make_example")
    assert made.with_output(README) == README
    assert made.picture() == (ROOT / "docs" / "example.svg").read_text(encoding="utf-8")


def test_links_lead_somewhere() -> None:
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md"):
        for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
