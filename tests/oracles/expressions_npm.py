"""Asks the npm package `@actions/expressions`, GitHub's implementation in TypeScript, about expressions."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from oracles.expressions_cases import Case
from oracles.npm import installed

VERSION = "0.3.61"

_SCRIPT = Path(__file__).with_name("expressions_npm.mjs")


def ask_npm(cases: Iterable[Case]) -> list[Any]:
    """The package's answers, in order; installs the package into a temporary directory when it is not there yet."""
    questions = [{"expr": case.expression, "contexts": case.contexts} for case in cases]
    package = installed("@actions/expressions", VERSION) / "node_modules" / "@actions" / "expressions" / "dist"
    asked = subprocess.run(
        ["node", str(_SCRIPT), str(package)],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    answers: list[Any] = json.loads(asked.stdout)
    return answers
