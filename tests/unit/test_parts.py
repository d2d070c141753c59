"""Forks: the same result with and without them, whatever becomes of them, and none is left."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wflint import parts
from wflint.parts import FEWEST, mapped

THINGS = list(range(2 * FEWEST))
FORKS = hasattr(os, "fork")


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """There are two cores and no threads: those of the test runner don't touch what is forked here."""
    monkeypatch.setattr(parts, "_processes", lambda things: min(2, max(1, things // FEWEST)) if FORKS else 1)
    yield
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def squared(number: int) -> tuple[int, str]:
    return number * number, "é" * (number % 7)


@pytest.mark.parametrize("count", [0, 1, FEWEST, 2 * FEWEST - 1, 2 * FEWEST, 2 * FEWEST + 1, 5 * FEWEST])
def test_order_and_results_are_those_of_one_process(count: int) -> None:
    assert mapped(squared, list(range(count))) == [squared(number) for number in range(count)]


def test_more_than_a_pipe_holds() -> None:
    assert mapped(lambda number: str(number) * 1_000, THINGS) == [str(number) * 1_000 for number in THINGS]


def fails(number: int) -> int:
    if os.getpid() != HERE:
        raise RuntimeError("this is not said")
    return number


def is_killed(number: int) -> int:
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


HERE = os.getpid()


@pytest.mark.parametrize("of", [fails, is_killed])
def test_what_a_fork_does_not_bring_is_done_here(of: Callable[[int], int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "HERE", os.getpid())
    assert mapped(of, THINGS) == THINGS


def test_where_nothing_can_be_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(os, "fork", refused, raising=False)
    assert mapped(squared, THINGS) == [squared(number) for number in THINGS]


def test_where_no_pipe_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> tuple[int, int]:
        raise OSError("too many files")

    monkeypatch.setattr(os, "pipe", refused)
    assert mapped(squared, THINGS) == [squared(number) for number in THINGS]


def test_an_error_here_leaves_no_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "HERE", os.getpid())

    def waits(number: int) -> int:
        if os.getpid() == HERE:
            raise ZeroDivisionError
        time.sleep(60)
        return number

    start = time.monotonic()
    with pytest.raises(ZeroDivisionError):
        mapped(waits, THINGS)
    assert time.monotonic() - start < 30


WAITING = """\
import os, sys, time
from wflint import parts
parts._processes = lambda things: 2
def of(number):
    if number in (0, 200):
        os.write(1, b"%d\\n" % os.getpid())
    time.sleep(60)
sys.argv = ["wflint"]
import signal
from wflint.start import _terminated
signal.signal(signal.SIGTERM, _terminated)
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    parts.mapped(of, list(range(400)))
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.skipif(not FORKS, reason="there are no forks")
@pytest.mark.parametrize(("told", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("to_all", [True, False])
def test_when_it_is_told_to_stop_all_stop_without_a_word(told: signal.Signals, status: int, to_all: bool) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        ids = {int(process.stdout.readline()) for _ in range(2)}
        assert process.pid in ids
        (os.killpg if to_all else os.kill)(process.pid, told)
        _, said = process.communicate(timeout=30)
        assert (process.returncode, said) == (status, "")
        assert not any(Path(f"/proc/{each}").exists() for each in ids)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.skipif(not FORKS, reason="there are no forks")
def test_threads_keep_it_to_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    import threading

    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert parts._processes(100_000) == 1


FORKING = """\
import os, signal, sys
from wflint import parts
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
parts._processes = lambda things: 2
fork = os.fork
def told_at_once():
    process = fork()
    os.kill(os.getpid(), signal.SIGINT)
    return process
os.fork = told_at_once
try:
    parts.mapped(str, list(range(400)))
except KeyboardInterrupt:
    os.write(1, b"stopped %d\\n" % bool(signal.pthread_sigmask(signal.SIG_BLOCK, ())))
try:
    os.waitpid(-1, 0)
except ChildProcessError:
    os.write(1, b"alone\\n")
"""


@pytest.mark.skipif(not FORKS, reason="there are no forks")
def test_who_is_told_to_stop_while_it_forks_stops_once_and_as_itself() -> None:
    """A fork that took the news for its own would tidy up after its parent."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", FORKING], env=environment, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "stopped 0\nalone\n", "")
