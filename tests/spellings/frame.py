"""Tiny repositories in memory: one workflow that sends, and what it needs beside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent, indent

from wflint.facts.repository import RepositoryFacts, read
from wflint.sources import Repository, Source

Files = dict[str, str]
"""The texts of a repository by path."""

NAME = "octo/example"
WORKFLOW = ".github/workflows/send.yml"
HEAD = """\
on:
  workflow_dispatch:
    inputs:
      ticket: {required: true, type: string}
"""
GIVEN = {"GH_TOKEN": "${{ secrets.BOT }}", "TICKET": "${{ inputs.ticket }}"}


def sender(steps: str, job: str = "", top: str = "") -> Files:
    """A repository with one workflow of one job; `job` and `top` are further keys of both."""
    return whole(f"jobs:\n  send:\n    runs-on: ubuntu-latest\n{block(job, 4)}    steps:\n{block(steps, 6)}", top)


def whole(jobs: str, top: str = "") -> Files:
    """A repository with one workflow, from `jobs:` on."""
    return {WORKFLOW: f"{HEAD}{dedent(top)}{dedent(jobs)}"}


def script(text: str, shell: str = "bash", environment: Mapping[str, str] = GIVEN) -> Files:
    """A repository whose workflow runs a script, with a token and the ticket in its environment."""
    return sender(run(text, shell, environment))


def run(text: str, shell: str = "bash", environment: Mapping[str, str] = GIVEN) -> str:
    """A step that runs a script."""
    variables = "".join(f"    {name}: {json.dumps(value)}\n" for name, value in environment.items())
    return f"- shell: {shell}\n" + (f"  env:\n{variables}" if variables else "") + f"  run: |\n{block(text, 4)}"


def github_script(text: str, environment: Mapping[str, str] = GIVEN) -> Files:
    """A repository whose workflow runs a script in actions/github-script, with the token of the others."""
    variables = "".join(f"    {name}: {json.dumps(value)}\n" for name, value in environment.items())
    head = f"- uses: actions/github-script@v8\n  env:\n{variables}  with:\n    github-token: ${{{{ secrets.BOT }}}}\n"
    return sender(f"{head}    script: |\n{block(text, 6)}")


def block(text: str, columns: int) -> str:
    """A text moved to a column; it may begin on a line of its own."""
    moved = indent(dedent(text).strip("\n"), " " * columns)
    return f"{moved}\n" if moved else ""


def facts(files: Files) -> RepositoryFacts:
    """What is read in a repository that consists of these files; all of its workflows can be read."""
    sources = {path: Source(path, path, path, text) for path, text in files.items()}
    workflows = tuple(source for path, source in sources.items() if path.startswith(".github/workflows/"))
    found = read(Repository(Path("/nowhere"), "", "", NAME, workflows, files=sources))
    assert found.problems == ()
    return found
