"""Messages sent by actions."""

from __future__ import annotations

from spellings.frame import Files, sender
from spellings.meaning import plain
from variants.entry import TICKET, event, holed, made, of, payload, start, variant, when
from wflint.values.value import Const, OneOf, Reference, one_of


def step(text: str, job: str = "") -> Files:
    """A repository whose workflow has one step."""
    return sender(text, job)


VARIANTS = {
    "event-to-the-own-repository": variant(
        step(
            """
            - uses: peter-evans/repository-dispatch@v4
              with:
                token: ${{ secrets.BOT }}
                event-type: order-placed
                client-payload: '{"ticket": "${{ inputs.ticket }}", "ref": "${{ github.ref }}", "round": 1}'
            """
        ),
        event("order-placed", payload(ticket=TICKET, ref=of("github.ref"), round=1)),
    ),
    "event-to-the-own-repository-by-its-name": variant(
        step(
            """
            - uses: peter-evans/repository-dispatch@0123456789012345678901234567890123456789 # v3
              with:
                token: ${{ secrets.BOT }}
                repository: octo/example
                event-type: order-placed
                client-payload: '{"ticket": "${{ inputs.ticket }}"}'
            """
        ),
        event("order-placed", payload(ticket=TICKET)),
    ),
    "kind-with-blanks": variant(
        step(
            """
            - uses: peter-evans/repository-dispatch@v3
              with:
                token: ${{ github.token }}
                event-type: Order is placed
            """
        ),
        event("Order is placed", token=of("github.token")),
    ),
    "no-token": variant(
        step("- uses: peter-evans/repository-dispatch@v3\n  with: {event-type: ping}"),
        event("ping", token=of("github.token")),
    ),
    **{
        f"payload-in-a-block-{name}": variant(
            step(
                f"""
                - uses: peter-evans/repository-dispatch@v4
                  with:
                    token: ${{{{ secrets.BOT }}}}
                    repository: octo/warehouse
                    event-type: restock
                    client-payload: {sign}
                      {{
                        "ticket": "${{{{ inputs.ticket }}}}",
                        "order": {{"by": ${{{{ toJSON(github.actor) }}}}, "parts": ["a", "b"]}}
                      }}
                """
            ),
            event(
                "restock",
                plain(made(ticket=TICKET, order=made(by=of("github.actor"), parts=["a", "b"]))),
                repository="octo/warehouse",
            ),
        )
        for name, sign in (("stripped", "|-"), ("kept", "|"), ("folded", ">"))
    },
    "kind-and-repository-of-a-matrix": variant(
        step(
            """
            - uses: peter-evans/repository-dispatch@v4
              with:
                token: ${{ secrets.BOT }}
                repository: ${{ matrix.where }}
                event-type: ${{ matrix.kind }}
                client-payload: '{"ticket": "${{ inputs.ticket }}"}'
            """,
            job="""
            strategy:
              matrix:
                include:
                  - where: octo/warehouse
                    kind: restock
                  - where: octo/website
                    kind: publish
            """,
        ),
        event(
            one_of((Const("restock"), Const("publish"))),
            payload(ticket=TICKET),
            repository=OneOf((Const("octo/warehouse"), Const("octo/website"))),
        ),
    ),
    "repository-of-a-list-in-a-matrix": variant(
        step(
            """
            - uses: peter-evans/repository-dispatch@v4
              with:
                token: ${{ secrets.BOT }}
                repository: octo/${{ matrix.name }}
                event-type: restock
                client-payload: ${{ toJSON(github.event.inputs) }}
            """,
            job="strategy:\n  matrix:\n    name: [warehouse, website]",
        ),
        event(
            "restock",
            plain(of("github.event.inputs")),
            repository=holed("octo/", OneOf((Const("warehouse"), Const("website")))),
        ),
    ),
    "repository-of-the-same-owner": variant(
        step(
            """
            - uses: peter-evans/repository-dispatch@v4
              with:
                token: ${{ secrets.BOT }}
                repository: ${{ github.repository_owner }}/warehouse
                event-type: restock
                client-payload: '{"ticket": ${{ toJSON(inputs.ticket) }}}'
            """
        ),
        event("restock", payload(ticket=TICKET), repository=holed(of("github.repository_owner"), "/warehouse")),
    ),
    "repository-by-an-input-of-a-called-workflow": variant(
        {
            ".github/workflows/order.yml": """\
on:
  workflow_dispatch:
    inputs:
      ticket: {required: true, type: string}
jobs:
  tell:
    uses: ./.github/workflows/tell.yml
    with:
      name: warehouse
      ticket: ${{ inputs.ticket }}
    secrets:
      bot: ${{ secrets.BOT }}
""",
            ".github/workflows/tell.yml": """\
on:
  workflow_call:
    inputs:
      name: {required: true, type: string}
      ticket: {required: true, type: string}
    secrets:
      bot: {required: true}
jobs:
  tell:
    runs-on: ubuntu-latest
    steps:
      - uses: peter-evans/repository-dispatch@v4
        with:
          token: ${{ secrets.bot }}
          repository: ${{ github.repository_owner }}/${{ inputs.name }}
          event-type: restock
          client-payload: '{"ticket": "${{ inputs.ticket }}"}'
""",
        },
        event(
            "restock",
            payload(ticket=TICKET),
            repository=holed(of("github.repository_owner"), "/warehouse"),
            token=Reference(("secrets", "bot")),
        ),
    ),
    "start-by-file-with-a-nested-expression": variant(
        step(
            """
            - uses: benc-uk/workflow-dispatch@v1
              with:
                token: ${{ secrets.BOT }}
                workflow: pack.yml
                ref: ${{ github.ref_name }}
                inputs: |
                  { "ticket": "${{ inputs.ticket }}",
                    "deep": "${{ contains(fromJSON('["main", "next"]'), github.ref_name) && 'true' || 'false' }}",
                    "round": 2 }
            """
        ),
        start(
            "pack.yml",
            payload(
                ticket=TICKET,
                deep=of("""contains(fromJSON('["main", "next"]'), github.ref_name) && 'true' || 'false'"""),
                round=2,
            ),
            ref=of("github.ref_name"),
        ),
    ),
    "start-by-display-name": variant(
        step(
            """
            - uses: benc-uk/workflow-dispatch@v1.3
              with:
                workflow: Pack orders
                inputs: '{"ticket": "${{ inputs.ticket }}", "by": "train"}'
                token: ${{ secrets.BOT }}
            """
        ),
        start(
            "Pack orders",
            payload(ticket=TICKET, by="train"),
            ref=of("github.head_ref || github.ref"),
        ),
    ),
    "start-by-display-name-in-another-repository": variant(
        step(
            """
            - uses: benc-uk/workflow-dispatch@v1
              with:
                workflow: Fill shelves
                repo: octo/warehouse
                ref: main
                token: ${{ secrets.BOT }}
                inputs: '{ "ticket": "${{ inputs.ticket }}" }'
            """
        ),
        start("Fill shelves", payload(ticket=TICKET), ref="main", repository="octo/warehouse"),
    ),
    "start-inside-a-called-workflow-goes-to-the-caller": variant(
        {
            ".github/workflows/order.yml": """\
on:
  workflow_dispatch:
    inputs:
      ticket: {required: true, type: string}
jobs:
  tell:
    if: inputs.ticket != ''
    uses: ./.github/workflows/tell.yml
    with: {ticket: "${{ inputs.ticket }}"}
    secrets: inherit
""",
            ".github/workflows/tell.yml": """\
on:
  workflow_call:
    inputs:
      ticket: {required: true, type: string}
      file: {default: pack.yml, type: string}
jobs:
  tell:
    runs-on: ubuntu-latest
    steps:
      - if: success()
        uses: benc-uk/workflow-dispatch@v1
        with:
          token: ${{ secrets.BOT }}
          workflow: ${{ inputs.file }}
          ref: main
          inputs: '{"ticket": "${{ inputs.ticket }}"}'
""",
        },
        start("pack.yml", payload(ticket=TICKET), ref="main", when=(when("inputs.ticket != ''"),)),
    ),
    "start-and-wait": variant(
        step(
            """
            - uses: convictional/trigger-workflow-and-wait@v1.6.5
              with:
                owner: octo
                repo: warehouse
                github_token: ${{ secrets.BOT }}
                workflow_file_name: restock.yml
                ref: next
                wait_interval: 20
                client_payload: '{"ticket": "${{ inputs.ticket }}"}'
            """
        ),
        start("restock.yml", payload(ticket=TICKET), ref="next", repository="octo/warehouse"),
    ),
    "own-composite-action-with-a-list-of-repositories": variant(
        {
            **sender(
                """
                - uses: actions/checkout@v5
                - uses: ./.github/actions/tell
                  with:
                    repos: octo/warehouse octo/website
                    event: restock
                    payload: '{"ticket": "${{ inputs.ticket }}"}'
                    token: ${{ secrets.BOT }}
                """
            ),
            ".github/actions/tell/action.yml": """\
name: Tell
inputs:
  repos: {required: true}
  event: {required: true}
  payload: {default: "{}"}
  token: {required: true}
runs:
  using: composite
  steps:
    - shell: bash
      run: |
        for repo in $REPOS; do
          jq -n --arg kind "$KIND" --argjson payload "$PAYLOAD" '{event_type: $kind, client_payload: $payload}' |
            gh api "repos/$repo/dispatches" --input -
        done
      env:
        REPOS: ${{ inputs.repos }}
        KIND: ${{ inputs.event }}
        PAYLOAD: ${{ inputs.payload }}
        GH_TOKEN: ${{ inputs.token }}
""",
        },
        event(
            "restock",
            payload(ticket=TICKET),
            repository=OneOf((Const("octo/warehouse"), Const("octo/website"))),
        ),
    ),
    "action-of-somebody-else-with-inputs-of-its-own": variant(
        step(
            """
            - uses: octo-tools/tell-all@v1
              with:
                repos: octo/warehouse
                event: restock
                payload: '{"ticket": "${{ inputs.ticket }}"}'
                token: ${{ secrets.BOT }}
            """
        ),
    ),
}
