"""What a variant of sending is: a tiny repository, and everything that is sent in it, message by message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from spellings.frame import NAME, Files
from spellings.meaning import UNCONDITIONAL, Message, NotUnderstood, Plain, plain
from wflint.facts.model import JobFacts
from wflint.facts.repository import RepositoryFacts, read
from wflint.sources import discover
from wflint.values.condition import Comparison, Condition, Kind, Test
from wflint.values.of_expression import of_condition, of_text
from wflint.values.value import Array, Const, Field, Object, Reference, Text, Value

TICKET = Reference(("inputs", "ticket"))
BOT = Reference(("secrets", "BOT"))
RUN_TOKEN: Plain = ("Reference", ("github", "token"))
CURL = "`curl` without `--fail` exits 0 when GitHub refuses"


@dataclass(frozen=True)
class Variant:
    """A repository and what it sends.

    `hidden` says for each message how its failure stays unseen, in the order of the messages; nothing said is: all are seen.
    `unfinished` says what the reader gets wrong so far.
    """

    files: Files
    sent: tuple[Message | NotUnderstood, ...] = ()
    hidden: tuple[str | None, ...] = ()
    unfinished: str | None = None


def variant(
    files: Files, *sent: Message | NotUnderstood, hidden: tuple[str | None, ...] = (), unfinished: str | None = None
) -> Variant:
    """A repository with the messages that it sends, in their order; none where nothing is sent."""
    messages = [each for each in sent if isinstance(each, Message)]
    return Variant(files, sent, hidden or (None,) * len(messages), unfinished)


def event(
    event_type: Value | str,
    payload: Plain = ("Object", (), None),
    *,
    repository: Value | str | None = None,
    token: Value | None = BOT,
    when: tuple[Plain, ...] = (),
    defects: tuple[str, ...] = (),
) -> Message:
    """A `repository_dispatch`; its repository is the own one where nothing is said."""
    return Message(
        "repository_dispatch",
        plain(_value(event_type)),
        payload,
        **_repository(repository),
        token=plain(token) if token is not None else None,
        condition=frozenset(when),
        defects=defects,
    )


def start(
    workflow: Value | str,
    payload: Plain = ("Object", (), None),
    *,
    ref: Value | str | None = None,
    repository: Value | str | None = None,
    token: Value | None = BOT,
    when: tuple[Plain, ...] = (),
    defects: tuple[str, ...] = (),
) -> Message:
    """A `workflow_dispatch`; its repository is the own one where nothing is said."""
    return Message(
        "workflow_dispatch",
        plain(_value(workflow)),
        payload,
        **_repository(repository),
        ref=plain(_value(ref)) if ref is not None else None,
        token=plain(token) if token is not None else None,
        condition=frozenset(when),
        defects=defects,
    )


def _repository(given: Value | str | None) -> dict[str, Plain]:
    return {} if given is None else {"repository": plain(_value(given))}


def _value(given: Value | str) -> Value:
    return Const(given) if isinstance(given, str) else given


def payload(**members: Value | str | int | list[str]) -> Plain:
    """An object of exactly these members."""
    return plain(made(None, **members))


def opened(reason: str, **members: Value | str | int | list[str]) -> Plain:
    """An object of these members and maybe others, and why they can't be seen."""
    return plain(made(reason, **members))


def made(reason: str | None = None, **members: Value | str | int | list[str]) -> Object:
    """An object as a value."""
    return Object(tuple(Field(name, _json(value)) for name, value in members.items()), reason)


def _json(given: Value | str | int | list[str]) -> Value:
    if isinstance(given, list):
        return Array(tuple(map(Const, given)))
    return Const(given) if isinstance(given, str | int) else given


def holed(*parts: Value | str) -> Value:
    """A text with holes."""
    return Text(tuple(map(_value, parts)))


def of(expression: str) -> Value:
    """What `${{ }}` stands for."""
    return of_text(f"${{{{ {expression} }}}}")


def when(expression: str) -> Plain:
    """An `if:` as GitHub evaluates it."""
    return plain(of_condition(expression))


def asked(left: Value | str, comparison: Comparison, right: Value | str, kind: Kind = "string") -> Plain:
    """A comparison in a script."""
    return plain(Test(_value(left), comparison, _value(right), kind))


def said(condition: Condition) -> Plain:
    """Any other condition."""
    return plain(condition)


_EXPRESSIONS = ("And", "Call", "Compare", "Index", "Literal", "Name", "Not", "Or", "Star")


def placeless(message: Message | NotUnderstood) -> Message | NotUnderstood:
    """A message without the places of expressions in their texts, and without conditions that are none."""
    if isinstance(message, NotUnderstood):
        return message
    conditions = frozenset(found for each in message.condition if (found := _placeless(each)) != _placeless(plain(UNCONDITIONAL)))
    return replace(
        message,
        target=_placeless(message.target),
        payload=_placeless(message.payload),
        repository=_placeless(message.repository),
        ref=_placeless(message.ref) if message.ref is not None else None,
        token=_placeless(message.token) if message.token is not None else None,
        condition=conditions,
    )


def _placeless(value: Plain) -> Plain:
    ends_in_places = len(value) > 3 and value[0] in _EXPRESSIONS and all(type(each) is int for each in value[-2:])
    kept = value[:-2] if ends_in_places else value
    return tuple(_placeless(each) if isinstance(each, tuple) else each for each in kept)


def hidden(found: RepositoryFacts) -> tuple[str | None, ...]:
    """How the failure of each message stays unseen, in the order in which `meaning` gives them."""
    workflows = [each for each in (*found.workflows, *found.scripts) if not _is_only_called(each.workflow.triggers)]
    return tuple(each for facts in workflows for job in facts.jobs for each in _of_job(job))


def _is_only_called(triggers: tuple[object, ...]) -> bool:
    return bool(triggers) and all(getattr(each, "event") == "workflow_call" for each in triggers)  # noqa: B009


def _of_job(job: JobFacts) -> Iterator[str | None]:
    for way in job.ways():
        yield from (each.failure_hidden for each in way[-1].dispatches)
    for called in job.called.jobs if job.called is not None else ():
        yield from _of_job(called)


def on_disk(files: Files, folder: Path) -> RepositoryFacts:
    """What is read in a repository that lies in a folder, scripts that nobody runs included."""
    written(files, folder)
    [repository], _ = discover([str(folder)], {str(folder): NAME})
    found = read(repository)
    assert found.problems == ()
    return found


def written(files: Files, folder: Path) -> None:
    """Put files into a folder."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
