"""Texts that only look like a send: nothing is sent, and nothing is left open."""

from __future__ import annotations

from spellings.frame import HEAD, WORKFLOW, github_script, script, sender
from variants.entry import TICKET, payload, start, variant

IDLE = f"{HEAD}jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"

VARIANTS = {
    "prompt-in-a-heredoc": variant(
        script(
            """
            cat << 'PROMPT_END' > "$RUNNER_TEMP/prompt.txt"
            When the order is packed, tell the shop:

                gh api repos/__REPOSITORY__/dispatches -f event_type=order:packed -f "client_payload[ticket]=..."
                gh workflow run ship.yml -f ticket=...
            PROMPT_END
            wc -l "$RUNNER_TEMP/prompt.txt"
            """
        )
    ),
    "prompt-in-a-heredoc-between-braces": variant(
        script(
            """
            {
              cat << 'END'
            Use `curl -X POST https://api.github.com/repos/octo/warehouse/dispatches -d '{"event_type": "restock"}'`.
            END
              cat more.md
            } >> "$PROMPT"
            """
        )
    ),
    "words-that-are-sought": variant(
        script(
            """
            if ! grep -q "gh workflow run pack.yml" .github/workflows/order.yml; then
              echo "::error::order.yml doesn't start pack.yml"
            fi
            grep -rn 'createDispatchEvent' scripts/ || true
            """
        )
    ),
    "words-that-are-printed": variant(
        script(
            """
            echo "to pack: gh workflow run pack.yml -f ticket=$TICKET"
            printf '%s\\n' "gh api repos/octo/warehouse/dispatches -f event_type=restock" >> "$GITHUB_STEP_SUMMARY"
            """
        )
    ),
    "help": variant(script("gh workflow run --help\ngh help workflow run")),
    "comment": variant(
        script(
            """
            # gh workflow run pack.yml -f ticket="$TICKET"
            : gh workflow run pack.yml
            true # curl -X POST https://api.github.com/repos/octo/example/dispatches -d '{"event_type": "x"}'
            """
        )
    ),
    "words-that-are-printed-by-powershell": variant(
        script(
            """
            Write-Host "to pack: gh workflow run pack.yml -f ticket=$env:TICKET"
            # gh workflow run pack.yml
            @"
            gh api repos/octo/warehouse/dispatches -f event_type=restock
            "@ | Out-File prompt.txt
            """,
            shell="pwsh",
        )
    ),
    "words-that-are-printed-by-cmd": variant(
        script("echo gh workflow run pack.yml\nrem gh workflow run pack.yml\n:: gh workflow run pack.yml", shell="cmd")
    ),
    "words-in-a-program": variant(
        github_script(
            """
            const hint = 'gh workflow run pack.yml';
            // await github.rest.actions.createWorkflowDispatch({ ...context.repo, workflow_id: 'pack.yml', ref: 'main' });
            core.info(`say "${hint}" or POST /repos/octo/warehouse/dispatches`);
            """
        )
    ),
    "words-in-a-program-of-python": variant(
        {
            **sender("- uses: actions/checkout@v5\n- run: python tools/usage.py"),
            "tools/usage.py": '''\
"""Start it by `gh workflow run pack.yml`."""

USAGE = "curl -X POST https://api.github.com/repos/octo/warehouse/dispatches"

print(USAGE)
# subprocess.run(["gh", "workflow", "run", "pack.yml"])
''',
        }
    ),
    "polyfill-of-old-octokit": variant(
        github_script(
            """
            github.registerEndpoints({
              repos: {
                createDispatchEvent: {
                  method: 'POST',
                  url: '/repos/:owner/:repo/dispatches',
                  headers: { accept: 'application/vnd.github.everest-preview+json' },
                  params: { owner: { required: true, type: 'string' }, event_type: { required: true, type: 'string' } }
                }
              }
            });
            """
        )
    ),
    "bundled-table-of-addresses": variant(
        {
            **sender(
                """
                - uses: actions/checkout@v5
                - uses: ./.github/actions/check
                """
            ),
            ".github/actions/check/action.yml": "name: Check\nruns: {using: node24, main: dist/index.js}\n",
            ".github/actions/check/dist/index.js": """\
const Endpoints = {
  actions: { createWorkflowDispatch: ["POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches"] },
  repos: { createDispatchEvent: ["POST /repos/{owner}/{repo}/dispatches"] },
};
module.exports = { Endpoints };
""",
        }
    ),
    "other-ways-of-the-same-address": variant(
        script(
            """
            curl -sf "https://api.github.com/repos/octo/warehouse/actions/workflows/restock.yml/runs"
            curl -sf -X POST "https://api.github.com/repos/octo/warehouse/actions/runs/8/rerun"
            gh api repos/octo/warehouse/actions/workflows/restock.yml
            gh workflow view restock.yml --repo octo/warehouse
            gh workflow list
            gh run watch 8
            """
        )
    ),
    "status-of-a-commit": variant(
        script(
            """
            curl --fail -X POST -u "bot:$GH_TOKEN" \\
              "https://api.github.com/repos/$GITHUB_REPOSITORY/statuses/$GITHUB_SHA" \\
              -d '{"state": "success", "context": "dispatches"}'
            """
        )
    ),
    "file-in-a-folder-below-the-workflows": variant(
        {
            WORKFLOW: IDLE,
            ".github/workflows/archived/old.yml": """\
on: push
jobs:
  send:
    runs-on: ubuntu-latest
    steps:
      - run: gh workflow run pack.yml
""",
            ".github/workflows/older.yml.disabled": """\
on: push
jobs: {send: {runs-on: ubuntu-latest, steps: [{run: gh workflow run pack.yml}]}}
""",
        }
    ),
    "script-of-a-package-that-is-vendored": variant(
        {
            WORKFLOW: IDLE,
            "node_modules/shop/send.sh": "gh workflow run pack.yml\n",
            "vendor/shop/send.sh": "gh workflow run pack.yml\n",
        }
    ),
    "text-that-is-sent-behind-one-that-is-not": variant(
        script(
            """
            cat <<EOF
            gh workflow run wrong.yml
            EOF
            gh workflow run pack.yml -f ticket="$TICKET"
            """
        ),
        start("pack.yml", payload(ticket=TICKET)),
    ),
}
