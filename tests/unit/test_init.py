"""`wflint init`: what it writes is clean under every rule and proved, and nothing that is there is touched."""

import tomllib
from pathlib import Path

import pytest

from wflint.cli import main
from wflint.config import Config, load
from wflint.link import link
from wflint.pipeline import lint
from wflint.plugins import load_rules
from wflint.scaffold import Plan, ScaffoldError, checked, executor, system
from wflint.soundness.verdicts import proofs
from wflint.sources import discover

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "task-system"
RULES = load_rules()


def written(folder: Path, *words: str) -> list[str]:
    """The files that a call writes, by their path from the root."""
    assert main(["init", *words, str(folder)]) == 0
    return sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())


def test_without_flags_it_is_the_example(tmp_path: Path) -> None:
    names = written(tmp_path)
    assert names == sorted(each.relative_to(EXAMPLE).as_posix() for each in (EXAMPLE / ".github").rglob("*") if each.is_file())
    for name in names:
        assert (tmp_path / name).read_text(encoding="utf-8") == (EXAMPLE / name).read_text(encoding="utf-8")


def test_the_wheel_holds_the_example() -> None:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packed = content["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert packed == {"examples/task-system/.github": "wflint/data/task-system"}
    assert (ROOT / next(iter(packed))).is_dir()


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--executor", "work"),
        ("--executor", "build=windows-2022", "--max-retries", "1"),
        ("--executor", "local-build", "--executor", "ai-agent"),
        ("--executor", "ai-agent", "--executor", "ship=ubuntu-24.04-arm", "--correlation", "request_id"),
        (
            "--executor",
            "one",
            "--executor",
            "two=windows-latest",
            "--executor",
            "three",
            "--launcher",
            "begin",
            "--max-retries",
            "5",
        ),
        ("--executor", "agent", "--executor", "build", "--correlation", "job_ref"),
        ("--executor", "compile", "--executor", "complete", "--executor", "task"),
    ],
    ids=lambda words: " ".join(words).replace("--", "") or "no flags",
)
def test_the_system_is_clean_and_proved(words: tuple[str, ...], tmp_path: Path) -> None:
    written(tmp_path, *words)
    repositories, _ = discover([str(tmp_path)], {str(tmp_path): "octo/tasks"})
    settings = tmp_path / ".github" / "wflint.yml"
    config = load(settings, RULES) if settings.is_file() else Config()
    linked = link(repositories, config)
    report = lint(linked, Config(profile="strict", correlation=config.correlation), RULES)
    assert (report.findings, report.problems, report.statistics.dispatches_unresolved) == ((), (), 0)
    proved = list(proofs(linked, 4))
    assert proved
    assert {verdict.answer for proof in proved for verdict in proof.verdicts} == {"proved"}
    assert len(linked.contracts) == len(linked.listeners)


def test_names_are_used_wherever_the_example_has_its_own(tmp_path: Path) -> None:
    names = written(tmp_path, "--executor", "one", "--executor", "two", "--launcher", "begin", "--correlation", "job_ref")
    workflows = [f".github/workflows/{name}.yml" for name in ("begin", "one", "orchestrator", "two", "watchdog")]
    assert [name for name in names if name.startswith(".github/workflows/")] == workflows
    for name in names:
        text = (tmp_path / name).read_text(encoding="utf-8").lower()
        assert [word for word in ("agent", "compile", "local-build", "task_id", "task-launcher") if word in text] == []


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / ".github" / "workflows" / "watchdog.yml"
    own.parent.mkdir(parents=True)
    own.write_text("mine", encoding="utf-8")
    assert main(["init", str(tmp_path)]) == 2
    assert "there already: .github/workflows/watchdog.yml" in capsys.readouterr().err
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == ["watchdog.yml"]
    assert own.read_text(encoding="utf-8") == "mine"


def test_settings_of_the_repository_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "wflint.yml").write_text("profile: strict\n", encoding="utf-8")
    assert main(["init", "--correlation", "job_ref", str(tmp_path)]) == 2
    assert main(["init", str(tmp_path)]) == 0


def test_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--dry-run", str(tmp_path)]) == 0
    assert capsys.readouterr().out.count("would write") == len(system(Plan()))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--executor", "a b"), "can't be the name of a workflow"),
        (("--executor", "../x"), "can't be the name of a workflow"),
        (("--executor", "esac"), "can't be the name of a workflow"),
        (("--executor", "a=[self-hosted]"), "isn't the label of a runner"),
        (("--executor", "a", "--executor", "A"), "two workflows would be called `A.yml`"),
        (("--executor", "watchdog"), "two workflows would be called"),
        (("--launcher", "ai-agent"), "two workflows would be called"),
        (("--launcher", "a/b"), "can't be the name of a workflow"),
        (("--correlation", "status"), "can't be the name of the id"),
        (("--correlation", "Task"), "can't be the name of the id"),
        (("--max-retries", "0"), "1 to 20 times"),
        (("--max-retries", "many"), "invalid int value"),
        (("--executors", "a"), "did you mean `--executor`?"),
    ],
)
def test_names_that_make_no_system_are_refused(
    words: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", *words, str(tmp_path)]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_folder_must_be_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path / "nowhere")]) == 2
    assert "there is no folder" in capsys.readouterr().err


def test_a_system_needs_an_executor() -> None:
    with pytest.raises(ScaffoldError, match="needs an executor"):
        checked(Plan(executors=()))
    assert executor("ai-agent=ubuntu-latest") == Plan().executors[0]


def test_it_asks_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answers = iter(["one two", "one, two=windows-latest", "two", "begin", "", "99", "2"])
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return next(answers)

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    names = written(tmp_path)
    assert [each.partition(" [")[2] for each in asked] == [
        *["ai-agent=ubuntu-latest, local-build=windows-latest]: "] * 2,
        *["task-launcher]: "] * 2,
        "task_id]: ",
        *["3]: "] * 2,
    ]
    refused = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert [line.split("`")[1] if "`" in line else line.split()[-1] for line in refused] == ["one two", "two.yml", "99"]
    assert {".github/workflows/begin.yml", ".github/workflows/two.yml"} <= set(names)
    assert 'MAX_RETRIES: "2"' in (tmp_path / ".github/workflows/orchestrator.yml").read_text(encoding="utf-8")
