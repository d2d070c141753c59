"""`wflint facts`: write what repositories say."""

from __future__ import annotations

import argparse

from wflint.commands import CLEAN, FAILED
from wflint.commands.subject import loaded, path_arguments
from wflint.commands.world import say, write_text


def arguments(parser: argparse.ArgumentParser) -> None:
    path_arguments(parser)
    parser.add_argument("-o", "--output", metavar="FILE", help="where to (default: standard output)")


def run(options: argparse.Namespace) -> int:
    repositories, _, config = loaded(options)
    if not repositories:
        return FAILED
    from wflint.archive import write
    from wflint.facts.repository import read

    written = write(read(each, config.asyncapi) for each in repositories)
    if options.output:
        write_text(options.output, written)
    else:
        say(written)
    return CLEAN
