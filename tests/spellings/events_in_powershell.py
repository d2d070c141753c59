"""The event in PowerShell: `Invoke-RestMethod`, `Invoke-WebRequest`, `gh`; inline, in a file, in a module."""

from __future__ import annotations

from spellings.events_in_functions import CHECKOUT
from spellings.frame import Files, block, run, script, sender

URI = '"https://api.github.com/repos/$env:GITHUB_REPOSITORY/dispatches"'
HEADERS = '@{ Authorization = "Bearer $env:GH_TOKEN" }'
TABLE = "@{ event_type = 'task:start'; client_payload = @{ task_id = $env:TICKET; retry_count = '0' } }"
JSON = f"({TABLE} | ConvertTo-Json)"
INVOKE = f"Invoke-RestMethod -Method Post -Uri {URI} -Headers {HEADERS} -Body"
GH = '| gh api "repos/$env:GITHUB_REPOSITORY/dispatches" --input -'


def pwsh(text: str, **files: str) -> Files:
    """A step of PowerShell; `tools__send_ps1` is a file `tools/send.ps1` beside it."""
    beside = {name.replace("__", "/").replace("_", "."): block(content, 0) for name, content in files.items()}
    return {**sender(CHECKOUT + run(text, "pwsh")), **beside}


FUNCTION = f"""
function Send-Start {{
  param([string]$Id, [string]$Count = '0')
  $body = @{{ event_type = 'task:start'; client_payload = @{{ task_id = $Id; retry_count = $Count }} }} | ConvertTo-Json
  {INVOKE} $body
}}
"""
FILE = f"""
param(
  [Parameter(Mandatory = $true)] [string] $Id,
  [string] $Count = '0'
)
$ErrorActionPreference = 'Stop'
$body = @{{ event_type = 'task:start'; client_payload = @{{ task_id = $Id; retry_count = $Count }} }}
{INVOKE} ($body | ConvertTo-Json -Depth 5)
"""
CLASS = f"""
class Sender {{
  [string] $Token
  Sender([string] $token) {{ $this.Token = $token }}
  [void] Start([string] $id) {{
    $body = @{{ event_type = 'task:start'; client_payload = @{{ task_id = $id; retry_count = '0' }} }} | ConvertTo-Json
    Invoke-RestMethod -Method Post -Uri {URI} -Headers @{{ Authorization = "Bearer $($this.Token)" }} -Body $body
  }}
}}
"""

REQUESTS: dict[str, Files] = {
    "one-line": script(f"{INVOKE} {JSON}", "pwsh"),
    "windows-powershell": script(f"{INVOKE} {JSON}", "powershell"),
    "piped": script(f"{TABLE} | ConvertTo-Json -Compress | {INVOKE.removesuffix(' -Body')}", "pwsh"),
    "over-several-lines": script(
        f"""
        $headers = @{{
          Authorization = "Bearer $env:GH_TOKEN"
          Accept = 'application/vnd.github+json'
          'X-GitHub-Api-Version' = '2022-11-28'
        }}
        $body = @{{
          event_type = 'task:start'
          client_payload = @{{
            task_id = $env:TICKET
            retry_count = '0'
          }}
        }} | ConvertTo-Json -Depth 10
        Invoke-RestMethod -Method POST `
          -Uri {URI} `
          -Headers $headers `
          -ContentType 'application/json' `
          -Body $body
        """,
        "pwsh",
    ),
    "splatted": script(
        f"""
        $request = @{{
          Method = 'POST'
          Uri = {URI}
          Headers = {HEADERS}
          Body = {JSON}
        }}
        Invoke-RestMethod @request
        """,
        "pwsh",
    ),
    "short-names": script(f"irm {URI} -Met Post -He {HEADERS} -B {JSON}", "pwsh"),
    "web-request": script(f"Invoke-WebRequest -Uri {URI} -Method Post -Headers {HEADERS} -Body {JSON} | Out-Null", "pwsh"),
    "web-request-by-short-name": script(f"iwr {URI} -Method Post -Headers {HEADERS} -Body {JSON}", "pwsh"),
    "token-by-authentication": script(
        f"""
        $token = ConvertTo-SecureString $env:GH_TOKEN -AsPlainText -Force
        Invoke-RestMethod -Method Post -Uri {URI} -Authentication Bearer -Token $token -Body {JSON}
        """,
        "pwsh",
    ),
    "token-by-format": script(
        f"""
        $headers = @{{ Authorization = 'token {{0}}' -f $env:GH_TOKEN }}
        Invoke-RestMethod -Method Post -Uri {URI} -Headers $headers -Body {JSON}
        """,
        "pwsh",
    ),
    "token-by-expression": script(
        f"Invoke-RestMethod -Method Post -Uri {URI} -Headers @{{ Authorization = 'Bearer ${{{{ secrets.BOT }}}}' }} -Body {JSON}",
        "pwsh",
    ),
    "address-by-format": script(
        f"""
        $uri = 'https://api.github.com/repos/{{0}}/{{1}}' -f $env:GITHUB_REPOSITORY, 'dispatches'
        Invoke-RestMethod -Method Post -Uri $uri -Headers {HEADERS} -Body {JSON}
        """,
        "pwsh",
    ),
    "address-by-sum": script(
        f"""
        $base = $env:GITHUB_API_URL
        $uri = $base + '/repos/' + $env:GITHUB_REPOSITORY + '/dispatches'
        Invoke-RestMethod -Method Post -Uri $uri -Headers {HEADERS} -Body {JSON}
        """,
        "pwsh",
    ),
    "address-by-expression": script(
        f"""
        Invoke-RestMethod -Method Post -Uri https://api.github.com/repos/${{{{ github.repository }}}}/dispatches `
          -Headers {HEADERS} -Body {JSON}
        """,
        "pwsh",
    ),
}
BODIES: dict[str, Files] = {
    "here-string": script(
        '$body = @"\n{"event_type": "task:start", "client_payload": {"task_id": "$env:TICKET", "retry_count": "0"}}\n"@\n'
        f"{INVOKE} $body",
        "pwsh",
    ),
    "here-string-with-an-expression": script(
        "$body = @'\n"
        '{"event_type": "task:start", "client_payload": {"task_id": "${{ inputs.ticket }}", "retry_count": "0"}}\n'
        f"'@\n{INVOKE} $body",
        "pwsh",
    ),
    "text-with-a-value": script(
        f"""
        $body = "{{""event_type"": ""task:start"", ""client_payload"": {{""task_id"": ""$env:TICKET"", ""retry_count"": ""0""}}}}"
        {INVOKE} $body
        """,
        "pwsh",
    ),
    "text-with-backticks": script(
        f"""
        $body = "{{`"client_payload`":{{`"task_id`": `"$($env:TICKET)`", `"retry_count`":`"0`"}}, `"event_type`":`"task:start`"}}"
        {INVOKE} $body
        """,
        "pwsh",
    ),
    "text-by-sum": script(
        f"""
        $body = '{{"event_type": "task:start", "client_payload": {{"task_id": "' + $env:TICKET + '", "retry_count": "0"}}}}'
        {INVOKE} $body
        """,
        "pwsh",
    ),
    "text-by-format": script(
        f"""
        $form = '{{{{"event_type": "{{0}}", "client_payload": {{{{"task_id": "{{1}}", "retry_count": "0"}}}}}}}}'
        $body = $form -f 'task:start', $env:TICKET
        {INVOKE} $body
        """,
        "pwsh",
    ),
    "ordered": script(
        f"""
        $payload = [ordered]@{{ task_id = $env:TICKET; retry_count = '0' }}
        {INVOKE} ([ordered]@{{ event_type = 'task:start'; client_payload = $payload }} | ConvertTo-Json)
        """,
        "pwsh",
    ),
    "object": script(
        f"""
        $payload = [pscustomobject]@{{ task_id = $env:TICKET; retry_count = '0' }}
        $body = [PSCustomObject]@{{ event_type = 'task:start'; client_payload = $payload }}
        {INVOKE} (ConvertTo-Json $body)
        """,
        "pwsh",
    ),
    "members-set-one-by-one": script(
        f"""
        $payload = @{{}}
        $payload.task_id = $env:TICKET
        $payload['retry_count'] = '0'
        $body = @{{}}
        $body.Add('event_type', 'task:start')
        $body.client_payload = $payload
        {INVOKE} (ConvertTo-Json -InputObject $body)
        """,
        "pwsh",
    ),
    "tables-added": script(
        f"""
        $first = @{{ task_id = $env:TICKET }}
        $payload = $first + @{{ retry_count = '0' }}
        {INVOKE} (@{{ event_type = 'task:start'; client_payload = $payload }} | ConvertTo-Json)
        """,
        "pwsh",
    ),
    "number-as-text": script(
        f"""
        $count = 1 - 1
        $payload = @{{ task_id = $env:TICKET; retry_count = "$count" }}
        {INVOKE} (@{{ event_type = 'task:start'; client_payload = $payload }} | ConvertTo-Json)
        """,
        "pwsh",
    ),
    "number-to-string": script(
        f"""
        [int]$count = 0
        $payload = @{{ task_id = [string]$env:TICKET; retry_count = $count.ToString() }}
        {INVOKE} (@{{ event_type = "task:$('start')"; client_payload = $payload }} | ConvertTo-Json)
        """,
        "pwsh",
    ),
    "file": script(f"{TABLE} | ConvertTo-Json | Set-Content body.json\n{INVOKE} (Get-Content body.json -Raw)", "pwsh"),
    "variable-of-the-environment": script(
        f"""
        $env:BODY = {TABLE} | ConvertTo-Json
        {INVOKE} $env:BODY
        """,
        "pwsh",
    ),
    "environment-by-provider": script(
        f"""
        $id = (Get-Item Env:TICKET).Value
        {INVOKE} (@{{ event_type = 'task:start'; client_payload = @{{ task_id = $id; retry_count = '0' }} }} | ConvertTo-Json)
        """,
        "pwsh",
    ),
    "environment-by-dotnet": script(
        f"""
        $id = [Environment]::GetEnvironmentVariable('TICKET')
        {INVOKE} (@{{ event_type = 'task:start'; client_payload = @{{ task_id = $id; retry_count = '0' }} }} | ConvertTo-Json)
        """,
        "pwsh",
    ),
}
COMMANDS: dict[str, Files] = {
    "gh-with-fields": script(
        """
        gh api "repos/$env:GITHUB_REPOSITORY/dispatches" -f event_type=task:start `
          -f "client_payload[task_id]=$env:TICKET" -f 'client_payload[retry_count]=0'
        """,
        "pwsh",
    ),
    "gh-with-fields-in-an-array": script(
        """
        $fields = @('-f', 'event_type=task:start', '-f', "client_payload[task_id]=$env:TICKET")
        $fields += '-f', 'client_payload[retry_count]=0'
        gh api "repos/$env:GITHUB_REPOSITORY/dispatches" @fields
        """,
        "pwsh",
    ),
    "gh-with-input": script(f"{TABLE} | ConvertTo-Json {GH}", "pwsh"),
    "gh-with-input-in-a-variable": script(f"$body = {TABLE} | ConvertTo-Json -Compress; $body {GH}", "pwsh"),
    "gh-with-input-in-a-file": script(
        f"{TABLE} | ConvertTo-Json | Out-File body.json -Encoding utf8\n"
        'gh api "repos/$env:GITHUB_REPOSITORY/dispatches" --input body.json',
        "pwsh",
    ),
    "gh-with-a-here-string": script(
        f'@"\n{{"event_type": "task:start", "client_payload": {{"task_id": "$env:TICKET", "retry_count": "0"}}}}\n"@ {GH}', "pwsh"
    ),
    "gh-by-call-operator": script(
        """
        $program = 'gh'
        & $program api "repos/$env:GITHUB_REPOSITORY/dispatches" -f event_type=task:start `
          -f "client_payload[task_id]=$env:TICKET" -f "client_payload[retry_count]=0"
        """,
        "pwsh",
    ),
    "curl-with-body": script(
        f"""
        $body = {TABLE} | ConvertTo-Json -Compress
        curl.exe -f -X POST -H "Authorization: Bearer $env:GH_TOKEN" -d $body {URI}
        """,
        "pwsh",
    ),
    "curl-with-input": script(
        f"""
        {TABLE} | ConvertTo-Json | curl -f -X POST -H "Authorization: Bearer $env:GH_TOKEN" -d '@-' {URI}
        """,
        "pwsh",
    ),
}
FILES: dict[str, Files] = {
    "function": pwsh(FUNCTION + "Send-Start -Id $env:TICKET"),
    "function-by-position": pwsh(FUNCTION + "Send-Start $env:TICKET 0"),
    "function-splatted": pwsh(FUNCTION + "$with = @{ Id = $env:TICKET; Count = 0 }\nSend-Start @with"),
    "function-that-gives-the-body": pwsh(
        "function Get-Body($Id) {\n"
        "  return @{ event_type = 'task:start'; client_payload = @{ task_id = $Id; retry_count = '0' } }\n}\n"
        f"{INVOKE} (Get-Body $env:TICKET | ConvertTo-Json)"
    ),
    "function-with-args": pwsh(
        f"""
        function Send-Start {{
          $payload = @{{ task_id = $args[0]; retry_count = $args[1] }}
          {INVOKE} (@{{ event_type = 'task:start'; client_payload = $payload }} | ConvertTo-Json)
        }}
        Send-Start $env:TICKET '0'
        """
    ),
    "block": pwsh(f"$send = {{ param($id) {INVOKE} {JSON.replace('$env:TICKET', '$id')} }}\n& $send $env:TICKET"),
    "class": pwsh(CLASS + "[Sender]::new($env:GH_TOKEN).Start($env:TICKET)"),
    "class-by-new-object": pwsh(CLASS + "$sender = New-Object Sender $env:GH_TOKEN\n$sender.Start($env:TICKET)"),
    "for-each-of-one": pwsh(f"@($env:TICKET) | ForEach-Object {{ {INVOKE} {JSON.replace('$env:TICKET', '$_')} }}"),
    "foreach-of-one": pwsh(f"foreach ($id in @($env:TICKET)) {{ {INVOKE} {JSON.replace('$env:TICKET', '$id')} }}"),
    "try": pwsh(f"try {{\n  {INVOKE} {JSON}\n}} catch {{\n  Write-Error $_\n  exit 1\n}}"),
    "file": pwsh("./tools/send.ps1 -Id $env:TICKET", tools__send_ps1=FILE),
    "file-by-position": pwsh('./tools/send.ps1 "${{ inputs.ticket }}" 0', tools__send_ps1=FILE),
    "file-by-call-operator": pwsh('& "$env:GITHUB_WORKSPACE/tools/send.ps1" -Id $env:TICKET -Count 0', tools__send_ps1=FILE),
    "file-splatted": pwsh("$with = @{ Id = $env:TICKET }\n./tools/send.ps1 @with", tools__send_ps1=FILE),
    "file-by-pwsh": pwsh("pwsh -NoProfile -File tools/send.ps1 -Id $env:TICKET", tools__send_ps1=FILE),
    "file-from-bash": {
        **sender(CHECKOUT + run('pwsh tools/send.ps1 -Id "$TICKET" -Count 0')),
        "tools/send.ps1": block(FILE, 0),
    },
    "command-from-bash": script(
        f"""
        pwsh -Command '{INVOKE} ({TABLE.replace("'", '"')} | ConvertTo-Json)'
        """
    ),
    "file-sourced": pwsh(". ./tools/lib.ps1\nSend-Start -Id $env:TICKET", tools__lib_ps1=FUNCTION),
    "module": pwsh("Import-Module ./tools/Send.psm1\nSend-Start -Id $env:TICKET", tools__Send_psm1=FUNCTION),
    "module-with-exports": pwsh(
        "Import-Module $env:GITHUB_WORKSPACE/tools/Send.psm1 -Force\nSend-Start $env:TICKET",
        tools__Send_psm1=FUNCTION + "Export-ModuleMember -Function Send-Start\n",
    ),
    "module-with-a-class": pwsh(
        "using module ./tools/Send.psm1\n$sender = [Sender]::new($env:GH_TOKEN)\n$sender.Start($env:TICKET)",
        tools__Send_psm1=CLASS,
    ),
    "module-of-a-file": pwsh(
        "./tools/send.ps1 $env:TICKET",
        tools__send_ps1='param($id)\nImport-Module "$PSScriptRoot/Lib.psm1"\nSend-Start -Id $id\n',
        tools__Lib_psm1=FUNCTION,
    ),
}
TEXTS = {**REQUESTS, **{f"body-{name}": files for name, files in BODIES.items()}, **COMMANDS, **FILES}
