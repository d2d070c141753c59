"""Stored reports: the same bytes as a run without them, whatever has changed, and whatever has become of the store."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wflint import store, stored

FIXTURES = Path(__file__).parents[1] / "fixtures"
SYSTEMS = FIXTURES.parent / "systems"
SENDER = """\
on: push
jobs:
  send:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: gh api repos/${{ github.repository }}/dispatches -f event_type=build
        env: {GH_TOKEN: "${{ secrets.TOKEN }}"}
"""
LISTENER = """\
on: {repository_dispatch: {types: [build]}}
jobs:
  build: {runs-on: ubuntu-latest, steps: [{run: make}]}
"""
START = """
import sys
from wflint.start import main
status = main()
print("loaded" if "wflint.cli" in sys.modules else "given", file=sys.stderr)
sys.exit(status)
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository with a sender and its listener, long ago."""
    folder = tmp_path / "tree"
    workflows = folder / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "send.yml").write_text(SENDER)
    (workflows / "build.yml").write_text(LISTENER)
    return folder


def run(tree: Path, *arguments: str, cache: Path | None = None, code: str = START) -> tuple[int, str, str]:
    """Status, output, and how the answer was come by: given, or with wflint loaded."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "WFLINT_"))}
    environment = {**kept, "WFLINT_CACHE_DIR": str(cache or tree.parent / "cache")}
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=tree, env=environment, capture_output=True, text=True)
    *said, how = done.stderr.splitlines()
    assert said == []
    return done.returncode, done.stdout, how


def fresh(tree: Path, *arguments: str) -> tuple[int, str]:
    status, out, how = run(tree, *arguments, "--no-cache")
    assert how == "loaded"
    return status, out


def test_the_second_answer_is_given_in_the_same_bytes(tree: Path) -> None:
    assert run(tree)[2] == "loaded"
    assert run(tree) == (*fresh(tree), "given")
    assert run(tree, "--format", "json")[2] == "loaded"
    assert run(tree, "--format", "json") == (*fresh(tree, "--format", "json"), "given")


def test_no_cache_keeps_nothing(tree: Path) -> None:
    run(tree, "--no-cache")
    assert not (tree.parent / "cache").exists()


def _rename(tree: Path) -> None:
    path = tree / ".github" / "workflows" / "build.yml"
    path.write_text(path.read_text().replace("[build]", "[other]"))


def _same_size_and_time(tree: Path) -> None:
    path = tree / ".github" / "workflows" / "build.yml"
    before = path.stat()
    path.write_text(path.read_text().replace("[build]", "[guild]"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _remove(tree: Path) -> None:
    (tree / ".github" / "workflows" / "build.yml").unlink()


def _add(tree: Path) -> None:
    (tree / ".github" / "workflows" / "again.yml").write_text(SENDER.replace("=build", "=bild"))


def _configure(tree: Path) -> None:
    (tree / ".github" / "wflint.yml").write_text("ignore: [missing-timeout]\n")


def _script(tree: Path) -> None:
    (tree / "scripts").mkdir()
    (tree / "scripts" / "go.sh").write_text("gh workflow run nowhere.yml\n")


def _move(tree: Path) -> None:
    (tree / ".github" / "workflows" / "build.yml").rename(tree / ".github" / "workflows" / "build.yml.disabled")


@pytest.mark.parametrize("change", [_rename, _same_size_and_time, _remove, _add, _configure, _script, _move])
def test_what_has_changed_is_seen(tree: Path, change: object) -> None:
    before = run(tree)
    assert run(tree)[2] == "given"
    change(tree)  # type: ignore[operator]
    after = run(tree)
    assert after == (*fresh(tree), "loaded")
    assert after[:2] != before[:2]
    assert run(tree) == (*after[:2], "given")


def test_a_file_that_was_only_touched_changes_nothing(tree: Path) -> None:
    first = run(tree)
    os.utime(tree / ".github" / "workflows" / "build.yml", (1, 1))
    assert run(tree) == (*first[:2], "given")


@pytest.mark.parametrize("damage", [b"", b"wflint report 1\n", b"\0" * 4000])
def test_a_damaged_store_is_none(tree: Path, damage: bytes) -> None:
    first = run(tree)
    (file,) = (tree.parent / "cache" / "reports").iterdir()
    file.write_bytes(damage)
    assert run(tree) == (*first[:2], "loaded")


def test_every_single_damaged_byte_is_noticed(tree: Path) -> None:
    run(tree)
    (file,) = (tree.parent / "cache" / "reports").iterdir()
    whole = file.read_bytes()
    stored._opened(whole)
    for at in range(0, len(whole), 97):
        with pytest.raises((ValueError, IndexError)):
            stored._opened(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])


def test_a_report_that_was_cut_off_or_goes_on_is_noticed(tree: Path) -> None:
    run(tree)
    (file,) = (tree.parent / "cache" / "reports").iterdir()
    whole = file.read_bytes()
    for damaged in (*(whole[:end] for end in range(len(whole))), whole + b"0:", whole + b"\0"):
        with pytest.raises((ValueError, IndexError)):
            stored._opened(damaged)


BODIES = [
    b"",
    b"1:0",
    b"1:00:0:1:00:",
    b"1:00:0:1:04:a\0b\0",
    b"1:00:0:1:013:size\0/\0a\0\0009:",
    b"1:00:0:1:011:jump\0/\0a\0\0000",
    b"1:00:0:1:018:content\0/\0a\0x y\0000",
    b"1:00:0:1:910:",
    b"1:0-2:0:",
    b"99999999999999999999:0",
    b"1:00:0:1:01:\xff",
]


@pytest.mark.parametrize("body", BODIES)
def test_a_report_that_was_made_up_is_none(body: bytes, tree: Path) -> None:
    first = run(tree)
    (file,) = (tree.parent / "cache" / "reports").iterdir()
    file.write_bytes(store.sealed(stored._FORM, body))
    assert run(tree) == (*first[:2], "loaded")
    assert run(tree) == (*first[:2], "given")


def _pipe(file: Path) -> None:
    os.mkfifo(file)


def _device(file: Path) -> None:
    file.symlink_to("/dev/zero")


def _loop(file: Path) -> None:
    file.symlink_to(file)


def _sparse(file: Path) -> None:
    file.touch()
    os.truncate(file, 1 << 40)


def _unread(file: Path) -> None:
    file.touch(mode=0)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("make", [Path.mkdir, _pipe, _device, _loop, _sparse, _unread])
def test_what_stands_in_the_place_of_a_report_is_none(make: Callable[[Path], None], tree: Path) -> None:
    first = run(tree)
    (file,) = (tree.parent / "cache" / "reports").iterdir()
    file.unlink()
    make(file)
    assert run(tree) == (*first[:2], "loaded")
    assert [each.name for each in file.parent.iterdir()] == [file.name], "nothing half is left"


def test_a_store_that_is_a_link_is_followed_and_one_that_leads_nowhere_is_none(tree: Path) -> None:
    cache, elsewhere = tree.parent / "cache", tree.parent / "elsewhere"
    cache.symlink_to(elsewhere)
    first = run(tree)
    assert run(tree)[2] == "loaded"
    elsewhere.mkdir()
    assert run(tree)[2] == "loaded"
    assert run(tree) == (*first[:2], "given")


def test_a_link_that_lies_in_wait_isnt_written_through(tmp_path: Path) -> None:
    """Whoever can write into the store could guess the name under which a report is written first."""
    target = tmp_path / "target"
    target.write_text("mine")
    (tmp_path / f"report.{os.getpid()}").symlink_to(target)
    store.put(str(tmp_path / "report"), b"x", 9)
    assert target.read_text() == "mine"
    store.put(str(tmp_path / "report"), b"x", 9)
    assert (tmp_path / "report").read_bytes() == b"x"


def test_a_report_that_cant_be_kept_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(one: str, other: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    store.put(str(tmp_path / "report"), b"x", 9)
    assert list(tmp_path.iterdir()) == []


def test_a_report_in_a_file_is_given_whole_or_not_at_all(tree: Path) -> None:
    found = tree.parent / "found.sarif"
    run(tree, "--output", "sarif=../found.sarif")
    first = found.read_bytes()
    found.write_text("old")
    number = found.stat().st_ino
    assert run(tree, "--output", "sarif=../found.sarif")[2] == "given"
    assert found.read_bytes() == first
    assert found.stat().st_ino != number, "the old file is never half overwritten"


def test_a_store_that_cannot_be_written_is_none(tree: Path) -> None:
    blocked = tree.parent / "blocked"
    blocked.write_text("a file where the folder should be")
    first = run(tree, cache=blocked)
    assert run(tree, cache=blocked) == (*first[:2], "loaded")


def test_reports_in_files_are_written_again(tree: Path) -> None:
    run(tree, "--output", "sarif=found.sarif")
    first = (tree / "found.sarif").read_bytes()
    (tree / "found.sarif").unlink()
    assert run(tree, "--output", "sarif=found.sarif")[2] == "given"
    assert (tree / "found.sarif").read_bytes() == first


def test_a_stored_report_writes_no_other_file(tree: Path) -> None:
    run(tree, "--output", "sarif=found.sarif")
    (file,) = (tree.parent / "cache" / "reports").iterdir()
    status, out, err, written, answers = stored._opened(file.read_bytes())
    file.write_bytes(stored._closed(status, out, err, {"other.txt": b"x", **written}, answers))
    assert run(tree, "--output", "sarif=found.sarif")[2] == "loaded"
    assert not (tree / "other.txt").exists()


def test_what_mends_files_is_never_given(tree: Path) -> None:
    """The second run would say that it had mended what it hadn't."""
    broken = (tree / ".github" / "workflows" / "build.yml").read_text()
    command = [sys.executable, "-m", "wflint", "--fix", "--unsafe-fixes"]
    environment = {**os.environ, "WFLINT_CACHE_DIR": str(tree.parent / "cache"), "GITHUB_ACTIONS": ""}
    subprocess.run(command, cwd=tree, env=environment, capture_output=True)
    mended = (tree / ".github" / "workflows" / "build.yml").read_text()
    assert mended != broken
    (tree / ".github" / "workflows" / "build.yml").write_text(broken)
    subprocess.run(command, cwd=tree, env=environment, capture_output=True)
    assert (tree / ".github" / "workflows" / "build.yml").read_text() == mended


def test_runs_at_the_same_time_agree(tree: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: run(tree)[:2], range(8)))
    assert set(answers) == {fresh(tree)}


def test_other_commands_are_stored_too(tree: Path) -> None:
    first = run(tree, "graph")
    assert run(tree, "graph") == (*first[:2], "given")
    assert run(tree, "explain", "build")[1] != first[1]


def test_log_commands_of_github_are_never_given_twice(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["wflint"])
    from wflint.start import _is_stored

    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert not _is_stored([])
    monkeypatch.delenv("GITHUB_ACTIONS")
    assert _is_stored([])


def test_old_reports_go(tmp_path: Path) -> None:
    for number in range(30):
        store.put(str(tmp_path / "reports" / str(number)), b"", 10)
    assert len(list((tmp_path / "reports").iterdir())) <= 10


TREES = [each for folder in (FIXTURES, SYSTEMS) for each in sorted(folder.iterdir()) if each.is_dir()]


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: f"{tree.parent.name}/{tree.name}")
def test_fixtures_and_systems_are_given_as_they_were_found(tree: Path, tmp_path: Path) -> None:
    cold = run(tree, cache=tmp_path / "cache")
    warm = run(tree, cache=tmp_path / "cache")
    assert warm == (*cold[:2], "given")
    assert cold[:2] == fresh(tree)


ORDINARY = """\
on: {{push: {{branches: [main]}}}}
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: make part-{number}
"""
SPLIT = f"""
from wflint import parts
parts._processes = lambda things: 2 if things > 300 else 1
{START}"""


def test_many_workflows_are_the_same_in_all_ways(tree: Path) -> None:
    workflows = tree / ".github" / "workflows"
    for number in range(320):
        (workflows / f"test-{number:03}.yml").write_text(ORDINARY.format(number=number))
    (workflows / "odd.yml").write_text("on: push\njobs:\n  a: [\n")
    alone = fresh(tree)
    assert "odd.yml" in alone[1]
    assert run(tree, "--no-cache", code=SPLIT)[:2] == alone
    assert run(tree, code=SPLIT)[:2] == alone
    assert run(tree, code=SPLIT) == (*alone, "given")
    (workflows / "test-007.yml").write_text(ORDINARY.format(number="x"))
    assert run(tree, code=SPLIT) == (*alone, "given")
    (workflows / "test-300.yml").write_text(LISTENER)
    changed = run(tree, code=SPLIT)
    assert changed[2] == "loaded"
    assert changed[:2] == fresh(tree) != alone


def test_what_a_changed_workflow_newly_rests_on_counts(tree: Path) -> None:
    workflow = tree / ".github" / "workflows" / "build.yml"
    (tree / ".github" / "workflows" / "send.yml").unlink()
    workflow.write_text(ORDINARY.format(number=1))
    (tree / "src").mkdir()
    program = tree / "src" / "go.py"
    program.write_text("print('nothing')\n")
    first = run(tree)
    assert first[2] == "loaded"
    workflow.write_text(ORDINARY.format(number=1).replace("make part-1", "python src/go.py"))
    assert run(tree) == (*first[:2], "given")
    program.write_text("import subprocess\nsubprocess.run(['gh', 'workflow', 'run', 'nowhere.yml'])\n")
    changed = run(tree)
    assert changed == (*fresh(tree), "loaded")
    assert "nowhere.yml" in changed[1]
