"""`wflint init`: write a task system that works into a repository."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from wflint.commands import CLEAN
from wflint.commands.usage import UsageError
from wflint.commands.world import say
from wflint.lean import replace
from wflint.scaffold import MOST_RETRIES, Plan, ScaffoldError, checked, executor, system
from wflint.visible import visible


def arguments(parser: argparse.ArgumentParser) -> None:
    standard = Plan()
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="root of the repository (default: here)")
    parser.add_argument("--launcher", metavar="NAME", help=f"workflow that starts tasks (default: {standard.launcher})")
    parser.add_argument(
        "--executor",
        action="append",
        default=[],
        metavar="NAME[=RUNNER]",
        help="workflow that works, in the order of the steps; repeatable (default: "
        + ", ".join(f"{each.name}={each.runner}" for each in standard.executors)
        + ")",
    )
    parser.add_argument("--correlation", metavar="NAME", help=f"field that carries a task's id (default: {standard.correlation})")
    retries = f"times that a task is tried again, 1 to {MOST_RETRIES} (default: {standard.max_retries})"
    parser.add_argument("--max-retries", type=int, metavar="N", help=retries)
    parser.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")


def run(options: argparse.Namespace) -> int:
    root = Path(options.path)
    if not root.is_dir():
        raise UsageError(f"there is no folder `{options.path}`")
    try:
        files = system(checked(_plan(options)))
    except ScaffoldError as error:
        raise UsageError(str(error)) from error
    there = [path for path in files if (root / path).exists() or (root / path).is_symlink()]
    if there:
        raise UsageError(f"nothing is overwritten, and these are there already: {', '.join(there)}")
    if not options.dry_run:
        _write(root, files)
    verb = "would write" if options.dry_run else "wrote"
    lines = [f"{verb} {visible(str(root / path))}" for path in files]
    say("\n".join(lines) + "\n" + ("" if options.dry_run else _NEXT))
    return CLEAN


_NEXT = """
Now put your own commands into the executors' step that works; `wflint` and `wflint prove` say whether the system still holds.
"""


def _plan(options: argparse.Namespace) -> Plan:
    given = (options.launcher, options.correlation, options.max_retries)
    if not options.executor and given == (None, None, None) and not options.dry_run and sys.stdin.isatty():
        return _asked()
    standard = Plan()
    return Plan(
        options.launcher if options.launcher is not None else standard.launcher,
        tuple(map(executor, options.executor)) or standard.executors,
        options.correlation if options.correlation is not None else standard.correlation,
        options.max_retries if options.max_retries is not None else standard.max_retries,
    )


def _asked() -> Plan:
    """What people want, asked on the terminal; an empty answer is the default, and one that won't do is asked for again."""
    plan = Plan()
    names = ", ".join(f"{each.name}={each.runner}" for each in plan.executors)
    plan = _answered("Workflows that work, in the order of the steps", names, plan, _with_executors)
    plan = _answered("Workflow that starts tasks", plan.launcher, plan, lambda plan, text: replace(plan, launcher=text))
    plan = _answered("Field that carries a task's id", plan.correlation, plan, lambda plan, text: replace(plan, correlation=text))
    return _answered("Times that a task is tried again", str(plan.max_retries), plan, _with_retries)


def _answered(question: str, default: str, plan: Plan, change: Callable[[Plan, str], Plan]) -> Plan:
    """The plan with what is answered to one question."""
    while True:
        try:
            return checked(change(plan, input(f"{question} [{default}]: ").strip() or default))
        except ScaffoldError as error:
            print(f"  {visible(str(error))}")
        except EOFError as error:
            raise UsageError("no answer; the flags of `wflint init --help` say the same without questions") from error


def _with_executors(plan: Plan, text: str) -> Plan:
    return replace(plan, executors=tuple(executor(each.strip()) for each in text.split(",") if each.strip()))


def _with_retries(plan: Plan, text: str) -> Plan:
    if not text.isdecimal():
        raise ScaffoldError(f"`{text}` is no number")
    return replace(plan, max_retries=int(text))


def _write(root: Path, files: Mapping[str, str]) -> None:
    """Write new files; what has come to be there meanwhile is left as it is."""
    for path, content in files.items():
        target = root / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("x", encoding="utf-8", newline="\n") as file:
                file.write(content)
        except OSError as error:
            raise UsageError(f"{target} can't be written: {error.strerror or error}") from error
