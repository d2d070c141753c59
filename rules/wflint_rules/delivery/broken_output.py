r"""A message, or the condition before it, reads an output that is always empty.

## Why

Outputs are found by name, and GitHub says nothing of a name that leads nowhere: a step without an `id`, an output that its job doesn't
declare, a job that isn't in `needs`.  An output that holds a secret is dropped.  The message is sent with nothing in it.

## Bad

### Nobody sets it

```yaml title=".github/workflows/launcher.yml"
on: workflow_dispatch
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  prepare:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    outputs:
      branch: ${{ steps.branch.outputs.name }}  # broken-output: the step has no id
      token: ${{ secrets.WORKER_TOKEN }}  # broken-output: a secret
    steps:
      - run: echo "name=task-$GITHUB_RUN_ID" >> "$GITHUB_OUTPUT"
  launch:
    needs: prepare
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - id: kind
        run: echo "kind=build" >> "$GITHUB_OUTPUT"
      - env:
          BRANCH: ${{ needs.prepare.outputs.branch }}
          TOKEN: ${{ needs.prepare.outputs.token }}
          STAGE: ${{ needs.prepare.outputs.stage }}  # broken-output: not declared
          KIND: ${{ steps.kind.outputs.type }}  # broken-output: never set
        run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start \
            -f "client_payload[branch]=$BRANCH" -f "client_payload[kind]=$KIND" \
            -f "client_payload[stage]=$STAGE" -f "client_payload[token]=$TOKEN"
```

### It is written in two encodings

```yaml title=".github/workflows/build.yml"
on: {repository_dispatch: {types: [build]}}
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  build:
    runs-on: windows-latest
    timeout-minutes: 30
    defaults: {run: {shell: powershell}}
    steps:
      - id: build
        run: |
          ./build.ps1
          "name=app" | Out-File -FilePath $env:GITHUB_OUTPUT -Encoding utf8 -Append
          "version=$(Get-Content version.txt)" >> $env:GITHUB_OUTPUT  # broken-output: UTF-16
      - run: gh api "repos/$env:GITHUB_REPOSITORY/dispatches" -f event_type=built -f "client_payload[version]=${{ steps.build.outputs.version }}"
```

## Good

```yaml title=".github/workflows/launcher.yml"
on: workflow_dispatch
permissions: {contents: write}
env: {GH_TOKEN: "${{ github.token }}"}
jobs:
  prepare:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    outputs:
      branch: ${{ steps.branch.outputs.name }}
    steps:
      - id: branch
        run: echo "name=task-$GITHUB_RUN_ID" >> "$GITHUB_OUTPUT"
  launch:
    needs: prepare
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {BRANCH: "${{ needs.prepare.outputs.branch }}"}
        run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=task:start -f "client_payload[branch]=$BRANCH"
```

## Limits

Only what stands in steps that send, in their jobs' variables and conditions, and in outputs of jobs that these read, or that the
matrix of a job before them is made of.  A step's outputs
count as known where its script runs nothing that may write others.  Where something that isn't a constant stands in for the output
nothing is said.  What Windows PowerShell appends by `>>` is UTF-16, where GitHub asks for UTF-8: the runner understands it as long as
nothing else is written to the file, so that only a script that writes both is a warning.  A lost correlation id is the matter of `correlation-dropped`.

## References

- [Contexts: steps](https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#steps-context)
- [Passing information between jobs](https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/pass-job-outputs)
- [PowerShell: about_Character_Encoding](https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_character_encoding)
- [Workflow commands: environment files, PowerShell](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Label, Level, NoOptions, System, Unset, passings, rule, unset


@rule("output that is empty where a message needs it", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Every output that a message hangs on can be set."""
    lost = {(id(each.edge.site.dispatch), each.name.lower()) for each in passings(system) if each.fate == "dropped"}
    for facts in system.workflows:
        if facts.path in system.linked and not facts.workflow.is_compiled:
            for each in unset(system, facts):
                if each.site is None or (id(each.site.dispatch), each.name.rpartition(".")[2].lower()) not in lost:
                    yield _hit(each)


def _hit(each: Unset) -> Hit:
    if each.site is None:
        return Hit(each.place, f"what stands in `{each.name}` can't be read: {each.why}", help=each.cure, level=Level.WARNING)
    related = (Label(each.site.span, "this message hangs on it"),)
    return Hit(each.place, f"`{each.name}` is always empty, since {each.why}", help=each.cure, related=related, subject=each.name)
