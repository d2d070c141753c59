"""What scripts of PowerShell send, write and end with."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wflint.senders.message import OWN_REPOSITORY, Dispatch, ScriptFacts
from wflint.senders.powershell import read
from wflint.senders.script import Hole, Script
from wflint.span import Span
from wflint.syntax.expression import SyntaxProblem, split_template
from wflint.values.condition import ALWAYS, Condition, Not, Opaque, Succeeds, Test, all_of, any_of
from wflint.values.of_expression import of_expression
from wflint.values.value import (
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Field,
    Fresh,
    Object,
    OneOf,
    Reference,
    Sum,
    Text,
    Unknown,
    Value,
)

TASK = Reference(("inputs", "task"))
TOKEN = Reference(("github", "token"))


def script(source: str, **environment: Value) -> Script:
    def locate(start: int, end: int) -> Span:
        before, inside = source[:start], source[:end]
        return Span(
            "w.yml",
            before.count("\n") + 1,
            start - before.rfind("\n"),
            inside.count("\n") + 1,
            end - inside.rfind("\n"),
        )

    holes = []
    for hole in split_template(source).holes:
        assert not isinstance(hole.expression, SyntaxProblem)
        holes.append(Hole(hole.start, hole.end, of_expression(hole.expression)))
    return Script(source, locate, tuple(holes), {"GH_TOKEN": TOKEN, "TASK": TASK, **environment})


def facts(source: str, **environment: Value) -> ScriptFacts:
    found = read(script(source, **environment))
    assert found.problem is None
    return found


def only(source: str, **environment: Value) -> Dispatch:
    [found] = facts(source, **environment).dispatches
    return found


def object_of(**members: Value) -> Object:
    return Object(tuple(Field(name, value) for name, value in members.items()))


def event(task: Value) -> tuple[object, ...]:
    return ("repository_dispatch", Const("done"), object_of(task=task), OWN_REPOSITORY)


def what(found: Dispatch) -> tuple[object, ...]:
    return (found.kind, found.target, found.payload, found.repository)


def payload(expression: str, before: str = "") -> Value:
    """The value of one input that the expression gives."""
    sent = only(f'{before}\ngh workflow run go.yml -f "x=$({expression})"').payload
    assert isinstance(sent, Object)
    return sent.fields[0].value


def test_everything_about_a_workflow_that_is_started() -> None:
    source = 'gh workflow run run.yml --ref main `\n  -f task="$env:TASK" `\n  -f kind=fast'
    assert only(source) == Dispatch(
        "gh workflow run",
        "workflow_dispatch",
        Const("run.yml"),
        object_of(task=TASK, kind=Const("fast")),
        Span("w.yml", 1, 1, 3, 15),
        Span("w.yml", 1, 17, 1, 24),
        OWN_REPOSITORY,
        Const("main"),
        TOKEN,
        ALWAYS,
        None,
        (),
        in_folder=True,
    )


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        pytest.param("--ref=$branch", Const("next"), id="variable"),
        pytest.param("--ref=v${branch}-$script:branch", Const("vnext-next"), id="among other text"),
        pytest.param('--ref="$branch"', Const("next"), id="in quotes"),
        pytest.param("--ref='$branch'", Const("$branch"), id="verbatim"),
        pytest.param("--ref=$env:TASK", TASK, id="environment"),
        pytest.param("--ref=main", Const("main"), id="constant"),
        pytest.param("--ref=$($branch)", Const("next"), id="expression"),
        pytest.param("-r=$branch", Const("$branch"), id="one dash and a letter is a parameter"),
    ],
)
def test_a_variable_behind_an_option(option: str, expected: Value) -> None:
    assert only(f"$branch = 'next'\ngh workflow run go.yml {option}").ref == expected


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            "gh api repos/${{ github.repository }}/dispatches `\n  -f event_type=done `\n"
            "  -f 'client_payload[task]=${{ inputs.task }}'",
            id="fields-over-lines",
        ),
        pytest.param(
            "$body = @{ event_type = 'done'; client_payload = @{ task = $env:TASK } } | ConvertTo-Json -Compress; "
            "$body | gh api repos/${{ github.repository }}/dispatches --input -",
            id="hashtable-piped",
        ),
        pytest.param(
            "$payload = @{\n  task = $env:TASK\n}\n$body = @{\n  event_type = 'done'\n  client_payload = $payload\n}\n"
            "ConvertTo-Json -InputObject $body -Depth 5 | gh api repos/${{ github.repository }}/dispatches --input -",
            id="hashtable-in-hashtable",
        ),
        pytest.param(
            '@"\n{"event_type": "done", "client_payload": {"task": "$env:TASK"}}\n"@ | '
            "gh api repos/${{ github.repository }}/dispatches --input -",
            id="here-string",
        ),
        pytest.param(
            'Invoke-RestMethod -Uri "https://api.github.com/repos/$env:GITHUB_REPOSITORY/dispatches" -Method Post '
            '-Headers @{ Authorization = "Bearer $env:GH_TOKEN" } '
            "-Body (@{ event_type = 'done'; client_payload = @{ task = $env:TASK } } | ConvertTo-Json)",
            id="invoke-restmethod",
        ),
        pytest.param(
            "$call = @{\n  Uri = \"https://api.github.com/repos/$env:GITHUB_REPOSITORY/dispatches\"\n  Method = 'POST'\n"
            '  Headers = @{ Authorization = "token $env:GH_TOKEN" }\n'
            "  Body = (@{ event_type = 'done'; client_payload = @{ task = $env:TASK } } | ConvertTo-Json)\n}\n"
            "Invoke-RestMethod @call",
            id="splatted",
        ),
        pytest.param(
            '$url = "https://api.github.com/repos/$($env:GITHUB_REPOSITORY)/dispatches"\n'
            '$head = @{ Authorization = "Bearer $env:GH_TOKEN" }\n'
            "$json = @{ event_type = 'done'; client_payload = @{ task = $env:TASK } } | ConvertTo-Json\n"
            "Invoke-WebRequest $url -Method POST -Headers $head -Body $json",
            id="invoke-webrequest",
        ),
        pytest.param(
            "$body = @{ event_type = 'done'; client_payload = @{ task = $env:TASK } } | ConvertTo-Json\n"
            "function Ask { param([string]$Uri, $Method = 'GET', $Body) Invoke-WebRequest @PSBoundParameters "
            '-Headers @{ Authorization = "Bearer $env:GH_TOKEN" } }\n'
            "Ask -Method POST -Uri https://api.github.com/repos/$env:GITHUB_REPOSITORY/dispatches -Body $body",
            id="wrapper",
        ),
        pytest.param(
            '& { gh api repos/${{ github.repository }}/dispatches -f event_type=done -f "client_payload[task]=$env:TASK" }',
            id="block",
        ),
        pytest.param(
            "Invoke-Expression 'gh api repos/${{ github.repository }}/dispatches -f event_type=done "
            "-f client_payload[task]=$env:TASK'",
            id="text",
        ),
        pytest.param(
            "pwsh -Command 'gh api repos/${{ github.repository }}/dispatches -f event_type=done "
            "-f client_payload[task]=$env:TASK'",
            id="text-for-pwsh",
        ),
        pytest.param(
            "function Send($name) {\n  gh api repos/${{ github.repository }}/dispatches -f event_type=$name "
            '-f "client_payload[task]=$env:TASK"\n}\nSend done',
            id="function",
        ),
    ],
)
def test_ways_to_send_an_event(source: str) -> None:
    found = only(source, GITHUB_REPOSITORY=OWN_REPOSITORY)
    assert what(found) == event(TASK)
    assert (found.token, found.guard, found.failure_hidden, found.defects) == (TOKEN, ALWAYS, None, ())


def test_a_client_payload_encoded_twice() -> None:
    found = only(
        "$inner = @{ task = $env:TASK } | ConvertTo-Json\n"
        "@{ event_type = 'done'; client_payload = $inner } | ConvertTo-Json | gh api repos/a/b/dispatches --input -"
    )
    assert [defect.rule for defect in found.defects] == ["double-encoded-payload"]
    assert (found.target, found.payload, found.repository) == (Const("done"), object_of(task=TASK), Const("a/b"))


def test_a_request_that_starts_a_workflow() -> None:
    found = only(
        "$base = 'https://api.github.com/repos/octo/other/actions'\n"
        "$payload = @{ ref = 'main'; inputs = @{ a = '1' } } | ConvertTo-Json\n"
        'Invoke-RestMethod -uri "$base/workflows/go.yml/dispatches" -method POST -body $payload'
    )
    assert (found.mechanism, *what(found), found.ref, found.token) == (
        "Invoke-RestMethod",
        "workflow_dispatch",
        Const("go.yml"),
        object_of(a=Const("1")),
        Const("octo/other"),
        Const("main"),
        None,
    )


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("$env:TASK", TASK),
        ("$env:GONE", Unknown("`$env:gone` is set nowhere in sight")),
        ("'a' + $env:TASK", Text((Const("a"), TASK))),
        ("'it''s'", Const("it's")),
        ('"a`tb"', Const("a\tb")),
        ("[int]$env:TASK + 1", Sum(TASK, 1)),
        ("Get-Date", Fresh("Get-Date")),
        ("@{ a = 'b' }.a", Const("b")),
        ("@{ a = 1 } | ConvertTo-Json", Encoded(object_of(a=Const(1)))),
        ("('{}' | ConvertFrom-Json).a", None),
        ("$true", Const("True")),
        (
            "if ($env:TASK -eq 'x') { 'a' } else { 'b' }",
            Choice(Test(TASK, "==", Const("x"), "string-ignoring-case"), Const("a"), Const("b")),
        ),
    ],
)
def test_values(expression: str, expected: Value | None) -> None:
    found = payload(expression)
    if expected is None:
        assert isinstance(found, Unknown)
    else:
        assert found == expected or (isinstance(found, Sum) and found == Sum(Decoded(TASK), 1))


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("$x = 'a'", Const("a")),
        ("$X = 'a'", Const("a")),
        ("$x = 'a'; $x += 'b'", Const("ab")),
        ("$x = 1; $x++", Const("2")),
        ("$x = $env:TASK; if (-not $x) { $x = 'd' }", Fallback(TASK, Const("d"))),
        (
            "if ($env:TASK -eq 'x') { $x = 'a' } elseif ($env:TASK -eq 'y') { $x = 'b' } else { $x = 'c' }",
            Choice(
                Test(TASK, "==", Const("x"), "string-ignoring-case"),
                Const("a"),
                Choice(Test(TASK, "==", Const("y"), "string-ignoring-case"), Const("b"), Const("c")),
            ),
        ),
        ("function F($a) { return \"<$a>\" }\n$x = F 'v'", Const("<v>")),
        ("function F { foreach ($y in 'a', 'b') { return 'r' }; 's' }\n$x = F", Const("r")),
        ("function F { [CmdletBinding()] param([switch]$s, $v) if ($s) { $v } }\n$x = F -s v", Const("v")),
        ("if (1 -eq 2) { $x = 'a' } else { $x = 'b' }", Const("b")),
        ("$env:NEW = 'n'; $x = $env:NEW", Const("n")),
        ("$x = 'a'; try { $x = 'b' } finally { Write-Host done }", Const("b")),
    ],
)
def test_names(before: str, expected: Value) -> None:
    assert payload("$x", before) == expected


SEND = "gh workflow run go.yml"
DISPATCH = 'Invoke-RestMethod -Method Post -Uri https://api.github.com/repos/o/r/dispatches -Body \'{"event_type": "a"}\''


ATTEMPT = Succeeds("the `try` block in line 1")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"if ($env:TASK -eq 'a') {{ {SEND} }}", Test(TASK, "==", Const("a"), "string-ignoring-case")),
        (f"if ($env:TASK -ne 'a') {{ exit 0 }}\n{SEND}", Test(TASK, "==", Const("a"), "string-ignoring-case")),
        (f"if ([int]$env:TASK -lt 3) {{ {SEND} }}", Test(TASK, "<", Const("3"), "number")),
        (f"if ($env:TASK) {{ {SEND} }}", Test(TASK, "!=", Const(""), "string-ignoring-case")),
        (
            f"if ($env:TASK -in @('a', 'b')) {{ {SEND} }}",
            any_of(Test(TASK, "==", Const(each), "string-ignoring-case") for each in "ab"),
        ),
        (f"if ($env:TASK -like 'a*') {{ {SEND} }}", Test(TASK, "matches", Const("a*"), "string-ignoring-case")),
        (
            f"if ($env:TASK -eq 'a' -and -not ($env:TASK -eq 'b')) {{ {SEND} }}",
            all_of((Test(TASK, "==", Const("a"), "string-ignoring-case"), Test(TASK, "!=", Const("b"), "string-ignoring-case"))),
        ),
        (
            f"switch ($env:TASK) {{\n  'a' {{ {SEND} }}\n  default {{ exit 0 }}\n}}",
            Test(TASK, "==", Const("a"), "string-ignoring-case"),
        ),
        (f"if (Test-Path x) {{ {SEND} }}", Opaque("`Test-Path x` holds")),
        (f"foreach ($x in 'a', 'b') {{ {SEND} }}", ALWAYS),
        (f"try {{ throw 'x' }} finally {{ {SEND} }}", ALWAYS),
        (f"Get-Orders | % {{ {SEND} }}", Opaque("the list has an element")),
        (f"Get-Orders | foreach {{ {SEND} }}", Opaque("the list has an element")),
        (f"function Go($do) {{ & $do }}\nGo {{ {SEND} }}", ALWAYS),
        (f"Start-Job {{ {SEND} }} | Wait-Job", ALWAYS),
        (
            f"function Has {{ foreach ($x in @(Get-Orders)) {{ if ($x.a) {{ return $true }} }}\nreturn $false }}\n"
            f"if (-not (Has)) {{ {SEND} }}",
            Not(Opaque("`$x.a` holds")),
        ),
        (
            f"function Is {{ try {{ x | Out-Null; return $true }} catch {{ return $false }} }}\nif (-not (Is)) {{ {SEND} }}",
            Not(ATTEMPT),
        ),
        (
            f"function Is {{ try {{ x | Out-Null; return $true }} catch {{ Write-Host no }}\nreturn $false }}\n"
            f"if (-not (Is)) {{ {SEND} }}",
            Not(ATTEMPT),
        ),
    ],
)
def test_conditions(source: str, expected: Condition) -> None:
    assert only(source).guard == expected


@pytest.mark.parametrize(
    ("source", "hidden"),
    [
        (SEND, None),
        (f"{SEND}\nWrite-Host done", None),
        (f"{SEND}\nif ($LASTEXITCODE -ne 0) {{ exit 1 }}", None),
        (f"try {{ {SEND} }} catch {{ Write-Host 'no' }}", None),
        (f"try {{ {SEND} }} catch {{ throw }}", None),
        (f"try {{ {SEND} }} catch {{ Write-Host '::error::no' }}", None),
        (f"try {{ {DISPATCH} }} catch {{ Write-Host 'no' }}", "`catch` without `throw`"),
        (f"try {{ {DISPATCH} }} catch {{ Write-Host '::error::no' }}", "`catch` only shows an annotation"),
        (f"try {{ {DISPATCH} }} catch {{ $Bad = $true }}\nif ($bad) {{ Write-Host 'no'; exit 1 }}", None),
        (f"try {{ {DISPATCH} }} catch {{ $bad += 1 }}\nexit $bad", None),
        (f"try {{ {DISPATCH} }} catch {{ $bad = 1 }}\nif ($bad) {{ Write-Host 'no' }}", "`catch` without `throw`"),
    ],
)
def test_hidden_failures(source: str, hidden: str | None) -> None:
    assert only(source).failure_hidden == hidden


@pytest.mark.parametrize(
    "source",
    [
        "# gh workflow run go.yml",
        "Write-Host 'gh workflow run go.yml'",
        'Write-Host "POST https://api.github.com/repos/a/b/dispatches"',
        "Invoke-RestMethod -Uri https://api.github.com/repos/a/b/issues -Method Post -Body '{}'",
        "Invoke-RestMethod -Uri https://api.github.com/repos/a/b/dispatches",
    ],
)
def test_what_sends_nothing(source: str) -> None:
    found = facts(source)
    assert (found.dispatches, found.unresolved) == ((), ())


def test_a_send_in_broken_text_is_kept() -> None:
    found = facts("switch ($x) { 'a' { gh workflow run a.yml } 'b' { gh workflow run b.yml } }")
    assert len(found.dispatches) + len(found.unresolved) == 2


def test_a_loop_over_names() -> None:
    assert only('foreach ($name in @("a.yml", "b.yml")) { gh workflow run $name }').target == OneOf(
        (Const("a.yml"), Const("b.yml"))
    )


@pytest.mark.parametrize(
    "line",
    [
        '"a=$env:TASK" >> $env:GITHUB_OUTPUT',
        '"a=$env:TASK" | Out-File -FilePath $env:GITHUB_OUTPUT -Append',
        'Add-Content -Path $env:GITHUB_OUTPUT -Value "a=$env:TASK"',
        'echo "a=$env:TASK" >> $env:GITHUB_OUTPUT',
        'Write-Output "a=$env:TASK" | Tee-Object -FilePath $env:GITHUB_OUTPUT -Append',
        'Write-Output "::set-output name=a::$env:TASK"',
        'Write-Host "##[set-output name=a;]$env:TASK"',
    ],
)
def test_outputs(line: str) -> None:
    found = facts(f"if ($env:TASK -eq 'x') {{ {line} }}")
    assert [(each.name, each.value, each.guard) for each in found.outputs] == [
        ("a", TASK, Test(TASK, "==", Const("x"), "string-ignoring-case"))
    ]


def test_exports_and_ends() -> None:
    found = facts('"A=1" >> $env:GITHUB_ENV\nif ($env:TASK) { exit 3 }\nthrow "x"')
    assert [(each.name, each.value) for each in found.exported] == [("A", Const("1"))]
    assert [(each.code, each.guard) for each in found.exits] == [
        (Const("3"), Test(TASK, "!=", Const(""), "string-ignoring-case")),
        (Const("1"), Test(TASK, "==", Const(""), "string-ignoring-case")),
    ]
    assert found.read_variables == frozenset({"TASK", "GITHUB_ENV"})


WORDS = """{ } ( ) @{ @( $( $x $env:A = += ; | 'a' " @" "@ if else elseif foreach in switch try catch finally function return
throw exit gh api -f --input - ConvertTo-Json Invoke-RestMethod -Uri -Body @call
>> $env:GITHUB_OUTPUT ` -eq -and -not [int] .Trim() é 1"""


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(st.sampled_from([*WORDS.split(), "\n"]), max_size=30).map(" ".join), st.text(max_size=60)))
def test_nothing_makes_it_fall_over(source: str) -> None:
    source = source.replace("${{", "").replace("}}", "} }")
    assert isinstance(read(script(source)), ScriptFacts)
