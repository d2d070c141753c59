"""Messages sent by batch files and `shell: cmd`."""

from __future__ import annotations

from spellings.frame import script, sender
from variants.entry import TICKET, asked, event, of, payload, start, variant

VARIANTS = {
    "gh-with-percent-variables": variant(
        script(
            """
            @echo off
            set STAGE=packing
            gh workflow run pack.yml -f ticket=%TICKET% -f "stage=%STAGE%" ^
              -f by=${{ github.actor }}
            """,
            shell="cmd",
        ),
        start("pack.yml", payload(ticket=TICKET, stage="packing", by=of("github.actor"))),
    ),
    "batch-file-with-an-argument": variant(
        {
            **sender(
                """
                - uses: actions/checkout@v5
                - shell: cmd
                  run: call tools\\tell.bat order:placed
                  env:
                    GH_TOKEN: ${{ secrets.BOT }}
                    TICKET: ${{ inputs.ticket }}
                """
            ),
            "tools/tell.bat": (
                '@echo off\nif "%1"=="" exit /b 1\n'
                'gh api repos/octo/warehouse/dispatches -f event_type=%1 -f "client_payload[ticket]=%TICKET%"\n'
            ),
        },
        event("order:placed", payload(ticket=TICKET), repository="octo/warehouse", when=(asked("order:placed", "!=", ""),)),
    ),
    "only-on-one-branch": variant(
        script('if "%GITHUB_REF_NAME%"=="main" gh workflow run pack.yml -f ticket=%TICKET%', shell="cmd"),
        start("pack.yml", payload(ticket=TICKET), when=(asked(of("github.ref_name"), "==", "main"),)),
    ),
}
