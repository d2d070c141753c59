"""README.md keeps its promises: its commands run, its table and its pictures are those of today."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path
from types import ModuleType

import pytest

from wflint.cli import main
from wflint.commands import COMMANDS as COMMANDS_OF_THE_PROGRAM
from wflint.config import PerFileIgnore, load
from wflint.plugins import load_rules

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCES = re.findall(r"```(?:console|sh|shell)\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    words
    for fence in FENCES
    for line in fence.splitlines()
    for part in re.split(r"&&|\|\||;|\|", line.removeprefix("$ "))
    if (words := shlex.split(part, comments=True)) and words[0] == "wflint"
]


def maker(name: str) -> ModuleType:
    """A script of docs/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_command_runs(command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert main(command[1:]) in (0, 1)
    said = capsys.readouterr()
    assert said.out.strip()
    assert said.err == ""


def test_there_are_commands() -> None:
    assert ["wflint", "examples/broken-task-system"] in COMMANDS
    assert "pip install -e '.[test]' && pytest" in README


def test_rule_table_is_up_to_date() -> None:
    assert maker("make_rule_table").with_table(README) == README


def test_shown_output_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    made = maker("make_example")
    assert made.with_output(README) == README
    assert made.picture() == (ROOT / "docs" / "example.svg").read_text(encoding="utf-8")


def test_links_lead_somewhere() -> None:
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md"):
        for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def fence(beginning: str) -> str:
    """The YAML block of README.md that begins with a key."""
    [found] = [each for each in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL) if each.lstrip("\n").startswith(beginning)]
    return str(found)


def test_shown_configuration_is_valid(tmp_path: Path) -> None:
    [text] = [each for each in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL) if "external-events:" in each]
    file = tmp_path / "wflint.yml"
    file.write_text(text, encoding="utf-8")
    config = load(file, load_rules())
    assert (config.profile, config.correlation, config.counters) == ("default", ("task_id",), ("retry_count",))
    assert (config.external_sent, config.external_heard) == (("deploy-requested",), ("build-finished",))
    assert config.per_file_ignores == (PerFileIgnore(".github/workflows/legacy-*.yml", ("timeouts",), "replaced in March"),)


def test_shown_workflow_is_clean_and_runs_wflint_as_it_can_be_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = fence("name: Workflows")
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "workflows.yml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WFLINT_CONFIG", raising=False)
    [command] = [shlex.split(line) for line in text.splitlines() if " wflint --" in line]
    assert main([*command[len(command) - command[::-1].index("wflint") :], "--profile", "strict"]) == 0
    assert capsys.readouterr() == ("no findings in 1 workflow\n", "")
    assert f"sarif_file: {next(tmp_path.glob('*.sarif')).name}," in text


@pytest.mark.parametrize(
    "command", re.findall(r"`wflint ([a-z]+)\b", "".join(re.findall(r"^\| `wflint .*\n", README, re.MULTILINE)))
)
def test_commands_of_the_table_are_commands(command: str) -> None:
    assert command in COMMANDS_OF_THE_PROGRAM


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        pytest.param(["examples/task-system"], 0, id="nothing"),
        pytest.param(["examples/broken-task-system"], 1, id="findings"),
        pytest.param(["--no-such-option"], 2, id="wrong-usage"),
        pytest.param(["docs"], 3, id="nothing-to-check"),
    ],
)
def test_exit_status_is_that_of_the_table(
    arguments: list[str], status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(arguments) == status
    assert re.search(rf"^\| {status} \| \w", README, re.MULTILINE)
    capsys.readouterr()
