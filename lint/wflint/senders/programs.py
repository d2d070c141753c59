"""Which file a command runs: `./send.sh`, `bash scripts/send.sh`, `python -m tools.send`, `node send.js`, `pwsh send.ps1`, …"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from wflint.lean import dataclass, replace
from wflint.regex import regex
from wflint.senders.flags import program_name
from wflint.senders.holed import file_name, holed
from wflint.senders.message import Invocation, Word
from wflint.values.value import Const, Value, constant, text

Language = Literal["bash", "powershell", "python", "javascript", "cmd"]

_BY_ENDING: dict[str, Language] = {
    "sh": "bash",
    "bash": "bash",
    "ps1": "powershell",
    "psm1": "powershell",
    "py": "python",
    "js": "javascript",
    "mjs": "javascript",
    "cjs": "javascript",
    "ts": "javascript",
    "mts": "javascript",
    "cts": "javascript",
    "bat": "cmd",
    "cmd": "cmd",
}
_BY_SHEBANG: dict[str, Language] = {
    **dict.fromkeys(("bash", "sh", "dash", "zsh", "ksh"), "bash"),
    **dict.fromkeys(("python", "python3"), "python"),
    **dict.fromkeys(("node", "bun", "deno", "tsx", "ts-node"), "javascript"),
    "pwsh": "powershell",
}
_SHELLS = frozenset(("bash", "sh", "dash", "zsh", "ksh"))
_PYTHON = regex(r"(?:python|pypy)(?:\d(?:\.\d+)?)?|py")
_NODE = frozenset(("node", "nodejs", "bun", "deno", "tsx", "ts-node", "zx"))
_POWERSHELL = frozenset(("pwsh", "powershell"))
_FOREIGN = frozenset(("ruby", "perl", "php", "lua", "java", "kotlin", "groovy", "swift", "dart", "elixir", "julia", "Rscript"))
_RUNNERS = frozenset(("uv", "poetry", "pipenv", "hatch", "rye", "pdm"))
_WITH_VALUE = {
    "python": ("-W", "-X", "--with", "--python", "-p", "--extra", "--group"),
    "node": ("-r", "--require", "--import", "--loader", "--env-file", "--config", "-C", "--project", "-P"),
    "bash": ("-o", "+o", "-O", "+O", "--rcfile", "--init-file"),
}


@dataclass(frozen=True, slots=True)
class Program:
    """A file that is run, with its arguments.  `language` is `None` where only the file itself can tell it."""

    path: Value
    arguments: tuple[Word, ...]
    language: Language | None
    stops_on_error: bool = False
    pipefail: bool = False


@dataclass(frozen=True, slots=True)
class GivenText:
    """A text that a command runs, with its arguments."""

    text: Value
    arguments: tuple[Word, ...]
    language: Language


def given_text(invocation: Invocation) -> GivenText | None:
    """The text that a command runs: `python -c TEXT`, its standard input, or a file that the script has written.

    `bash -c` is none: the shell runs that itself.
    """
    name = program_name(invocation.words[0].value) if invocation.words else None
    name = name.removesuffix(".exe") if name is not None else ""
    if _PYTHON.fullmatch(name):
        found = _text_of(invocation, "python", "python", ("-c",))
    elif name in _NODE:
        found = _text_of(invocation, "node", "javascript", ("-e", "-p", "--eval", "--print"))
    elif name in _POWERSHELL:
        found = _text_of_powershell(invocation.words[1:])
    else:
        found = None
    program = program_of(invocation) if found is None and invocation.files else None
    if program is None:
        return found
    written = dict(invocation.files).get(file_name(program.path))
    shape = holed(written).shape if written is not None else ""
    language = program.language or language_of(file_name(program.path), shape)
    return GivenText(written, program.arguments, language) if written is not None and language is not None else None


def _text_of(invocation: Invocation, flags: str, language: Language, texts: tuple[str, ...]) -> GivenText | None:
    words = invocation.words[1:]
    at = 0
    while at < len(words) and (known := holed(words[at].value).shape).startswith("-") and known != "-":
        if known in texts and at + 1 < len(words):
            return GivenText(words[at + 1].value, words[at + 2 :], language)
        if known == "-m" or known in texts:
            return None
        at += 2 if known in _WITH_VALUE[flags] else 1
    is_fed = at == len(words) or constant(words[at].value) == "-"
    return GivenText(invocation.stdin, words[at + 1 :], language) if is_fed and invocation.stdin is not None else None


def _text_of_powershell(words: Sequence[Word]) -> GivenText | None:
    """All that stands behind `-Command` is one text."""
    at = next((at for at, each in enumerate(words) if holed(each.value).shape.lower() in ("-command", "-c")), len(words))
    rest = [part for each in words[at + 1 :] for part in (Const(" "), each.value)][1:]
    return GivenText(text(rest), (), "powershell") if rest and constant(rest[0]) != "-" else None


def program_of(invocation: Invocation) -> Program | None:
    """The file that a command runs, `None` where it runs none, or a text (`bash -c`)."""
    words = invocation.words
    name = program_name(words[0].value) if words else None
    if name is None or not words:
        return _itself(words)
    name = name.removesuffix(".exe")
    if name in _RUNNERS and len(words) > 2 and constant(words[1].value) == "run":
        return _run_by(words[2:])
    inner = _by_package_manager(name, words)
    if inner:
        return program_of(Invocation(inner, invocation.span))
    if name in _SHELLS:
        return _by_shell(words[1:])
    if _PYTHON.fullmatch(name):
        return _by_python(words[1:])
    if name in _NODE:
        rest = words[2:] if len(words) > 2 and constant(words[1].value) == "run" else words[1:]
        return _first(rest, "node", "javascript", ("-e", "-p", "--eval", "--print", "eval"))
    if name in _POWERSHELL:
        return _by_powershell(words[1:])
    if name == "call":
        return _itself(words[1:])
    return _itself(words)


def foreign_program(invocation: Invocation) -> Value | None:
    """The file of a program in a language that isn't read: `ruby send.rb`, `go run ./cmd/send`; `None` for anything else."""
    words = list(invocation.words)
    if [constant(each.value) for each in words[:2]] == ["bundle", "exec"]:
        del words[:2]
    name = program_name(words[0].value) if words else None
    if name == "go" and len(words) > 1 and constant(words[1].value) == "run":
        del words[:1]
    elif name not in _FOREIGN:
        return None
    rest = [each.value for each in words[1:] if not holed(each.value).shape.startswith("-")]
    if not rest:
        return None
    shape = holed(rest[0]).shape
    return text([rest[0], Const("/main.go")]) if name == "go" and not shape.endswith(".go") else rest[0]


def language_of(path: str, content: str) -> Language | None:
    """The language of a file, by its ending or by its first line."""
    ending = path.rpartition("/")[2].rpartition(".")[2].lower()
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    match = re.match(r"#!\s*\S*?(?:/env\s+(?:-S\s+)?)?([\w.-]+)(?:\s|$)", content.split("\n", 1)[0])
    return _BY_SHEBANG.get(match[1].rpartition("/")[2]) if match else None


def stops_by_first_line(content: str) -> bool:
    """Whether a shell file's first line asks to stop at errors: `#!/bin/bash -e`."""
    match = re.match(r"#!.*\s-([A-Za-z]+)\s*$", content.split("\n", 1)[0])
    return match is not None and "e" in match[1]


def _itself(words: Sequence[Word]) -> Program | None:
    """A file that is run by its own name."""
    if not words:
        return None
    shape = holed(words[0].value).shape.replace("\\", "/")
    ending = shape.rpartition("/")[2].rpartition(".")[2].lower()
    if "/" not in shape and ending not in ("ps1", "bat", "cmd"):
        return None
    return Program(words[0].value, tuple(words[1:]), _BY_ENDING.get(ending))


def _by_package_manager(name: str, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words behind `npx`, `npm exec --`, `yarn`, `pnpm dlx`, where they begin with something that runs files."""
    at = 1
    if name in ("npm", "pnpm", "yarn", "bun"):
        asked = constant(words[1].value) if len(words) > 1 else None
        if asked in ("exec", "dlx", "x"):
            at += 1
        elif name in ("npm", "bun"):
            return ()
    elif name not in ("npx", "pnpx", "bunx"):
        return ()
    while at < len(words) and holed(words[at].value).shape.startswith("-"):
        at += 2 if constant(words[at].value) in ("-p", "--package") else 1
    runner = (constant(words[at].value) or "").partition("@")[0] if at < len(words) else ""
    if runner not in _NODE or len(words) < at + 2:
        return ()
    return (replace(words[at], value=Const(runner)), *words[at + 1 :])


def _run_by(words: Sequence[Word]) -> Program | None:
    """`uv run …`: a Python file, or a command."""
    at = 0
    while at < len(words) and (known := holed(words[at].value).shape).startswith("-"):
        at += 2 if known in _WITH_VALUE["python"] else 1
    rest = tuple(words[at:])
    if not rest:
        return None
    if holed(rest[0].value).shape.endswith(".py"):
        return Program(rest[0].value, rest[1:], "python")
    return program_of(Invocation(rest, rest[0].span))


def _first(words: Sequence[Word], flags: str, language: Language, texts: tuple[str, ...]) -> Program | None:
    """The first word that is no flag; `texts` are flags behind which a script's text stands."""
    at = 0
    while at < len(words) and (known := holed(words[at].value).shape).startswith("-") and known != "-":
        if known in texts:
            return None
        at += 2 if known in _WITH_VALUE[flags] else 1
    if at >= len(words) or constant(words[at].value) in ("-", *texts):
        return None
    return Program(words[at].value, tuple(words[at + 1 :]), language)


def _by_shell(words: Sequence[Word]) -> Program | None:
    flags = ""
    at = 0
    while at < len(words) and re.match(r"[-+]", known := holed(words[at].value).shape):
        if known == "--":
            at += 1
            break
        flags += known if not known.startswith("--") else ""
        with_value = known.endswith(("o", "O")) and not known.startswith("--")
        flags += " " + (constant(words[at + 1].value) or "") if with_value and at + 1 < len(words) else ""
        at += 2 if with_value else 1
    if at >= len(words) or re.search(r"-\w*[cns]", flags):  # a text, or only checked for its syntax
        return None
    stops = bool(re.search(r"-\w*e", flags)) or "errexit" in flags
    return Program(words[at].value, tuple(words[at + 1 :]), "bash", stops, "pipefail" in flags)


def _by_python(words: Sequence[Word]) -> Program | None:
    for at, word in enumerate(words):
        if constant(word.value) == "-m" and at + 1 < len(words):
            module = constant(words[at + 1].value)
            if module is None or not re.fullmatch(r"\w+(\.\w+)*", module):
                return None
            return Program(Const(module.replace(".", "/") + ".py"), tuple(words[at + 2 :]), "python")
        if not holed(word.value).shape.startswith("-"):
            break
    return _first(words, "python", "python", ("-c",))


def _by_powershell(words: Sequence[Word]) -> Program | None:
    for at, word in enumerate(words):
        known = holed(word.value).shape.lower()
        if known in ("-command", "-c", "-encodedcommand", "-e", "-ec"):
            return None
        if known in ("-file", "-f") and at + 1 < len(words):
            return Program(words[at + 1].value, tuple(words[at + 2 :]), "powershell")
        if known.endswith(".ps1"):
            return Program(word.value, tuple(words[at + 1 :]), "powershell")
    return None
