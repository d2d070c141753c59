"""`wflint explain`: all about one event, one file, or one line."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from wflint import witness
from wflint.commands.subject import path_arguments, told
from wflint.commands.usage import UsageError
from wflint.graph import System


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("subject", metavar="EVENT|FILE|FILE:LINE", help="what to explain")
    path_arguments(parser)


def run(options: argparse.Namespace) -> int:
    from wflint.catalogue import catalogue
    from wflint.report.explain import render
    from wflint.subject import NotFound, subject

    def tell(system: System) -> str:
        entries = catalogue(system)
        about = subject(system, entries, options.subject)
        if isinstance(about, NotFound):
            raise UsageError(about.reason)
        return render(system, entries, about)

    file = Path(re.sub(r"(:[0-9]+){1,2}$", "", options.subject))
    if not options.paths and file.parent.name == "workflows" and witness.is_file(file):
        options.paths = [str(file)]  # its repository
    return told(options, tell)
