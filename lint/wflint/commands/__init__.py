"""The commands of `wflint`: one module each, with `arguments(parser)` and `run(options)`, which gives the exit status.

A module is imported when its command is asked for, so that no command pays for another's imports.
"""

from __future__ import annotations

CLEAN, FINDINGS, USAGE, FAILED = 0, 1, 2, 3
"""Exit status: nothing found · findings · wrong usage or configuration · nothing to check, or wflint itself failed."""
INTERRUPTED, TERMINATED = 130, 143
"""Exit status after Ctrl-C and after SIGTERM, as shells have it: 128 and the number of the signal."""

LEVELS = ("note", "warning", "error", "never")
"""What `--fail-on` can be."""

COMMANDS = {
    "check": "check workflows (also without the word `check`)",
    "prove": "prove what the system of workflows promises, or tell the story that breaks it",
    "trace": "play the story that an event begins, run by run",
    "graph": "print the event graph",
    "events": "list every event with its senders, listeners and payload",
    "explain": "tell all about one event, one file, or one line",
    "contracts": "list the contracts of events, draft those that are missing, or export all as AsyncAPI",
    "init": "write a task system that works into a repository",
    "facts": "write what repositories say, to be linked with others later",
    "link": "check repositories together whose facts were written before",
    "rule": "explain a rule, or list all",
    "config": "print the settings in force",
    "schema": "print the JSON Schema of the configuration",
}
"""What each command does, by its name; the module `wflint.commands.NAME` does it."""
