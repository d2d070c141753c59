"""Decides what comes next in a task, for the event that has started the run."""

import json
import os
import subprocess
import sys

MAX_RETRIES = int(os.environ["MAX_RETRIES"])


def start(workflow: str, task_id: str, issue: str, retry_count: int) -> None:
    inputs = {"task_id": task_id, "issue": issue, "retry_count": str(retry_count)}
    subprocess.run(["gh", "workflow", "run", workflow, "--json"], input=json.dumps(inputs), text=True, check=True)


def tell(issue: str, words: str) -> None:
    subprocess.run(["gh", "issue", "comment", issue, "--body", words], check=True)


def main() -> int:
    event = os.environ["EVENT_TYPE"]
    status = os.environ["STATUS"]
    task_id = os.environ["TASK_ID"]
    issue = os.environ["ISSUE"]
    retries = int(os.environ["RETRY_COUNT"])  # what isn't a number ends here, and the run is red
    print(f"{event} of task {task_id}: status {status!r}, {retries} retries so far")

    if event == "task:start":
        start("draft.yml", task_id, issue, retries)
    elif event == "draft:complete" and status == "success":
        start("check.yml", task_id, issue, retries)
    elif event == "check:complete" and status == "success":
        tell(issue, f"Task {task_id} is done.")
    elif status == "failure" and retries < MAX_RETRIES:
        start("draft.yml", task_id, issue, retries + 1)
    else:
        tell(issue, f"Task {task_id} ended: {event}, {status}, after {retries} retries.")
        print(f"::error::task {task_id} ended: {event}, {status}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
