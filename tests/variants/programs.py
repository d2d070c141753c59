"""Messages sent by programs in JavaScript, TypeScript, Go and Ruby that a step runs."""

from __future__ import annotations

from spellings.frame import HEAD, WORKFLOW, Files, sender
from spellings.meaning import NotUnderstood
from variants.entry import TICKET, payload, said, start, variant
from wflint.values.condition import Opaque
from wflint.values.value import Const, Fallback

GIVEN = Fallback(TICKET, Const(""))


def runs(command: str, files: Files) -> Files:
    """A repository whose workflow runs a command."""
    steps = f"""
    - uses: actions/checkout@v5
    - run: {command}
      env:
        GH_TOKEN: ${{{{ secrets.BOT }}}}
        TICKET: ${{{{ inputs.ticket }}}}
    """
    return {**sender(steps), **files}


VARIANTS = {
    "command-line-in-a-template": variant(
        runs(
            "node tools/send.js",
            {
                "tools/send.js": """\
const { execSync } = require('child_process');

const FILE = 'pack.yml';
const ticket = process.env.TICKET;

function send(round) {
  execSync(`gh workflow run ${FILE} --ref main -f ticket="${ticket}" -f round="${round}"`, { stdio: 'inherit' });
}

send(1);
"""
            },
        ),
        start("pack.yml", payload(ticket=TICKET, round="1"), ref="main"),
    ),
    "list-of-arguments-with-json-on-standard-input": variant(
        runs(
            "npx tsx tools/send.ts octo/warehouse restock.yml",
            {
                "tools/send.ts": """\
import { execFileSync } from "node:child_process";

type Inputs = Record<string, string>;

function post(repository: string, file: string, inputs: Inputs): void {
  execFileSync(
    "gh",
    ["api", "-X", "POST", `repos/${repository}/actions/workflows/${file}/dispatches`, "--input", "-"],
    { input: JSON.stringify({ ref: "main", inputs }), encoding: "utf8" },
  );
}

function send(repository: string, file: string, inputs: Inputs): void {
  try {
    post(repository, file, inputs);
  } catch (error) {
    const { note, ...rest } = inputs;
    post(repository, file, rest);
  }
}

send(process.argv[2], process.argv[3], { ticket: process.env.TICKET ?? "", note: "first" });
"""
            },
        ),
        start("restock.yml", payload(ticket=GIVEN, note="first"), ref="main", repository="octo/warehouse"),
        start(
            "restock.yml",
            payload(ticket=GIVEN),
            ref="main",
            repository="octo/warehouse",
            when=(said(Opaque("an error in `try` (line 14)")),),
        ),
        hidden=("`catch` without `throw`", None),
    ),
    "fetch-in-a-relay": variant(
        runs(
            "node relay/run.mjs",
            {
                "relay/run.mjs": """\
import { forward } from './forward.mjs';

await forward({ ticket: process.env.TICKET, round: '1' }, process.env.GH_TOKEN);
""",
                "relay/forward.mjs": """\
const REPOSITORY = 'octo/warehouse';

export async function forward(inputs, token) {
  const url = `https://api.github.com/repos/${REPOSITORY}/actions/workflows/restock.yml/dispatches`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ ref: 'main', inputs }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
""",
            },
        ),
        start("restock.yml", payload(ticket=TICKET, round="1"), ref="main", repository="octo/warehouse"),
    ),
    "relay-that-is-called-from-out-of-sight": variant(
        {
            WORKFLOW: f"{HEAD}jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n",
            "scripts/worker.js": """\
const REPOSITORY = 'octo/warehouse';

export default {
  async fetch(request, env) {
    const order = await request.json();
    return fetch(`https://api.github.com/repos/${REPOSITORY}/actions/workflows/${order.file}/dispatches`, {
      method: 'POST',
      headers: { authorization: `Bearer ${env.TOKEN}` },
      body: JSON.stringify({ ref: 'main', inputs: order.inputs }),
    });
  },
};
""",
        },
        NotUnderstood("it stands in a function that nothing in sight calls"),
    ),
    "bot-in-typescript": variant(
        runs(
            "npx tsx bot/main.ts",
            {
                "bot/config.ts": """\
export interface Job { workflow: string; branch: string }
export const OWNER = "octo";
export const jobs: Record<string, Job> = { restock: { workflow: "restock.yml", branch: "main" } };
""",
                "bot/main.ts": """\
import { Octokit } from "@octokit/rest";
import { OWNER, jobs } from "./config";

const client = new Octokit({ auth: process.env.GH_TOKEN });

async function main(): Promise<void> {
  const job = jobs.restock;
  await client.rest.actions.createWorkflowDispatch({
    owner: OWNER,
    repo: "warehouse",
    workflow_id: job.workflow,
    ref: job.branch,
    inputs: { ticket: process.env.TICKET! },
  });
}

main();
""",
            },
        ),
        start("restock.yml", payload(ticket=TICKET), ref="main", repository="octo/warehouse"),
    ),
    "helper-of-another-package": variant(
        runs(
            "node tools/update.js",
            {
                "tools/update.js": """\
const github = require('shop-helpers')();

async function main() {
  const message = {
    owner: 'octo',
    repo: 'warehouse',
    workflow: 'restock.yml',
    branch: 'main',
    inputs: { ticket: process.env.TICKET },
  };
  await github.sendWorkflowDispatch(message);
}

main();
"""
            },
        ),
        NotUnderstood("it is a function that can't be read"),
    ),
    "go-in-a-docker-action": variant(
        {
            **sender(
                """
                - uses: actions/checkout@v5
                - uses: ./tell
                  with:
                    repos: octo/warehouse,octo/website
                    event: restock
                    payload: '{"ticket": "${{ inputs.ticket }}"}'
                    token: ${{ secrets.BOT }}
                """
            ),
            "tell/action.yml": """\
name: Tell
inputs:
  repos: {required: true}
  event: {required: true}
  payload: {default: "{}"}
  token: {required: true}
runs:
  using: docker
  image: Dockerfile
""",
            "tell/Dockerfile": 'FROM golang:1.25\nCOPY main.go .\nRUN go build -o /tell main.go\nENTRYPOINT ["/tell"]\n',
            "tell/main.go": """\
package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"strings"
)

type message struct {
	EventType     string          `json:"event_type"`
	ClientPayload json.RawMessage `json:"client_payload"`
}

func main() {
	for _, repo := range strings.Split(os.Getenv("INPUT_REPOS"), ",") {
		body, _ := json.Marshal(message{os.Getenv("INPUT_EVENT"), json.RawMessage(os.Getenv("INPUT_PAYLOAD"))})
		request, _ := http.NewRequest("POST", "https://api.github.com/repos/"+repo+"/dispatches", bytes.NewReader(body))
		request.Header.Set("Authorization", "Bearer "+os.Getenv("INPUT_TOKEN"))
		http.DefaultClient.Do(request)
	}
}
""",
        },
        NotUnderstood("what a container runs isn't read"),
    ),
    "go-by-go-run": variant(
        runs(
            "go run tools/tell.go",
            {
                "tools/tell.go": """\
package main

import (
	"net/http"
	"os"
	"strings"
)

func main() {
	body := strings.NewReader(`{"event_type": "restock"}`)
	request, _ := http.NewRequest("POST", "https://api.github.com/repos/octo/warehouse/dispatches", body)
	request.Header.Set("Authorization", "Bearer "+os.Getenv("GH_TOKEN"))
	http.DefaultClient.Do(request)
}
"""
            },
        ),
        NotUnderstood("what `tell.go` does isn't read"),
    ),
    "helper-in-ruby": variant(
        runs(
            "ruby tools/start.rb",
            {
                "tools/start.rb": """\
require "json"
require "net/http"

def workflow_dispatch_event(user, repo, workflow, ref, **inputs)
  uri = URI("https://api.github.com/repos/#{user}/#{repo}/actions/workflows/#{workflow}/dispatches")
  Net::HTTP.post(uri, { ref: ref, inputs: inputs }.to_json, "Authorization" => "Bearer #{ENV.fetch("GH_TOKEN")}")
end

workflow_dispatch_event("octo", "warehouse", "restock.yml", "main", ticket: ENV.fetch("TICKET"))
"""
            },
        ),
        NotUnderstood("what `start.rb` does isn't read"),
    ),
}
