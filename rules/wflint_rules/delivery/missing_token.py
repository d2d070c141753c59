r"""A dispatch without a token: GitHub refuses it, and nothing starts; any other call of `gh` fails as well.

## Why

The runner puts no token into the environment by itself.  `gh` then stops with exit code 4, and a request without
`Authorization` is answered with 401 or 404.

## Bad

```yaml title=".github/workflows/build.yml"
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {actions: write}
    steps:
      - run: gh workflow run deploy.yml --repo "$GITHUB_REPOSITORY"  # missing-token
```

```yaml title=".github/workflows/deploy.yml"
on: workflow_dispatch
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./deploy.sh
```

### A request

```yaml title=".github/workflows/build.yml"
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: |
          curl --fail -X POST "https://api.github.com/repos/$GITHUB_REPOSITORY/dispatches" -d '{"event_type": "built"}'  # missing-token
```

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types: [built]
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./deploy.sh
```

### A secret that the caller doesn't hand on

```yaml title=".github/workflows/release.yml"
on: push
jobs:
  notify:
    uses: ./.github/workflows/notify.yml
```

```yaml title=".github/workflows/notify.yml"
on:
  workflow_call:
    secrets:
      DISPATCH_TOKEN: {required: false}
jobs:
  notify:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {GH_TOKEN: "${{ secrets.DISPATCH_TOKEN }}"}
    steps:
      - run: gh workflow run deploy.yml --repo octo/other  # missing-token: the secret is empty
```

### Another call of `gh`

```yaml title=".github/workflows/report.yml"
on:
  repository_dispatch:
    types: [task-failed]
permissions: {issues: write}
jobs:
  tell:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {GH_REPO: "${{ github.repository }}"}
        run: gh issue create --title "A task has failed" --body ""  # missing-token
```

## Good

```yaml title=".github/workflows/build.yml"
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {actions: write}
    steps:
      - run: gh workflow run deploy.yml --repo "$GITHUB_REPOSITORY"
        env:
          GH_TOKEN: ${{ github.token }}
```

```yaml title=".github/workflows/again.yml"
on: {schedule: [{cron: "7 3 * * *"}]}
jobs:
  again:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: |
          ask() { curl -fsS "$@"; }
          ask "https://example.com/is-up"
          mapfile -t headers < <(./headers.sh)
          ask "${headers[@]}" "https://api.github.com/repos/$GITHUB_REPOSITORY/actions/workflows/deploy.yml/dispatches" -d '{"ref": "main"}'
```

```yaml title=".github/workflows/deploy.yml"
on: workflow_dispatch
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./deploy.sh
```

## Fixed

```yaml title=".github/workflows/build.yml"
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {actions: write}
    steps:
      - env:
          GH_TOKEN: ${{ github.token }}
        run: gh workflow run deploy.yml --repo "$GITHUB_REPOSITORY"
```

A permission that is missing as well comes with the token, and then only by `--unsafe-fixes`.

## Limits

Silent where `gh auth login` ran earlier in the job, and where an earlier step could have exported a token out of sight: a
script of the repository, or an action by somebody else.  Silent for scripts in files of their own, and for requests that
JavaScript, PowerShell or Python make.  Calls of `gh` that send no message count in workflows that send or hear one.  On runners
other than GitHub's own `gh` may be signed in already, so there it is a warning, or nothing.  Whether a secret is set can't be seen.

## References

- [Using GitHub CLI in workflows](https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-github-cli)
- [gh help environment](https://cli.github.com/manual/gh_help_environment)
- [Reuse workflows: passing secrets](https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import (
    NEEDED,
    Command,
    Fix,
    Hit,
    Label,
    Level,
    NoOptions,
    Site,
    Span,
    System,
    can_happen,
    commands,
    constant,
    effective,
    granting,
    in_step,
    may_be_authorized,
    may_be_signed_in,
    offer,
    rule,
    runner,
    token_at,
)


@rule("dispatch, or another call of `gh`, without a token", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each dispatch has a token in sight, or may have one out of sight; so has each call of `gh`."""
    reported: set[Span] = set()
    for site in system.sites:
        if site.span not in reported and site.span.path in system.sources and _is_empty(site) and can_happen(site):
            hit = _hit(system, site)
            if hit is not None:
                reported.add(site.span)
                yield hit
    for calls in _without_token(system):
        yield _unsigned(calls)


def _without_token(system: System) -> Iterator[list[Command]]:
    """The calls of `gh` that find no token, step by step."""
    found: dict[int, list[Command]] = {}
    for command in commands(system):
        if command.token is None and runner(command.way.job) == "hosted" and not may_be_signed_in(command.way):
            found.setdefault(id(command.way.step), []).append(command)
    yield from found.values()


def _unsigned(calls: list[Command]) -> Hit:
    first, *others = calls
    return Hit(
        first.span,
        f"`{first.name}` has no token: neither `GH_TOKEN` nor `GITHUB_TOKEN` is set, so it fails",
        help="set `GH_TOKEN: ${{ github.token }}`, or a secret, under `env` of the step or the job",
        related=tuple(Label(each.span, "the same here") for each in others),
    )


def _is_empty(site: Site) -> bool:
    token = site.dispatch.token
    return token is None or constant(token_at(site.way, token)) == ""


def _hit(system: System, site: Site) -> Hit | None:
    mechanism = site.dispatch.mechanism
    related = _callers(site)
    if site.dispatch.token is not None:
        message = f"the token of `{mechanism}` is empty here, so GitHub refuses the dispatch and nothing starts"
        return Hit(site.span, message, help="hand the token on to the workflow or action that sends", related=related)
    if mechanism.startswith("gh "):
        if may_be_signed_in(site.way):
            return None
        return Hit(
            site.span,
            f"`{mechanism}` has no token: neither `GH_TOKEN` nor `GITHUB_TOKEN` is set, so nothing is started",
            help="set `GH_TOKEN: ${{ github.token }}`, or a secret, under `env` of the step or the job",
            related=related,
            level=None if runner(site.way.job) == "hosted" else Level.WARNING,
            fixes=_fixes(system, site),
        )
    if not (mechanism == "curl" or "/" in mechanism) or may_be_authorized(site):
        return None  # in other languages headers are often made elsewhere
    return Hit(
        site.span,
        f"`{mechanism}` sends no token, so GitHub refuses the dispatch and nothing starts",
        help="send the header `Authorization: Bearer …`" if "/" not in mechanism else "give the action a token",
        related=related,
    )


def _fixes(system: System, site: Site) -> tuple[Fix, ...]:
    """The run's own token for the step; it doesn't reach other repositories."""
    if system.receiver(site) is not site.workflow.repository:
        return ()
    title = "give the step `GH_TOKEN: ${{ github.token }}`"
    edit = in_step(system, site.way.step.step, {"env": {"GH_TOKEN": "${{ github.token }}"}})
    granted, scope = effective(site.way), NEEDED[site.dispatch.kind]
    if granted is None or granted.level(scope) == "write":
        return offer(title, edit, safe=runner(site.way.job) == "hosted")
    return offer(f"{title}, and its job `{scope}: write`", edit, granting(system, site.way, scope, "write"))


def _callers(site: Site) -> tuple[Label, ...]:
    """The jobs and steps of other files through which the dispatch is reached."""
    jobs = tuple(Label(job.job.key.span, "the job that calls this workflow") for job in site.way.jobs[:-1])
    return (*jobs, *(Label(step.place, "the step that uses this action") for step in site.way.steps[:-1]))
