"""Bodies that `jq` makes."""

from __future__ import annotations

from spellings.frame import GIVEN, script, sender
from variants.entry import TICKET, event, made, of, opened, payload, start, variant
from wflint.values.value import Encoded, Sum

TRIES = of("inputs.tries")

VARIANTS = {
    "payload-into-escaped-echo": variant(
        script(
            r"""
            PAYLOAD=$(jq -nc --arg ticket "$TICKET" --argjson tries "${{ inputs.tries }}" '{ticket: $ticket, tries: ($tries + 1)}')
            echo "{\"event_type\": \"order:placed\", \"client_payload\": $PAYLOAD}" | gh api "repos/${{ github.repository }}/dispatches" --input -
            """  # noqa: E501 -- the pipe on one line is the variant
        ),
        event("order:placed", payload(ticket=TICKET, tries=Sum(TRIES, 1))),
    ),
    "pipe-broken-behind-the-bar": variant(
        script(
            r"""
            PAYLOAD=$(jq -n --arg ticket "$TICKET" '{ticket: $ticket}')
            echo "{\"event_type\": \"order:placed\", \"client_payload\": ${PAYLOAD}}" | \
              gh api \
                "repos/$GITHUB_REPOSITORY/dispatches" \
                --input -
            """
        ),
        event("order:placed", payload(ticket=TICKET)),
    ),
    "whole-body-piped": variant(
        script(
            r"""
            jq -n --arg ticket "$TICKET" --arg stage "packing" '{
              event_type: "order:\($stage)",
              client_payload: {$ticket, stage: $stage, final: false}
            }' | gh api repos/octo/warehouse/dispatches --input -
            """
        ),
        event("order:packing", payload(ticket=TICKET, stage="packing", final=False), repository="octo/warehouse"),
    ),
    "json-of-an-earlier-step-as-input": variant(
        sender(
            r"""
            - id: pick
              run: |
                json=$(jq -nc --arg ticket "$TICKET" '{ticket: $ticket, parts: ["a", "b"]}')
                echo "json=$json" >> "$GITHUB_OUTPUT"
              env:
                TICKET: ${{ inputs.ticket }}
            - run: gh workflow run pack.yml -f order=$ORDER -f round=1
              env:
                GH_TOKEN: ${{ secrets.BOT }}
                ORDER: ${{ steps.pick.outputs.json }}
            """
        ),
        start(
            "pack.yml",
            payload(order=Encoded(made(ticket=TICKET, parts=["a", "b"])), round="1"),
        ),
    ),
    "inputs-as-json-on-standard-input": variant(
        script(
            """
            jq -n --arg ticket "$TICKET" '{ticket: $ticket, round: "1"}' | gh workflow run pack.yml --json
            """
        ),
        start("pack.yml", payload(ticket=TICKET, round="1")),
    ),
    "inputs-folded-from-a-list-of-pairs": variant(
        script(
            r"""
            PAIRS="ticket=$TICKET,round=1"
            INPUTS=$(echo "$PAIRS" | jq -Rc 'split(",") | map(split("=") | {(.[0]): .[1]}) | add')
            gh api "repos/$GITHUB_REPOSITORY/actions/workflows/pack.yml/dispatches" --input - <<< "{\"ref\":\"main\",\"inputs\":$INPUTS}"
            """,  # noqa: E501 -- as people write it
            environment=GIVEN,
        ),
        start("pack.yml", opened("output of `jq`: `split` goes beyond what is read"), ref="main"),
    ),
}
