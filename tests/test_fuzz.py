"""Every seed of the fuzzers, and everything that they have found, is read without a crash."""

from __future__ import annotations

import pytest

from fuzz.seeds import seeds
from fuzz.targets import TARGETS

INPUTS = [pytest.param(target, content, id=f"{target}-{name}") for target in TARGETS for name, content in seeds(target).items()]


@pytest.mark.parametrize(("target", "content"), INPUTS)
def test_nothing_is_raised(target: str, content: bytes) -> None:
    TARGETS[target](content)
