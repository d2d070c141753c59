r"""Text that a message carries is pasted into a script by `${{ }}`, so that the script runs what the text says.

## Why

GitHub puts the text in before the shell reads the script: no quotes protect it.  An apostrophe in a title or a description ends a
string, and the run fails or does something else.  Where strangers write the text, an issue's title say, they run commands with the token of
a workflow that they could never start themselves, several messages away.

## Bad

```yaml title=".github/workflows/triage.yml"
on:
  issues:
    types: [labeled]
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {TITLE: "${{ github.event.issue.title }}"}
        run: gh workflow run plan.yml -f title="$TITLE"
```

```yaml title=".github/workflows/plan.yml"
on:
  workflow_dispatch:
    inputs:
      title: {required: true}
jobs:
  plan:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./plan.sh "${{ inputs.title }}"  # payload-injection
```

## Good

An environment variable is data to the shell, whatever it holds.

```yaml title=".github/workflows/triage.yml"
on:
  issues:
    types: [labeled]
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {TITLE: "${{ github.event.issue.title }}"}
        run: gh workflow run plan.yml -f title="$TITLE"
```

```yaml title=".github/workflows/plan.yml"
on:
  workflow_dispatch:
    inputs:
      title: {required: true}
jobs:
  plan:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - env: {TITLE: "${{ inputs.title }}"}
        run: ./plan.sh "$TITLE"
```

## Fixed

By `--unsafe-fixes` in bash: what the script does with the text may change, since the shell no longer reads it.

```yaml title=".github/workflows/triage.yml"
on:
  issues:
    types: [labeled]
permissions: {actions: write}
env: {GH_TOKEN: "${{ github.token }}", GH_REPO: "${{ github.repository }}"}
jobs:
  start:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - env: {TITLE: "${{ github.event.issue.title }}"}
        run: gh workflow run plan.yml -f title="$TITLE"
```

```yaml title=".github/workflows/plan.yml"
on:
  workflow_dispatch:
    inputs:
      title: {required: true}
jobs:
  plan:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - env:
          TITLE: ${{ inputs.title }}
        run: ./plan.sh "$TITLE"
```

## Limits

Only text that a message brings, that the step sends, or that strangers write where the job sends something: what else a single file
shows is [zizmor](https://docs.zizmor.sh)'s work.
An error where strangers write it, or where it is free text, as the name of a field tells (`title`, `description`, `message`, …); a
note where only the end word of a quoted heredoc breaks out.  Silent for numbers, choices, ids that a script makes, for what comes from
outside of the files given, and, without the option `words`, for words that people who may write to the repository type: a branch, a
version.

## Options

`words` (default `false`): report words as well, as notes.

## References

- [Script injections](https://docs.github.com/en/actions/concepts/security/script-injections)
- [Secure use reference: use an intermediate environment variable](https://docs.github.com/en/actions/reference/security/secure-use#use-an-intermediate-environment-variable)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wflint.api import Hit, Label, Level, Pasted, Span, System, as_variables, dataclass, field, hops, offer, pasted, rule, shown

_AGAIN = 4
"""Further places of one step that are shown."""


@dataclass(frozen=True, slots=True)
class Options:
    """Which texts are looked at."""

    words: bool = field(default=False, metadata={"doc": "also words that people who may write to the repository type"})


@rule("text of a message that is run as a script", level=Level.ERROR, options=Options)
def check(system: System, options: Options) -> Iterator[Hit]:
    """What messages carry is handed to scripts as data."""
    groups: dict[tuple[Span, str], list[Pasted]] = {}
    for each in _worst(system, options.words):
        groups.setdefault((each.way.step.place, shown(each.origin.value)), []).append(each)
    for found in groups.values():
        yield _hit(system, found)


def _worst(system: System, words: bool) -> Iterable[Pasted]:
    """The worst of what is pasted at each place."""
    found: dict[Span, Pasted] = {}
    for each in pasted(system):
        known = each.origin.writer == "stranger" or (each.origin.writer == "person" and (each.origin.prose or words))
        if known and (each.place not in found or _rank(each) > _rank(found[each.place])):
            found[each.place] = each
    return found.values()


def _rank(each: Pasted) -> tuple[Level, bool]:
    return _level(each), not each.literal


def _level(each: Pasted) -> Level:
    if each.origin.writer == "stranger":
        return Level.ERROR
    return Level.ERROR if each.origin.prose and not each.literal else Level.NOTE


def _hit(system: System, found: list[Pasted]) -> Hit:
    first = max(found, key=_rank)
    others = [each for each in found if each is not first]
    return Hit(
        first.place,
        _words(first),
        help=_HELP.get(first.way.step.language or "", "hand it over in `env:` and read `$NAME`, in double quotes, in the script"),
        related=tuple(Label(each.place, "and here") for each in others[:_AGAIN]),
        trace=(*hops(first.origin.hops), Label(first.place, f"`{first.written}` pastes it into a script"))
        if first.origin.hops
        else (),
        level=_level(first),
        subject=shown(first.origin.value),
        fixes=offer("hand it over in a variable", *as_variables(system, found)),
    )


_HELP = {
    "javascript": "hand it over in `env:` and read `process.env.NAME` in the script",
    "powershell": "hand it over in `env:` and read `$env:NAME` in the script",
    "python": "hand it over in `env:` and read `os.environ` in the script",
}


def _words(each: Pasted) -> str:
    name = each.origin.name
    if each.origin.writer == "stranger":
        part = "some of which" if shown(each.origin.value) in ("github", "github.event") else "which"
        return f"{name}, {part} anyone can write, is pasted into this script: what it says is run with the token of this job"
    if each.literal:
        return f"{name} is pasted into this script: a line that ends the heredoc, and what follows is run"
    if each.origin.prose:
        return f"{name} is free text and is pasted into this script: a quote in it breaks the script, and what follows is run"
    return f"{name} is pasted into this script: what people type there is run"
