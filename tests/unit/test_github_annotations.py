"""Findings as workflow commands, as the runner reads them."""

from __future__ import annotations

from by_hand import finding, report, source, span

from wflint.finding import Level
from wflint.report import github


def commands(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def test_one_of_each_level_worst_first_with_columns() -> None:
    findings = (
        finding(span("w.yml", 1, 1, 3), "is odd", level=Level.NOTE),
        finding(span("w.yml", 2, 3, 7), "is risky", level=Level.WARNING, advice="do this"),
        finding(span("w.yml", 3, 1, 4), "is wrong"),
    )
    assert github.render(report(findings, (source("w.yml", "on:\n  push:\nx: y\n", "sub/"),))) == commands(
        "::error file=sub/w.yml,line=3,endLine=3,col=1,endColumn=4,title=broken-promise::is wrong",
        "::warning file=sub/w.yml,line=2,endLine=2,col=3,endColumn=7,title=broken-promise::is risky%0Ado this",
        "::notice file=sub/w.yml,line=1,endLine=1,col=1,endColumn=3,title=broken-promise::is odd",
        "1 error, 1 warning, 1 note in 1 workflow",
    )


def test_several_lines_have_no_columns() -> None:
    found = finding(span("w.yml", 1, 5, 2, end_line=3))
    assert github.render(report((found,), {"w.yml": "x\n"})) == commands(
        "::error file=w.yml,line=1,endLine=3,title=broken-promise::nobody keeps it", "1 error in 1 workflow"
    )


def test_what_a_file_says_cannot_end_the_command() -> None:
    found = finding(span("a,b:c%.yml", 1, 1, 2), "100% of\n::set-output\r\x1b[0m", advice="a: b, c")
    assert github.render(report((found,))) == commands(
        "::error file=a%2Cb%3Ac%25.yml,line=1,endLine=1,col=1,endColumn=2,title=broken-promise"
        "::100%25 of␊::set-output␍␛[0m%0Aa: b, c",
        "1 error in 0 workflows",
    )


def test_ten_of_a_level_and_the_rest_counted() -> None:
    errors = tuple(finding(span("w.yml", line, 1, 2), f"number {line}") for line in range(1, 14))
    notes = tuple(finding(span("w.yml", line, 1, 2), f"note {line}", level=Level.NOTE) for line in range(1, 11))
    lines = github.render(report((*errors, *notes), {"w.yml": "x\n" * 20})).splitlines()
    assert [line.rpartition("::")[2] for line in lines[:10]] == [f"number {line}" for line in range(1, 11)]
    assert [line.rpartition("::")[2] for line in lines[10:19]] == [f"note {line}" for line in range(1, 10)]
    assert lines[19:] == [
        "::notice::4 more findings of wflint, of which GitHub shows no annotation",
        "13 errors, 10 notes in 1 workflow",
    ]
    assert sum(line.startswith("::notice") for line in lines) == 10


def test_exactly_ten_of_each_are_all_shown() -> None:
    findings = tuple(
        finding(span("w.yml", line, 1, 2), level=level) for level in (Level.ERROR, Level.NOTE) for line in range(1, 11)
    )
    lines = github.render(report(findings, {"w.yml": "x\n" * 20})).splitlines()
    assert [line.split(" ", 1)[0] for line in lines[:-1]] == ["::error"] * 10 + ["::notice"] * 10


def test_message_is_cut_where_the_runner_would() -> None:
    said = github.render(report((finding(span("w.yml", 1, 1, 2), "x" * 5000),))).splitlines()[0]
    assert said.endswith("::" + "x" * 4096)


def test_suppressed_findings_are_left_out() -> None:
    found = finding(span("w.yml", 1, 1, 2), suppressed="known")
    assert github.render(report((found,))) == "no findings in 0 workflows (1 suppressed)\n"
