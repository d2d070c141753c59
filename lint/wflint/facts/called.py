"""What a command does whose program is a file of the repository: the file is read in its own language.

It sees the command's arguments, environment and folder; its sends, outputs and exits are the caller's, under the command's
condition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import get_args

from wflint.facts.concern import is_about_events, names_file
from wflint.facts.memory import Memory, exact
from wflint.facts.package_scripts import PackageScript, package_script
from wflint.facts.unread import read_program
from wflint.facts.workspace import DEEPEST, Workspace
from wflint.lean import dataclass, field, replace
from wflint.senders.bash_builtins import script_of
from wflint.senders.called import together, under
from wflint.senders.commands import unwrapped
from wflint.senders.holed import holed
from wflint.senders.message import Invocation, ScriptFacts
from wflint.senders.paths import WORKSPACE, from_workspace, joined
from wflint.senders.programs import Language, Program, foreign_program, language_of, program_of, stops_by_first_line
from wflint.senders.reading import read_script
from wflint.senders.script import Script
from wflint.senders.unread import with_rest
from wflint.sources import Source
from wflint.values.value import Const, Value

_A_TEXT = "a text"
"""Among the files that are being read, for one that a command is given."""

_MOST_TEXTS = 200
"""Texts that commands are given to run, and that are read; of more only what looks like a send is said."""
_TOO_MANY = "more texts are run here than are read"


@dataclass(frozen=True, slots=True)
class Caller:
    """Reads the files that commands run, from one workspace.

    `active` are the files that are being read: none is twice.  `texts` are what the script at hand gives to commands to run.
    """

    workspace: Workspace
    memory: Memory
    active: tuple[str, ...] = ()
    texts: dict[object, ScriptFacts] = field(default_factory=dict)

    def call(self, invocation: Invocation) -> ScriptFacts | None:
        """What the command's file does, `None` where the command runs no file that can be read."""
        reading = self._reading(invocation)
        return under(reading(), invocation) if reading is not None else None

    def runs(self, invocation: Invocation) -> bool:
        """Whether the command runs a file that can be read; nothing is read to know that."""
        return self._reading(invocation) is not None

    def _reading(self, invocation: Invocation) -> Callable[[], ScriptFacts] | None:
        """What reads the command's file; `None` where it runs none that can be read."""
        inner = unwrapped(invocation)
        package = package_script(inner, self.workspace.open)
        if package is not None:
            return None if self._is_over(package.name) else partial(self._packaged, package, inner)
        program = program_of(inner)
        if program is None or _has_stubs(inner):
            return None if program is not None else _known(self._unread(inner))
        folder = inner.variable("PWD") or WORKSPACE
        path = joined(folder, program.path)
        source = self.workspace.open(path)
        language = (program.language or language_of(source.local, source.text)) if source is not None else None
        if source is not None and language is None:
            return _known(read_program(source))
        if source is None or language is None:
            return None
        if self._is_over(source.local) or not self.memory.concern(source).is_given:
            return None
        return partial(self._read, source, from_workspace(path) or source.local, language, program, inner)

    def _is_over(self, name: str = _A_TEXT) -> bool:
        """Whether a file, or a text, isn't gone into: it is being read, or there are too many around it."""
        is_over = len(self.active) >= DEEPEST or (name != _A_TEXT and name in self.active)
        if is_over:
            self.workspace.files.notes.cut.add(name)
        return is_over

    def read(self, script: Script, language: str) -> ScriptFacts | None:
        """What a text does that a command is given; `None` where it has nothing to do with events."""
        known = next((each for each in get_args(Language) if each == language), None)
        if known is None or self._is_over() or not self.concerns_events(script.source):
            return None
        seen = tuple(script.environment.items())
        key = (script.locate(0, 0), script.source, known, script.holes, script.arguments, seen, self.active)
        if key not in self.texts:
            inner = replace(self, active=(*self.active, _A_TEXT))
            given = replace(script, open=self.workspace.open, call=inner.call, read=inner.read)
            is_over = len(self.texts) >= _MOST_TEXTS
            with self.workspace.files.noted(_A_TEXT):
                self.texts[key] = with_rest(ScriptFacts(problem=_TOO_MANY), given) if is_over else read_script(known, given)
        return self.texts[key]

    def concerns_events(self, text: str) -> bool:
        """Whether a text that a command is given may send something, or put something out, itself or by a file that it names."""
        return is_about_events(text) or names_file(text, self.workspace.files)

    def _unread(self, inner: Invocation) -> ScriptFacts | None:
        """What a program in a language that isn't read looks as if it sends."""
        path = foreign_program(inner)
        source = self.workspace.open(joined(inner.variable("PWD") or WORKSPACE, path)) if path is not None else None
        return read_program(source) if source is not None else None

    def _packaged(self, package: PackageScript, inner: Invocation) -> ScriptFacts:
        """What a script of `package.json` does: a line for the shell, in the folder of that file."""
        within = replace(self, active=(*self.active, package.name))
        around = Script("", package.source.locator(), open=self.workspace.open, call=within.call, read=within.read)
        environment = {**dict(inner.environment), "PWD": package.folder}
        with self.workspace.files.noted(package.name):
            found = [
                read_script("bash", replace(script_of(line, around, span), environment=environment))
                for line, span in package.command_lines()
            ]
        return together(found)

    def _read(self, source: Source, path: str, language: Language, program: Program, invocation: Invocation) -> ScriptFacts:
        arguments = tuple(word.value for word in program.arguments)
        concern = self.memory.concern(source)
        environment = {name: value for name, value in invocation.environment if concern.names(name)}
        given = tuple(environment), exact((*environment.values(), *arguments))
        key = ("program", path, language, given, program.stops_on_error, program.pipefail, self.workspace.folders)

        def read() -> ScriptFacts:
            stops = program.stops_on_error or stops_by_first_line(source.text)
            script = self.script(source, path, environment)
            return read_script(language, replace(script, stops_on_error=stops, pipefail=program.pipefail, arguments=arguments))

        return self.memory.recalled(source, key, read, self.active)

    def script(self, source: Source, path: str, environment: Mapping[str, Value]) -> Script:
        """A file as a script, which is read inside those that are being read; `path` is how the workspace has it."""
        inner = replace(self, active=(*self.active, source.local), texts={})
        return Script(
            source.text,
            source.locator(),
            environment=environment,
            path=path,
            open=self.workspace.open,
            call=inner.call,
            read=inner.read,
        )


def read_alone(source: Source, caller: Caller) -> ScriptFacts | None:
    """A file that is run with nobody knows what; `None` where its language isn't read."""
    language = language_of(source.local, source.text)
    if language is None:
        return None

    def read() -> ScriptFacts:
        script = caller.script(source, source.local, {})
        return read_script(language, replace(script, stops_on_error=stops_by_first_line(source.text), alone=True))

    return caller.memory.recalled(source, ("alone", language), read)


def _known(found: ScriptFacts | None) -> Callable[[], ScriptFacts] | None:
    return (lambda: found) if found is not None else None


def _has_stubs(invocation: Invocation) -> bool:
    """Whether the search path begins in a temporary folder: tests put stand-ins for `gh` and `curl` there."""
    path = invocation.variable("PATH")
    return path is not None and holed(path).shape.startswith(("/tmp/", "/var/tmp/"))


def folder_of(given: Value | None) -> Value:
    """The folder that a step starts in: the workspace, or `working-directory` from there."""
    return WORKSPACE if given is None or given == Const("") else joined(WORKSPACE, given)
