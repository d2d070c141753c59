"""A program in Python with commands of its own: the one that is asked for is run, and no other."""

from __future__ import annotations

import pytest
from scripted import run

PROGRAM = """\
import argparse
import subprocess
from more import declare


def start(given):
    subprocess.run(["gh", "workflow", "run", given.file], check=True)


def nothing(given):
    print("nothing")


parser = argparse.ArgumentParser()
commands = parser.add_subparsers(dest="command")
one = commands.add_parser("start", aliases=["s"])
one.add_argument("--file", default="a.yml")
one.set_defaults(run=start)
commands.add_parser("rest").set_defaults(run=nothing)
declare(commands)
given = parser.parse_args()
given.run(given)
"""


def started(line: str) -> list[str]:
    """The workflows that a line in the shell starts."""
    found = run(f"python tool.py {line}\n", {"tool.py": PROGRAM})
    return [str(each.target) for each in found.dispatches]


@pytest.mark.parametrize("line", ["start --file b.yml", "s --file b.yml"])
def test_the_command_that_is_asked_for_is_run(line: str) -> None:
    [target] = started(line)
    assert "b.yml" in target


@pytest.mark.parametrize("line", ["rest", "elsewhere", "elsewhere --file b.yml"])
def test_another_one_starts_nothing_be_it_known_or_declared_out_of_sight(line: str) -> None:
    assert started(line) == []


def test_where_nobody_knows_which_command_is_asked_for_all_may_be_run() -> None:
    [target] = started('"$COMMAND"')
    assert "a.yml" in target
