"""Scripts of actions/github-script."""

from __future__ import annotations

from wflint.senders.message import ScriptFacts
from wflint.senders.script import Script
from wflint.values.value import Reference, Value


def read(script: Script, token: Value = Reference(("github", "token"))) -> ScriptFacts:  # noqa: B008
    """Everything that a github-script does."""
    return ScriptFacts(problem="not read")
