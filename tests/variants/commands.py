"""Events that comments and agents ask for: slash commands, and compiled agentic workflows."""

from __future__ import annotations

import json

from spellings.frame import WORKFLOW, Files
from spellings.meaning import Message, NotUnderstood, Plain
from variants.entry import event, made, opened, said, start, variant
from wflint.values.condition import Holds, Not, Opaque
from wflint.values.of_expression import of_condition
from wflint.values.value import Object, Value

COMMENT = "what the comment says"


def comments(step: str, rest: str = "", job: str = "") -> Files:
    """A repository whose workflow reads comments."""
    return {
        WORKFLOW: f"""\
on:
  issue_comment:
    types: [created]
{rest}jobs:
  read:
    runs-on: ubuntu-latest
{job}    steps:
{step}"""
    }


def command(name: str, event_type: str, when: tuple[Plain, ...] = (), repository: Value | str | None = None) -> Message:
    """The event of a command; a comment asks for it."""
    args = Object((), COMMENT)
    payload = opened(
        "`pull_request` where the comment is on one",
        github=Object((), "the `github` context of the run that read the comment"),
        slash_command=made(COMMENT, args=args),
    )
    return event(event_type, payload, repository=repository, when=(*when, said(Opaque(f"a comment says `/{name}`"))))


def ask(name: str, workflow: str) -> Message:
    """The start that a command asks for."""
    return start(workflow, opened("the named arguments of the comment"), when=(said(Opaque(f"a comment says `/{name}`")),))


REFUSED = "the action turns a dispatch that GitHub finds wrong into a warning"
FROM_MEMBER = Holds(of_condition("always() && github.event.comment.author_association == 'MEMBER'").expression.operands[1])  # type: ignore[union-attr]  # an `And`, as written
FROM_OWNER = Holds(of_condition("always() && github.event.comment.author_association == 'OWNER'").expression.operands[1])  # type: ignore[union-attr]  # an `And`, as written

CONFIG = json.dumps(
    [
        {"command": "pack", "permission": "write", "event_type_suffix": ":asked"},
        {"command": "ship", "repository": "octo/warehouse"},
        {"command": "count", "dispatch_type": "workflow"},
    ]
)

VARIANTS = {
    "list-of-commands": variant(
        comments("""\
      - uses: peter-evans/slash-command-dispatch@v5
        with:
          token: ${{ secrets.BOT }}
          commands: |
            pack
            ship
"""),
        command("pack", "pack-command"),
        command("ship", "ship-command"),
    ),
    "list-of-the-environment-chosen-by-who-asks": variant(
        comments(
            """\
      - uses: peter-evans/slash-command-dispatch@v4
        with:
          token: ${{ secrets.BOT }}
          commands: |
            ${{ github.event.comment.author_association == 'OWNER' && env.ALL
              || github.event.comment.author_association == 'MEMBER' && env.SOME
              || env.FEW }}
""",
            rest="env:\n  ALL: pack,ship\n  SOME: pack\n  FEW: help\n",
        ),
        command("pack", "pack-command", when=(said(FROM_OWNER),)),
        command("ship", "ship-command", when=(said(FROM_OWNER),)),
        command("pack", "pack-command", when=(said(Not(FROM_OWNER)), said(FROM_MEMBER))),
        command("help", "help-command", when=(said(Not(FROM_OWNER)), said(Not(FROM_MEMBER)))),
    ),
    "settings-as-json": variant(
        comments(f"""\
      - uses: peter-evans/slash-command-dispatch@v5
        with:
          token: ${{{{ secrets.BOT }}}}
          config: >
            {CONFIG}
"""),
        command("pack", "pack:asked"),
        command("ship", "ship-command", repository="octo/warehouse"),
        ask("count", "count-command.yml"),
        hidden=(None, None, REFUSED),
    ),
    "settings-in-a-file": variant(
        {
            **comments("""\
      - uses: actions/checkout@v5
      - uses: peter-evans/slash-command-dispatch@v5
        with:
          token: ${{ secrets.BOT }}
          config-from-file: .github/commands.json
"""),
            ".github/commands.json": CONFIG,
        },
        command("pack", "pack:asked"),
        command("ship", "ship-command", repository="octo/warehouse"),
        ask("count", "count-command.yml"),
        hidden=(None, None, REFUSED),
    ),
    "settings-in-a-file-that-is-not-here": variant(
        comments("""\
      - uses: peter-evans/slash-command-dispatch@v5
        with:
          token: ${{ secrets.BOT }}
          config-from-file: made/commands.json
"""),
        NotUnderstood("the commands are in the file 'made/commands.json'"),
    ),
    "the-action-in-its-own-repository": variant(
        {
            **comments(f"""\
      - uses: actions/checkout@v5
      - uses: ./
        with:
          token: ${{{{ secrets.BOT }}}}
          config: >
            {CONFIG}
"""),
            "action.yml": """\
name: Slash Command Dispatch
inputs:
  token: {required: true}
  config: {required: false}
runs: {using: node24, main: dist/index.js}
""",
            "dist/index.js": "github.rest.repos.createDispatchEvent({owner, repo, event_type: command + suffix})\n",
        },
    ),
    "agent-that-may-start-workflows": variant(
        {
            ".github/workflows/planner.md": """\
---
on: issues
safe-outputs:
  dispatch-workflow:
    workflows: [packer, shipper]
    max: 2
---
Read the issue and start what it asks for.
""",
            ".github/workflows/planner.lock.yml": """\
# This file was automatically generated by gh-aw. DO NOT EDIT.
name: Planner
on: issues
jobs:
  safe_outputs:
    if: needs.agent.result != 'skipped'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/github-script@v8
        env:
          GH_AW_SAFE_OUTPUTS_HANDLER_CONFIG: "{\\"dispatch_workflow\\":{\\"max\\":2,\\"workflows\\":[\\"packer\\",\\"shipper\\"],\
\\"workflow_files\\":{\\"packer\\":\\".lock.yml\\",\\"shipper\\":\\".yml\\"}}}"
        with:
          github-token: ${{ secrets.BOT }}
          script: |
            const { main } = require('/opt/gh-aw/actions/safe_output_handler_manager.cjs');
            await main();
""",
        },
        *(
            start(
                file,
                opened("the inputs that the agent writes"),
                when=(said(of_condition("needs.agent.result != 'skipped'")), said(Opaque(f"the agent asks for `{name}`"))),
            )
            for name, file in (("packer", "packer.lock.yml"), ("shipper", "shipper.yml"))
        ),
    ),
}
