"""The ways on which the ticket and the token reach the command that sends."""

from __future__ import annotations

from collections.abc import Mapping

from spellings.events_by_gh import FIELDS, TO_OWN
from spellings.frame import Files, run, sender, whole

SEND = f"{TO_OWN} {FIELDS}"
INLINE = SEND.replace("$TICKET", "{value}")
TOKEN = {"GH_TOKEN": "${{ secrets.BOT }}"}


def inline(value: str) -> str:
    """The step that sends, with an expression in its text."""
    return run(INLINE.replace("{value}", f"${{{{ {value} }}}}"), environment=TOKEN)


def through(value: str) -> str:
    """The step that sends, with an expression in its environment."""
    return run(SEND, environment={**TOKEN, "TICKET": f"${{{{ {value} }}}}"})


def first(text: str, environment: Mapping[str, str] | None = None, shell: str = "bash") -> str:
    """A step before, known as `first`."""
    return run(text, shell, environment or {}).replace("- shell", "- id: first\n  shell", 1)


def two_jobs(outputs: str, steps: str, last: str, needs: str = "first") -> Files:
    """A job that sends what another one found out."""
    jobs = f"jobs:\n  first:\n    runs-on: ubuntu-latest\n    outputs: {outputs}\n    steps:\n"
    jobs += "".join(f"      {line}\n" for line in steps.splitlines())
    jobs += f"  last:\n    needs: {needs}\n    runs-on: ubuntu-latest\n    steps:\n"
    return whole(jobs + "".join(f"      {line}\n" for line in last.splitlines()))


ONE = 'echo "id=${{ inputs.ticket }}" >> "$GITHUB_OUTPUT"'
OWN = {"TICKET": "${{ inputs.ticket }}"}

EXPRESSIONS: dict[str, Files] = {
    "inline": sender(inline("inputs.ticket")),
    "inline-in-capitals": sender(inline("Inputs.ticket")),
    "inline-by-index": sender(inline("inputs['ticket']")),
    "inline-by-event": sender(inline("github.event.inputs.ticket")),
    "inline-without-blanks": sender(run(INLINE.replace("{value}", "${{inputs.ticket}}"), environment=TOKEN)),
    "inline-by-format": sender(inline("format('{0}', inputs.ticket)")),
    "inline-by-environment": sender(inline("env.TICKET"), top="env: {TICKET: '${{ inputs.ticket }}'}\n"),
    "inline-in-one-line": sender(
        """
        - run: gh api repos/octo/example/dispatches -fevent_type=task:start -fclient_payload[task_id]=${{ inputs.ticket }} -f$REST
          env: {GH_TOKEN: "${{ secrets.BOT }}", REST: "client_payload[retry_count]=0"}
        """
    ),
    "folded": sender(
        """
        - run: >-
            gh api "repos/$GITHUB_REPOSITORY/dispatches"
            -f event_type=task:start
            -f "client_payload[task_id]=${{ inputs.ticket }}"
            -f "client_payload[retry_count]=0"
          env: {GH_TOKEN: "${{ secrets.BOT }}"}
        """
    ),
    "quoted": sender(
        r"""
        - run: "gh api repos/$GITHUB_REPOSITORY/dispatches -f event_type=task:start\
            \ -f \"client_payload[task_id]=${{ inputs.ticket }}\"\
            \ -f \"client_payload[retry_count]=0\""
          env: {"GH_TOKEN": '${{ secrets.BOT }}'}
        """
    ),
}
ENVIRONMENT: dict[str, Files] = {
    "environment-of-step": sender(through("inputs.ticket")),
    "environment-of-job": sender(run(SEND, environment=TOKEN), job="env: {TICKET: '${{ inputs.ticket }}'}\n"),
    "environment-of-workflow": sender(run(SEND, environment=TOKEN), top="env: {TICKET: '${{ inputs.ticket }}'}\n"),
    "environment-of-all-three": sender(
        run(SEND, environment={"TICKET": "${{ env.SECOND }}", "GH_TOKEN": "${{ env.BOT }}"}),
        job="env: {SECOND: '${{ env.FIRST }}', TICKET: wrong}\n",
        top="env: {FIRST: '${{ inputs.ticket }}', TICKET: wrong, BOT: '${{ secrets.BOT }}'}\n",
    ),
    "environment-that-step-overrides": sender(through("inputs.ticket"), top="env: {TICKET: another}\n"),
    "environment-by-anchor": sender(
        """
        - env: &given {GH_TOKEN: "${{ secrets.BOT }}", TICKET: "${{ inputs.ticket }}"}
          run: echo "$TICKET"
        - env: *given
          run: |
            gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start \\
              -f "client_payload[task_id]=$TICKET" -f "client_payload[retry_count]=0"
        """
    ),
    "everything-in-environment": sender(
        run(
            'gh api "repos/$WHERE/dispatches" -f event_type="$KIND" -f "client_payload[task_id]=$TICKET" '
            '-f "client_payload[retry_count]=$COUNT"',
            environment={**TOKEN, **OWN, "WHERE": "${{ github.repository }}", "KIND": "task:start", "COUNT": "0"},
        )
    ),
    "number-in-environment": sender(
        f"""
        - env: {{GH_TOKEN: "${{{{ secrets.BOT }}}}", TICKET: "${{{{ inputs.ticket }}}}", COUNT: 0}}
          run: {SEND.replace("[retry_count]=0", "[retry_count]=$COUNT").replace(": ", ":")}
        """
    ),
    "runner-file-of-environment": sender(
        run('echo "TICKET=${{ inputs.ticket }}" >> "$GITHUB_ENV"', environment={}) + run(SEND, environment=TOKEN)
    ),
    "runner-file-of-environment-with-two-lines": sender(
        run('{\n  echo "TICKET=${{ inputs.ticket }}"\n  echo "OTHER=1"\n} >> $GITHUB_ENV', environment={})
        + run(SEND, environment=TOKEN)
    ),
    "runner-file-of-environment-with-delimiter": sender(
        run('cat >> "$GITHUB_ENV" <<END\nTICKET<<EOF\n$GIVEN\nEOF\nEND', environment={"GIVEN": "${{ inputs.ticket }}"})
        + run(SEND, environment=TOKEN)
    ),
    "runner-file-of-environment-by-tee": sender(
        run('echo "TICKET=$GIVEN" | tee -a "$GITHUB_ENV"', environment={"GIVEN": "${{ inputs.ticket }}"})
        + run(SEND, environment=TOKEN)
    ),
    "runner-file-of-environment-in-powershell": sender(
        run('"TICKET=$env:GIVEN" | Out-File -FilePath $env:GITHUB_ENV -Append', "pwsh", {"GIVEN": "${{ inputs.ticket }}"})
        + run(SEND, environment=TOKEN)
    ),
    "runner-file-of-environment-in-python": sender(
        run(
            """
            import os
            with open(os.environ["GITHUB_ENV"], "a") as file:
                file.write(f"TICKET={os.environ['GIVEN']}\\n")
            """,
            "python",
            {"GIVEN": "${{ inputs.ticket }}"},
        )
        + run(SEND, environment=TOKEN)
    ),
    "runner-file-of-environment-in-cmd": sender(
        run("echo TICKET=${{ inputs.ticket }}>> %GITHUB_ENV%", "cmd", {}) + run(SEND, environment=TOKEN)
    ),
    "runner-file-of-environment-in-javascript": sender(
        "- uses: actions/github-script@v8\n  env: {GIVEN: '${{ inputs.ticket }}'}\n"
        "  with: {script: \"core.exportVariable('TICKET', process.env.GIVEN)\"}\n" + run(SEND, environment=TOKEN)
    ),
}
OUTPUTS: dict[str, Files] = {
    "output-inline": sender(first(ONE) + inline("steps.first.outputs.id")),
    "output-in-environment": sender(first(ONE) + through("steps.first.outputs.id")),
    "output-by-index": sender(first(ONE) + through("steps['first'].outputs['id']")),
    "output-of-a-variable": sender(
        first('id="$TICKET"\necho "id=$id" >> $GITHUB_OUTPUT', OWN) + through("steps.first.outputs.id")
    ),
    "output-by-printf": sender(first("printf 'id=%s\\n' \"$TICKET\" >> $GITHUB_OUTPUT", OWN) + through("steps.first.outputs.id")),
    "output-by-here-document": sender(
        first('cat <<EOF >> "$GITHUB_OUTPUT"\nid=$TICKET\nEOF', OWN) + through("steps.first.outputs.id")
    ),
    "output-with-delimiter": sender(
        first('{\n  echo "id<<EOF"\n  echo "$TICKET"\n  echo EOF\n} >> "$GITHUB_OUTPUT"', OWN) + through("steps.first.outputs.id")
    ),
    "output-by-tee": sender(first('echo "id=$TICKET" | tee -a $GITHUB_OUTPUT', OWN) + through("steps.first.outputs.id")),
    "output-by-old-command": sender(first('echo "::set-output name=id::$TICKET"', OWN) + through("steps.first.outputs.id")),
    "output-in-powershell": sender(
        first('"id=$env:TICKET" >> $env:GITHUB_OUTPUT', OWN, "pwsh") + through("steps.first.outputs.id")
    ),
    "output-in-powershell-by-cmdlet": sender(
        first('Add-Content -Path $env:GITHUB_OUTPUT -Value "id=$($env:TICKET)"', OWN, "pwsh") + through("steps.first.outputs.id")
    ),
    "output-in-python": sender(
        first(
            "import os\nwith open(os.environ['GITHUB_OUTPUT'], 'a') as file:\n"
            "    print(f'id={os.environ[\"TICKET\"]}', file=file)",
            OWN,
            "python",
        )
        + through("steps.first.outputs.id")
    ),
    "output-in-cmd": sender(first("echo id=%TICKET%>>%GITHUB_OUTPUT%", OWN, "cmd") + through("steps.first.outputs.id")),
    "output-in-javascript": sender(
        "- {id: first, uses: actions/github-script@v8, env: {TICKET: '${{ inputs.ticket }}'}, "
        "with: {script: \"core.setOutput('id', process.env.TICKET)\"}}\n" + through("steps.first.outputs.id")
    ),
    "output-as-result": sender(
        "- {id: first, uses: actions/github-script@v8, env: {TICKET: '${{ inputs.ticket }}'}, "
        'with: {result-encoding: string, script: "return process.env.TICKET"}}\n' + through("steps.first.outputs.result")
    ),
    "output-of-a-function": sender(
        first('output() { echo "$1=$2" >> "$GITHUB_OUTPUT"; }\noutput id "$TICKET"', OWN) + through("steps.first.outputs.id")
    ),
    "output-of-json": sender(
        first("""echo 'data={"id": "${{ inputs.ticket }}"}' >> $GITHUB_OUTPUT""")
        + through("fromJSON(steps.first.outputs.data).id")
    ),
    "two-outputs": sender(
        first('echo "id=$TICKET" >> $GITHUB_OUTPUT\necho "kind=task:start" >> $GITHUB_OUTPUT', OWN)
        + run(
            SEND.replace("task:start", "${{ steps.first.outputs.kind }}"),
            environment={**TOKEN, "TICKET": "${{ steps.first.outputs.id }}"},
        )
    ),
    "output-of-an-output": sender(
        first(ONE)
        + run('echo "id=${{ steps.first.outputs.id }}" >> $GITHUB_OUTPUT', environment={}).replace(
            "- shell", "- id: second\n  shell", 1
        )
        + inline("steps.second.outputs.id")
    ),
}
JOBS: dict[str, Files] = {
    "job-output-inline": two_jobs('{id: "${{ steps.first.outputs.id }}"}', first(ONE), inline("needs.first.outputs.id")),
    "job-output-in-environment": two_jobs('{id: "${{ steps.first.outputs.id }}"}', first(ONE), through("needs.first.outputs.id")),
    "job-output-of-an-input": two_jobs(
        '{id: "${{ inputs.ticket }}"}', run("true", environment={}), through("needs.first.outputs.id")
    ),
    "job-output-of-environment": two_jobs(
        '{id: "${{ env.TICKET }}"}',
        run('echo "TICKET=${{ inputs.ticket }}" >> "$GITHUB_ENV"', environment={}),
        through("needs.first.outputs.id"),
        "[first]",
    ),
    "job-output-by-another-name": two_jobs(
        '{ticket-of-the-task: "${{ steps.first.outputs.id }}"}', first(ONE), through("needs.first.outputs['ticket-of-the-task']")
    ),
    "matrix": sender(through("matrix.id"), job='strategy: {matrix: {id: ["${{ inputs.ticket }}"]}}\n'),
    "matrix-of-kinds": sender(
        run(SEND.replace("task:start", "${{ matrix.kind }}")), job="strategy: {matrix: {include: [{kind: task:start}]}}\n"
    ),
}
TEXTS = {**EXPRESSIONS, **ENVIRONMENT, **OUTPUTS, **JOBS}
