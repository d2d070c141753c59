"""Findings for people: every character of the output."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from by_hand import finding, report, span

from wflint.finding import Finding, Fix, Label, Level
from wflint.pipeline import Report
from wflint.problem import Problem
from wflint.report import text
from wflint.report.summary import statistics, summary
from wflint.span import whole_file
from wflint.statistics import Statistics


@pytest.fixture(autouse=True)
def _outside_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


def shown(files: dict[str, str], *findings: Finding) -> str:
    """The report without its last line."""
    return text.render(report(findings, files)).rpartition("\n\n")[0] + "\n"


LAUNCHER = "on: push\njobs:\n  start:\n    steps:\n      - run: send task-start\n"
HUB = "on:\n  repository_dispatch:\n    types: [task-begin]\n"


def test_whole_finding_with_other_places_path_and_help() -> None:
    found = finding(
        span("launcher.yml", 5, 19, 29),
        "no workflow listens for `task-start`",
        advice="send `task-begin`",
        related=(Label(span("hub.yml", 3, 13, 23), "the nearest type"),),
        trace=(
            Label(span("launcher.yml", 1, 5, 9), "`launcher.yml` starts"),
            Label(span("launcher.yml", 5, 19, 29), "it sends `task-start`"),
        ),
    )
    assert text.render(report((found,), {"launcher.yml": LAUNCHER, "hub.yml": HUB})) == (
        "error[broken-promise]: no workflow listens for `task-start`\n"
        " --> launcher.yml:5:19\n"
        "  |\n"
        "5 |       - run: send task-start\n"
        "  |                   ^^^^^^^^^^\n"
        " ::: hub.yml:3:13\n"
        "  |\n"
        "3 |     types: [task-begin]\n"
        "  |             ---------- the nearest type\n"
        "  = path:\n"
        "    1. `launcher.yml` starts  launcher.yml:1\n"
        "    2. it sends `task-start`  launcher.yml:5\n"
        "  = help: send `task-begin`\n"
        "\n"
        "1 error in 2 workflows\n"
    )


def test_first_fix_is_told_with_the_option_that_makes_it() -> None:
    for safe, option in ((True, "--fix"), (False, "--fix --unsafe-fixes")):
        found = finding(span("hub.yml", 1, 1, 3), fixes=(Fix("hear it", (), safe), Fix("or not", ())))
        assert shown({"hub.yml": HUB}, found).endswith(f"  | ^^\n  = fix: hear it ({option})\n")


def test_numbers_of_several_lengths_share_one_gutter() -> None:
    lines = "".join(f"line {number}\n" for number in range(1, 101))
    found = finding(span("w.yml", 100, 1, 5), related=(Label(span("w.yml", 9, 1, 5), "here"),))
    assert shown({"w.yml": lines}, found) == (
        "error[broken-promise]: nobody keeps it\n"
        "   --> w.yml:100:1\n"
        "    |\n"
        "100 | line 100\n"
        "    | ^^^^\n"
        "   ::: w.yml:9:1\n"
        "    |\n"
        "  9 | line 9\n"
        "    | ---- here\n"
    )


@pytest.mark.parametrize(
    ("line", "column", "end", "quoted", "marks"),
    [
        pytest.param("type: start", 7, 12, "type: start", "      ^^^^^", id="plain"),
        pytest.param("type: 开始 now", 7, 9, "type: 开始 now", "      ^^^^", id="wide-characters-take-two-cells"),
        pytest.param("开始: start", 5, 10, "开始: start", "      ^^^^^", id="wide-characters-before"),
        pytest.param("\tx:\ty", 5, 6, "    x:    y", "          ^", id="tabs-are-four-blanks"),
        pytest.param("x: cafe\u0301 y", 4, 9, "x: cafe\u0301 y", "   ^^^^", id="combining-accent-takes-no-cell"),
        pytest.param("a: \x1b[31mred", 4, 8, "a: ␛[31mred", "   ^^^^", id="escape-sequence-is-seen-not-done"),
        pytest.param("a: \u202ex", 4, 6, "a: \ufffdx", "   ^^", id="text-is-not-reordered"),
        pytest.param("a: \x9b31m", 4, 5, "a: \ufffd31m", "   ^", id="eight-bit-control-character"),
        pytest.param("a: \ud800b", 4, 5, "a: \ufffdb", "   ^", id="half-a-character"),
        pytest.param("a: b\r", 4, 5, "a: b", "   ^", id="carriage-return-at-the-end"),
        pytest.param("a: b", 5, 5, "a: b", "    ^", id="empty-span-at-the-end"),
        pytest.param("", 1, 1, "", "^", id="empty-line"),
    ],
)
def test_quoted_line(line: str, column: int, end: int, quoted: str, marks: str) -> None:
    assert shown({"w.yml": line + "\n"}, finding(span("w.yml", 1, column, end))) == (
        f"error[broken-promise]: nobody keeps it\n --> w.yml:1:{column}\n  |\n1 | {quoted}\n  | {marks}\n"
    )


def test_very_long_line_is_cut_around_the_span() -> None:
    found = finding(span("w.yml", 1, 501, 505))
    line = "a" * 500 + "HERE" + "b" * 500
    assert shown({"w.yml": line}, found).splitlines()[3:] == [
        "1 | …" + "a" * 20 + "HERE" + "b" * 136 + "…",
        "  | " + " " * 21 + "^^^^",
    ]


def test_very_long_line_with_the_span_in_front() -> None:
    found = finding(span("w.yml", 1, 3, 900))
    assert shown({"w.yml": "x" * 1000}, found).splitlines()[3:] == ["1 | " + "x" * 160 + "…", "  |   " + "^" * 158]


def test_span_over_several_lines_marks_the_first() -> None:
    found = finding(span("w.yml", 2, 3, 4, end_line=3))
    assert shown({"w.yml": "on:\n  push:\n    x: y\n"}, found).splitlines()[3:] == ["2 |   push:", "  |   ^^^^^"]


def test_place_in_a_file_that_was_not_read() -> None:
    found = finding(span("gone.yml", 1, 1, 1), related=(Label(span("w.yml", 9, 1, 1), "behind the end"),))
    assert shown({"w.yml": "on: push\n"}, found) == (
        "error[broken-promise]: nobody keeps it\n --> gone.yml:1:1\n ::: w.yml:9:1\n  = behind the end\n"
    )


def test_words_from_files_cannot_steer_a_terminal() -> None:
    hostile = "\x1b[2Ja\n::error::b"
    found = finding(
        span("w.yml", 1, 1, 2),
        hostile,
        advice=hostile,
        related=(Label(span("w.yml", 1, 1, 2), hostile),),
        trace=(Label(span("w\x1b.yml", 1, 1, 2), hostile),),
    )
    seen = text.render(report((found,), {"w.yml": "x\n"}, (Problem("rule", hostile, span(hostile, 1, 1, 1), hostile),)))
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", seen) == []
    assert [line for line in seen.splitlines() if line.startswith("::")] == []
    assert seen.count("␛[2Ja␊::error::b") == 7


@pytest.mark.parametrize("render", [text.render, text.render_concise], ids=["full", "concise"])
def test_on_a_runner_no_quoted_line_is_a_command(monkeypatch: pytest.MonkeyPatch, render: Callable[[Report], str]) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    found = finding(span("w.yml", 1, 1, 2), "sends `##[add-mask]x`")
    lines = render(
        report((found,), {"w.yml": "##[stop-commands]now\n"}, (Problem("rule", "##[x]", whole_file("")),))
    ).splitlines()
    closed = None
    for line in lines:
        if begin := re.fullmatch(r"::stop-commands::([0-9a-f]{24})", line):
            assert closed is None
            closed = begin[1]
        elif line == f"::{closed}::":
            closed = None
        elif "##[" in line or line.startswith("::"):
            assert closed is not None
    assert closed is None
    assert lines[-1] == "1 error in 1 workflow (1 rule failed)"


def test_colours(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")  # the caller has decided already
    monkeypatch.setenv("TERM", "dumb")
    made = report((finding(span("w.yml", 1, 1, 3), "sends `[red]x[/red]` :smile:", advice="don't"),), {"w.yml": "on: push\n"})
    text.show(made, True)
    coloured = capsys.readouterr().out
    assert coloured == (
        "\x1b[1;31merror[broken-promise]\x1b[0m\x1b[1m: sends `[red]x[/red]` :smile:\x1b[0m\n"
        "\x1b[34m --> \x1b[0mw.yml:1:1\n"
        "\x1b[34m  |\x1b[0m\n"
        "\x1b[34m1 | \x1b[0mon: push\n"
        "\x1b[34m  | \x1b[0m\x1b[1;31m^^\x1b[0m\n"
        "\x1b[34m  = \x1b[0m\x1b[1mhelp\x1b[0m: don't\n"
        "\n"
        "\x1b[1m1 error in 1 workflow\x1b[0m\n"
    )
    text.show(made, False)
    assert capsys.readouterr().out == re.sub(r"\x1b\[[0-9;]*m", "", coloured)


def test_suppressed_findings_are_only_counted() -> None:
    found = finding(span("w.yml", 1, 1, 3), suppressed="known")
    assert text.render(report((found,), {"w.yml": "x\n"})) == "no findings in 1 workflow (1 suppressed)\n"


def test_problem_that_no_finding_tells_of_is_shown() -> None:
    told, untold = whole_file("a.yml"), whole_file("b.yml")
    problems = (Problem("unreadable", "not UTF-8", told), Problem("unreadable", "not UTF-8", untold, "save it as UTF-8"))
    made = report((finding(told, "nothing here was checked"),), {}, problems)
    assert text.render(made) == (
        "error[broken-promise]: nothing here was checked\n --> a.yml:1:1\n\n"
        "problem: not UTF-8 (b.yml:1:1)\n  = save it as UTF-8\n\n"
        "1 error in 0 workflows (2 problems reading files)\n"
    )


def test_concise_is_one_line_each() -> None:
    made = report(
        (finding(span("a.yml", 3, 5, 7), "first\nsecond"), finding(span("b.yml", 1, 1, 2), level=Level.NOTE)),
        {"a.yml": "x\n", "b.yml": "y\n"},
    )
    assert text.render_concise(made) == (
        "a.yml:3:5: error[broken-promise] first␊second\n"
        "b.yml:1:1: note[broken-promise] nobody keeps it\n"
        "1 error, 1 note in 2 workflows\n"
    )


def test_summary_counts_everything_that_was_not_seen() -> None:
    place = span("w.yml", 1, 1, 2)
    findings = (
        *(finding(place, level=level) for level in (Level.NOTE, Level.ERROR, Level.ERROR, Level.WARNING)),
        finding(place, suppressed=""),
    )
    problems = (
        Problem("rule", "x", whole_file("")),
        Problem("syntax", "x", whole_file("a")),
        Problem("script", "x", whole_file("b")),
    )
    assert summary(report(findings, {}, problems, statistics=Statistics(workflows=1, dispatches_unresolved=2))) == (
        "2 errors, 1 warning, 1 note in 1 workflow"
        " (1 suppressed, 2 dispatches not understood, 2 problems reading files, 1 rule failed)"
    )


def test_statistics() -> None:
    seen = Statistics(1, 4, 6, 3, 7, 1, 6, 10, 9)
    assert statistics(report((finding(span("w.yml", 1, 1, 2)),), {}, statistics=seen)) == (
        "repositories                       1\n"
        "workflows                          4\n"
        "jobs                               6\n"
        "listeners for repository_dispatch  3\n"
        "dispatches seen                    8\n"
        "dispatches understood              7 (87.5 %)\n"
        "their type or target known         6 (85.7 %)\n"
        "conditions that can be read        9 (90.0 %)\n"
        "findings of broken-promise         1\n"
    )


def test_statistics_of_nothing_divide_by_nothing() -> None:
    assert "dispatches understood              0\n" in statistics(report())
