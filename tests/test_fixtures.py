"""Small systems in our own words, each laid out like a checkout, with the findings that a reader expects."""

from __future__ import annotations

from pathlib import Path

import pytest

from wflint.cli import main

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.mark.parametrize("name", sorted(each.name for each in FIXTURES.iterdir()))
def test_findings(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(FIXTURES / name)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    status = main(["--format", "concise"])
    said = capsys.readouterr()
    expected = (FIXTURES / name / "expected.txt").read_text(encoding="utf-8")
    assert said.out == expected
    assert said.err == ""
    assert status == (1 if " error[" in f" {expected}" or " warning[" in expected else 0)
