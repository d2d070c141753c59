"""What scripts of PowerShell do by way of other files: scripts they run, files they source, modules and classes they import."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wflint.senders import powershell
from wflint.senders.called import under
from wflint.senders.message import OWN_REPOSITORY, Dispatch, Exit, Invocation, ScriptFacts
from wflint.senders.paths import WORKSPACE, from_workspace, joined
from wflint.senders.programs import program_of
from wflint.senders.script import Script
from wflint.sources import Source
from wflint.span import Span
from wflint.values.condition import ALWAYS, Opaque, Test
from wflint.values.value import (
    Choice,
    Const,
    Field,
    Object,
    OneOf,
    Reference,
    Text,
    Unknown,
    Value,
    constant,
)

TOKEN = Reference(("github", "token"))
TASK = Reference(("inputs", "task"))
ENVIRONMENT: dict[str, Value] = {"GH_TOKEN": TOKEN, "TASK": TASK, "GITHUB_REPOSITORY": OWN_REPOSITORY, "PWD": WORKSPACE}

API = """\
class Api {
    [string] $BaseUrl
    [object] $Headers

    Api([string] $owner, [string] $name, [string] $token) {
        $this.BaseUrl = $this.Address($owner, $name)
        $this.Headers = $this.Authorize($token)
    }

    [string] hidden Address([string] $owner, [string] $name) {
        return "https://api.github.com/repos/$owner/$name"
    }

    [object] hidden Authorize([string] $token) {
        if ([string]::IsNullOrEmpty($token)) { return $null }
        $plain = [Text.Encoding]::ASCII.GetBytes("x:${token}")
        return @{ Authorization = "Basic $([Convert]::ToBase64String($plain))" }
    }

    [void] Start([string] $file, [string] $branch, [object] $inputs) {
        $body = @{ ref = $branch }
        if ($inputs) { $body.inputs = $inputs }
        $this.Ask("actions/workflows/${file}/dispatches", 'POST', ($body | ConvertTo-Json))
    }

    [void] Raise([string] $type, [object] $payload) {
        $this.Ask("dispatches", 'POST', (@{ event_type = $type; client_payload = $payload } | ConvertTo-Json))
    }

    [object] hidden Ask([string] $path, [string] $method, [string] $body) {
        $call = @{ Method = $method; Uri = "$($this.BaseUrl)/$path"; Headers = @{} }
        if ($this.Headers) { $call.Headers += $this.Headers }
        if (-not [string]::IsNullOrEmpty($body)) { $call.Body = $body }
        return Invoke-RestMethod @call
    }
}

function New-Api {
    param (
        [Parameter(ParameterSetName = 'Whole')] [string] $Repository,
        [Parameter(ParameterSetName = 'Parts')] [string] $Owner,
        [Parameter(ParameterSetName = 'Parts')] [string] $Name,
        [string] $AccessToken
    )
    if ($PSCmdlet.ParameterSetName -eq "Whole") {
        $Owner, $Name = $Repository.Split('/', 2)
    }
    return [Api]::new($Owner, $Name, $AccessToken)
}
"""

FILES = {
    "tools/api.psm1": API,
    "tools/start.ps1": (
        "param (\n  [Parameter(Mandatory)] [string] $Repository,\n  [Parameter(Mandatory)] [string] $AccessToken,\n"
        "  [Parameter(Mandatory)] [string] $Workflow,\n  [string] $Branch = 'main'\n)\n"
        'Import-Module (Join-Path $PSScriptRoot "api.psm1")\n'
        "$api = New-Api -Repository $Repository -AccessToken $AccessToken\n"
        "$api.Start($Workflow, $Branch, @{ task = $env:TASK })\n"
    ),
    "tools/lib.ps1": "function Start-It($file) {\n  gh workflow run $file --ref $branch\n}\n$branch = 'next'\n",
    "tools/mod/mod.psm1": "$script:file = 'inner.yml'\nfunction Start-Inner { gh workflow run $script:file }\n",
    "tools/mod/mod.psd1": "@{\n  RootModule = 'mod.psm1'\n}\n",
    "tools/echo.ps1": 'param([string]$Name, [switch]$Loud)\nif ($Loud) { "loud-$Name" } else { $Name }\n',
    "tools/fails.ps1": "gh workflow run a.yml\nif ($LASTEXITCODE) { exit 4 }\n",
    "tools/throws.ps1": (
        "$to = 'https://api.github.com/repos/a/b/dispatches'\n"
        "Invoke-RestMethod -Method Post $to -Body (@{ event_type = 'x' } | ConvertTo-Json)\n"
    ),
    "tools/here.ps1": "gh workflow run (Split-Path $MyInvocation.MyCommand.Path -Leaf) -f root=$PSScriptRoot -f at=$PWD\n",
    "tools/outer.ps1": '& "$PSScriptRoot/here.ps1"\n',
    "tools/itself.ps1": "./tools/itself.ps1\n. ./tools/itself.ps1\ngh workflow run once.yml\n",
}


def source_of(local: str, content: str) -> Source:
    return Source(local, local, local, content)


def open_file(path: Value) -> Source | None:
    local = from_workspace(path)
    return source_of(local, FILES[local]) if local in FILES else None


def call(invocation: Invocation, active: tuple[str, ...] = ()) -> ScriptFacts | None:
    program = program_of(invocation)
    found = open_file(joined(invocation.variable("PWD") or WORKSPACE, program.path)) if program is not None else None
    if program is None or found is None or found.local in active:
        return None
    script = Script(
        found.text,
        found.locator(),
        environment=dict(invocation.environment),
        arguments=tuple(word.value for word in program.arguments),
        path=found.local,
        open=open_file,
        call=lambda inner: call(inner, (*active, found.local)),
    )
    return under(powershell.read(script), invocation)


def facts(text: str) -> ScriptFacts:
    script = Script(text, source_of("w.yml", text).locator(), environment=ENVIRONMENT, open=open_file, call=call)
    found = powershell.read(script)
    assert found.problem is None
    return found


def only(text: str) -> Dispatch:
    [found] = facts(text).dispatches
    return found


def object_of(**members: Value) -> Object:
    return Object(tuple(Field(name, value) for name, value in members.items()))


STARTED = Dispatch(
    "Invoke-RestMethod",
    "workflow_dispatch",
    Const("run.yml"),
    object_of(task=TASK),
    Span("tools/api.psm1", 34, 16, 34, 39),
    Span("tools/api.psm1", 34, 16, 34, 39),
    OWN_REPOSITORY,
    Const("main"),
    TOKEN,
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            './tools/start.ps1 -Repository "$env:GITHUB_REPOSITORY" -AccessToken $env:GH_TOKEN -Workflow run.yml', id="run"
        ),
        pytest.param("./tools/start.ps1 $env:GITHUB_REPOSITORY $env:GH_TOKEN run.yml", id="positions"),
        pytest.param("& ./tools/start.ps1 -Repo:$env:GITHUB_REPOSITORY -Acc:$env:GH_TOKEN -W:run.yml", id="colons"),
        pytest.param(
            "$with = @{ Repository = $env:GITHUB_REPOSITORY; AccessToken = $env:GH_TOKEN; Workflow = 'run.yml' }\n"
            '& "$PWD\\tools\\start.ps1" @with',
            id="splatted",
        ),
        pytest.param(
            "Set-Location tools\npwsh -NoProfile -File ./start.ps1 $env:GITHUB_REPOSITORY $env:GH_TOKEN run.yml",
            id="pwsh",
        ),
        pytest.param(
            "Push-Location tools; Pop-Location; cd tools; ./start.ps1 $env:GITHUB_REPOSITORY $env:GH_TOKEN run.yml", id="cd"
        ),
        pytest.param(
            './tools/start.ps1 -Repository "$env:GITHUB_REPOSITORY" `  -AccessToken "$env:GH_TOKEN" ` -Workflow "run.yml"',
            id="folded-lines",
        ),
    ],
)
def test_a_workflow_started_by_a_class_in_a_module_of_a_script(text: str) -> None:
    assert only(text) == STARTED


@pytest.mark.parametrize(
    "text",
    [
        "Import-Module ./tools/api.psm1\n$api = New-Api -Owner octo -Name demo -AccessToken $env:GH_TOKEN\n",
        "using module ./tools/api.psm1\n$api = [Api]::new('octo', 'demo', $env:GH_TOKEN)\n",
        ". ./tools/api.psm1\n$api = New-Object Api('octo', 'demo', $env:GH_TOKEN)\n",
        "ipmo ./tools/api\n$api = New-Object -TypeName Api -ArgumentList 'octo', 'demo', $env:GH_TOKEN\n",
    ],
)
def test_an_event_raised_by_a_method(text: str) -> None:
    found = only(text + "if ($env:TASK -eq 'a') { $api.Raise('done', @{ task = $env:TASK }) }")
    assert (found.kind, found.target, found.payload, found.repository, found.token, found.guard) == (
        "repository_dispatch",
        Const("done"),
        object_of(task=TASK),
        Const("octo/demo"),
        TOKEN,
        Test(TASK, "==", Const("a"), "string-ignoring-case"),
    )


def test_commands_that_were_followed() -> None:
    found = facts("./tools/fails.ps1\n./tools/gone.ps1")
    assert [(constant(each.words[0].value), each.followed, each.span.path) for each in found.invocations] == [
        ("./tools/fails.ps1", True, "w.yml"),
        ("gh", False, "tools/fails.ps1"),
        ("./tools/gone.ps1", False, "w.yml"),
    ]


@pytest.mark.parametrize(
    ("text", "target", "ref"),
    [
        (". ./tools/lib.ps1\nStart-It a.yml", Const("a.yml"), Const("next")),
        (". $PWD/tools/lib.ps1\n$branch = 'mine'\nStart-It -file b.yml", Const("b.yml"), Const("mine")),
        ("Import-Module ./tools/mod\n$file = 'other.yml'\nStart-Inner", Const("inner.yml"), None),
        ("Import-Module ./tools/mod/mod.psm1 -Force\nStart-Inner", Const("inner.yml"), None),
    ],
)
def test_functions_of_other_files(text: str, target: Value, ref: Value | None) -> None:
    found = only(text)
    assert (found.target, found.ref, found.span.path.startswith("tools/")) == (target, ref, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("./tools/echo.ps1 -Name a", Const("a")),
        ("./tools/echo.ps1 -Loud a", Const("loud-a")),
        ("./tools/echo.ps1 a -Loud:$false", Const("a")),
        ("Join-Path tools 'x' 'y'", Const("tools/x/y")),
        ("Split-Path a/b/c.txt", Const("a/b")),
        ("Split-Path -Leaf a/b/c.txt", Const("c.txt")),
        ("(Resolve-Path ./a).Path", Text((WORKSPACE, Const("/a")))),
    ],
)
def test_output_of_files_and_paths(text: str, expected: Value) -> None:
    sent = only(f"$x = {text}\ngh workflow run go.yml -f x=$x").payload
    assert isinstance(sent, Object)
    assert sent.fields[0].value == expected


def test_where_a_script_is() -> None:
    found = only("cd tools\n./outer.ps1")
    folder = Text((WORKSPACE, Const("/tools")))
    assert (found.target, found.payload) == (Const("here.ps1"), object_of(root=folder, at=folder))


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("./tools/throws.ps1", None),
        ("try { ./tools/throws.ps1 } catch { Write-Host no }", "`catch` without `throw`"),
        ("pwsh ./tools/fails.ps1", None),
        ("pwsh ./tools/fails.ps1\nwhoami", "PowerShell looks at the exit code of the last command only"),
        ("./tools/throws.ps1\nwhoami", None),
    ],
)
def test_failures_in_files(text: str, hidden: str | None) -> None:
    assert only(text).failure_hidden == hidden


def test_ends_of_files() -> None:
    [end] = facts("./tools/fails.ps1").exits
    assert isinstance(end, Exit)
    assert (end.code, end.span.path) == (Const("4"), "tools/fails.ps1")
    assert facts("pwsh ./tools/fails.ps1\nwhoami").exits == ()


def test_a_file_that_runs_itself_is_read_once() -> None:
    assert only("./tools/itself.ps1").target == Const("once.yml")


def test_an_imported_function_that_is_not_called_sends_nothing() -> None:
    found = facts("Import-Module ./tools/mod\nImport-Module ./tools/api.psm1")
    assert (found.dispatches, found.unresolved) == ((), ())


@pytest.mark.parametrize(
    ("head", "arguments", "expected"),
    [
        ("param([string]$a = 'x', [switch]$s, $b)", (), (Const("x"), Const(False), Const(""))),
        ("param([string]$a = 'x', [switch]$s, $b)", ("-s", "1", "2"), (Const("1"), Const(True), Const("2"))),
        ("param($a = 'x',\n  [int]$s,\n  $b = $a)", ("-s", "4"), (Const("x"), Const(4), Const("x"))),
        (
            "param([Parameter(Mandatory)]$a, [ValidateSet('p', \"q\")][Parameter(Mandatory = $true)]$s, $b)",
            (),
            (Unknown("parameter `a` is given nowhere in sight"), OneOf((Const("p"), Const("q"))), Const("")),
        ),
        ("[CmdletBinding()]\nparam([Alias('z')]$a, [string[]]$s, $b)", ("-z:1",), (Const("1"), Const(""), Const(""))),
        (
            "param([Parameter(Position = 1)]$a, [Parameter(Position = 0)]$s, $b)",
            ("0", "1", "-b"),
            (Const("1"), Const("0"), Const(True)),
        ),
    ],
)
def test_parameters_of_a_file(head: str, arguments: tuple[str, ...], expected: tuple[Value, ...]) -> None:
    text = f"{head}\n$all = @{{ a = $a; s = $s; b = $b }}\n@{{ event_type = 'e'; client_payload = $all }} | ConvertTo-Json |"
    source = source_of("f.ps1", f"{text} gh api repos/a/b/dispatches --input -")
    script = Script(source.text, source.locator(), arguments=tuple(map(Const, arguments)), path="f.ps1")
    [found] = powershell.read(script).dispatches
    assert isinstance(found.payload, Object)
    assert tuple(field.value for field in found.payload.fields) == expected


def test_each_element_of_a_pipe_goes_through_process() -> None:
    text = (
        "function Start-Each {\n  param([Parameter(ValueFromPipeline)] $file)\n"
        "  begin { $n = 0 }\n  process { gh workflow run $file }\n  end { gh workflow run last.yml }\n}\n"
        "'a.yml', 'b.yml' | Start-Each"
    )
    assert [each.target for each in facts(text).dispatches] == [OneOf((Const("a.yml"), Const("b.yml"))), Const("last.yml")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("function F($a) { if ($a -eq 'x') { return 'one' }; 'two' }\n$v = F $env:TASK", None),
        ("function F { $script:v = 'wide' }\n$v = 'old'\nF", Const("wide")),
        ("$block = { param($a) $a }\n$v = & $block one", Const("one")),
        (
            "class A { [string] $n = 'first'; [void] Set($n) { $this.n = $n } }\n$o = [A]::new(); $o.Set('then'); $v = $o.n",
            Const("then"),
        ),
        ("class A { [string] Name() { return 'base' } }\nclass B : A { }\n$v = [B]::new().Name()", Const("base")),
        ("class A { static [string] Name() { 'noise'; return 'given' } }\n$v = [A]::Name()", Const("given")),
        ("class A { $n; A($n) { $this.n = $n } }\nclass B : A { B() : base('up') { } }\n$v = [B]::new().n", Const("up")),
    ],
)
def test_functions_blocks_and_classes(text: str, expected: Value | None) -> None:
    sent = only(f"{text}\ngh workflow run go.yml -f v=$v").payload
    assert isinstance(sent, Object)
    is_x = Test(TASK, "==", Const("x"), "string-ignoring-case")
    assert sent.fields[0].value == (expected if expected is not None else Choice(is_x, Const("one"), Const("two")))


def test_places_of_another_text_never_land_in_this_one() -> None:
    text = (
        "Import-Module ./tools/json.psm1\n"
        "$body = Get-Body\n"
        "gh api repos/a/b/dispatches --input (New-Item x) 2>$null\n$body | gh api repos/a/b/dispatches --input -\n"
    )
    module = "# " + "-" * 40 + '\nfunction Get-Body { \'{"event_type": "e", "client_payload": {"task": "1"}}\' }\n'
    script = Script(text, source_of("w.yml", text).locator(), open=lambda _: source_of("tools/json.psm1", module))
    found = powershell.read(script).dispatches[-1]
    assert isinstance(found.payload, Object)
    assert [(field.name, field.value, field.span) for field in found.payload.fields] == [("task", Const("1"), None)]
    assert found.span.path == "w.yml"
    assert replace(found, payload=object_of()).guard in (ALWAYS, Opaque(""))
