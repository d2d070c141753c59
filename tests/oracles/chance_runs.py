"""Compare what scripts do with what wflint says that they may do, on programs at random (`chance`).

Run it from the folder `tests`:

    python -m oracles.chance_runs --language python --first 0 --count 1000

Each program is run on many coins.  Whatever it has sent, and whatever status it has ended with, must be possible; what is sure
must have happened each time.  Only programs that were made here are run.  Loops in bash are taken to have something to go
through, so that what ends a script in one isn't compared there (`docs/limits.md`).
"""

from __future__ import annotations

import argparse
import builtins
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from types import ModuleType, SimpleNamespace
from typing import Any

from oracles.chance import Program, program, sends_in_loops
from oracles.chance_texts import LANGUAGES
from wflint.senders.reading import read_script
from wflint.senders.script import Script
from wflint.sources import Source
from wflint.values.condition import truth
from wflint.values.value import constant

Run = tuple[list[str], int]
"""The messages that were sent, in order, and the exit status."""

_HOST = Path(__file__).with_name("chance_host.js")
_NOT_FOUND = 127
_NEVER: set[bool | None] = {False}
_FUNCTIONS = """\
_bit() { local i; i=$(cat "$D/at" 2>/dev/null || echo 0); echo $((i+1)) > "$D/at"; echo "${COINS:$((i % ${#COINS})):1}"; }
coin() { [ "$(_bit)" = 1 ]; }
pick() { case "$(_bit)$(_bit)" in 00) echo a;; 01) echo b;; 10) echo c;; esac; }
many() { case "$(_bit)$(_bit)" in 01) echo a;; 10) echo b; echo c;; 11) echo a; echo a; echo b;; esac; }
gh() { echo "$3" >> "$D/sent"; }
"""


def coins(seed: int, count: int) -> list[str]:
    """What the coin shows in so many runs."""
    random = Random(seed)
    return ["".join(random.choice("01") for _ in range(23)) for _ in range(count)]


def can_run(language: str) -> bool:
    """Whether what runs the language is on this machine."""
    return language == "python" or shutil.which({"bash": "bash", "javascript": "node"}[language]) is not None


def runs(language: str, script: str, shown: Sequence[str]) -> list[Run]:
    """What the script does with each row of coins; a run that failed otherwise is left out."""
    match language:
        case "python":
            found = [_run_python(script, each) for each in shown]
        case "javascript":
            done = subprocess.run(
                ["node", str(_HOST)], input=json.dumps([[script, list(shown)]]), capture_output=True, text=True, check=True
            )
            found = [(each[0], each[1]) if each is not None else None for each in json.loads(done.stdout)[0]]
        case _:
            found = _run_bash(script, shown)
    return [each for each in found if each is not None]


def _run_python(script: str, shown: str) -> Run | None:
    at, sent = 0, []

    def coin() -> bool:
        nonlocal at
        at += 1
        return shown[(at - 1) % len(shown)] == "1"

    def check() -> None:
        if coin():
            raise ValueError

    def end(status: int) -> None:
        raise SystemExit(status)

    chance = ModuleType("chance")
    chance.__dict__.update(
        coin=coin,
        check=check,
        pick=lambda: ("a", "b", "c", "")[coin() * 2 + coin()],
        many=lambda: ([], ["a"], ["b", "c"], ["a", "a", "b"])[coin() * 2 + coin()],
    )
    modules: dict[str, Any] = {
        "chance": chance,
        "subprocess": SimpleNamespace(run=lambda words, check: sent.append(words[3])),
        "sys": SimpleNamespace(exit=end),
    }
    known = {
        "__import__": lambda name, *_: modules[name],
        "ValueError": ValueError,
        "list": list,
        "len": builtins.len,
        "dict": dict,
    }
    try:
        exec(compile(script, "a program of `chance`", "exec"), {"__builtins__": known})
    except SystemExit as error:
        return sent, int(str(error.code))
    except (NameError, RecursionError):  # a function that isn't defined yet, or calls itself
        return None
    return sent, 0


def _run_bash(script: str, shown: Sequence[str]) -> list[Run | None]:
    found: list[Run | None] = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "functions").write_text(_FUNCTIONS)
        (place / "script").write_text(script)
        for each in shown:
            environment = {**os.environ, "D": folder, "COINS": each, "BASH_ENV": str(place / "functions")}
            done = subprocess.run(["bash", "-eo", "pipefail", str(place / "script")], env=environment, capture_output=True)
            sent = (place / "sent").read_text().split() if (place / "sent").exists() else []
            found.append((sent, done.returncode) if done.returncode != _NOT_FOUND else None)
            for name in ("at", "sent"):
                (place / name).unlink(missing_ok=True)
    return found


def differences(language: str, made: Program, done: Sequence[Run]) -> Iterator[str]:
    """What was done though it is said to be impossible, and what is sure and wasn't done."""
    script = LANGUAGES[language].text(made)
    facts = read_script(language, Script(script, Source("x", "x", "x", script).locator()))  # type: ignore[arg-type]  # one of them
    sends: dict[str, set[bool | None]] = {}
    ends: dict[str | None, set[bool | None]] = {}
    for dispatch in facts.dispatches:
        sends.setdefault((constant(dispatch.target) or "").removesuffix(".yml"), set()).add(truth(dispatch.guard))
    for end in facts.exits:
        ends.setdefault(constant(end.code), set()).add(truth(end.guard))
    often = set(sends_in_loops(made))
    for sent, status in done:
        names = {each.removesuffix(".yml") for each in sent}
        yield from (f"{name} was sent" for name in sorted(names) if sends.get(name, _NEVER) == _NEVER)
        yield from (
            f"{name} is sure" for name, answers in sends.items() if True in answers and name not in often and name not in names
        )
        if status and ends.get(str(status), _NEVER) == _NEVER:
            yield f"it ended with {status}"
        if language != "bash":
            yield from (
                f"the end with {code} is sure"
                for code, answers in ends.items()
                if True in answers and code not in ("0", str(status))
            )


def compared(language: str, seed: int, count: int) -> list[str]:
    """The differences of one program, each once."""
    made = program(seed)
    done = runs(language, LANGUAGES[language].text(made), coins(seed, count))
    return sorted(set(differences(language, made, done)))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--language", choices=LANGUAGES, required=True)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=24)
    options = parser.parse_args(arguments)
    wrong = 0
    for seed in range(options.first, options.first + options.count):
        found = compared(options.language, seed, options.runs)
        if found:
            wrong += 1
            print(f"seed {seed}: {', '.join(found)}\n{LANGUAGES[options.language].text(program(seed))}")
    print(f"{options.count} programs in {options.language}: {wrong} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
