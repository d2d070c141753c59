"""Findings of the rules, written in every form that was asked for: what `check` and `link` have in common."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from wflint.commands import CLEAN, FAILED, FINDINGS, LEVELS
from wflint.commands.usage import UsageError
from wflint.commands.world import printing, wants_colour, write_text

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from wflint.config import Config
    from wflint.pipeline import Report
    from wflint.rule import Rule

_FORMATS = ("text", "concise", "json", "json-v1", "sarif", "github")


def report_arguments(parser: argparse.ArgumentParser) -> None:
    """Which rules run, what is written where, and what the exit status says."""
    rules = parser.add_argument_group("Rules")
    rules.add_argument("--select", action="append", default=[], metavar="RULES", help="run only these rules or families")
    rules.add_argument("--ignore", action="append", default=[], metavar="RULES", help="don't run these rules or families")
    rules.add_argument("--profile", choices=("default", "strict"), help="strict: matters of design as well")
    output = parser.add_argument_group("Output")
    output.add_argument("--format", choices=_FORMATS, default="text", help="format on standard output (default: text)")
    output.add_argument("--output", action="append", default=[], metavar="FORMAT=FILE", help="write one more report; repeatable")
    output.add_argument("--statistics", action="store_true", help="count what was seen and understood")
    output.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colours (default: auto)")
    status = parser.add_argument_group("Exit status")
    status.add_argument("--fail-on", choices=LEVELS, help="lowest level that makes the status 1 (default: warning)")
    status.add_argument("--exit-zero", action="store_true", help="status 0 whatever is found")


def some_rule(rules: tuple[Rule, ...], config: Config) -> tuple[Rule, ...]:
    """All rules, of which at least one is left to run."""
    from wflint.judge import selected

    if not selected(rules, config):
        raise UsageError("no rule is left to run; `select`, `ignore` or `profile` rule all of them out")
    return rules


def report(options: argparse.Namespace, rules: tuple[Rule, ...], config: Config, made: Callable[[], Report]) -> int:
    """Have the report made, and write it in every form; the exit status."""
    outputs = [_output(each) for each in options.output]
    some_rule(rules, config)
    from wflint.report import FORMATS, text
    from wflint.report.bar import with_bar
    from wflint.report.summary import statistics

    found = with_bar(made)
    for form, file in outputs:
        write_text(file, FORMATS[form](found))
    with printing():
        if options.format == "text":
            text.show(found, wants_colour(options.color))
        else:
            sys.stdout.write(FORMATS[options.format](found))
        if options.statistics:
            (sys.stdout if options.format in ("text", "concise") else sys.stderr).write(statistics(found))
    return _status(found, config, options.exit_zero)


def _output(given: str) -> tuple[str, str]:
    form, equals, file = given.partition("=")
    if not equals or not file or form not in _FORMATS:
        raise UsageError(f"--output takes FORMAT=FILE with one of {', '.join(_FORMATS)}, not `{given}`")
    return form, file


def _status(found: Report, config: Config, exit_zero: bool) -> int:
    from wflint.judge import worst

    if found.crashed:
        return FAILED
    level = worst(found.findings)
    failing = level is not None and config.fail_on is not None and level >= config.fail_on
    return FINDINGS if failing and not exit_zero else CLEAN
