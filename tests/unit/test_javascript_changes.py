"""What a function has done, or may have done, to what a script in JavaScript gives it."""

from __future__ import annotations

import pytest
from scripted import step

from wflint.values.value import Object, Unknown, Value, constant

HEAD = """
const { amend, sendTo, Owner } = require('elsewhere');
function own(list) { list.push('more'); }
function through(list) { own(list); }
function ofMember(task) { task.words.push('more'); }
const words = ['notify', 'now'];
const task = { words: ['notify', 'now'] };
"""


def _words(script: str, given: str = "words") -> tuple[Value, ...]:
    """The words of the program that the script runs in the end."""
    facts = step(f"{HEAD}{script}\nawait exec.exec('tell', {given});", {})
    return tuple(word.value for word in facts.invocations[-1].words[1:])


@pytest.mark.parametrize(
    ("change", "given"),
    [
        ("amend(words);", "words"),
        ("somebody.amend(words);", "words"),
        ("await amend(1, words);", "words"),
        ("amend(task.words);", "task.words"),
    ],
)
def test_it_may_hold_more(change: str, given: str) -> None:
    first, second, *rest = _words(change, given)
    assert (constant(first), constant(second)) == ("notify", "now")
    assert rest
    assert all(isinstance(each, Unknown) for each in rest)


@pytest.mark.parametrize(
    "change",
    ["console.log(words);", "sendTo(words);", "somebody.validate(words);", "new Owner(words);", "amend(...others, words);", ""],
)
def test_it_is_as_it_was(change: str) -> None:
    assert [constant(each) for each in _words(change)] == ["notify", "now"]


@pytest.mark.parametrize(
    ("change", "given"), [("own(words);", "words"), ("through(words);", "words"), ("ofMember(task);", "task.words")]
)
def test_what_is_read_says_what_it_does(change: str, given: str) -> None:
    assert [constant(each) for each in _words(change, given)] == ["notify", "now", "more"]


@pytest.mark.parametrize(
    ("change", "opened"), [("amend(fields);", "what `amend(fields)` may change"), ("core.info(fields);", None)]
)
def test_an_object_may_have_more_members(change: str, opened: str | None) -> None:
    send = "await github.rest.repos.createDispatchEvent({...context.repo, event_type: 'begin', client_payload: fields});"
    [message] = step(f"{HEAD}const fields = {{ task: 1 }};\n{change}\n{send}", {}).dispatches
    assert isinstance(message.payload, Object)
    assert (message.payload.names(), message.payload.open) == (("task",), opened)
