"""The readers of scripts, one for each language; each is loaded when the first script of its kind is met."""

from __future__ import annotations

from wflint.senders.message import ScriptFacts
from wflint.senders.programs import Language
from wflint.senders.script import Script
from wflint.values.value import Unknown, Value

_NO_TOKEN = Unknown("the token of a script in a file")


def read_script(language: Language, script: Script, token: Value = _NO_TOKEN) -> ScriptFacts:
    """What a script does that others can see; `token` is what a client in JavaScript is made with."""
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
