"""Programs that a Python script runs: `subprocess` in all its forms, `os.system`, `asyncio.create_subprocess_exec`.

Source: docs.python.org, "subprocess", "asyncio subprocesses", "os.system".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wflint.lean import replace
from wflint.senders import bash
from wflint.senders.bash_builtins import script_of
from wflint.senders.bash_outputs import printed_by
from wflint.senders.bash_state import branch, is_dead
from wflint.senders.called import following, under
from wflint.senders.commands import interpret, unwrapped
from wflint.senders.message import Invocation, ScriptFacts, Word
from wflint.senders.paths import joined
from wflint.senders.places import members_of
from wflint.senders.python_environment import seen_by_program
from wflint.senders.python_files import content_of, folder_of, to_stdout
from wflint.senders.python_kinds import NOTHING, Held, Instance, Some, plain
from wflint.senders.python_memory import look, member_key, settle
from wflint.senders.python_site import Site
from wflint.senders.python_values import as_text
from wflint.senders.python_walk import Found
from wflint.span import Span
from wflint.values.condition import ALWAYS, Condition, all_of, negate
from wflint.values.value import Array, Choice, Const, OneOf, Text, Unknown, Value, unplaced

_LISTED = frozenset(
    (
        "subprocess.run",
        "subprocess.call",
        "subprocess.check_call",
        "subprocess.check_output",
        "subprocess.Popen",
        "asyncio.create_subprocess_exec",
        "os.execvp",
        "os.execv",
        "os.execvpe",
    )
)
_LINES = frozenset(
    (
        "os.system",
        "os.popen",
        "subprocess.getoutput",
        "subprocess.getstatusoutput",
        "asyncio.create_subprocess_shell",
        "invoke.run",
    )
)
_RAISING = frozenset(("subprocess.check_call", "subprocess.check_output", "invoke.run"))
_STATUS = frozenset(("subprocess.call", "os.system"))
_TEXT = frozenset(("subprocess.check_output", "subprocess.getoutput"))
_MOST_WAYS = 8


def of_programs(site: Site, path: str) -> Value | None:
    """What a call gives that runs a program; `None` for any other call."""
    if path not in _LISTED and path not in _LINES:
        return None
    made = site.walk.make(f"how {site.written} ended", "process", {}, site.state)
    given = _command(site, path)
    raises = path in _RAISING or site.names.get("check") == Const(True)
    unwatched = None if raises else f"`{path}` doesn't raise when the command fails"
    if path in _STATUS and site.is_used:
        site.walk.watched.add(made.at)
    printed: Value = Unknown(f"output of {site.written}")
    ways = list(_ways(look(given, site.state), ALWAYS))
    if path == "subprocess.Popen" and _is_pipe(site.names.get("stdin")):
        # What is written to the program is only known when it is sent: `communicate` runs it.
        for name, value in {"args": given, "env": site.get(-1, "env"), "cwd": site.get(-1, "cwd")}.items():
            if value is not None:
                site.state.variables[member_key(made.at, name)] = value
        site.walk.waiting[made.at] = site
        return made
    for condition, words in ways:
        inside = branch(site.state, condition) if condition != ALWAYS else site.state
        if not is_dead(inside):
            one = replace(site, state=inside)
            printed = _run(one, path, words, made.at, unwatched, _stdin(site), given if isinstance(given, Held) else None)
            site.state.files = inside.files
    if path.startswith("os.exec"):
        site.walk.end(site.state)
    return _given(site, path, made, printed if len(ways) == 1 else Unknown(f"output of {site.written}"))


def _command(site: Site, path: str) -> Value:
    if path == "asyncio.create_subprocess_exec":
        return Array(site.given)
    if path.startswith("os.exec"):
        return site.get(1) or NOTHING
    return site.get(0, "args") or site.get(0, "command") or NOTHING


def _is_pipe(value: Value | None) -> bool:
    return value is not None and getattr(value, "path", "") == "subprocess.PIPE"


def _ways(given: Value, condition: Condition) -> Iterator[tuple[Condition, Value]]:
    """What the command can be, each with its condition; what is common to all of them where there are too many."""
    found = list(_alternatives(given, condition))
    if len(found) <= _MOST_WAYS:
        yield from found
        return
    lists = [each.items for _, each in found if isinstance(each, Array)]
    count = 0
    while lists and all(count < len(each) and each[count] == lists[0][count] for each in lists):
        count += 1
    head = lists[0][:count] if lists else ()
    yield condition, Array((*head, Unknown("words that depend on too many conditions")))


def _alternatives(given: Value, condition: Condition) -> Iterator[tuple[Condition, Value]]:
    match given:
        case Choice(asked, then, otherwise):
            yield from _alternatives(then, all_of((condition, asked)))
            yield from _alternatives(otherwise, all_of((condition, negate(asked))))
        case OneOf(options) if any(isinstance(each, Array) for each in options):
            for each in options:
                yield condition, each
        case _:
            yield condition, given


def _run(
    site: Site, path: str, given: Value, answer: int, unwatched: str | None, stdin: Value | None, held: Held | None
) -> Value:
    """Run one command; what it prints."""
    in_shell = path in _LINES or site.names.get("shell") == Const(True)
    words = given.items if isinstance(given, Array | Some) else ()
    environment = dict(_environment(site))
    base = Invocation((), site.span, tuple(environment.items()), stdin, tuple(site.state.files.items()), site.state.guard)
    base = replace(base, discarded=site.state.discarded)
    if in_shell or isinstance(given, Const | Text):
        line = settle(words[0], site.state) if words else settle(given, site.state)
        if isinstance(line, Unknown):
            return Unknown(f"output of {site.written}")
        inner = replace(
            script_of(unplaced(as_text(line)), site.walk.script, site.span), environment=environment, stops_on_error=False
        )
        facts = bash.read(inner)
        _take_over(site, under(facts, base), answer, unwatched)
        return facts.printed if facts.printed is not None else Unknown(f"output of {site.written}")
    if not words:
        return Unknown(f"output of {site.written}")
    places = _places(site, held, len(words))
    line_words = tuple(
        Word(unplaced(as_text(settle(each, site.state))), place) for each, place in zip(words, places, strict=True)
    )
    return _one(site, replace(base, words=line_words), answer, unwatched)


def _one(site: Site, invocation: Invocation, answer: int, unwatched: str | None) -> Value:
    called = site.walk.script.call(invocation)
    if called is not None:
        site.walk.add(following(invocation, called), answer, unwatched)
        _take_over(site, called, answer, unwatched)
        return called.printed if called.printed is not None else Unknown(f"output of {site.written}")
    site.walk.add(invocation, answer, unwatched)
    site.walk.add(interpret(invocation, members_of(site.walk.script)), answer, unwatched)
    return printed_by(unwrapped(invocation))


def _places(site: Site, held: Held | None, count: int) -> Sequence[Span]:
    """Where the words stand: each by itself where they are written as a list."""
    source, nodes = site.walk.lists.get(held.at, (None, [])) if held is not None else (None, [])
    known = [source.span(each) for each in nodes[:count]] if source is not None else []
    return [*known, *([site.span] * (count - len(known)))]


def _environment(site: Site) -> dict[str, Value]:
    given = site.data(-1, "env")
    folder = site.data(-1, "cwd")
    found = seen_by_program(site.walk, given, site.state)
    here = folder_of(site.walk, site.state)
    found["PWD"] = joined(here, as_text(folder)) if folder is not None and folder != NOTHING else here
    return {name: plain(as_text(settle(value, site.state))) for name, value in found.items()}


def _stdin(site: Site) -> Value | None:
    given, file = site.data(-1, "input"), site.names.get("stdin")
    if given is not None and given != NOTHING:
        return as_text(given)
    if isinstance(file, Instance) and file.kind == "file":
        path = site.state.variables.get(member_key(file.at, "path"), Unknown("a file"))
        return content_of(site.walk, path, site.written, site.state)
    return None


def _take_over(site: Site, facts: ScriptFacts, answer: int, unwatched: str | None) -> None:
    """What another script does is what this one does."""
    everything: tuple[Found, ...] = (
        *facts.dispatches,
        *facts.unresolved,
        *facts.exits,
        *facts.invocations,
        *facts.acts,
        *(facts.waits if "timeout" not in site.names else ()),
    )
    for found in everything:
        site.walk.add(found, answer, unwatched)
    site.walk.record.written["GITHUB_OUTPUT"].extend(facts.outputs)
    site.walk.record.written["GITHUB_ENV"].extend(facts.exported)
    site.walk.read |= facts.read_variables


def _given(site: Site, path: str, made: Instance, printed: Value) -> Value:
    """What the call gives: the text printed, or an object that has it."""
    captured = path in _TEXT or site.names.get("capture_output") == Const(True) or "stdout" in site.names or path == "os.popen"
    if not captured:
        to_stdout(site, printed)
    if path in _TEXT:
        return printed
    if path == "subprocess.getstatusoutput":
        return Array((Unknown(f"the exit status of {site.written}"), printed))
    if path in _STATUS:
        return Unknown(f"the exit status of {site.written}")
    output = printed if captured else NOTHING
    members = {"stdout": output, "returncode": Unknown(f"the exit status of {site.written}"), "args": _command(site, path)}
    for name, value in members.items():
        site.state.variables[member_key(made.at, name)] = value
    return made


def process_method(site: Site, owner: Instance, name: str) -> Value | None:
    """A method of a process that was started."""
    match name:
        case "communicate":
            written = site.data(0, "input")
            output = start(site, owner, as_text(written) if written is not None and written != NOTHING else None)
            return Array((output, Unknown(f"the errors of {site.written}")))
        case "read" | "readlines":
            return site.state.variables.get(member_key(owner.at, "stdout"), Unknown(f"output of {site.written}"))
        case "wait" | "poll" | "check_returncode" | "kill" | "terminate" | "__enter__":
            start(site, owner, None)
            return owner if name == "__enter__" else Unknown(f"the exit status of {site.written}")
        case _:
            return None


def start(site: Site, owner: Instance, stdin: Value | None) -> Value:
    """Run a process that has waited for its input."""
    waiting = site.walk.waiting.pop(owner.at, None)
    if not isinstance(waiting, Site):
        return site.state.variables.get(member_key(owner.at, "stdout"), Unknown(f"output of {site.written}"))
    given = _command(waiting, "subprocess.Popen")
    opened = replace(waiting, state=site.state)
    printed: Value = Unknown(f"output of {site.written}")
    for condition, words in _ways(look(given, site.state), ALWAYS):
        inside = branch(site.state, condition) if condition != ALWAYS else site.state
        if not is_dead(inside):
            one = replace(opened, state=inside)
            held = given if isinstance(given, Held) else None
            printed = _run(one, "subprocess.Popen", words, owner.at, _UNWATCHED, stdin, held)
    return printed


_UNWATCHED = "`subprocess.Popen` doesn't raise when the command fails"
