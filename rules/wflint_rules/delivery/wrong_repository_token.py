r"""A dispatch to another repository with GITHUB_TOKEN, which reaches only its own.

## Why

The token that GitHub makes for a job is good for the repository of the workflow and no other.  A dispatch elsewhere is refused
with 403 or 404, whatever `permissions` say.

## Bad

```yaml title=".github/workflows/build.yml"
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {contents: write}
    steps:
      - uses: peter-evans/repository-dispatch@v4  # wrong-repository-token
        with:
          token: ${{ secrets.GITHUB_TOKEN }}
          repository: octo/website
          event-type: built
```

## Good

```yaml title=".github/workflows/build.yml"
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: peter-evans/repository-dispatch@v4
        with:
          token: ${{ secrets.WEBSITE_TOKEN }}
          repository: octo/website
          event-type: built
```

## Limits

Silent where the name of the workflow's own repository isn't known, and where the other repository has the same name under
another owner: then the checkout may be a fork.

## References

- [GITHUB_TOKEN](https://docs.github.com/en/actions/concepts/security/github_token)
- [Use GITHUB_TOKEN: granting additional permissions](https://docs.github.com/en/actions/tutorials/authenticate-with-github_token)
"""

from __future__ import annotations

from collections.abc import Iterator

from wflint.api import (
    Const,
    Hit,
    Level,
    NoOptions,
    Reference,
    Site,
    Span,
    System,
    Value,
    can_happen,
    is_by_run,
    possible_texts,
    rebuild,
    rule,
)


@rule("GITHUB_TOKEN used for another repository", level=Level.ERROR)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Each dispatch by the run's own token goes to the run's own repository."""
    reported: set[Span] = set()
    for site in system.sites:
        own = site.workflow.repository.name
        if own is None or site.span in reported or not is_by_run(site):
            continue
        other = _other(site, own)
        if other is not None and can_happen(site):
            reported.add(site.span)
            yield Hit(
                site.span,
                f"GITHUB_TOKEN reaches only `{own}`, so GitHub refuses this dispatch to `{other}`",
                help="use a token of a GitHub App that is installed there, or a personal access token, from a secret",
                subject=other,
            )


def _other(site: Site, own: str) -> str | None:
    """A repository that the message goes to and that is certainly another one."""
    owner, _, name = own.lower().partition("/")

    def leaf(part: Value) -> Value:
        known = {
            ("github", "repository"): own,
            ("github", "repository_owner"): owner,
            ("github", "event", "repository", "name"): name,
        }
        return Const(known[part.key]) if isinstance(part, Reference) and part.key in known else part

    for written in possible_texts(rebuild(site.way.scope.resolve(site.dispatch.repository), leaf)) or ():
        parts = written.lower().split("/")
        if len(parts) == 2 and all(parts) and parts[1] != name:
            return written
    return None
