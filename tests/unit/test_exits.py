"""How wflint ends in a world that is broken: the exit status, what is said, and what is left behind."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from wflint.cli import main
from wflint.commands import world
from wflint.streams import is_unheard

ROOT = Path(__file__).parents[2]
SYSTEM = ROOT / "examples" / "broken-task-system"
FULL = Path("/dev/full")
needs_posix = pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full, and a shell")


def _environment(folder: Path, more: Mapping[str, str] = {}) -> dict[str, str]:
    paths = os.pathsep.join(str(ROOT / each) for each in ("lint", "rules"))
    return {**os.environ, "PYTHONPATH": paths, "WFLINT_CACHE_DIR": str(folder / "cache"), "PYTHON": sys.executable, **more}


def _shell(line: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A line for bash, in which `$W` is wflint and `$S` a system with faults."""
    given = _environment(folder, {"W": f"{sys.executable} -m wflint --isolated", "S": str(SYSTEM), **more})
    return subprocess.run(["bash", "-c", line], cwd=folder, env=given, capture_output=True, text=True, timeout=120)


@needs_posix
@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("$W $S | head -n 1; exit ${PIPESTATUS[0]}", 1, ""),
        ("$W $S >/dev/full", 3, "wflint: standard output can't be written: No space left on device\n"),
        ("$W $S --output sarif=/dev/full >/dev/null", 2, "wflint: /dev/full can't be written: No space left on device\n"),
        ("$W nothing 2>/dev/full", 3, ""),
        ("$W $S >&-", 1, ""),
        ("$W $S >&- 2>&-", 1, ""),
        ("WFLINT_CACHE_DIR=$PYTHON $W $S >/dev/null", 1, ""),
        ("env -u HOME -u WFLINT_CACHE_DIR XDG_CACHE_HOME=/proc/none $W $S >/dev/null", 1, ""),
        ("mkdir gone && cd gone && rmdir ../gone && $W", 2, "wflint: the working directory is gone\n"),
        ("mkdir gone && cd gone && rmdir ../gone && $W $S >/dev/null", 1, ""),
    ],
)
def test_a_broken_world_is_told_in_one_line(line: str, status: int, said: str, tmp_path: Path) -> None:
    found = _shell(line, tmp_path)
    assert (found.returncode, found.stderr) == (status, said)


@needs_posix
def test_a_stored_report_meets_the_same_world(tmp_path: Path) -> None:
    kept = _shell("$W $S", tmp_path)
    assert list((tmp_path / "cache" / "reports").iterdir())
    full = _shell("$W $S >/dev/full", tmp_path)
    assert (full.returncode, full.stderr) == (3, "wflint: standard output can't be written: No space left on device\n")
    cut = _shell("$W $S | head -n 1; exit ${PIPESTATUS[0]}", tmp_path)
    assert (cut.returncode, cut.stdout, cut.stderr) == (1, kept.stdout.splitlines(keepends=True)[0], "")


@needs_posix
def test_the_same_bytes_in_any_locale(tmp_path: Path) -> None:
    """With and without a locale that Python knows, and whatever the streams are said to be encoded in."""
    worlds: list[dict[str, str]] = [
        {"LC_ALL": "C.UTF-8"},
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii:strict"},
        {"PYTHONIOENCODING": "utf-16"},
    ]
    answers = [_shell("$W --no-cache $S", tmp_path, **each) for each in worlds]
    assert {(each.returncode, each.stdout, each.stderr) for each in answers} == {(1, answers[0].stdout, "")}


@needs_posix
def test_a_name_that_the_locale_cant_write_is_a_name(tmp_path: Path) -> None:
    (tmp_path / "süß").symlink_to(SYSTEM)
    found = _shell("$W --no-cache süß", tmp_path, LC_ALL="POSIX", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (found.returncode, found.stderr) == (1, "")
    assert "--> s\ufffd\ufffd\ufffd\ufffd/.github/workflows/" in found.stdout


def _slow(folder: Path) -> None:
    """A repository for which wflint takes its time: forty workflows, each of which hears and sends forty events."""
    workflows = folder / ".github" / "workflows"
    workflows.mkdir(parents=True)
    types = [f"e{each}" for each in range(40)]
    sends = "; ".join(f"gh api repos/o/r/dispatches -f event_type={each}" for each in types)
    jobs = f"{{a: {{runs-on: x, steps: [{{run: '{sends}'}}]}}}}"
    text = f"on: {{repository_dispatch: {{types: [{', '.join(types)}]}}}}\njobs: {jobs}\n"
    for each in types:
        (workflows / f"{each}.yml").write_text(text)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_without_a_word(number: signal.Signals, status: int, tmp_path: Path) -> None:
    _slow(tmp_path)
    before = sorted(tmp_path.iterdir())
    command = [sys.executable, "-m", "wflint", "--isolated", "--output", "json=report.json", "."]
    child = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=_environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_hears_interrupts,
    )
    try:
        deadline = time.monotonic() + 60
        while child.poll() is None and time.monotonic() < deadline and not _catches(child.pid):
            time.sleep(0.02)
        child.send_signal(number)
        out, err = child.communicate(timeout=60)
    finally:
        child.kill()
    assert (child.returncode, out, err) == (status, b"", b"")
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_a_signal_that_comes_while_rules_are_loaded_is_no_fault_of_theirs(tmp_path: Path) -> None:
    _slow(tmp_path)
    (tmp_path / "told.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n")
    command = [sys.executable, "-m", "wflint", "--isolated", "--plugin", "told.py", "."]
    done = subprocess.run(command, cwd=tmp_path, env=_environment(tmp_path), capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (143, b"", b"")


def _hears_interrupts() -> None:
    """A shell's background job ignores Ctrl-C, and so do all whom it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _catches(process: int) -> bool:
    """Whether wflint has come so far that it listens for SIGTERM; elsewhere than on Linux some time must do."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        time.sleep(1)
        return True
    caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.parametrize("old", [None, b"what was there"])
def test_a_report_is_written_whole_or_not_at_all(old: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report.json"
    if old is not None:
        target.write_bytes(old)
    before = sorted(tmp_path.iterdir())

    def interrupted(one: Path, other: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            world.write_text(str(target), "new")
    assert sorted(tmp_path.iterdir()) == before
    assert old is None or target.read_bytes() == old
    world.write_text(str(target), "new")
    assert target.read_text() == "new"
    assert sorted(tmp_path.iterdir()) == [target]


def test_a_reader_that_has_gone_is_known_on_windows_too(monkeypatch: pytest.MonkeyPatch) -> None:
    closed, full = OSError(errno.EINVAL, "Invalid argument"), OSError(errno.ENOSPC, "No space left on device")
    assert is_unheard(BrokenPipeError())
    assert not is_unheard(closed)
    monkeypatch.setattr(sys, "platform", "win32")
    assert is_unheard(closed)
    assert not is_unheard(full)


def test_a_report_keeps_its_mode_and_follows_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "report.json", tmp_path / "link.json"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    for each in (target, link):
        world.write_text(str(each), "new")
        assert (target.read_text(), target.stat().st_mode & 0o777) == ("new", 0o640)
    assert link.is_symlink()


def test_a_folder_that_isnt_there_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--isolated", "--output", f"json={tmp_path}/none/report.json", str(SYSTEM)]) == 2
    assert capsys.readouterr().err == f"wflint: {tmp_path}/none/report.json can't be written: No such file or directory\n"


def test_nothing_is_started_and_nothing_is_asked_of_a_network(tmp_path: Path) -> None:
    """Python itself tells of every process and every connection; programs of `jq` are read by wflint itself."""
    workflow = tmp_path / ".github" / "workflows" / "w.yml"
    workflow.parent.mkdir(parents=True)
    lines = (
        'body=$(jq -n --arg a "$GITHUB_SHA" \'{event_type: "go", client_payload: {a: $a}}\')',
        'echo "$body" | jq -c . | gh api repos/octo/example/dispatches --input -',
        "./run.sh; python3 run.py; node run.js; $(touch harm)",
    )
    steps = "".join(f"          {line}\n" for line in lines)
    workflow.write_text(f"on: push\njobs:\n  a:\n    runs-on: x\n    timeout-minutes: 5\n    steps:\n      - run: |\n{steps}")
    for name in ("run.sh", "run.py", "run.js"):
        (tmp_path / name).write_text("gh workflow run w.yml\n")
    program = f"""
import sys
def tell(event, arguments):
    if event.split(".")[0] in ("subprocess", "socket", "urllib", "http") or event in {FORBIDDEN!r}:
        raise SystemExit(f"{{event}} {{arguments}}")
sys.addaudithook(tell)
from wflint.cli import main
sys.exit(max(main([word, "--isolated", {str(tmp_path)!r}]) for word in ("check", "prove", "graph", "events")))
"""
    command = [sys.executable, "-c", program]
    found = subprocess.run(command, env=_environment(tmp_path), cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert (found.returncode, found.stderr) == (1, "")
    assert "repository_dispatch go" in found.stdout
    assert not (tmp_path / "harm").exists()


FORBIDDEN = ("os.fork", "os.forkpty", "os.exec", "os.spawn", "os.posix_spawn", "os.system", "os.startfile", "pty.spawn")
