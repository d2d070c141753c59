"""Whose machine a job runs on."""

from __future__ import annotations

from pathlib import Path

import pytest

from wflint.config import Config
from wflint.facts.runners import runner
from wflint.link import link
from wflint.sources import Repository, Source


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("ubuntu-latest", "hosted"),
        ("[ubuntu-24.04-arm]", "hosted"),
        ("windows-2025", "hosted"),
        ("macos-15-intel", "hosted"),
        ("macos-latest-xlarge", "hosted"),
        ("self-hosted", "self-hosted"),
        ("[self-hosted, ubuntu-22.04]", "self-hosted"),
        ("ubuntu-16-cores", "unknown"),
        ("{group: big}", "unknown"),
        ("${{ inputs.runner }}", "unknown"),
        ("${{ matrix.os }}", "hosted"),
        ("[]", "unknown"),
    ],
)
def test_labels_tell_whose_machine_it_is(labels: str, expected: str) -> None:
    matrix = "    strategy: {matrix: {os: [ubuntu-latest, windows-latest]}}\n"
    text = f"on: push\njobs:\n  one:\n    runs-on: {labels}\n{matrix}    steps: [{{run: ls}}]\n"
    source = Source("w.yml", ".github/workflows/w.yml", "w.yml", text)
    system = link((Repository(Path("/nowhere"), "", "", None, (source,)),), Config())
    assert runner(system.workflows[0].jobs[0]) == expected
