"""A script of an action or of a called workflow is read once for all who use it with the same values.

Each of them brings dozens of variables, of which the script may look up a few.  With those it is read, as a file is that a
command runs (`concern`): an action that four hundred jobs use, each with variables of its own, does the same for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal

from wflint.facts.called import Caller
from wflint.facts.concern import is_always_seen
from wflint.facts.memory import exact
from wflint.lean import replace
from wflint.regex import regex
from wflint.senders.message import Invocation, ScriptFacts
from wflint.senders.reading import read_script
from wflint.senders.script import Script
from wflint.sources import Source
from wflint.values.value import Const, Reference, Unknown, Value, printed

_OPEN_WORDS = frozenset(("eval", "source", "trap", "env", "printenv", "envsubst", "ENV", "compgen"))
_SOURCES = regex(r"\.\s(?<=[\s;&|({`'\"]\.\s)")
_PRINTS = regex(r"(?:declare|typeset|export)\s+-p")
"""What may look up a variable that the script doesn't name, beside `${!…}`."""

_OPEN_IN_POWERSHELL = regex(
    r"env:(?!\w)|GetEnvironmentVariable|\biex\b|Invoke-Expression|scriptblock\]|Expand(?:String|EnvironmentVariables)"
    r"|\beval\b|\bprintenv\b|\benvsubst\b|\$\{!",
    re.IGNORECASE,
)
"""The same in PowerShell, with what a line for another shell may do that stands in it."""

_WORD = regex(r"\w+", re.ASCII)
_NONE: frozenset[str] = frozenset()
_ANY = frozenset(("*",))
"""In place of the words of a text."""

_HANDS_ON = ScriptFacts(problem="what it runs may look up more than it names")
"""In place of what such a script does."""

OnceRead = Literal["bash", "cmd", "powershell"]
"""Languages whose scripts are read once."""


class _HandsOnError(Exception):
    """The script runs a file, or a text, that sees its environment."""


def read_once(language: OnceRead, script: Script, caller: Caller) -> ScriptFacts:
    """What a script does; whoever uses it with the same values does the same, each time for itself."""
    environment = _seen(language, script, caller)
    known = caller.memory.recall(_key(script, environment, caller))
    if known is None and len(environment) < len(script.environment):
        with caller.workspace.files.noted() as notes:
            known, environment = _by_itself(language, script, environment, caller)
        caller.memory.keep(_key(script, environment, caller), known, notes)
    if known is None or known is _HANDS_ON:
        key = _key(script, script.environment, caller)
        known = caller.memory.remembered(key, lambda: read_script(language, script))
    return replace(known, dispatches=tuple(replace(each) for each in known.dispatches))


def _key(script: Script, environment: Mapping[str, Value], caller: Caller) -> tuple[object, ...]:
    holes = [(each.start, each.end) for each in script.holes]
    given = tuple(environment), tuple(holes), exact((*environment.values(), *(each.value for each in script.holes)))
    return script.locate(0, 0), script.source, given, script.stops_on_error, script.pipefail, caller.workspace.folders


def _by_itself(
    language: OnceRead, script: Script, environment: Mapping[str, Value], caller: Caller
) -> tuple[ScriptFacts, Mapping[str, Value]]:
    """What a script does that runs nothing which can be read, and with which environment; `_HANDS_ON` of any other.

    A file that it reads in may name further variables: then it is read again, with these.
    """

    def call(invocation: Invocation) -> ScriptFacts | None:
        if caller.runs(invocation):
            raise _HandsOnError
        return None

    def read(text: Script, language: str) -> ScriptFacts | None:
        if caller.concerns_events(text.source):
            raise _HandsOnError
        return None

    def opened(path: Value) -> Source | None:
        found = script.open(path)
        if found is not None:
            texts[found.text] = None
        return found

    texts = caller.memory.read_in.setdefault(script.source, {})
    try:
        while True:
            facts = read_script(language, replace(script, environment=environment, call=call, read=read, open=opened))
            wider = _seen(language, script, caller)
            if len(wider) == len(environment):
                return facts, environment
            environment = wider
    except _HandsOnError:
        return _HANDS_ON, environment


def _seen(language: OnceRead, script: Script, caller: Caller) -> Mapping[str, Value]:
    """The part of a script's environment that it, or a file that it has read in before, may look up."""
    if language == "cmd":
        return script.environment
    return looked_up(language, script, caller.memory.read_in.get(script.source, {}))


def looked_up(language: Literal["bash", "powershell"], script: Script, read_in: Iterable[str] = ()) -> Mapping[str, Value]:
    """The part of a script's environment that it may look up: the variables that it names, and that their values name."""
    words_in, spelled = (_words_of, str) if language == "bash" else (_words_in_powershell, str.lower)
    seen = {name for name in script.environment if is_always_seen(name)}
    texts = [script.source, *read_in, *(_texts_in(each.value) for each in script.holes)]
    while texts:
        words = [words_in(text) for text in texts]
        if _ANY in words:
            return script.environment
        all_words = _NONE.union(*words)
        named = {name for name in script.environment.keys() - seen if spelled(name) in all_words}
        seen |= named
        texts = [_texts_in(script.environment[name]) for name in named]
    return {name: value for name, value in script.environment.items() if name in seen}


@lru_cache(1000)
def _words_of(text: str) -> frozenset[str]:
    """The words of a text, which may be names of variables; `_ANY` where it may look up others as well."""
    words = frozenset(_WORD.findall(text))
    is_open = not words.isdisjoint(_OPEN_WORDS) or "${!" in text or _SOURCES.search(f"\n{text}") or _PRINTS.search(text)
    return _ANY if is_open else words


@lru_cache(1000)
def _words_in_powershell(text: str) -> frozenset[str]:
    """The same of PowerShell, which looks names up without case."""
    return _ANY if _OPEN_IN_POWERSHELL.search(text) else frozenset(_WORD.findall(text.lower()))


def _texts_in(value: Value) -> str:
    """Everything that is written in a value, in one text."""
    match value:
        case Const():
            return printed(value.value)
        case Reference() | Unknown():
            return ""
        case _:
            return repr(value)
