"""`wflint trace`: one story, run by run."""

from __future__ import annotations

import argparse

from wflint.commands.subject import path_arguments, told
from wflint.commands.usage import UsageError
from wflint.graph import System


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("event", metavar="EVENT|WORKFLOW", help="an event type, a workflow started by hand, or another event")
    path_arguments(parser)
    parser.add_argument(
        "--status", action="append", default=[], help="how executors end, one after the other; the last for all that follow"
    )
    parser.add_argument("--field", action="append", default=[], metavar="NAME=VALUE", help="a field of the first payload")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form (default: text)")


def run(options: argparse.Namespace) -> int:
    from wflint.report.trace import FORMATS
    from wflint.soundness.playing import UnknownEventError, play

    fields = dict(_field(each) for each in options.field)

    def tell(system: System) -> str:
        try:
            return FORMATS[options.format](play(system, options.event, options.status, fields))
        except UnknownEventError as error:
            raise UsageError(str(error)) from error

    return told(options, tell)


def _field(given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not equals or not name:
        raise UsageError(f"--field takes NAME=VALUE, not `{given}`")
    return name, value
