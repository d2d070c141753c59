"""The names that actions/github-script gives to a script, and what shows that a text may misuse them: told without a parser."""

from __future__ import annotations

from wflint.regex import regex

GIVEN = ("github", "context", "core", "io", "exec", "glob")
"""The names that are parameters of the script."""
REMOVED = ("actions", "checks", "git", "issues", "orgs", "pulls", "reactions", "repos", "search", "teams", "users")
"""What stood in `github` until version 4, and stands in `github.rest` now."""

MISUSED = regex(
    rf"\b(?:const|let|class)\s+(?:\{{[^}}]*?)?(?:{'|'.join(GIVEN)})\b|\bgithub\s*\.\s*(?:{'|'.join(REMOVED)})\s*\.\s*\w+\s*\(",
)
"""What stands in every text with a misuse."""
