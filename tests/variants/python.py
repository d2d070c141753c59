"""Messages sent by Python."""

from __future__ import annotations

from spellings.frame import HEAD, WORKFLOW, Files, sender
from spellings.meaning import NotUnderstood
from variants.entry import TICKET, event, holed, of, payload, said, start, variant
from wflint.values.condition import Opaque, Test
from wflint.values.value import Choice, Const, Fresh, Unknown, one_of

IDLE = f"{HEAD}jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"
CAUGHT = """\
import os

import requests

try:
    requests.post(
        f"https://api.github.com/repos/{os.environ['GITHUB_REPOSITORY']}/dispatches",
        headers={"Authorization": f"Bearer {os.environ['BOT']}"},
        json={"event_type": "order:placed"},
    ).raise_for_status()
except requests.HTTPError as error:
"""
FALSE = "PyGithub gives `False` when GitHub refuses, and nothing looks at it"


def runs(source: str, path: str = "tools/send.py", arguments: str = '--ticket "${{ inputs.ticket }}"') -> Files:
    """A repository whose workflow runs a program."""
    steps = f"""
    - uses: actions/checkout@v5
    - run: python {path} {arguments}
      env:
        BOT: ${{{{ secrets.BOT }}}}
        GH_TOKEN: ${{{{ secrets.BOT }}}}
        TICKET: ${{{{ inputs.ticket }}}}
    """
    return {**sender(steps), path: source}


VARIANTS = {
    "requests-with-the-kind-from-a-queue": variant(
        runs(
            """\
import json
import os

import requests

URL = f"https://api.github.com/repos/{os.environ['GITHUB_REPOSITORY']}/dispatches"
HEADERS = {"Authorization": f"Bearer {os.environ['BOT']}", "Accept": "application/vnd.github+json"}


def main():
    with open("queue.json") as queue:
        orders = json.load(queue)
    for order in orders:
        answer = requests.post(
            URL,
            headers=HEADERS,
            json={"event_type": order["kind"], "client_payload": {"ticket": os.environ["TICKET"], "round": 1}},
        )
        answer.raise_for_status()


if __name__ == "__main__":
    main()
"""
        ),
        event(Unknown('`order["kind"]`'), payload(ticket=TICKET, round=1), when=(said(Opaque("each of `orders`")),)),
    ),
    "requests-with-a-constant-kind": variant(
        runs(
            """\
import os
import requests

requests.post(
    "https://api.github.com/repos/octo/warehouse/dispatches",
    headers={"Authorization": "token " + os.environ["BOT"]},
    json={"event_type": "restock", "client_payload": {"ticket": os.getenv("TICKET")}},
    timeout=10,
).raise_for_status()
"""
        ),
        event("restock", payload(ticket=TICKET), repository="octo/warehouse"),
    ),
    "urllib-in-a-server-that-nobody-runs": variant(
        {
            WORKFLOW: IDLE,
            "tools/server.py": """\
import json
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

REPOSITORY = "octo/example"


def forward(token, kind, order):
    body = {
        "event_type": "order:placed",
        "client_payload": {"kind": "web", "source": "hook"},
    }
    request = urllib.request.Request(
        f"https://api.github.com/repos/{REPOSITORY}/dispatches",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}"},
        method="POST",
    )
    with urllib.request.urlopen(request) as answer:
        return answer.status


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        order = json.loads(self.rfile.read(length))
        forward(self.headers["X-Token"], order["kind"], order)
        self.send_response(202)
        self.end_headers()


if __name__ == "__main__":
    HTTPServer(("", 8000), Handler).serve_forever()
""",
        },
        NotUnderstood("it stands in function `forward`, which nothing in sight calls"),
    ),
    "pygithub": variant(
        runs(
            """\
import os

from github import Auth, Github

hub = Github(auth=Auth.Token(os.environ["BOT"]))
repository = hub.get_repo("octo/warehouse")
workflow = repository.get_workflow("restock.yml")
workflow.create_dispatch("main", inputs={"ticket": os.environ["TICKET"], "round": "1"})
"""
        ),
        start("restock.yml", payload(ticket=TICKET, round="1"), ref="main", repository="octo/warehouse"),
        hidden=(FALSE,),
    ),
    "pygithub-event": variant(
        runs(
            """\
import os
import sys

from github import Github

hub = Github(os.environ["BOT"])
hub.get_repo(os.environ["GITHUB_REPOSITORY"]).create_repository_dispatch(
    event_type="order:placed", client_payload={"ticket": sys.argv[2]}
)
"""
        ),
        event("order:placed", payload(ticket=TICKET)),
        hidden=(FALSE,),
    ),
    "failure-that-is-annotated": variant(
        runs(f"{CAUGHT}    print(f'::error::{{error}}')\n"),
        event("order:placed"),
        hidden=("`except` only shows an annotation",),
    ),
    "failure-that-is-printed": variant(
        runs(f"{CAUGHT}    print(f'no: {{error}}')  # ::error::\n"),
        event("order:placed"),
        hidden=("`except` goes on",),
    ),
    "own-wrapper-of-pygithub": variant(
        runs(
            """\
import os

from github import Github


class Starter:
    def __init__(self, token, name):
        self.repository = Github(token).get_repo(name)

    def start(self, file, ref, inputs):
        workflow = self.repository.get_workflow(file)
        headers, data = workflow._requester.requestJsonAndCheck(
            "POST",
            f"{workflow.url}/dispatches",
            input={"ref": ref, "inputs": inputs, "return_run_details": True},
        )
        return data["workflow_run_id"]


starter = Starter(os.environ["BOT"], "octo/warehouse")
starter.start("restock.yml", "main", {"ticket": os.environ["TICKET"]})
"""
        ),
        start("restock.yml", payload(ticket=TICKET), ref="main", repository="octo/warehouse"),
    ),
    "asynchronous-client-with-an-id-of-its-own": variant(
        runs(
            """\
import asyncio
import os
import uuid

import aiohttp


class Client:
    def __init__(self, token):
        self.headers = {"Authorization": f"Bearer {token}"}

    async def start(self, repository, file, ref, inputs):
        mark = str(uuid.uuid4())
        inputs["mark"] = mark
        url = f"https://api.github.com/repos/{repository}/actions/workflows/{file}/dispatches"
        async with aiohttp.ClientSession() as session:
            async with session.post(url, headers=self.headers, json={"ref": ref, "inputs": inputs}) as answer:
                answer.raise_for_status()
        return mark


async def main():
    client = Client(os.environ["BOT"])
    await client.start("octo/warehouse", "restock.yml", "main", {"ticket": os.environ["TICKET"]})


asyncio.run(main())
"""
        ),
        start(
            "restock.yml",
            payload(ticket=TICKET, mark=Fresh("uuid.uuid4")),
            ref="main",
            repository="octo/warehouse",
        ),
    ),
    "gh-over-a-table-of-roles": variant(
        runs(
            """\
import os
import subprocess

FILES = {"pack": "pack.yml", "ship": "ship.yml"}

for role, workflow in FILES.items():
    subprocess.run(
        ["gh", "workflow", "run", workflow, "--ref", "main", "-f", f"role={role}", "-f", f"ticket={os.environ['TICKET']}"],
        check=True,
    )
"""
        ),
        start("pack.yml", payload(role="pack", ticket=TICKET), ref="main"),
        start("ship.yml", payload(role="ship", ticket=TICKET), ref="main"),
    ),
    "gh-over-a-table-without-one-of-the-keys": variant(
        runs(
            """\
import json
import subprocess

STAGES = {"pick": "pick.yml", "pack": "pack.yml"}


def stage_of(order):
    if "lines" not in order:
        return None
    return "pack" if order.get("picked") else "pick"


def start(stage):
    subprocess.run(["gh", "workflow", "run", STAGES[stage]], check=True)


for order in json.load(open("orders.json")):
    stage = stage_of(order)
    if stage is None:
        continue
    start(stage)
"""
        ),
        start(
            Choice(Opaque('`order.get("picked")`'), Const("pack.yml"), Const("pick.yml")),
            when=(("Opaque", '`"lines" in order`'), ("Opaque", 'each of `json.load(open("orders.json"))`')),
        ),
    ),
    "gh-where-a-library-finds-nothing": variant(
        runs(
            """\
import re
import subprocess

import shelf

free = shelf.first_free()
if not free:
    subprocess.run(["gh", "workflow", "run", "pack.yml"], check=True)
number = re.search("[0-9]+", shelf.label())
if number is None:
    subprocess.run(["gh", "workflow", "run", "ship.yml"], check=True)
if shelf.Shelf() is None:
    subprocess.run(["gh", "workflow", "run", "never.yml"], check=True)
"""
        ),
        start("pack.yml", when=(("Not", ("Opaque", "`free`")),)),
        start("ship.yml", when=(("Opaque", "`number is None`"),)),
    ),
    "gh-where-an-empty-table-stands-in": variant(
        runs(
            """\
import subprocess

import shelf

order = shelf.order() or {}
if order.get("kind") == "new":
    subprocess.run(["gh", "workflow", "run", "pack.yml"], check=True)
known = {} if order else shelf.known()
if known.get("kind") == "new":
    subprocess.run(["gh", "workflow", "run", "ship.yml"], check=True)
"""
        ),
        start(
            "pack.yml", when=(said(Test(one_of((Unknown('`order.get("kind")`'), Const("None"))), "==", Const("new"), "string")),)
        ),
        start("ship.yml", when=(("Not", ("Opaque", "`order`")), ("Opaque", '`known.get("kind") == "new"`'))),
    ),
    "gh-by-a-role-on-the-command-line": variant(
        runs(
            """\
import argparse
import subprocess

FILES = {"pack": "pack.yml", "ship": "ship.yml"}

parser = argparse.ArgumentParser()
parser.add_argument("--ticket", required=True)
parser.add_argument("--role", choices=FILES, default="pack")
options = parser.parse_args()
subprocess.check_call(["gh", "workflow", "run", FILES[options.role], "-f", "ticket=" + options.ticket])
""",
        ),
        start("pack.yml", payload(ticket=TICKET)),
    ),
    "program-in-the-step": variant(
        sender(
            """
            - shell: python
              run: |
                import os, requests
                requests.post(
                    "https://api.github.com/repos/${{ github.repository }}/dispatches",
                    headers={"Authorization": "Bearer ${{ secrets.BOT }}"},
                    json={"event_type": "order-${{ inputs.stage }}", "client_payload": {"ticket": os.environ["TICKET"]}},
                ).raise_for_status()
              env:
                TICKET: ${{ inputs.ticket }}
            """
        ),
        event(holed("order-", of("inputs.stage")), payload(ticket=TICKET)),
    ),
}
