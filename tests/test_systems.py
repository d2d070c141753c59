"""The clean systems under `systems/`: wflint finds nothing wrong, proves all of it, and sees exactly the messages they send."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from wflint.config import Config
from wflint.graph import Site, System, events
from wflint.link import link
from wflint.permissions import token_at
from wflint.pipeline import lint
from wflint.plugins import load_rules
from wflint.scenario import Scenario
from wflint.soundness.verdicts import proofs
from wflint.sources import discover
from wflint.values.value import Object, Reference

SYSTEMS = Path(__file__).parent / "systems"
EXAMPLE = Path(__file__).parents[1] / "examples" / "task-system"
RULES = load_rules()

Messages = Mapping[str, tuple[str, ...]]
"""For each workflow what it sends, in the order of the text: the mechanism, the event type or workflow, and the fields."""

EXPECTED: Mapping[str, Messages] = {
    "bash": {
        "launcher.yml": ("gh api: task:start(task_id, issue, retry_count)",),
        "orchestrator.yml": (
            "gh workflow run: agent.yml(task_id, issue, retry_count)",
            "gh workflow run: build.yml(task_id, issue, retry_count)",
            "gh workflow run: agent.yml(task_id, issue, retry_count)",
        ),
        "agent.yml": ("gh api: agent:complete(task_id, issue, retry_count, status)",),
        "build.yml": ("gh api: build:complete(task_id, issue, retry_count, status)",),
    },
    "powershell": {
        "request.yml": ("gh api: package:request(task_id, branch, retry_count)",),
        "orchestrator.yml": (
            "gh workflow run: compile.yml(task_id, branch, retry_count)",
            "gh workflow run: sign.yml(task_id, branch, retry_count)",
            "gh workflow run: compile.yml(task_id, branch, retry_count)",
            "gh workflow run: sign.yml(task_id, branch, retry_count)",
        ),
        "compile.yml": ("Invoke-RestMethod: compile:complete(task_id, branch, retry_count, status)",),
        "sign.yml": ("gh api: sign:complete(task_id, branch, retry_count, status)",),
    },
    "github-script": {
        "launcher.yml": ("github-script createDispatchEvent: page:wanted(task_id, page, issue)",),
        "orchestrator.yml": (
            "github-script createWorkflowDispatch: translate.yml(task_id, page, issue, retry_count)",
            "github-script createWorkflowDispatch: review.yml(task_id, page, issue, retry_count)",
            "github-script createWorkflowDispatch: translate.yml(task_id, page, issue, retry_count)",
            "github-script createWorkflowDispatch: review.yml(task_id, page, issue, retry_count)",
        ),
        "translate.yml": ("github-script createDispatchEvent: translate:complete(task_id, page, issue, retry_count, status)",),
        "review.yml": ("github-script request: review:complete(task_id, page, issue, retry_count, status)",),
    },
    "reusable-executors": {
        "launcher.yml": ("gh api: release:wanted(task_id, commit, retry_count)",),
        "orchestrator.yml": (
            "gh api: deploy:complete(task_id, commit, retry_count, status)",
            "gh workflow run: test.yml(task_id, commit, retry_count)",
        ),
        "test.yml": ("gh api: test:complete(task_id, commit, retry_count, status)",),
    },
    "matrix-executors": {
        "launcher.yml": ("curl: check:wanted(task_id, component, branch, retry_count)",),
        "orchestrator.yml": (
            "gh workflow run: build.yml(task_id, component, branch, retry_count)",
            "gh workflow run: test.yml(task_id, component, branch, retry_count)",
            "gh workflow run: build.yml or test.yml(task_id, component, branch, retry_count)",
        ),
        "build.yml": ("gh api: build:complete(task_id, component, branch, retry_count, status)",),
        "test.yml": ("gh api: test:complete(task_id, component, branch, retry_count, status)",),
    },
    "actions": {
        "launcher.yml": ("peter-evans/repository-dispatch: preview:wanted(task_id, branch, title, retry_count)",),
        "orchestrator.yml": (
            "benc-uk/workflow-dispatch: site.yml(task_id, branch, title, retry_count)",
            "benc-uk/workflow-dispatch: site.yml(task_id, branch, title, retry_count)",
        ),
        "site.yml": ("peter-evans/repository-dispatch: site:complete(task_id, branch, title, retry_count, status, url)",),
    },
    "script-files": {
        "launcher.yml": ("gh api: task:start(task_id, issue, retry_count)",),
        "orchestrator.yml": (
            "gh workflow run: draft.yml(task_id, issue, retry_count)",
            "gh workflow run: check.yml(task_id, issue, retry_count)",
            "gh workflow run: draft.yml(task_id, issue, retry_count)",
        ),
        "draft.yml": ("fetch: draft:complete(task_id, issue, retry_count, status)",),
        "check.yml": ("fetch: check:complete(task_id, issue, retry_count, status)",),
    },
    "workflow-run-callbacks": {
        "launcher.yml": ("gh api: film:wanted(task_id, scene)",),
        "orchestrator.yml": (
            "gh workflow run: render.yml(task_id, scene, retry_count)",
            "gh workflow run: encode.yml(task_id, scene, retry_count, render_run)",
            "gh workflow run: render.yml(task_id, scene, retry_count)",
        ),
    },
}


def _system(name: str, profile: str = "default") -> System:
    return _linked(SYSTEMS / name, profile)


def _linked(folder: Path, profile: str = "default") -> System:
    repositories, _ = discover([str(folder)], {str(folder): "octo/tasks"})
    return link(repositories, Config(profile="strict" if profile == "strict" else "default"))


def _sent(system: System) -> Iterator[tuple[str, str]]:
    """The file whose run sends it, and the message in words."""
    for site in sorted(system.messages, key=lambda each: each.span):
        yield (
            site.workflow.workflow.source.name,
            f"{site.dispatch.mechanism}: {' or '.join(_targets(system, site))}{_fields(site)}",
        )


def _targets(system: System, site: Site) -> tuple[str, ...]:
    if site.dispatch.kind == "repository_dispatch":
        return system.types(site) or ("?",)
    return tuple(each.name for each in system.targets(site) or ()) or ("?",)


def _fields(site: Site) -> str:
    payload = site.payload(Scenario())
    return f"({', '.join(payload.names())})" if isinstance(payload, Object) and payload.open is None else "(?)"


def test_every_system_is_listed() -> None:
    assert sorted(EXPECTED) == sorted(each.name for each in SYSTEMS.iterdir() if each.is_dir())


@pytest.mark.parametrize("profile", ["default", "strict"])
@pytest.mark.parametrize("name", EXPECTED)
def test_nothing_is_reported(name: str, profile: str) -> None:
    system = _system(name, profile)
    report = lint(system, system.config, RULES)
    assert report.findings == ()
    assert report.problems == ()


@pytest.mark.parametrize("name", EXPECTED)
def test_all_of_it_is_understood(name: str) -> None:
    statistics = _system(name).statistics
    assert statistics.dispatches_unresolved == 0
    assert statistics.conditions_resolved == statistics.conditions


@pytest.mark.parametrize("name", [*EXPECTED, "example"])
def test_every_promise_is_proved_even_if_a_runner_is_lost(name: str) -> None:
    (proof,) = proofs(_system(name) if name != "example" else _linked(EXAMPLE))
    assert [(each.property, each.answer, each.level) for each in proof.verdicts] == [
        (f"P{number}", "proved", 4) for number in range(1, 7)
    ]
    assert proof.problem is None


@pytest.mark.parametrize("name", EXPECTED)
def test_messages(name: str) -> None:
    found: dict[str, tuple[str, ...]] = {}
    for file, message in _sent(_system(name)):
        found[file] = (*found.get(file, ()), message)
    assert found == dict(EXPECTED[name])


@pytest.mark.parametrize("name", EXPECTED)
def test_every_message_is_heard(name: str) -> None:
    system = _system(name)
    heard = {edge.site.span for edge in system.edges}
    assert {site.span for site in system.messages} == heard


@pytest.mark.parametrize("name", EXPECTED)
def test_every_listener_is_started(name: str) -> None:
    """But for the launcher, which people start; what is called, or hears the end of another one, isn't started by a message."""
    system = _system(name)
    fed = {edge.end for edge in system.edges}
    waiting = [
        (facts.workflow.source.name, str(event))
        for facts in system.workflows
        for event in events(facts)
        if (facts.path, event) not in fed and event.name not in ("workflow_call", "workflow_run")
    ]
    assert waiting == [(next(iter(EXPECTED[name])), "workflow_dispatch")]


def test_ends_of_runs_are_heard() -> None:
    """GitHub raises `workflow_run` only for runs that weren't started with `GITHUB_TOKEN`."""
    system = _system("workflow-run-callbacks")
    awaited = {
        (facts.workflow.source.name, ended.workflow.source.name if ended is not None else name.text)
        for facts in system.workflows
        for trigger in facts.workflow.triggers
        for name in trigger.workflows
        for ended in [system.workflow_named(facts.repository, name.text)]
    }
    assert awaited == {("orchestrator.yml", "render.yml"), ("orchestrator.yml", "encode.yml")}
    starts = [site for site in system.messages if site.dispatch.kind == "workflow_dispatch"]
    tokens = [token_at(site.way, site.dispatch.token) if site.dispatch.token is not None else None for site in starts]
    assert tokens == [Reference(("secrets", "TASKS_TOKEN"))] * 3
