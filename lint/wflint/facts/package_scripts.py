"""Scripts of `package.json` that a command runs: `npm run NAME`, `yarn NAME`, `pnpm NAME`, `node --run NAME`.

Source: docs.npmjs.com, `npm run-script`; yarnpkg.com, `yarn run`; pnpm.io, `pnpm run`: the command runs in the folder of the
`package.json`, with `pre…` before and `post…` after it, and words behind `--` are put at its end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from wflint.lean import dataclass
from wflint.senders.flags import program_name
from wflint.senders.message import Invocation, Word
from wflint.senders.paths import WORKSPACE, joined
from wflint.senders.script import Open
from wflint.sources import Source
from wflint.span import Span
from wflint.values.value import Const, Value, constant, text

_MANAGERS = frozenset(("npm", "yarn", "pnpm", "bun"))
_FOLDER = frozenset(("--prefix", "-C", "--dir", "--cwd"))
_WITH_VALUE = frozenset(("--workspace", "-w", "--filter", "-F", "--loglevel"))
_LIFECYCLE = frozenset(("test", "start", "stop", "restart"))
_COMMANDS_WORDS = """
install i ci add remove uninstall update upgrade up link unlink publish pack init create dlx exec x audit outdated list ls why
config set get cache dedupe rebuild store import login logout version workspace workspaces node global patch fetch prune pm
"""
_COMMANDS = frozenset(_COMMANDS_WORDS.split())
"""What the managers themselves can do: a script of that name needs `run`."""


@dataclass(frozen=True, slots=True)
class PackageScript:
    """A command of `package.json` with the words that are put behind it.

    `lines` are the commands that are run one after another, each with its name and its place.
    """

    source: Source
    asked: str
    folder: Value
    lines: tuple[tuple[str, str, Span], ...]
    arguments: tuple[Word, ...]

    @property
    def name(self) -> str:
        """What it is known by among the files that are being read."""
        return f"{self.source.local}#{self.asked}"

    def command_lines(self) -> Iterator[tuple[Value, Span]]:
        """The lines for the shell; each word behind the command stays one word."""
        for name, line, span in self.lines:
            words = self.arguments if name == self.asked else ()
            quoted = [part for word in words for part in (Const(' "'), word.value, Const('"'))]
            yield text([Const(line), *quoted]), span


def package_script(invocation: Invocation, opened: Open) -> PackageScript | None:
    """The script that a command asks for, `None` where it asks for none that is there."""
    words = invocation.words
    name = program_name(words[0].value) if words else None
    folder = invocation.variable("PWD") or WORKSPACE
    rest = list(words[1:])
    if name == "node" and rest and constant(rest[0].value) == "--run":
        runs = True
        rest = rest[1:]
    elif name in _MANAGERS:
        runs = False
    else:
        return None
    dashes = next((at for at, word in enumerate(rest) if constant(word.value) == "--"), len(rest))
    before, behind = rest[:dashes], tuple(rest[dashes + 1 :])
    kept: list[Word] = []
    while before:
        word = before.pop(0)
        flag, equals, value = (constant(word.value) or "").partition("=")
        if kept and name != "npm":
            kept.append(word)
        elif flag in ("run", "run-script", "rum", "urn") and not runs and not kept:
            runs = True
        elif flag in _FOLDER:
            given = Const(value) if equals else before.pop(0).value if before else Const(".")
            folder = joined(folder, given)
        elif flag in _WITH_VALUE:
            return None
        elif not flag.startswith("-"):
            kept.append(word)
    asked = constant(kept[0].value) if kept else None
    if asked is None or (not runs and (asked in _COMMANDS or (name in ("npm", "bun") and asked not in _LIFECYCLE))):
        return None
    source = opened(joined(folder, Const("package.json")))
    lines = _lines(source, asked) if source is not None else ()
    if source is None or not lines:
        return None
    return PackageScript(source, asked, folder, lines, (*kept[1:], *behind))


def _lines(source: Source, name: str) -> tuple[tuple[str, str, Span], ...]:
    try:
        content = json.loads(source.text)
    except (ValueError, RecursionError):
        return ()
    scripts = content.get("scripts") if isinstance(content, dict) else None
    if not isinstance(scripts, dict) or not isinstance(scripts.get(name), str):
        return ()
    asked = [each for each in (f"pre{name}", name, f"post{name}") if isinstance(scripts.get(each), str)]
    return tuple((each, str(scripts[each]), _place(source, each)) for each in asked)


def _place(source: Source, name: str) -> Span:
    """Where the script stands: from the quote of its name to the end of its command."""
    begins = re.search(r'"scripts"\s*:', source.text)
    start = begins.end() if begins else 0
    found = re.compile(rf'"{re.escape(name)}"\s*:\s*"(?:[^"\\]|\\.)*"').search(source.text, start)
    locate = source.locator()
    return locate(found.start(), found.end()) if found else locate(0, 1)
