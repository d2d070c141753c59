"""`wflint prove`: the promises of the whole system, proved, refuted or left open."""

from __future__ import annotations

import argparse

from wflint.commands import FINDINGS
from wflint.commands.subject import path_arguments, told
from wflint.graph import System


def arguments(parser: argparse.ArgumentParser) -> None:
    from wflint.soundness.explore import MOST_STATES

    path_arguments(parser)
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="form (default: text)")
    parser.add_argument("--fault-level", type=int, choices=range(1, 7), default=4, help="faults to try, F1 to F6 (default: 4)")
    parser.add_argument(
        "--max-states", type=_positive, default=MOST_STATES, metavar="N", help=f"what a search may take (default: {MOST_STATES})"
    )
    parser.add_argument("--max-seconds", type=_positive, metavar="N", help="the same in seconds (default: no end)")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"`{text}` is no number above 0")
    return int(text)


def run(options: argparse.Namespace) -> int:
    from wflint.report.proof import FORMATS
    from wflint.soundness.verdicts import Proof, proofs

    found: list[Proof] = []

    def tell(system: System) -> str:
        found.extend(proofs(system, options.fault_level, options.max_states, options.max_seconds))
        return FORMATS[options.format](found)

    status = told(options, tell)
    refuted = any(verdict.answer == "refuted" for proof in found for verdict in proof.verdicts)
    return FINDINGS if refuted else status
