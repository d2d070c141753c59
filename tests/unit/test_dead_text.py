"""Names that are sent as they are written, in the ways in which shells write them."""

from __future__ import annotations

import pytest

from wflint.senders.dead_text import dead_interpolations
from wflint.senders.message import Dispatch
from wflint.span import Span
from wflint.values.value import Const, Field, Object

PLACE = Span("w.yml", 1, 1, 1, 2)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$NAME", "$NAME"),
        ("id-${NAME}", "${NAME}"),
        ("$env:NAME", "$env:NAME"),
        ("${env:NAME}", "${env:NAME}"),
        ("$((NAME + 1))", "$((NAME + 1))"),
        ("$(( $NAME+1 ))", "$(( $NAME+1 ))"),
        ("$OTHER", None),
        ("$env:OTHER", None),
        ("NAME", None),
        ("5 $", None),
    ],
)
def test_names_that_nothing_replaces(text: str, found: str | None) -> None:
    payload = Object((Field("id", Const(text)),))
    sent = Dispatch("gh api", "repository_dispatch", Const("go"), payload, PLACE, PLACE)
    defects = list(dead_interpolations(sent, lambda name: name == "NAME"))
    assert [each.message.partition("` is sent")[0].strip("`") for each in defects] == ([found] if found else [])
