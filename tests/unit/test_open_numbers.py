"""A retry count against a bound that isn't written down: a variable of the repository, or what people choose at the start."""

from __future__ import annotations

import pytest
from test_verdicts import answers, files, proof

from wflint.soundness.open_numbers import outgrown
from wflint.syntax.expression import SyntaxProblem, parse
from wflint.values.condition import Comparison, Holds, Test
from wflint.values.value import CHOSEN, Const, Decoded, Fallback, Reference, Sum, Value

MOST, LEAST = Const(7), Const("-7")
VARIABLE = Reference(("vars", "MAX_RETRIES"))


@pytest.mark.parametrize(
    ("left", "comparison", "right", "expected"),
    [
        (MOST, "<", VARIABLE, False),
        (MOST, "<=", VARIABLE, False),
        (MOST, ">=", VARIABLE, True),
        (Const("7"), ">", Fallback(VARIABLE, Const("2")), True),
        (VARIABLE, ">", MOST, False),
        (VARIABLE, "<=", MOST, True),
        (LEAST, ">", VARIABLE, False),
        (LEAST, "<=", VARIABLE, True),
        (MOST, "<", Decoded(Reference((CHOSEN, "inputs.most"))), False),
        (MOST, "!=", VARIABLE, None),
        (Const(6), "<", VARIABLE, None),
        (MOST, "<", Reference(("inputs", "most")), None),
        (MOST, "<", Sum(VARIABLE, 1), None),
        (MOST, "<", Fallback(VARIABLE, Reference(("inputs", "most"))), None),
        (Const(True), "<", VARIABLE, None),
    ],
)
def test_a_number_held_at_the_limit(left: Value, comparison: Comparison, right: Value, expected: bool | None) -> None:
    assert outgrown(Test(left, comparison, right, "number"), left, right, 7) is expected


def test_texts_are_no_numbers() -> None:
    assert outgrown(Test(Const("7"), "<", VARIABLE, "string"), Const("7"), VARIABLE, 7) is None


@pytest.mark.parametrize(("left", "expected"), [(Const(7.0), False), (Const(7), False), (Const("7"), None)])
def test_expressions_compare_numbers_where_one_side_is_one(left: Value, expected: bool | None) -> None:
    compared = parse("github.event.client_payload.count < vars.MAX_RETRIES")
    assert not isinstance(compared, SyntaxProblem)
    assert outgrown(Holds(compared), left, VARIABLE, 7) is expected


HOLDS, OPEN, BROKEN = ("proved", 4), ("not proved", 4), ("refuted", 1)
BOUND = 'MAX_RETRIES: "3" # for the whole task, whatever fails'
RAISED = "$((retries + 1))"


@pytest.mark.parametrize(
    ("bound", "raised", "expected"),
    [
        pytest.param("MAX_RETRIES: ${{ vars.MAX_RETRIES }}", RAISED, HOLDS, id="variable"),
        pytest.param("MAX_RETRIES: ${{ vars.MAX_RETRIES || '2' }}", RAISED, HOLDS, id="variable-with-a-default"),
        pytest.param("MAX_RETRIES: ${{ vars.MAX_RETRIES || '2' }}", "$retries", OPEN, id="never-raised"),
        pytest.param("MAX_RETRIES: ${{ github.run_number }}", RAISED, OPEN, id="another-bound-in-each-run"),
        pytest.param(BOUND, "$retries", BROKEN, id="never-raised-against-a-known-bound"),
    ],
)
def test_loop_with_a_bound_that_people_set(bound: str, raised: str, expected: tuple[str, int]) -> None:
    texts = files("bash")
    router = texts["orchestrator.yml"]
    assert BOUND in router
    assert RAISED in router
    texts["orchestrator.yml"] = router.replace(BOUND, bound).replace(RAISED, raised)
    assert answers(proof(texts))["P4"] == expected
