"""The event in actions/github-script: by octokit, by requests, by programs; inline and in files beside."""

from __future__ import annotations

from spellings.events_in_functions import CHECKOUT
from spellings.frame import Files, block, github_script, sender

PAYLOAD = "{task_id: process.env.TICKET, retry_count: '0'}"
EVENT = f"{{...context.repo, event_type: 'task:start', client_payload: {PAYLOAD}}}"
SEND = f"await github.rest.repos.createDispatchEvent({EVENT});"


def beside(text: str, files: Files) -> Files:
    """A script with files beside it, behind a checkout."""
    inline = github_script(text)
    [(path, workflow)] = inline.items()
    found = workflow.replace("    steps:\n", f"    steps:\n{block(CHECKOUT, 6)}")
    return {path: found, **{name: block(content, 0) for name, content in files.items()}}


CALLS: dict[str, Files] = {
    "octokit": github_script(
        """
        await github.rest.repos.createDispatchEvent({
          owner: context.repo.owner,
          repo: context.repo.repo,
          event_type: 'task:start',
          client_payload: {
            task_id: process.env.TICKET,
            retry_count: '0',
          },
        });
        """
    ),
    "octokit-spread": github_script(SEND),
    "octokit-not-awaited": github_script(SEND.removeprefix("await ")),
    "octokit-returned": github_script(SEND.replace("await", "return")),
    "octokit-then": github_script(SEND.removeprefix("await ").removesuffix(";") + ".then(() => console.log('sent'));"),
    "octokit-of-old": github_script(SEND.replace(".rest", "")),
    "octokit-in-parts": github_script(f"const {{ rest: {{ repos }} }} = github;\nawait repos.createDispatchEvent({EVENT});"),
    "octokit-by-name": github_script(f"await github.rest.repos['createDispatchEvent']({EVENT});"),
    "octokit-with-an-expression": github_script(
        """
        github.rest.repos.createDispatchEvent({
          owner: '${{ github.repository_owner }}', repo: '${{ github.event.repository.name }}',
          event_type: "task:start", client_payload: {"task_id": "${{ inputs.ticket }}", "retry_count": "0"}
        })
        """
    ),
    "octokit-with-inputs-of-the-event": github_script(SEND.replace("process.env.TICKET", "context.payload.inputs.ticket")),
    "octokit-with-input-of-the-step": sender(
        f"""
        - uses: actions/github-script@v8
          with:
            github-token: ${{{{ secrets.BOT }}}}
            script: |
              {SEND.replace("process.env.TICKET", "`${{ inputs.ticket }}`")}
        """
    ),
    "octokit-in-one-line-of-yaml": sender(
        f"""
        - uses: actions/github-script@v7
          with:
            github-token: ${{{{ secrets.BOT }}}}
            script: "{SEND.replace("process.env.TICKET", "'${{ inputs.ticket }}'")}"
        """
    ),
    "repository-by-literal": github_script(SEND.replace("...context.repo", "owner: 'octo', repo: 'example'")),
    "repository-split": github_script(
        f"""
        const [owner, repo] = process.env.GITHUB_REPOSITORY.split('/');
        await github.rest.repos.createDispatchEvent({{owner, repo, event_type: 'task:start', client_payload: {PAYLOAD}}});
        """
    ),
    "repository-of-the-payload": github_script(
        SEND.replace("...context.repo", "owner: context.payload.repository.owner.login, repo: context.payload.repository.name")
    ),
    "repository-in-parts": github_script(
        f"""
        const {{owner, repo}} = context.repo;
        await github.rest.repos.createDispatchEvent({{owner, repo, event_type: 'task:start', client_payload: {PAYLOAD}}});
        """
    ),
    "request": github_script(f"await github.request('POST /repos/{{owner}}/{{repo}}/dispatches', {EVENT});"),
    "request-with-a-filled-address": github_script(
        f"""
        await github.request(`POST /repos/${{context.repo.owner}}/${{context.repo.repo}}/dispatches`, {{
          event_type: 'task:start',
          client_payload: {PAYLOAD},
        }});
        """
    ),
    "request-with-method": github_script(
        f"""
        await github.request({{
          method: 'POST',
          url: '/repos/{{owner}}/{{repo}}/dispatches',
          ...context.repo,
          event_type: 'task:start',
          client_payload: {PAYLOAD},
          headers: {{'X-GitHub-Api-Version': '2022-11-28'}},
        }});
        """
    ),
    "octokit-of-its-own": github_script(
        f"""
        const octokit = getOctokit(process.env.GH_TOKEN);
        await octokit.rest.repos.createDispatchEvent({EVENT});
        """
    ),
    "octokit-required": github_script(
        f"""
        const {{ getOctokit }} = require('@actions/github');
        await getOctokit(process.env.GH_TOKEN).rest.repos.createDispatchEvent({EVENT});
        """
    ),
    "fetch": github_script(
        f"""
        const answer = await fetch(`https://api.github.com/repos/${{process.env.GITHUB_REPOSITORY}}/dispatches`, {{
          method: 'POST',
          headers: {{Authorization: `Bearer ${{process.env.GH_TOKEN}}`, Accept: 'application/vnd.github+json'}},
          body: JSON.stringify({{event_type: 'task:start', client_payload: {PAYLOAD}}}),
        }});
        if (!answer.ok) throw new Error(await answer.text());
        """
    ),
    "exec": github_script(
        """
        await exec.exec('gh', ['api', `repos/${process.env.GITHUB_REPOSITORY}/dispatches`, '-f', 'event_type=task:start',
          '-f', `client_payload[task_id]=${process.env.TICKET}`, '-f', 'client_payload[retry_count]=0']);
        """
    ),
    "exec-with-output": github_script(
        """
        const {stdout} = await exec.getExecOutput('gh', ['api', `repos/${process.env.GITHUB_REPOSITORY}/dispatches`,
          '-f', 'event_type=task:start',
          '-f', `client_payload[task_id]=${process.env.TICKET}`, '-f', 'client_payload[retry_count]=0']);
        """
    ),
    "exec-with-input": github_script(
        f"""
        const body = JSON.stringify({{event_type: 'task:start', client_payload: {PAYLOAD}}});
        await exec.exec('gh', ['api', `repos/${{process.env.GITHUB_REPOSITORY}}/dispatches`, '--input', '-'],
          {{input: Buffer.from(body)}});
        """
    ),
    "child-process": github_script(
        """
        const {execFileSync} = require('child_process');
        execFileSync('gh', ['api', 'repos/octo/example/dispatches', '-f', 'event_type=task:start',
          '-f', 'client_payload[task_id]=' + process.env.TICKET, '-f', 'client_payload[retry_count]=0'], {stdio: 'inherit'});
        """
    ),
    "child-process-with-a-shell": github_script(
        """
        const {execSync} = require('node:child_process');
        execSync('gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start ' +
          '-f "client_payload[task_id]=$TICKET" -f "client_payload[retry_count]=0"');
        """
    ),
}
VALUES: dict[str, Files] = {
    "variables": github_script(
        """
        const type = 'task:start';
        let tries = 0;
        const id = process.env.TICKET;
        const payload = {task_id: id, retry_count: String(tries)};
        await github.rest.repos.createDispatchEvent({...context.repo, event_type: type, client_payload: payload});
        """
    ),
    "shorthand": github_script(
        """
        const {TICKET: task_id} = process.env;
        const retry_count = `${0}`, event_type = ['task', 'start'].join(':');
        const client_payload = {task_id, retry_count};
        await github.rest.repos.createDispatchEvent({...context.repo, event_type, client_payload});
        """
    ),
    "members-set-one-by-one": github_script(
        """
        const event = {...context.repo};
        event.event_type = 'task:start';
        event.client_payload = {};
        event.client_payload.task_id = process.env['TICKET'];
        event['client_payload']['retry_count'] = (0).toString();
        await github.rest.repos.createDispatchEvent(event);
        """
    ),
    "objects-merged": github_script(
        """
        const first = {task_id: process.env.TICKET, retry_count: '9'};
        const client_payload = Object.assign({}, first, {retry_count: '0'});
        await github.rest.repos.createDispatchEvent({...context.repo, event_type: 'task:start', client_payload});
        """
    ),
    "entries": github_script(
        """
        const pairs = [['task_id', process.env.TICKET], ['retry_count', '0']];
        await github.rest.repos.createDispatchEvent(
          {...context.repo, event_type: 'task:start', client_payload: Object.fromEntries(pairs)});
        """
    ),
    "parsed": github_script(
        """
        const payload = JSON.parse('{"retry_count": "0"}');
        payload.task_id = process.env.TICKET;
        await github.rest.repos.createDispatchEvent({...context.repo, event_type: 'task:start', client_payload: payload});
        """
    ),
    "computed-names": github_script(
        """
        const name = 'task_id';
        const client_payload = {[name]: process.env.TICKET, ['retry' + '_count']: '0'};
        await github.rest.repos.createDispatchEvent({...context.repo, event_type: 'task:start', client_payload});
        """
    ),
    "table-of-kinds": github_script(
        """
        const KINDS = {start: 'task:start', stop: 'task:stop'};
        const event_type = KINDS.start;
        await github.rest.repos.createDispatchEvent(
          {...context.repo, event_type, client_payload: {task_id: process.env.TICKET, retry_count: '0'}});
        """
    ),
    "input-of-core": sender(
        f"""
        - uses: actions/github-script@v8
          env: {{INPUT_TICKET: "${{{{ inputs.ticket }}}}"}}
          with:
            github-token: ${{{{ secrets.BOT }}}}
            script: |
              const task_id = core.getInput('ticket');
              {SEND.replace("task_id: process.env.TICKET", "task_id")}
        """
    ),
    "json-of-inputs": github_script(
        """
        const inputs = ${{ toJSON(inputs) }};
        await github.rest.repos.createDispatchEvent(
          {...context.repo, event_type: 'task:start', client_payload: {task_id: inputs.ticket, retry_count: '0'}});
        """
    ),
    "json-of-one-input": github_script(
        """
        const task_id = ${{ toJSON(inputs.ticket) }};
        await github.rest.repos.createDispatchEvent(
          {...context.repo, event_type: 'task:start', client_payload: {task_id, retry_count: '0'}});
        """
    ),
    "default-that-is-not-used": github_script(
        """
        const options = {type: 'task:start'};
        const {type = 'task:none', tries = '0'} = options;
        const client_payload = {task_id: process.env.TICKET, retry_count: tries};
        await github.rest.repos.createDispatchEvent({...context.repo, event_type: type, client_payload});
        """
    ),
}
FLOWS: dict[str, Files] = {
    "function": github_script(
        f"async function send(id) {{\n  {SEND.replace('process.env.TICKET', 'id')}\n}}\nawait send(process.env.TICKET);"
    ),
    "arrow": github_script(
        f"const send = async (id) => {{ {SEND.replace('process.env.TICKET', 'id')} }};\nawait send(process.env.TICKET)"
    ),
    "arrow-without-block": github_script(
        f"const send = (id) => github.rest.repos.createDispatchEvent({EVENT.replace('process.env.TICKET', 'id')});\n"
        "await send(process.env.TICKET);"
    ),
    "function-with-an-object": github_script(
        """
        async function send({id, tries = '0'}) {
          await github.rest.repos.createDispatchEvent(
            {...context.repo, event_type: 'task:start', client_payload: {task_id: id, retry_count: tries}});
        }
        await send({id: process.env.TICKET});
        """
    ),
    "function-that-gives-the-payload": github_script(
        """
        const payload = (id) => ({task_id: id, retry_count: '0'});
        await github.rest.repos.createDispatchEvent(
          {...context.repo, event_type: 'task:start', client_payload: payload(process.env.TICKET)});
        """
    ),
    "function-called-at-once": github_script(f"await (async () => {{ {SEND} }})();"),
    "class": github_script(
        f"""
        class Sender {{
          constructor(client) {{ this.client = client; }}
          async start(id) {{
            await this.client.rest.repos.createDispatchEvent({EVENT.replace("process.env.TICKET", "id")});
          }}
        }}
        await new Sender(github).start(process.env.TICKET);
        """
    ),
    "loop-of-one": github_script(f"for (const id of [process.env.TICKET]) {{\n  {SEND.replace('process.env.TICKET', 'id')}\n}}"),
    "map-of-one": github_script(
        f"await Promise.all([process.env.TICKET].map((id) => github.rest.repos.createDispatchEvent("
        f"{EVENT.replace('process.env.TICKET', 'id')})));"
    ),
    "for-each-of-one": github_script(
        "[process.env.TICKET].forEach((id) => "
        f"github.rest.repos.createDispatchEvent({EVENT.replace('process.env.TICKET', 'id')}));"
    ),
    "try": github_script(f"try {{\n  {SEND}\n}} catch (error) {{\n  core.setFailed(error.message);\n}}"),
    "finally": github_script(f"try {{\n  console.log('now');\n}} finally {{\n  {SEND}\n}}"),
}
FILES: dict[str, Files] = {
    "required-function": beside(
        "const send = require('./tools/send.js');\nawait send({github, context});",
        {"tools/send.js": f"module.exports = async ({{github, context}}) => {{\n  {SEND}\n}};\n"},
    ),
    "required-from-the-workspace": beside(
        "await require(`${process.env.GITHUB_WORKSPACE}/tools/send`)({github, context, id: process.env.TICKET});",
        {
            "tools/send.js": f"""
            async function send({{github, context, id}}) {{
              {SEND.replace("process.env.TICKET", "id")}
            }}
            module.exports = send;
            """
        },
    ),
    "imported": beside(
        "const {send} = await import('${{ github.workspace }}/tools/send.mjs');\nawait send(github, context);",
        {"tools/send.mjs": f"export async function send(github, context) {{\n  {SEND}\n}}\n"},
    ),
    "required-constants": beside(
        "const {START} = require('./tools/names');\n" + SEND.replace("'task:start'", "START"),
        {"tools/names.js": "exports.START = 'task:start';\n"},
    ),
    "required-json": beside(
        "const names = require('./names.json');\n" + SEND.replace("'task:start'", "names.start"),
        {"names.json": '{"start": "task:start"}\n'},
    ),
    "read-json": beside(
        "const names = JSON.parse(require('fs').readFileSync('names.json', 'utf8'));\n"
        + SEND.replace("'task:start'", "names.start"),
        {"names.json": '{"start": "task:start"}\n'},
    ),
}
TEXTS = {**CALLS, **VALUES, **FLOWS, **FILES}
