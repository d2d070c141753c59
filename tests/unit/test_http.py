"""What HTTP requests send, and which request a call of `curl` makes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from wflint.senders import http
from wflint.senders.message import OWN_REPOSITORY, Defect, Dispatch, Invocation, Request, Unresolved, Word
from wflint.span import Span
from wflint.values.value import Const, Encoded, Field, Object, OneOf, Reference, Text, Unknown, Value

CALL = Span("s", 1, 1, 1, 99)
ID = Reference(("inputs", "id"))
PAT = Reference(("secrets", "PAT"))
URL = "https://api.github.com/repos/o/r/dispatches"
BODY = '{"event_type":"a"}'
HIDDEN = "`curl` without `--fail` exits 0 when GitHub refuses"


def text(*parts: str | Value) -> Text:
    return Text(tuple(Const(each) if isinstance(each, str) else each for each in parts))


def curl(
    *words: str | Value, stdin: Value | None = None, files: tuple[tuple[str, Value], ...] = ()
) -> Dispatch | Unresolved | None:
    given = tuple(Word(Const(each) if isinstance(each, str) else each, CALL) for each in ("curl", *words))
    return http.interpret_curl(Invocation(given, CALL, (), stdin, files))


def event(**rest: object) -> Dispatch:
    basis = Dispatch("curl", "repository_dispatch", Const("a"), Object(()), CALL, CALL, Const("o/r"))
    return replace(basis, **rest)  # type: ignore[arg-type]  # a table of optional fields


SPELLINGS = [
    pytest.param(("-f", "-X", "POST", URL, "-d", BODY), id="apart"),
    pytest.param(("-fXPOST", URL, f"-d{BODY}"), id="joined"),
    pytest.param(("--fail", "--request", "POST", "--data", BODY, URL), id="long"),
    pytest.param(("--fail-with-body", "--request=POST", f"--data-raw={BODY}", f"--url={URL}"), id="long-joined"),
    pytest.param(("-sSf", "--data-binary", BODY, "--url", URL), id="post-by-data"),
    pytest.param(("-f", "--json", BODY, URL), id="json"),
    pytest.param(("-f", "-s", "-o", "/dev/null", "--retry", "3", URL, "-d", BODY), id="values-of-other-flags"),
    pytest.param(("-f", "-L", "https://me:pw@api.github.com/repos/o/r/dispatches?x=1", "-d", BODY), id="user-and-query"),
]


@pytest.mark.parametrize("words", SPELLINGS)
def test_spellings(words: tuple[str, ...]) -> None:
    assert curl(*words) == event()


def test_body_from_input_and_file() -> None:
    assert curl("-f", URL, "-d", "@-", stdin=Const(BODY)) == event()
    assert curl("-f", URL, "-d", "@body.json", files=(("body.json", Const(BODY)),)) == event()
    assert curl("-f", URL, "-d", "@body.json") == Unresolved("curl", "the content of file `body.json`", CALL)
    assert curl("-f", URL, "-d", "@-") == Unresolved("curl", "nothing in sight is piped to `curl`", CALL)


TOKENS = [
    pytest.param(("-H", text("Authorization: Bearer ", PAT)), PAT, id="bearer"),
    pytest.param(("-H", text("authorization: token ", PAT)), PAT, id="token-in-lower-case"),
    pytest.param(("--header", text("Authorization:", PAT)), PAT, id="bare"),
    pytest.param(("-u", text("me:", PAT)), PAT, id="password"),
    pytest.param(("--user", PAT), PAT, id="user"),
    pytest.param(("--oauth2-bearer", PAT), PAT, id="oauth2"),
    pytest.param(("-H", "Accept: application/json"), None, id="none"),
]


@pytest.mark.parametrize(("words", "token"), TOKENS)
def test_token(words: tuple[str | Value, ...], token: Value | None) -> None:
    assert curl("-f", *words, URL, "-d", BODY) == event(token=token)


FAILURES = [
    pytest.param((), HIDDEN, id="silent"),
    pytest.param(("-s", "-S"), HIDDEN, id="quiet-is-not-fail"),
    pytest.param(("-fsS",), None, id="bundle"),
    pytest.param(("--fail-with-body",), None, id="with-body"),
    pytest.param(("-s", "-o", "/dev/null", "-w", "%{http_code}"), None, id="status-is-printed"),
]


@pytest.mark.parametrize(("words", "hidden"), FAILURES)
def test_refusal_that_stays_unseen(words: tuple[str, ...], hidden: str | None) -> None:
    assert curl(*words, URL, "-d", BODY) == event(failure_hidden=hidden)


NO_SENDS = [
    pytest.param((URL,), id="get"),
    pytest.param(("-G", URL, "-d", BODY), id="data-in-the-address"),
    pytest.param(("-X", "GET", URL), id="get-by-flag"),
    pytest.param(("-d", "{}", "https://api.github.com/repos/o/r/issues"), id="issues"),
    pytest.param(("-d", BODY, "https://example.org/hook"), id="other-site"),
    pytest.param(("-d", "x=1", ID), id="unknown-address-without-an-event"),
    pytest.param(("-d", BODY, text(ID, "/rest/v1/events?on=", PAT)), id="unknown-host-with-another-path"),
]


@pytest.mark.parametrize("words", NO_SENDS)
def test_no_sends(words: tuple[str | Value, ...]) -> None:
    assert curl(*words) is None


def test_event_to_an_address_that_isnt_known() -> None:
    assert curl("-f", Unknown("output of `url`"), "-d", BODY) == Unresolved("curl", "output of `url`", CALL)
    assert curl("-f", ID, "-d", BODY) == Unresolved("curl", "the address inputs.id can't be read", CALL)


@pytest.mark.parametrize("end", [(), ("es",), ("/dispatches",), ("/dispatches/?x=1",)])
def test_event_to_an_address_with_such_an_end(end: tuple[str, ...]) -> None:
    assert curl("-f", text(ID, "/", ID, *end), "-d", BODY) is not None


def request(method: str, url: Value, body: Value | None, authorization: Value | None = None) -> Dispatch | Unresolved | None:
    return http.interpret_request(Request("fetch", method, url, body, CALL, authorization))


@dataclass(frozen=True)
class Held(Unknown):
    """An object that only the reader of a language knows."""

    names: dict[str, Value] = field(default_factory=dict, compare=False)


def test_a_body_that_only_a_language_knows_is_no_event() -> None:
    request = Request("requests", "POST", Unknown("an address"), Held("a form", {"event_type": Const("x")}), CALL)
    assert http.interpret_request(request) is None


def test_request_of_any_language() -> None:
    body = Encoded(Object((Field("ref", Const("main")), Field("inputs", Object((Field("id", ID),))))))
    url = text("https://api.github.com/repos/", Reference(("github", "repository")), "/actions/workflows/b.yml/dispatches")
    expected = Dispatch(
        "fetch",
        "workflow_dispatch",
        Const("b.yml"),
        Object((Field("id", ID),)),
        CALL,
        CALL,
        OWN_REPOSITORY,
        Const("main"),
        PAT,
    )
    assert request("post", url, body, text("Bearer ", PAT)) == expected
    assert request("GET", url, body) is None


def test_address_put_together_of_choices() -> None:
    there = Const("https://api.github.com/repos/o/r/actions/workflows/a.yml")
    body = Const('{"ref": "main"}')
    files = OneOf((there, Const("https://api.github.com/repos/o/r/actions/workflows/b.yml")))
    names = OneOf((Const("a.yml"), Const("b.yml")))
    sent = Dispatch("fetch", "workflow_dispatch", names, Object(()), CALL, CALL, Const("o/r"), Const("main"))
    assert request("POST", text(files, "/dispatches"), body) == sent
    other = OneOf((there, Const("https://api.github.com/repos/o/r")))
    assert isinstance(request("POST", text(other, "/dispatches"), body), Unresolved)


def test_whose_dispatches_isnt_known() -> None:
    anywhere = text(ID, "/dispatches")
    assert request("POST", anywhere, Const('{"ref": "main"}')) == Unresolved(
        "fetch", "the address '${{ inputs.id }}/dispatches' can't be read", CALL
    )
    found = request("POST", anywhere, Const(BODY))
    assert isinstance(found, Dispatch)
    assert found.kind == "repository_dispatch"


def test_request_without_ref() -> None:
    found = request("POST", Const("https://api.github.com/repos/o/r/actions/workflows/7/dispatches"), Const("{}"))
    defect = Defect("invalid-payload", "the body has no `ref`; GitHub refuses it (422)", CALL)
    assert found == Dispatch("fetch", "workflow_dispatch", Const("7"), Object(()), CALL, CALL, Const("o/r"), defects=(defect,))


def test_a_workflow_by_its_path_is_no_repository() -> None:
    path = ".github/workflows/a.yml"
    found = request(
        "POST", Const(f"https://api.github.com/repos/o/r/actions/workflows/{path}/dispatches"), Const('{"ref": "main"}')
    )
    assert isinstance(found, Dispatch)
    assert (found.kind, found.target, found.defects) == ("workflow_dispatch", Const(path), ())


def test_request_with_unknown_body() -> None:
    assert request("POST", Const(URL), Unknown("a dictionary made elsewhere")) == Unresolved(
        "fetch", "a dictionary made elsewhere", CALL
    )
    assert request("POST", Const(URL), ID) == Unresolved("fetch", "the whole body is made elsewhere", CALL)
