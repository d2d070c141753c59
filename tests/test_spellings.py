"""One message in many spellings is one message."""

from __future__ import annotations

import pytest

from spellings import events_in_shell
from spellings.frame import Files, facts
from spellings.meaning import Message, fields_of, meaning, plain
from wflint.values.value import Const, Reference

TICKET = Reference(("inputs", "ticket"))
EVENT = plain(Const("task:start"))
TEXT = Message("repository_dispatch", EVENT, fields_of(task_id=TICKET, retry_count="0"))


@pytest.mark.parametrize("files", [pytest.param(files, id=name) for name, files in events_in_shell.TEXTS.items()])
def test_event_with_texts(files: Files) -> None:
    assert meaning(facts(files)) == (TEXT,)
