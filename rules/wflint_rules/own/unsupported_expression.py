r"""An expression that GitHub refuses: the whole file is rejected, and none of its triggers works.

## Why

GitHub reads every `${{ }}` and every `if` before anything runs.  A name that isn't a context, a context that the key can't
see, double quotes: one such place, and the workflow doesn't start on any event.  In `run` every `${{` is GitHub's, also in the
script's own comments and strings.

## Bad

```yaml title=".github/workflows/build.yml"
on:
  repository_dispatch:
    types: [build-requested]
jobs:
  build:
    if: secrets.DEPLOY_KEY != ''  # unsupported-expression: no `secrets` in an `if`
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - if: github.event.action == "build-requested"  # unsupported-expression: double quotes
        run: ./build.sh "${{ TAG }}"  # unsupported-expression: a variable of the shell, not a context
```

## Good

```yaml title=".github/workflows/build.yml"
on:
  repository_dispatch:
    types: [build-requested]
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    env:
      DEPLOY_KEY: ${{ secrets.DEPLOY_KEY }}
    steps:
      - if: env.DEPLOY_KEY != '' && github.event.action == 'build-requested'
        run: ./build.sh "$TAG"
```

## Limits

Only keys that GitHub's table of contexts names are looked at, and steps of local composite actions.  A name behind a context that
doesn't exist is empty, not refused; other rules look at those.

## References

- [Contexts: availability](https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability)
- [Expressions: literals](https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#literals)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Level, NoOptions, Refusal, Source, System, refusals, rule


@rule("expression that GitHub refuses", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """GitHub accepts every expression of every workflow and local action."""
    workflows = {source.path for repository in system.repositories for source in repository.workflows}
    for path, source in system.sources.items():
        is_workflow = path in workflows
        for refusal in refusals(source, "workflow" if is_workflow else "action"):
            if not _is_of_timeout(refusal):
                effect = "GitHub rejects the file" if is_workflow else "GitHub rejects the action, and the job fails"
                yield Hit(refusal.span, f"{effect}: {refusal.message}", help=_cure(refusal, source), subject=refusal.message)


def _is_of_timeout(refusal: Refusal) -> bool:
    """Contexts in a job's timeout are reported by `invalid-timeout`."""
    return refusal.key == "jobs.<job_id>.timeout-minutes" and refusal.context is not None


def _cure(refusal: Refusal, source: Source) -> str | None:
    if refusal.context == "secrets" and refusal.key.endswith(".if"):
        return "put the secret into `env` of the job and compare `env` in the `if` of the steps"
    if refusal.context == "env":
        return "use `vars`, `inputs` or an output of a job in `needs`"
    if ("not closed" in refusal.message or refusal.message.startswith("unexpected symbol: ''")) and source.lines[
        refusal.span.end_line - 1
    ][refusal.span.end_column - 1 :].lstrip()[:1] == "#":
        return "` #` begins a comment here: put the whole value in quotes"
    return None
