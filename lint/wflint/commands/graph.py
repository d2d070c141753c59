"""`wflint graph`: draw who starts whom."""

from __future__ import annotations

import argparse

from wflint.commands.subject import path_arguments, told


def arguments(parser: argparse.ArgumentParser) -> None:
    path_arguments(parser)
    parser.add_argument(
        "--format", choices=("text", "mermaid", "dot", "json"), default="text", help="how to draw it (default: text)"
    )


def run(options: argparse.Namespace) -> int:
    from wflint.pictures import draw
    from wflint.report.text import guarded

    kept = guarded if options.format == "text" else str
    return told(options, lambda system: kept(draw(system, options.format)))
