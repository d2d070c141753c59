"""What batch scripts of `cmd` send, write and end with."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wflint.senders.cmd import read
from wflint.senders.message import OWN_REPOSITORY, Assignment, Dispatch, Exit, Invocation, ScriptFacts, Unresolved
from wflint.senders.script import Hole, Script
from wflint.span import Span
from wflint.syntax.expression import SyntaxProblem, split_template
from wflint.values.condition import ALWAYS, Condition, Not, Opaque, Succeeds, Test, all_of
from wflint.values.of_expression import of_expression
from wflint.values.value import Choice, Const, Field, Fresh, Object, OneOf, Reference, Text, Unknown, Value

TASK = Reference(("inputs", "task"))
TOKEN = Reference(("github", "token"))
GOES_ON = "nothing stops the script at a failure (`cmd` goes on)"
NOTHING = Object(())


def script(source: str, path: str = "", arguments: tuple[Value, ...] = (), call: object = None) -> Script:
    def locate(start: int, end: int) -> Span:
        before, inside = source[:start], source[:end]
        return Span("w.yml", before.count("\n") + 1, start - before.rfind("\n"), inside.count("\n") + 1, end - inside.rfind("\n"))

    holes = []
    for hole in split_template(source).holes:
        assert not isinstance(hole.expression, SyntaxProblem)
        holes.append(Hole(hole.start, hole.end, of_expression(hole.expression)))
    environment: dict[str, Value] = {"GH_TOKEN": TOKEN, "TASK": TASK, "Mixed": Const("case")}
    extra = {"call": call} if call is not None else {}
    return Script(source, locate, tuple(holes), environment, False, path=path, arguments=arguments, **extra)  # type: ignore[arg-type]


def facts(source: str) -> ScriptFacts:
    found = read(script(source))
    assert found.problem is None
    return found


def started(source: str) -> list[tuple[Value, Condition, str | None]]:
    """What a script starts: each with its condition and how its failure is hidden."""
    return [(sent.target, sent.guard, sent.failure_hidden) for sent in facts(source).dispatches]


def outputs(source: str) -> list[tuple[str, Value, Condition]]:
    return [(each.name, each.value, each.guard) for each in facts(source).outputs]


def test_a_whole_script() -> None:
    source = "@echo off\nset NAME=deploy\ngh workflow run %NAME%.yml --ref main ^\n  -f task=%TASK%\n"
    place = Span("w.yml", 3, 1, 4, 17)
    echo, put, sent = facts(source).invocations
    assert facts(source) == ScriptFacts(
        dispatches=(
            Dispatch(
                "gh workflow run",
                "workflow_dispatch",
                Const("deploy.yml"),
                Object((Field("task", TASK),)),
                place,
                Span("w.yml", 3, 17, 3, 27),
                ref=Const("main"),
                token=TOKEN,
                in_folder=True,
            ),
        ),
        invocations=(echo, put, sent),
        read_variables=frozenset(("TASK",)),
        printed=Unknown("output of `gh workflow run %NAME%.yml --ref main -f task=%TASK%`"),
        calls=(),
    )
    assert [[word.value for word in each.words] for each in (echo, put)] == [
        [Const("echo"), Const("off")],
        [Const("set"), Const("NAME=deploy")],
    ]
    assert dict(sent.environment) == {"GH_TOKEN": TOKEN, "TASK": TASK, "Mixed": Const("case"), "NAME": Const("deploy")}


@pytest.mark.parametrize(
    ("source", "target", "payload", "repository"),
    [
        pytest.param(
            'echo {"event_type": "build", "client_payload": {"task": "%TASK%"}} | gh api repos/octo/x/dispatches --input -',
            Const("build"),
            Object((Field("task", TASK),)),
            Const("octo/x"),
            id="a text through a pipe",
        ),
        pytest.param(
            'echo {"event_type": "build"}> body.json\ngh api repos/{owner}/{repo}/dispatches --input body.json',
            Const("build"),
            NOTHING,
            OWN_REPOSITORY,
            id="a text through a file",
        ),
        pytest.param(
            "gh api repos/octo/x/dispatches -f event_type=build -f client_payload[task]=${{ inputs.task }}",
            Const("build"),
            Object((Field("task", TASK),)),
            Const("octo/x"),
            id="fields",
        ),
        pytest.param(
            "curl -f -X POST https://api.github.com/repos/octo/x/dispatches "
            r'-H "Authorization: Bearer %GH_TOKEN%" -d "{\"event_type\": \"build\", \"client_payload\": {\"task\": \"%TASK%\"}}"',
            Const("build"),
            Object((Field("task", TASK),)),
            Const("octo/x"),
            id="quotes behind backslashes",
        ),
        pytest.param(
            '( type body.json 2>nul & echo {"event_type": "build"} ) > all.json\n'
            'echo {"event_type": "other"} > all.json\ngh api repos/octo/x/dispatches --input all.json',
            Const("other"),
            NOTHING,
            Const("octo/x"),
            id="a file that is written anew",
        ),
    ],
)
def test_ways_to_send(source: str, target: Value, payload: Value, repository: Value) -> None:
    (sent,) = facts(source).dispatches
    assert (sent.kind, sent.target, sent.payload, sent.repository, sent.token, sent.guard, sent.failure_hidden, sent.defects) == (
        "repository_dispatch",
        target,
        payload,
        repository,
        TOKEN,
        ALWAYS,
        None,
        (),
    )


@pytest.mark.parametrize(
    "source",
    [
        "echo gh workflow run deploy.yml",
        "echo.gh workflow run deploy.yml",
        "rem gh workflow run deploy.yml & gh workflow run deploy.yml",
        "@REM gh workflow run deploy.yml",
        ":: gh workflow run deploy.yml",
        "title gh workflow run deploy.yml",
        "set X=gh workflow run deploy.yml",
        "echo a ^& gh workflow run deploy.yml",
        'echo "a & gh workflow run deploy.yml"',
        "exit /b 0\ngh workflow run deploy.yml",
        "goto :eof\ngh workflow run deploy.yml",
        "if 1==2 gh workflow run deploy.yml",
    ],
)
def test_text_that_only_mentions_a_send(source: str) -> None:
    found = facts(source)
    assert ([sent for sent in found.dispatches if _may_happen(sent.guard)], found.unresolved) == ([], ())


def _may_happen(guard: Condition) -> bool:
    return guard != Test(Const("1"), "==", Const("2"))


@pytest.mark.parametrize(
    ("source", "value"),
    [
        pytest.param("set X=a b \necho v=%X%", Const("a b "), id="white space at the end belongs to it"),
        pytest.param('set "X=a b" & rem x\necho v=%X%', Const("a b"), id="quotes around the whole"),
        pytest.param('set X="a b"\necho v=%X%', Const('"a b"'), id="quotes within are kept"),
        pytest.param("set x=1\necho v=%X%", Const("1"), id="names have no case"),
        pytest.param("echo v=%MIXED%", Const("case"), id="nor those of the environment"),
        pytest.param("set X=\necho v=%X%", Const(""), id="nothing"),
        pytest.param("echo v=%X%", Unknown("`%X%` is set nowhere in sight"), id="set nowhere"),
        pytest.param("set X=abcdef\necho v=%X:~1,3%", Const("bcd"), id="a piece"),
        pytest.param("set X=abcdef\necho v=%X:~-2%", Const("ef"), id="a piece from the end"),
        pytest.param("set X=abcdef\necho v=%X:~0,-2%", Const("abcd"), id="all but the end"),
        pytest.param("set X=a-b-c\necho v=%X:-=_%", Const("a_b_c"), id="a replacement"),
        pytest.param(
            "echo v=%TASK:~0,3%",
            Unknown("`%TASK:~0,3%`: a piece of a text that is known only at run time"),
            id="a piece of an unknown text",
        ),
        pytest.param("set X=old\n(\nset X=new\necho v=%X%\n)", Const("old"), id="a block is read before it runs"),
        pytest.param(
            "setlocal enabledelayedexpansion\nset X=old\n(\nset X=new\necho v=!X!\n)", Const("new"), id="delayed expansion is not"
        ),
        pytest.param("set X=1\nset Y=X\ncall echo v=%%%Y%%%", Const("1"), id="call puts in once more"),
        pytest.param("set /a N=1+2\necho v=%N%", Const("3"), id="a sum"),
        pytest.param("set N=4\nset /a N+=1\necho v=%N%", Const("5"), id="counting up"),
        pytest.param("set /a N=2*3\necho v=%N%", Unknown("`set /a N=2*3`"), id="other arithmetic"),
        pytest.param("set /p X=<f\necho v=%X%", Unknown("the line that `set /p X=` reads"), id="a line of a file"),
        pytest.param("echo one>f\nset /p X=<f\necho v=%X%", Const("one"), id="a line of a file that is known"),
        pytest.param("echo v=%RANDOM%", Fresh("%RANDOM%"), id="a random number"),
        pytest.param("set X=1\nsetlocal\nset X=2\nendlocal\necho v=%X%", Const("1"), id="setlocal"),
        pytest.param("for %%f in (a b) do echo v=%%f", OneOf((Const("a"), Const("b"))), id="a list"),
        pytest.param("for /l %%i in (1,1,3) do echo v=%%i", OneOf((Const("1"), Const("2"), Const("3"))), id="numbers"),
        pytest.param(
            "for %%f in (*.json) do echo v=%%~nf",
            Unknown("`%%~nf`: a piece of a path that is known only at run time"),
            id="files",
        ),
        pytest.param("for %%f in (a\\b.txt) do echo v=%%~nxf", Const("b.txt"), id="a name of a path"),
        pytest.param(
            "for /f %%i in ('git rev-parse HEAD') do set X=%%i\necho v=%X%",
            Unknown("a line of `'git rev-parse HEAD'`"),
            id="output",
        ),
        pytest.param("for /f %%i in ('echo abc') do set X=%%i\necho v=%X%", Const("abc"), id="output that is known"),
        pytest.param("gh issue list\necho v=%ERRORLEVEL%", Unknown("the exit status of `gh issue list`"), id="a status"),
        pytest.param("echo v=a^&b", Const("a&b"), id="a caret"),
        pytest.param("echo v=%%20", Const("%20"), id="a percent sign"),
        pytest.param('echo v="${{ inputs.task }}"', Text((Const('"'), TASK, Const('"'))), id="an expression"),
    ],
)
def test_values(source: str, value: Value) -> None:
    lines = source.split("\n")
    lines = [f"{line}>>%GITHUB_OUTPUT%" if "v=" in line else line for line in lines]
    assert outputs("\n".join(lines)) == [("v", value, ALWAYS)]


@pytest.mark.parametrize(
    "write",
    [
        "echo v=x>> %GITHUB_OUTPUT%",
        'echo v=x>>"%GITHUB_OUTPUT%"',
        "echo v=x>>%github_output%",
        ">>%GITHUB_OUTPUT% echo v=x",
        "(\necho v=x\n) >> %GITHUB_OUTPUT%",
        "if 1==1 (echo v=x)>> %GITHUB_OUTPUT%",
        "echo ::set-output name=v::x",
        "echo ##[set-output name=v;]x",
    ],
)
def test_ways_to_write(write: str) -> None:
    assert [(each.name, each.value) for each in facts(write).outputs] == [("v", Const("x"))]


def test_writes_of_every_kind() -> None:
    source = (
        "echo a=1 >> %GITHUB_OUTPUT%\necho b=2>> %GITHUB_OUTPUT%\necho c<<E>> %GITHUB_ENV%\n"
        "type notes.txt>> %GITHUB_ENV%\necho d=%TASK%>> log.txt\n"
    )
    found = facts(source)
    # A digit between `=` and `>>` is taken for a handle, so that `b=` goes to the log.
    assert found.outputs == (Assignment("a", Const("1 "), Span("w.yml", 1, 1, 1, 9)),)
    assert found.exported == (Assignment("", Unknown("the content of file `notes.txt`"), Span("w.yml", 4, 1, 4, 15)),)


IS_X = Test(TASK, "==", Const("x"))
ISNT_X = Test(TASK, "!=", Const("x"))
CHECKED = Succeeds("`check.exe`")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param('if "%TASK%"=="x" gh workflow run a.yml', [("a.yml", IS_X)], id="equal"),
        pytest.param('if not "%TASK%"=="x" (gh workflow run a.yml)', [("a.yml", ISNT_X)], id="not equal"),
        pytest.param("if %TASK%==x (gh workflow run a.yml)", [("a.yml", IS_X)], id="without quotes"),
        pytest.param(
            'if /i "%TASK%"=="x" (gh workflow run a.yml)',
            [("a.yml", Test(TASK, "==", Const("x"), "string-ignoring-case"))],
            id="without case",
        ),
        pytest.param(
            "if %TASK% gtr 3 gh workflow run a.yml", [("a.yml", Test(TASK, ">", Const("3"), "number"))], id="as numbers"
        ),
        pytest.param(
            'if "%TASK%"=="x" (\n  gh workflow run a.yml\n) else (\n  gh workflow run b.yml\n)',
            [("a.yml", IS_X), ("b.yml", ISNT_X)],
            id="both ways",
        ),
        pytest.param("if defined TASK gh workflow run a.yml", [("a.yml", Test(TASK, "!=", Const("")))], id="defined"),
        pytest.param("if exist f.txt gh workflow run a.yml", [("a.yml", Succeeds("test `exist f.txt`"))], id="a file"),
        pytest.param("if exist %X% gh workflow run a.yml", [("a.yml", Succeeds("test `exist %X%`"))], id="some file"),
        pytest.param("if %X%==1 gh workflow run a.yml", [("a.yml", Opaque("`%X%==1`"))], id="an unknown value"),
        pytest.param("check.exe\nif errorlevel 1 gh workflow run a.yml", [("a.yml", Not(CHECKED))], id="a failure"),
        pytest.param("check.exe\nif not errorlevel 1 gh workflow run a.yml", [("a.yml", CHECKED)], id="no failure"),
        pytest.param("check.exe\nif %errorlevel% equ 0 gh workflow run a.yml", [("a.yml", CHECKED)], id="a status"),
        pytest.param("check.exe\nif %ERRORLEVEL%==0 gh workflow run a.yml", [("a.yml", CHECKED)], id="a status as text"),
        pytest.param("check.exe && gh workflow run a.yml", [("a.yml", CHECKED)], id="and"),
        pytest.param("check.exe || gh workflow run a.yml", [("a.yml", Not(CHECKED))], id="or"),
        pytest.param("check.exe & gh workflow run a.yml", [("a.yml", ALWAYS)], id="one behind the other"),
        pytest.param("check.exe || exit /b 1\ngh workflow run a.yml", [("a.yml", CHECKED)], id="an end before"),
        pytest.param(
            'if "%TASK%"=="x" goto done\ngh workflow run a.yml\n:done\ngh workflow run b.yml',
            [("a.yml", ISNT_X), ("b.yml", ALWAYS)],
            id="goto",
        ),
        pytest.param(
            'if "%TASK%"=="x" goto %TASK%\ngh workflow run a.yml\nexit /b 0\n:other\ngh workflow run b.yml',
            [("a.yml", ISNT_X), ("b.yml", all_of((IS_X, Opaque("a `goto` whose label isn't known leads here"))))],
            id="goto somewhere",
        ),
        pytest.param(
            "for /f %%i in ('git tag') do gh workflow run a.yml",
            [("a.yml", Opaque("`'git tag'` prints a line"))],
            id="for each line",
        ),
        pytest.param("for /f %%i in ('gh workflow run a.yml ^| find \"x\"') do set X=1", [("a.yml", ALWAYS)], id="within a for"),
    ],
)
def test_conditions(source: str, expected: list[tuple[str, Condition]]) -> None:
    assert [(target, guard) for target, guard, _ in started(source)] == [(Const(name), guard) for name, guard in expected]


def test_a_value_that_depends_on_a_branch() -> None:
    source = 'set X=a\nif "%TASK%"=="x" set X=b\ngh workflow run %X%.yml'
    assert started(source) == [(Text((Choice(IS_X, Const("b"), Const("a")), Const(".yml"))), ALWAYS, None)]


def test_a_value_that_depends_on_a_jump() -> None:
    source = 'set X=a\nif "%TASK%"=="x" goto on\nset X=b\n:on\ngh workflow run %X%.yml'
    assert started(source) == [(Text((Choice(IS_X, Const("a"), Const("b")), Const(".yml"))), ALWAYS, None)]


@pytest.mark.parametrize(
    ("source", "hidden"),
    [
        pytest.param("gh workflow run a.yml", None, id="the last one"),
        pytest.param("gh workflow run a.yml\necho done", None, id="echo keeps the status"),
        pytest.param("gh workflow run a.yml\nprogram.exe", GOES_ON, id="another program"),
        pytest.param("gh workflow run a.yml\nset X=1", GOES_ON, id="set"),
        pytest.param("gh workflow run a.yml\nexit /b 0", "`exit /b 0`", id="exit 0"),
        pytest.param("gh workflow run a.yml\nexit /b", None, id="exit with the status"),
        pytest.param("gh workflow run a.yml\nif errorlevel 1 exit /b 1\nprogram.exe", None, id="errorlevel is asked for"),
        pytest.param("gh workflow run a.yml\nif %errorlevel% neq 0 exit /b %errorlevel%\nprogram.exe", None, id="the status is"),
        pytest.param("gh workflow run a.yml || exit /b 1\nprogram.exe", None, id="or exit"),
        pytest.param("gh workflow run a.yml || exit /b 0\nprogram.exe", "`|| exit /b 0`", id="or exit well"),
        pytest.param("gh workflow run a.yml || ver>nul", "`|| ver`", id="or something that works"),
        pytest.param("gh workflow run a.yml || echo no\nprogram.exe", GOES_ON, id="or a word"),
        pytest.param("gh workflow run a.yml && program.exe", None, id="and"),
        pytest.param("gh workflow run a.yml & program.exe", GOES_ON, id="one behind the other"),
        pytest.param('gh workflow run a.yml | find "x"', "a pipe hands on the status of its last command only", id="a pipe"),
        pytest.param('start "" /b gh workflow run a.yml', "nothing waits for what `start` runs", id="start"),
        pytest.param("start /wait gh workflow run a.yml", None, id="start that waits"),
    ],
)
def test_failures_that_stay_unseen(source: str, hidden: str | None) -> None:
    assert [(target, hides) for target, _, hides in started(source)] == [(Const("a.yml"), hidden)]


def test_ends() -> None:
    source = 'if "%TASK%"=="x" exit /b 3\nif "%TASK%"=="y" goto :eof\ncall :sub\nexit 1\n:sub\nexit /b 2\n'
    isnt_y = Test(TASK, "!=", Const("y"))
    assert facts(source).exits == (
        Exit(Const("3"), Span("w.yml", 1, 18, 1, 27), IS_X),
        Exit(Const("0"), Span("w.yml", 2, 18, 2, 27), all_of((ISNT_X, Test(TASK, "==", Const("y"))))),
        Exit(Const("1"), Span("w.yml", 4, 1, 4, 7), all_of((ISNT_X, isnt_y))),
    )


def test_labels_that_are_called() -> None:
    source = (
        "set X=0\ncall :send one %TASK%\ngh workflow run %X%.yml\nexit /b\n"
        ':send\nset X=1\nif "%2"=="x" exit /b\nset X=2\ngh workflow run %1.yml -f all="%*"\ngoto :eof\n'
    )
    first, second = facts(source).dispatches
    assert (first.target, first.payload, first.guard) == (
        Const("one.yml"),
        Object((Field("all", Text((Const("one "), TASK))),)),
        ISNT_X,
    )
    assert (second.target, second.guard) == (Text((Choice(ISNT_X, Const("2"), Const("1")), Const(".yml"))), ALWAYS)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            "exit /b\n:lost\ngh workflow run a.yml",
            Unresolved(
                "gh workflow run",
                "it stands behind label `:lost`, which nothing in sight leads to",
                Span("w.yml", 3, 1, 3, 22),
            ),
            id="a label that nobody calls",
        ),
        pytest.param(
            "other.bat x\ngh workflow run a.yml",
            Unresolved(
                "gh workflow run",
                "`other.bat x` doesn't come back, since it is run without `call`",
                Span("w.yml", 2, 1, 2, 22),
            ),
            id="behind a batch file without call",
        ),
    ],
)
def test_sends_that_are_never_reached(source: str, expected: Unresolved) -> None:
    found = facts(source)
    assert (found.dispatches, found.unresolved) == ((), (expected,))


def test_loops_by_goto() -> None:
    source = "set N=0\n:again\ngh workflow run a.yml -f n=%N%\nset /a N+=1\nif %N% lss 3 goto again\n"
    (sent,) = facts(source).dispatches
    assert (sent.payload, sent.guard) == (Object((Field("n", Unknown("`N` changes in a loop")),)), ALWAYS)


def test_other_languages() -> None:
    source = "powershell -NoProfile -Command \"gh workflow run a.yml -f t=$env:TASK; 'k=v' >> $env:GITHUB_OUTPUT\"\nexit /b 0\n"
    found = facts(source)
    place = Span("w.yml", 1, 1, 1, 99)
    assert [(sent.target, sent.payload, sent.span, sent.failure_hidden) for sent in found.dispatches] == [
        (Const("a.yml"), Object((Field("t", TASK),)), place, "`exit /b 0`")
    ]
    assert found.outputs == (Assignment("k", Const("v"), place),)
    assert [(sent.target, sent.guard) for sent in facts('if "%TASK%"=="x" bash -c "gh workflow run $TASK.yml"').dispatches] == [
        (Text((TASK, Const(".yml"))), IS_X)
    ]


def test_arguments_and_the_own_folder() -> None:
    source = "gh workflow run %1.yml -f rest=%2 -f none=%3.\ncall %~dp0sub\\next.bat %~1\n"
    seen: list[Invocation] = []

    def call(invocation: Invocation) -> None:
        seen.append(invocation)

    found = read(script(source, "tools/send.bat", (Const('"a"'), TASK), call))
    (sent,) = found.dispatches
    assert (sent.target, sent.payload) == (
        Const("a.yml"),
        Object((Field("rest", TASK), Field("none", Const(".")))),
    )
    assert [word.value for word in seen[-1].words] == [
        Text((Reference(("github", "workspace")), Const("/tools/sub\\next.bat"))),
        Const("a"),
    ]


def test_files_that_are_called() -> None:
    inner = Dispatch("gh", "workflow_dispatch", Const("b.yml"), NOTHING, Span("s.bat", 1, 1, 1, 5), Span("s.bat", 1, 1, 1, 5))
    written = Assignment("k", Const("v"), Span("s.bat", 2, 1, 2, 5))

    def call(invocation: Invocation) -> ScriptFacts | None:
        if invocation.words[0].value != Const("s.bat"):
            return None
        return ScriptFacts(
            dispatches=(inner,), outputs=(written,), exits=(Exit(Const("1"), inner.span),), read_variables=frozenset(("READ",))
        )

    found = read(script("call s.bat\ngh workflow run a.yml\n", call=call))
    assert [(sent.target, sent.failure_hidden) for sent in found.dispatches] == [
        (Const("b.yml"), GOES_ON),
        (Const("a.yml"), None),
    ]
    assert (found.outputs, found.exits, found.read_variables) == ((written,), (), frozenset(("READ",)))
    assert [(each.words[0].value, each.followed) for each in found.invocations] == [(Const("s.bat"), True), (Const("gh"), False)]


def test_a_name_that_cmd_doesnt_put_in() -> None:
    (sent,) = facts("gh workflow run a.yml -f task=$TASK").dispatches
    assert [(each.rule, each.message, each.span) for each in sent.defects] == [
        ("dead-interpolation", "`$TASK` is sent as it is written: `cmd` takes `%NAME%`", Span("w.yml", 1, 26, 1, 36))
    ]


@pytest.mark.parametrize("source", ["(" * 3000, "if a==a " * 3000, "for %%f in (a) do " * 3000])
def test_what_is_nested_too_deeply_is_said(source: str) -> None:
    assert read(script(source)) == ScriptFacts(
        problem="the script is too long or nested too deeply to be read", printed=Const(""), calls=()
    )


PIECES = r"""if | not |"%X%"|==|(|)|&|&&|\||>|>>|<|2>&1|echo |set |X=|/a |%X%|%X:~0,3%|!X!|%%f|%1|%~dp0|%*|for |/f |in |do |goto
call |:a|exit |/b |0|gh workflow run x.yml|^|"|'|`|else |rem|::|@|setlocal enabledelayedexpansion|endlocal|shift|cd ..|%%|!
other.bat|start |%errorlevel%|errorlevel 1 |exist x |defined X |powershell -Command |type f|>>%GITHUB_OUTPUT%|:eof"""


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*PIECES.replace("\n", "|").split("|"), " ", "\n", "|"]), max_size=30).map("".join))
def test_any_text_can_be_read(source: str) -> None:
    read(script(source))
