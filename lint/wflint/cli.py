"""The command line: arguments in, exit status out.

0 nothing found · 1 findings · 2 wrong usage or configuration · 3 nothing to check, or wflint itself failed
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from wflint import __version__
from wflint.config import LEVELS, Config, ConfigError, find, load, parsed, schema
from wflint.graph import System
from wflint.judge import selected, worst
from wflint.pipeline import Report, lint
from wflint.plugins import PluginError, load_rules
from wflint.rule import Rule
from wflint.sources import Repository, Source, discover
from wflint.visible import visible

CLEAN, FINDINGS, USAGE, FAILED = 0, 1, 2, 3
COMMANDS = ("check", "prove", "trace", "graph", "events", "explain", "facts", "link", "rule", "config", "schema")
_FORMATS = ("text", "concise", "json", "json-v1", "sarif", "github")
_PICTURES = ("text", "mermaid", "dot", "json")


class UsageError(Exception):
    """The command line asks for something that can't be done."""


class _Parser(argparse.ArgumentParser):
    """Takes options by their whole name only, and names the nearest one, or the nearest choice, when one is misspelt."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.allow_abbrev = False

    def error(self, message: str) -> NoReturn:
        choice = re.search(r"invalid choice: '(.*?)' \(choose from (.*)\)", message)
        raise UsageError(message + (_nearest(choice[1], re.findall(r"[\w-]+", choice[2])) if choice else ""))

    def refuse(self, words: Sequence[str]) -> NoReturn:
        """Arguments that mean nothing here."""
        known = [option for action in self._actions for option in action.option_strings if option.startswith("--")]
        raise UsageError(f"unrecognized arguments: {' '.join(words)}" + _nearest(words[0].split("=")[0], known))


def _nearest(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status is the result."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        return _run(given)
    except (UsageError, PluginError) as error:
        _complain(str(error))
        return USAGE
    except ConfigError as error:
        for problem in error.problems:
            _complain(f"{problem.span}: {problem.message}" + (f"; {problem.hint}" if problem.hint else ""))
        return USAGE
    except KeyboardInterrupt:
        return 130
    except Exception:
        traceback.print_exc()
        print("wflint: this is a bug in wflint; please report it", file=sys.stderr)
        return FAILED


def _complain(sentence: str) -> None:
    print(f"wflint: {visible(sentence)}", file=sys.stderr)


@contextlib.contextmanager
def _printing() -> Iterator[None]:
    """What is printed inside may find that its reader has gone, as behind `| head`: then nothing more is said."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(given: list[str]) -> int:
    with _printing():
        options, unknown = _parser().parse_known_args(given if _names_command(given) else ["check", *given])
    if unknown and getattr(options, "paths", None) == [] and not any(each.startswith("-") for each in unknown):
        options.paths, unknown = unknown, []  # argparse takes them for nothing when options stand between them and the subject
    if unknown:
        options.parser.refuse(unknown)
    match options.command:
        case "prove":
            return _prove(options)
        case "trace":
            return _trace(options)
        case "graph":
            return _graph(options)
        case "events":
            return _events(options)
        case "explain":
            return _explain(options)
        case "facts":
            return _facts(options)
        case "link":
            return _link(options)
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
    if near and not Path(first).exists() and not set(first) & set("/.-"):
        raise UsageError(f"there is no command or path `{first}`; did you mean `{near[0]}`?")
    return False


# -- arguments ------------------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="wflint", description="Check how GitHub Actions workflows talk to each other by events.")
    parser.add_argument("-V", "--version", action="version", version=f"wflint {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    _check_arguments(commands.add_parser("check", help="check workflows (also without the word `check`)"))
    prove = commands.add_parser("prove", help="prove what the system of workflows promises, or tell the story that breaks it")
    _common(prove)
    prove.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="form (default: text)")
    prove.add_argument("--fault-level", type=int, choices=range(1, 7), default=4, help="faults to try, F1 to F6 (default: 4)")
    trace = commands.add_parser("trace", help="play the story that an event begins, run by run")
    trace.add_argument("event", metavar="EVENT|WORKFLOW", help="an event type, a workflow started by hand, or another event")
    _common(trace)
    trace.add_argument(
        "--status", action="append", default=[], help="how executors end, one after the other; the last for all that follow"
    )
    trace.add_argument("--field", action="append", default=[], metavar="NAME=VALUE", help="a field of the first payload")
    trace.add_argument("--format", choices=("text", "json"), default="text", help="form (default: text)")
    graph = commands.add_parser("graph", help="print the event graph")
    _common(graph)
    graph.add_argument("--format", choices=_PICTURES, default="text", help="how to draw it (default: text)")
    events = commands.add_parser("events", help="list every event with its senders, listeners and payload")
    _common(events)
    events.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="form (default: text)")
    explain = commands.add_parser("explain", help="tell all about one event, one file, or one line")
    explain.add_argument("subject", metavar="EVENT|FILE|FILE:LINE", help="what to explain")
    _common(explain)
    facts = commands.add_parser("facts", help="write what repositories say, to be linked with others later")
    _common(facts)
    facts.add_argument("-o", "--output", metavar="FILE", help="where to (default: standard output)")
    linked = commands.add_parser("link", help="check repositories together whose facts were written before")
    linked.add_argument("files", nargs="+", metavar="FILE", help="files of `wflint facts`")
    _settings_arguments(linked)
    _report_arguments(linked)
    rule = commands.add_parser("rule", help="explain a rule, or list all")
    rule.add_argument("name", nargs="?", metavar="NAME", help="the rule")
    rule.add_argument("--all", action="store_true", help="list every rule")
    rule.add_argument("--format", choices=("text", "json"), default="text")
    rule.add_argument("--plugin", action="append", default=[], metavar="FILE", help="a Python file with more rules")
    _common(commands.add_parser("config", help="print the settings in force"))
    settings = commands.add_parser("schema", help="print the JSON Schema of the configuration")
    settings.add_argument("--plugin", action="append", default=[], metavar="FILE", help="a Python file with more rules")
    for each in commands.choices.values():
        each.set_defaults(parser=each)
    return parser


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    _common(parser)
    _report_arguments(parser)


def _report_arguments(parser: argparse.ArgumentParser) -> None:
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
    _settings_arguments(parser)


def _settings_arguments(parser: argparse.ArgumentParser) -> None:
    settings = parser.add_mutually_exclusive_group()
    settings.add_argument("--config", metavar="FILE", help="configuration in place of .github/wflint.yml")
    settings.add_argument("--isolated", action="store_true", help="read no configuration")
    parser.add_argument("--plugin", action="append", default=[], metavar="FILE", help="a Python file with more rules")


# -- commands -------------------------------------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    repositories, rules, config = _loaded(options)
    if not repositories:
        return FAILED
    from wflint.link import link

    return _report(options, rules, config, lambda: link(repositories, config))


def _link(options: argparse.Namespace) -> int:
    from wflint.archive import ArchiveError, read
    from wflint.link import joined

    rules = load_rules(options.plugin)
    try:
        facts = read({file: _text(file) for file in options.files})
    except ArchiveError as error:
        raise UsageError(str(error)) from error
    config = _settings(options, None, rules, facts[0].settings)
    return _report(options, rules, config, lambda: joined(facts, config))


def _facts(options: argparse.Namespace) -> int:
    repositories, _, _ = _loaded(options)
    if not repositories:
        return FAILED
    from wflint.archive import write
    from wflint.facts.repository import read

    written = write(map(read, repositories))
    if options.output:
        _write(options.output, written)
        return CLEAN
    with _printing():
        sys.stdout.write(written)
    return CLEAN


def _report(options: argparse.Namespace, rules: tuple[Rule, ...], config: Config, linked: Callable[[], System]) -> int:
    """Run the rules and write all reports; the exit status."""
    outputs = [_output(each) for each in options.output]
    if not selected(rules, config):
        raise UsageError("no rule is left to run; `select`, `ignore` or `profile` rule all of them out")
    from wflint.report import FORMATS, text
    from wflint.report.summary import statistics

    report = lint(linked(), config, rules)
    for form, file in outputs:
        _write(file, FORMATS[form](report))
    with _printing():
        if options.format == "text":
            text.show(report, _wants_colour(options.color))
        else:
            sys.stdout.write(FORMATS[options.format](report))
        if options.statistics:
            (sys.stdout if options.format in ("text", "concise") else sys.stderr).write(statistics(report))
    return _status(report, config, options.exit_zero)


def _status(report: Report, config: Config, exit_zero: bool) -> int:
    if report.crashed:
        return FAILED
    level = worst(report.findings)
    found = level is not None and config.fail_on is not None and level >= config.fail_on
    return FINDINGS if found and not exit_zero else CLEAN


def _graph(options: argparse.Namespace) -> int:
    from wflint.pictures import draw

    return _told(options, lambda system: draw(system, options.format))


def _prove(options: argparse.Namespace) -> int:
    from wflint.report.proof import FORMATS
    from wflint.soundness.verdicts import Proof, proofs

    found: list[Proof] = []

    def told(system: System) -> str:
        found.extend(proofs(system, options.fault_level))
        return FORMATS[options.format](found)

    status = _told(options, told)
    refuted = any(verdict.answer == "refuted" for proof in found for verdict in proof.verdicts)
    return FINDINGS if refuted else status


def _trace(options: argparse.Namespace) -> int:
    from wflint.report.trace import FORMATS
    from wflint.soundness.playing import UnknownEventError, play

    fields = dict(_field(each) for each in options.field)

    def told(system: System) -> str:
        try:
            return FORMATS[options.format](play(system, options.event, options.status, fields))
        except UnknownEventError as error:
            raise UsageError(str(error)) from error

    return _told(options, told)


def _field(given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not equals or not name:
        raise UsageError(f"--field takes NAME=VALUE, not `{given}`")
    return name, value


def _events(options: argparse.Namespace) -> int:
    from wflint.catalogue import catalogue
    from wflint.report.events import FORMATS

    return _told(options, lambda system: FORMATS[options.format](catalogue(system)))


def _explain(options: argparse.Namespace) -> int:
    from wflint.catalogue import catalogue
    from wflint.report.explain import render
    from wflint.subject import NotFound, subject

    def told(system: System) -> str:
        entries = catalogue(system)
        about = subject(system, entries, options.subject)
        if isinstance(about, NotFound):
            raise UsageError(about.reason)
        return render(system, entries, about)

    file = Path(re.sub(r"(:[0-9]+){1,2}$", "", options.subject))
    if not options.paths and file.parent.name == "workflows" and file.is_file():
        options.paths = [str(file)]  # its repository
    return _told(options, told)


def _told(options: argparse.Namespace, tell: Callable[[System], str]) -> int:
    """Print what there is to tell of the linked system, whatever could be read of it."""
    repositories, _, config = _loaded(options)
    if not repositories:
        return FAILED
    from wflint.link import link

    system = link(repositories, config)
    for problem in system.problems:
        _complain(f"{problem.span}: {problem.message}")
    said = tell(system)
    with _printing():
        sys.stdout.write(said)
    return CLEAN


def _rule(options: argparse.Namespace) -> int:
    rules = load_rules(options.plugin)
    if options.all or options.name is None:
        chosen = rules
        width = max(len(rule.name) for rule in rules)
        said = "\n".join(
            f"{rule.name:<{width}}  {rule.level.word:<7}  {rule.summary}{' (strict)' if rule.strict else ''}" for rule in rules
        )
    else:
        chosen = tuple(rule for rule in rules if rule.name == options.name)
        if not chosen:
            raise UsageError(f"there is no rule `{options.name}`" + _nearest(options.name, (rule.name for rule in rules)))
        said = "\n\n".join(
            f"# {rule.name}\n\nLevel: {rule.level.word} · Family: {rule.family}\n\n{rule.page.strip()}" for rule in chosen
        )
    if options.format == "json":
        about = [_about(rule) for rule in chosen]
        _print_json(about if options.all or options.name is None else about[0])
    else:
        with _printing():
            print(said)
    return CLEAN


def _print_json(content: object) -> None:
    import json

    with _printing():
        print(json.dumps(content, indent=2, ensure_ascii=False))


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
    _, _, config = _loaded(options, need_files=False)
    shown = asdict(config)
    shown["fail_on"] = config.fail_on.word if config.fail_on is not None else "never"
    shown["levels"] = {name: level.word for name, level in config.levels.items()}
    _print_json(shown)
    return CLEAN


def _schema(options: argparse.Namespace) -> int:
    _print_json(schema(load_rules(options.plugin)))
    return CLEAN


# -- what a command needs -------------------------------------------------------------------------------------------------


def _loaded(options: argparse.Namespace, need_files: bool = True) -> tuple[tuple[Repository, ...], tuple[Rule, ...], Config]:
    """Repositories, rules and settings; where a path holds no workflow and one is needed, it says where it looked."""
    rules = load_rules(options.plugin)
    paths = options.paths or ["."]
    repositories, nothing = discover(paths, dict(zip(paths, options.repo_name, strict=False)))
    config = _settings(options, repositories[0].root if repositories else Path.cwd(), rules)
    if nothing.searched and need_files:
        _complain(f"no workflow files found; looked for .yml and .yaml files in {' and in '.join(nothing.searched)}")
    if config.repository is not None and len(repositories) == 1 and not options.repo_name:
        repositories = (replace(repositories[0], name=config.repository),)
    return repositories, rules, config


def _settings(options: argparse.Namespace, root: Path | None, rules: tuple[Rule, ...], own: Source | None = None) -> Config:
    """The settings in force: those of a file, or of the repository's `own`, with what the command line says on top."""
    path = Path(options.config) if options.config else None if options.isolated else find(root)
    config = load(path, rules) if path is not None else Config()
    if path is None and own is not None and not options.isolated:
        config = parsed(own.path, own.text, rules)
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
            raise UsageError(f"{option}: there is no rule or family `{name}`{_nearest(name, sorted(known))}")
    return names


def _output(given: str) -> tuple[str, str]:
    form, equals, file = given.partition("=")
    if not equals or not file or form not in _FORMATS:
        raise UsageError(f"--output takes FORMAT=FILE with one of {', '.join(_FORMATS)}, not `{given}`")
    return form, file


def _text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it isn't UTF-8 text"
        raise UsageError(f"{file} can't be read: {reason}") from error


def _write(file: str, content: str) -> None:
    try:
        Path(file).write_text(content, encoding="utf-8", errors="backslashreplace", newline="\n")
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
