"""`a && b` as a value: what it is where it doesn't hold."""

from __future__ import annotations

import pytest

from wflint.values.of_expression import of_text
from wflint.values.value import Choice, Const, Unknown, Value

EITHER = Unknown("what counts as false is `false` or empty")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("github.event.issue.pull_request && 'x'", Const("")),
        ("github.event.client_payload.task && 'x'", Const("")),
        ("env.TASK && secrets.TOKEN && 'x'", Const("")),
        ("github.event.pull_request.draft && 'x'", EITHER),
        ("inputs.quick && 'x'", EITHER),
        ("env.TASK && github.ref == 'refs/heads/main' && 'x'", EITHER),
        ("(inputs.quick || env.TASK) && 'x'", Const("")),
        ("(env.A && env.B) && 'x'", Const("")),
        ("github.ref == 'refs/heads/main' && !inputs.quick && 'x'", Const(False)),
        ("contains(github.ref, 'x') && 'x'", Const(False)),
    ],
)
def test_what_and_gives_where_it_does_not_hold(written: str, expected: Value) -> None:
    value = of_text(f"${{{{ {written} }}}}")
    assert isinstance(value, Choice)
    assert (value.then, value.otherwise) == (Const("x"), expected)
