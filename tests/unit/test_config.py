"""The configuration: what it sets, and what is said of mistakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from wflint.config import Config, ConfigError, Ends, PerFileIgnore, find, load, options_schema, rule_options
from wflint.finding import Level
from wflint.plugins import load_rules
from wflint.rule import Rule

RULES = load_rules()


def settings(tmp_path: Path, text: str) -> Config:
    file = tmp_path / "wflint.yml"
    file.write_text(text, encoding="utf-8")
    return load(file, RULES)


def test_everything_that_can_be_set(tmp_path: Path) -> None:
    text = """
    profile: strict
    select: [routing, callback-missing]
    ignore: [never-sent]
    levels: {catch-all-listener: error}
    fail-on: error
    per-file-ignores:
      - {files: ".github/workflows/old-*.yml", rules: [all], reason: on the way out}
    repository: octo/tasks
    correlation: [ticket]
    counters: [tries]
    roles: {hub.yml: orchestrator}
    external-events: {sent: [bot:start], heard: ["log:line"]}
    terminal: {events: ["task:*"], commands: [tell], actions: [a/tell], silent-commands: [trace], silent-actions: [a/trace]}
    """
    assert settings(tmp_path, text) == Config(
        profile="strict",
        select=("routing", "callback-missing"),
        ignore=("never-sent",),
        levels={"catch-all-listener": Level.ERROR},
        fail_on=Level.ERROR,
        per_file_ignores=(PerFileIgnore(".github/workflows/old-*.yml", ("all",), "on the way out"),),
        repository="octo/tasks",
        correlation=("ticket",),
        counters=("tries",),
        roles={"hub.yml": "orchestrator"},
        external_sent=("bot:start",),
        external_heard=("log:line",),
        terminal=Ends(("task:*",), ("tell",), ("a/tell",), ("trace",), ("a/trace",)),
        file=(tmp_path / "wflint.yml").as_posix(),
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "{}\n"])
def test_an_empty_file_sets_nothing(tmp_path: Path, text: str) -> None:
    assert settings(tmp_path, text) == Config(file=(tmp_path / "wflint.yml").as_posix())


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("profil: strict\n", (1, 1, "unknown key `profil`", "did you mean `profile`?")),
        ("a: 1\nfail-on: eror\n", (2, 10, "`fail-on`: `eror` isn't known", "did you mean `error`?")),
        ("levels:\n  never-snt: note\n", (2, 3, "`levels`: `never-snt` isn't known", "did you mean `never-sent`?")),
        ("select: routing\n", (1, 9, "`select`: expected a list, found `routing`", None)),
        ("correlation: ['']\n", (1, 15, "`correlation.0`: must not be empty", None)),
        ("per-file-ignores: [{files: a, rules: [all]}]\n", (1, 20, "`per-file-ignores.0`: the key `reason` is missing", None)),
        ("repository: tasks\n", (1, 13, "`repository`: `tasks` isn't of the form `owner/name`", None)),
        ("external-events: {send: [x]}\n", (1, 19, "unknown key `send`", "did you mean `sent`?")),
        ("terminal: {event: [x]}\n", (1, 12, "unknown key `event`", "did you mean `events`?")),
        ("rules: {never-sent: {x: 1}}\n", (1, 9, "unknown key `never-sent`", None)),
        ("- a\n", (1, 1, "the configuration: expected a mapping, found a list", None)),
        ("a: [\n", (2, 1, None, None)),
    ],
    ids=lambda each: each.split(":")[0] if isinstance(each, str) else "",
)
def test_mistakes(tmp_path: Path, text: str, complaint: tuple[int, int, str | None, str | None]) -> None:
    with pytest.raises(ConfigError) as raised:
        settings(tmp_path, text)
    line, column, message, hint = complaint
    problem = raised.value.problems[-1]
    assert (problem.span.line, problem.span.column) == (line, column)
    if message is not None:
        assert problem.message == message
        assert hint is None or problem.hint == hint


def test_unreadable(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_bytes(b"\xff\xfe\x00")
    for name, reason in (("x.yml", "it isn't UTF-8 text"), ("none.yml", "No such file or directory")):
        with pytest.raises(ConfigError, match=f"configuration can't be read: {reason}"):
            load(tmp_path / name, RULES)


def test_which_file_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WFLINT_CONFIG", raising=False)
    assert find(tmp_path) is None
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "wflint.yml").write_text("{}")
    assert find(tmp_path) == tmp_path / ".github" / "wflint.yml"
    monkeypatch.setenv("WFLINT_CONFIG", "other.yml")
    assert find(tmp_path) == Path("other.yml")


def test_options_of_a_rule(tmp_path: Path) -> None:
    [timeouts] = [each for each in RULES if each.name == "missing-timeout"]
    config = settings(tmp_path, "rules: {missing-timeout: {scope: all}}\n")
    assert config.options == {"missing-timeout": {"scope": "all"}}
    assert rule_options(config, (timeouts,)) == {"missing-timeout": timeouts.options(scope="all")}
    assert rule_options(Config(), (timeouts,)) == {"missing-timeout": timeouts.options()}


@dataclass(frozen=True, slots=True)
class Options:
    """One option of each type."""

    how_many: int = field(default=3, metadata={"doc": "How many."})
    names: tuple[str, ...] = ("a",)
    is_loud: bool = False
    share: float = 0.5
    word: str | None = None
    way: Literal["one", "two"] = "one"


ODD = Rule("odd-thing", "things", Level.NOTE, "odd", lambda system, options: (), "", False, Options)


def test_schema_of_options_in_kebab_case() -> None:
    assert options_schema(Options) == {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "how-many": {"type": "integer", "default": 3, "description": "How many."},
            "names": {"type": "array", "items": {"type": "string"}, "default": ["a"]},
            "is-loud": {"type": "boolean", "default": False},
            "share": {"type": "number", "default": 0.5},
            "word": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
            "way": {"enum": ["one", "two"], "default": "one"},
        },
    }


def test_options_as_they_are_given(tmp_path: Path) -> None:
    file = tmp_path / "wflint.yml"
    file.write_text("rules: {odd-thing: {how-many: 5, names: [x, y], is-loud: true, word: hey, way: two}}\n", encoding="utf-8")
    config = load(file, (ODD,))
    assert rule_options(config, (ODD,)) == {
        "odd-thing": Options(how_many=5, names=("x", "y"), is_loud=True, word="hey", way="two")
    }


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        pytest.param("{how-mny: 5}", "unknown key `how-mny`", "did you mean `how-many`?", id="misspelt"),
        pytest.param("{how-many: many}", "`rules.odd-thing.how-many`: expected a whole number, found `many`", None, id="word"),
        pytest.param("{how-many: true}", "`rules.odd-thing.how-many`: expected a whole number, found `true`", None, id="truth"),
        pytest.param("{names: a}", "`rules.odd-thing.names`: expected a list, found `a`", None, id="no-list"),
        pytest.param("{names: [1]}", "`rules.odd-thing.names.0`: expected text, found `1`", None, id="number-in-a-list"),
        pytest.param("{way: three}", "`rules.odd-thing.way`: `three` isn't known", "it can be one, two", id="no-such-choice"),
        pytest.param("[]", "`rules.odd-thing`: expected a mapping, found a list", None, id="list"),
        pytest.param("", "`rules.odd-thing`: expected a mapping, found nothing", None, id="nothing"),
    ],
)
def test_mistakes_in_options(tmp_path: Path, options: str, message: str, hint: str | None) -> None:
    file = tmp_path / "wflint.yml"
    file.write_text(f"rules:\n  odd-thing: {options}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load(file, (ODD,))
    [problem] = raised.value.problems
    assert (problem.kind, problem.message, problem.hint, problem.span.line) == ("syntax", message, hint, 2)


def test_every_mistake_is_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        settings(tmp_path, "selct: [routing]\nroles: {hub.yml: boss}\nlevels: {never-sent: loud}\nfail-on: 3\n")
    assert [(each.span.line, each.message, each.hint) for each in raised.value.problems] == [
        (1, "unknown key `selct`", "did you mean `select`?"),
        (2, "`roles.hub.yml`: `boss` isn't known", "it can be launcher, orchestrator, executor, event-log, other"),
        (3, "`levels.never-sent`: `loud` isn't known", "it can be note, warning, error"),
        (4, "`fail-on`: `3` isn't known", "it can be note, warning, error, never"),
    ]


def test_the_same_key_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        settings(tmp_path, "select: [routing]\nselect: [cycles]\n")
    assert [each.span.line for each in raised.value.problems] == [2]
