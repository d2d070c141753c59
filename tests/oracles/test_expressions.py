"""Expressions agree with GitHub's implementations; see expressions.py for what each oracle is and how to get it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from oracles import expressions, expressions_fuzz
from oracles.expressions_cases import RUNNER_DIFFERS, Case, Difference, generated


def test_recorded_answers_of_the_npm_package_are_ours() -> None:
    assert list(map(str, expressions.disagreements(*expressions.recorded()))) == []


def test_recorded_answers_are_those_to_our_cases() -> None:
    cases, _ = expressions.recorded()
    assert {case.expression for case in cases} == {case.expression for case in generated()}, "record again"


@pytest.mark.parametrize("difference", RUNNER_DIFFERS, ids=lambda difference: difference.expression[:40])
def test_the_runner_is_followed_where_the_npm_package_differs(difference: Difference) -> None:
    case = Case(difference.expression)
    assert list(map(str, expressions.disagreements([case], [difference.runner]))) == []
    assert difference.runner != difference.npm


@pytest.mark.skipif("WFLINT_EXPRESSION_TESTDATA" not in os.environ, reason="names no directory with GitHub's test data")
def test_github_test_data() -> None:
    results = expressions.check_test_data(Path(os.environ["WFLINT_EXPRESSION_TESTDATA"]))
    assert results
    assert {name: list(map(str, failures)) for name, (_, failures) in results.items() if failures} == {}


@pytest.mark.skipif(os.environ.get("WFLINT_NPM") != "1", reason="needs npm; WFLINT_NPM=1 allows it")
def test_npm_package_gives_our_answers() -> None:
    count, failures = expressions.live_disagreements()
    assert list(map(str, failures)) == []
    assert count > 5000


@pytest.mark.skipif(os.environ.get("WFLINT_NPM") != "1", reason="needs npm; WFLINT_NPM=1 allows it")
def test_npm_package_gives_our_answers_to_random_expressions() -> None:
    _, failures = expressions_fuzz.compared(list(expressions_fuzz.cases(4_000, seed=7)))
    assert failures == []


def test_random_expressions_are_of_every_kind_and_the_same_each_time() -> None:
    given = list(expressions_fuzz.cases(400, seed=7))
    assert given == list(expressions_fuzz.cases(400, seed=7))
    answers = {str(expressions.answer(each.expression, each.contexts)[0]) for each in given}
    assert answers == {"Null", "Boolean", "Number", "String", "Array", "Object", "Error"}
