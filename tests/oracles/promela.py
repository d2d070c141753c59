"""SPIN as an outside oracle: models of random systems, written in Promela from their plans, and checked by another checker.

Run it from the folder `tests`:

    python -m oracles.promela                24 systems; needs `spin` and a C compiler
    python -m oracles.promela --show 7       the model of one system

A model goes step by step through the launcher, the router and the executors of one task; which fault strikes where is chosen by
SPIN.  What a script does with a lost count is written down here from what bash does, and what the end of a job does to the jobs
behind it from GitHub's pages; wflint's facts and engines aren't asked.  Each promise is compared by the fault level from which on
it is broken.  Where wflint leaves a promise open (what a job sees behind one that timed out is documented nowhere), nothing is
compared.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from oracles.engines import linked
from oracles.plans import Carried, Executor, Plan, Stage, plan, yaml_of
from wflint.soundness.verdicts import proofs

LEVELS = range(1, 7)
MOST, EMPTY = 14, 31
"""The number at which counts are held, above every bound of a plan, and the one that stands for a lost count."""

BASES = (
    Plan((Executor("draft"), Executor("check")), (Stage(), Stage())),
    Plan((Executor("draft"), Executor("check"), Executor("ship")), (Stage(), Stage(guard="early exit"), Stage(guard="never"))),
    Plan((Executor("draft", callback="step"), Executor("check", callback="two steps with cancelled")), (Stage(), Stage()), False),
)
"""Systems that are right, and of the shapes that the clean systems have."""


def systems(count: int) -> dict[str, Plan]:
    """The right ones and random ones, most of which have a fault or several.

    Left out are systems without a launcher, where nothing is proved, and executors that nobody has meant to report.
    """
    found = {f"right {number}": each for number, each in enumerate(BASES, 1)}
    seeds = itertools.count(100)
    while len(found) < count:
        seed = next(seeds)
        each = plan(seed)
        if each.spelt and all(executor.callback != "none" for executor in each.executors):
            found[f"seed {seed}"] = each
    return found


# -- the model ----------------------------------------------------------------------------------------------------------------

_HEAD = """c_code {{
int seen[{marks}];
void see(int k) {{ if (!seen[k]) {{ seen[k] = 1; printf("SEEN %d\\n", k); }} }}
}}
#define OK 0
#define FAIL 1
#define CANC 2
#define FAILED 3
#define EMPTY {empty}
#define RAISED(n) ((n == EMPTY) -> 1 : ((n >= {most}) -> {most} : n + 1))
byte L, count, status, job; bool kept, fault, sent, stopped;
active proctype task() {{
  c_code {{ now.L = atoi(getenv("LEVEL")); }};
"""


class Model:
    """The model of a plan.  `marks` are what it can come by, by number: a broken promise, or a message that is sent."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.marks: list[str] = []
        self.lines: list[str] = []
        self._write()

    @property
    def text(self) -> str:
        """The model in Promela."""
        head = _HEAD.format(marks=len(self.marks) + 1, empty=EMPTY, most=MOST)
        return head + "\n".join(self.lines) + "\ndone: skip\n}\n"

    def _see(self, *names: str) -> None:
        for name in names:
            if name not in self.marks:
                self.marks.append(name)
            self.lines.append(f"  c_code {{ see({self.marks.index(name)}); }};")

    def _end(self, *names: str) -> None:
        self._see(*names)
        self.lines.append("  goto done;")

    def _write(self) -> None:
        plan = self.plan
        self.lines.append(f"  kept = true; count = {0 if plan.counted else EMPTY};")
        if plan.spelt:
            self._see("event start", "site begin")
            self._start(0, "kept", "kept")
        else:
            self._end("P1", "P6")
        for number, each in enumerate(plan.executors):
            self._executor(number, each)
            if each.heard:
                self._router(number, each, plan.stages[number])

    # -- the router -----------------------------------------------------------------------------------------------------

    def _start(self, number: int, task: Carried, count: str) -> None:
        """Start an executor with an id and a count."""
        if not self.plan.executors[number].listens:
            self._end("P1", "P6")
            return
        self._carry(task, count)
        self.lines.append(f"  goto run_{number};")

    def _carry(self, task: Carried, count: str) -> None:
        """What becomes of the id and the count in a message to somebody who wants both."""
        if task != "kept":
            self.lines += ["  if", "  :: kept ->"]
            self._see("P3")
            self.lines += ["  kept = false", "  :: else", "  fi;"]
        new = {
            "kept": "count",
            "not": "count",
            "dropped": "EMPTY",
            "zero": "0",
            "from zero": "0",
            "raised": "RAISED(count)",
            "by one": "RAISED(count)",
        }
        if count == "by two":
            self.lines.append(f"  count = ((count == EMPTY) -> 2 : ((count + 2 > {MOST}) -> {MOST} : count + 2));")
        else:
            self.lines.append(f"  count = {new[count]};")

    def _router(self, number: int, each: Executor, stage: Stage) -> None:
        self.lines.append(f"heard_{number}:")
        self._see(f"event {number}")
        again = "status == FAIL"
        if stage.otherwise == "retry":
            again = "status == FAIL || status == CANC" if self.plan.script else "status != OK"
        self.lines += [
            "  if",
            f"  :: status == OK -> goto next_{number}",
            f"  :: status != OK && ({again}) -> goto again_{number}",
        ]
        self.lines.append(f"  :: status != OK && !({again}) ->")
        self._end(*(() if stage.otherwise == "comment" else ("P1",)))
        self.lines += ["  fi;", f"next_{number}:"]
        if number + 1 < len(self.plan.executors):
            self._see(f"site next {number}")
            self._start(number + 1, stage.task, stage.handed)
        else:
            self._end()  # that a success is only logged is an end as well
        self.lines += [f"again_{number}:"]
        guard = _guard(stage)
        if guard == "false":
            self._end(*(("P1",) if stage.reached == "silence" else ()))
            return
        self.lines += ["  if", f"  :: ({guard}) ->"]
        self._see(f"site again {number}")
        self._start(number, stage.task, stage.step)
        self.lines.append(f"  :: !({guard}) ->")
        self._end(*(("P1",) if stage.reached == "silence" else ()))
        self.lines.append("  fi;")

    # -- executors --------------------------------------------------------------------------------------------------------

    def _executor(self, number: int, each: Executor) -> None:
        self.lines += [f"run_{number}:", "  fault = false; sent = false; stopped = false; job = OK;"]
        self._see(f"run {number}")
        if each.callback == "before the work":
            self._send(number, each, "true", "first")
        for step in range(each.steps):
            broken = "skip" if each.forgiven and step == 0 else "job = FAIL"
            self.lines += [
                "  if",
                "  :: job == OK ->",
                "    if",
                "    :: skip",
                f"    :: L >= 1 && !fault -> fault = true; {broken}",
                "    :: L >= 2 && !fault -> fault = true; job = CANC",
                "    :: L >= 3 && !fault -> fault = true; job = CANC; stopped = true",
                f"    :: L >= 4 && !fault -> fault = true; job = FAIL; goto worked_{number}",
                f"    :: L >= 5 && !fault -> fault = true; goto ended_{number}",
                "    fi",
                "  :: else",
                "  fi;",
            ]
        steps = {
            "step": ("true",),
            "step on success": ("job == OK",),
            "step on failure": ("job == FAIL",),
            "step unless cancelled": ("job != CANC",),
            "two steps": ("job == OK", "job == FAIL"),
            "two steps with cancelled": ("job == OK", "job == FAIL || job == CANC"),
        }
        for place, condition in enumerate(steps.get(each.callback, ())):
            self._send(number, each, condition, f"step {place}")
        self.lines.append(f"worked_{number}: skip;")
        jobs = {
            "own job": "true",
            "own job on success": "job == OK && !stopped",
            "own job on failure": "job == FAIL && !stopped",
            "own job unless cancelled": "!stopped",
            "own job by result": "job != CANC",
        }
        if each.callback in jobs:
            self._send(number, each, jobs[each.callback], "job")
        self.lines += [f"ended_{number}:", "  if", "  :: sent ->"]
        self._carry(each.task, each.count)
        if each.heard:
            self.lines.append(f"  goto heard_{number}")
        else:
            self._end("P1", "P6")
        self.lines.append("  :: !sent ->")
        self._end(*(("P1", "P2") if each.heard else ()))
        self.lines.append("  fi;")

    def _send(self, number: int, each: Executor, condition: str, place: str) -> None:
        """A step that reports: nothing goes wrong in it below F6, where it fails instead of sending."""
        said = {
            "result": "job",
            "two words": "((job == OK) -> OK : FAIL)",
            "success": "OK",
            "failed": "((job == OK) -> OK : FAILED)",
        }
        self.lines += ["  if", f"  :: ({condition}) ->", "    if", "    :: true ->"]
        self._see(f"site report {number} {place}")
        self.lines += [
            f"      status = {said[each.status]}; sent = true",
            "    :: L >= 6 && !fault -> fault = true; if :: job == OK -> job = FAIL :: else fi",
            "    fi",
            "  :: else",
            "  fi;",
        ]


def _guard(stage: Stage) -> str:
    """When a script tries again; the tests of bash fail where the count is empty."""
    bound = stage.bound
    match stage.guard:
        case "<":
            return f"count != EMPTY && count < {bound}"
        case "< in an expression":
            return f"count != EMPTY && count < {bound}"
        case "not >=" | "early exit":
            return f"count == EMPTY || count < {bound}"
        case "!=":
            return f"count != EMPTY && count != {bound}"
        case ">":
            return f"count != EMPTY && count > {bound}"
        case "text <":
            smaller = [number for number in range(MOST + 1) if str(number) < str(bound)]
            return " || ".join(["count == EMPTY", *(f"count == {number}" for number in smaller)])
        case "none":
            return "true"
        case _:
            return "false"


# -- SPIN ---------------------------------------------------------------------------------------------------------------------


def found_by_spin(of: Plan) -> Mapping[str, int]:
    """The fault level from which on SPIN breaks each promise; those that it doesn't break are missing."""
    model = Model(of)
    found: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "model.pml").write_text(model.text, encoding="utf-8")
        _called(["spin", "-a", "model.pml"], folder)
        _called(["cc", "-w", "-O0", "-DNOREDUCE", "-o", "all", "pan.c"], folder)
        _called(["cc", "-w", "-O0", "-DNP", "-DNOREDUCE", "-o", "loops", "pan.c"], folder)
        for level in LEVELS:
            seen = {model.marks[number] for number in _seen(_called(["./all", "-m100000"], folder, level))}
            broken = {each for each in seen if each.startswith("P")}
            if "non-progress cycle (at" in _called(["./loops", "-l", "-m100000"], folder, level):
                broken.add("P4")
            for each in broken:
                found.setdefault(each, level)
            if level == LEVELS[-1] and _unreached(of, model, seen):
                found["P5"] = level
    return found


def _called(command: list[str], folder: Path, level: int = 0) -> str:
    environment = {**os.environ, "LEVEL": str(level)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout


def _seen(output: str) -> Iterator[int]:
    return (int(line.split()[1]) for line in output.splitlines() if line.startswith("SEEN "))


def _unreached(of: Plan, model: Model, seen: set[str]) -> bool:
    """Whether an event never comes, or a message is never sent in a run that takes place."""
    events = ["event start", *(f"event {number}" for number, each in enumerate(of.executors) if each.heard)]
    if any(each not in seen for each in events):
        return True
    owners = {"begin": "event start", "next": "event {}", "again": "event {}", "report": "run {}"}
    for mark in model.marks:
        kind, *rest = mark.split()
        if kind == "site" and mark not in seen:
            number = int(rest[1])
            target = of.executors[number + 1 if rest[0] == "next" else number]
            hears = target.heard if rest[0] == "report" else target.listens
            if hears and owners[rest[0]].format(number) in seen:
                return True
    return False


# -- the comparison -----------------------------------------------------------------------------------------------------------


def found_by_wflint(of: Plan) -> tuple[Mapping[str, int], frozenset[str]]:
    """The same by wflint, and the promises that it leaves open."""
    (proof,) = proofs(linked(yaml_of(of)), LEVELS[-1])
    refuted: dict[str, int] = {}
    for each in proof.verdicts:
        if each.answer == "refuted":
            refuted[each.property] = LEVELS[-1] if each.property == "P5" else each.level
    return refuted, frozenset(each.property for each in proof.verdicts if each.answer == "not proved")


def disagreements(name: str, of: Plan) -> tuple[int, list[str]]:
    """How many verdicts were compared, and those that differ."""
    spin = found_by_spin(of)
    wflint, left_open = found_by_wflint(of)
    compared = [f"P{number}" for number in range(1, 7) if f"P{number}" not in left_open]
    wrong = [
        f"{name} {each}: SPIN {spin.get(each, 'holds')}, wflint {wflint.get(each, 'holds')}"
        for each in compared
        if spin.get(each) != wflint.get(each)
    ]
    return len(compared), wrong


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m oracles.promela", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--show", type=int, metavar="SEED", help="print the model of a random system")
    parser.add_argument("--systems", type=int, default=24, help="how many (default: 24)")
    given = parser.parse_args(arguments)
    if given.show is not None:
        print(Model(plan(given.show)).text)
        return 0
    if shutil.which("spin") is None or shutil.which("cc") is None:
        print("skipped: needs `spin` and a C compiler (Debian: apt-get install spin gcc)")
        return 0
    compared, wrong = 0, []
    chosen = systems(given.systems)
    for name, of in chosen.items():
        count, found = disagreements(name, of)
        compared += count
        wrong += found
    print("\n".join([*wrong, f"{len(chosen)} systems, {compared} verdicts compared with SPIN, {len(wrong)} differ"]))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
