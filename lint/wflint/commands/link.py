"""`wflint link`: run the rules on repositories whose facts were written before."""

from __future__ import annotations

import argparse

from wflint.commands.reporting import report, report_arguments
from wflint.commands.subject import cache_argument, settings, settings_arguments
from wflint.commands.usage import UsageError
from wflint.commands.world import read_text
from wflint.plugins import load_rules


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="files of `wflint facts`")
    settings_arguments(parser)
    cache_argument(parser)
    report_arguments(parser)


def run(options: argparse.Namespace) -> int:
    from wflint.archive import ArchiveError, read
    from wflint.link import joined
    from wflint.pipeline import lint

    rules = load_rules(options.plugin)
    try:
        facts = read({file: read_text(file) for file in options.files})
    except ArchiveError as error:
        raise UsageError(str(error)) from error
    config = settings(options, None, rules, facts[0].settings)
    return report(options, rules, config, lambda: lint(joined(facts, config), config, rules))
