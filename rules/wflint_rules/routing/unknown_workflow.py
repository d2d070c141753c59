r"""A dispatch names a workflow that doesn't exist, a `workflow_run` listener waits for one that doesn't, or a job calls one.

## Why

GitHub answers 404 to such a dispatch, a `workflow_run` listener simply never runs, and a file that calls such a workflow is refused as
a whole.  All of it happens when a workflow is renamed, moved
into a subfolder (files there aren't workflows), or switched off by renaming the file.

## Bad

### A file that isn't there

```yaml title=".github/workflows/start.yml"
on: workflow_dispatch
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run biuld.yml -f version=1  # unknown-workflow
```

```yaml title=".github/workflows/build.yml"
name: Build
on:
  workflow_dispatch:
    inputs:
      version: {required: true}
      target: {type: choice, options: [linux, windows], default: linux}
      debug: {type: boolean, default: false}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

### A listener for a name that nothing has

```yaml title=".github/workflows/watch.yml"
on:
  workflow_run:
    workflows: [Compile]  # unknown-workflow
    types: [completed]
jobs:
  watch:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: ./watch.sh
```

```yaml title=".github/workflows/build.yml"
name: Build
on:
  workflow_dispatch:
    inputs:
      version: {required: true}
      target: {type: choice, options: [linux, windows], default: linux}
      debug: {type: boolean, default: false}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

### Several names that nothing has

One finding for the list, and a warning where another of its names is heard.

```yaml title=".github/workflows/watch.yml"
on:
  workflow_run:
    workflows:
      - Compile  # unknown-workflow: `Compile`, `Package`
      - Build
      - Package
    types: [completed]
jobs:
  watch:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: ./watch.sh
```

```yaml title=".github/workflows/build.yml"
name: Build
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

### A call of a file that isn't there

```yaml title=".github/workflows/push.yml"
on: push
jobs:
  build:
    uses: ./.github/workflows/bulid.yml  # unknown-workflow
```

```yaml title=".github/workflows/build.yml"
name: Build
on: workflow_call
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

## Good

```yaml title=".github/workflows/start.yml"
on: workflow_dispatch
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run build.yml -f version=1
```

```yaml title=".github/workflows/build.yml"
name: Build
on:
  workflow_dispatch:
    inputs:
      version: {required: true}
      target: {type: choice, options: [linux, windows], default: linux}
      debug: {type: boolean, default: false}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - run: make all
```

```yaml title=".github/workflows/watch.yml"
on:
  workflow_run:
    workflows: [build, pages-build-deployment]
    types: [completed]
jobs:
  watch:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: ./watch.sh
```

## Fixed

Another ending, and the file of a workflow that is named by its title, are put right by `--fix`; a name that is spelt otherwise by
`--unsafe-fixes`, where only one is meant.

### A file that isn't there

```yaml title=".github/workflows/start.yml"
on: workflow_dispatch
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh workflow run build.yml -f version=1
```

## Limits

Silent where the name or the repository can't be known, behind a test in the script whether the workflow is there, for numbers (workflow
ids), and for patterns under `workflow_run.workflows`.  There it is silent as well for names of workflows that GitHub runs without a file,
such as `pages-build-deployment`, `CodeQL` and `Copilot code review`.
`gh` and some actions take display names; the REST API takes a file name or a number only.

## References

- [gh workflow run](https://cli.github.com/manual/gh_workflow_run)
- [Events that trigger workflows: workflow_run](https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from wflint.api import (
    Hit,
    Label,
    Level,
    NoOptions,
    Repository,
    Scalar,
    Site,
    System,
    Uncalled,
    WorkflowFacts,
    constant,
    finds_workflow,
    meant_by,
    offer,
    renaming,
    rule,
    uncalled,
    with_value,
)

_BY_NAME = (
    "gh workflow run",
    "benc-uk/workflow-dispatch",
    "the-actions-org/workflow-dispatch",
    "aurelien-baudet/workflow-dispatch",
)
"""Mechanisms that look a display name up; all others hand it to the API, which knows files and numbers."""

_MOST_NAMES = 6

_OF_GITHUB = (
    "pages-build-deployment",
    "pages build and deployment",
    "codeql",
    "dependabot updates",
    "dependency graph",
    "automatic dependency submission",
    "copilot",
)
"""How workflows are called that GitHub runs by itself, without a file (they are listed with a path under `dynamic/`)."""


@rule("dispatch to a workflow that isn't there", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each workflow that a dispatch, a `workflow_run` listener or a call names exists."""
    for site in system.messages:
        name = constant(site.dispatch.target)
        if name is not None and _is_no_file(site, name) and system.targets(site) is None:
            yield _no_file(site, name)
        targets = system.targets(site) or ()
        missing = [each.name for each in targets if each.workflow is None and _is_known(system, site, each.name)]
        if len(missing) > 1:
            yield _all_missing(site, missing)
        elif missing:
            yield _missing(system, site, missing[0])
        for target in targets:
            if target.workflow is not None and _is_display_name(site, target.name, target.workflow):
                yield _by_name(system, site, target.name, target.workflow)
    for facts in system.workflows:
        trigger = facts.workflow.trigger("workflow_run")
        yield from _unheard(system, facts.repository, trigger.workflows if trigger is not None else ())
    yield from (_called(system, call) for call in uncalled(system) if call.workflow is None)


def _is_no_file(site: Site, name: str) -> bool:
    """Whether a name that is handed to the API is neither a workflow file nor a number, in whatever repository."""
    handed_on = site.dispatch.kind == "workflow_dispatch" and site.dispatch.mechanism.startswith(("gh api", "curl", "Invoke-"))
    return handed_on and name != "" and not name.endswith((".yml", ".yaml")) and not name.isdecimal() and not _is_template(name)


def _no_file(site: Site, name: str) -> Hit:
    return Hit(
        site.dispatch.target_span,
        f"`{name}` is neither a workflow file nor a number, which is all that the API takes (404): nothing starts",
        help="name the workflow's file, with its ending",
        subject=name,
    )


def _is_known(system: System, site: Site, name: str) -> bool:
    """Whether it is a name that stands there as it is meant, of no file that couldn't be read or that the script looks for first."""
    return not (_is_template(name) or _may_be_unread(system, site, name) or finds_workflow(site.dispatch.guard))


def _may_be_unread(system: System, site: Site, name: str) -> bool:
    """Whether it may be the file, or where display names are looked up the name, of a workflow that couldn't be read."""
    repository = system.receiver(site)
    if repository is None:
        return False
    by_name = site.dispatch.mechanism.startswith(_BY_NAME) and not name.endswith((".yml", ".yaml"))
    return system.is_unread(repository, name) or (by_name and system.may_hold(repository, name))


def _is_template(name: str) -> bool:
    return any(character in name for character in "<>{}$")


def _all_missing(site: Site, names: list[str]) -> Hit:
    return Hit(
        site.dispatch.target_span,
        f"there are no workflows {_told(names)}: GitHub refuses this dispatch (404) when it names one of them, and nothing starts",
        help="name existing workflow files",
        subject=" ".join(names),
    )


def _missing(system: System, site: Site, name: str) -> Hit:
    repository = system.receiver(site)
    known = system.known_names(repository) if repository is not None else ()
    files = [file for file, _ in known]
    where = "" if repository is site.workflow.repository or repository is None else f" in {repository.name}"
    moved = next((each for each in (repository.others if repository else ()) if each.split("/")[-1].startswith(name)), None)
    near = get_close_matches(name, [each for pair in known for each in pair], n=1, cutoff=0.7)
    help_line = f"name `{near[0]}`" if near else "name an existing workflow file"
    if moved is not None:
        help_line = f"`{moved}` isn't a workflow to GitHub: move it into .github/workflows under its own name"
    better = _other_ending(name, files) or meant_by(name, files)
    edit = renaming(system, site.dispatch.target_span, name, better) if better is not None and moved is None else None
    return Hit(
        site.dispatch.target_span,
        f"there is no workflow `{name}`{where}, so GitHub refuses this dispatch (404) and nothing starts",
        help=help_line,
        subject=name,
        fixes=offer(f"name `{better}`", edit, safe=better == _other_ending(name, files)),
    )


def _other_ending(name: str, files: list[str]) -> str | None:
    """The file that is called the same but for `.yml` and `.yaml`, or for letters in capitals."""
    stem = re.sub(r"\.ya?ml$", "", name).lower()
    same = [each for each in files if re.sub(r"\.ya?ml$", "", each).lower() == stem]
    return same[0] if len(same) == 1 else None


def _is_display_name(site: Site, name: str, workflow: WorkflowFacts) -> bool:
    is_file = name.split("/")[-1] == workflow.workflow.source.name
    return not is_file and not site.dispatch.mechanism.startswith(_BY_NAME)


def _by_name(system: System, site: Site, name: str, workflow: WorkflowFacts) -> Hit:
    return Hit(
        site.dispatch.target_span,
        f"`{name}` is a display name, and the API knows workflows by file name or number only (404): nothing starts",
        help=f"name the file `{workflow.workflow.source.name}`",
        subject=name,
        fixes=offer(
            f"name `{workflow.workflow.source.name}`",
            renaming(system, site.dispatch.target_span, name, workflow.workflow.source.name),
            safe=True,
        ),
    )


def _is_heard(system: System, repository: Repository, name: Scalar) -> bool:
    plain = name.text.replace("\\", "")
    if any(character in name.text for character in "*?[]!") or "${{" in name.text:
        return True
    if any(path.endswith(plain) for path in repository.others) or "/" in plain or plain.lower().startswith(_OF_GITHUB):
        return True
    names = {display.lower() for _, display in system.known_names(repository)}
    return plain.lower() in names or name.text.lower() in names or system.may_hold(repository, plain)


def _unheard(system: System, repository: Repository, names: tuple[Scalar, ...]) -> Iterator[Hit]:
    """Names that may be put right each for itself, and all that are gone at once: an entry behind one that hears does no harm."""
    unheard = [each for each in names if not _is_heard(system, repository, each)]
    spelt = {each: right for each in unheard if (right := _spelt_right(system, repository, each)) is not None}
    yield from (_misspelt(system, name, *right) for name, right in spelt.items())
    gone = [each for each in unheard if each not in spelt]
    if gone:
        yield _gone(system, repository, gone, hears=len(unheard) < len(names))


def _spelt_right(system: System, repository: Repository, name: Scalar) -> tuple[str, str] | None:
    """The name that is meant, and what to do."""
    own = system.known_names(repository)
    by_file = next((display for file, display in own if file == name.text), None)
    if by_file is not None:
        return by_file, f"write `{by_file}`, the `name` of that file"
    better = meant_by(name.text, (display for _, display in own))
    return (better, f"perhaps `{better}` is meant; else remove the entry") if better is not None else None


def _misspelt(system: System, name: Scalar, better: str, cure: str) -> Hit:
    return Hit(
        name.span,
        f"no workflow is named `{name.text}`, so this listener never hears a run of it",
        help=cure,
        subject=name.text,
        fixes=offer(f"write `{better}`", with_value(system.sources[name.span.path], name.span, better)),
    )


def _gone(system: System, repository: Repository, names: list[Scalar], hears: bool) -> Hit:
    first, *rest = names
    near = get_close_matches(first.text, [display for _, display in system.known_names(repository)], n=1, cutoff=0.78)
    several = "no workflow is named" if not rest else "there are no workflows"
    cure = "write the `name` of an existing workflow, or remove the entry"
    return Hit(
        first.span,
        f"{several} {_told([each.text for each in names])}, so this listener never hears a run of {'them' if rest else 'it'}",
        level=Level.WARNING if hears else None,
        help=f"perhaps `{near[0]}` is meant; else remove the entry" if near and not rest else cure,
        related=tuple(Label(each.span, "nor is this the name of one") for each in rest),
        subject=" ".join(each.text for each in names),
    )


def _called(system: System, call: Uncalled) -> Hit:
    files = [file for file, _ in system.known_names(call.repository)]
    near = get_close_matches(call.name, files, n=1, cutoff=0.7)
    below = "; files in folders below aren't workflows" if "/" in call.name else ""
    return Hit(
        call.uses.span,
        f"there is no workflow `{call.name}`, so GitHub rejects the file that calls it, and nothing here runs",
        help=(f"call `{near[0]}`" if near else "call a file in .github/workflows") + below,
        subject=call.name,
    )


def _told(names: list[str]) -> str:
    return ", ".join(f"`{each}`" for each in names[:_MOST_NAMES]) + (" and others" if len(names) > _MOST_NAMES else "")
