"""The event in programs of JavaScript and TypeScript that steps run, and in actions of JavaScript."""

from __future__ import annotations

from spellings.events_in_functions import CHECKOUT
from spellings.frame import Files, block, run, sender

PAYLOAD = "{task_id: process.env.TICKET, retry_count: '0'}"
BODY = f"{{event_type: 'task:start', client_payload: {PAYLOAD}}}"
OWN = "const [owner, repo] = process.env.GITHUB_REPOSITORY.split('/');\n"
CALL = f"repos.createDispatchEvent({{owner, repo, event_type: 'task:start', client_payload: {PAYLOAD}}})"
FETCH = f"""
fetch(`https://api.github.com/repos/${{process.env.GITHUB_REPOSITORY}}/dispatches`, {{
  method: 'POST',
  headers: {{authorization: `Bearer ${{process.env.GH_TOKEN}}`}},
  body: JSON.stringify({BODY}),
}})"""


def program(path: str, text: str, command: str = "", files: Files | None = None) -> Files:
    """A program that a step runs."""
    others = {name: block(content, 0) for name, content in (files or {}).items()}
    return {**sender(CHECKOUT + run(command or f"node {path}")), path: block(text, 0), **others}


def action(text: str, files: Files | None = None) -> Files:
    """A local action of JavaScript, given the ticket and the token."""
    steps = """
    - uses: actions/checkout@v5
    - uses: ./send
      with: {id: "${{ inputs.ticket }}", token: "${{ secrets.BOT }}"}
    """
    declared = """
    name: send
    inputs: {id: {required: true}, token: {required: true}}
    runs: {using: node20, main: index.js}
    """
    others = {name: block(content, 0) for name, content in (files or {}).items()}
    return {**sender(steps), "send/action.yml": block(declared, 0), "send/index.js": block(text, 0), **others}


PROGRAMS: dict[str, Files] = {
    "octokit-rest": program(
        "tools/send.mjs",
        "import { Octokit } from '@octokit/rest';\n"
        f"{OWN}const octokit = new Octokit({{ auth: process.env.GH_TOKEN }});\nawait octokit.{CALL};\n",
    ),
    "octokit-rest-required": program(
        "tools/send.js",
        "const { Octokit } = require('@octokit/rest');\n"
        f"{OWN}const octokit = new Octokit({{ auth: process.env.GH_TOKEN }});\n"
        f"async function main() {{\n  await octokit.rest.{CALL};\n}}\nmain();\n",
    ),
    "octokit-core": program(
        "tools/send.mjs",
        "import { Octokit } from '@octokit/core';\n"
        f"{OWN}const octokit = new Octokit({{ auth: `token ${{process.env.GH_TOKEN}}` }});\n"
        "await octokit.request('POST /repos/{owner}/{repo}/dispatches', "
        f"{{owner, repo, event_type: 'task:start', client_payload: {PAYLOAD}}});\n",
    ),
    "octokit-request": program(
        "tools/send.mjs",
        "import { request } from '@octokit/request';\n"
        f"{OWN}await request('POST /repos/{{owner}}/{{repo}}/dispatches', {{\n"
        "  headers: { authorization: `token ${process.env.GH_TOKEN}` },\n"
        f"  owner, repo, event_type: 'task:start', client_payload: {PAYLOAD}}});\n",
    ),
    "toolkit": program(
        "tools/send.js",
        "const github = require('@actions/github');\nconst octokit = github.getOctokit(process.env.GH_TOKEN);\n"
        f"octokit.rest.repos.createDispatchEvent({{...github.context.repo, ...{BODY}}});\n",
    ),
    "fetch": program("tools/send.mjs", f"await {FETCH.strip()};\n"),
    "fetch-of-node-fetch": program("tools/send.mjs", f"import fetch from 'node-fetch';\nconst answer = await {FETCH.strip()};\n"),
    "axios-post": program(
        "tools/send.js",
        "const axios = require('axios');\n"
        "axios.post(`https://api.github.com/repos/${process.env.GITHUB_REPOSITORY}/dispatches`,\n"
        f"  {BODY}, {{headers: {{Authorization: `Bearer ${{process.env.GH_TOKEN}}`}}}});\n",
    ),
    "axios-with-options": program(
        "tools/send.js",
        "const axios = require('axios');\n"
        "axios({method: 'post', url: `https://api.github.com/repos/${process.env.GITHUB_REPOSITORY}/dispatches`,\n"
        f"  data: {BODY}, headers: {{Authorization: `Bearer ${{process.env.GH_TOKEN}}`}}}});\n",
    ),
    "got": program(
        "tools/send.mjs",
        "import got from 'got';\n"
        "await got.post(`https://api.github.com/repos/${process.env.GITHUB_REPOSITORY}/dispatches`,\n"
        f"  {{json: {BODY}, headers: {{Authorization: `Bearer ${{process.env.GH_TOKEN}}`}}}});\n",
    ),
    "https": program(
        "tools/send.js",
        "const https = require('https');\n"
        "const request = https.request({hostname: 'api.github.com', path: `/repos/${process.env.GITHUB_REPOSITORY}/dispatches`,\n"
        "  method: 'POST', headers: {Authorization: `Bearer ${process.env.GH_TOKEN}`, 'User-Agent': 'octo'}});\n"
        f"request.write(JSON.stringify({BODY}));\nrequest.end();\n",
    ),
    "exec-file": program(
        "tools/send.js",
        "const { execFileSync } = require('node:child_process');\n"
        "execFileSync('gh', ['api', `repos/${process.env.GITHUB_REPOSITORY}/dispatches`, '--input', '-'],\n"
        f"  {{input: JSON.stringify({BODY})}});\n",
    ),
    "spawn": program(
        "tools/send.js",
        "const { spawnSync } = require('child_process');\n"
        "spawnSync('gh', ['api', `repos/${process.env.GITHUB_REPOSITORY}/dispatches`, '-f', 'event_type=task:start',\n"
        "  '-f', `client_payload[task_id]=${process.env.TICKET}`, '-f', 'client_payload[retry_count]=0']);\n",
    ),
    "exec-sync": program(
        "tools/send.js",
        "const { execSync } = require('child_process');\n"
        'execSync(`gh api "repos/${process.env.GITHUB_REPOSITORY}/dispatches" -f event_type=task:start '
        '-f "client_payload[task_id]=${process.env.TICKET}" -f "client_payload[retry_count]=0"`);\n',
    ),
    "arguments": program(
        "tools/send.js",
        "const { Octokit } = require('@octokit/rest');\nconst [, , id, tries] = process.argv;\n"
        f"{OWN}new Octokit({{ auth: process.env.GH_TOKEN }}).repos.createDispatchEvent(\n"
        "  {owner, repo, event_type: 'task:start', client_payload: {task_id: id, retry_count: tries}});\n",
        'node tools/send.js "$TICKET" 0',
    ),
    "arguments-sliced": program(
        "tools/send.js",
        "const { Octokit } = require('@octokit/rest');\nconst [id] = process.argv.slice(2);\n"
        f"{OWN}new Octokit({{ auth: process.env.GH_TOKEN }}).repos.createDispatchEvent(\n"
        "  {owner, repo, event_type: 'task:start', client_payload: {task_id: id, retry_count: process.argv[3]}});\n",
        'node tools/send.js "${{ inputs.ticket }}" 0',
    ),
    "module-of-its-own": program(
        "tools/main.js",
        "const { send } = require('./send');\nsend('task:start', process.env.TICKET);\n",
        files={
            "tools/send.js": "const { Octokit } = require('@octokit/rest');\n"
            f"{OWN}exports.send = (event_type, task_id) => new Octokit({{ auth: process.env.GH_TOKEN }}).repos"
            ".createDispatchEvent({owner, repo, event_type, client_payload: {task_id, retry_count: '0'}});\n"
        },
    ),
    "run-by-npm": program(
        "tools/send.mjs",
        f"await {FETCH.strip()};\n",
        "npm run send",
        {"package.json": '{"type": "module", "scripts": {"send": "node tools/send.mjs"}}\n'},
    ),
    "in-the-command": sender(
        CHECKOUT
        + run(
            f"""
            node -e '
              const [owner, repo] = process.env.GITHUB_REPOSITORY.split("/");
              const {{ Octokit }} = require("@octokit/rest");
              new Octokit({{ auth: process.env.GH_TOKEN }}).{CALL.replace("'", '"')};
            '
            """
        )
    ),
    "by-here-document": sender(CHECKOUT + run(f"node --input-type=module <<'END'\nawait {FETCH.strip()};\nEND")),
}
TYPED: dict[str, Files] = {
    "typescript": program(
        "tools/send.ts",
        """
        import { Octokit } from '@octokit/rest';

        interface Task { task_id: string; retry_count: string }
        const task: Task = { task_id: process.env.TICKET as string, retry_count: '0' };
        const [owner, repo] = process.env.GITHUB_REPOSITORY!.split('/');
        const octokit: Octokit = new Octokit({ auth: process.env.GH_TOKEN! });

        async function main(): Promise<void> {
          await octokit.rest.repos.createDispatchEvent({ owner, repo, event_type: 'task:start', client_payload: { ...task } });
        }
        main().catch((error: unknown) => { console.error(error); process.exit(1); });
        """,
        "npx tsx tools/send.ts",
    ),
    "typescript-with-a-class": program(
        "tools/send.ts",
        """
        import { Octokit } from '@octokit/rest';

        enum Kind { Start = 'task:start', Stop = 'task:stop' }
        class Sender {
          private readonly octokit: Octokit;
          constructor(token: string, private readonly owner: string, private readonly repo: string) {
            this.octokit = new Octokit({ auth: token });
          }
          async send(kind: Kind, id: string, tries = 0): Promise<void> {
            await this.octokit.repos.createDispatchEvent({
              owner: this.owner, repo: this.repo, event_type: kind,
              client_payload: { task_id: id, retry_count: String(tries) },
            });
          }
        }
        const [owner, repo] = process.env.GITHUB_REPOSITORY!.split('/');
        await new Sender(process.env.GH_TOKEN!, owner, repo).send(Kind.Start, process.env.TICKET!);
        """,
        "npx ts-node tools/send.ts",
    ),
    "typescript-by-node": program(
        "tools/send.mts",
        f"const body: unknown = {BODY};\nawait {FETCH.strip().replace(f'JSON.stringify({BODY})', 'JSON.stringify(body)')};\n",
        "node --experimental-strip-types tools/send.mts",
    ),
}
ACTIONS: dict[str, Files] = {
    "action": action(
        """
        const core = require('@actions/core');
        const github = require('@actions/github');

        async function run() {
          const octokit = github.getOctokit(core.getInput('token'));
          await octokit.rest.repos.createDispatchEvent({
            ...github.context.repo,
            event_type: 'task:start',
            client_payload: {task_id: core.getInput('id', {required: true}), retry_count: '0'},
          });
        }
        run();
        """
    ),
    "action-with-modules": action(
        """
        import * as core from '@actions/core';
        import { send } from './lib/send.js';
        try {
          await send(core.getInput('token'), core.getInput('id'));
        } catch (error) {
          core.setFailed(error.message);
        }
        """,
        {
            "send/lib/send.js": """
            import { context, getOctokit } from '@actions/github';
            export const send = (token, id) => getOctokit(token).rest.repos.createDispatchEvent(
              {...context.repo, event_type: 'task:start', client_payload: {task_id: id, retry_count: '0'}});
            """
        },
    ),
    "action-by-environment": action(
        """
        const [owner, repo] = process.env.GITHUB_REPOSITORY.split('/');
        fetch(`${process.env.GITHUB_API_URL}/repos/${owner}/${repo}/dispatches`, {
          method: 'POST',
          headers: {Authorization: 'token ' + process.env.INPUT_TOKEN},
          body: JSON.stringify({event_type: 'task:start', client_payload: {task_id: process.env.INPUT_ID, retry_count: '0'}}),
        });
        """
    ),
}
TEXTS = {**PROGRAMS, **TYPED, **ACTIONS}
