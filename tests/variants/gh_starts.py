"""Workflows started by `gh workflow run`, or by `gh api` with the address of a workflow."""

from __future__ import annotations

from spellings.frame import GIVEN, HEAD, WORKFLOW, script, sender
from variants.entry import TICKET, asked, holed, of, payload, said, start, variant, when
from wflint.values.condition import Succeeds, Test
from wflint.values.value import Choice, Const, Fallback, OneOf, Unknown, one_of

TOKEN = {"GH_TOKEN": "${{ secrets.BOT }}"}

VARIANTS = {
    "fields-over-several-lines": variant(
        script(
            r"""
            gh workflow run pack.yml \
              -f ticket="${{ inputs.ticket }}" \
              -f by="${{ github.actor }}" \
              -f round=1
            """
        ),
        start("pack.yml", payload(ticket=TICKET, by=of("github.actor"), round="1")),
    ),
    "long-fields-with-variables": variant(
        script(
            r"""
            STAGE="packing"
            gh workflow run pack.yml --field ticket=$TICKET --field stage=${STAGE}
            """
        ),
        start("pack.yml", payload(ticket=TICKET, stage="packing")),
    ),
    "quotes-around-the-pair": variant(
        script('gh workflow run pack.yml --raw-field "ticket=$TICKET" --raw-field "note=two words"'),
        start("pack.yml", payload(ticket=TICKET, note="two words")),
    ),
    "flag-between-the-words": variant(
        script('gh workflow --repo octo/warehouse run pack.yml -f ticket="$TICKET"'),
        start("pack.yml", payload(ticket=TICKET), repository="octo/warehouse"),
    ),
    "flag-between-the-words-and-a-line-break": variant(
        script(
            r"""
            gh workflow --repo "${{ github.repository }}" \
              run pack.yml --ref main -f ticket="$TICKET"
            """
        ),
        start("pack.yml", payload(ticket=TICKET), ref="main"),
    ),
    "one-line-without-quotes": variant(
        sender(
            """
            - env: {GH_TOKEN: "${{ secrets.BOT }}"}
              run: gh workflow run pack.yml -f ticket=${{ inputs.ticket }} -f by=${{ github.actor }} -f round=1
            """
        ),
        start("pack.yml", payload(ticket=TICKET, by=of("github.actor"), round="1")),
    ),
    "own-repository-by-flag-on-one-line": variant(
        sender(
            """
            - run: gh workflow run pack.yml -R ${{ github.repository }} -f ticket=${{ inputs.ticket }}
              env:
                GH_TOKEN: ${{ secrets.BOT }}
            """
        ),
        start("pack.yml", payload(ticket=TICKET)),
    ),
    "repository-by-environment": variant(
        sender(
            """
            - run: gh workflow run publish.yml -f ticket="$TICKET"
              env:
                GH_TOKEN: ${{ secrets.BOT }}
                GH_REPO: octo/website
                TICKET: ${{ inputs.ticket }}
            """
        ),
        start("publish.yml", payload(ticket=TICKET), repository="octo/website"),
    ),
    "owner-by-a-default-variable": variant(
        script('gh workflow run publish.yml --repo "$GITHUB_REPOSITORY_OWNER/website" -f ticket="$TICKET"'),
        start("publish.yml", payload(ticket=TICKET), repository=holed(of("github.repository_owner"), "/website")),
    ),
    "own-repository-by-name-and-ref-by-substitution": variant(
        script('gh workflow run pack.yml --repo octo/example --ref v$(echo "$TICKET" | sed s/^v//) -f ticket="$TICKET"'),
        start("pack.yml", payload(ticket=TICKET), ref=holed("v", Unknown("output of `sed`"))),
    ),
    "own-repository-by-name-in-another-case": variant(
        script('gh workflow run pack.yml --repo Octo/Example -f ticket="$TICKET"'),
        start("pack.yml", payload(ticket=TICKET)),
    ),
    "number-instead-of-a-file": variant(
        script('gh workflow run 8125 -r dev -f ticket="$TICKET"'), start("8125", payload(ticket=TICKET), ref="dev")
    ),
    "target-in-a-variable-of-the-step": variant(
        script('gh workflow run "$FILE" -f ticket="$TICKET"', environment={**GIVEN, "FILE": "pack.yml"}),
        start("pack.yml", payload(ticket=TICKET)),
    ),
    "target-by-an-output": variant(
        sender(
            """
            - id: pick
              run: |
                if [ "${{ github.ref_name }}" = main ]; then
                  echo "file=pack.yml" >> "$GITHUB_OUTPUT"
                else
                  echo "file=try.yml" >> "$GITHUB_OUTPUT"
                fi
            - run: gh workflow run "$FILE" -f ticket="${{ inputs.ticket }}"
              env:
                GH_TOKEN: ${{ secrets.BOT }}
                FILE: ${{ steps.pick.outputs.file }}
            """
        ),
        start(
            Choice(Test(of("github.ref_name"), "!=", Const("main")), Const("try.yml"), Const("pack.yml")),
            payload(ticket=TICKET),
        ),
    ),
    "token-in-front-of-the-command": variant(
        script(
            'GH_TOKEN="$BOT" gh workflow run "$FILE" -f ticket="$TICKET"',
            environment={"FILE": "pack.yml", "BOT": "${{ secrets.BOT }}", "TICKET": "${{ inputs.ticket }}"},
        ),
        start("pack.yml", payload(ticket=TICKET)),
    ),
    "failure-swallowed-by-echo": variant(
        script('gh workflow run pack.yml -f ticket="$TICKET" || echo "::warning::nobody packs $TICKET"'),
        start("pack.yml", payload(ticket=TICKET)),
        hidden=("its failure only shows an annotation",),
    ),
    "failure-swallowed-on-the-next-line": variant(
        script(
            r"""
            gh workflow run pack.yml \
              -f ticket="$TICKET" || \
              echo "nobody packs"
            """
        ),
        start("pack.yml", payload(ticket=TICKET)),
        hidden=("`|| echo …`",),
    ),
    "branch-of-a-case": variant(
        script(
            """
            case "${{ inputs.stage }}" in
              pack | wrap)
                gh workflow run pack.yml -f ticket="$TICKET"
                ;;
              ship-*) gh workflow run ship.yml -f ticket="$TICKET" ;;
            esac
            """
        ),
        start(
            "pack.yml",
            payload(ticket=TICKET),
            when=(
                (
                    "Any",
                    (
                        asked(of("inputs.stage"), "==", "pack"),
                        asked(of("inputs.stage"), "==", "wrap"),
                    ),
                ),
            ),
        ),
        start(
            "ship.yml",
            payload(ticket=TICKET),
            when=(asked(of("inputs.stage"), "matches", "ship-*"),),
        ),
    ),
    "loop-over-what-jq-prints": variant(
        script(
            """
            jq -r '.parts[].name' parts.json | while read -r part; do
              gh workflow run pack.yml -f ticket="$TICKET" -f part="$part"
            done
            """
        ),
        start(
            "pack.yml",
            payload(ticket=TICKET, part=Unknown("a line that `read` reads")),
            when=(said(Succeeds("`read -r part`")),),
        ),
    ),
    "loop-in-a-script-with-the-target-by-a-function": variant(
        {
            WORKFLOW: f"""{HEAD}
jobs:
  send:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: bash ci/refresh.sh "${{{{ inputs.ticket }}}}"
        env: {{GH_TOKEN: "${{{{ secrets.BOT }}}}"}}
""",
            "ci/parts.tsv": "7\tlinux\n9\tmac\n",
            "ci/refresh.sh": """\
#!/usr/bin/env bash
set -euo pipefail
ticket="$1"

file_of() {
  case "$1" in
    linux) echo "refresh-linux.yml" ;;
    *) echo "refresh-rest.yml" ;;
  esac
}

for system in linux mac; do
  ids=$(awk -F'\\t' -v s="$system" '$2 == s { print $1 }' ci/parts.tsv)
  for id in $ids; do
    gh workflow run "$(file_of "$system")" -f ticket="$ticket" -f part="$id"
  done
done
""",
        },
        start(
            Choice(
                Test(OneOf((Const("linux"), Const("mac"))), "==", Const("linux")),
                Const("refresh-linux.yml"),
                Const("refresh-rest.yml"),
            ),
            payload(ticket=TICKET, part=Unknown("a word of unknown (output of `awk`)")),
        ),
    ),
    "values-of-a-matrix": variant(
        sender(
            """
            - run: gh workflow run pack.yml -f ticket="$TICKET" -f system="${{ matrix.system }}" -f deep=${{ matrix.deep }}
              env:
                GH_TOKEN: ${{ secrets.BOT }}
                TICKET: ${{ inputs.ticket }}
            """,
            job="""
            strategy:
              matrix:
                system: [linux, mac]
                deep: [true, false]
            """,
        ),
        start(
            "pack.yml",
            payload(
                ticket=TICKET,
                system=one_of((Const("linux"), Const("mac"))),
                deep=one_of((Const("true"), Const("false"))),
            ),
        ),
    ),
    "command-as-the-whole-step": variant(
        sender("- run: gh workflow run pack.yml --ref main", job='env: {GH_TOKEN: "${{ secrets.BOT }}"}'),
        start("pack.yml", ref="main"),
    ),
    "guarded-step-of-a-guarded-job": variant(
        sender(
            """
            - if: ${{ !cancelled() }}
              run: gh workflow run report.yml -f ticket=${{ inputs.ticket }} -f status=${{ job.status }}
              env: {GH_TOKEN: "${{ secrets.BOT }}"}
            """,
            job="if: github.ref == 'refs/heads/main'",
        ),
        start(
            "report.yml",
            payload(ticket=TICKET, status=of("job.status")),
            when=(when("!cancelled()"), when("github.ref == 'refs/heads/main'")),
        ),
    ),
    "address-of-a-workflow": variant(
        script(
            r"""
            gh api repos/octo/warehouse/actions/workflows/restock.yml/dispatches -X POST \
              -f ref=main \
              -f "inputs[ticket]=$TICKET" \
              -f "inputs[parts]=3"
            """
        ),
        start("restock.yml", payload(ticket=TICKET, parts="3"), ref="main", repository="octo/warehouse"),
    ),
    "array-of-fields-that-grows": variant(
        script(
            """
            args=(workflow run pack.yml --ref main)
            args+=(-f "ticket=$TICKET")
            args+=(-f "round=1")
            gh "${args[@]}"
            """
        ),
        start("pack.yml", payload(ticket=TICKET, round="1"), ref="main"),
    ),
    "array-of-fields-that-may-grow": variant(
        script(
            """
            fields=(-f ticket="$TICKET")
            if [ -n "$NOTE" ]; then
              fields+=(-f "note=$NOTE")
            fi
            gh workflow run pack.yml "${fields[@]}"
            """,
            environment={**GIVEN, "NOTE": "${{ inputs.note }}"},
        ),
        start(
            "pack.yml",
            payload(ticket=TICKET, note=of("inputs.note")),
            when=(asked(of("inputs.note"), "!=", ""),),
        ),
        start("pack.yml", payload(ticket=TICKET), when=(asked(of("inputs.note"), "==", ""),)),
    ),
    "script-that-nobody-runs-with-an-argument": variant(
        {
            WORKFLOW: f"{HEAD}jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n",
            "scripts/order.sh": """\
#!/bin/bash
[ $# -ge 1 ] || { echo "usage: order.sh TICKET [FILE]"; exit 2; }
gh workflow run "${2:-pack.yml}" -f ticket="$1"
""",
        },
        start(
            Fallback(Unknown("`$2` of a script that nothing in sight runs"), Const("pack.yml")),
            payload(ticket=Unknown("`$1` of a script that nothing in sight runs")),
            token=None,
            when=(asked(Unknown("`$#`"), ">=", "1", "number"),),
        ),
    ),
    "retried-until-it-works": variant(
        script(
            """
            for try in 1 2 3; do
              gh workflow run pack.yml -f ticket="$TICKET" && break
              sleep 5
            done
            """
        ),
        start("pack.yml", payload(ticket=TICKET)),
        hidden=("`&&` keeps `set -e` from stopping the script",),
    ),
}
