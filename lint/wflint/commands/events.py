"""`wflint events`: every event, who sends it and who hears it."""

from __future__ import annotations

import argparse

from wflint.commands.subject import path_arguments, told


def arguments(parser: argparse.ArgumentParser) -> None:
    path_arguments(parser)
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="form (default: text)")


def run(options: argparse.Namespace) -> int:
    from wflint.catalogue import catalogue
    from wflint.report.events import FORMATS

    return told(options, lambda system: FORMATS[options.format](catalogue(system)))
