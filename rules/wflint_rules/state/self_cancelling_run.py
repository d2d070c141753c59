r"""Parts of one run want the same concurrency group: the run is cancelled for a deadlock, or its parts cancel each other.

## Why

A concurrency group lets one in, and a run holds its group until it ends.  A job in it, or a workflow that it calls, which wants the
same group can never have it: GitHub sees a deadlock and cancels it.  A called workflow sees its caller's `github`, so that
`${{ github.workflow }}-${{ github.ref }}` in both is the same group.  Jobs side by side that share a group, such as those of a matrix,
cancel each other: with `cancel-in-progress` the second cancels the first, without it the third the second.

## Bad

### A called workflow with the group of its caller

```yaml title=".github/workflows/release.yml"
name: Release
on: workflow_dispatch
concurrency:
  group: ${{ github.workflow }}-${{ github.ref }}
jobs:
  build:
    uses: ./.github/workflows/build.yml
```

```yaml title=".github/workflows/build.yml"
name: Build
on:
  push:
  workflow_call:
concurrency:
  group: ${{ github.workflow }}-${{ github.ref }}  # self-cancelling-run: `Release-refs/heads/main` as well
  cancel-in-progress: true
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    concurrency: build-${{ github.ref }}
    steps:
      - run: make
```

### The jobs of a matrix

```yaml title=".github/workflows/test.yml"
on: push
concurrency: test-${{ github.ref }}
jobs:
  test:
    strategy:
      matrix:
        python: ["3.12", "3.13"]
    runs-on: ubuntu-latest
    timeout-minutes: 30
    concurrency:
      group: python-${{ github.ref }}  # self-cancelling-run: the same for both
      cancel-in-progress: true
    steps:
      - run: make test
```

## Good

```yaml title=".github/workflows/release.yml"
name: Release
on: workflow_dispatch
concurrency:
  group: ${{ github.workflow }}-${{ github.ref }}
jobs:
  build:
    uses: ./.github/workflows/build.yml
```

```yaml title=".github/workflows/build.yml"
name: Build
on:
  push:
  workflow_call:
concurrency:
  group: build-${{ github.ref }}
  cancel-in-progress: true
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make
```

```yaml title=".github/workflows/test.yml"
on: push
jobs:
  test:
    strategy:
      matrix:
        python: ["3.12", "3.13"]
    runs-on: ubuntu-latest
    timeout-minutes: 30
    concurrency:
      group: python-${{ matrix.python }}-${{ github.ref }}
      cancel-in-progress: true
    steps:
      - run: make test
```

## Limits

Only groups that surely have the same name.  A warning where a matrix is made at run time, and may hold a single job.  Workflows of
other repositories that are called aren't seen.

## References

- [Control the concurrency of workflows and jobs](https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency)
- [Reuse workflows](https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows)
- [apache/opendal#8114: no test of the called workflows has run for ten weeks](https://github.com/apache/opendal/issues/8114)
- [github/vscode-github-actions#135: identical groups at workflow and job level](https://github.com/github/vscode-github-actions/issues/135)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Claim, Clash, Hit, Label, Level, NoOptions, Span, System, clashes, rule, shown_group


@rule("run whose own parts share a concurrency group", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Nothing in a run waits for a group that the run holds, and jobs side by side have groups of their own."""
    for clash in clashes(system):
        yield _around(clash) if clash.is_around else _beside(clash)


def _around(clash: Clash) -> Hit:
    inner, outer = clash.claim, clash.other
    group, holder, what = shown_group(inner.value), _named(outer), _named(inner)
    return Hit(
        _place(inner),
        f"{what} wants the concurrency group `{group}`, which {holder} holds around it: GitHub cancels it for a deadlock",
        help="begin the group with a name of its own, not with `${{ github.workflow }}`, which in a called workflow is the caller's"
        if inner.job is None
        else "leave out one of the two, or give each a name of its own",
        related=(Label(_place(outer), f"{holder} holds it"), *_way(inner, outer)),
    )


def _beside(clash: Clash) -> Hit:
    claim, other = clash.claim, clash.other
    group = shown_group(claim.value)
    if claim is not other:
        message = f"{_named(claim)} and {_named(other)} of one run share the concurrency group `{group}`: one cancels the other"
        return Hit(
            _place(claim),
            message,
            help="give each a group of its own, or order them with `needs`",
            related=(Label(_place(other), "the other one"),)
            if other.concurrency is not claim.concurrency
            else _way(claim, other),
        )
    which = "the second cancels the first" if claim.cancels else "a third cancels the second"
    matrix = next(job for job in reversed(claim.jobs) if job.job.matrix is not None)
    return Hit(
        _place(claim),
        f"all jobs that the matrix of `{matrix.id}` makes share the concurrency group `{group}`: {which}",
        help="put the matrix variables into the group",
        related=(Label(matrix.job.key.span, "the matrix is here"),),
        level=None if clash.certain else Level.WARNING,
    )


def _named(claim: Claim) -> str:
    if claim.job is not None:
        return f"job `{claim.job.id}`"
    return f"`{claim.facts.workflow.source.name}`" if claim.jobs else "the run"


def _place(claim: Claim) -> Span:
    group = claim.concurrency.group
    return group.span if group is not None else claim.concurrency.span


def _way(inner: Claim, outer: Claim) -> tuple[Label, ...]:
    """Where it is called."""
    calls = [job.job.calls for job in inner.jobs if job.job.calls is not None and job not in outer.jobs]
    return tuple(Label(each.span, "it is called here") for each in calls)
