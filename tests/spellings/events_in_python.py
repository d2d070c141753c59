"""The event in Python: as the shell of a step, and in files that steps run."""

from __future__ import annotations

from spellings.events_in_functions import CHECKOUT
from spellings.frame import Files, block, run, script, sender

URL = "f\"https://api.github.com/repos/{os.environ['GITHUB_REPOSITORY']}/dispatches\""
HEADERS = '{"Authorization": f"Bearer {os.environ[\'GH_TOKEN\']}", "Accept": "application/vnd.github+json"}'
BODY = '{"event_type": "task:start", "client_payload": {"task_id": os.environ["TICKET"], "retry_count": "0"}}'
POST = f"requests.post({URL}, headers={HEADERS}, json={BODY})"
REQUESTS = f"import os\nimport requests\n{POST}.raise_for_status()\n"
TASK = "client_payload[task_id]={os.environ['TICKET']}"
FIELDS = f'"-f", "event_type=task:start", "-f", f"{TASK}", "-f", "client_payload[retry_count]=0"'
ADDRESS = "f\"repos/{os.environ['GITHUB_REPOSITORY']}/dispatches\""


def program(text: str, command: str = "python tools/send.py", files: Files | None = None) -> Files:
    """A program that a step runs."""
    others = {name: block(content, 0) for name, content in (files or {}).items()}
    return {**sender(CHECKOUT + run(command)), "tools/send.py": block(text, 0), **others}


SHELL: dict[str, Files] = {
    "requests": script(REQUESTS, "python"),
    "requests-with-data": script(
        f"""
        import json, os, requests
        requests.post({URL}, headers={HEADERS}, data=json.dumps({BODY}))
        """,
        "python",
    ),
    "requests-by-method": script(
        f"""
        import os
        import requests
        requests.request("POST", {URL}, headers={HEADERS}, json={BODY}, timeout=30)
        """,
        "python",
    ),
    "requests-with-a-session": script(
        f"""
        import os
        from requests import Session
        with Session() as session:
            session.headers.update({HEADERS})
            session.post({URL}, json={BODY}).raise_for_status()
        """,
        "python",
    ),
    "requests-imported-by-name": script(
        f"import os\nfrom requests import post as send\nsend({URL}, headers={HEADERS}, json={BODY})", "python"
    ),
    "requests-with-an-expression": script(
        """
        import requests
        requests.post(
            "https://api.github.com/repos/${{ github.repository }}/dispatches",
            headers={"Authorization": "token ${{ secrets.BOT }}"},
            json={"event_type": "task:start", "client_payload": {"task_id": "${{ inputs.ticket }}", "retry_count": "0"}},
        )
        """,
        "python",
    ),
    "httpx": script(f"import os\nimport httpx\nhttpx.post({URL}, headers={HEADERS}, json={BODY})", "python"),
    "httpx-with-a-client": script(
        f"""
        import os
        import httpx
        with httpx.Client(base_url="https://api.github.com", headers={HEADERS}) as client:
            client.post(f"/repos/{{os.environ['GITHUB_REPOSITORY']}}/dispatches", json={BODY})
        """,
        "python",
    ),
    "urllib": script(
        f"""
        import json
        import os
        import urllib.request
        request = urllib.request.Request({URL}, data=json.dumps({BODY}).encode(), headers={HEADERS}, method="POST")
        urllib.request.urlopen(request)
        """,
        "python",
    ),
    "http-client": script(
        f"""
        import http.client, json, os
        connection = http.client.HTTPSConnection("api.github.com")
        connection.request("POST", f"/repos/{{os.environ['GITHUB_REPOSITORY']}}/dispatches", json.dumps({BODY}), {HEADERS})
        """,
        "python",
    ),
    "pygithub": script(
        """
        import os
        from github import Github
        repository = Github(os.environ["GH_TOKEN"]).get_repo(os.environ["GITHUB_REPOSITORY"])
        repository.create_repository_dispatch("task:start", {"task_id": os.environ["TICKET"], "retry_count": "0"})
        """,
        "python",
    ),
    "pygithub-with-names": script(
        """
        import os
        from github import Auth, Github
        with Github(auth=Auth.Token(os.environ["GH_TOKEN"])) as client:
            client.get_repo("octo/example").create_repository_dispatch(
                event_type="task:start", client_payload={"task_id": os.environ["TICKET"], "retry_count": "0"}
            )
        """,
        "python",
    ),
    "subprocess": script(
        f'import os\nimport subprocess\nsubprocess.run(["gh", "api", {ADDRESS}, {FIELDS}], check=True)', "python"
    ),
    "subprocess-with-input": script(
        f"""
        import json, os, subprocess
        subprocess.run(["gh", "api", {ADDRESS}, "--input", "-"], input=json.dumps({BODY}), text=True, check=True)
        """,
        "python",
    ),
    "subprocess-with-a-shell": script(
        """
        import subprocess
        subprocess.check_call(
            'gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start '
            '-f "client_payload[task_id]=$TICKET" -f "client_payload[retry_count]=0"', shell=True)
        """,
        "python",
    ),
    "subprocess-of-curl": script(
        f"""
        import json, os, subprocess
        token = os.environ["GH_TOKEN"]
        subprocess.run(["curl", "-f", "-H", f"Authorization: Bearer {{token}}", "-d", json.dumps({BODY}), {URL}], check=True)
        """,
        "python",
    ),
    "os-system": script(
        """
        import os
        os.system('gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start '
                  '-f "client_payload[task_id]=$TICKET" -f "client_payload[retry_count]=0"')
        """,
        "python",
    ),
}
VALUES: dict[str, Files] = {
    "variables": script(
        f"""
        import os
        import requests
        kind: str = "task" + ":" + "start"
        tries = 0
        payload = dict(task_id=os.getenv("TICKET"), retry_count=str(tries))
        body = {{"event_type": kind, "client_payload": payload}}
        requests.post({URL}, headers={HEADERS}, json=body)
        """,
        "python",
    ),
    "members-set-one-by-one": script(
        f"""
        import os
        import requests
        body = {{}}
        body["event_type"] = "%s:%s" % ("task", "start")
        body["client_payload"] = {{}}
        body["client_payload"]["task_id"] = os.environ.get("TICKET")
        body["client_payload"].update(retry_count="{{}}".format(0))
        requests.post({URL}, headers={HEADERS}, json=body)
        """,
        "python",
    ),
    "dictionaries-merged": script(
        f"""
        import os
        import requests
        first = {{"task_id": os.environ["TICKET"], "retry_count": "9"}}
        payload = {{**first, "retry_count": "0"}}
        requests.post({URL}, headers={HEADERS}, json={{"event_type": "task:start"}} | {{"client_payload": payload}})
        """,
        "python",
    ),
    "comprehension": script(
        f"""
        import os
        import requests
        pairs = [("task_id", os.environ["TICKET"]), ("retry_count", "0")]
        payload = {{name: value for name, value in pairs}}
        requests.post({URL}, headers={HEADERS}, json={{"event_type": "task:start", "client_payload": payload}})
        """,
        "python",
    ),
}
FILES: dict[str, Files] = {
    "file": program(REQUESTS),
    "file-by-python3": program(REQUESTS, "python3 -u ./tools/send.py"),
    "file-by-uv": program(REQUESTS, "uv run tools/send.py"),
    "file-by-itself": program("#!/usr/bin/env python3\n" + REQUESTS, "./tools/send.py"),
    "file-from-powershell": {
        **sender(CHECKOUT + run("python tools/send.py", "pwsh")),
        "tools/send.py": REQUESTS,
    },
    "main": program(
        f"""
        import os
        import requests


        def main() -> None:
            {POST}


        if __name__ == "__main__":
            main()
        """
    ),
    "function": program(
        f"""
        import os
        import requests


        def send(kind: str, *, count: int = 0, **payload: str) -> None:
            body = {{"event_type": kind, "client_payload": {{**payload, "retry_count": str(count)}}}}
            requests.post({URL}, headers={HEADERS}, json=body)


        send("task:start", task_id=os.environ["TICKET"])
        """
    ),
    "class": program(
        f"""
        import os
        import requests


        class Sender:
            def __init__(self, token):
                self.headers = {{"Authorization": f"Bearer {{token}}"}}

            def start(self, task_id, retry_count="0"):
                payload = {{"task_id": task_id, "retry_count": retry_count}}
                requests.post({URL}, headers=self.headers, json={{"event_type": "task:start", "client_payload": payload}})


        Sender(os.environ["GH_TOKEN"]).start(os.environ["TICKET"])
        """
    ),
    "arguments": program(
        f"""
        import os, sys
        import requests
        payload = {{"task_id": sys.argv[1], "retry_count": sys.argv[2]}}
        requests.post({URL}, headers={HEADERS}, json={{"event_type": "task:start", "client_payload": payload}})
        """,
        'python tools/send.py "$TICKET" 0',
    ),
    "arguments-parsed": program(
        f"""
        import argparse, os
        import requests
        parser = argparse.ArgumentParser()
        parser.add_argument("--id", required=True)
        parser.add_argument("--count", default="0")
        given = parser.parse_args()
        payload = {{"task_id": given.id, "retry_count": given.count}}
        requests.post({URL}, headers={HEADERS}, json={{"event_type": "task:start", "client_payload": payload}})
        """,
        'python tools/send.py --id "${{ inputs.ticket }}"',
    ),
    "module-of-its-own": program(
        'import os\nfrom sender import start\n\nstart(os.environ["TICKET"])\n',
        files={
            "tools/sender.py": f"""
            import os
            import requests


            def start(task_id):
                payload = {{"task_id": task_id, "retry_count": "0"}}
                requests.post({URL}, headers={HEADERS}, json={{"event_type": "task:start", "client_payload": payload}})
            """
        },
    ),
    "in-the-command": sender(CHECKOUT + run(f"python -c '{REQUESTS.replace(chr(39), chr(39) + chr(92) + chr(39) + chr(39))}'")),
    "by-here-document": sender(CHECKOUT + run(f"python - <<'END'\n{REQUESTS}END")),
    "asynchronous": program(
        f"""
        import asyncio
        import os
        import httpx


        async def main():
            async with httpx.AsyncClient() as client:
                await client.post({URL}, headers={HEADERS}, json={BODY})


        asyncio.run(main())
        """
    ),
    "aiohttp": program(
        f"""
        import asyncio, os
        import aiohttp


        async def main():
            async with aiohttp.ClientSession(headers={HEADERS}) as session:
                async with session.post({URL}, json={BODY}) as answer:
                    answer.raise_for_status()


        asyncio.run(main())
        """
    ),
}
TEXTS = {**SHELL, **VALUES, **FILES}
