"""Messages sent by actions/github-script and octokit."""

from __future__ import annotations

from spellings.frame import GIVEN, Files, github_script, sender
from spellings.meaning import plain
from variants.entry import TICKET, asked, event, holed, made, of, payload, said, start, variant, when
from wflint.values.condition import Any, Opaque, Test
from wflint.values.value import Choice, Const, OneOf

OWN = "owner: context.repo.owner, repo: context.repo.repo"


def with_file(body: str, environment: str = "") -> Files:
    """A repository whose step requires a file of its own."""
    steps = f"""
    - uses: actions/checkout@v5
    - uses: actions/github-script@v8
      env:
        TICKET: ${{{{ inputs.ticket }}}}
        {environment}
      with:
        github-token: ${{{{ secrets.BOT }}}}
        script: |
          const act = require('./.github/scripts/act.js');
          await act({{ github, context, core }});
    """
    return {**sender(steps), ".github/scripts/act.js": body}


VARIANTS = {
    "start-with-all-that-it-takes": variant(
        github_script(
            """
            await github.rest.actions.createWorkflowDispatch({
              owner: context.repo.owner,
              repo: context.repo.repo,
              workflow_id: 'pack.yml',
              ref: 'main',
              inputs: { ticket: process.env.TICKET, round: '1' }
            });
            """
        ),
        start("pack.yml", payload(ticket=TICKET, round="1"), ref="main"),
    ),
    "no-inputs-and-a-failure-that-is-caught": variant(
        github_script(
            """
            await github.rest.actions.createWorkflowDispatch({
              ...context.repo, workflow_id: 'pack.yml', ref: context.ref
            }).catch(error => core.warning(`nobody packs: ${error.message}`));
            """
        ),
        start("pack.yml", ref=of("github.ref")),
        hidden=("`.catch()` only shows an annotation",),
    ),
    "loop-over-a-list-of-objects": variant(
        github_script(
            f"""
            const orders = [
              {{ file: 'pack.yml', inputs: {{ ticket: '${{{{ inputs.ticket }}}}' }} }},
              {{ file: 'ship.yml', inputs: {{ ticket: '${{{{ inputs.ticket }}}}', by: 'train' }} }},
            ];
            for (const {{ file, inputs }} of orders) {{
              await github.rest.actions.createWorkflowDispatch({{ {OWN}, workflow_id: file, ref: 'main', inputs }});
            }}
            """
        ),
        start("pack.yml", payload(ticket=TICKET), ref="main"),
        start("ship.yml", payload(ticket=TICKET, by="train"), ref="main"),
    ),
    "table-of-rules-with-functions": variant(
        github_script(
            f"""
            const labels = JSON.parse(process.env.LABELS);
            const rules = [
              {{ when: l => l.includes('pack'), file: 'pack.yml', inputs: n => ({{ ticket: String(n) }}) }},
              {{ when: l => l.includes('ship'), file: 'ship.yml', inputs: n => ({{ ticket: String(n), by: 'train' }}) }},
            ];
            for (const rule of rules) {{
              if (!rule.when(labels)) continue;
              await github.rest.actions.createWorkflowDispatch({{
                {OWN}, workflow_id: rule.file, ref: 'main', inputs: rule.inputs(process.env.TICKET)
              }});
            }}
            """,
            {**GIVEN, "LABELS": "${{ toJSON(github.event.issue.labels.*.name) }}"},
        ),
        start("pack.yml", payload(ticket=TICKET), ref="main", when=(said(Opaque("`l.includes('pack')`")),)),
        start("ship.yml", payload(ticket=TICKET, by="train"), ref="main", when=(said(Opaque("`l.includes('ship')`")),)),
    ),
    "another-repository-with-values-of-the-environment": variant(
        github_script(
            """
            const { TICKET, STAGE } = process.env;
            await github.rest.actions.createWorkflowDispatch({
              owner: 'octo', repo: 'warehouse', workflow_id: 'restock.yml', ref: 'main',
              inputs: { ticket: TICKET, stage: STAGE, by: process.env.GITHUB_ACTOR }
            });
            """,
            {**GIVEN, "STAGE": "packing"},
        ),
        start(
            "restock.yml",
            payload(ticket=TICKET, stage="packing", by=of("github.actor")),
            ref="main",
            repository="octo/warehouse",
        ),
    ),
    "inputs-of-variables": variant(
        github_script(
            f"""
            const ticket = '${{{{ inputs.ticket }}}}';
            const order = {{ ticket, number: context.issue.number }};
            const deep = context.ref === 'refs/heads/main' ? 'true' : 'false';
            await github.rest.actions.createWorkflowDispatch({{
              {OWN}, workflow_id: 'pack.yml', ref: 'main',
              inputs: {{ ticket: '' + order.ticket, deep }}
            }});
            """
        ),
        start(
            "pack.yml",
            plain(
                made(
                    ticket=TICKET,
                    deep=Choice(Test(of("github.ref"), "==", Const("refs/heads/main")), Const("true"), Const("false")),
                )
            ),
            ref="main",
        ),
    ),
    "call-that-is-not-awaited": variant(
        github_script(
            f"github.rest.actions.createWorkflowDispatch({{ {OWN}, workflow_id: 'pack.yml', ref: '${{{{ github.ref }}}}' }})"
        ),
        start("pack.yml", ref=of("github.ref")),
    ),
    "json-pasted-into-the-program": variant(
        github_script(
            f"""
            const order = ${{{{ toJSON(github.event.inputs) }}}};
            await github.rest.repos.createDispatchEvent({{
              {OWN}, event_type: 'order:placed', client_payload: {{ ticket: order.ticket, whole: order }}
            }});
            """
        ),
        event("order:placed", payload(ticket=TICKET, whole=of("github.event.inputs"))),
    ),
    "old-name-of-the-event": variant(
        github_script(
            f"""
            function registerEndpoints(octokit) {{
              octokit.registerEndpoints({{
                repos: {{
                  createDispatchEvent: {{
                    method: 'POST', url: '/repos/:owner/:repo/dispatches',
                    params: {{ event_type: {{ type: 'string' }}, client_payload: {{ type: 'object' }} }}
                  }}
                }}
              }});
            }}
            registerEndpoints(github);
            await github.repos.createDispatchEvent({{
              {OWN}, event_type: 'order:placed', client_payload: {{ ticket: process.env.TICKET }}
            }});
            """
        ),
        event("order:placed", payload(ticket=TICKET)),
    ),
    "file-with-the-payload-in-a-variable": variant(
        with_file(
            """\
module.exports = async ({ github, context }) => {
  const order = { ticket: process.env.TICKET, from: context.repo };
  order.round = 1;
  await github.rest.repos.createDispatchEvent({
    owner: context.repo.owner,
    repo: context.repo.repo,
    event_type: 'order:placed',
    client_payload: order,
  });
};
"""
        ),
        event(
            "order:placed",
            payload(
                ticket=TICKET,
                **{"from": made(owner=of("github.repository_owner"), repo=of("github.event.repository.name"))},
                round=1,
            ),
        ),
    ),
    "kind-cut-from-a-command": variant(
        with_file(
            """\
module.exports = async ({ github, context }) => {
  const command = process.env.COMMAND;
  switch (command) {
    case '/pack':
    case '/ship':
      await tell(github, context, command.substring(1), { ticket: process.env.TICKET });
      break;
    default:
      console.log(`nothing to do for ${command}`);
  }
};

async function tell(github, context, kind, payload) {
  await github.rest.repos.createDispatchEvent({
    owner: context.repo.owner, repo: context.repo.repo, event_type: kind, client_payload: payload,
  });
}
""",
            "COMMAND: ${{ inputs.command }}",
        ),
        event(
            OneOf((Const("pack"), Const("ship"))),
            payload(ticket=TICKET),
            when=(
                plain(
                    Any(
                        (
                            Test(of("inputs.command"), "==", Const("/ship")),
                            Test(of("inputs.command"), "==", Const("/pack")),
                        )
                    )
                ),
            ),
        ),
    ),
    "kind-by-way-of-the-environment": variant(
        github_script(
            """
            const kind = process.env.KIND;
            const [owner, repo] = process.env.WHERE.split('/');
            await github.rest.repos.createDispatchEvent({
              owner, repo, event_type: kind, client_payload: { ticket: process.env.TICKET }
            });
            """,
            {**GIVEN, "KIND": "order-placed", "WHERE": "octo/warehouse"},
        ),
        event("order-placed", payload(ticket=TICKET), repository="octo/warehouse"),
    ),
    "request-by-its-route": variant(
        github_script(
            """
            await github.request('POST /repos/{owner}/{repo}/dispatches', {
              owner: 'octo', repo: 'warehouse', event_type: 'restock', client_payload: { ticket: process.env.TICKET }
            });
            """
        ),
        event("restock", payload(ticket=TICKET), repository="octo/warehouse"),
    ),
    "answer-of-a-workflow-run-listener": variant(
        {
            ".github/workflows/answer.yml": """\
on:
  workflow_run:
    workflows: [Pack]
    types: [completed]
jobs:
  answer:
    if: github.event.workflow_run.event == 'repository_dispatch'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/github-script@v8
        with:
          github-token: ${{ secrets.BOT }}
          script: |
            const run = context.payload.workflow_run;
            await github.rest.repos.createDispatchEvent({
              owner: 'octo', repo: 'shop', event_type: 'order:packed',
              client_payload: { run_id: run.id, status: run.conclusion }
            });
"""
        },
        event(
            "order:packed",
            payload(run_id=of("github.event.workflow_run.id"), status=of("github.event.workflow_run.conclusion")),
            repository="octo/shop",
            when=(when("github.event.workflow_run.event == 'repository_dispatch'"),),
        ),
    ),
    "script-in-a-condition": variant(
        github_script(
            f"""
            if (process.env.TICKET !== '') {{
              await github.rest.repos.createDispatchEvent({{
                {OWN}, event_type: `order:${{process.env.STAGE}}`, client_payload: {{ ticket: process.env.TICKET }}
              }});
            }}
            """,
            {**GIVEN, "STAGE": "${{ inputs.stage }}"},
        ),
        event(
            holed("order:", of("inputs.stage")),
            payload(ticket=TICKET),
            when=(asked(TICKET, "!=", ""),),
        ),
    ),
}
