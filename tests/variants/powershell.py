"""Messages sent by PowerShell."""

from __future__ import annotations

from spellings.frame import GIVEN, HEAD, WORKFLOW, run, script, sender
from spellings.meaning import NotUnderstood
from variants.entry import TICKET, asked, event, holed, of, payload, start, variant
from wflint.values.value import Const, OneOf, Unknown

MODULE = """\
class ShopApi {
    [string] $Base
    [hashtable] $Headers

    ShopApi([string] $repository, [string] $token) {
        $this.Base = "https://api.github.com/repos/$repository"
        $this.Headers = @{ Authorization = "Bearer $token" }
    }

    [void] StartWorkflow([string] $file, [string] $branch, [hashtable] $inputs) {
        $body = @{ ref = $branch; inputs = $inputs } | ConvertTo-Json
        $this.Post("actions/workflows/$file/dispatches", $body)
    }

    [void] SendEvent([string] $kind, [hashtable] $data) {
        $body = @{ event_type = $kind; client_payload = $data } | ConvertTo-Json
        $this.Post("dispatches", $body)
    }

    hidden [void] Post([string] $path, [string] $body) {
        Invoke-RestMethod -Method Post -Uri "$($this.Base)/$path" -Headers $this.Headers -Body $body
    }
}

function Get-Shop([string] $Repository, [string] $Token) {
    return [ShopApi]::new($Repository, $Token)
}
"""

VARIANTS = {
    "gh-continued-with-backticks": variant(
        script(
            """
            gh api "repos/$env:GITHUB_REPOSITORY/dispatches" `
              --method POST `
              -f event_type=order:placed `
              -f "client_payload[ticket]=$env:TICKET" `
              -f "client_payload[by]=${{ github.actor }}"
            """,
            shell="pwsh",
        ),
        event("order:placed", payload(ticket=TICKET, by=of("github.actor"))),
    ),
    "gh-with-a-string-for-payload": variant(
        script(
            """
            $data = @{ ticket = $env:TICKET } | ConvertTo-Json -Compress
            gh api repos/${{ github.repository }}/dispatches `
              -f event_type=order:placed `
              -f client_payload="$data"
            """,
            shell="pwsh",
        ),
        event("order:placed", payload(ticket=TICKET), defects=("invalid-payload",)),
    ),
    "table-piped-to-gh-behind-a-semicolon": variant(
        script(
            """
            $body = @{
              event_type = "order:placed"
              client_payload = @{ ticket = "$env:TICKET"; round = 1 }
            } | ConvertTo-Json -Compress; $body | gh api "repos/${{ github.repository }}/dispatches" --input -
            """,
            shell="pwsh",
        ),
        event("order:placed", payload(ticket=TICKET, round=1)),
    ),
    "gh-in-a-script-that-nobody-runs": variant(
        {
            WORKFLOW: f"{HEAD}jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n",
            "tools/try.ps1": 'gh workflow run pack.yml --repo octo/example --ref main -f ticket="demo" -f round=1\n',
        },
        start("pack.yml", payload(ticket="demo", round="1"), ref="main", token=None),
    ),
    "request-with-a-table-as-body": variant(
        {
            **sender(
                """
                - uses: actions/checkout@v5
                - shell: pwsh
                  run: |
                    Import-Module ./tools/start.psm1
                    Start-Shelf -Repository "${{ github.repository }}" -Token "${{ secrets.BOT }}" -Ticket "${{ inputs.ticket }}"
                """
            ),
            "tools/start.psm1": """\
function Start-Shelf {
    param (
        [string] $Repository,
        [string] $Token,
        [string] $Ticket
    )
    $base = "https://api.github.com/repos/$Repository/actions"
    $payload = @{
        "ref" = "main"
        "inputs" = @{ "ticket" = $Ticket }
    } | ConvertTo-Json
    $headers = @{ "Authorization" = "Token $Token" }
    Invoke-RestMethod -uri "$base/workflows/shelf.yml/dispatches" -method POST -headers $headers -body $payload
}
""",
        },
        start("shelf.yml", payload(ticket=TICKET), ref="main"),
    ),
    "request-with-splatted-parameters": variant(
        {
            **sender(
                """
                - uses: actions/checkout@v5
                - shell: pwsh
                  run: ./tools/Start-Branch.ps1 -Branch "${{ github.ref_name }}" -Token $env:BOT
                  env:
                    BOT: ${{ secrets.BOT }}
                """
            ),
            "tools/Start-Branch.ps1": """\
param (
    [Parameter(Mandatory = $true)]
    [string] $Branch,
    [Parameter(Mandatory = $true)]
    [string] $Token,
    [string] $Owner = 'octo',
    [string] $Name = 'warehouse'
)

foreach ($file in @('count.yml', 'clean.yml')) {
    $request = @{
        Method  = 'POST'
        Uri     = "https://api.github.com/repos/$Owner/$Name/actions/workflows/$file/dispatches"
        Headers = @{ Authorization = "Bearer $Token" }
        Body    = @{ ref = $Branch; inputs = @{ full = 'true' } } | ConvertTo-Json
    }
    $answer = Invoke-RestMethod @request
}
""",
        },
        start(
            OneOf((Const("count.yml"), Const("clean.yml"))),
            payload(full="true"),
            ref=of("github.ref_name"),
            repository="octo/warehouse",
        ),
    ),
    "method-of-a-class-in-a-module-called-from-a-script": variant(
        {
            **sender(
                """
                - uses: actions/checkout@v5
                - name: Pack
                  shell: pwsh
                  run: >
                    ./tools/run-shop.ps1
                    -Repository ${{ github.repository }}
                    -Token ${{ secrets.BOT }}
                    -WorkflowFile "pack.yml"
                    -Ticket "${{ inputs.ticket }}"
                """
            ),
            "tools/shop.psm1": MODULE,
            "tools/run-shop.ps1": """\
param (
    [Parameter(Mandatory)] [string] $Repository,
    [Parameter(Mandatory)] [string] $Token,
    [Parameter(Mandatory)] [string] $WorkflowFile,
    [string] $Ticket,
    [string] $Branch = "main"
)
Import-Module (Join-Path $PSScriptRoot "shop.psm1")
$shop = Get-Shop -Repository $Repository -Token $Token
$shop.StartWorkflow($WorkflowFile, $Branch, @{ ticket = $Ticket })
$shop.SendEvent("shop:started", @{ ticket = $Ticket; file = $WorkflowFile })
""",
        },
        start("pack.yml", payload(ticket=TICKET), ref="main"),
        event("shop:started", payload(ticket=TICKET, file="pack.yml")),
    ),
    "method-of-a-module-with-a-computed-kind": variant(
        {
            **sender(
                """
                - uses: actions/checkout@v5
                - run: |
                    Import-Module ./tools/shop.psm1
                    $shop = Get-Shop -Repository "octo/warehouse" -Token "${{ secrets.BOT }}"
                    $data = @{ ticket = "${{ inputs.ticket }}" }
                    $shop.SendEvent("fill-${{ inputs.shelf }}-shelf", $data)
                """,
                job="defaults:\n  run:\n    shell: pwsh",
            ),
            "tools/shop.psm1": MODULE,
        },
        event(holed("fill-", of("inputs.shelf"), "-shelf"), payload(ticket=TICKET), repository="octo/warehouse"),
    ),
    "method-of-a-module-that-is-not-here": variant(
        sender(
            run(
                """
                Import-Module ./elsewhere/shop.psm1
                $shop = Get-Shop -Repository "octo/warehouse" -Token "${{ secrets.BOT }}"
                $shop.DispatchWorkflow("fill-${{ inputs.shelf }}-shelf", @{ ticket = $env:TICKET })
                """,
                shell="pwsh",
            )
        ),
        NotUnderstood("what method `DispatchWorkflow` does isn't in sight"),
    ),
    "wrapper-that-finds-the-workflow-by-its-name": variant(
        script(
            """
            function Send-Request([string] $Method, [string] $Path, $Body) {
              $headers = @{ Authorization = "Bearer $env:GH_TOKEN" }
              $text = if ($Body) { $Body | ConvertTo-Json -Depth 4 } else { $null }
              $answer = Invoke-WebRequest -Method $Method -Uri "https://api.github.com/repos/octo/warehouse/$Path" `
                -Headers $headers -Body $text
              return $answer.Content | ConvertFrom-Json
            }
            $all = Send-Request -Method GET -Path "actions/workflows"
            $id = ($all.workflows | Where-Object { $_.name -eq "Fill shelves" }).id
            Send-Request -Method POST -Path "actions/workflows/$id/dispatches" -Body @{
              ref = "main"
              inputs = @{ ticket = $env:TICKET }
            }
            """,
            shell="pwsh",
        ),
        start(
            Unknown('`($all.workflows | Where-Object { $_.name -eq "Fill shelve…`'),
            payload(ticket=TICKET),
            ref="main",
            repository="octo/warehouse",
        ),
    ),
    "only-on-one-branch": variant(
        script(
            """
            if ($env:STAGE -eq 'pack') {
              Invoke-RestMethod -Method Post -Uri "https://api.github.com/repos/$env:GITHUB_REPOSITORY/dispatches" `
                -Headers @{ Authorization = "Bearer $env:GH_TOKEN" } `
                -Body (@{ event_type = "order:$env:STAGE"; client_payload = @{ ticket = $env:TICKET } } | ConvertTo-Json)
            }
            """,
            shell="pwsh",
            environment={**GIVEN, "STAGE": "${{ inputs.stage }}"},
        ),
        event(
            holed("order:", of("inputs.stage")),
            payload(ticket=TICKET),
            when=(asked(of("inputs.stage"), "==", "pack", "string-ignoring-case"),),
        ),
    ),
}
