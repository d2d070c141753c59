"""What `uses` names in the repository itself: a path, or the repository by its own name and default branch."""

from __future__ import annotations

from wflint.regex import regex

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from wflint.sources import Repository

NEAR = ("./", "$/")
"""How a path in the same repository begins; `$/` since July 2026."""
_NAMED = regex(r"([\w.-]+/[\w.-]+)/([^@\s]+)@(?:refs/heads/)?(\S+)")
_USUAL = ("main", "master")
"""Default branches, where the checkout doesn't tell which it is."""


def is_path(uses: str) -> bool:
    """Whether a path is named, which can only be one in the same repository."""
    return uses.startswith(NEAR)


def near(uses: str, repository: Repository) -> str | None:
    """The path from the root of what is named in a repository; `None` where it is something else.

    What stands on the default branch is what this tree is, or is going to be.  What stands on another branch, or stood there
    once, isn't known.
    """
    if is_path(uses):
        return maybe_near(uses)
    named = _NAMED.fullmatch(uses.strip()) if repository.name is not None else None
    if named is None or named[1].lower() != (repository.name or "").lower():
        return None
    branches = (repository.default_branch,) if repository.default_branch is not None else _USUAL
    return named[2].strip("/") if named[3] in branches else None


def maybe_near(uses: str) -> str | None:
    """The same where the repository isn't known: the path that is meant if it is the same one, `None` where it can't be."""
    if is_path(uses):
        return uses[2:].strip("/")
    named = _NAMED.fullmatch(uses.strip())
    return named[2].strip("/") if named is not None else None
