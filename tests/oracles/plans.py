"""Small task systems at random: a plan says in a few words what each workflow does, `yaml_of` writes it as workflow files.

A launcher sends `task:start`; a router starts the first executor and hears how each ends, starts the next one or the same again,
and speaks of the end; executors work and call back.  Most of a plan is right, and a few things in it are wrong: which ones, the
seed decides.  The plan is also what other oracles work from, which mustn't read workflow files as wflint does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeVar, get_args

Callback = Literal["own job", "own job on success", "own job on failure", "own job unless cancelled", "own job by result",
                   "step", "step on success", "step on failure", "step unless cancelled", "two steps", "two steps with cancelled",
                   "before the work", "none"]  # fmt: skip
Status = Literal["result", "two words", "success", "failed"]
Carried = Literal["kept", "dropped", "empty", "new"]
Count = Literal["kept", "dropped", "zero", "raised"]
Guard = Literal["<", "< in an expression", "not >=", "!=", "text <", ">", "none", "never", "early exit"]
Reached = Literal["comment", "exit", "silence"]
Step = Literal["by one", "by two", "not", "from zero", "dropped"]

Option = TypeVar("Option")


@dataclass(frozen=True, slots=True)
class Executor:
    """A workflow that works: `callback` is when it reports, `status` what, `task` and `count` what becomes of those two.

    `heard`: the router listens for its event; `listens`: it can be started; `steps` of work before it reports, of which the
    first may be `forgiven` (`continue-on-error`).
    """

    name: str
    callback: Callback = "own job"
    status: Status = "result"
    task: Carried = "kept"
    count: Count = "kept"
    heard: bool = True
    listens: bool = True
    steps: int = 1
    forgiven: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """What the router does about one executor.

    `guard` stands before another try, `step` is what becomes of the count in it, `reached` what is done when no try is left.
    `otherwise`: whether a status that is neither success nor failure is spoken of.  `task` is what becomes of the id in what it
    sends, `handed` of the count when the next executor is started.
    """

    guard: Guard = "<"
    bound: int = 2
    step: Step = "by one"
    reached: Reached = "comment"
    otherwise: Literal["comment", "retry", "silence"] = "comment"
    task: Carried = "kept"
    handed: Count = "kept"


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole system: executors in the order in which they are started, and what the router does about each.

    `script`: the router is one script, and otherwise a job for each decision.  `counted`: the launcher sends a first count.
    `finished`: what the router does when the last executor has succeeded; `spelt`: the launcher's event is the router's.
    """

    executors: tuple[Executor, ...]
    stages: tuple[Stage, ...]
    script: bool = True
    counted: bool = True
    finished: Reached = "comment"
    spelt: bool = True


def plan(seed: int) -> Plan:
    """The plan that a seed makes; the same one each time."""
    dice = Random(seed)
    wrong = dice.choice((0.03, 0.1, 0.2))

    def mostly(first: Option, *others: Option) -> Option:
        return dice.choice(others) if dice.random() < wrong else first

    def executor(name: str) -> Executor:
        styles: tuple[Callback, ...] = ("own job", "own job", "step", "two steps with cancelled", "step unless cancelled")
        return Executor(
            name,
            callback=mostly(dice.choice(styles), *get_args(Callback)),
            status=mostly(dice.choice(("result", "two words")), "success", "failed"),
            task=mostly("kept", "dropped", "empty", "new"),
            count=mostly("kept", "dropped", "zero", "raised"),
            heard=mostly(True, False),
            listens=mostly(True, False),
            steps=dice.choice((1, 1, 2)),
            forgiven=mostly(False, True),
        )

    def stage() -> Stage:
        return Stage(
            guard=mostly(dice.choice(("<", "not >=", "never", "early exit", "< in an expression")), "!=", "text <", ">", "none"),
            bound=dice.choice((1, 2, 3, 10)),
            step=mostly("by one", "by two", "not", "from zero", "dropped"),
            reached=mostly(dice.choice(("comment", "exit")), "silence"),
            otherwise=mostly(dice.choice(("comment", "retry")), "silence"),
            task=mostly("kept", "dropped", "empty", "new"),
            handed=mostly("kept", "zero", "dropped", "raised"),
        )

    names = ("draft", "check", "ship")[: dice.choice((1, 1, 2, 2, 3))]
    return Plan(
        tuple(executor(name) for name in names),
        tuple(stage() for _ in names),
        script=dice.random() < 0.6,
        counted=mostly(True, False),
        finished=mostly(dice.choice(("comment", "exit")), "silence"),
        spelt=mostly(True, False),
    )


# -- as workflow files --------------------------------------------------------------------------------------------------------

_LAUNCHER = """name: Launcher
on:
  workflow_dispatch:
env: {{GH_TOKEN: "${{{{ secrets.TASKS }}}}"}}
jobs:
  launch:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type={event} -f "client_payload[task_id]=$GITHUB_RUN_ID"{count}
"""

_ROUTER = """name: Router
on:
  repository_dispatch:
    types: [{types}]
env:
  GH_TOKEN: "${{{{ secrets.TASKS }}}}"
  GH_REPO: "${{{{ github.repository }}}}"
  TYPE: "${{{{ github.event.action }}}}"
  STATUS: "${{{{ github.event.client_payload.status }}}}"
  TASK: "${{{{ github.event.client_payload.task_id }}}}"
  COUNT: "${{{{ github.event.client_payload.count }}}}"
jobs:
{jobs}"""

_EXECUTOR = """name: {name}
on:
  {trigger}:
    inputs:
      task_id: {{type: string}}
      count: {{type: string}}
env:
  GH_TOKEN: "${{{{ secrets.TASKS }}}}"
  TASK: "${{{{ inputs.task_id }}}}"
  COUNT: "${{{{ inputs.count }}}}"
jobs:
{jobs}"""


def yaml_of(plan: Plan) -> Mapping[str, str]:
    """The workflow files by name."""
    count = ' -f "client_payload[count]=0"' if plan.counted else ""
    types = ["task:start", *(f"{each.name}:done" for each in plan.executors if each.heard)]
    texts = {
        "launcher.yml": _LAUNCHER.format(event="task:start" if plan.spelt else "task:started", count=count),
        "router.yml": _ROUTER.format(types=", ".join(types), jobs=_script(plan) if plan.script else _jobs(plan)),
    }
    for each in plan.executors:
        trigger = "workflow_dispatch" if each.listens else "workflow_call"
        texts[f"{each.name}.yml"] = _EXECUTOR.format(name=each.name, trigger=trigger, jobs=_work(each))
    return texts


def _indented(lines: Iterator[str] | list[str], depth: int) -> str:
    return "".join(f"{' ' * depth}{line}\n" for line in lines)


def _job(name: str, script: list[str], condition: str = "") -> str:
    head = f"  {name}:\n" + (f"    if: {condition}\n" if condition else "")
    return f"{head}    runs-on: ubuntu-latest\n    timeout-minutes: 5\n    steps:\n      - run: |\n{_indented(script, 10)}"


_SAYS: Mapping[Reached, list[str]] = {
    "comment": ['gh issue comment 1 --body "task $TASK ended: $STATUS"'],
    "exit": ["exit 1"],
    "silence": [":"],
}


def _start(name: str, task: Carried, count: str | None) -> str:
    fields = _task(task, "-f task_id={}")
    return f"gh workflow run {name}.yml{fields}" + (f' -f count="{count}"' if count is not None else "")


def _task(task: Carried, form: str) -> str:
    value = {"kept": '"$TASK"', "empty": '""', "new": '"$GITHUB_RUN_ID"', "dropped": None}[task]
    return f" {form.format(value)}" if value is not None else ""


_COUNTS: Mapping[str, str | None] = {
    "kept": "$COUNT",
    "dropped": None,
    "zero": "0",
    "raised": "$((COUNT + 1))",
    "by one": "$((COUNT + 1))",
    "by two": "$((COUNT + 2))",
    "not": "$COUNT",
    "from zero": "0",
}


def _again(plan: Plan, number: int) -> list[str]:
    """The lines of a script that tries once more, or says that it doesn't."""
    stage, name = plan.stages[number], plan.executors[number].name
    retry = _start(name, stage.task, _COUNTS[stage.step])
    last = _SAYS[stage.reached]
    tests = {
        "<": f'[ "$COUNT" -lt {stage.bound} ]',
        "< in an expression": f'[ "${{{{ fromJSON(github.event.client_payload.count || 99) < {stage.bound} }}}}" = true ]',
        "not >=": f'! [ "$COUNT" -ge {stage.bound} ]',
        "!=": f'[ "$COUNT" -ne {stage.bound} ]',
        "text <": f'[[ "$COUNT" < "{stage.bound}" ]]',
        ">": f'[ "$COUNT" -gt {stage.bound} ]',
    }
    match stage.guard:
        case "none":
            return [retry]
        case "never":
            return last
        case "early exit":
            return [f'if [ "$COUNT" -ge {stage.bound} ]; then', *(f"  {line}" for line in last), "  exit 0", "fi", retry]
        case guard:
            return [f"if {tests[guard]}; then", f"  {retry}", "else", *(f"  {line}" for line in last), "fi"]


def _next(plan: Plan, number: int) -> list[str]:
    """What follows a success."""
    if number + 1 == len(plan.executors):
        return _SAYS[plan.finished]
    return [_start(plan.executors[number + 1].name, plan.stages[number].task, _COUNTS[plan.stages[number].handed])]


def _script(plan: Plan) -> str:
    first = _start(plan.executors[0].name, "kept", "$COUNT")
    cases = [("task:start/", [first])]
    for number, each in enumerate(plan.executors):
        stage = plan.stages[number]
        cases.append((f"{each.name}:done/success", _next(plan, number)))
        failures = f"{each.name}:done/failure" + (f" | {each.name}:done/cancelled" if stage.otherwise == "retry" else "")
        cases.append((failures, _again(plan, number)))
        if stage.otherwise == "comment":
            cases.append((f"{each.name}:done/*", _SAYS["comment"]))
    lines = ['case "$TYPE/$STATUS" in']
    for pattern, body in cases:
        lines += [f"  {pattern})", *(f"    {line}" for line in body), "    ;;"]
    return _job("route", [*lines, "esac"])


def _jobs(plan: Plan) -> str:
    found = _job("begin", [_start(plan.executors[0].name, "kept", "$COUNT")], "github.event.action == 'task:start'")
    for number, each in enumerate(plan.executors):
        here = f"github.event.action == '{each.name}:done'"
        status, stage = "github.event.client_payload.status", plan.stages[number]
        failed = f"{status} == 'failure'" if stage.otherwise != "retry" else f"{status} != 'success'"
        found += _job(f"after-{each.name}", _next(plan, number), f"{here} && {status} == 'success'")
        found += _job(f"again-{each.name}", _again(plan, number), f"{here} && {failed}")
        if stage.otherwise == "comment":
            found += _job(f"end-{each.name}", _SAYS["comment"], f"{here} && {status} != 'success' && {status} != 'failure'")
    return found


def _send(each: Executor, status: str) -> list[str]:
    count = _COUNTS[each.count]
    fields = _task(each.task, "-f client_payload[task_id]={}") + f' -f "client_payload[status]={status}"'
    fields += f' -f "client_payload[count]={count}"' if count is not None else ""
    return [f'gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type={each.name}:done{fields}']


def _said(each: Executor, result: str) -> str:
    """The status as an expression."""
    words = {
        "result": result,
        "two words": f"{result} == 'success' && 'success' || 'failure'",
        "success": "'success'",
        "failed": f"{result} == 'success' && 'success' || 'failed'",
    }
    return f"${{{{ {words[each.status]} }}}}"


_WHEN: Mapping[str, str] = {
    "own job": "always()",
    "own job on success": "",
    "own job on failure": "failure()",
    "own job unless cancelled": "!cancelled()",
    "own job by result": "always() && needs.work.result != 'cancelled'",
    "step": "always()",
    "step on success": "",
    "step on failure": "failure()",
    "step unless cancelled": "!cancelled()",
}


def _step(script: list[str], condition: str = "") -> str:
    head = f'      - if: "{condition}"\n        run: |\n' if condition else "      - run: |\n"
    return head + _indented(script, 10)


def _work(each: Executor) -> str:
    work = [f"      - run: make part-{number}\n" for number in range(each.steps)]
    if each.forgiven:
        work[0] += "        continue-on-error: true\n"
    own, report = "job.status", ""
    match each.callback:
        case "none":
            pass
        case "before the work":
            work = [_step(_send(each, _said(each, own))), *work]
        case "two steps" | "two steps with cancelled":
            wrong = "failure()" if each.callback == "two steps" else "failure() || cancelled()"
            work += [_step(_send(each, _said(each, own)), "success()"), _step(_send(each, _said(each, own)), wrong)]
        case "step" | "step on success" | "step on failure" | "step unless cancelled":
            work.append(_step(_send(each, _said(each, own)), _WHEN[each.callback]))
        case style:
            condition = f'    if: "{_WHEN[style]}"\n' if _WHEN[style] else ""
            report = f"  report:\n    needs: work\n{condition}    runs-on: ubuntu-latest\n    timeout-minutes: 5\n    steps:\n"
            report += _step(_send(each, _said(each, "needs.work.result")))
    return f"  work:\n    runs-on: ubuntu-latest\n    timeout-minutes: 5\n    steps:\n{''.join(work)}{report}"
