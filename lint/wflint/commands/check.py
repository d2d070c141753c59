"""`wflint check`: run the rules."""

from __future__ import annotations

import argparse

from wflint.commands import FAILED
from wflint.commands.reporting import report, report_arguments
from wflint.commands.subject import loaded, path_arguments


def arguments(parser: argparse.ArgumentParser) -> None:
    path_arguments(parser)
    report_arguments(parser)


def run(options: argparse.Namespace) -> int:
    repositories, rules, config = loaded(options)
    if not repositories:
        return FAILED
    from wflint.link import link

    return report(options, rules, config, lambda: link(repositories, config))
