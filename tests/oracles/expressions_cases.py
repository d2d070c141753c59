"""Expressions of our own to put to an oracle: the same ones in every run, several thousand."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any


@dataclass(frozen=True, slots=True)
class Case:
    """An expression and the contexts that it may name."""

    expression: str
    contexts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """An expression on which actions/runner, which wflint follows, and the npm package differ."""

    expression: str
    runner: list[Any]
    npm: list[Any]
    why: str


RUNNER_DIFFERS = (
    Difference("'a''b''c'", ["String", "a'b'c"], ["String", "a'b''c"], "npm unescapes only the first quote"),
    Difference("join('a',)", ["Error", "syntax"], ["String", "a"], "npm lets a comma behind the last argument pass"),
    Difference("(" * 60 + "1" + ")" * 60, ["Number", 1], ["Error", "syntax"], "npm counts parentheses as depth"),
    Difference("1" + " == 1" * 50, ["Error", "syntax"], ["Boolean", True], "npm counts no depth for comparisons"),
    Difference("1\u00a0== 1", ["Boolean", True], ["Error", "syntax"], "any Unicode space parts tokens in .NET"),
    Difference("0xFFFFFFFF", ["Number", -1], ["Number", 4294967295], "hexadecimal numbers have 32 bits and a sign"),
    Difference("0x100000000", ["Error", "syntax"], ["Number", 4294967296], "hexadecimal numbers have 32 bits"),
    Difference("0o37777777777", ["Number", -1], ["Number", 4294967295], "octal numbers have 32 bits and a sign"),
    Difference("0XF", ["Error", "syntax"], ["Number", 15], "the x of a hexadecimal number is small"),
    Difference("'0b1' == 1", ["Boolean", False], ["Boolean", True], "no binary numbers in .NET"),
    Difference("'infinity' == Infinity", ["Boolean", True], ["Boolean", False], ".NET reads infinity in any case"),
    Difference("format('{0}', 1e20)", ["String", "1E+20"], ["String", "100000000000000000000"], "G15"),
    Difference("format('{0}', 1e21)", ["String", "1E+21"], ["String", "1e+21"], "G15"),
    Difference("format('{0}', 0.00001)", ["String", "1E-05"], ["String", "0.00001"], "G15"),
    Difference("format('{0}', 123456789.123456789)", ["String", "123456789.123457"], ["String", "123456789.12345679"], "G15"),
    Difference("format('{0}', 1234567890123456)", ["String", "1.23456789012346E+15"], ["String", "1234567890123456"], "G15"),
    Difference("toJSON(1234567890123456)", ["String", "1.23456789012346E+15"], ["String", "1234567890123456"], "G15"),
    Difference("toJSON(NaN)", ["String", "NaN"], ["String", "null"], "npm writes real JSON"),
    Difference("toJSON('\u2028')", ["String", '"\\u2028"'], ["String", '"\u2028"'], "Newtonsoft.Json escapes line ends"),
    Difference("format('{0:x}', 1)", ["Error", "evaluation"], ["String", "1"], "npm skips what is behind the number"),
    Difference("format('{0 }', 1)", ["Error", "evaluation"], ["String", "1"], "npm skips what is behind the number"),
    Difference("format('x', fromJSON(''))", ["String", "x"], ["Error", "evaluation"], "the runner needs no argument 0"),
    Difference("case(true, 1, fromJSON(''))", ["Number", 1], ["Error", "evaluation"], "npm evaluates all of case"),
    Difference("case(false, fromJSON(''), 1)", ["Number", 1], ["Error", "evaluation"], "npm evaluates all of case"),
    Difference("contains(fromJSON('[]'), fromJSON(''))", ["Boolean", False], ["Error", "evaluation"], "not needed"),
    Difference("join('a', fromJSON(''))", ["String", "a"], ["Error", "evaluation"], "no separator is needed"),
    Difference("fromJSON('1')[fromJSON('')]", ["Null", None], ["Error", "evaluation"], "no key is needed"),
    Difference("'ß' == 'SS'", ["Boolean", False], ["Boolean", True], "OrdinalIgnoreCase maps one character to one"),
    Difference(
        """toJSON(fromJSON('{"a":1,"A":2}'))""",
        ["String", '{\n  "a": 2\n}'],
        ["String", '{\n  "a": 1\n}'],
        "the last of two keys stays in the runner, the first one in the npm package",
    ),
    Difference(
        """fromJSON('{"constructor":1}').constructor""",
        ["Number", 1],
        ["Null", None],
        "a name that JavaScript's objects have",
    ),
    Difference("case(" + "false, 1, " * 200 + "2)", ["Error", "syntax"], ["Number", 2], "255 arguments at most"),
)
"""Where they differ, by the source of actions/runner of 2026-08; the npm package's answers are checked against it."""


CONTEXTS: Mapping[str, object] = {
    "c": {
        "array": [1, "two", None, True, [2, 3], {"x": "in array"}],
        "empty": [],
        "items": [
            {"name": "a", "n": {"v": 1}},
            {"name": "B", "n": {"v": 2}},
            {"other": 3},
            [{"name": "deep"}],
            None,
            5,
        ],
        "object": {"Key": "value", "two words": "spaced", "null": None, "yes": "by name", "nested": {"x": {"y": "z"}}},
        "text": "Hello",
        "none": None,
        "no": {},
    }
}

_SIMPLE = ["null", "true", "false", "0", "1", "-1", "0.5", "NaN", "Infinity", "''", "' '", "'0'", "' 1 '", "'true'"]
_TEXTS = ["'abc'", "'ABC'", "'abd'", "'-Infinity'", "'0x1'", "'1e0'", "'a_b'", "'aZb'"]
_COLLECTIONS = ["c.array", "c.empty", "c.object", "c.no"]
_NUMBER_FORMS = """
0 1 -1 +1 .5 -.5 +.5 5. 0.5 00 007 1e3 1E3 1e+3 1e-3 1.5e2 -1.5E-2 .1e1 1e 1e+ e1 1.2.3 1..2 . -. + - --1
-+1 1-1 0x 0x0 0x1f 0x1F 0xfg 0x7fffffff -0x1 +0x1 0o 0o7 0o17 0o8 -0o7 1_000 1,5 0b1x Infinity -Infinity
+Infinity NaN -NaN infinity 1e308 1e309 -1e309 1e-320 1e-400 123456789012 0.1 0.2 0.84551240822557006 1e14
-0 0.0 -0.0 1a 1- 1e1.5 0x1.8 ٣
"""
_JSON_TEXTS = r"""
{} [] null true false 0 -0 1.5 1e3 1E+2 -1 "a" "" [1,2] [1,] [,1] {"a":1} {"a":1,} {"a"} {a:1} nul NULL
True 01 +1 .5 5. 1e "a "\n" "\u0041" "\x" [[[]]] {"a":{"b":[1,{"c":null}]}} {"a":1,"a":2} NaN Infinity
-Infinity - [1]x 1_2 // {"":1} {"b":1,"a":2} [null,true,"x",1.25,{}] "\"" {"k":"v"}{} [1][2] 0x1 "\/"
123456789 1e999
"""
_COMPARISONS = ["==", "!=", "<", "<=", ">", ">="]


def generated() -> Iterator[Case]:
    """All cases, in the same order every time, each expression once."""
    seen: set[str] = set()
    makers = (
        _operators,
        _chains,
        _numbers,
        _strings,
        _look_ups,
        _text_functions,
        _formats,
        _joins,
        _json,
        _cases,
        _errors,
    )
    for make in makers:
        for expression in make():
            if expression not in seen:
                seen.add(expression)
                yield Case(expression, CONTEXTS)


def _operators() -> Iterator[str]:
    values = _SIMPLE + _TEXTS + _COLLECTIONS
    for left, right in product(values, repeat=2):
        for operator in _COMPARISONS:
            yield f"{left} {operator} {right}"
    for left, right in product(values, ["'x'", "0", "c.empty", "null"]):
        yield f"{left} && {right}"
        yield f"{left} || {right}"
    for value in values:
        yield f"!{value}"
        yield f"! !{value}"
        yield f"{value} && 'then' || 'else'"


def _chains() -> Iterator[str]:
    """Two operators and three operands, with and without negations and parentheses."""
    chooser = random.Random(1)
    operands = ["true", "false", "1", "0", "''", "'a'", "null", "2", "c.no"]
    for first, second in product([*_COMPARISONS, "&&", "||"], repeat=2):
        for form in ("{} {} {} {} {}", "({} {} {}) {} {}", "{} {} ({} {} {})", "!{} {} {} {} {}", "{} {} !{} {} !{}"):
            a, b, c = chooser.choices(operands, k=3)
            yield form.format(a, first, b, second, c)
    for _ in range(400):
        yield _tree(chooser, operands, 4)


def _tree(chooser: random.Random, operands: list[str], depth: int) -> str:
    if depth == 0 or chooser.random() < 0.2:
        return chooser.choice(operands)
    match chooser.randrange(5):
        case 0:
            return f"!{_tree(chooser, operands, depth - 1)}"
        case 1:
            return f"({_tree(chooser, operands, depth - 1)})"
        case _:
            operator = chooser.choice([*_COMPARISONS, "&&", "||", "&&", "||"])
            left, right = (_tree(chooser, operands, depth - 1) for _ in range(2))
            return f"{left}{operator}{right}" if chooser.random() < 0.5 else f"{left} {operator}\n\t{right}"


def _numbers() -> Iterator[str]:
    for form in _NUMBER_FORMS.split():
        yield form
        if form != "infinity":  # RUNNER_DIFFERS has it.
            yield f"'{form}' == 1"
            yield f"'{form}' < 1"
            yield f"0 >= '{form}'"
        yield f" ( {form} ) "
        yield f"{form} == '{form}'"
        yield f"{form}.x"
    for form in [
        "0",
        "-0",
        "1.0",
        "1.50",
        "100",
        "0.001",
        "123.456",
        "1e3",
        "99999999999999",
        "-1e-3",
        "0x10",
        "0.1",
        "1e14",
    ]:
        yield f"format('{{0}}', {form})"
        yield f"toJSON({form})"
        yield f"c.array[{form}]"


def _strings() -> Iterator[str]:
    yield from [
        "''",
        "''''",
        "'a''b'",
        "'",
        "'a",
        "'a''",
        "'a' 'b'",
        "'a'b",
        '"a"',
        "'\"'",
        "' '",
        "'é' == 'É'",
        "'ı' == 'I'",
    ]
    yield from [
        "'😊'",
        "'😊' == '😊'",
        "'ｚ' < '😊'",
        "'Z' < 'a'",
        "'_' < 'a'",
        "'[' < 'A'",
        "'µ' == 'Μ'",
        "'a\nb'",
        "'a\\n'",
    ]
    yield from ["'}}'", "'${{ x }}'", "'ä' < 'Z'", "'é' > 'z'", "'10' < '9'", "10 < '9'", "'abc' < 'abcd'", "'' < 'a'"]
    for blank in ["", " ", "\n", "\t \r\n"]:
        yield blank
        yield f"{blank}1{blank}=={blank}1{blank}"


def _look_ups() -> Iterator[str]:
    keys = [
        "0",
        "1",
        "-1",
        "1.9",
        "'1'",
        "' 1'",
        "''",
        "null",
        "true",
        "false",
        "NaN",
        "Infinity",
        "99",
        "'x'",
        "'KEY'",
        "'key'",
    ]
    keys += [
        "c.empty",
        "c.no",
        "c.text",
        "'null'",
        "*",
        "'two words'",
        "1 == 1",
        "'nested'",
        "-0.5",
        "0.5",
        "!0",
        "'a' && 0",
    ]
    objects = [
        "c.array",
        "c.object",
        "c.empty",
        "c.no",
        "c.text",
        "c.none",
        "c.missing",
        "c",
        "c.items",
        "c.items.*",
        "c.*",
    ]
    for target, key in product(objects, keys):
        yield f"{target}[{key}]"
    for target in [
        *objects,
        "(c.object)",
        "fromJSON('[[1,2],[3]]')",
        "(1)",
        "('a')",
        "(null)",
        "1",
        "null",
        "'a'",
        "true",
        "NaN",
    ]:
        yield target
        for suffix in [".x", ".*", "[0]", "['Key']", ".*.*", ".*.name", ".*.n.v", "[*].n['v']", ".*[0]", ".*[0].name"]:
            yield target + suffix
        for suffix in [
            ".name.*",
            ".*.*.name",
            ".null",
            ".true",
            ".NaN",
            ". x",
            " .x",
            "[ 0 ]",
            ".x-y",
            ".x_1",
            ".nested.x.y",
        ]:
            yield target + suffix
    yield from [
        "C.TEXT",
        "c.Text",
        "C['text']",
        "c.object.yes",
        "c.object['YES']",
        "c.object.nested.x.y",
        "c.items.*.name == 1",
    ]
    yield from ["c.array == c.array", "c.array == c['array']", "c.array != c.array", "c.items.* == c.items.*", "c == c"]


def _text_functions() -> Iterator[str]:
    searched = [
        "'Hello World'",
        "c.text",
        "''",
        "null",
        "true",
        "123",
        "1.5",
        "NaN",
        "c.array",
        "c.empty",
        "c.object",
        "c.items.*.name",
    ]
    sought = [
        "'hello'",
        "'WORLD'",
        "'o w'",
        "''",
        "null",
        "true",
        "2",
        "1",
        "'1'",
        "'b'",
        "'TWO'",
        "c.empty",
        "c.array",
        "c.no",
        "'İ'",
    ]
    for name, left, right in product(["contains", "startsWith", "ENDSWITH"], searched, sought):
        yield f"{name}({left}, {right})"
    yield from ["contains('AÉ', 'é')", "startsWith('Éa', 'é')", "endsWith('xé', 'É')", "contains('a.b', '.')"]


def _formats() -> Iterator[str]:
    templates = [
        "",
        "{0}",
        "{1}",
        "{0}{1}",
        "{1}{0}{1}",
        "a{0}b",
        "{{",
        "}}",
        "{{}}",
        "{{0}}",
        "{{{0}}}",
        "{{{{0}}}}",
        "{",
        "}",
        "{}",
    ]
    templates += [
        "{0",
        "0}",
        "{-1}",
        "{a}",
        "{00}",
        "{ 0}",
        "{2}",
        "{255}",
        "{0}}",
        "{{0}",
        "{0}}}",
        "}}{{",
        "x''y",
        "{0}{",
        "{{0}}{0}",
    ]
    arguments = ["", ", 'x'", ", 'x', 'y'", ", null, true", ", 1.5, '{0}'", ", c.array, c.object", ", '', 0"]
    for template, given in product(templates, arguments):
        yield f"format('{template}'{given})"
    yield from [
        "format(null, 1)",
        "format(1, 2)",
        "format(true)",
        "format(c.array)",
        "format(c.text, 1)",
        "FORMAT('a')",
        "Format('{0}', 'b')",
    ]


def _joins() -> Iterator[str]:
    joined = [
        "c.array",
        "c.empty",
        "c.object",
        "'a,b'",
        "null",
        "1.5",
        "true",
        "c.items.*.name",
        "c.none",
        "fromJSON('[1]')",
        "c.items.*",
    ]
    for first, separator in product(joined, ["", ", ''", ", ' - '", ", 1", ", null", ", true", ", c.array", ", c.no"]):
        yield f"join({first}{separator})"


def _json() -> Iterator[str]:
    for text in [*_JSON_TEXTS.split(), "", '"\t"', "[ 1 , 2 ]", "'a'"]:
        quoted = text.replace("'", "''")
        yield f"fromJSON('{quoted}')"
        if text != "1e999":
            yield f"toJSON(fromJSON('{quoted}'))"
        yield f"fromJSON('  {quoted} ') == c.none"
    for value in [
        *_SIMPLE,
        *_TEXTS,
        *_COLLECTIONS,
        "c",
        "c.items.*",
        "c.items.*.name",
        "'a\"b'",
        "'a\\b'",
        "'a\nb'",
        "'a\tb'",
        "'\x01'",
    ]:
        if value not in {"NaN", "Infinity"}:
            yield f"toJSON({value})"
            yield f"fromJSON(toJSON({value})) == {value}"
        yield f"fromJSON({value})"
    yield from [
        "fromJSON('[1,2]')[1]",
        'fromJSON(\'{"a":{"b":5}}\').A.b',
        "fromJSON(' ')",
        "fromJSON('\n1\n')",
        "toJSON('é😊\x7f')",
    ]


def _cases() -> Iterator[str]:
    predicates = ["true", "false", "1 == 1", "1 == 2", "1", "''", "null", "'true'", "c.array"]
    for first, second in product(predicates, repeat=2):
        yield f"case({first}, 'one', 'other')"
        yield f"case({first}, 'one', {second}, 2, c.none)"
    yield from [
        "case()",
        "case(true)",
        "case(true, 1)",
        "case(true, 1, 2, 3)",
        "CASE(false, 1, true, 2, 3)",
        "case(true, 1, false, 2, 3, 4)",
    ]


def _errors() -> Iterator[str]:
    yield from [
        "nope",
        "nope.x",
        "nope()",
        "nope(1)",
        "c()",
        "c.text()",
        "contains",
        "contains(",
        "contains()",
        "contains(1)",
        "contains(1,2,3)",
    ]
    yield from [
        "toJSON()",
        "toJSON(1,2)",
        "success()",
        "always()",
        "hashFiles('a')",
        "fromJSON (1)",
        "toJSON( c . text )",
        "format",
        "c.format",
    ]
    for depth in (24, 25, 48, 49, 50, 51, 52):
        yield "!" * depth + "true"
        yield "c" + ".x" * depth
        yield "c" + "[0]" * depth
        yield "c" + ".*" * depth
        yield "fromJSON(" * depth + "1" + ")" * depth
        yield "1" + " == 1" * min(depth, 48)
        yield "1" + " && 1" * depth + " || 1" * depth
    chooser = random.Random(2)
    pieces = [
        "1",
        "'a'",
        "true",
        "null",
        "c",
        "c.text",
        "nope",
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
        "*",
        "!",
        "==",
        "!=",
        "<",
        ">=",
        "&&",
        "||",
    ]
    pieces += [
        "toJSON(",
        "contains(",
        "format('{0}'",
        ".x",
        ".*",
        "[0]",
        "[*]",
        "=",
        "&",
        "|",
        "@",
        "-1",
        ".5",
        "x",
        "#",
        "NaN",
        " ",
    ]
    for _ in range(900):
        expression = chooser.choice(["", " "]).join(chooser.choices(pieces, k=chooser.randint(2, 7)))
        # The npm package lets a comma behind the last argument pass; RUNNER_DIFFERS has that.
        if not re.search(r",\s*\)", expression):
            yield expression
    for _ in range(500):
        yield _mutated(chooser, _tree(chooser, ["c.text", "toJSON(1)", "'a'", "c.array[0]", "c.*", "(1)"], 3))


def _mutated(chooser: random.Random, expression: str) -> str:
    place = chooser.randrange(len(expression))
    match chooser.randrange(3):
        case 0:
            return expression[:place] + expression[place + 1 :]
        case 1:
            return expression[:place] + chooser.choice("()[].*!=<>&|,' 0a") + expression[place:]
        case _:
            return expression[:place]
