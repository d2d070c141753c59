r"""A step waits for something outside, and nothing ends the wait when that never comes.

## Why

A loop that sleeps until a run is done, a service answers or a file appears, waits as long as the job may run: GitHub stops a job
without `timeout-minutes` after 360 minutes, on a self-hosted runner after 5 days.  So does `gh run watch`, which has no limit
of its own.  Whoever waits for the task waits as long.

## Bad

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types: [deploy-requested]
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: ./deploy.sh
      - run: |
          until curl -sf https://example.com/health; do  # unbounded-wait
            echo "not there yet, $((++tries)) tries"
            sleep 10
          done
```

### The end of a run is waited for

```yaml title=".github/workflows/release.yml"
on:
  repository_dispatch:
    types: [release-requested]
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - env:
          GH_TOKEN: ${{ github.token }}
          RUN: ${{ github.event.client_payload.run }}
        run: |
          gh run watch "$RUN" --exit-status  # unbounded-wait
          ./release.sh
```

### Checks are waited for, in a workflow that sends nothing

```yaml title=".github/workflows/after-release.yml"
on: release
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: lewagon/wait-on-check-action@v1  # unbounded-wait
        with: {ref: main, repo-token: "${{ github.token }}"}
      - run: ./announce.sh
```

### In PowerShell, JavaScript and a file of its own

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types: [deploy-requested]
jobs:
  windows:
    runs-on: windows-latest
    steps:
      - shell: pwsh
        run: |
          do {  # unbounded-wait
            Start-Sleep -Seconds 5
          } until (Test-Path ready.txt)
  script:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/github-script@v8
        with:
          script: |
            const run_id = context.payload.client_payload.run;
            while (true) {  # unbounded-wait
              const run = await github.rest.actions.getWorkflowRun({...context.repo, run_id});
              if (run.data.status === 'completed') break;
              await new Promise((done) => setTimeout(done, 5000));
            }
  file:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: python scripts/wait.py
```

```python title="scripts/wait.py"
import time
from pathlib import Path

while not Path("ready").exists():  # unbounded-wait
    time.sleep(5)
```

## Good

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types: [deploy-requested]
jobs:
  count:
    runs-on: ubuntu-latest
    steps:
      - run: |
          for try in $(seq 1 30); do
            curl -sf https://example.com/health && exit 0
            sleep 10
          done
          exit 1
      - run: timeout 10m bash -c 'until curl -sf https://example.com/health; do sleep 10; done'
      - run: |
          until curl -sf https://example.com/health; do
            if (( SECONDS > 600 )); then exit 1; fi
            sleep 10
          done
  step:
    runs-on: ubuntu-latest
    steps:
      - timeout-minutes: 10
        run: until curl -sf https://example.com/health; do sleep 10; done
  job:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - env: {GH_TOKEN: "${{ github.token }}"}
        run: gh run watch "$RUN" --exit-status
  input:
    runs-on: ubuntu-latest
    steps:
      - run: |
          while read -r line; do
            ./use.sh "$line"
            sleep 1
          done < list.txt
```

## Options

`scope`: `linked` looks at loops in workflows that send or hear a message, `all` in every workflow.  What waits for the end of
other runs or checks is looked at everywhere.

## Limits

A loop counts as a wait where it sleeps.  Anything in it that looks at the clock, reads input piece by piece, or counts something
that is looked at or handed on, is taken for its bound, whether it is enough or not.  Silent for loops in the background, for loops
that wait for a process of their own (`kill -0`), and for files that gh-aw made (`.lock.yml`).  Of actions that wait only those of
a table are known.

## References

- [Workflow syntax: jobs.<job_id>.timeout-minutes](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes)
- [Actions limits](https://docs.github.com/en/actions/reference/limits)
- [gh run watch](https://cli.github.com/manual/gh_run_watch)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from wflint.api import Endless, Hit, Label, Level, System, dataclass, endless, field, rule, runner


@dataclass(frozen=True, slots=True)
class Options:
    """Which workflows are looked at."""

    scope: Literal["linked", "all"] = field(
        default="linked", metadata={"doc": "`linked`: loops in workflows that send or hear a message; `all`: in every workflow"}
    )


@rule("wait that nothing ends", level=Level.WARNING, options=Options)
def check(system: System, options: Options) -> Iterator[Hit]:
    """Whatever waits has an end of its own, or a timeout around it."""
    for found in endless(system):
        facts = found.way.workflow
        concerned = options.scope == "all" or not found.is_loop or facts.path in system.linked
        if concerned and not facts.workflow.is_compiled:
            yield _hit(found)


def _hit(found: Endless) -> Hit:
    job = found.way.job
    duration = {"hosted": "6 hours", "self-hosted": "5 days", "unknown": "6 hours or more"}[runner(job)]
    what = f"the loop {found.what}" if found.is_loop and found.what.startswith("`") else found.what
    own = "count the turns or look at the clock in the loop, or " if found.is_loop else ""
    elsewhere = found.place.path != found.way.step.place.path
    related = (Label(found.way.step.place, "it is run here"),) if elsewhere else ()
    return Hit(
        found.place,
        f"{what} waits without an end: if what it waits for never comes, {duration} pass before GitHub stops job `{job.id}`",
        help=f"{own}give the step or the job `timeout-minutes`",
        related=related,
        subject=f"{job.id} {found.what}",
    )
