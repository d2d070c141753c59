"""What holds for any input: expressions, YAML and scripts that nobody thought of."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from test_expression_properties import EXPRESSIONS, TEXTS

from wflint.problem import Problem
from wflint.senders import bash, cmd, javascript, powershell, python
from wflint.senders.message import ScriptFacts
from wflint.senders.script import Script
from wflint.sources import Source
from wflint.syntax.document import Document, parse
from wflint.syntax.expression import (
    And,
    Call,
    Compare,
    Expression,
    Index,
    Literal,
    Name,
    Not,
    Or,
    Star,
    SyntaxProblem,
    to_text,
)
from wflint.syntax.expression import parse as parse_expression
from wflint.syntax.node import Mapping, Node, Scalar, Sequence
from wflint.values.value import unplaced

# -- expressions --------------------------------------------------------------------------------------------------------------


def printed(node: Expression) -> str:
    """An expression as text, with as few blanks and as many parentheses as can be."""
    match node:
        case Literal(str() as value):
            return "'" + value.replace("'", "''") + "'"
        case Literal(float() as value) if not math.isnan(value) and not math.isinf(value):
            return repr(value)
        case Literal(None):
            return "null"
        case Literal(value):
            return to_text(value)
        case Name(name):
            return name
        case Index(below, key):
            return f"{_operand(below)}[{printed(key)}]"
        case Star(below):
            return f"{_operand(below)}.*"
        case Call(name, arguments):
            return f"{name}({','.join(map(printed, arguments))})"
        case Not(operand):
            return f"!({printed(operand)})"
        case Compare(operator, left, right):
            return f"({printed(left)}){operator}({printed(right)})"
        case And(operands):
            return "&&".join(f"({printed(each)})" for each in operands)
        case Or(operands):
            return "||".join(f"({printed(each)})" for each in operands)


def _operand(node: Expression) -> str:
    return printed(node) if isinstance(node, Name | Index | Star | Call) else f"({printed(node)})"


def shape(node: Expression) -> object:
    """A tree without its places; what isn't a number is equal to itself here."""
    match node:
        case Literal(value):
            return type(value).__name__, repr(value)
        case Name(name):
            return "name", name
        case Index(below, key):
            return "index", shape(below), shape(key)
        case Star(below):
            return "star", shape(below)
        case Call(name, arguments):
            return "call", name, tuple(map(shape, arguments))
        case Not(operand):
            return "not", shape(operand)
        case Compare(operator, left, right):
            return operator, shape(left), shape(right)
        case And(operands) | Or(operands):
            return type(node).__name__, tuple(map(shape, operands))


@given(st.one_of(EXPRESSIONS, TEXTS))
def test_an_expression_that_is_printed_is_the_same_expression(text: str) -> None:
    tree = parse_expression(text)
    if isinstance(tree, SyntaxProblem):
        return
    again = parse_expression(printed(tree))
    assert not isinstance(again, SyntaxProblem), printed(tree)
    assert shape(again) == shape(tree)


# -- YAML -----------------------------------------------------------------------------------------------------------------------

CHARACTERS = st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\x85\u2028\u2029\ufeff\ufffe\uffff")
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(CHARACTERS, max_size=12),
    st.sampled_from(["on", "yes", "no", "~", "null", "0x1F", "0o17", "017", "1e3", "1_000", "a: b", "- x", "# y", "${{ a }}"]),
    st.lists(st.text(CHARACTERS, max_size=8), min_size=1, max_size=3).map("\n".join),
)
KEYS = st.text(CHARACTERS, min_size=1, max_size=8)
TREES = st.recursive(SCALARS, lambda below: st.lists(below, max_size=4) | st.dictionaries(KEYS, below, max_size=4), max_leaves=12)


def plain(node: Node) -> Any:
    """A node as Python data."""
    match node:
        case Scalar():
            return node.value
        case Sequence(items):
            return [plain(each) for each in items]
        case Mapping(pairs):
            return {pair.key.text: plain(pair.value) for pair in pairs}


@settings(max_examples=60)
@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=4), st.booleans())
def test_yaml_is_read_as_it_was_written(content: dict[str, Any], flow: bool) -> None:
    """Written by ruamel in both styles, with the quotes that it finds fit; keys that differ only in case are told besides."""
    written = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = flow
    yaml.allow_unicode = True
    yaml.dump(content, written)
    read = parse("w.yml", written.getvalue())
    try:
        is_written = yaml.load(written.getvalue()) == content
    except YAMLError:
        assert isinstance(read, Problem)
        return
    assume(is_written)  # ruamel doesn't read all that it writes: `{:0: x}`, `{?0: x}`
    assert isinstance(read, Document), written.getvalue()
    assert plain(read.root) == content
    assert all("given twice" in problem.message for problem in read.problems)


@settings(max_examples=40)
@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=4))
def test_json_is_yaml(content: dict[str, Any]) -> None:
    read = parse("w.yml", json.dumps(content, ensure_ascii=False))
    assert isinstance(read, Document)
    assert plain(read.root) == content


SIGNS = [*"-[]{},'\"|>&*!#?% \n\ta", "a: ", "- ", "\n  "]


@given(st.text(max_size=60) | st.lists(st.sampled_from(SIGNS), max_size=30).map("".join))
def test_any_text_is_a_document_or_a_problem(text: str) -> None:
    parse("w.yml", text)


# -- scripts ---------------------------------------------------------------------------------------------------------------------


def located(text: str) -> Script:
    """A script that is a file of its own."""
    return Script(text, Source("x", "x", "x", text).locator(), stops_on_error=True)


READERS: dict[str, Callable[[Script], ScriptFacts]] = {
    "bash": bash.read,
    "powershell": powershell.read,
    "cmd": cmd.read,
    "python": python.read,
    "javascript": javascript.read,
}
WORDS = [
    *[
        "if",
        "then",
        "else",
        "fi",
        "for",
        "do",
        "done",
        "in",
        "case",
        "esac",
        "while",
        "function",
        "def",
        "return",
        "try",
        "except",
        "exit",
        "await",
        "echo",
    ],
    *[
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "$(",
        "`",
        "'",
        '"',
        ";",
        "&",
        "&&",
        "||",
        "|",
        ">",
        ">>",
        "<<",
        "<",
        "\\",
        "$x",
        "${x}",
        "%x%",
        "$env:X",
        "${{",
        "=",
        "==",
        "+",
        "//",
        "#",
        ":",
        ",",
        "EOF",
    ],
    *(
        "gh workflow run x.yml -f a=b",
        "gh api repos/o/r/dispatches -f event_type=e",
        "subprocess.run(['gh','workflow','run','x'])",
    ),
    *("github.rest.actions.createWorkflowDispatch({inputs: {x}})", "\n", "\n  ", "\t"),
]


@settings(max_examples=60)
@given(st.text(max_size=80) | st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
@pytest.mark.parametrize("language", READERS)
def test_any_text_is_a_script(language: str, text: str) -> None:
    READERS[language](located(text))


SENDS = {
    "bash": ('x=1\nif [ "$A" = b ]; then', "  gh workflow run x.yml -f a=$x", "fi\nexit 1", "# a note"),
    "powershell": ("$x = 1\nif ($env:A -eq 'b') {", "  gh workflow run x.yml -f a=$x", "}\nexit 1", "# a note"),
    "python": (
        "import subprocess\nx = '1'\nif x:",
        "  subprocess.run(['gh', 'workflow', 'run', 'x.yml', '-f', f'a={x}'])",
        "exit(1)",
        "# a note",
    ),
    "cmd": ('set x=1\nif "%A%"=="b" (', "  gh workflow run x.yml -f a=%x%", ")\nexit /b 1", "rem a note"),
    "javascript": (
        "const x = 1;\nif (process.env.A === 'b') {",
        "  await github.rest.actions.createWorkflowDispatch({...context.repo, workflow_id: 'x.yml', ref: 'x', inputs: {a: x}});",
        "}\ncore.setFailed('x');",
        "// a note",
    ),
}  # fmt: skip


def _said(facts: ScriptFacts) -> object:
    """What a script does, without places."""
    values = ((each.target, each.payload, each.repository, each.token, each.ref) for each in facts.dispatches)
    sent = [[unplaced(value) if value is not None else None for value in each] for each in values]
    return sent, len(facts.exits), len(facts.outputs), facts.problem


@settings(max_examples=20)
@given(st.lists(st.sampled_from(["", "  ", "NOTE"]), max_size=3), st.lists(st.sampled_from(["", "NOTE"]), max_size=3))
@pytest.mark.parametrize("language", READERS)
def test_blank_lines_and_notes_change_nothing(language: str, before: list[str], behind: list[str]) -> None:
    head, send, tail, note = SENDS[language]
    given_lines = [line.replace("NOTE", note) for line in before], [line.replace("NOTE", note) for line in behind]
    plain_facts = READERS[language](located("\n".join((head, send, tail))))
    assert plain_facts.dispatches
    edited = READERS[language](located("\n".join((*given_lines[0], head, send, *given_lines[1], tail, *given_lines[1]))))
    assert _said(edited) == _said(plain_facts)
