"""What a function that isn't read may have done to what a script in Python gives it."""

from __future__ import annotations

import pytest
from scripted import run

from wflint.senders.handing_on import hands_on
from wflint.values.value import Const, Object, OneOf, Unknown, Value, constant

HEAD = """
import subprocess
from dataclasses import dataclass, field
import library
from elsewhere import Owner, amend, send_to

@dataclass
class Task:
    name: str
    words: list = field(default_factory=list)

def own(words):
    words.append("more")

def through(words):
    amend(words)

words = ["notify", "now"]
"""


def _words(script: str) -> tuple[Value, ...]:
    """The words of the last program that the script runs."""
    return tuple(word.value for word in run("python send.py", {"send.py": HEAD + script}).invocations[-1].words)


@pytest.mark.parametrize(
    "given",
    [
        "amend(words)",
        "through(words)",
        "library.add(words)",
        "library.client.fill(words)",
        "amend({'of': {'words': words}})",
        "amend([words] if words else [])",
        "amend(by=words)",
        "amend(Task('one', words))",
    ],
)
def test_it_may_hold_more(given: str) -> None:
    first, second, *rest = _words(f"{given}\nsubprocess.run(words)")
    assert (constant(first), constant(second)) == ("notify", "now")
    assert rest
    assert all(isinstance(each, Unknown) for each in rest)


@pytest.mark.parametrize(
    "given",
    [
        "print(words)",
        "send_to(words)",
        "library.send(words)",
        "library.validate(words)",
        "Owner(words)",
        "len(words)",
        "amend('text', 1)",
    ],
)
def test_it_is_as_it_was(given: str) -> None:
    assert [constant(each) for each in _words(f"{given}\nsubprocess.run(words)")] == ["notify", "now"]


def test_what_is_read_says_what_it_does() -> None:
    assert [constant(each) for each in _words("own(words)\nsubprocess.run(words)")] == ["notify", "now", "more"]


def test_a_member_may_be_another() -> None:
    before, after = (
        _words(f"task = Task('one')\n{change}\nsubprocess.run(['notify', task.name])")[1] for change in ("", "amend(task)")
    )
    assert before == Const("one")
    assert isinstance(after, OneOf)
    assert Const("one") in after.options


def test_a_dictionary_may_have_more_members() -> None:
    [message] = run(
        "python send.py",
        {
            "send.py": "import requests\nfrom elsewhere import amend\nfields = {'task': 1}\namend(fields)\n"
            "url = 'https://api.github.com/repos/octo/example/dispatches'\n"
            "requests.post(url, json={'event_type': 'begin', 'client_payload': fields})\n"
        },
    ).dispatches
    assert isinstance(message.payload, Object)
    assert message.payload.names() == ("task",)
    assert message.payload.open == "what `amend(fields)` may change"


@pytest.mark.parametrize(
    ("name", "leaves"),
    [
        ("send", True),
        ("send_to", True),
        ("sendAll", True),
        ("_log", True),
        ("sender", False),
        ("amend", False),
        ("address", False),
    ],
)
def test_names_of_what_hands_on(name: str, leaves: bool) -> None:
    assert hands_on(name) is leaves
