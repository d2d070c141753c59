"""An action that jobs use with variables of their own: its script is read once for all that look alike to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from wflint.config import Config
from wflint.graph import System
from wflint.link import link
from wflint.senders.message import ScriptFacts
from wflint.senders.programs import Language
from wflint.senders.reading import read_script
from wflint.senders.script import Script
from wflint.sources import discover
from wflint.values.value import constant

SEND = 'gh api "repos/$GITHUB_REPOSITORY/dispatches" -f "event_type=task:$KIND"'


def system(
    folder: Path, script: str, *environments: Mapping[str, str], files: Mapping[str, str] | None = None, shell: str = "bash"
) -> System:
    """Jobs with these environments that use an action of one script, beside other files."""
    jobs = ""
    for at, given in enumerate(environments):
        variables = ", ".join(f"{name}: {value!r}" for name, value in given.items())
        jobs += f"  job{at}:\n    runs-on: ubuntu-latest\n    env: {{{variables}}}\n    steps:\n"
        jobs += "      - uses: actions/checkout@v5\n      - uses: ./.github/actions/send\n"
    action = f"runs:\n  using: composite\n  steps:\n    - shell: {shell}\n      run: |\n        {script}\n"
    written = {
        ".github/workflows/use.yml": f"on: push\njobs:\n{jobs}",
        ".github/actions/send/action.yml": action,
        **(files or {}),
    }
    for path, text in written.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    repositories, _ = discover([str(folder)], {str(folder): "octo/example"})
    return link(repositories, Config())


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are read from now on, each as often as it is."""
    read: list[str] = []

    def counted(language: Language, given: Script) -> ScriptFacts:
        read.append(given.source)
        return read_script(language, given)

    monkeypatch.setattr("wflint.facts.once.read_script", counted)
    return read


@pytest.mark.parametrize(
    ("script", "environments", "times"),
    [
        ("echo $KIND", ({"OTHER": "a"}, {"OTHER": "b"}, {}), 1),
        ("echo $KIND", ({"KIND": "a", "OTHER": "a"}, {"KIND": "a", "OTHER": "b"}), 1),
        ("echo $KIND", ({"KIND": "a"}, {"KIND": "b"}), 2),
        ("echo $KIND", ({"kind": "a"}, {"kind": "b"}), 1),
        ("gh api user", ({"GH_TOKEN": "a"}, {"GH_TOKEN": "b"}), 2),
        ('echo "$TEXT"', ({"TEXT": "is $X", "X": "a"}, {"TEXT": "is $X", "X": "b"}), 2),
        ('eval "$COMMAND"', ({"OTHER": "a"}, {"OTHER": "b"}), 2),
        ("echo ${!NAME}", ({"OTHER": "a"}, {"OTHER": "b"}), 2),
        ("printenv", ({"OTHER": "a"}, {"OTHER": "b"}), 2),
        ('bash -c "$TEXT"', ({"TEXT": "eval a", "X": "a"}, {"TEXT": "eval a", "X": "b"}), 2),
        (". ./settings", ({"OTHER": "a"}, {"OTHER": "b"}), 2),
        ("jq -n '$ENV'", ({"OTHER": "a"}, {"OTHER": "b"}), 2),
    ],
)
def test_variables_that_a_script_may_look_up(
    script: str, environments: tuple[dict[str, str], ...], times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = counting(monkeypatch)
    system(tmp_path, script, *environments)
    assert len(read) == times


@pytest.mark.parametrize(
    ("script", "environments", "times"),
    [
        ("echo $env:KIND", ({"OTHER": "a"}, {"OTHER": "b"}, {}), 1),
        ("echo $env:kind", ({"KIND": "a", "OTHER": "a"}, {"KIND": "a", "OTHER": "b"}), 1),
        ("echo $env:kind", ({"KIND": "a"}, {"KIND": "b"}), 2),
        ("echo ${env:KIND}", ({"KIND": "a"}, {"KIND": "b"}), 2),
        ("gh api user", ({"GH_TOKEN": "a"}, {"GH_TOKEN": "b"}), 2),
        ("Get-ChildItem env:", ({"OTHER": "a"}, {"OTHER": "b"}), 2),
        ("(Get-Item env:$name).Value", ({"OTHER": "a"}, {"OTHER": "b"}), 2),
        ('[Environment]::GetEnvironmentVariable("OTH" + "ER")', ({"OTHER": "a"}, {"OTHER": "b"}), 2),
        ("iex $env:COMMAND", ({"OTHER": "a"}, {"OTHER": "b"}), 2),
        ("bash -c 'echo ${!NAME}'", ({"OTHER": "a"}, {"OTHER": "b"}), 2),
        (". ./none.ps1", ({"OTHER": "a"}, {"OTHER": "b"}), 1),
    ],
)
def test_variables_that_a_script_in_powershell_may_look_up(
    script: str, environments: tuple[dict[str, str], ...], times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = counting(monkeypatch)
    system(tmp_path, script, *environments, shell="pwsh")
    assert len(read) == times


@pytest.mark.parametrize("load", [". ./lib.ps1", "Import-Module ./lib.psm1", ". ./first.ps1"])
def test_a_file_that_a_script_reads_in_may_look_up_more(load: str, tmp_path: Path) -> None:
    """Also where it was read with other values before, and where that file reads in another one."""
    send = "function Send-It { gh api repos/o/r/dispatches -f event_type=task:$env:KIND }\n"
    files = {"lib.ps1": send, "lib.psm1": send, "first.ps1": ". ./lib.ps1\n"}
    given = ({"KIND": "a", "X": "1"}, {"KIND": "a", "X": "2"}, {"KIND": "b"})
    found = system(tmp_path, f"{load}; Send-It", *given, files=files, shell="pwsh")
    assert sent(found) == [("job0", "task:a"), ("job1", "task:a"), ("job2", "task:b")]


def sent(found: System) -> list[tuple[str, str | None]]:
    return [(site.way.jobs[0].id, constant(site.dispatch.target)) for site in found.sites]


def test_each_job_sends_its_own(tmp_path: Path) -> None:
    found = system(tmp_path, SEND, {"KIND": "a", "X": "1"}, {"KIND": "a", "X": "2"}, {"KIND": "b"})
    assert sent(found) == [("job0", "task:a"), ("job1", "task:a"), ("job2", "task:b")]
    assert len({id(site.dispatch) for site in found.sites}) == 3


@pytest.mark.parametrize("script", ["./send", "bash scripts/send.sh", "bash -c '. ./send'", "npm run send"])
def test_what_it_runs_may_look_up_more(script: str, tmp_path: Path) -> None:
    files = {"send": f"#!/bin/sh\n{SEND}\n", "scripts/send.sh": f"{SEND}\n", "package.json": '{"scripts": {"send": "./send"}}'}
    found = system(tmp_path, script, {"KIND": "a"}, {"KIND": "b"}, files=files)
    assert sent(found) == [("job0", "task:a"), ("job1", "task:b")]


def test_a_file_that_a_script_runs_isnt_read_to_know_that_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[str, ...]] = []

    def counted(language: Language, given: Script) -> ScriptFacts:
        read.append(tuple(sorted(name for name in given.environment if name.islower())))
        return read_script(language, given)

    monkeypatch.setattr("wflint.facts.called.read_script", counted)
    program = 'import os, subprocess\nsubprocess.run(["gh", "workflow", "run", os.environ["where"] + os.environ["unread"]])\n'
    found = system(tmp_path, "python go.py $where", {"where": "a.", "unread": "yml"}, files={"go.py": program})
    assert [each for each in read if each] == [("unread", "where")]  # beside the look at it by itself
    assert [constant(each.dispatch.target) for each in found.messages] == ["a.yml"]
