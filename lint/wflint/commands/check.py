"""`wflint check`: run the rules, and make the fixes that they offer where that is asked for."""

from __future__ import annotations

import argparse

from wflint.commands import CLEAN, FAILED, FINDINGS, quick
from wflint.commands.reporting import report, report_arguments, some_rule
from wflint.commands.subject import loaded, path_arguments
from wflint.commands.usage import UsageError
from wflint.commands.world import complain, say

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from wflint.config import Config
    from wflint.pipeline import Report
    from wflint.rule import Rule
    from wflint.sources import Repository


def arguments(parser: argparse.ArgumentParser) -> None:
    path_arguments(parser)
    report_arguments(parser)
    fixes = parser.add_argument_group("Fixes")
    fixes.add_argument("--fix", action="store_true", help="make the safe fixes in the files, and report what is left")
    fixes.add_argument("--unsafe-fixes", action="store_true", help="with --fix or --diff: the fixes to look at as well")
    fixes.add_argument("--diff", action="store_true", help="print what --fix would change, and change nothing; then status 1")


def run(options: argparse.Namespace) -> int:
    if options.unsafe_fixes and not (options.fix or options.diff):
        raise UsageError("--unsafe-fixes goes with --fix, which makes them, or --diff, which shows them")
    if options.diff and options.output:
        raise UsageError("--diff prints a difference and writes no reports")
    seen = quick.look(options)
    if seen is not None and seen.report is not None:
        say(seen.report)
        return CLEAN
    repositories, rules, config = loaded(options, known=seen.repositories if seen is not None else None)
    if not repositories:
        return FAILED
    if options.diff:
        return _difference(repositories, some_rule(rules, config), config, options.unsafe_fixes)
    if options.fix:
        return report(options, rules, config, lambda: _fixed(repositories, rules, config, options.unsafe_fixes))
    from wflint.pipeline import run

    left_out = seen.ordinary if seen is not None and seen.repositories is repositories else None
    return report(options, rules, config, lambda: run(repositories, config, rules, _counts(options), left_out))


def _counts(options: argparse.Namespace) -> bool:
    """Whether a report is asked for that counts all that was seen."""
    formats = [options.format, *(each.partition("=")[0] for each in options.output)]
    return options.statistics or any(each.startswith("json") for each in formats)


def _fixed(repositories: tuple[Repository, ...], rules: tuple[Rule, ...], config: Config, unsafe: bool) -> Report:
    """Make the fixes; the report is on the files as they are then."""
    from wflint.fixing import fixed
    from wflint.pipeline import run
    from wflint.saving import save

    result = fixed(repositories, config, rules, unsafe)
    kept = []
    for change in result.changes:
        reason = save(change.repository, change.before, change.after.text)
        if reason is not None:
            complain(f"{change.before.path} isn't fixed: {reason}")
        else:
            kept.append(change)
    whole = len(kept) == len(result.changes)
    if result.changes and whole:
        complain(f"fixed {_count(len(result.mended), 'finding')} in {_count(len(kept), 'file')}")
    for finding, fix in result.refused:
        complain(f"{finding.span}: not done, as {finding.rule} would stay or other findings would come: {fix.title}")
    if whole:
        return result.report
    edited = tuple(each.with_edited(change.after for change in kept if each.holds(change.after)) for each in repositories)
    return run(edited, config, rules)


def _difference(repositories: tuple[Repository, ...], rules: tuple[Rule, ...], config: Config, unsafe: bool) -> int:
    from wflint.fixing import difference, fixed
    from wflint.report.text import Guard

    changes = fixed(repositories, config, rules, unsafe).changes
    if changes:
        say("".join(text for text, _ in Guard().around((difference(each), "") for each in changes)))
    return FINDINGS if changes else CLEAN


def _count(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"
