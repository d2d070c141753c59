"""What calls of `jq` print."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wflint.senders import jq
from wflint.senders.message import Invocation, Word
from wflint.span import Span
from wflint.values.condition import Test
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Field,
    Fresh,
    Object,
    Reference,
    Sum,
    Text,
    Unknown,
    Value,
)

CALL = Span("s", 1, 1, 1, 99)
ID = Reference(("inputs", "id"))
N = Reference(("inputs", "n"))
EVENT = Encoded(Reference(("github", "event")))


def fields(open_: str | None = None, /, **members: Value) -> Object:
    return Object(tuple(Field(name, value) for name, value in members.items()), open_)


def output(*words: str | Value, stdin: Value | None = None) -> Value:
    given = tuple(Word(Const(each) if isinstance(each, str) else each, CALL) for each in ("jq", *words))
    files: dict[str, Value] = {"event.json": EVENT, "list.json": Const("[1]"), "raw.txt": ID}
    environment = (("NAME", ID),)
    return jq.output(
        Invocation(given, CALL, environment, stdin), lambda name: files.get(name, Unknown(f"the content of file `{name}`"))
    )


BUILDS = [
    pytest.param(
        '{a: 1, "b": "x", c: null, d: [true], e: {f: -2}}',
        fields(a=Const(1), b=Const("x"), c=Const(None), d=Array((Const(True),)), e=fields(f=Const(-2))),
        id="literals",
    ),
    pytest.param("{a: $id, $id, b: $n}", fields(a=ID, id=ID, b=N), id="arguments"),
    pytest.param("{($k): 1}", fields(key=Const(1)), id="computed-name"),
    pytest.param('{a: ("x-" + $id)}', fields(a=Text((Const("x-"), ID))), id="text-sum"),
    pytest.param('{a: "x-\\($id)!"}', fields(a=Text((Const("x-"), ID, Const("!")))), id="interpolation"),
    pytest.param("{a: ($n|tonumber)}", fields(a=Decoded(N)), id="tonumber"),
    pytest.param("{a: (($n | tonumber) + 1)}", fields(a=Sum(N, 1)), id="counter"),
    pytest.param("{a: ($n|tonumber - 1)}", fields(a=Sum(N, -1)), id="countdown"),
    pytest.param("{a: env.NAME, b: $ENV.NAME, c: env.OTHER}", fields(a=ID, b=ID, c=Const(None)), id="environment"),
    pytest.param("{a: 1} + {b: $id}", fields(a=Const(1), b=ID), id="merge"),
    pytest.param("{a: 1, b: 1} + {b: 2}", fields(a=Const(1), b=Const(2)), id="right-wins"),
    pytest.param("$ARGS.named | {id}", fields(id=ID), id="all-arguments"),
    pytest.param("$id as $x | {a: $x}", fields(a=ID), id="as"),
    pytest.param("{a: now}", fields(a=Fresh("jq now")), id="now"),
    pytest.param("{a: ($n | tostring), b: ({c: 1} | tojson)}", fields(a=N, b=Encoded(fields(c=Const(1)))), id="to-text"),
    pytest.param(
        '{a: (if $id == "x" then 1 else 2 end)}', fields(a=Choice(Test(ID, "==", Const("x")), Const(1), Const(2))), id="if"
    ),
    pytest.param("# built here\n{a: 1} # end", fields(a=Const(1)), id="comments"),
]


@pytest.mark.parametrize(("program", "expected"), BUILDS)
def test_builds(program: str, expected: Value) -> None:
    assert output("-nc", "--arg", "id", ID, "--arg", "n", N, "--arg", "k", "key", program) == Encoded(expected)


PASTED = "a value that is pasted into JSON text as a piece of its structure"
ARGUMENTS = [
    pytest.param(("--argjson", "x", ID), Decoded(ID), id="argjson"),
    pytest.param(("--argjson", "x", Encoded(fields(a=ID))), fields(a=ID), id="argjson-of-json"),
    pytest.param(("--argjson", "x", Text((Const('{"a": "'), ID, Const('"}')))), fields(a=ID), id="argjson-of-a-text-with-a-hole"),
    pytest.param(("--argjson", "x", Text((Const("{"), ID))), Object((), PASTED), id="argjson-of-half-a-text"),
    pytest.param(("--argjson", "x", "[1]"), Array((Const(1),)), id="argjson-constant"),
    pytest.param(("--arg", "x", Encoded(fields(a=ID))), Encoded(fields(a=ID)), id="arg-of-json-stays-text"),
    pytest.param(("--slurpfile", "x", "list.json"), Array((Array((Const(1),)),)), id="slurpfile"),
    pytest.param(("--rawfile", "x", "raw.txt"), ID, id="rawfile"),
]


@pytest.mark.parametrize(("words", "expected"), ARGUMENTS)
def test_arguments(words: tuple[str | Value, ...], expected: Value) -> None:
    assert output("-n", *words, "{x: $x}") == Encoded(fields(x=expected))


BODY = Encoded(fields(a=ID, b=fields(c=Const("x"), n=Const(3)), e=Const(""), z=Const(None)))
READS = [
    pytest.param(("-r", ".a"), ID, id="member"),
    pytest.param((".a",), Encoded(ID), id="member-as-json"),
    pytest.param(("-r", ".b.c"), Const("x"), id="path"),
    pytest.param(("-r", '.["b"]["c"]'), Const("x"), id="path-in-brackets"),
    pytest.param((".b.n",), Const("3"), id="number"),
    pytest.param((".b.c",), Const('"x"'), id="quoted-text"),
    pytest.param(("-c", ".b"), Encoded(fields(c=Const("x"), n=Const(3))), id="object"),
    pytest.param((".",), BODY, id="identity"),
    pytest.param(("-r", ".missing"), Const("null"), id="missing"),
    pytest.param(("-r", '.missing // "y"'), Const("y"), id="default-of-missing"),
    pytest.param(("-r", '.a // "y"'), Fallback(ID, Const("y")), id="default"),
    pytest.param(("-r", '.e // "y"'), Const(""), id="empty-text-stays"),
    pytest.param(("-r", ".z // empty"), Unknown("output of `jq`: `empty` goes beyond what is read"), id="empty"),
    pytest.param(
        (". + {k: 1}",),
        Encoded(fields(a=ID, b=fields(c=Const("x"), n=Const(3)), e=Const(""), z=Const(None), k=Const(1))),
        id="grown",
    ),
]


@pytest.mark.parametrize(("words", "expected"), READS)
def test_reads(words: tuple[str, ...], expected: Value) -> None:
    assert output(*words, stdin=BODY) == expected


def test_event_file() -> None:
    assert output("-r", ".client_payload.id", "event.json") == Reference(("github", "event", "client_payload", "id"))


def test_raw_input_becomes_a_json_string() -> None:
    assert output("-Rs", ".", stdin=ID) == Encoded(ID)


REFUSED = [
    pytest.param((".[] | .a",), "`.[]`", id="iteration"),
    pytest.param(("map(.a)",), "`map`", id="map"),
    pytest.param((".a = 1",), "`=`", id="assignment"),
    pytest.param(("def f: 1; f",), "`def`", id="definition"),
    pytest.param(("$nope",), "`$nope`, which isn't set", id="unset-argument"),
    pytest.param(("{a: ",), "a program that breaks off", id="broken"),
]


@pytest.mark.parametrize(("words", "what"), REFUSED)
def test_refuses_with_a_reason(words: tuple[str, ...], what: str) -> None:
    assert output(*words, stdin=BODY) == Unknown(f"output of `jq`: {what} goes beyond what is read")


PROGRAMS = [
    pytest.param(('{a: "', ID, '"}'), fields(a=ID), id="in-a-string"),
    pytest.param(
        ('{a: "x-', ID, '-y", b: ', N, "}"), fields(a=Text((Const("x-"), ID, Const("-y"))), b=Decoded(N)), id="as-a-value"
    ),
    pytest.param(('{a: "\\"', ID, '"}'), fields(a=Text((Const('"'), ID))), id="behind-an-escaped-quote"),
]


@pytest.mark.parametrize(("parts", "result"), PROGRAMS)
def test_reads_a_program_into_which_something_is_pasted(parts: tuple[str | Value, ...], result: Value) -> None:
    program = Text(tuple(Const(each) if isinstance(each, str) else each for each in parts))
    assert output("-n", program) == Encoded(result)


@pytest.mark.parametrize("text", ['{a: "\\(1)", b: "', '# it\'s "\n{a: "'])
def test_doesnt_guess_where_a_string_ends(text: str) -> None:
    program = Text((Const(text), ID, Const('"}')))
    assert output("-n", program) == Unknown("output of `jq`: the program is made at run time")


def test_refuses_what_it_cant_see() -> None:
    assert output("-n", ID) == Unknown("output of `jq`: the program is made at run time")
    assert output("-f", "program.jq") == Unknown("output of `jq`: the program stands in a file")
    assert output(".a") == Unknown("the input of `jq`")


def test_payload_given_by_arg_is_visibly_a_string() -> None:
    found = output("-n", "--arg", "p", ID, '{event_type: "a", client_payload: $p}')
    assert found == Encoded(fields(event_type=Const("a"), client_payload=Text((ID,))))


TOKENS = st.sampled_from(
    [*'{}[]().,:|+-*/$"\\', ".a", "$x", "if", "then", "else", "end", "as", "//", "==", " ", "1", "tonumber", "\\(", "env"]
)


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=40), st.lists(TOKENS, max_size=20).map("".join)))
def test_never_raises(program: str) -> None:
    output("-n", "--arg", "x", ID, program)
