"""A workflow started: `execute.yml` on `main` with two inputs, in every mechanism."""

from __future__ import annotations

from spellings.events_by_actions import composite, reusable, step
from spellings.events_in_functions import with_files
from spellings.events_in_github_script import beside
from spellings.events_in_node import action, program
from spellings.frame import GIVEN, Files, github_script, run, script

INPUTS = '-f task_id="$TICKET" -f retry_count=0'
RUN = f"gh workflow run execute.yml --ref main {INPUTS}"
ADDRESS = "repos/$GITHUB_REPOSITORY/actions/workflows/execute.yml/dispatches"
URL = f"https://api.github.com/{ADDRESS}"
BODY = r"{\"ref\": \"main\", \"inputs\": {\"task_id\": \"$TICKET\", \"retry_count\": \"0\"}}"
BEARER = '-H "Authorization: Bearer $GH_TOKEN"'

BY_RUN: dict[str, Files] = {
    "run": script(RUN),
    "run-with-flags-before": script(f"gh workflow run -r main {INPUTS} execute.yml"),
    "run-with-long-names": script(
        r"""
        gh workflow run execute.yml \
          --ref=main \
          --raw-field task_id="${TICKET}" \
          --field "retry_count=0"
        """
    ),
    "run-with-typed-fields": script('gh workflow run execute.yml -r main -F "task_id=$TICKET" -F retry_count=0'),
    "run-in-its-repository": script(f"{RUN} -R octo/example"),
    "run-in-its-repository-by-variable": script(f'{RUN} --repo "$GITHUB_REPOSITORY"'),
    "run-in-its-repository-by-host": script(f"{RUN} --repo github.com/${{{{ github.repository }}}}"),
    "run-in-its-repository-by-address": script(f"{RUN} --repo https://github.com/$GITHUB_REPOSITORY"),
    "run-in-its-repository-by-environment": script(RUN, environment={**GIVEN, "GH_REPO": "${{ github.repository }}"}),
    "run-with-repository-between": script(f"gh workflow -R octo/example run execute.yml --ref main {INPUTS}"),
    "run-with-expressions": script(
        "gh workflow run execute.yml --ref main -f task_id=${{ inputs.ticket }} -f retry_count=0",
        environment={"GH_TOKEN": "${{ secrets.BOT }}"},
    ),
    "run-with-variables": script(
        """
        workflow=execute.yml branch=main
        gh workflow run "$workflow" --ref "$branch" --field task_id="$TICKET" --field "retry_count=$((0))"
        """
    ),
    "run-with-an-array": script(
        'inputs=(-f "task_id=$TICKET")\ninputs+=(-f retry_count=0)\ngh workflow run execute.yml --ref main "${inputs[@]}"'
    ),
    "run-with-json-by-echo": script(
        r'echo "{\"task_id\": \"$TICKET\", \"retry_count\": \"0\"}" | gh workflow run execute.yml --ref main --json'
    ),
    "run-with-json-by-jq": script(
        """jq -n --arg id "$TICKET" '{task_id: $id, retry_count: "0"}' | gh workflow run execute.yml --ref main --json"""
    ),
    "run-with-json-by-here-string": script(
        r'gh workflow run execute.yml --ref main --json <<< "{\"task_id\": \"$TICKET\", \"retry_count\": \"0\"}"'
    ),
    "run-in-a-function": script(
        'start() { gh workflow run "$1" --ref "${2:-main}" -f task_id="$TICKET" -f retry_count=0; }\nstart execute.yml'
    ),
    "run-in-a-file": with_files(
        'tools/start.sh execute.yml "$TICKET"',
        {"tools/start.sh": '#!/bin/sh\nset -e\ngh workflow run "$1" --ref main -f task_id="$2" -f retry_count="${3:-0}"\n'},
    ),
    "run-in-sourced-file": with_files(
        'source tools/lib.sh\nstart "$TICKET"',
        {"tools/lib.sh": "start() {\n  gh workflow run execute.yml --ref main -f task_id=$1 -f retry_count=0\n}\n"},
    ),
    "run-in-powershell": script("gh workflow run execute.yml --ref main -f task_id=$env:TICKET -f retry_count=0", "pwsh"),
    "run-in-powershell-splatted": script(
        "$inputs = '-f', \"task_id=$env:TICKET\", '-f', 'retry_count=0'\ngh workflow run execute.yml --ref main @inputs", "pwsh"
    ),
    "run-in-cmd": script("gh workflow run execute.yml --ref main -f task_id=%TICKET% -f retry_count=0", "cmd"),
    "run-in-python": script(
        """
        import os, subprocess
        inputs = {"task_id": os.environ["TICKET"], "retry_count": "0"}
        command = ["gh", "workflow", "run", "execute.yml", "--ref", "main"]
        for name, value in inputs.items():
            command += ["-f", f"{name}={value}"]
        subprocess.run(command, check=True)
        """,
        "python",
    ),
    "run-in-node": program(
        "start.js",
        "const { execFileSync } = require('child_process');\n"
        "const inputs = { task_id: process.env.TICKET, retry_count: '0' };\n"
        "const fields = Object.entries(inputs).flatMap(([name, value]) => ['-f', `${name}=${value}`]);\n"
        "execFileSync('gh', ['workflow', 'run', 'execute.yml', '--ref', 'main', ...fields]);\n",
    ),
}
BY_API: dict[str, Files] = {
    "api-with-fields": script(
        f"""
        gh api "{ADDRESS}" -f ref=main -f "inputs[task_id]=$TICKET" -f "inputs[retry_count]=0"
        """
    ),
    "api-with-fields-and-method": script(
        f"""
        gh api --method POST -H "Accept: application/vnd.github+json" /{ADDRESS} \\
          -f 'ref=main' -f "inputs[task_id]=${{{{ inputs.ticket }}}}" -f 'inputs[retry_count]=0'
        """
    ),
    "api-with-input": script(f'echo "{BODY}" | gh api {ADDRESS} --input -'),
    "api-with-here-document": script(
        f"""
        gh api "{ADDRESS}" --input - <<EOF
        {{"ref": "main", "inputs": {{"task_id": "$TICKET", "retry_count": "0"}}}}
        EOF
        """
    ),
    "api-with-jq": script(
        f"""
        jq -n --arg id "$TICKET" '{{ref: "main", inputs: {{task_id: $id, retry_count: "0"}}}}' | gh api "{ADDRESS}" --input -
        """
    ),
    "curl": script(f'curl -f -X POST {BEARER} {URL} -d "{BODY}"'),
    "curl-with-single-quotes": script(
        f"""
        curl -f {BEARER} {URL} -d '{{"ref":"main","inputs":{{"task_id":"${{{{ inputs.ticket }}}}","retry_count":"0"}}}}'
        """
    ),
    "curl-with-input": script(f'echo "{BODY}" | curl -f {BEARER} -d @- {URL}'),
    "powershell": script(
        """
        $body = @{ ref = 'main'; inputs = @{ task_id = $env:TICKET; retry_count = '0' } } | ConvertTo-Json
        $uri = "https://api.github.com/repos/$env:GITHUB_REPOSITORY/actions/workflows/execute.yml/dispatches"
        Invoke-RestMethod -Method Post -Uri $uri -Headers @{ Authorization = "Bearer $env:GH_TOKEN" } -Body $body
        """,
        "pwsh",
    ),
    "requests": script(
        """
        import os, requests
        requests.post(
            f"https://api.github.com/repos/{os.environ['GITHUB_REPOSITORY']}/actions/workflows/execute.yml/dispatches",
            headers={"Authorization": f"token {os.environ['GH_TOKEN']}"},
            json={"ref": "main", "inputs": {"task_id": os.environ["TICKET"], "retry_count": "0"}},
        ).raise_for_status()
        """,
        "python",
    ),
    "pygithub": script(
        """
        import os
        from github import Github
        repository = Github(os.environ["GH_TOKEN"]).get_repo(os.environ["GITHUB_REPOSITORY"])
        workflow = repository.get_workflow("execute.yml")
        workflow.create_dispatch("main", {"task_id": os.environ["TICKET"], "retry_count": "0"})
        """,
        "python",
    ),
    "pygithub-with-names": script(
        """
        import os
        from github import Github
        inputs = {"task_id": os.environ["TICKET"], "retry_count": "0"}
        repository = Github(os.environ["GH_TOKEN"]).get_repo("octo/example")
        repository.get_workflow("execute.yml").create_dispatch(ref="main", inputs=inputs)
        """,
        "python",
    ),
}
CALL = "{...context.repo, workflow_id: 'execute.yml', ref: 'main', inputs: {task_id: process.env.TICKET, retry_count: '0'}}"
BY_JAVASCRIPT: dict[str, Files] = {
    "octokit": github_script(
        """
        await github.rest.actions.createWorkflowDispatch({
          owner: context.repo.owner,
          repo: context.repo.repo,
          workflow_id: 'execute.yml',
          ref: 'main',
          inputs: {task_id: process.env.TICKET, retry_count: '0'},
        });
        """
    ),
    "octokit-spread": github_script(f"await github.rest.actions.createWorkflowDispatch({CALL})"),
    "octokit-of-old": github_script(f"await github.actions.createWorkflowDispatch({CALL})"),
    "octokit-with-expression": github_script(
        f"await github.rest.actions.createWorkflowDispatch({CALL.replace('process.env.TICKET', '`${{ inputs.ticket }}`')})"
    ),
    "octokit-with-numbers-as-text": github_script(
        f"await github.rest.actions.createWorkflowDispatch({CALL.replace(chr(39) + '0' + chr(39), 'String(0)')})"
    ),
    "octokit-in-a-loop": github_script(
        """
        for (const {file, task_id} of [{file: 'execute.yml', task_id: process.env.TICKET}]) {
          await github.rest.actions.createWorkflowDispatch(
            {...context.repo, workflow_id: file, ref: 'main', inputs: {task_id, retry_count: '0'}});
        }
        """
    ),
    "request": github_script(
        f"""
        await github.request('POST /repos/{{owner}}/{{repo}}/actions/workflows/{{workflow_id}}/dispatches', {CALL});
        """
    ),
    "request-with-a-filled-address": github_script(
        """
        const {owner, repo} = context.repo;
        await github.request(`POST /repos/${owner}/${repo}/actions/workflows/execute.yml/dispatches`, {
          ref: 'main', inputs: {task_id: process.env.TICKET, retry_count: '0'},
        });
        """
    ),
    "fetch": github_script(
        """
        const url = `https://api.github.com/repos/${process.env.GITHUB_REPOSITORY}/actions/workflows/execute.yml/dispatches`;
        const body = JSON.stringify({ref: 'main', inputs: {task_id: process.env.TICKET, retry_count: '0'}});
        await fetch(url, {method: 'POST', headers: {authorization: `token ${process.env.GH_TOKEN}`}, body});
        """
    ),
    "exec": github_script(
        """
        await exec.exec('gh', ['workflow', 'run', 'execute.yml', '--ref', 'main',
          '-f', `task_id=${process.env.TICKET}`, '-f', 'retry_count=0']);
        """
    ),
    "exec-of-a-line": github_script(
        """
        await exec.exec(`gh workflow run execute.yml --ref main -f task_id=${process.env.TICKET} -f retry_count=0`);
        """
    ),
    "required-function": beside(
        "await require('./tools/start.js')({github, context, core}, 'execute.yml');",
        {
            "tools/start.js": """
            module.exports = async ({github, context}, workflow_id) => {
              const inputs = {task_id: process.env.TICKET, retry_count: '0'};
              await github.rest.actions.createWorkflowDispatch({...context.repo, workflow_id, ref: 'main', inputs});
            };
            """
        },
    ),
    "program": program(
        "start.mjs",
        """
        import { Octokit } from '@octokit/rest';
        const [owner, repo] = process.env.GITHUB_REPOSITORY.split('/');
        const octokit = new Octokit({ auth: process.env.GH_TOKEN });
        await octokit.actions.createWorkflowDispatch({
          owner, repo, workflow_id: 'execute.yml', ref: 'main', inputs: { task_id: process.env.TICKET, retry_count: '0' },
        });
        """,
    ),
    "program-of-typescript": program(
        "start.ts",
        """
        import { getOctokit, context } from '@actions/github';
        async function start(workflow: string, inputs: Record<string, string>, ref = 'main'): Promise<void> {
          const octokit = getOctokit(process.env.GH_TOKEN!);
          await octokit.rest.actions.createWorkflowDispatch({ ...context.repo, workflow_id: workflow, ref, inputs });
        }
        void start('execute.yml', { task_id: process.env.TICKET ?? '', retry_count: '0' });
        """,
        "npx tsx start.ts",
    ),
    "local-action": action(
        """
        const core = require('@actions/core');
        const { context, getOctokit } = require('@actions/github');
        getOctokit(core.getInput('token')).rest.actions.createWorkflowDispatch({
          ...context.repo, workflow_id: 'execute.yml', ref: 'main', inputs: {task_id: core.getInput('id'), retry_count: '0'},
        });
        """
    ),
}
JSON = """inputs: '{"task_id": "${{ inputs.ticket }}", "retry_count": "0"}'"""
TOKEN = "token: ${{ secrets.BOT }}"
BY_ACTION: dict[str, Files] = {
    "benc-uk": step("benc-uk/workflow-dispatch@v1", "workflow: execute.yml", TOKEN, "ref: main", JSON),
    "benc-uk-in-its-repository": step(
        "benc-uk/workflow-dispatch@v1.2.4", "workflow: execute.yml", TOKEN, "ref: main", "repo: ${{ github.repository }}", JSON
    ),
    "the-actions-org": step("the-actions-org/workflow-dispatch@v4", "workflow: execute.yml", TOKEN, "ref: main", JSON),
    "aurelien-baudet": step(
        "aurelien-baudet/workflow-dispatch@v2", "workflow: execute.yml", TOKEN, "ref: main", "wait-for-completion: false", JSON
    ),
    "convictional": step(
        "convictional/trigger-workflow-and-wait@v1.6.5",
        "owner: ${{ github.repository_owner }}",
        "repo: ${{ github.event.repository.name }}",
        "github_token: ${{ secrets.BOT }}",
        "workflow_file_name: execute.yml",
        "ref: main",
        JSON.replace("inputs:", "client_payload:"),
    ),
    "composite": composite(run(RUN, environment={"GH_TOKEN": "${{ inputs.token }}", "TICKET": "${{ inputs.id }}"})),
    "composite-of-an-action": composite(
        """
        - uses: benc-uk/workflow-dispatch@v1
          with:
            workflow: execute.yml
            ref: main
            token: ${{ inputs.token }}
            inputs: |
              {
                "task_id": "${{ inputs.id }}",
                "retry_count": "0"
              }
        """
    ),
    "reusable": reusable(run(RUN, environment={"GH_TOKEN": "${{ secrets.BOT }}", "TICKET": "${{ inputs.id }}"})),
    "reusable-with-everything": reusable(
        run(
            'gh workflow run "${{ inputs.workflow }}" --ref "${{ inputs.branch }}" '
            '-f task_id="${{ inputs.id }}" -f retry_count=${{ inputs.count }}',
            environment={"GH_TOKEN": "${{ secrets.BOT }}"},
        ),
        "id: ${{ inputs.ticket }}\n          workflow: execute.yml",
        "id: {required: true, type: string}\n      workflow: {required: true, type: string}\n"
        "      branch: {default: main, type: string}\n      count: {default: 0, type: number}",
    ),
}
STARTS = {**BY_RUN, **BY_API, **BY_JAVASCRIPT, **BY_ACTION}
