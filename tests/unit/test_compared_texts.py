"""Which expressions of JavaScript and Python are texts whatever happens, so that `<` compares letters."""

from __future__ import annotations

import ast

import pytest

from wflint.senders import javascript_strings, python_strings
from wflint.senders.javascript_text import Source, below, field_of
from wflint.senders.script import Script
from wflint.span import Span


def left_is_text(text: str) -> bool:
    """Whether what stands on the left of the last `<` of a script in JavaScript is a text."""
    source = Source(Script(text, lambda start, end: Span("a.js", 1, start + 1, 1, end + 1)))
    signs = [each for each in below(source.root) if each.type == "binary_expression" and source.of(each.children[1]) == "<"]
    left = field_of(signs[-1], "left")
    assert left is not None
    return javascript_strings.is_text(source, left)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("'2' < max", True, id="quoted"),
        pytest.param("`${n}` < max", True, id="template"),
        pytest.param("(String(n)) < max", True, id="made-a-text"),
        pytest.param("n.toString() < max", True, id="by-a-method"),
        pytest.param("n.padStart(2, '0') < max", True, id="padded"),
        pytest.param("core.getInput('n') < max", True, id="input-of-an-action"),
        pytest.param("process.env.N < max", True, id="variable"),
        pytest.param("process.env['N'] < max", True, id="variable-in-brackets"),
        pytest.param("(process.env.N || '0') < max", True, id="with-a-default"),
        pytest.param("(process.env.N || 0) < max", False, id="with-a-number"),
        pytest.param("(process.env.N ? 'a' : 'b') < max", True, id="one-of-two"),
        pytest.param("process.env.N + 1 < max", True, id="text-plus-anything"),
        pytest.param("process.env.N - 1 < max", False, id="text-minus"),
        pytest.param("Number(process.env.N) < max", False, id="made-a-number"),
        pytest.param("n < max", False, id="declared-nowhere"),
        pytest.param("const n = process.env.N; n < max", True, id="constant"),
        pytest.param("let n = process.env.N; n = 3; n < max", False, id="it-may-change"),
        pytest.param("const { N } = process.env; N < max", True, id="taken-from-the-environment"),
        pytest.param("const { N } = inputs; N < max", False, id="taken-from-elsewhere"),
        pytest.param("const n = process.env.N; const f = (n) => n < max", False, id="parameter-of-that-name"),
        pytest.param("const n = n + m; const m = n + n; n < max", False, id="round-and-round"),
    ],
)
def test_texts_of_javascript(text: str, expected: bool) -> None:
    assert left_is_text(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("'2' < most", True, id="quoted"),
        pytest.param("f'{n}' < most", True, id="template"),
        pytest.param("str(n) < most", True, id="made-a-text"),
        pytest.param("n.strip() < most", True, id="by-a-method"),
        pytest.param("os.environ['N'] < most", True, id="variable"),
        pytest.param("os.environ.get('N', '0') < most", True, id="with-a-default"),
        pytest.param("os.environ.get('N', 0) < most", False, id="with-a-number"),
        pytest.param("os.getenv('N') < most", True, id="getenv"),
        pytest.param("(os.environ['N'] or '0') < most", True, id="or"),
        pytest.param("('a' if n else 'b') < most", True, id="one-of-two"),
        pytest.param("int(os.environ['N']) < most", False, id="made-a-number"),
        pytest.param("n < most", False, id="assigned-nowhere"),
        pytest.param("n = os.environ['N']\nn < most", True, id="assigned-once"),
        pytest.param("n = os.environ['N']\nn = int(n)\nn < most", False, id="assigned-twice"),
        pytest.param("n: str = os.environ['N']\nn < most", True, id="with-a-type"),
        pytest.param("n, m = '1', 2\nn < most", False, id="several-at-once"),
        pytest.param("n = '1'\ndef f(n):\n  n < most", False, id="parameter-of-that-name"),
        pytest.param("n = 'a'\nfor n in range(3): pass\nn < most", False, id="loop"),
        pytest.param("import n\nn = 'a'\nn < most", False, id="import"),
        pytest.param("from m import o as n\nn = 'a'\nn < most", False, id="import-as"),
    ],
)
def test_texts_of_python(text: str, expected: bool) -> None:
    tree = ast.parse(text)
    compared = [each for each in ast.walk(tree) if isinstance(each, ast.Compare)]
    assert python_strings.is_text(tree, compared[-1].left) is expected
