"""Types and targets that are put together: from the environment, a default, an earlier job."""

from __future__ import annotations

from spellings.frame import GIVEN, script, sender, whole
from variants.entry import CURL, TICKET, event, holed, of, payload, start, variant
from wflint.values.value import Const, Fallback

VARIANTS = {
    "environment-of-the-file-and-a-literal": variant(
        sender(
            r"""
            - run: |
                curl -X POST -H "Authorization: Bearer ${{ secrets.BOT }}" \
                  https://api.github.com/repos/octo/warehouse/dispatches \
                  -d "{\"event_type\": \"${{ env.PART }}-build\", \"client_payload\": {\"ticket\": \"${{ inputs.ticket }}\"}}"
            """,
            top="env:\n  PART: wheel\n",
        ),
        event("wheel-build", payload(ticket=TICKET), repository="octo/warehouse"),
        hidden=(CURL,),
    ),
    "environment-of-the-job-over-that-of-the-file": variant(
        sender(
            """
            - uses: peter-evans/repository-dispatch@v4
              with:
                token: ${{ secrets.BOT }}
                event-type: ${{ env.PART }}-build
                client-payload: '{"ticket": "${{ inputs.ticket }}"}'
            """,
            job="env:\n  PART: door",
            top="env:\n  PART: wheel\n",
        ),
        event("door-build", payload(ticket=TICKET)),
    ),
    "environment-written-by-an-earlier-step": variant(
        sender(
            """
            - run: echo "PART=wheel" >> "$GITHUB_ENV"
            - run: gh workflow run "build-$PART.yml" -f ticket="${{ inputs.ticket }}"
              env:
                GH_TOKEN: ${{ secrets.BOT }}
            """
        ),
        start("build-wheel.yml", payload(ticket=TICKET)),
    ),
    "literal-and-an-input": variant(
        script(
            'gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type="order:$STAGE" -f "client_payload[ticket]=$TICKET"',
            environment={**GIVEN, "STAGE": "${{ inputs.stage }}"},
        ),
        event(holed("order:", of("inputs.stage")), payload(ticket=TICKET)),
    ),
    "fallback-for-what-is-not-given": variant(
        script('gh workflow run "${FILE:-pack.yml}" -f ticket="$TICKET"', environment={**GIVEN, "FILE": "${{ inputs.file }}"}),
        start(Fallback(of("inputs.file"), Const("pack.yml")), payload(ticket=TICKET)),
    ),
    "output-of-an-earlier-job": variant(
        whole(
            """
            jobs:
              pick:
                runs-on: ubuntu-latest
                outputs:
                  kind: ${{ steps.pick.outputs.kind }}
                steps:
                  - id: pick
                    run: echo "kind=restock" >> "$GITHUB_OUTPUT"
              send:
                needs: pick
                runs-on: ubuntu-latest
                steps:
                  - uses: peter-evans/repository-dispatch@v4
                    with:
                      token: ${{ secrets.BOT }}
                      event-type: ${{ needs.pick.outputs.kind }}
                      client-payload: '{"ticket": "${{ inputs.ticket }}"}'
            """
        ),
        event("restock", payload(ticket=TICKET)),
    ),
}
