"""Nodes to typed workflows and actions.  What has an unexpected shape is left out; nothing here fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast, get_args

from wflint.problem import Problem
from wflint.sources import Source
from wflint.span import Span, whole_file
from wflint.syntax.document import Document, parse
from wflint.syntax.node import Mapping, Node, Scalar, Sequence
from wflint.syntax.workflow import (
    Action,
    Concurrency,
    Input,
    InputType,
    Job,
    NamedValue,
    Permissions,
    Step,
    Trigger,
    Workflow,
)

MOST_JOBS, MOST_STEPS = 500, 2_000
"""Of one workflow.  Each job is seen with all those before it, so that the time grows with the square of their number; of the
workflows that people write the largest known ones have some forty jobs and two hundred steps."""


def workflow(source: Source) -> tuple[Workflow | None, tuple[Problem, ...]]:
    """The workflow that a file holds, and what is wrong with the file; `None` where it can't be read as one."""
    document = parse(source.path, source.text)
    if isinstance(document, Problem):
        return None, (document,)
    root = document.root
    if not isinstance(root, Mapping):
        problem = Problem("syntax", "not a workflow: the file isn't a mapping with `on` and `jobs`", whole_file(source.path))
        return None, (*document.problems, problem)
    missing = [key for key in ("on", "jobs") if root.get(key) is None]
    if missing:
        message = f"not a workflow: {' and '.join(f'`{key}`' for key in missing)} missing"
        return None, (*document.problems, Problem("syntax", message, whole_file(source.path)))
    found = _workflow(source, root)
    if not found.triggers:
        return None, (*document.problems, Problem("syntax", "no event under `on`, so nothing starts it", whole_file(source.path)))
    if len(found.jobs) > MOST_JOBS or sum(len(job.steps) for job in found.jobs) > MOST_STEPS:
        message = f"more than {MOST_JOBS:,} jobs or {MOST_STEPS:,} steps in one workflow: that is more than wflint looks at"
        return None, (*document.problems, Problem("script", message, whole_file(source.path)))  # GitHub may well take it
    return found, (*document.problems, *_reserved(found))


def _reserved(found: Workflow) -> Iterator[Problem]:
    """Secrets that a called workflow can't declare: GitHub keeps the name of the run's own token for itself."""
    for trigger in found.triggers:
        for each in trigger.secrets:
            if each.text.lower() == "github_token":
                hint = "every called workflow has it; take the entry away, or give another token another name"
                yield Problem(
                    "syntax", f"`workflow_call` can't ask for a secret `{each.text}`: GitHub keeps the name", each.span, hint
                )


def _workflow(source: Source, root: Mapping) -> Workflow:
    defaults = _mapping(_mapping(root.get("defaults")).get("run"))
    return Workflow(
        source=source,
        name=_scalar(root.get("name")),
        run_name=_scalar(root.get("run-name")),
        triggers=tuple(_triggers(root)),
        environment=_named(root.get("env")),
        permissions=_permissions(root),
        concurrency=_concurrency(root),
        default_shell=_scalar(defaults.get("shell")),
        default_folder=_scalar(defaults.get("working-directory")),
        jobs=tuple(_job(pair.key, pair.value) for pair in _mapping(root.get("jobs")).pairs if isinstance(pair.value, Mapping)),
    )


def action(source: Source) -> tuple[Action | None, tuple[Problem, ...]]:
    """The action that an `action.yml` describes."""
    document = parse(source.path, source.text)
    if isinstance(document, Problem):
        return None, (document,)
    root = _mapping(document.root)
    runs = _mapping(root.get("runs"))
    using = _scalar(runs.get("using"))
    main, pre, post = (_scalar(runs.get(name)) for name in ("main", "pre", "post"))
    made = Action(
        source=source,
        using=using.text if using is not None else "",
        inputs=tuple(_inputs(root.get("inputs"))),
        outputs=tuple(_outputs(root.get("outputs"))),
        steps=tuple(_steps(runs.get("steps"))),
        main=main.text if main is not None else None,
        pre=pre.text if pre is not None else None,
        post=post.text if post is not None else None,
    )
    return made, document.problems


def _mapping(node: Node | None) -> Mapping:
    return node if isinstance(node, Mapping) else Mapping((), whole_file(""))


def _scalar(node: Node | None) -> Scalar | None:
    return node if isinstance(node, Scalar) and not node.is_null else None


def _texts(node: Node | None) -> tuple[Scalar, ...]:
    """One scalar or a list of them."""
    if isinstance(node, Sequence):
        return tuple(item for item in node.items if isinstance(item, Scalar) and not item.is_null)
    single = _scalar(node)
    return (single,) if single is not None else ()


def _named(node: Node | None) -> tuple[NamedValue, ...]:
    return tuple(NamedValue(pair.key, pair.value) for pair in _mapping(node).pairs if isinstance(pair.value, Scalar))


def _triggers(root: Mapping) -> Iterator[Trigger]:
    node = root.get("on")
    match node:
        case Scalar():
            yield Trigger(node.text, node.span)
        case Sequence(items):
            for item in items:
                if isinstance(item, Scalar):
                    yield Trigger(item.text, item.span)
        case Mapping(pairs):
            for pair in pairs:
                yield _trigger(pair.key, pair.value)
        case _:
            return


def _trigger(key: Scalar, node: Node) -> Trigger:
    settings = node if isinstance(node, Mapping) else None
    found = settings or _mapping(None)
    return Trigger(
        event=key.text,
        place=key.span,
        types=_texts(found.get("types")),
        types_given=found.get("types") is not None,
        inputs=tuple(_inputs(found.get("inputs"))),
        outputs=tuple(_outputs(found.get("outputs"))),
        workflows=_texts(found.get("workflows")),
        secrets=tuple(pair.key for pair in _mapping(found.get("secrets")).pairs),
        settings=settings,
    )


def _inputs(node: Node | None) -> Iterator[Input]:
    for pair in _mapping(node).pairs:
        about = _mapping(pair.value)
        kind = _scalar(about.get("type"))
        required = _scalar(about.get("required"))
        default = about.get("default")
        known = kind is not None and kind.text in get_args(InputType)
        yield Input(
            name=pair.key,
            type=cast(InputType, kind.text) if kind is not None and known else "string",
            required=required is not None and required.text.lower() == "true",
            default=default if isinstance(default, Scalar) and not default.is_null else None,
            options=_texts(about.get("options")),
        )


def _outputs(node: Node | None) -> Iterator[NamedValue]:
    for pair in _mapping(node).pairs:
        value = pair.value if isinstance(pair.value, Scalar) else _mapping(pair.value).get("value")
        if isinstance(value, Scalar):
            yield NamedValue(pair.key, value)


_SHORTHANDS = {"read-all": "read", "write-all": "write"}


def _permissions(owner: Mapping) -> Permissions | None:
    pair = owner.pair("permissions")
    if pair is None:
        return None
    if isinstance(pair.value, Scalar):
        return Permissions((), _SHORTHANDS.get(pair.value.text, "none"), pair.span)
    scopes = tuple((each.name.text, each.value.text) for each in _named(pair.value))
    return Permissions(scopes, "none", pair.key.span)


def _concurrency(owner: Mapping) -> Concurrency | None:
    pair = owner.pair("concurrency")
    if pair is None:
        return None
    if isinstance(pair.value, Scalar):
        return Concurrency(pair.value, None, None, pair.key.span)
    about = _mapping(pair.value)
    return Concurrency(
        _scalar(about.get("group")),
        _scalar(about.get("cancel-in-progress")),
        _scalar(about.get("queue")),
        pair.key.span,
    )


def _job(key: Scalar, node: Node) -> Job:
    about = _mapping(node)
    strategy = _mapping(about.get("strategy"))
    defaults = _mapping(_mapping(about.get("defaults")).get("run"))
    secrets = about.get("secrets")
    return Job(
        key=key,
        name=_scalar(about.get("name")),
        needs=_texts(about.get("needs")),
        condition=_condition(about),
        runs_on=about.get("runs-on"),
        steps=tuple(_steps(about.get("steps"))),
        calls=_scalar(about.get("uses")),
        inputs=_named(about.get("with")),
        secrets=_named(secrets),
        inherits_secrets=isinstance(secrets, Scalar) and secrets.text == "inherit",
        outputs=_named(about.get("outputs")),
        environment=_named(about.get("env")),
        deployment=about.get("environment"),
        timeout=_scalar(about.get("timeout-minutes")),
        matrix=strategy.get("matrix"),
        fail_fast=_scalar(strategy.get("fail-fast")),
        max_parallel=_scalar(strategy.get("max-parallel")),
        continue_on_error=_scalar(about.get("continue-on-error")),
        permissions=_permissions(about),
        concurrency=_concurrency(about),
        default_shell=_scalar(defaults.get("shell")),
        default_folder=_scalar(defaults.get("working-directory")),
    )


def _condition(about: Mapping) -> Scalar | None:
    """The `if`, kept also where its value is `false`: only a missing or empty one is none."""
    node = about.get("if")
    return node if isinstance(node, Scalar) and node.text.strip() else None


def _steps(node: Node | None) -> Iterator[Step]:
    if not isinstance(node, Sequence):
        return
    yield from _numbered(_flattened(node.items))


def _flattened(items: Iterable[Node], group: int | None = None) -> Iterator[tuple[Mapping, int | None]]:
    """Steps one by one; those of a `parallel:` list carry the number of their group."""
    for number, item in enumerate(items):
        if not isinstance(item, Mapping):
            continue
        inner = item.get("parallel")
        if isinstance(inner, Sequence) and group is None:
            yield from _flattened(inner.items, number)
        else:
            yield item, group


def _numbered(items: Iterable[tuple[Mapping, int | None]]) -> Iterator[Step]:
    for index, (about, group) in enumerate(items):
        yield _step(index, about, group)


def _step(index: int, about: Mapping, group: int | None) -> Step:
    run, uses, environment = about.get("run"), about.get("uses"), about.get("env")
    background = _scalar(about.get("background"))
    kinds = {"run": "run", "uses": "uses", "wait": "wait", "wait-all": "wait-all", "cancel": "cancel"}
    kind = next((kinds[pair.key.text] for pair in about.pairs if pair.key.text in kinds), "other")
    return Step(
        index=index,
        kind=kind,  # type: ignore[arg-type]  # one of the literals above
        place=_step_place(about),
        id=_scalar(about.get("id")),
        name=_scalar(about.get("name")),
        condition=_condition(about),
        run=run if isinstance(run, Scalar) else None,
        uses=_scalar(uses),
        inputs=_named(about.get("with")),
        environment=_named(environment),
        environment_expression=_scalar(environment),
        shell=_scalar(about.get("shell")),
        working_directory=_scalar(about.get("working-directory")),
        timeout=_scalar(about.get("timeout-minutes")),
        continue_on_error=_scalar(about.get("continue-on-error")),
        background=background is not None and background.value is True,
        group=group,
        waits_for=_texts(about.get("wait")),
    )


def _step_place(about: Mapping) -> Span:
    return about.pairs[0].span if about.pairs else about.span


__all__ = ["Document", "action", "workflow"]
