"""Programs that JavaScript runs: `exec.exec('gh', […])`, `execSync('gh …')`, `spawnSync`, execa and zx.

Source: nodejs.org, "Child process"; actions/toolkit, packages/exec.
"""

from __future__ import annotations

import re

from wflint.lean import replace
from wflint.senders import bash
from wflint.senders.bash_builtins import script_of
from wflint.senders.called import following, under
from wflint.senders.commands import interpret
from wflint.senders.holed import each_option, holed
from wflint.senders.javascript_kinds import UNDEFINED, plain
from wflint.senders.javascript_members import everything, folder_of
from wflint.senders.javascript_sends import commands_in
from wflint.senders.javascript_site import Site
from wflint.senders.javascript_values import as_text, member
from wflint.senders.message import Invocation, Word
from wflint.senders.paths import joined
from wflint.values.value import Array, Const, Field, Object, Unknown, Value, constant, unplaced

PROGRAMS = frozenset(
    (
        "exec",
        "getExecOutput",
        "execSync",
        "execFileSync",
        "execFile",
        "spawn",
        "spawnSync",
        "execa",
        "execaSync",
        "execaCommand",
        "$",
    )
)
OWNERS = frozenset(
    ("exec", "child_process", "@actions/exec", "cp", "execa", "zx", "childProcess", "actionsExec", "zx/globals", "cross-spawn")
)
_WITH_SHELL = frozenset(("execSync",))
_IGNORED = "`ignoreReturnCode` lets the step go on when the command fails"
_SILENT = {
    "spawnSync": "`spawnSync` doesn't throw when the command fails",
    "spawn": "`spawn` doesn't throw when the command fails",
}


def program(site: Site, last: str, owner: str, arguments: list[Value]) -> Value:
    """A call that runs a program; what it gives."""
    first = as_text(arguments[0]) if arguments else Const("")
    listed = arguments[1] if len(arguments) > 1 else None
    is_list = listed is not None and not isinstance(listed, Object) and listed != UNDEFINED
    options = arguments[2] if len(arguments) > 2 else listed if isinstance(listed, Object) else Object(())
    hidden = _hidden(site, last)
    printed: Value | None = None
    if is_list and listed is not None:
        head = commands_in(first)
        words = head[0][0] if head else [first]
        printed = _run(site, (*(Word(word, site.span) for word in words), *_listed(site, listed)), options, hidden)
    else:
        commands = commands_in(first)
        with_shell = last in _WITH_SHELL or (last == "exec" and owner == "child_process")
        if commands is None or (with_shell and len(commands) > 1 and any(behind in ("|", "\n") for _, behind in commands)):
            _in_shell(site, first, options)
        else:
            for words, behind in commands:
                line = tuple(Word(word, site.span) for word in words)
                printed = _run(site, line, options, hidden or ("`|| …`" if behind == "||" else None))
    site.let_call((options,))
    return _given(last, printed or Unknown(f"output of `{constant(first) or 'a command'}`"))


def _given(last: str, printed: Value) -> Value:
    if last in ("execSync", "execFileSync"):
        return printed
    opened = "what a program gives besides its output"
    return Object((Field("stdout", printed),), opened) if not isinstance(printed, Unknown) else Unknown(printed.reason)


def _hidden(site: Site, last: str) -> str | None:
    """How a failure goes unseen where the call itself doesn't throw and nothing behind it looks at how the program ended."""
    if last not in _SILENT:
        return None
    behind = site.source.text[site.source.end(site.node) :]
    looked_at = re.search(r"\.(?:status|error|exitCode)\b|\bstatus\b|on\(\s*['\"](?:close|exit|error)", behind)
    return None if looked_at else _SILENT[last]


def _in_shell(site: Site, line: Value, options: Value) -> None:
    """A line with pipes or of several commands: it is read as the script of a shell that it is."""
    invocation = _invocation(site, (Word(line, site.span),), options, None)
    inner = replace(
        script_of(unplaced(line), site.source.script, site.span),
        environment=dict(invocation.environment),
        stops_on_error=False,
    )
    site.take_over(under(bash.read(inner), invocation))


def _listed(site: Site, value: Value) -> tuple[Word, ...]:
    """The arguments of a program, each with its place where they are written down in the call."""
    node = site.argument_nodes[1] if len(site.argument_nodes) > 1 else None
    nodes = [each for each in node.named_children if each.type != "comment"] if node is not None else []
    if node is not None and node.type == "array" and all(each.type != "spread_element" for each in nodes):
        items = value.items if isinstance(value, Array) else ()
        return tuple(Word(as_text(item), site.source.span(each)) for item, each in zip(items, nodes, strict=False))
    if isinstance(value, Array):
        return tuple(Word(as_text(item), site.span) for item in value.items)
    return (Word(Unknown("arguments that are put together at run time"), site.span),)


def _invocation(site: Site, words: tuple[Word, ...], options: Value, hidden: str | None) -> Invocation:
    environment = everything(site.walk)
    given = member(options, "env", site.written) if isinstance(options, Object) else UNDEFINED
    if isinstance(given, Object):
        environment.update({each.name: plain(as_text(each.value)) for each in given.fields})
    folder = member(options, "cwd", site.written) if isinstance(options, Object) else UNDEFINED
    environment["PWD"] = joined(folder_of(site.walk), as_text(folder)) if folder != UNDEFINED else folder_of(site.walk)
    stdin = member(options, "input", site.written) if isinstance(options, Object) else UNDEFINED
    ignored = member(options, "ignoreReturnCode", site.written) if isinstance(options, Object) else UNDEFINED
    if ignored == Const(True):
        hidden = hidden or _IGNORED
    return Invocation(
        words,
        site.span,
        tuple(environment.items()),
        plain(as_text(stdin)) if stdin != UNDEFINED else None,
        tuple(site.walk.kept.items()),
        site.state.guard,
        site.state.discarded or hidden,
    )


def _run(site: Site, words: tuple[Word, ...], options: Value, hidden: str | None) -> Value | None:
    """Run one command; its output where that is known."""
    invocation = _invocation(site, words, options, hidden)
    called = site.walk.source.script.call(invocation)
    if called is not None:
        site.walk.invocations.append(following(invocation, called))
        site.take_over(called, exits=invocation.discarded is None)
        return each_option(unplaced(called.printed), _without_newlines) if called.printed is not None else None
    site.walk.invocations.append(invocation)
    site.add(interpret(invocation, site.walk.places))
    return None


def _without_newlines(printed: Value) -> Value:
    found = holed(printed)
    return found.restore(found.shape.rstrip("\r\n"))
