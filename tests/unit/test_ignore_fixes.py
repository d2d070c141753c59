"""Ignores that silence nothing, and what is left of their lines when they are gone."""

from __future__ import annotations

import pytest

from wflint.edits import applied
from wflint.ignores import ignores, without
from wflint.sources import Source


@pytest.mark.parametrize(
    ("text", "wanted", "safe"),
    [
        pytest.param("a: b  # wflint: ignore[x] why\nc: d\n", "a: b\nc: d\n", True, id="behind"),
        pytest.param("a: b  # wflint: ignore[x] why\r\nc: d\r\n", "a: b\r\nc: d\r\n", True, id="crlf"),
        pytest.param("# wflint: ignore[x] why\na: b\n", "a: b\n", True, id="alone"),
        pytest.param("a:\n  # wflint: ignore[x] why\r\n  b: c\n", "a:\n  b: c\n", True, id="alone-and-indented"),
        pytest.param("a: b\n# wflint: file-ignore[x] why", "a: b\n", True, id="last-line"),
        pytest.param("a: b  # wflint: ignore[x] why  # see below\n", "a: b  # see below\n", True, id="another-comment-behind"),
        pytest.param("a: b  # wflint: ignore[x, y] why\n", "a: b  # wflint: ignore[y] why\n", True, id="one-of-two"),
        pytest.param("a: b  # wflint: ignore[y,x,z] why\n", "a: b  # wflint: ignore[y, z] why\n", True, id="one-of-three"),
        pytest.param("a: |\n  b # wflint: ignore[x] why\n", "a: |\n  b\n", False, id="in-a-script"),
        pytest.param("a: 'b # wflint: ignore[x]'\n", "a: 'b\n", False, id="in-a-text"),
    ],
)
def test_what_is_left(text: str, wanted: str, safe: bool) -> None:
    source = Source("w.yml", "w.yml", "w.yml", text)
    (comment,) = ignores(source)
    (fix,) = without(source, comment, "x")
    assert (applied(text, fix.edits), fix.safe) == (wanted, safe)


def test_script_of_its_own() -> None:
    source = Source("run.sh", "run.sh", "run.sh", "go  # wflint: ignore[x] why\n")
    (comment,) = ignores(source)
    (fix,) = without(source, comment, "x")
    assert (applied(source.text, fix.edits), fix.safe) == ("go\n", False)
