"""Filter patterns for branches, tags and names of workflows."""

from __future__ import annotations

import pytest

from wflint.values.patterns import fits, passes
from wflint.values.value import Const, Reference, Text

FITTING = [
    ("main", "main"),
    ("b" * 400, "b" * 400),
    ("*", "main"),
    ("**", "a/b"),
    ("release/**", "release/1/2"),
    ("release/*", "release/1"),
    ("v[0-9]+", "v2026"),
    ("v[12].?", "v1"),
    ("v[12].?", "v2."),
    ("*.jsx?", "page.js"),
    ("*-[ab]+-*", "x-ab-y"),
    ("a\\*", "a*"),
    ("", ""),
]
NOT_FITTING = [
    ("main", "Main"),
    ("*", "a/b"),
    ("release/*", "release/1/2"),
    ("v[0-9]+", "v"),
    ("v[12].?", "v3"),
    ("a\\*", "ab"),
    ("[z-a]", "z"),
    ("", "a"),
    ("a", ""),
]


@pytest.mark.parametrize(("pattern", "name"), FITTING)
def test_fits(pattern: str, name: str) -> None:
    assert fits(pattern, name)


@pytest.mark.parametrize(("pattern", "name"), NOT_FITTING)
def test_doesnt_fit(pattern: str, name: str) -> None:
    assert not fits(pattern, name)


def test_many_stars_are_no_trap() -> None:
    assert not fits("*a" * 60 + "b", "a" * 200)
    assert fits("*a" * 60 + "*", "a" * 200)


@pytest.mark.parametrize(
    ("patterns", "passed"), [(("**", "!beta"), True), (("**", "!v*"), False), (("v*",), True), (("w*",), False), (("v1*",), None)]
)
def test_the_last_pattern_decides_about_a_name_with_a_hole(patterns: tuple[str, ...], passed: bool | None) -> None:
    assert passes(patterns, Text((Const("v"), Reference(("inputs", "version"))))) is passed


NUMBERED = Text((Const("v"), Reference(("env", "MAJOR")), Const("."), Reference(("env", "MINOR"))))


@pytest.mark.parametrize(
    ("patterns", "passed"),
    [
        (("v*.*",), True),
        (("v[0-9]+.[0-9]+",), True),
        (("v[0-9]+.[0-9]+.[0-9]+",), None),
        (("v[a-z]+.*",), None),
        (("*.*",), True),
        (("**", "!v[0-9]+.[0-9]+"), None),
        (("v*-rc",), None),
        (("v[0-9+.*",), None),
    ],
)
def test_holes_fall_into_stars_and_digits(patterns: tuple[str, ...], passed: bool | None) -> None:
    assert passes(patterns, NUMBERED) is passed
