"""The command line: arguments in, exit status out.

0 nothing found · 1 findings · 2 wrong usage or configuration · 3 nothing to check, or wflint itself failed
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import asdict, replace
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

from wflint import __version__
from wflint.config import LEVELS, Config, ConfigError, find, load, schema
from wflint.judge import worst
from wflint.pipeline import Report, lint
from wflint.plugins import PluginError, load_rules
from wflint.rule import Rule
from wflint.sources import NothingFound, Repository, discover

CLEAN, FINDINGS, USAGE, FAILED = 0, 1, 2, 3
COMMANDS = ("check", "graph", "rule", "config", "schema")
_FORMATS = ("text", "concise", "json", "json-v1", "sarif", "github")
_PICTURES = ("text", "mermaid", "dot", "json")


class UsageError(Exception):
    """The command line asks for something that can't be done."""


class _Parser(argparse.ArgumentParser):
    """Names the nearest option when one is misspelt."""

    def error(self, message: str) -> NoReturn:
        near = [hint for word in message.split() if word.startswith("--") for hint in self._near(word)]
        raise UsageError(message + (f"; did you mean `{near[0]}`?" if near else ""))

    def _near(self, word: str) -> list[str]:
        known = [option for action in self._actions for option in action.option_strings if option.startswith("--")]
        return [] if word in known else get_close_matches(word.split("=")[0], known, n=1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status is the result."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(given)
    except (UsageError, PluginError) as error:
        print(f"wflint: {error}", file=sys.stderr)
        return USAGE
    except ConfigError as error:
        for problem in error.problems:
            hint = f"; {problem.hint}" if problem.hint else ""
            print(f"wflint: {problem.span}: {problem.message}{hint}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone; say nothing more
        return CLEAN
    except Exception:
        traceback.print_exc()
        print("wflint: this is a bug in wflint; please report it", file=sys.stderr)
        return FAILED


def _run(given: list[str]) -> int:
    options = _parser().parse_args(given if _names_command(given) else ["check", *given])
    match options.command:
        case "graph":
            return _graph(options)
        case "rule":
            return _rule(options)
        case "config":
            return _show_config(options)
        case "schema":
            return _schema(options)
        case _:
            return _check(options)


def _names_command(given: list[str]) -> bool:
    first = given[0] if given else ""
    if first in COMMANDS or first in ("-h", "--help", "-V", "--version"):
        return True
    near = get_close_matches(first, COMMANDS, n=1, cutoff=0.75)
    if near and not Path(first).exists() and "/" not in first and "." not in first:
        raise UsageError(f"there is no command or path `{first}`; did you mean `{near[0]}`?")
    return False


# -- arguments ------------------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="wflint", description="Check how GitHub Actions workflows talk to each other by events.")
    parser.add_argument("-V", "--version", action="version", version=f"wflint {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    _check_arguments(commands.add_parser("check", help="check workflows (also without the word `check`)"))
    graph = commands.add_parser("graph", help="print the event graph")
    _common(graph)
    graph.add_argument("--format", choices=_PICTURES, default="text", help="how to draw it (default: text)")
    rule = commands.add_parser("rule", help="explain a rule, or list all")
    rule.add_argument("name", nargs="?", metavar="NAME", help="the rule")
    rule.add_argument("--all", action="store_true", help="list every rule")
    rule.add_argument("--format", choices=("text", "json"), default="text")
    rule.add_argument("--plugin", action="append", default=[], metavar="FILE", help="a Python file with more rules")
    _common(commands.add_parser("config", help="print the settings in force"))
    settings = commands.add_parser("schema", help="print the JSON Schema of the configuration")
    settings.add_argument("--plugin", action="append", default=[], metavar="FILE", help=argparse.SUPPRESS)
    return parser


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    _common(parser)
    rules = parser.add_argument_group("Rules")
    rules.add_argument("--select", action="append", default=[], metavar="RULES", help="run only these rules or families")
    rules.add_argument("--ignore", action="append", default=[], metavar="RULES", help="don't run these rules or families")
    rules.add_argument("--profile", choices=("default", "strict"), help="strict: matters of design as well")
    output = parser.add_argument_group("Output")
    output.add_argument("--format", choices=_FORMATS, default="text", help="format on standard output (default: text)")
    output.add_argument("--output", action="append", default=[], metavar="FORMAT=FILE", help="write one more report; repeatable")
    output.add_argument("--statistics", action="store_true", help="count what was seen and understood")
    output.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colours (default: auto)")
    status = parser.add_argument_group("Exit status")
    status.add_argument("--fail-on", choices=tuple(LEVELS), help="lowest level that makes the status 1 (default: warning)")
    status.add_argument("--exit-zero", action="store_true", help="status 0 whatever is found")


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="repositories, folders or files (default: here)")
    parser.add_argument("--repo-name", action="append", default=[], metavar="OWNER/NAME", help="name of the n-th repository")
    parser.add_argument("--config", metavar="FILE", help="configuration in place of .github/wflint.yml")
    parser.add_argument("--isolated", action="store_true", help="read no configuration")
    parser.add_argument("--plugin", action="append", default=[], metavar="FILE", help="a Python file with more rules")


# -- commands -------------------------------------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    outputs = [_output(each) for each in options.output]
    repositories, rules, config = _loaded(options)
    if not repositories:
        return FAILED
    from wflint.link import link
    from wflint.report import FORMATS, text
    from wflint.report.summary import statistics

    report = lint(link(repositories, config), config, rules)
    for form, file in outputs:
        _write(file, FORMATS[form](report))
    if options.format == "text":
        text.show(report, _wants_colour(options.color))
    else:
        sys.stdout.write(FORMATS[options.format](report))
    if options.statistics:
        (sys.stdout if options.format in ("text", "concise") else sys.stderr).write(statistics(report))
    sys.stdout.flush()
    return _status(report, config, options.exit_zero)


def _status(report: Report, config: Config, exit_zero: bool) -> int:
    if report.crashed:
        return FAILED
    level = worst(report.findings)
    found = level is not None and config.fail_on is not None and level >= config.fail_on
    return FINDINGS if found and not exit_zero else CLEAN


def _graph(options: argparse.Namespace) -> int:
    repositories, _, config = _loaded(options)
    if not repositories:
        return FAILED
    from wflint.link import link
    from wflint.pictures import draw

    system = link(repositories, config)
    for problem in system.problems:
        print(f"wflint: {problem.span}: {problem.message}", file=sys.stderr)
    sys.stdout.write(draw(system, options.format))
    return CLEAN


def _rule(options: argparse.Namespace) -> int:
    import json

    rules = load_rules(options.plugin)
    if options.all or options.name is None:
        if options.format == "json":
            print(json.dumps([_about(rule) for rule in rules], indent=2))
        else:
            width = max(len(rule.name) for rule in rules)
            for rule in rules:
                print(f"{rule.name:<{width}}  {rule.level.word:<7}  {rule.summary}{' (strict)' if rule.strict else ''}")
        return CLEAN
    found = next((rule for rule in rules if rule.name == options.name), None)
    if found is None:
        near = get_close_matches(options.name, [rule.name for rule in rules], n=1)
        raise UsageError(f"there is no rule `{options.name}`" + (f"; did you mean `{near[0]}`?" if near else ""))
    if options.format == "json":
        print(json.dumps(_about(found), indent=2))
    else:
        print(f"# {found.name}\n\nLevel: {found.level.word} · Family: {found.family}\n\n{found.page.strip()}")
    return CLEAN


def _about(rule: Rule) -> dict[str, object]:
    return {
        "name": rule.name,
        "family": rule.family,
        "level": rule.level.word,
        "strict": rule.strict,
        "summary": rule.summary,
        "page": rule.page.strip(),
    }


def _show_config(options: argparse.Namespace) -> int:
    import json

    _, _, config = _loaded(options, need_files=False)
    shown = asdict(config)
    shown["fail_on"] = config.fail_on.word if config.fail_on is not None else "never"
    shown["levels"] = {name: level.word for name, level in config.levels.items()}
    print(json.dumps(shown, indent=2, ensure_ascii=False))
    return CLEAN


def _schema(options: argparse.Namespace) -> int:
    import json

    print(json.dumps(schema(load_rules(options.plugin)), indent=2))
    return CLEAN


# -- what a command needs -------------------------------------------------------------------------------------------------


def _loaded(options: argparse.Namespace, need_files: bool = True) -> tuple[tuple[Repository, ...], tuple[Rule, ...], Config]:
    """Repositories, rules and settings; where no file is found and some are needed, it says where it looked."""
    rules = load_rules(options.plugin)
    paths = options.paths or ["."]
    repositories, nothing = discover(paths, dict(zip(paths, options.repo_name, strict=False)))
    config = _settings(options, repositories[0].root if repositories else Path.cwd(), rules)
    if not repositories and need_files:
        _say_nothing_found(nothing)
    if config.repository is not None and len(repositories) == 1 and not options.repo_name:
        repositories = (replace(repositories[0], name=config.repository),)
    return repositories, rules, config


def _say_nothing_found(nothing: NothingFound) -> None:
    places = ", ".join(nothing.searched)
    print(f"wflint: no workflow files found; looked for .yml and .yaml files in {places}", file=sys.stderr)


def _settings(options: argparse.Namespace, root: Path, rules: tuple[Rule, ...]) -> Config:
    path = Path(options.config) if options.config else None if options.isolated else find(root)
    config = load(path, rules) if path is not None else Config()
    known = {name for rule in rules for name in (rule.name, rule.family)} | {"all"}
    select = _rule_names(getattr(options, "select", []), known, "--select")
    ignore = _rule_names(getattr(options, "ignore", []), known, "--ignore")
    fail_on = getattr(options, "fail_on", None)
    return replace(
        config,
        select=select or config.select,
        ignore=(*config.ignore, *ignore),
        profile=getattr(options, "profile", None) or config.profile,
        fail_on=LEVELS[fail_on] if fail_on else config.fail_on,
    )


def _rule_names(given: list[str], known: set[str], option: str) -> tuple[str, ...]:
    names = tuple(name.strip() for each in given for name in each.split(",") if name.strip())
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            raise UsageError(f"{option}: there is no rule or family `{name}`{hint}")
    return names


def _output(given: str) -> tuple[str, str]:
    form, equals, file = given.partition("=")
    if not equals or not file or form not in _FORMATS:
        raise UsageError(f"--output takes FORMAT=FILE with one of {', '.join(_FORMATS)}, not `{given}`")
    return form, file


def _write(file: str, content: str) -> None:
    try:
        Path(file).write_text(content, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file} can't be written: {error.strerror or error}") from error


def _wants_colour(choice: str) -> bool:
    """As no-color.org, force-color.org and the habits of other tools have it."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0") or os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


if __name__ == "__main__":
    sys.exit(main())
