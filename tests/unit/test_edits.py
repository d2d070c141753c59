"""Text edits: what they make of a text, and which go together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wflint.edits import applied, compatible, is_inside, offer, within
from wflint.finding import Edit, Fix
from wflint.span import Span


def span(line: int, column: int, end_line: int, end_column: int, path: str = "w") -> Span:
    return Span(path, line, column, end_line, end_column)


def test_all_else_stays() -> None:
    text = "one\r\ntwo é\r\n\r\nthree"
    edits = (Edit(span(4, 6, 4, 6), "!"), Edit(span(2, 1, 2, 4), "2"), Edit(span(1, 4, 1, 4), ";"), Edit(span(1, 4, 1, 4), "."))
    assert applied(text, edits) == "one;.\r\n2 é\r\n\r\nthree!"


@given(st.text(alphabet="ab\r\né "), st.data())
def test_text_without_the_edit_is_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    place = span(
        text.count("\n", 0, start) + 1,
        start - (text.rfind("\n", 0, start) + 1) + 1,
        text.count("\n", 0, end) + 1,
        end - (text.rfind("\n", 0, end) + 1) + 1,
    )
    assert is_inside(text, place)
    assert within(text, place) == text[start:end]
    assert applied(text, (Edit(place, "new"),)) == text[:start] + "new" + text[end:]


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        pytest.param(span(1, 1, 1, 3), span(1, 3, 1, 5), True, id="side-by-side"),
        pytest.param(span(1, 1, 1, 3), span(1, 2, 1, 5), False, id="shared"),
        pytest.param(span(1, 3, 1, 3), span(1, 3, 1, 3), False, id="one-point"),
        pytest.param(span(1, 1, 1, 3), span(1, 3, 1, 3), False, id="point-at-the-end"),
        pytest.param(span(1, 1, 1, 3), span(1, 4, 1, 4), True, id="point-behind"),
        pytest.param(span(1, 1, 3, 1), span(2, 4, 2, 4), False, id="point-inside"),
        pytest.param(span(1, 1, 1, 3), span(1, 1, 1, 3, "v"), True, id="two-files"),
    ],
)
def test_fixes_that_touch_one_place_exclude_each_other(first: Span, second: Span, together: bool) -> None:
    fixes = (Fix("a", (Edit(first, "x"),)), Fix("b", (Edit(second, "y"),)))
    assert list(compatible(fixes)) == ([0, 1] if together else [0])
    assert list(compatible(reversed(fixes))) == ([0, 1] if together else [0])


@pytest.mark.parametrize("place", [span(0, 1, 1, 1), span(3, 1, 3, 1), span(1, 5, 1, 5), span(2, 1, 1, 1)])
def test_place_outside_of_the_text(place: Span) -> None:
    assert not is_inside("abc\n", place)


def test_fix_is_whole_or_not_at_all() -> None:
    edit = Edit(span(1, 1, 1, 1), "x")
    assert offer("title", edit, safe=True) == (Fix("title", (edit,), True),)
    assert offer("title", edit, None) == ()
    assert offer("title") == ()
