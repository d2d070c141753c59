"""Scripts in JavaScript among files that exist in memory only, read as a step or as a program of a step reads them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wflint.facts.called import Caller
from wflint.facts.memory import Memory
from wflint.facts.model import StepFacts
from wflint.facts.workflow import Reader
from wflint.facts.workspace import Files, Workspace
from wflint.senders import bash, javascript
from wflint.senders.message import ScriptFacts
from wflint.senders.paths import WORKSPACE
from wflint.senders.script import Script
from wflint.sources import Repository, Source
from wflint.syntax import build
from wflint.values.value import Reference, Value

TOKEN = Reference(("github", "token"))
TASK = Reference(("inputs", "task"))
ENVIRONMENT: dict[str, Value] = {
    "GITHUB_WORKSPACE": WORKSPACE,
    "PWD": WORKSPACE,
    "GITHUB_REPOSITORY": Reference(("github", "repository")),
    "PAT": Reference(("secrets", "PAT")),
    "TASK": TASK,
}


def caller(files: Mapping[str, str]) -> Caller:
    """What opens and reads these files, by their path from the workspace."""
    known = Files(nowhere(), {path: Source(path, path, path, text) for path, text in files.items()})
    return Caller(Workspace(known), Memory(known))


def nowhere() -> Repository:
    """A repository without a file of its own."""
    return Repository(Path("/nowhere"), "", "", "octo/example")


def step(source: str, files: Mapping[str, str]) -> ScriptFacts:
    """What a github-script does."""
    return _checked(javascript.read(_script(source, files), TOKEN))


def run(source: str, files: Mapping[str, str]) -> ScriptFacts:
    """What a `run:` script does."""
    return _checked(bash.read(_script(source, files)))


def uses(source: str, files: Mapping[str, str]) -> StepFacts:
    """What the first step of a workflow's only job does."""
    local = ".github/workflows/w.yml"
    workflow, problems = build.workflow(Source(local, local, local, source))
    assert workflow is not None
    assert problems == ()
    known = {path: Source(path, path, path, text) for path, text in files.items()}
    reader = Reader(nowhere())
    reader.files.known.update(known)
    for path, text in known.items():
        if path.endswith("action.yml"):
            reader.actions[path.removesuffix("action.yml").strip("/")] = build.action(text)[0]
    [job] = reader.facts(workflow).jobs
    return job.steps[0]


def _script(source: str, files: Mapping[str, str]) -> Script:
    reads = caller(files)
    whole = Source("w.yml", "w.yml", "w.yml", source)
    return Script(source, whole.locator(), environment=ENVIRONMENT, open=reads.workspace.open, call=reads.call, read=reads.read)


def _checked(found: ScriptFacts) -> ScriptFacts:
    assert found.problem is None
    return found
