"""The bar of a long run: after a second, on a terminal, and gone at the end."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from wflint import progress
from wflint.report import bar


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_items_come_as_they_are_and_are_counted() -> None:
    seen: list[tuple[str, int, int]] = []
    found = progress.shown_by(lambda *told: seen.append(told), lambda: list(progress.told("reading", "abc")))
    assert found == ["a", "b", "c"]
    assert seen == [("reading", 0, 3), ("reading", 1, 3), ("reading", 2, 3)]
    assert list(progress.told("reading", "abc")) == ["a", "b", "c"]
    assert len(seen) == 3


def test_a_short_run_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "__stderr__", stream)
    assert bar.with_bar(lambda: list(progress.told("reading", "abc"))) == ["a", "b", "c"]
    assert stream.getvalue() == ""


def test_a_long_run_shows_what_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "__stderr__", stream)
    monkeypatch.setattr(bar, "_PATIENCE", 0)
    monkeypatch.setenv("TERM", "xterm")
    bar.with_bar(lambda: list(progress.told("reading [red]workflows", "abc")))
    assert "reading [red]workflows" in stream.getvalue()
    assert stream.getvalue().endswith("\x1b[2K")  # the line is empty again


def test_nobody_looks_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "__stderr__", stream)
    monkeypatch.setattr(bar, "_PATIENCE", 0)
    bar.with_bar(lambda: list(progress.told("reading", "abc")))
    assert stream.getvalue() == ""


def test_the_bar_is_no_part_of_a_stored_report(tmp_path: Path) -> None:
    workflows = tmp_path / "tree" / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "send.yml").write_text(
        "on: push\njobs: {a: {runs-on: x, timeout-minutes: 5, steps: [{run: gh api repos/o/r/dispatches -f event_type=x}]}}\n"
    )
    start = "import sys\nfrom wflint.report import bar\nbar._PATIENCE = 0\nfrom wflint.start import main\nsys.exit(main())\n"
    environment = {**os.environ, "WFLINT_CACHE_DIR": str(tmp_path / "cache"), "GITHUB_ACTIONS": "", "TERM": "xterm"}
    said = []
    for _ in range(2):
        ours, theirs = pty.openpty()
        done = subprocess.run(
            [sys.executable, "-c", start, "tree"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=theirs
        )
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
        os.close(ours)
        said.append((done.returncode, done.stdout, b"reading workflows" in shown))
    (status, report, bar_shown), given = said
    assert bar_shown
    assert given == (status, report, False)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:  # the other side has gone
        return b""
