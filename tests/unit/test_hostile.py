"""Trees that are made to do harm: each is told once, and what stands beside it is checked all the same."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from wflint import witness
from wflint.cli import main
from wflint.facts.inside import MOST

NEIGHBOUR = """\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    timeout-minutes: 0
    steps: [{run: make}]
"""
FOUND = "neighbour.yml:5:22: error[invalid-timeout] `timeout-minutes: 0` isn't a positive number"


def _text(content: str | bytes, name: str = "x.yml") -> Callable[[Path], None]:
    def build(folder: Path) -> None:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    return build


def _link(target: str) -> Callable[[Path], None]:
    return lambda folder: os.symlink(target, folder / "x.yml")


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + level)}: &{chr(98 + level)} [{', '.join([f'*{chr(97 + level)}'] * 9)}]\n" for level in range(12)
)

TREES = [
    pytest.param(_text(BOMB), "YAML has more than 50,000 nodes with aliases counted out", id="alias-bomb"),
    pytest.param(_text("on: push\na: &a [*a]\n"), "or an alias contains itself", id="alias-of-itself"),
    pytest.param(_text("on: push\na: " + "[" * 100_000), "YAML is nested deeper than 50 levels", id="deep-lists"),
    pytest.param(_text("on: push\na: " + "{a: " * 50_000), "YAML is nested deeper than 50 levels", id="deep-mappings"),
    pytest.param(_text("on: push\na:\n  " + "- " * 900 + "x\n"), "YAML is nested deeper than 50 levels", id="deep-blocks"),
    pytest.param(_text("on: push\na:\n  " + "- " * 100_000 + "x\n"), "YAML is nested deeper than 50 levels", id="deeper-blocks"),
    pytest.param(_text("? " * 100_000 + "\n"), "YAML is nested deeper than 50 levels", id="keys-in-keys"),
    pytest.param(_text("".join(" " * level + "a:\n" for level in range(800))), "nested deeper than 50", id="deep-keys"),
    pytest.param(_text(b"# x\n" * 1_000_000), "file is larger than 3,000,000 bytes", id="large"),
    pytest.param(_text(b"# x\n" * 300_000), "file is longer than 1,048,576 characters", id="longer-than-github-takes"),
    pytest.param(_text(bytes(range(256))), "file isn't UTF-8 text", id="binary"),
    pytest.param(_text("on: push\n".encode("utf-16-le")), "file isn't UTF-8 text", id="utf-16-without-a-mark"),
    pytest.param(_text("on: push\n\0"), "file isn't UTF-8 text", id="nul"),
    pytest.param(_link("/etc/passwd"), "the link leads out of the repository; it isn't followed", id="link-out"),
    pytest.param(_link("x.yml"), "the link leads nowhere", id="link-loop"),
    pytest.param(_link("nothing.yml"), "the link leads nowhere", id="link-to-nothing"),
    pytest.param(_link("/dev/zero"), "the link leads out of the repository; it isn't followed", id="device"),
    pytest.param(lambda folder: os.mkfifo(folder / "x.yml"), "it isn't a regular file", id="pipe"),
]


def _check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    folder = tmp_path / ".github" / "workflows"
    (folder / "neighbour.yml").write_text(NEIGHBOUR)
    assert main(["--isolated", "--format", "concise", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert FOUND in said
    return said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / ".github" / "workflows"
    found.mkdir(parents=True)
    return found


@pytest.mark.parametrize(("build", "message"), TREES)
def test_is_told_once_and_the_rest_is_checked(
    build: Callable[[Path], None], message: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build(folder)
    told = [line for line in _check(tmp_path, capsys).splitlines() if "x.yml" in line]
    assert len(told) == 1
    assert message in told[0]


def test_utf_16_with_a_mark_is_read(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _text(("\ufeff" + NEIGHBOUR).encode("utf-16-le"))(folder)
    assert FOUND.replace("neighbour", "x") in _check(tmp_path, capsys)


def test_a_link_within_the_repository_is_followed(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shared.yml").write_text(NEIGHBOUR)
    _link("../../shared.yml")(folder)
    assert FOUND.replace("neighbour", "x") in _check(tmp_path, capsys)


NAMES = ["a\nb.yml", "\x1b[31mred\x07.yml", "::error::x.yml", "[red]x.yml", "a\u202eb.yml", os.fsdecode(b"\xff\xfe.yml")]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_names_do_nothing_to_the_reader(
    name: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _text("on: [\n", name)(folder)
    monkeypatch.chdir(tmp_path)
    for form in ("text", "concise", "github", "json", "sarif"):
        main(["--isolated", "--format", form, "."])
        said = capsys.readouterr().out
        assert not set(said) & {"\x1b", "\x07", *(() if form in ("json", "sarif") else ("\u202e",))}
        assert not any(line.startswith("::error::") for line in said.splitlines())
        assert "b.yml" not in [line.strip() for line in said.splitlines()]


def test_actions_inside_actions_are_followed_within_bounds(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for level in range(9):
        action = tmp_path / f"a{level}"
        action.mkdir()
        uses = ", ".join([f"{{uses: ./a{level + 1}}}"] * 9)
        (action / "action.yml").write_text(f"runs: {{using: composite, steps: [{uses}]}}\n")
    (tmp_path / "a9").mkdir()
    last = "runs: {using: composite, steps: [{shell: bash, run: echo gh workflow run x.yml}]}\n"
    (tmp_path / "a9" / "action.yml").write_text(last)
    _text("on: push\njobs: {a: {runs-on: x, timeout-minutes: 5, steps: [{uses: ./a0}]}}\n")(folder)
    assert (
        f"more than {MOST.uses:,} actions and workflows, or {MOST.steps:,} steps of such, are used inside one another"
        in _check(tmp_path, capsys)
    )


@pytest.mark.parametrize("uses", [{"a0": "a0"}, {"a0": "a1", "a1": "a0"}], ids=["itself", "each-other"])
def test_actions_that_use_each_other_end(
    uses: dict[str, str], folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, other in uses.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "action.yml").write_text(f"runs: {{using: composite, steps: [{{uses: ./{other}}}]}}\n")
    _text("on: push\njobs: {a: {runs-on: x, timeout-minutes: 5, steps: [{uses: ./a0}]}}\n")(folder)
    _check(tmp_path, capsys)


def test_workflows_that_call_each_other_end(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    called = "./.github/workflows"
    _text(f"on: {{push: , workflow_call: }}\njobs: {{a: {{uses: {called}/y.yml}}, b: {{uses: {called}/x.yml}}}}\n")(folder)
    _check(tmp_path, capsys)


def test_a_file_that_vanishes_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _text(NEIGHBOUR)(folder)
    read = witness.content

    def vanishing(path: witness.Path, at_most: int | None = None) -> bytes | None:
        if Path(path).name == "x.yml":
            Path(path).unlink()
        return read(path, at_most)

    monkeypatch.setattr("wflint.commands.quick.look", lambda options: None)  # a first look, before the one that counts
    monkeypatch.setattr(witness, "content", vanishing)
    assert "x.yml:1:1: error[parse-error] nothing here was checked: no such file" in _check(tmp_path, capsys)


def test_a_file_that_may_not_be_read_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _text(NEIGHBOUR)(folder)
    read = witness.content

    def refusing(path: witness.Path, at_most: int | None = None) -> bytes | None:
        if Path(path).name == "x.yml":
            raise PermissionError(13, "Permission denied")
        return read(path, at_most)

    monkeypatch.setattr(witness, "content", refusing)
    assert "nothing here was checked: file can't be read: Permission denied" in _check(tmp_path, capsys)


# -- links, pipes and devices in every place that is read ------------------------------------------------------------------

LED_OUT = "the link leads out of the repository; it isn't followed"


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside of the repository with one of everything that wflint would read inside."""
    found = tmp_path_factory.mktemp("elsewhere")
    (found / "secret.yml").write_text("on: push\njobs: {secret: {runs-on: x, timeout-minutes: 0, steps: [{run: secret}]}}\n")
    (found / "action.yml").write_text("runs: {using: composite, steps: [{shell: bash, run: gh workflow run secret.yml}]}\n")
    (found / "send.sh").write_text("gh workflow run secret.yml\n")
    (found / "secret.schema.json").write_text('{"secret": 1')
    (found / "wflint.yml").write_text("secret: 1\n")
    return found


@pytest.mark.parametrize("place", [".github/workflows", ".github"])
def test_a_folder_of_workflows_elsewhere_isnt_read(
    place: str, tmp_path: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "repository"
    (elsewhere / "workflows").symlink_to(elsewhere)
    (root / place).parent.mkdir(parents=True, exist_ok=True)
    (root / place).symlink_to(elsewhere)
    assert main(["--isolated", "--format", "concise", str(root)]) == 1
    said = capsys.readouterr().out
    assert f".github/workflows:1:1: error[parse-error] nothing here was checked: {LED_OUT}" in said
    assert "secret" not in said


def test_actions_scripts_and_contracts_elsewhere_arent_read(
    folder: Path, tmp_path: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "linked").symlink_to(elsewhere)
    (folder.parent / "events").symlink_to(elsewhere)
    (tmp_path / "send.sh").symlink_to(elsewhere / "send.sh")
    steps = "{uses: ./linked}, {run: bash linked/send.sh; bash send.sh}"
    _text(f"on: push\njobs: {{a: {{runs-on: x, timeout-minutes: 5, steps: [{steps}]}}}}\n")(folder)
    said = _check(tmp_path, capsys)
    assert "secret" not in said
    for place in ("linked/action.yml", ".github/events"):
        assert f"{place}:1:1: error[parse-error]" in said
    for place in ("linked/send.sh", "send.sh"):
        assert f"{place}:1:1: problem: {LED_OUT}" in said


def test_settings_elsewhere_are_wrong_usage(
    folder: Path, tmp_path: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _text(NEIGHBOUR)(folder)
    (folder.parent / "wflint.yml").symlink_to(elsewhere / "wflint.yml")
    assert main([str(tmp_path)]) == 2
    assert capsys.readouterr().err.endswith(f".github/wflint.yml:1:1: {LED_OUT}\n")


def test_pipes_are_never_waited_for(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "linked").mkdir()
    (folder.parent / "events").mkdir()
    for place in (".git/config", "linked/action.yml", "send.sh", ".github/events/a.schema.json", ".github/wflint.yml"):
        os.mkfifo(tmp_path / place)
    _text("on: push\njobs: {a: {runs-on: x, timeout-minutes: 5, steps: [{uses: ./linked}, {run: bash send.sh}]}}\n")(folder)
    _check(tmp_path, capsys)


def test_a_file_that_has_become_a_pipe_or_a_device_is_told(folder: Path, tmp_path: Path) -> None:
    """Between the look at what it is and the reading, where only the door itself can tell."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(OSError, match="it isn't a regular file"):
            witness.content(path, 1_000)


def test_a_junction_of_windows_counts_as_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may lead anywhere, also to a folder around it.  Tried with what Windows answers, not on Windows."""

    class Entry:
        def __init__(self, tag: int) -> None:
            self.tag = tag

        def stat(self, follow_symlinks: bool) -> SimpleNamespace:
            return SimpleNamespace(st_reparse_tag=self.tag)

        def is_symlink(self) -> bool:
            return False

        def is_dir(self, follow_symlinks: bool) -> bool:
            return True

    assert witness._kind(Entry(0xA0000003)) == "folder"  # type: ignore[arg-type]
    monkeypatch.setattr(witness, "_WINDOWS", True)
    assert witness._kind(Entry(0xA0000003)) == "link"  # type: ignore[arg-type]
    assert witness._kind(Entry(0)) == "folder"  # type: ignore[arg-type]


def test_a_file_that_grows_is_read_no_further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x").write_bytes(b"x" * 2_000)
    monkeypatch.setattr(witness, "_signature", lambda about: (10, 0, 0, 0))
    assert witness.content(tmp_path / "x", 1_000) is None


def test_folders_that_lead_to_themselves_end(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("scripts", "a", ".github/workflows/again"):
        (tmp_path / name).symlink_to(tmp_path)
    (tmp_path / "loop").symlink_to("loop")
    _text("on: push\njobs: {a: {runs-on: x, timeout-minutes: 5, steps: [{uses: ./loop}, {run: bash loop/x.sh}]}}\n")(folder)
    _check(tmp_path, capsys)
