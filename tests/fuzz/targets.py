"""What is fuzzed: three front ends, each given any bytes at all.  Nothing may be raised, and no rule may crash."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from wflint.config import Config
from wflint.pipeline import Report, run
from wflint.plugins import load_rules
from wflint.rule import Rule
from wflint.sources import Repository, Source, decode
from wflint.syntax.document import glanced
from wflint.syntax.expression import EvaluationError, Hole, SyntaxProblem, condition, evaluate, split_template, to_text, truth
from wflint.syntax.plain import plainly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wflint.syntax.plain import Tree

FOLDER = ".github/workflows/"
SHELLS = ("bash", "pwsh", "python", "cmd", "sh")
"""Those whose scripts are read; one more language comes by actions/github-script."""

_LISTENER = """\
on:
  repository_dispatch: {types: ["task:start", a]}
  workflow_dispatch: {inputs: {task_id: {required: true}}}
jobs:
  work:
    runs-on: ubuntu-latest
    steps: [{run: "gh workflow run fuzzed.yml -f task_id=${{ inputs.task_id }}"}]
"""

_TAGS = """\
name: Tags
on: {push: {tags: [v1]}}
jobs: {tag: {runs-on: ubuntu-latest, timeout-minutes: 5, steps: [{run: make}]}}
"""


@cache
def _rules() -> tuple[Rule, ...]:
    return load_rules()


def _checked(files: Mapping[str, str]) -> Report:
    """The report on a repository of these workflows, which no rule may have failed to make.

    What is found is the same where ordinary workflows aren't read.
    """
    sources = tuple(Source(f"{FOLDER}{name}", f"{FOLDER}{name}", f"{FOLDER}{name}", text) for name, text in files.items())
    repository = Repository(Path("/nowhere"), "", "", "octo/example", sources)
    report, given = (run((repository,), Config(profile="strict"), _rules(), counts=each) for each in (True, False))
    assert not report.crashed, [problem.message for problem in report.problems if problem.kind == "rule"]
    assert (given.findings, given.problems) == (report.findings, report.problems), "ordinary workflows are none"
    return report


def expressions(data: bytes) -> None:
    """A scalar with `${{ }}`: taken apart, and each expression computed."""
    text = data.decode("utf-8", errors="replace")
    condition(text)
    for part in split_template(text).parts:
        if isinstance(part, Hole) and not isinstance(part.expression, SyntaxProblem):
            try:
                truth(part.expression, {})
                value = evaluate(part.expression, {})
                to_text(value)
            except EvaluationError:
                continue


def _with_marks(tree: Tree | None) -> object:
    """A tree to compare: with the marks of its texts, and the order of its keys."""
    if isinstance(tree, dict):
        return [(key, _with_marks(value)) for key, value in tree.items()]
    return [_with_marks(each) for each in tree] if isinstance(tree, list) else (type(tree), tree)


def workflows(data: bytes) -> None:
    """The bytes of a workflow file, beside one that listens: the whole line, with every rule."""
    text = decode(data)
    if text is not None:
        plain = plainly(text)
        assert plain is None or _with_marks(plain) == _with_marks(glanced(text)), "it isn't what the parser reads"
        _checked({"fuzzed.yml": text, "listener.yml": _LISTENER, "tags.yml": _TAGS})


def scripts(data: bytes) -> None:
    """A script, in the language that the first byte says, in a workflow beside one that listens."""
    if not data:
        return
    text = data[1:].decode("utf-8", errors="replace")
    kind = data[0] % (len(SHELLS) + 1)
    quoted = json.dumps(text).replace("\x7f", "\\x7f")
    if kind < len(SHELLS):
        step = f'{{shell: {SHELLS[kind]}, run: {quoted}, env: {{TASK_ID: "${{{{ github.event.client_payload.task_id }}}}"}}}}'
    else:
        step = f"{{uses: actions/github-script@v8, with: {{script: {quoted}}}}}"
    workflow = f"on: {{repository_dispatch: {{types: ['task:start']}}}}\njobs: {{a: {{runs-on: x, steps: [{step}]}}}}\n"
    _checked({"fuzzed.yml": workflow, "listener.yml": _LISTENER})


TARGETS: Mapping[str, Callable[[bytes], None]] = {"expressions": expressions, "workflows": workflows, "scripts": scripts}
