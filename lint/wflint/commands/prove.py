"""`wflint prove`: the promises of the whole system, proved, refuted or left open."""

from __future__ import annotations

import argparse

from wflint.commands import FINDINGS
from wflint.commands.subject import path_arguments, told
from wflint.graph import System


def arguments(parser: argparse.ArgumentParser) -> None:
    path_arguments(parser)
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="form (default: text)")
    parser.add_argument("--fault-level", type=int, choices=range(1, 7), default=4, help="faults to try, F1 to F6 (default: 4)")


def run(options: argparse.Namespace) -> int:
    from wflint.report.proof import FORMATS
    from wflint.soundness.verdicts import Proof, proofs

    found: list[Proof] = []

    def tell(system: System) -> str:
        found.extend(proofs(system, options.fault_level))
        return FORMATS[options.format](found)

    status = told(options, tell)
    refuted = any(verdict.answer == "refuted" for proof in found for verdict in proof.verdicts)
    return FINDINGS if refuted else status
