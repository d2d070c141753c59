"""Pieces of scripts that may or may not end with status 7: neither that, nor the message behind it, is sure or impossible."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_properties import READERS, located

from wflint.values.condition import truth
from wflint.values.value import constant

PIECES = Path(__file__).parents[1] / "undecided"
SEND = {
    "bash": "gh workflow run a.yml",
    "powershell": "gh workflow run a.yml",
    "python": "subprocess.run(['gh', 'workflow', 'run', 'a.yml'])",
    "javascript": "await github.rest.actions.createWorkflowDispatch({owner: 'o', repo: 'r', workflow_id: 'a.yml', ref: 'main'});",
}
IMPORTS = {"python": "import json, os, re, requests, subprocess, sys\n"}


def pieces() -> list[tuple[str, str]]:
    """Every piece with its language."""
    return [
        (file.stem, piece)
        for file in sorted(PIECES.glob("*.txt"))
        for piece in file.read_text(encoding="utf-8").rstrip("\n").split("\n----\n")
    ]


@pytest.mark.parametrize(("language", "piece"), pieces())
def test_it_may_end_or_go_on(language: str, piece: str) -> None:
    facts = READERS[language](located(f"{IMPORTS.get(language, '')}{piece}\n{SEND[language]}\n"))
    ends = [each for each in facts.exits if constant(each.code) == "7"]
    assert ends
    assert facts.dispatches
    assert [truth(each.guard) for each in ends] == [None] * len(ends)
    assert [truth(each.guard) for each in facts.dispatches] == [None] * len(facts.dispatches)
