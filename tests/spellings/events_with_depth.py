"""The event with a payload in which numbers, truth values, nothing, lists and objects stand: JSON's own types."""

from __future__ import annotations

from spellings.events_by_actions import step
from spellings.events_by_gh import SEND, TO_OWN
from spellings.events_in_node import program
from spellings.events_in_powershell import INVOKE
from spellings.events_in_python import HEADERS, URL
from spellings.frame import Files, github_script, script

# task_id: the ticket, retry_count: 0, dry: false, parent: {run: "one", of: null}, stages: ["build", "test"]
TEXT = (
    r'{"event_type": "task:start", "client_payload": {"task_id": "$TICKET", "retry_count": 0, "dry": false,'
    r' "parent": {"run": "one", "of": null}, "stages": ["build", "test"]}}'
)
LITERAL = "{task_id: %s, retry_count: 0, dry: false, parent: {run: 'one', of: null}, stages: ['build', 'test']}"
PYTHON = """{
    "event_type": "task:start",
    "client_payload": {
        "task_id": os.environ["TICKET"], "retry_count": 0, "dry": False,
        "parent": {"run": "one", "of": None}, "stages": ["build", "test"],
    },
}"""

DEPTH: dict[str, Files] = {
    "fields": script(
        f"""
        {TO_OWN} -f event_type=task:start -f "client_payload[task_id]=$TICKET" -F "client_payload[retry_count]=0" \\
          -F "client_payload[dry]=false" -f "client_payload[parent][run]=one" -F "client_payload[parent][of]=null" \\
          -f "client_payload[stages][]=build" -f "client_payload[stages][]=test"
        """
    ),
    "fields-with-long-names": script(
        f"""
        {TO_OWN} --raw-field event_type=task:start --raw-field "client_payload[task_id]=$TICKET" \\
          --field client_payload[retry_count]=0 --field client_payload[dry]=false --field client_payload[parent][run]=one \\
          --field client_payload[parent][of]=null --field client_payload[stages][]=build --field client_payload[stages][]=test
        """
    ),
    "here-document": script(f"{SEND} <<EOF\n{TEXT}\nEOF"),
    "here-document-over-several-lines": script(
        f"""
        {SEND} <<EOF
        {{
          "event_type": "task:start",
          "client_payload": {{
            "task_id": "$TICKET",
            "retry_count": 0,
            "dry": false,
            "parent": {{"run": "one", "of": null}},
            "stages": [
              "build",
              "test"
            ]
          }}
        }}
        EOF
        """
    ),
    "echo": script(f"echo '{TEXT.replace('$TICKET', '${{ inputs.ticket }}')}' | {SEND}"),
    "jq": script(
        f"""
        jq -n --arg id "$TICKET" '{{event_type: "task:start", client_payload: {{task_id: $id, retry_count: 0, dry: false,
          parent: {{run: "one", of: null}}, stages: ["build", "test"]}}}}' | {SEND}
        """
    ),
    "jq-with-typed-arguments": script(
        f"""
        jq -n --arg id "$TICKET" --argjson count 0 --argjson dry false --argjson parent '{{"run": "one", "of": null}}' \\
          '{{event_type: "task:start",
            client_payload: {{task_id: $id, retry_count: $count, $dry, $parent, stages: ["build", "test"]}}}}' |
          {SEND}
        """
    ),
    "jq-with-computed-types": script(
        f"""
        jq -n --arg id "$TICKET" --arg count 0 --arg stages build,test '{{event_type: "task:start", client_payload: {{
          task_id: $id, retry_count: ($count | tonumber), dry: ($count == "1"), parent: ({{run: "one"}} + {{of: null}}),
          stages: ($stages | split(","))}}}}' | {SEND}
        """
    ),
    "curl": script(
        f"""
        curl -f -H "Authorization: Bearer $GH_TOKEN" "https://api.github.com/repos/$GITHUB_REPOSITORY/dispatches" \\
          -d '{TEXT.replace("$TICKET", "${{ inputs.ticket }}")}'
        """
    ),
    "curl-with-variables": script(
        """
        count=0 dry=false stages='["build", "test"]'
        curl -f -H "Authorization: Bearer $GH_TOKEN" "https://api.github.com/repos/$GITHUB_REPOSITORY/dispatches" -d @- <<EOF
        {"event_type": "task:start", "client_payload": {"task_id": "$TICKET", "retry_count": $count, "dry": $dry,
          "parent": {"run": "one", "of": null}, "stages": $stages}}
        EOF
        """
    ),
    "powershell": script(
        f"""
        $payload = @{{
          task_id = $env:TICKET; retry_count = 0; dry = $false
          parent = @{{ run = 'one'; of = $null }}; stages = @('build', 'test')
        }}
        {INVOKE} (@{{ event_type = 'task:start'; client_payload = $payload }} | ConvertTo-Json -Depth 5)
        """,
        "pwsh",
    ),
    "powershell-with-types": script(
        f"""
        [int]$count = '0'
        [bool]$dry = $false
        $stages = 'build', 'test'
        $payload = [ordered]@{{ task_id = $env:TICKET; retry_count = $count; dry = $dry; stages = $stages }}
        $payload.parent = [pscustomobject]@{{ run = 'one'; of = $null }}
        {INVOKE} (ConvertTo-Json @{{ event_type = 'task:start'; client_payload = $payload }} -Depth 9)
        """,
        "pwsh",
    ),
    "github-script": github_script(
        f"""
        await github.rest.repos.createDispatchEvent({{
          ...context.repo, event_type: 'task:start', client_payload: {LITERAL % "process.env.TICKET"}
        }});
        """
    ),
    "github-script-with-computed-types": github_script(
        """
        const tries = Number('0');
        const stages = 'build test'.split(' ');
        const parent = {run: 'one', of: null};
        const client_payload = {task_id: process.env.TICKET, retry_count: tries, dry: tries > 1, parent, stages};
        await github.rest.repos.createDispatchEvent({...context.repo, event_type: 'task:start', client_payload});
        """
    ),
    "github-script-with-a-list-that-grows": github_script(
        """
        const stages = [];
        stages.push('build');
        stages.push('test');
        const parent = {run: 'one', of: null};
        await github.rest.repos.createDispatchEvent({...context.repo, event_type: 'task:start',
          client_payload: {task_id: process.env.TICKET, retry_count: 0, dry: false, parent, stages}});
        """
    ),
    "node": program(
        "send.mjs",
        f"""
        import {{ request }} from '@octokit/request';
        const [owner, repo] = process.env.GITHUB_REPOSITORY.split('/');
        await request('POST /repos/{{owner}}/{{repo}}/dispatches', {{
          owner, repo, headers: {{authorization: `token ${{process.env.GH_TOKEN}}`}},
          event_type: 'task:start', client_payload: {LITERAL % "process.env.TICKET"},
        }});
        """,
    ),
    "python": script(f"import os\nimport requests\nrequests.post({URL}, headers={HEADERS}, json={PYTHON})", "python"),
    "action": step(
        "peter-evans/repository-dispatch@v4",
        "token: ${{ secrets.BOT }}",
        "event-type: task:start",
        "client-payload: |",
        '  {"task_id": "${{ inputs.ticket }}", "retry_count": 0, "dry": false,',
        '   "parent": {"run": "one", "of": null}, "stages": ["build", "test"]}',
    ),
    "action-with-json-of-expressions": step(
        "peter-evans/repository-dispatch@v4",
        "token: ${{ secrets.BOT }}",
        "event-type: task:start",
        "client-payload: >-",
        '  {"task_id": ${{ toJSON(inputs.ticket) }}, "retry_count": ${{ 0 }}, "dry": ${{ false }},',
        """  "parent": {"run": "one", "of": null}, "stages": ${{ '["build", "test"]' }}}""",
    ),
}
