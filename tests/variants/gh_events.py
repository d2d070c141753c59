"""Events sent by `gh api`."""

from __future__ import annotations

from spellings.frame import GIVEN, script
from variants.entry import TICKET, asked, event, of, payload, variant

BY = of("github.actor")

VARIANTS = {
    "payload-in-a-variable-is-a-string": variant(
        script(
            r"""
            BODY="{\"ticket\": \"$TICKET\", \"by\": \"${{ github.actor }}\"}"
            gh api repos/${{ github.repository }}/dispatches \
              -f event_type=order:placed \
              -f client_payload="$BODY"
            """
        ),
        event("order:placed", payload(ticket=TICKET, by=BY), defects=("invalid-payload",)),
    ),
    "members-in-brackets": variant(
        script(
            r"""
            STAGE=packing
            gh api "repos/$GITHUB_REPOSITORY/dispatches" --method POST \
              -f event_type="order:placed" \
              -f "client_payload[ticket]=${{ inputs.ticket }}" \
              -f "client_payload[stage]=$STAGE-first" \
              -f 'client_payload[by]=${{ github.actor }}' \
              -F "client_payload[round]=2"
            """
        ),
        event("order:placed", payload(ticket=TICKET, stage="packing-first", by=BY, round=2)),
    ),
    "members-in-brackets-to-another-repository": variant(
        script(
            r"""
            gh api repos/octo/warehouse/dispatches \
              -f event_type=restock \
              -f "client_payload[ticket]=${TICKET}"
            """
        ),
        event("restock", payload(ticket=TICKET), repository="octo/warehouse"),
    ),
    "members-in-brackets-behind-a-test": variant(
        script(
            r"""
            if [[ "$TICKET" != none ]]; then
              gh api "/repos/{owner}/{repo}/dispatches" -f event_type=order:placed -f "client_payload[ticket]=$TICKET"
            fi
            """
        ),
        event("order:placed", payload(ticket=TICKET), when=(asked(TICKET, "!=", "none"),)),
    ),
    "token-of-the-run": variant(
        script(
            'gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=ping -f "client_payload[ticket]=$TICKET"',
            environment={**GIVEN, "GH_TOKEN": "${{ github.token }}"},
        ),
        event("ping", payload(ticket=TICKET), token=of("github.token")),
    ),
}
