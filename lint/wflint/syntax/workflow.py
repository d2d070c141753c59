"""A workflow or an action as typed values: what the file says, with the place of every key and value.

Keys that GitHub doesn't know, or knows since yesterday, are left alone: judging syntax is actionlint's work.
Sources: docs.github.com "Workflow syntax" and "Metadata syntax", and GitHub's schema `workflow-v1.0.json`
(actions/languageservices), read in August 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from wflint.sources import Source
from wflint.span import Span
from wflint.syntax.node import Mapping, Node, Scalar

InputType = Literal["string", "boolean", "number", "choice", "environment"]


@dataclass(frozen=True, slots=True)
class Input:
    """A declared input of `workflow_dispatch`, `workflow_call` or an action.

    `default` is `None` where none is given.  `type` is `string` where none is given; for an unknown type as well.
    """

    name: Scalar
    type: InputType = "string"
    required: bool = False
    default: Scalar | None = None
    options: tuple[Scalar, ...] = ()

    @property
    def must_be_given(self) -> bool:
        """GitHub refuses a start without it: required and without a default."""
        return self.required and self.default is None


@dataclass(frozen=True, slots=True)
class Trigger:
    """One event under `on`.

    `types` are the activity types or, for `repository_dispatch`, the event types; `types_given` tells an empty list from none.
    `workflows` are the names under `workflow_run`.  `place` is the event's name in the file.
    """

    event: str
    place: Span
    types: tuple[Scalar, ...] = ()
    types_given: bool = False
    inputs: tuple[Input, ...] = ()
    outputs: tuple[NamedValue, ...] = ()
    workflows: tuple[Scalar, ...] = ()
    secrets: tuple[Scalar, ...] = ()
    settings: Mapping | None = None

    def input(self, name: str) -> Input | None:
        """The declared input of that name; GitHub compares names without case."""
        return next((each for each in self.inputs if each.name.text.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A name and its value: a variable under `env`, an input under `with`, an output."""

    name: Scalar
    value: Scalar

    @property
    def span(self) -> Span:
        start, end = self.name.span, self.value.span
        if end.line != start.line or end.column < start.column:
            return start
        return Span(start.path, start.line, start.column, end.end_line, end.end_column)


@dataclass(frozen=True, slots=True)
class Permissions:
    """What `permissions` grants.  `scopes` are those named; `everything` is the level of the others, `none` once any is named."""

    scopes: tuple[tuple[str, str], ...]
    everything: str
    span: Span

    def level(self, scope: str) -> str:
        """`none`, `read` or `write`."""
        return dict(self.scopes).get(scope, self.everything)


@dataclass(frozen=True, slots=True)
class Concurrency:
    group: Scalar | None
    cancel_in_progress: Scalar | None
    queue: Scalar | None
    span: Span


@dataclass(frozen=True, slots=True)
class Step:
    """One step.  `place` is its first key, or the `-` before it.

    `kind` tells what it does: `run` and `uses` work; `wait`, `wait-all` and `cancel` steer background steps (June 2026).
    `group` numbers the `parallel:` group that it stands in.
    """

    index: int
    kind: Literal["run", "uses", "wait", "wait-all", "cancel", "other"]
    place: Span
    id: Scalar | None = None
    name: Scalar | None = None
    condition: Scalar | None = None
    run: Scalar | None = None
    uses: Scalar | None = None
    inputs: tuple[NamedValue, ...] = ()
    environment: tuple[NamedValue, ...] = ()
    environment_expression: Scalar | None = None
    shell: Scalar | None = None
    working_directory: Scalar | None = None
    timeout: Scalar | None = None
    continue_on_error: Scalar | None = None
    background: bool = False
    group: int | None = None

    @property
    def label(self) -> str:
        """What a reader calls the step: its name, its id, or its first line."""
        if self.name is not None:
            return self.name.text.strip()
        if self.id is not None:
            return self.id.text
        if self.uses is not None:
            return self.uses.text
        if self.run is not None:
            return (self.run.text.strip().splitlines() or ["run"])[0]
        return f"step {self.index + 1}"

    def input(self, name: str) -> NamedValue | None:
        return next((each for each in self.inputs if each.name.text.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Job:
    """One job.  `key` is its id as a key.  `calls` is the reusable workflow that it runs, in place of steps."""

    key: Scalar
    name: Scalar | None = None
    needs: tuple[Scalar, ...] = ()
    condition: Scalar | None = None
    runs_on: Node | None = None
    steps: tuple[Step, ...] = ()
    calls: Scalar | None = None
    inputs: tuple[NamedValue, ...] = ()
    secrets: tuple[NamedValue, ...] = ()
    inherits_secrets: bool = False
    outputs: tuple[NamedValue, ...] = ()
    environment: tuple[NamedValue, ...] = ()
    deployment: Node | None = None
    timeout: Scalar | None = None
    matrix: Node | None = None
    fail_fast: Scalar | None = None
    continue_on_error: Scalar | None = None
    permissions: Permissions | None = None
    concurrency: Concurrency | None = None
    default_shell: Scalar | None = None

    @property
    def id(self) -> str:
        return self.key.text


@dataclass(frozen=True, slots=True)
class Workflow:
    """One workflow file."""

    source: Source
    name: Scalar | None = None
    run_name: Scalar | None = None
    triggers: tuple[Trigger, ...] = ()
    environment: tuple[NamedValue, ...] = ()
    permissions: Permissions | None = None
    concurrency: Concurrency | None = None
    default_shell: Scalar | None = None
    jobs: tuple[Job, ...] = ()

    @property
    def display_name(self) -> str:
        """What `gh workflow run` and `workflow_run` know it by; a file without `name` goes by its path."""
        return self.name.text if self.name is not None and self.name.text else self.source.local

    def trigger(self, event: str) -> Trigger | None:
        return next((each for each in self.triggers if each.event == event), None)

    def job(self, job_id: str) -> Job | None:
        """The job of that id; GitHub compares ids without case."""
        return next((each for each in self.jobs if each.id.lower() == job_id.lower()), None)

    @property
    def is_compiled(self) -> bool:
        """Whether it is a gh-aw lock file, made by a compiler and not to be edited by hand."""
        return self.source.local.endswith(".lock.yml")

    def steps(self) -> Iterator[tuple[Job, Step]]:
        for job in self.jobs:
            for step in job.steps:
                yield job, step


@dataclass(frozen=True, slots=True)
class Action:
    """A local action: its inputs, outputs and, for a composite one, its steps."""

    source: Source
    using: str
    inputs: tuple[Input, ...] = ()
    outputs: tuple[NamedValue, ...] = ()
    steps: tuple[Step, ...] = ()
    main: str | None = None
