"""The front end for bash and sh: what a script sends, sets, runs and how it ends, by an abstract run over its syntax tree."""

from __future__ import annotations

from wflint.lean import replace
from wflint.senders import commands
from wflint.senders.bash_builtins import BUILTINS, script_in, script_of
from wflint.senders.bash_functions import call_function
from wflint.senders.bash_outputs import printed_by, trimmed_end
from wflint.senders.bash_runner_files import finish, old_outputs
from wflint.senders.bash_state import Function, Item, Several, State
from wflint.senders.bash_tree import Node, parse
from wflint.senders.bash_walk import Walk
from wflint.senders.called import following, under
from wflint.senders.dead_text import dead_interpolations
from wflint.senders.flags import program_name
from wflint.senders.gh import signs_in_with
from wflint.senders.message import UNCALLED, Dispatch, Invocation, ScriptFacts, Unresolved, Word
from wflint.senders.places import members_of, texts_of
from wflint.senders.programs import given_text
from wflint.senders.script import Script, without_offsets
from wflint.senders.unread import with_rest
from wflint.span import Span
from wflint.values.condition import ALWAYS, Opaque, all_of
from wflint.values.value import Unknown, Value, shown, unplaced

_MOST_CALLS = 12
_SIGNED_IN = "~/.config/gh/hosts.yml"


def read(script: Script) -> ScriptFacts:
    """Everything that a bash script does and that wflint has a use for.  Reads any text; never fails."""
    given = without_offsets(script)
    source = parse(given)
    walk = Walk(source, _execute)
    state = State(
        arguments=_arguments(script, source.span(source.root)),
        stops_on_error=script.stops_on_error,
        pipefail=script.pipefail,
    )
    printed: Value | None = None
    try:
        printed = walk.run(source.root, state)
        _run_traps(walk, state)
        _try_uncalled(walk, state)
    except RecursionError:
        walk.problem = "the script is too long or too deeply nested to follow"
    walk.record.outputs.extend(finish(state, "GITHUB_OUTPUT"))
    walk.record.exported.extend(finish(state, "GITHUB_ENV"))
    return with_rest(_facts(walk, printed), given)


def _arguments(script: Script, span: Span) -> tuple[Item, ...]:
    """`$1`, `$2`, …; any number of unknown ones where nothing in sight runs the script."""
    if not script.alone:
        return tuple(Word(value, span) for value in script.arguments)
    unknown = [Word(Unknown(f"`${number}` of a script that nothing in sight runs"), span) for number in range(1, 10)]
    others = Several(Unknown("the other arguments of a script that nothing in sight runs"), span)
    return (*unknown, others)


def _facts(walk: Walk, printed: Value | None) -> ScriptFacts:
    record = walk.record
    return ScriptFacts(
        tuple(dict.fromkeys(record.dispatches)),
        tuple(dict.fromkeys(record.unresolved)),
        tuple(record.outputs),
        tuple(record.exported),
        tuple(record.exits),
        tuple(record.invocations),
        frozenset(walk.read),
        walk.problem,
        printed,
        waits=tuple(dict.fromkeys(record.waits)),
        calls=(),
    )


def _execute(walk: Walk, node: Node, words: tuple[Word, ...], prefix: dict[str, Value], state: State) -> Value:
    """Run a simple command whose words are worked out."""
    span = walk.source.span(node)
    name = program_name(words[0].value)
    function = state.functions.get(name) if name else None
    if function is not None and function.name not in walk.active and len(walk.active) < _MOST_CALLS:
        return _call(walk, function, words, prefix, state)
    environment = _environment(walk, prefix, state)
    files = tuple(state.files.items())
    invocation = Invocation(words, span, environment, state.stdin, files, state.guard, state.discarded)
    inner = commands.unwrapped(invocation)
    limited = commands.is_limited(invocation)
    walk.unwaited += limited
    output = _execute_program(walk, node, invocation, inner, state)
    walk.unwaited -= limited
    return output


def _execute_program(walk: Walk, node: Node, invocation: Invocation, inner: Invocation, state: State) -> Value:
    """Run what stands behind `timeout`, `sudo` and their like."""
    span = invocation.span
    name = program_name(inner.words[0].value)
    called = _read_text(walk, inner) or walk.source.script.call(inner)
    if called is not None:
        return _merge(walk, invocation, called, state)
    if not walk.silent:
        walk.record.invocations.append(invocation)
        _record_message(walk, invocation, state)
    state.status = Unknown(f"the exit status of {walk.source.quoted(node)}")
    builtin = BUILTINS.get(name) if name is not None else None
    if builtin is not None:
        output = builtin(walk, inner, state)
        if output is not None:
            return output
    signed_in = signs_in_with(inner) if name == "gh" else None
    if signed_in is not None:
        state.files[_SIGNED_IN] = trimmed_end(signed_in)
    output = printed_by(inner, None if walk.borrowed else texts_of(walk.source.script))
    if not walk.silent and state.sink is None and name in ("echo", "printf"):
        walk.record.outputs.extend(old_outputs(output, span, state.guard))
    return walk.emit(output, span, state, state.sink)


def _read_text(walk: Walk, invocation: Invocation) -> ScriptFacts | None:
    """What a text does that the command is given to run: `python - <<EOF`, a script that was written a few lines above."""
    given = given_text(invocation)
    if given is None:
        return None
    outer = walk.source.script
    arguments = tuple(word.value for word in given.arguments)
    script = script_in(given.text, outer, invocation.span)
    script = replace(script, environment=dict(invocation.environment), arguments=arguments, stops_on_error=False)
    found = outer.read(script, given.language)
    return under(found, invocation) if found is not None else None


def _merge(walk: Walk, invocation: Invocation, called: ScriptFacts, state: State) -> Value:
    """Take over what a file does that was run as a program."""
    record = walk.record
    if not walk.silent:
        record.invocations.extend((following(invocation, called), *called.invocations))
        record.dispatches.extend(called.dispatches)
        record.unresolved.extend(called.unresolved)
        record.outputs.extend(called.outputs)
        record.exported.extend(called.exported)
        record.exits.extend(called.exits)
        record.waits.extend(called.waits if not walk.unwaited else ())
        walk.read |= called.read_variables
    state.status = Unknown(f"the exit status of {shown(invocation.words[0].value)}")
    output = called.printed if called.printed is not None else Unknown(f"output of {shown(invocation.words[0].value)}")
    return walk.emit(unplaced(output), invocation.span, state, state.sink)


def _call(walk: Walk, function: Function, words: tuple[Word, ...], prefix: dict[str, Value], state: State) -> Value:
    before = {name: state.variables.get(name) for name in prefix}
    state.variables.update(prefix)
    output = call_function(walk, function, words[1:], state)
    for name, value in before.items():
        if value is None:
            state.variables.pop(name, None)
        else:
            state.variables[name] = value
    return output


def _environment(walk: Walk, prefix: dict[str, Value], state: State) -> tuple[tuple[str, Value], ...]:
    """What a program sees: the step's environment with the script's own values, exports, and what stands before the command."""
    given = dict(walk.source.script.environment)
    for name, value in state.variables.items():
        if name in given or name in state.exported:
            given[name] = value
    signed_in = state.files.get(_SIGNED_IN)
    if signed_in is not None and not {"GH_TOKEN", "GITHUB_TOKEN"} & given.keys():
        # `gh` takes the token from its file, just as if it stood in the environment.
        given["GH_TOKEN"] = signed_in
    return tuple({**given, **prefix}.items())


def _record_message(walk: Walk, invocation: Invocation, state: State) -> None:
    places = members_of(walk.source.script) if not walk.borrowed else None
    found = commands.interpret(invocation, places)
    if isinstance(found, Unresolved):
        walk.record.unresolved.append(found)
    if isinstance(found, Dispatch):
        environment = walk.source.script.environment

        def is_variable(name: str) -> bool:
            return name in state.variables or name in environment

        texts = (*(word.value for word in invocation.words), *((invocation.stdin,) if invocation.stdin is not None else ()))
        dead = tuple(dead_interpolations(found, is_variable, texts))
        walk.record.dispatches.append(replace(found, defects=(*found.defects, *dead)))


def _run_traps(walk: Walk, state: State) -> None:
    """What `trap … EXIT` runs at the end, however the script ends."""
    for signal, (body, guard, span) in list(walk.traps.items()):
        at_end = state.copy()
        at_end.guard = guard if signal in ("EXIT", "0") else all_of((guard, Opaque(f"the script is stopped by {signal}")))
        at_end.discarded = None
        walk.include(parse(script_of(body, walk.source.script, span)), at_end)


def _try_uncalled(walk: Walk, state: State) -> None:
    """A function that is never called sends nothing here; who may call it isn't in sight, so it is said."""
    for function in [each for name, each in walk.functions.items() if name not in walk.called]:
        if walk.is_over:
            break
        sends, problem = _tried(walk, function, state)
        walk.record.unresolved.extend(sends)
        walk.problem = walk.problem or problem


def _tried(walk: Walk, function: Function, state: State) -> tuple[tuple[Unresolved, ...], str | None]:
    """What a function seems to send, and what kept it from being followed to its end."""
    trial = Walk(function.source, _execute, steps=walk.steps)
    inside = state.copy()
    inside.guard = ALWAYS
    trial.run(function.body, inside)
    walk.steps, walk.is_over = trial.steps, trial.is_over
    reason = f"it stands in function `{function.name}`, which {UNCALLED}"
    sends: list[Dispatch | Unresolved] = [*trial.record.dispatches, *trial.record.unresolved]
    return tuple(Unresolved(each.mechanism, reason, each.span, each.guard) for each in sends), trial.problem
