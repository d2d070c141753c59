"""One message in many spellings is one message."""

from __future__ import annotations

import pytest

from spellings import (
    events_by_actions,
    events_by_curl,
    events_by_gh,
    events_in_functions,
    events_in_github_script,
    events_in_node,
    events_in_powershell,
    events_in_python,
    events_with_depth,
    guarded,
    starts,
    unfinished,
    ways_of_values,
)
from spellings.frame import Files, facts
from spellings.meaning import Message, fields_of, meaning, plain
from wflint.values.condition import Test
from wflint.values.of_expression import of_condition
from wflint.values.value import Array, Const, Field, Object, Reference

TICKET = Reference(("inputs", "ticket"))
EVENT = plain(Const("task:start"))
TEXTS = fields_of(task_id=TICKET, retry_count="0")
DEPTH = fields_of(
    task_id=TICKET,
    retry_count=0,
    dry=False,
    parent=Object((Field("run", Const("one")), Field("of", Const(None)))),
    stages=Array((Const("build"), Const("test"))),
)
ASKED = plain(Test(Reference(("inputs", "mode")), "==", Const("go")))
STATED = plain(of_condition("inputs.mode == 'go'"))

EVENT_WITH_TEXTS = Message("repository_dispatch", EVENT, TEXTS)
MESSAGES = {
    "actions": (EVENT_WITH_TEXTS, events_by_actions.TEXTS),
    "curl": (EVENT_WITH_TEXTS, events_by_curl.TEXTS),
    "functions": (EVENT_WITH_TEXTS, events_in_functions.TEXTS),
    "gh": (EVENT_WITH_TEXTS, events_by_gh.TEXTS),
    "github-script": (EVENT_WITH_TEXTS, events_in_github_script.TEXTS),
    "node": (EVENT_WITH_TEXTS, events_in_node.TEXTS),
    "powershell": (EVENT_WITH_TEXTS, events_in_powershell.TEXTS),
    "python": (EVENT_WITH_TEXTS, events_in_python.TEXTS),
    "values": (EVENT_WITH_TEXTS, ways_of_values.TEXTS),
    "depth": (Message("repository_dispatch", EVENT, DEPTH), events_with_depth.DEPTH),
    "asked": (Message("repository_dispatch", EVENT, TEXTS, condition=frozenset([ASKED])), guarded.ASKED),
    "stated": (Message("repository_dispatch", EVENT, TEXTS, condition=frozenset([STATED])), guarded.STATED),
    "start": (Message("workflow_dispatch", plain(Const("execute.yml")), TEXTS, ref=plain(Const("main"))), starts.STARTS),
}


def _marks(name: str) -> tuple[pytest.MarkDecorator, ...]:
    reason = unfinished.UNFINISHED.get(name)
    return (pytest.mark.xfail(strict=True, reason=reason),) if reason else ()


SPELLINGS = [
    pytest.param(message, files, id=f"{family}/{name}", marks=_marks(f"{family}/{name}"))
    for family, (message, spellings) in MESSAGES.items()
    for name, files in spellings.items()
]


@pytest.mark.parametrize(("message", "files"), SPELLINGS)
def test_what_is_sent_is_the_same_however_it_is_written(message: Message, files: Files) -> None:
    assert meaning(facts(files)) == (message,)
