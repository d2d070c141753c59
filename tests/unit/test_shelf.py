"""Readings that are kept from run to run: the same report, whatever has changed and whatever has become of the shelf."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from wflint import store
from wflint.cli import main
from wflint.facts import memory, schema, shelf
from wflint.facts.shelf import Shelf
from wflint.senders.message import ScriptFacts

TESTS = Path(__file__).parents[1]
TREES = [each for folder in (TESTS / "fixtures", TESTS / "systems") for each in sorted(folder.iterdir()) if each.is_dir()]

SENDER = """\
on: {push: {branches: [main]}, workflow_dispatch: {inputs: {kind: {type: string}}}}
jobs:
  send:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {GH_TOKEN: "${{ secrets.TOKEN }}", KIND: "${{ inputs.kind }}"}
    steps:
      - uses: actions/checkout@v5
      - run: |
          gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=build
      - run: scripts/tell.sh again
"""
TELL = """\
source scripts/words.sh
gh api "repos/$GITHUB_REPOSITORY/dispatches" -f "event_type=$WORD"
"""
LISTENER = """\
on: {repository_dispatch: {types: [build, again]}}
jobs:
  build: {runs-on: ubuntu-latest, timeout-minutes: 5, steps: [{run: make}]}
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of its own, which keeps every reading, however little time it took."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("WFLINT_CACHE_DIR", str(folder))
    monkeypatch.setattr(memory, "SLOW", -1.0)
    monkeypatch.setattr(shelf, "_WORTH", 1e12)
    return folder


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tree"
    (folder / ".github" / "workflows").mkdir(parents=True)
    (folder / "scripts").mkdir()
    (folder / ".github" / "workflows" / "send.yml").write_text(SENDER)
    (folder / ".github" / "workflows" / "build.yml").write_text(LISTENER)
    (folder / "scripts" / "tell.sh").write_text(TELL)
    (folder / "scripts" / "words.sh").write_text("WORD=$1\n")
    monkeypatch.chdir(folder)
    return folder


class Seen:
    """What was taken from the shelf, by place; and what was read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.taken: list[str] = []
        self.read: list[str] = []
        find, put = Shelf.found, Shelf.put

        def found(own: Shelf, place: str, *given: object) -> ScriptFacts | None:
            known = find(own, place, *given)  # type: ignore[arg-type]  # as they are
            if known is not None:
                self.taken.append(place)
            return known

        def kept(own: Shelf, place: str, *given: object) -> None:
            self.read.append(place)
            put(own, place, *given)  # type: ignore[arg-type]  # as they are

        monkeypatch.setattr(Shelf, "found", found)
        monkeypatch.setattr(Shelf, "put", kept)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    return Seen(monkeypatch)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], seen: Seen) -> Callable[..., str]:
    """One run, with the store or without; what it says."""

    def asked(*arguments: str, kept: bool = True) -> str:
        seen.taken.clear()
        seen.read.clear()
        command = ["--format", "sarif", "--profile", "strict", *arguments]
        status = store.used_by(lambda: main(command)) if kept else main(command)
        assert status in (0, 1)
        return capsys.readouterr().out

    return asked


def test_the_first_run_puts_up_the_shelf_the_second_fills_it_the_third_takes(
    tree: Path, cache: Path, run: Callable[..., str], seen: Seen
) -> None:
    first = run(kept=False)
    assert not cache.exists()
    assert run() == first
    (file,) = (cache / "readings").iterdir()
    assert (file.read_bytes(), seen.taken, seen.read) == (b"", [], [])
    assert run() == first
    filled = set(seen.read)
    assert {Path(each).name for each in filled} == {"send.yml:9:14", "send.yml:11:14", "build.yml:3:69", "tell.sh"}
    assert run() == first
    assert (seen.read, set(seen.taken)) == ([], filled)


CHANGES = {
    "the-file-that-is-run": ("scripts/tell.sh", TELL, TELL.replace("$WORD", "other")),
    "the-file-that-it-reads-in": ("scripts/words.sh", "WORD=$1\n", "WORD=other\n"),
    "what-it-is-given": (".github/workflows/send.yml", "tell.sh again", "tell.sh other"),
    "the-environment": (".github/workflows/send.yml", "inputs.kind", "inputs.sort"),
    "the-script": (".github/workflows/send.yml", "event_type=build", "event_type=other"),
    "its-place": (".github/workflows/send.yml", "      - run: scripts/tell.sh again\n", "      - run:   scripts/tell.sh other\n"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_has_changed_is_read_anew(name: str, tree: Path, cache: Path, run: Callable[..., str], seen: Seen) -> None:
    run(), run()
    before = run()
    path, old, new = CHANGES[name]
    text = (tree / path).read_text()
    assert old in text
    (tree / path).write_text(text.replace(old, new))
    now = run()
    assert seen.read
    assert seen.taken
    assert now == run(kept=False)
    assert now != before or name == "the-environment"


def test_a_file_that_comes_or_goes_counts(tree: Path, cache: Path, run: Callable[..., str], seen: Seen) -> None:
    (tree / "scripts" / "words.sh").rename(tree / "words")
    run(), run(), run()
    missing = run()
    assert not seen.read
    (tree / "words").rename(tree / "scripts" / "words.sh")
    found = run()
    assert "scripts/tell.sh" in seen.read
    assert found == run(kept=False) != missing


def test_other_code_takes_nothing(
    tree: Path, cache: Path, run: Callable[..., str], seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(), run(), run()
    assert seen.taken
    shelf._code.cache_clear()
    monkeypatch.setattr(store, "code", lambda: iter(["other"]))
    try:
        run()
    finally:
        shelf._code.cache_clear()
    assert seen.read
    assert not seen.taken


def test_the_code_counts_by_its_content() -> None:
    found = [each.split(" ")[0].replace("\\", "/") for each in store.code()]
    assert {"/store.py", "/facts/shelf.py", "/senders/bash.py", "/data/actions.json"} <= set(found)
    assert not any(each.endswith(".pyc") for each in found)


OTHER = json.dumps({"classes": [["os.system", "command"]], "objects": [[0, "true"]]})
DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "cut-off": lambda data: data[:-1],
    "one-bit": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "made-up": lambda data: store.sealed(shelf._FORM, b"[1, 2, 3]"),
    "no-list": lambda data: store.sealed(shelf._FORM, b"7"),
    "no-json": lambda data: store.sealed(shelf._FORM, b"["),
    "a-file-too-many": lambda data: changed(data, lambda body: body[2][0].__setitem__(2, [10_000])),
    "other-facts": lambda data: changed(data, lambda body: body[2][0].__setitem__(5, '{"classes": [], "objects": []}')),
    "a-class-of-another": lambda data: changed(data, lambda body: body[2][0].__setitem__(5, OTHER)),
}


def changed(data: bytes, change: Callable[[list[list[list[object]]]], None]) -> bytes:
    body = json.loads(store.unsealed(shelf._FORM, data))
    change(body)
    return store.sealed(shelf._FORM, json.dumps(body).encode())


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_shelf_is_none(name: str, tree: Path, cache: Path, run: Callable[..., str], seen: Seen) -> None:
    run(), run()
    before = run()
    (file,) = (cache / "readings").iterdir()
    file.write_bytes(DAMAGE[name](file.read_bytes()))
    assert run() == before
    assert seen.read
    assert run() == before
    assert not seen.read


def test_what_nobody_needs_goes(tree: Path, cache: Path, run: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "_PATIENCE", 3)
    path = tree / ".github" / "workflows" / "send.yml"
    for number in range(9):
        path.write_text(SENDER.replace("event_type=build", f"event_type=build{number}"))
        run()
    (file,) = (cache / "readings").iterdir()
    _, _, readings = json.loads(store.unsealed(shelf._FORM, file.read_bytes()))
    assert len([place for place, *_ in readings if place.endswith("send.yml:9:14")]) == 3


def test_facts_of_scripts_hold_nothing_but_what_a_shelf_can() -> None:
    known = shelf._classes()
    for name, record in schema.records(ScriptFacts).items():
        assert (known[name].type, known[name].fields) == (record.type, record.fields)


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: f"{tree.parent.name}/{tree.name}")
def test_fixtures_and_systems_say_the_same(
    tree: Path, cache: Path, run: Callable[..., str], seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree)
    first = run(kept=False)
    assert (run(), run(), run()) == (first, first, first)
    assert not seen.read
