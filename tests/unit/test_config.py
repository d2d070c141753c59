"""The configuration: what it sets, and what is said of mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from wflint.config import Config, ConfigError, PerFileIgnore, find, load
from wflint.finding import Level
from wflint.plugins import load_rules

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
