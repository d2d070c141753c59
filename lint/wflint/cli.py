"""The command line: arguments in, exit status out.  What each command does is in `commands/`.

0 nothing found · 1 findings · 2 wrong usage or configuration · 3 nothing to check, or wflint itself failed
"""

from __future__ import annotations

import argparse
import importlib
import io
import os
import re
import sys
from collections.abc import Sequence

from wflint import __version__, witness
from wflint.commands import COMMANDS, FAILED, INTERRUPTED, USAGE
from wflint.commands.usage import UsageError, nearest
from wflint.commands.world import OutputError, complain, printing

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from typing import Any, NoReturn


class _Parser(argparse.ArgumentParser):
    """Takes options by their whole name only, and names the nearest one, or the nearest choice, when one is misspelt."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=_formatter, **settings)
        self.allow_abbrev = False

    def error(self, message: str) -> NoReturn:
        choice = re.search(r"invalid choice: '(.*?)' \(choose from (.*)\)", message)
        raise UsageError(message + (nearest(choice[1], re.findall(r"[\w-]+", choice[2])) if choice else ""))

    def refuse(self, words: Sequence[str]) -> NoReturn:
        """Arguments that mean nothing here."""
        known = [option for action in self._actions for option in action.option_strings if option.startswith("--")]
        raise UsageError(f"unrecognized arguments: {' '.join(words)}" + nearest(words[0].split("=")[0], known))


def _formatter(prog: str) -> argparse.HelpFormatter:
    """As argparse has it, which asks for one at every argument, and loads the readers of archives for the width of a terminal."""
    given = os.environ.get("COLUMNS", "")
    try:
        columns = int(given) if given.isdecimal() and int(given) else os.get_terminal_size(1).columns or 80
    except (ValueError, OSError):  # it isn't a terminal, or is closed
        columns = 80
    return argparse.HelpFormatter(prog, width=columns - 2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status is the result."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        return _run(given)
    except UsageError as error:
        complain(str(error))
        return USAGE
    except OutputError as error:
        complain(str(error))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if _is_told(error):
            return USAGE
        import traceback

        traceback.print_exc()
        print("wflint: this is a bug in wflint; please report it", file=sys.stderr)
        return FAILED


def _is_told(error: Exception) -> bool:
    """Whether the error is one of the user's settings or plugins, which is said then."""
    from wflint.config import ConfigError
    from wflint.plugins import PluginError

    if isinstance(error, FileNotFoundError) and _is_nowhere():
        complain("the working directory is gone")
        return True
    if isinstance(error, PluginError):
        complain(str(error))
    elif isinstance(error, ConfigError):
        for problem in error.problems:
            complain(f"{problem.span}: {problem.message}" + (f"; {problem.hint}" if problem.hint else ""))
    return isinstance(error, PluginError | ConfigError)


def _is_nowhere() -> bool:
    """Whether the working directory was deleted."""
    try:
        os.getcwd()
    except OSError:
        return True
    return False


def _run(given: list[str]) -> int:
    words = given if _names_command(given) else ["check", *given]
    module = importlib.import_module(f"wflint.commands.{words[0]}") if words[0] in COMMANDS else None
    with printing():
        parser = _Parser(prog="wflint", description="Check how GitHub Actions workflows talk to each other by events.")
        parser.add_argument("-V", "--version", action="version", version=f"wflint {__version__}")
        commands = parser.add_subparsers(
            dest="command", required=True, metavar="COMMAND", parser_class=_Parser, prog="wflint"
        )  # as it is, found in a costlier way
        for name in COMMANDS if module is None else words[:1]:
            command = commands.add_parser(name, help=COMMANDS[name])
            if module is not None:
                module.arguments(command)
                command.set_defaults(parser=command)
        options, unknown = parser.parse_known_args(words)
    if unknown and getattr(options, "paths", None) == [] and not any(each.startswith("-") for each in unknown):
        options.paths, unknown = unknown, []  # argparse takes them for nothing when options stand between them and the subject
    if unknown:
        options.parser.refuse(unknown)
    if module is None:
        raise AssertionError("argparse leaves after --help and --version")
    status: int = module.run(options)
    return status


def _names_command(given: list[str]) -> bool:
    first = given[0] if given else ""
    if first in COMMANDS or first in ("-h", "--help", "-V", "--version"):
        return True
    if set(first) & set("/.-") or witness.exists(first):
        return False
    from difflib import get_close_matches

    near = get_close_matches(first, COMMANDS, n=1, cutoff=0.75)
    if near:
        raise UsageError(f"there is no command or path `{first}`; did you mean `{near[0]}`?")
    return False


if __name__ == "__main__":
    sys.exit(main())
