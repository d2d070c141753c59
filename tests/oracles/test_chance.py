"""What scripts at random have done is what wflint says that they may do."""

from __future__ import annotations

import pytest

from oracles.chance_runs import can_run, compared

_PROGRAMS = {"python": range(60), "javascript": range(30), "bash": range(16)}


@pytest.mark.parametrize(("language", "seed"), [(language, seed) for language, seeds in _PROGRAMS.items() for seed in seeds])
def test_what_a_script_does_is_possible_and_what_is_sure_is_done(language: str, seed: int) -> None:
    if not can_run(language):
        pytest.skip(f"nothing here runs {language}")
    assert compared(language, seed, 8 if language == "bash" else 24) == []
