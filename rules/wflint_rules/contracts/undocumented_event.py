r"""An event type has no contract, and others have.

## Why

Where contracts are in use, a type without one is the one whose payload nobody checks.

## Bad

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types:
      - built
      - rolled-back  # undocumented-event
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./deploy.sh
```

```json title=".github/events/built.schema.json"
{"type": "object", "required": ["image"], "properties": {"image": {"type": "string"}}}
```

## Good

```yaml title=".github/workflows/deploy.yml"
on:
  repository_dispatch:
    types:
      - built
      - rolled-back
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - run: ./deploy.sh
```

```json title=".github/events/built.schema.json"
{"type": "object", "required": ["image"], "properties": {"image": {"type": "string"}}}
```

```json title=".github/events/rolled-back.schema.json"
{"type": "object", "properties": {"reason": {"type": "string"}}}
```

## Limits

Types that go to a repository that isn't analysed are its own matter.  `wflint contracts --write` drafts what is missing.

## References

- [JSON Schema](https://json-schema.org/learn/getting-started-step-by-step)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import Hit, Level, NoOptions, System, contract_file, rule, undocumented


@rule("event type without a contract", level=Level.NOTE, strict=True)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each type has a contract where some have."""
    for each in undocumented(system):
        yield Hit(
            each.place,
            f"`{each.type}` has no contract, while other event types have",
            help=f"describe its payload in .github/events/{contract_file(each.type)}; `wflint contracts --write` drafts it",
            subject=each.type,
        )
