from __future__ import annotations

import pytest

from wflint.syntax.expression import Expression, SyntaxProblem, calls_status_function, parse, path, references, walk


def _parsed(text: str) -> Expression:
    tree = parse(text)
    assert not isinstance(tree, SyntaxProblem)
    return tree


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("github.event.client_payload.task_id", ("github", "event", "client_payload", "task_id")),
        ("GitHub['Event']['two words']", ("github", "Event", "two words")),
        ("matrix.list[0]", ("matrix", "list", "0")),
        ("(needs).a.outputs", ("needs", "a", "outputs")),
        ("inputs", ("inputs",)),
        ("matrix[matrix.key]", None),
        ("github.event.commits.*.id", None),
        ("fromJSON(a).b", None),
        ("'github'", None),
    ],
)
def test_path(text: str, expected: tuple[str, ...] | None) -> None:
    assert path(_parsed(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("github.ref == 'x' && !inputs.a", ["github.ref", "inputs.a"]),
        ("format('{0}', github.a, (b).c)", ["github.a", "(b).c"]),
        ("needs[matrix.job].outputs[0]", ["needs[matrix.job].outputs[0]", "matrix.job"]),
        ("a.*.b[c.d[e]]", ["a.*.b[c.d[e]]", "c.d[e]", "e"]),
        ("fromJSON(a.b).c[d.e].f", ["a.b", "d.e"]),
        ("'github.ref'", []),
    ],
)
def test_references_are_the_longest_look_ups(text: str, expected: list[str]) -> None:
    assert [text[node.start : node.end] for node in references(_parsed(text))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("success()", True),
        ("false && ALWAYS()", True),
        ("contains(format('{0}', cancelled()), a[failure()])", True),
        ("'always()' == 'x'", False),
        ("github.always", False),
    ],
)
def test_calls_status_function(text: str, expected: bool) -> None:
    assert calls_status_function(_parsed(text)) is expected


def test_walk_goes_in_the_order_of_the_text() -> None:
    text = "f || contains(a.b, !c) && d < 1"
    names = [node.name for node in walk(_parsed(text.replace("f ", "x "))) if hasattr(node, "name")]
    assert names == ["x", "contains", "a", "c", "d"]
