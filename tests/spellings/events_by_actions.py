"""The event by actions of others, by composite actions and reusable workflows, and in `cmd`."""

from __future__ import annotations

from spellings.events_by_gh import FIELDS, TO_OWN
from spellings.events_in_functions import CHECKOUT
from spellings.frame import Files, block, run, script, sender, whole

PAYLOAD = """'{"task_id": "${{ inputs.ticket }}", "retry_count": "0"}'"""


def step(uses: str, *lines: str) -> Files:
    """A step that uses an action with these inputs."""
    given = "\n".join(f"    {line}" for line in lines)
    return sender(f"- uses: {uses}\n  with:\n{given}\n")


def composite(steps: str, given: str = "id: ${{ inputs.ticket }}", inputs: str = "id: {required: true}") -> Files:
    """A workflow that uses a composite action with these steps, given the ticket and the token."""
    declared = (
        f"name: send\ninputs:\n  token: {{required: true}}\n  {inputs}\nruns:\n  using: composite\n  steps:\n{block(steps, 4)}"
    )
    return {
        **sender(f"{CHECKOUT}- uses: ./.github/actions/send\n  with:\n    token: ${{{{ secrets.BOT }}}}\n    {given}\n"),
        ".github/actions/send/action.yml": declared,
    }


def reusable(steps: str, given: str = "id: ${{ inputs.ticket }}", inputs: str = "id: {required: true, type: string}") -> Files:
    """A workflow that calls another with these steps, given the ticket; secrets are inherited."""
    called = f"""\
on:
  workflow_call:
    inputs:
      {inputs}
jobs:
  send:
    runs-on: ubuntu-latest
    steps:
{block(steps, 6)}"""
    caller = f"""
    jobs:
      call:
        uses: ./.github/workflows/called.yml
        secrets: inherit
        with:
          {given}
    """
    return {**whole(caller), ".github/workflows/called.yml": called}


ID = {"GH_TOKEN": "${{ secrets.BOT }}", "TICKET": "${{ inputs.id }}"}
ID_AND_TOKEN = {"GH_TOKEN": "${{ inputs.token }}", "TICKET": "${{ inputs.id }}"}

OF_OTHERS: dict[str, Files] = {
    "repository-dispatch": step(
        "peter-evans/repository-dispatch@v4",
        "token: ${{ secrets.BOT }}",
        "event-type: task:start",
        f"client-payload: {PAYLOAD}",
    ),
    "repository-dispatch-to-its-name": step(
        "peter-evans/repository-dispatch@v3",
        "token: ${{ secrets.BOT }}",
        "repository: ${{ github.repository }}",
        "event-type: 'task:start'",
        f"client-payload: {PAYLOAD}",
    ),
    "repository-dispatch-to-its-literal-name": step(
        "step-security/repository-dispatch@v4",
        "token: ${{ secrets.BOT }}",
        "repository: Octo/Example",
        "event-type: task:start",
        f"client-payload: {PAYLOAD}",
    ),
    "repository-dispatch-by-commit": step(
        "peter-evans/repository-dispatch@ff45666b9427631e3450c54a1bcbee4d9ff4d7c0",
        "token: ${{ secrets.BOT }}",
        "event-type: task:start",
        f"client-payload: {PAYLOAD}",
    ),
    "repository-dispatch-with-a-block": step(
        "peter-evans/repository-dispatch@v4",
        "token: ${{ secrets.BOT }}",
        "event-type: task:start",
        "client-payload: |-",
        "  {",
        '    "task_id": "${{ inputs.ticket }}",',
        '    "retry_count": "0"',
        "  }",
    ),
    "repository-dispatch-with-a-folded-block": step(
        "peter-evans/repository-dispatch@v4",
        "token: ${{ secrets.BOT }}",
        "event-type: task:start",
        "client-payload: >",
        '  {"task_id": "${{ inputs.ticket }}",',
        '  "retry_count": "0"}',
    ),
    "repository-dispatch-with-json-of-the-value": step(
        "peter-evans/repository-dispatch@v4",
        "token: ${{ secrets.BOT }}",
        "event-type: task:start",
        """client-payload: '{"task_id": ${{ toJSON(inputs.ticket) }}, "retry_count": "0"}'""",
    ),
    "repository-dispatch-with-format": step(
        "peter-evans/repository-dispatch@v4",
        "token: ${{ secrets.BOT }}",
        "event-type: ${{ format('{0}:{1}', 'task', 'start') }}",
        "client-payload: >-",
        """  ${{ format('{{"task_id": "{0}", "retry_count": "0"}}', inputs.ticket) }}""",
    ),
    "request-action": sender(
        """
        - uses: octokit/request-action@v2.x
          with:
            route: POST /repos/${{ github.repository }}/dispatches
            event_type: task:start
            client_payload: |
              task_id: "${{ inputs.ticket }}"
              retry_count: "0"
          env:
            GITHUB_TOKEN: ${{ secrets.BOT }}
        """
    ),
}
OWN: dict[str, Files] = {
    "composite": composite(run(f"{TO_OWN} {FIELDS}", environment=ID_AND_TOKEN)),
    "composite-inline": composite(
        run(
            """
            gh api "repos/${{ github.repository }}/dispatches" -f event_type=task:start \\
              -f "client_payload[task_id]=${{ inputs.id }}" -f "client_payload[retry_count]=0"
            """,
            environment={"GH_TOKEN": "${{ inputs.token }}"},
        )
    ),
    "composite-with-a-default": composite(
        run(
            """
            gh api "repos/${{ github.repository }}/dispatches" -f event_type="${{ inputs.kind }}" \\
              -f "client_payload[task_id]=${{ inputs.id }}" -f "client_payload[retry_count]=0"
            """,
            environment={"GH_TOKEN": "${{ inputs.token }}"},
        ),
        inputs="id: {required: true}\n  kind: {default: task:start}",
    ),
    "composite-with-its-own-file": {
        **composite(
            '- shell: bash\n  run: "$GITHUB_ACTION_PATH/send.sh"\n'
            '  env: {GH_TOKEN: "${{ inputs.token }}", TICKET: "${{ inputs.id }}"}\n'
        ),
        ".github/actions/send/send.sh": f"#!/bin/bash\nset -e\n{TO_OWN} {FIELDS}\n",
    },
    "composite-with-its-own-path": {
        **composite(
            '- shell: bash\n  run: ${{ github.action_path }}/send.sh "${{ inputs.id }}"\n'
            '  env: {GH_TOKEN: "${{ inputs.token }}"}\n'
        ),
        ".github/actions/send/send.sh": f'#!/bin/bash\nTICKET="$1"\n{TO_OWN} {FIELDS}\n',
    },
    "composite-of-another-action": composite(
        """
        - uses: peter-evans/repository-dispatch@v4
          with:
            token: ${{ inputs.token }}
            event-type: task:start
            client-payload: '{"task_id": "${{ inputs.id }}", "retry_count": "0"}'
        """
    ),
    "composite-of-github-script": composite(
        """
        - uses: actions/github-script@v8
          with:
            github-token: ${{ inputs.token }}
            script: |
              await github.rest.repos.createDispatchEvent({...context.repo, event_type: 'task:start',
                client_payload: {task_id: '${{ inputs.id }}', retry_count: '0'}});
        """
    ),
    "composite-in-powershell": composite(
        """
        - shell: pwsh
          env: {GH_TOKEN: "${{ inputs.token }}", TICKET: "${{ inputs.id }}"}
          run: |
            $body = @{ event_type = 'task:start'; client_payload = @{ task_id = $env:TICKET; retry_count = '0' } }
            $body | ConvertTo-Json | gh api "repos/$env:GITHUB_REPOSITORY/dispatches" --input -
        """
    ),
    "composite-in-a-composite": {
        **composite(
            """
            - uses: ./.github/actions/inner
              with: {name: "${{ inputs.id }}", secret: "${{ inputs.token }}"}
            """
        ),
        ".github/actions/inner/action.yaml": block(
            """
            name: inner
            inputs: {name: {required: true}, secret: {required: true}}
            runs:
              using: composite
              steps:
                - shell: bash
                  env: {GH_TOKEN: "${{ inputs.secret }}"}
                  run: |
                    gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start \\
                      -f "client_payload[task_id]=${{ inputs.name }}" -f "client_payload[retry_count]=0"
            """,
            0,
        ),
    },
    "composite-that-gives-the-value": {
        **sender(
            CHECKOUT
            + '- {id: name, uses: ./.github/actions/name, with: {ticket: "${{ inputs.ticket }}"}}\n'
            + run(f"{TO_OWN} {FIELDS}", environment={"GH_TOKEN": "${{ secrets.BOT }}", "TICKET": "${{ steps.name.outputs.id }}"})
        ),
        ".github/actions/name/action.yml": block(
            """
            name: name
            inputs: {ticket: {required: true}}
            outputs: {id: {value: "${{ steps.made.outputs.id }}"}}
            runs:
              using: composite
              steps:
                - id: made
                  shell: bash
                  run: echo "id=${{ inputs.ticket }}" >> "$GITHUB_OUTPUT"
            """,
            0,
        ),
    },
    "reusable": reusable(run(f"{TO_OWN} {FIELDS}", environment=ID)),
    "reusable-inline": reusable(
        run(
            """
            gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start \\
              -f "client_payload[task_id]=${{ inputs.id }}" -f "client_payload[retry_count]=0"
            """,
            environment={"GH_TOKEN": "${{ secrets.BOT }}"},
        )
    ),
    "reusable-with-the-kind": reusable(
        """
        - uses: peter-evans/repository-dispatch@v4
          with:
            token: ${{ secrets.BOT }}
            event-type: ${{ inputs.kind }}
            client-payload: '{"task_id": "${{ inputs.id }}", "retry_count": "${{ inputs.count }}"}'
        """,
        "id: ${{ inputs.ticket }}\n          kind: task:start",
        "id: {required: true, type: string}\n      kind: {required: true, type: string}\n      count: {default: 0, type: number}",
    ),
}
CMD: dict[str, Files] = {
    "cmd-fields": script(
        'gh api "repos/%GITHUB_REPOSITORY%/dispatches" -f event_type=task:start '
        '-f "client_payload[task_id]=%TICKET%" -f "client_payload[retry_count]=0"',
        "cmd",
    ),
    "cmd-over-several-lines": script(
        """
        gh api "repos/%GITHUB_REPOSITORY%/dispatches" -f event_type=task:start ^
          -f "client_payload[task_id]=%TICKET%" ^
          -f "client_payload[retry_count]=0"
        """,
        "cmd",
    ),
    "cmd-variables": script(
        """
        @echo off
        set KIND=task:start
        set "ID=%TICKET%"
        set /a COUNT=0
        call gh api repos/octo/example/dispatches -f "event_type=%KIND%" -f "client_payload[task_id]=%ID%" ^
          -f "client_payload[retry_count]=%COUNT%"
        """,
        "cmd",
    ),
    "cmd-curl": script(
        r"""
        curl -f -X POST -H "Authorization: Bearer %GH_TOKEN%" https://api.github.com/repos/%GITHUB_REPOSITORY%/dispatches ^
          -d "{\"event_type\": \"task:start\", \"client_payload\": {\"task_id\": \"%TICKET%\", \"retry_count\": \"0\"}}"
        """,
        "cmd",
    ),
    "cmd-echo": script(
        'echo {"event_type": "task:start", "client_payload": {"task_id": "%TICKET%", "retry_count": "0"}}'
        " | gh api repos/%GITHUB_REPOSITORY%/dispatches --input -",
        "cmd",
    ),
    "cmd-file": script(
        """
        echo {"event_type": "task:start", "client_payload": {"task_id": "%TICKET%", "retry_count": "0"}} > body.json
        gh api repos/%GITHUB_REPOSITORY%/dispatches --input body.json
        """,
        "cmd",
    ),
    "cmd-expression": script(
        "gh api repos/${{ github.repository }}/dispatches -f event_type=task:start "
        '-f "client_payload[task_id]=${{ inputs.ticket }}" '
        "-f client_payload[retry_count]=0",
        "cmd",
    ),
    "cmd-file-called": {
        **sender(CHECKOUT + run("call tools\\send.bat %TICKET% 0", "cmd")),
        "tools/send.bat": "@echo off\n"
        'gh api "repos/%GITHUB_REPOSITORY%/dispatches" -f event_type=task:start '
        '-f "client_payload[task_id]=%~1" -f "client_payload[retry_count]=%2"\n',
    },
    "cmd-label": script(
        """
        call :send "%TICKET%"
        exit /b
        :send
        gh api "repos/%GITHUB_REPOSITORY%/dispatches" -f event_type=task:start ^
          -f "client_payload[task_id]=%~1" -f "client_payload[retry_count]=0"
        exit /b
        """,
        "cmd",
    ),
}
TEXTS = {**OF_OTHERS, **OWN, **CMD}
