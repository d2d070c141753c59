"""Messages sent by `curl`."""

from __future__ import annotations

from spellings.frame import HEAD, WORKFLOW, script, sender
from variants.entry import CURL, TICKET, event, holed, of, opened, payload, start, variant
from wflint.values.value import Unknown

BOT = {"BOT": "${{ secrets.BOT }}", "TICKET": "${{ inputs.ticket }}"}

VARIANTS = {
    "long-line-of-escaped-json": variant(
        sender(
            r"""
            - run: 'curl -X POST -H "Authorization: token ${{ secrets.BOT }}" -H "Accept: application/vnd.github+json" https://api.github.com/repos/octo/WAREHOUSE/dispatches --data "{\"event_type\": \"restock\", \"client_payload\": {\"ticket\": \"${{ inputs.ticket }}\", \"by\": \"$GITHUB_ACTOR\"}}"'
            """  # noqa: E501 -- the length is the variant
        ),
        event("restock", payload(ticket=TICKET, by=of("github.actor")), repository="octo/WAREHOUSE"),
        hidden=(CURL,),
    ),
    "single-quotes-keep-variables-from-being-put-in": variant(
        script(
            r"""
            curl -fsS -X POST -H "Authorization: Bearer $BOT" \
              https://api.github.com/repos/octo/warehouse/actions/workflows/restock.yml/dispatches \
              -d '{"ref":"main","inputs":{"ticket":"$TICKET","by":"${{ github.actor }}"}}'
            """,
            environment=BOT,
        ),
        start(
            "restock.yml",
            payload(ticket="$TICKET", by=of("github.actor")),
            ref="main",
            repository="octo/warehouse",
            defects=("dead-interpolation",),
        ),
    ),
    "address-first-and-a-text-over-several-lines": variant(
        script(
            r"""
            curl "https://api.github.com/repos/${GITHUB_REPOSITORY}/dispatches" \
              --fail --request POST \
              --header "Authorization: Bearer ${BOT}" \
              --data "{ \
                \"event_type\": \"order:placed\", \
                \"client_payload\": { \
                  \"ticket\": \"${TICKET}\", \
                  \"round\": 1 \
                } \
              }"
            """,
            environment=BOT,
        ),
        event("order:placed", payload(ticket=TICKET, round=1)),
    ),
    "password-and-a-status-before": variant(
        script(
            """
            curl --fail -X POST -u "bot:${{ secrets.BOT }}" \\
              "https://api.github.com/repos/${{ github.repository }}/statuses/${{ github.sha }}" \\
              -d '{"state": "pending", "context": "order"}'
            curl --fail -X POST --user "${{ secrets.BOT }}" \\
              "https://api.github.com/repos/octo/warehouse/dispatches" \\
              --data '{
                "event_type": "restock",
                "client_payload": {
                  "ticket": "${{ inputs.ticket }}"
                }
              }'
            """
        ),
        event("restock", payload(ticket=TICKET), repository="octo/warehouse"),
    ),
    "token-in-a-variable": variant(
        script(
            """
            curl -sf -X POST -H "authorization: Bearer $GH_PAT" -H "X-GitHub-Api-Version: 2022-11-28" \\
              "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/dispatches" \\
              -d "{\\"event_type\\":\\"order:placed\\",\\"client_payload\\":{\\"ticket\\":\\"$TICKET\\"}}"
            """,
            environment={"GH_PAT": "${{ secrets.BOT }}", "TICKET": "${{ inputs.ticket }}"},
        ),
        event("order:placed", payload(ticket=TICKET)),
    ),
    "own-repository-by-its-name": variant(
        script(
            """
            curl --fail-with-body -L -X POST -H "Authorization: Bearer $BOT" \\
              https://api.github.com/repos/octo/example/actions/workflows/pack.yml/dispatches \\
              -d '{"ref":"main"}'
            """,
            environment=BOT,
        ),
        start("pack.yml", ref="main"),
    ),
    "no-inputs": variant(
        script(
            """
            curl -XPOST -H "Authorization: Bearer $BOT" \\
              https://api.github.com/repos/octo/warehouse/actions/workflows/restock.yml/dispatches \\
              -d '{"ref":"dev","inputs":{}}'
            """,
            environment=BOT,
        ),
        start("restock.yml", ref="dev", repository="octo/warehouse"),
        hidden=(CURL,),
    ),
    "script-that-nobody-runs": variant(
        {
            WORKFLOW: f"{HEAD}jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n",
            "scripts/order.sh": """\
#!/bin/sh
curl --fail -X POST \\
  -H "Authorization: token $BOT" \\
  https://api.github.com/repos/octo/example/dispatches \\
  -d '{"event_type":"order:placed","client_payload":{"ticket":"demo","dry":true}}'
""",
        },
        event(
            "order:placed",
            payload(ticket="demo", dry=True),
            token=Unknown("`$BOT` is set nowhere in sight"),
        ),
    ),
    "functions-of-a-sourced-file": variant(
        {
            **sender(
                """
                - uses: actions/checkout@v5
                - run: |
                    . ci/lib.sh
                    start_workflow octo/warehouse "Fill shelves" main "ticket=${{ inputs.ticket }},round=1"
                  env:
                    BOT: ${{ secrets.BOT }}
                """
            ),
            "ci/lib.sh": r"""
start_workflow() {
  local repository="$1" name="$2" branch="$3" pairs="$4" id inputs
  id=$(curl -sf -H "Authorization: token $BOT" "https://api.github.com/repos/${repository}/actions/workflows" |
    jq -r --arg name "$name" '.workflows[] | select(.name == $name) | .id')
  inputs=$(echo "$pairs" | jq -Rc 'split(",") | map(split("=") | {(.[0]): .[1]}) | add')
  curl -sf -X POST -H "Authorization: token $BOT" \
    "https://api.github.com/repos/${repository}/actions/workflows/${id}/dispatches" \
    -d "{\"ref\":\"${branch}\",\"inputs\":${inputs}}"
}
""",
        },
        start(
            Unknown("output of `jq`: `.[]` goes beyond what is read"),
            opened("output of `jq`: `split` goes beyond what is read"),
            ref="main",
            repository="octo/warehouse",
        ),
    ),
    "function-with-repository-and-token": variant(
        script(
            """
            tell() {
              local repository=$1 token=$2
              curl --fail -X POST -H "Authorization: Bearer ${token}" \\
                "https://api.github.com/repos/${repository}/dispatches" -d '{"event_type": "refresh"}'
            }
            tell octo/warehouse "$BOT"
            tell "octo/${TICKET}" "$BOT"
            """,
            environment=BOT,
        ),
        event("refresh", repository="octo/warehouse"),
        event("refresh", repository=holed("octo/", TICKET)),
    ),
    "text-from-a-file-that-was-just-written": variant(
        script(
            """
            cat > body.json <<EOF
            {"event_type": "order:placed", "client_payload": {"ticket": "$TICKET"}}
            EOF
            curl --fail -H "Authorization: Bearer $BOT" -d @body.json \\
              "https://api.github.com/repos/$GITHUB_REPOSITORY/dispatches"
            """,
            environment=BOT,
        ),
        event("order:placed", payload(ticket=TICKET)),
    ),
}
