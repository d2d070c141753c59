"""The readers of scripts, one for each language; each is loaded when the first script of its kind is met."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from wflint.senders.message import ScriptFacts
from wflint.senders.programs import Language
from wflint.senders.script import Script
from wflint.values.value import Unknown, Value

_NO_TOKEN = Unknown("the token of a script in a file")
_ROOM = 900
"""Calls inside calls that the reading of a script may come to; one that needs more is said to be nested too deeply."""


def read_script(language: Language, script: Script, token: Value = _NO_TOKEN) -> ScriptFacts:
    """What a script does that others can see; `token` is what a client in JavaScript is made with."""
    with _room():
        return _read(language, script, token)


@contextmanager
def _room() -> Iterator[None]:
    """Give a script the same room wherever it is read: what is found must not hang on who asks, and through how many calls."""
    before, depth, frame = sys.getrecursionlimit(), 0, sys._getframe()
    while frame.f_back is not None:
        depth, frame = depth + 1, frame.f_back
    sys.setrecursionlimit(depth + _ROOM)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _read(language: Language, script: Script, token: Value) -> ScriptFacts:
    match language:
        case "bash":
            from wflint.senders import bash

            return bash.read(script)
        case "powershell":
            from wflint.senders import powershell

            return powershell.read(script)
        case "cmd":
            from wflint.senders import cmd

            return cmd.read(script)
        case "python":
            from wflint.senders import python

            return python.read(script)
        case "javascript":
            from wflint.senders import javascript

            return javascript.read(script, token)
