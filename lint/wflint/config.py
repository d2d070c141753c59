"""The configuration: what a repository says about its own system.

It is a YAML file, `.github/wflint.yml` at the root of the repository.  Whatever is wrong with it stops the run, with the place
and, for a misspelt key, the nearest right one: a setting that is silently ignored is worse than none.
"""

from __future__ import annotations

import os
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, cast

from wflint import witness
from wflint.data import read_table
from wflint.facts.contracts import Contract, checked
from wflint.finding import Level
from wflint.lean import dataclass, field, replace
from wflint.problem import Problem
from wflint.rule import Rule
from wflint.schemas import plain, violations
from wflint.sources import LARGEST_FILE, LED_OUT, SETTINGS, shown_path
from wflint.span import whole_file
from wflint.syntax.document import parse
from wflint.syntax.node import Mapping as YamlMapping
from wflint.syntax.node import Node

VARIABLE = "WFLINT_CONFIG"


class ConfigError(Exception):
    """The configuration can't be used; `problems` say why and where."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class PerFileIgnore:
    """Rules (or families, or `all`) that aren't reported in files whose path from the root matches the pattern."""

    files: str
    rules: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Ends:
    """What a repository adds to the table of how a task ends: patterns, as in `data/terminal.json`."""

    events: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    silent_commands: tuple[str, ...] = ()
    silent_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """Settings in force.

    `select` and `ignore` name rules or families.  `levels` changes levels by rule; `fail_on` is the lowest level that makes the
    exit status 1, `None` for never.  `options` are the rules' own settings as written.  `repository` is `owner/name`.
    `correlation` and `counters` are the names under which ids and retry counts travel.  `roles` gives roles by workflow file
    name.  `external_sent` are event types that something outside sends here, `external_heard` types that something outside hears.
    `terminal` is what else ends a task, or doesn't.
    `contracts` are the event contracts written in it; `asyncapi` is the path of a document with more, from the repository's root.
    `file` is where it was read, empty for the defaults.
    """

    profile: Literal["default", "strict"] = "default"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    levels: Mapping[str, Level] = field(default_factory=dict)
    fail_on: Level | None = Level.WARNING
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    per_file_ignores: tuple[PerFileIgnore, ...] = ()
    repository: str | None = None
    correlation: tuple[str, ...] = ("task_id", "correlation_id", "request_id")
    counters: tuple[str, ...] = ("retry_count", "retries", "attempt")
    roles: Mapping[str, str] = field(default_factory=dict)
    external_sent: tuple[str, ...] = ()
    external_heard: tuple[str, ...] = ()
    terminal: Ends = Ends()
    contracts: tuple[Contract, ...] = ()
    asyncapi: str | None = None
    file: str = ""


LEVELS: dict[str, Level | None] = {"note": Level.NOTE, "warning": Level.WARNING, "error": Level.ERROR, "never": None}


def find(root: Path | None) -> Path | None:
    """The file that holds for a repository: the one that `WFLINT_CONFIG` names, or `.github/wflint.yml` at the root.

    Raises `ConfigError` where that is a link that leads out of the repository.
    """
    named = os.environ.get(VARIABLE)
    if named or root is None:
        return Path(named) if named else None
    path = root / SETTINGS
    if not witness.is_file(path):
        return None
    if not Path(witness.real(path)).is_relative_to(witness.real(root)):
        raise ConfigError((Problem("unreadable", LED_OUT, whole_file(shown_path(path))),))
    return path


def load(path: Path, rules: Iterable[Rule]) -> Config:
    """The configuration in a file; raises `ConfigError`."""
    shown = shown_path(path)
    try:
        data = witness.content(path, LARGEST_FILE if witness.is_file(path) else None)
        if data is None:
            message = f"configuration is larger than {LARGEST_FILE:,} bytes"
            raise ConfigError((Problem("unreadable", message, whole_file(shown)),))
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it isn't UTF-8 text"
        raise ConfigError((Problem("unreadable", f"configuration can't be read: {reason}", whole_file(shown)),)) from error
    return parsed(shown, text, rules)


def parsed(shown: str, text: str, rules: Iterable[Rule]) -> Config:
    """The configuration of that text, `shown` being the name of its file; raises `ConfigError`."""
    if not any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
        return Config(file=shown)
    document = parse(shown, text)
    if isinstance(document, Problem):
        raise ConfigError((document,))
    problems = (*document.problems, *violations(document.root, schema(rules)))
    if problems:
        raise ConfigError(problems)
    contracts = tuple(_contracts(document.root))
    faults = tuple(each for each in contracts if isinstance(each, Problem))
    if faults:
        raise ConfigError(faults)
    config = _config(cast(dict[str, Any], plain(document.root) or {}), shown)
    return replace(config, contracts=tuple(each for each in contracts if isinstance(each, Contract)))


def _contracts(root: Node) -> Iterator[Contract | Problem]:
    """The contracts of the configuration, each a document of its own."""
    found = root.get("contracts") if isinstance(root, YamlMapping) else None
    for pair in found.pairs if isinstance(found, YamlMapping) else ():
        yield checked(pair.key.text, pair.value, pair.key.span, None)


def _config(data: dict[str, Any], shown: str) -> Config:
    external = data.get("external-events", {})
    ignored = tuple(
        PerFileIgnore(each["files"], tuple(each["rules"]), each.get("reason", "")) for each in data.get("per-file-ignores", ())
    )
    default = Config()
    return Config(
        profile=data.get("profile", default.profile),
        select=tuple(data.get("select", ())),
        ignore=tuple(data.get("ignore", ())),
        levels={name: cast(Level, LEVELS[word]) for name, word in data.get("levels", {}).items()},
        fail_on=LEVELS[data["fail-on"]] if "fail-on" in data else default.fail_on,
        options=data.get("rules", {}),
        per_file_ignores=ignored,
        repository=data.get("repository"),
        correlation=tuple(data.get("correlation", default.correlation)),
        counters=tuple(data.get("counters", default.counters)),
        roles=data.get("roles", {}),
        external_sent=tuple(external.get("sent", ())),
        external_heard=tuple(external.get("heard", ())),
        terminal=Ends(**{name.replace("-", "_"): tuple(each) for name, each in data.get("terminal", {}).items()}),
        asyncapi=data.get("asyncapi"),
        file=shown,
    )


# -- the schema -----------------------------------------------------------------------------------------------------------


def schema(rules: Iterable[Rule]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the configuration, the options of the rules included."""
    base = cast(dict[str, Any], read_table("config.schema"))
    known = tuple(rules)
    names = sorted({rule.name for rule in known})
    base["$defs"]["rule"]["enum"] = names
    base["$defs"]["rule-or-family"]["enum"] = sorted({*names, *(rule.family for rule in known), "all"})
    schemas = {rule.name: options_schema(rule.options) for rule in known}
    base["properties"]["rules"]["properties"] = {name: each for name, each in schemas.items() if each["properties"]}
    return base


def options_schema(options: type[Any]) -> dict[str, Any]:
    """The schema of a rule's options: its fields in kebab case, with type, default and meaning."""
    import dataclasses  # late: it is seldom needed

    hints = typing.get_type_hints(options)
    properties = {}
    for each in dataclasses.fields(options):
        about = _type_schema(hints[each.name])
        default = getattr(options(), each.name)
        about["default"] = list(default) if isinstance(default, tuple) else default
        if "doc" in each.metadata:
            about["description"] = each.metadata["doc"]
        properties[each.name.replace("_", "-")] = about
    return {"type": "object", "additionalProperties": False, "properties": properties}


_JSON_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string"}


def _type_schema(hint: Any) -> dict[str, Any]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint in _JSON_TYPES:
        return {"type": _JSON_TYPES[hint]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": _type_schema(arguments[0])}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_type_schema(each) if each is not type(None) else {"type": "null"} for each in arguments]}
    raise TypeError(f"an option can't have the type {hint}")


def rule_options(config: Config, rules: Iterable[Rule]) -> dict[str, object]:
    """Each rule's options as its own dataclass."""
    made: dict[str, object] = {}
    for rule in rules:
        given = config.options.get(rule.name, {})
        values = {name.replace("-", "_"): tuple(value) if isinstance(value, list) else value for name, value in given.items()}
        made[rule.name] = rule.options(**values)
    return made
