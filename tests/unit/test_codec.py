"""Facts that are written and read again are the same facts; whatever else is read is refused with one message."""

from __future__ import annotations

import copy
import dataclasses
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wflint.archive import ArchiveError, read, write
from wflint.cli import main
from wflint.facts.codec import CodecError, decode, encode
from wflint.facts.repository import RepositoryFacts
from wflint.facts.repository import read as facts_of
from wflint.facts.schema import records
from wflint.senders.message import Dispatch
from wflint.sources import discover
from wflint.span import Span
from wflint.syntax.expression import Expression, parse
from wflint.values.condition import All, Condition, Holds, Not, Opaque, Succeeds, Test
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Field,
    Fresh,
    Object,
    OneOf,
    Reference,
    Sum,
    Text,
    Unknown,
    Value,
)

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(each.name for each in (ROOT / "examples").iterdir())
FIXTURES = sorted(each.name for each in (ROOT / "tests" / "fixtures").iterdir() if each.is_dir())


def difference(one: Any, other: Any, same: dict[int, int], at: str = "") -> str | None:
    """Where two values differ in anything, what their comparison leaves out and who shares what with whom included."""
    if type(one) is not type(other):
        return f"{at}: {type(one).__name__} and {type(other).__name__}"
    if isinstance(one, Mapping):
        one, other = tuple(one.items()), tuple(other.items())
    if isinstance(one, tuple):
        found = (
            difference(left, right, same, f"{at}[{place}]") for place, (left, right) in enumerate(zip(one, other, strict=False))
        )
        return f"{at}: of another length" if len(one) != len(other) else next((each for each in found if each), None)
    if not dataclasses.is_dataclass(one):
        return None if one == other or (one != one and other != other) else f"{at}: {one!r} and {other!r}"
    if id(one) in same:
        by_identity = type(one).__eq__ is object.__eq__ or isinstance(one, Dispatch)
        return f"{at}: another object" if by_identity and same[id(one)] != id(other) else None
    same[id(one)] = id(other)
    pairs = ((each.name, getattr(one, each.name), getattr(other, each.name)) for each in dataclasses.fields(one))
    return next((each for name, left, right in pairs if (each := difference(left, right, same, f"{at}.{name}"))), None)


def facts(path: Path) -> RepositoryFacts:
    """The facts of one repository."""
    ([repository], _) = discover([str(path)])
    return facts_of(repository)


@pytest.mark.parametrize("path", [f"examples/{each}" for each in EXAMPLES] + [f"tests/fixtures/{each}" for each in FIXTURES])
def test_facts_come_back(path: str) -> None:
    before = facts(ROOT / path)
    table = json.loads(json.dumps(encode(before)))
    after = decode(table, RepositoryFacts)
    assert difference(before, after, {}) is None
    assert difference(after, before, {}) is None
    assert encode(after) == table
    assert encode(facts(ROOT / path)) == table


# -- values ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    """Something to be written."""

    value: Value
    condition: Condition
    again: tuple[Held, ...] = ()
    names: frozenset[str] = frozenset()
    by_name: Mapping[str, Value | None] = dataclasses.field(default_factory=dict)
    path: Path | None = None


TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=8)
SCALARS = st.one_of(TEXTS, st.integers(), st.floats(), st.booleans(), st.none())
OFFSETS = st.one_of(st.none(), st.integers(0, 99))
LEAVES = st.one_of(
    st.builds(Const, SCALARS, OFFSETS),
    st.builds(Reference, st.lists(TEXTS, min_size=1, max_size=3).map(tuple), OFFSETS),
    st.builds(Fresh, TEXTS),
    st.builds(Unknown, TEXTS),
)
SPANS = st.one_of(st.none(), st.builds(Span, TEXTS, *[st.integers(1, 9)] * 4))


def expression(text: str) -> Expression:
    """The tree of an expression that can be read."""
    found = parse(text)
    assert not hasattr(found, "message")
    return found


EXPRESSIONS = st.sampled_from(["github.event.action == 'a'", "!cancelled() && inputs.x[0].*.y >= 1.5", "null || true", "a['b']"])


def values(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """Values made of others."""
    several = st.lists(inner, max_size=3).map(tuple)
    conditions: st.SearchStrategy[Condition] = st.one_of(
        st.builds(Test, inner, st.sampled_from(("==", "matches")), inner),
        st.builds(Holds, EXPRESSIONS.map(expression)),
        st.builds(Not, st.builds(Opaque, TEXTS)),
        st.builds(All, st.tuples(st.builds(Succeeds, TEXTS), st.builds(Opaque, TEXTS))),
    )
    return st.one_of(
        st.builds(Text, several),
        st.builds(OneOf, several),
        st.builds(Array, several),
        st.builds(Fallback, inner, inner),
        st.builds(Choice, conditions, inner, inner),
        st.builds(Sum, inner, st.integers()),
        st.builds(Encoded, inner),
        st.builds(Decoded, inner),
        st.builds(Object, st.lists(st.builds(Field, TEXTS, inner, SPANS), max_size=3).map(tuple), st.one_of(st.none(), TEXTS)),
    )


@given(st.recursive(LEAVES, values, max_leaves=12), st.sets(TEXTS), st.dictionaries(TEXTS, LEAVES, max_size=3))
def test_values_come_back(value: Value, names: set[str], by_name: dict[str, Value]) -> None:
    inner = Held(value, Opaque("inner"))
    before = Held(value, Holds(expression("inputs.a")), (inner, inner), frozenset(names), by_name, Path("a/b"))
    table = json.loads(json.dumps(encode(before)))
    after = decode(table, Held)
    assert difference(before, after, {}) is None
    assert encode(after) == table


def test_sharing_survives() -> None:
    span = Span("a", 1, 1, 1, 2)
    one, other = Held(Const(1), Opaque("x")), Held(Const(1), Opaque("x"))
    after = decode(encode(Held(Object((Field("a", Const(1), span),)), Opaque(""), (one, other, one))), Held)
    first, second, third = after.again
    assert first is third
    assert first is not second
    assert first == second
    assert first.value is second.value  # values have no identity, so one row is enough


@dataclass(frozen=True, slots=True)
class Mine(Unknown):
    """A value as only one reader of scripts knows it."""

    what: object


def test_value_of_one_reader_is_what_it_is_to_others() -> None:
    table = encode(Held(Array((Mine("a block", object()), Const(1))), Opaque("")))
    assert decode(table, Held).value == Array((Unknown("a block"), Const(1)))


def test_what_facts_never_hold_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="facts can't hold a object"):
        encode(Held(Array((object(),)), Opaque("")))  # type: ignore[arg-type]  # that is the mistake


def test_every_class_of_the_facts_is_known() -> None:
    known = records(RepositoryFacts)
    assert {
        "facts.model.StepFacts",
        "senders.message.Dispatch",
        "values.condition.Any",
        "syntax.expression.tree.And",
    } <= known.keys()


# -- what is refused ------------------------------------------------------------------------------------------------------

SOUND: dict[str, Any] = json.loads(json.dumps(encode(Held(Text((Const("a"), Const("b"))), Opaque("why")))))
"""Classes and rows that come back."""


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """The sound table with something done to it."""
    table = copy.deepcopy(SOUND)
    change(table)
    return table


def doubled(levels: int) -> dict[str, Any]:
    """A text of two texts of two texts…: small to write, and without end for whoever walks over it."""
    classes = [["values.value.Const", "value", "offset"], ["tuple"], ["values.value.Text", "parts"]]
    rows: list[list[Any]] = [[0, "a", None]]
    for _ in range(levels):
        rows += [[1, [len(rows) - 1], [len(rows) - 1]], [2, [len(rows)]]]
    return {"classes": classes, "objects": rows}


def nested(levels: int) -> dict[str, Any]:
    classes = [["values.value.Unknown", "reason"], ["values.value.Encoded", "of"]]
    return {"classes": classes, "objects": [[0, "a"], *([1, [place]] for place in range(levels))]}


def class_row(table: dict[str, Any], name: str) -> list[Any]:
    """The class of that name as the table has it."""
    classes: list[list[Any]] = table["classes"]
    return next(each for each in classes if each[0].endswith(name))


def test_sound_table_is_read() -> None:
    assert decode(SOUND, Held) == Held(Text((Const("a"), Const("b"))), Opaque("why"))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (None, "a table of classes and objects is missing"),
        ([], "a table of classes and objects is missing"),
        ({"classes": [], "objects": []}, "a table of classes and objects is missing"),
        ({"classes": [[]], "objects": [[0]]}, "a class without a name"),
        ({"classes": [["os.system"]], "objects": [[0, "ls"]]}, "there is no class `os.system` here"),
        ({"classes": [["sources.Source", "path"]], "objects": [[0, "a"]]}, "there is no class `sources.Source` here"),
        (changed(lambda table: class_row(table, ".Const").append("colour")), "class `values.value.Const` has other fields here"),
        (changed(lambda table: class_row(table, ".Const").pop()), "class `values.value.Const` has other fields here"),
        (changed(lambda table: table["objects"].append([99])), "a row that names no class"),
        (changed(lambda table: table["objects"].append([-1])), "a row that names no class"),
        (changed(lambda table: table["objects"].append([True])), "a row that names no class"),
        (changed(lambda table: table["objects"].append("x")), "a row that names no class"),
        (changed(lambda table: table["objects"][-1].pop()), "has 6 fields, not 5"),
        (changed(lambda table: table["objects"].pop()), "the last row is no"),
        (changed(lambda table: table["objects"][-1].__setitem__(1, [10_000])), "a reference to a row that isn't above"),
        (changed(lambda table: table["objects"][-1].__setitem__(1, [-1])), "a reference to a row that isn't above"),
        (changed(lambda table: table["objects"][-1].__setitem__(1, [0, 0])), "a reference to a row that isn't above"),
        (changed(lambda table: table["objects"][-1].__setitem__(1, "a")), "field `value` of"),
        (changed(lambda table: table["objects"][-1].__setitem__(1, {"float": "1e3"})), "a number that is none"),
        (
            changed(lambda table: table["objects"][0].__setitem__(2, True)),
            "field `offset` of `values.value.Const` holds something else",
        ),
        (nested(300), "objects are nested deeper than 250 levels"),
        (doubled(60), "shared objects make it too large to be walked over"),
    ],
)
def test_anything_else_is_refused(table: Any, message: str) -> None:
    with pytest.raises(CodecError) as caught:
        decode(table, Held)
    assert message in str(caught.value)


def test_numbers_that_json_lacks() -> None:
    table = encode(Held(Array((Const(math.inf), Const(-math.inf), Const(math.nan))), Opaque("")))
    assert "Infinity" not in json.dumps(table)
    assert "NaN" not in json.dumps(table)
    inside = decode(table, Held).value
    assert [each.value for each in inside.items[:2]] == [math.inf, -math.inf]
    assert math.isnan(inside.items[2].value)


# -- files ----------------------------------------------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status and what was said."""
    status = main(arguments)
    said = capsys.readouterr()
    return status, said.out, said.err


GROUPS = [
    *([f"examples/{each}"] for each in EXAMPLES),
    *([f"tests/fixtures/{each}"] for each in FIXTURES),
    ["examples/task-system", "examples/broken-event-log"],
    ["examples/broken-task-system", "examples/task-system"],
    ["tests/fixtures/misspelt-event", "examples/broken-task-system", "tests/fixtures/broken-file"],
]


@pytest.mark.parametrize("group", GROUPS, ids="+".join)
def test_link_says_what_check_says(
    group: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    names = [f"--repo-name=octo/{Path(each).name}" for each in group]
    files = [str(tmp_path / f"{number}.facts.json") for number in range(len(group))]
    for path, name, file in zip(group, names, files, strict=True):
        assert run(capsys, "facts", path, name, "-o", file) == (0, "", "")
    together = tmp_path / "all.facts.json"
    assert run(capsys, "facts", *group, *names, "-o", str(together)) == (0, "", "")
    for form in ("text", "concise", "json", "sarif", "github"):
        expected = run(capsys, *group, *names, "--profile", "strict", "--format", form, "--statistics")
        assert run(capsys, "link", *files, "--profile", "strict", "--format", form, "--statistics") == expected
        assert run(capsys, "link", str(together), "--profile", "strict", "--format", form, "--statistics") == expected


def test_readme_shows_what_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    fence = (ROOT / "README.md").read_text().partition("$ wflint facts")[2].partition("```")[0]
    *commands, link = [line.split() for line in f"$ wflint facts{fence}".splitlines() if line.startswith("$ ")]
    for command in commands:
        assert run(capsys, *command[2:-1], str(tmp_path / command[-1]))[0] == 0
    monkeypatch.chdir(tmp_path)
    assert run(capsys, *link[2:]) == (1, fence.partition(" ".join(link))[2].lstrip("\n"), "")


WORKFLOW = """on: push
jobs:
  a:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    env: {GH_TOKEN: "${{ github.token }}"}
    steps:
      - run: gh workflow run nowhere.yml -R ${{ github.repository }}
"""


def made(folder: Path, settings: str = "") -> Path:
    """A repository with a dispatch that leads nowhere."""
    workflows = folder / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "lost.yml").write_text(WORKFLOW)
    if settings:
        (folder / ".github" / "wflint.yml").write_text(settings)
    return folder


def test_nothing_of_the_machine_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = made(tmp_path / "app")
    monkeypatch.chdir(ROOT)
    written = write([facts(repository)])
    assert str(tmp_path) not in written
    monkeypatch.chdir(repository)
    assert write([facts(Path("."))]).replace('"root":""', '"root":"app"') == written
    [found] = read({"x.facts.json": written})
    assert found.repository.root == Path("app")
    assert [each.path for each in found.sources] == ["app/.github/workflows/lost.yml"]
    assert found.workflows[0].repository is found.repository
    assert found.repository.read(".github/workflows/lost.yml") is found.sources[0]
    assert found.repository.read("README.md") is None
    assert found.repository.read("../app/.github/workflows/lost.yml") is None


def test_folders_of_one_name_are_told_apart(tmp_path: Path) -> None:
    one, other = made(tmp_path / "a" / "app"), made(tmp_path / "b" / "app")
    ([named], _) = discover([str(other)], {str(other): "octo/b"})
    texts = {"x/first.facts.json": write([facts(one)]), "second.json": write([facts_of(named)]), "third": write([facts(one)])}
    assert [each.repository.shown_root for each in read(texts)] == ["first", "octo/b", "third"]
    assert [each.workflows[0].path for each in read(texts)][1] == "octo/b/.github/workflows/lost.yml"
    assert [each.repository.shown_root for each in read({"a.1": texts["third"], "a.2": texts["third"]})] == ["a", "a-2"]


def test_settings_of_the_first_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    made(tmp_path / "a", "levels: {unknown-workflow: note}\n")
    made(tmp_path / "b")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WFLINT_CONFIG", raising=False)
    for name in ("a", "b"):
        run(capsys, "facts", name, "-o", f"{name}.json")
    assert run(capsys, "link", "a.json", "b.json") == run(capsys, "a", "b")
    assert run(capsys, "link", "a.json", "b.json")[0] == 0
    assert run(capsys, "link", "b.json", "a.json")[0] == 1
    assert run(capsys, "link", "a.json", "b.json", "--isolated")[0] == 1
    (tmp_path / "quiet.yml").write_text("ignore: [unknown-workflow]\n")
    assert run(capsys, "link", "b.json", "--config", "quiet.yml")[0] == 0
    monkeypatch.setenv("WFLINT_CONFIG", "quiet.yml")
    assert run(capsys, "link", "b.json")[0] == 0


def test_wrong_settings_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    text = write([facts(made(tmp_path / "a", "levels: {unknown-workflow: notice}\n"))])
    (tmp_path / "a.json").write_text(text)
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, "link", "a.json")
    assert (status, out) == (2, "")
    assert err.startswith("wflint: a/.github/wflint.yml:1:28: `levels.unknown-workflow`: `notice` isn't known")


def sound_file() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(write([facts(ROOT / "tests" / "fixtures" / "misspelt-event")]))
    return found


def as_of_another(content: dict[str, Any]) -> None:
    """The file as another version would write it, whose places have one field more."""
    content["wflint"] = "0.0.1"
    class_row(content["repositories"][0], ".Span").append("depth")


def odd(change: Callable[[dict[str, Any]], object]) -> str:
    """A file of facts with something done to it."""
    content = sound_file()
    change(content)
    return json.dumps(content)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x.json isn't JSON"),
        ("[" * 100_000, "x.json isn't JSON"),
        ("{}", "x.json isn't a file of `wflint facts`"),
        ("[]", "x.json isn't a file of `wflint facts`"),
        ('{"wflint-facts": 99}', "x.json is of version 99, and this wflint reads version 1; write it anew"),
        ('{"wflint-facts": []}', "x.json is of version [], and this wflint reads version 1; write it anew"),
        ('{"wflint-facts": 1}', "x.json holds no repositories"),
        ('{"wflint-facts": 1, "repositories": []}', "x.json holds no repositories"),
        ('{"wflint-facts": 1, "repositories": [{}]}', "x.json holds a repository without a root"),
        (
            '{"wflint-facts": 1, "repositories": [{"root": ""}]}',
            "x.json can't be read: a table of classes and objects is missing",
        ),
        (odd(lambda content: content["repositories"][0]["objects"].pop()), "x.json can't be read: the last row is no"),
        (
            odd(as_of_another),
            "has other fields here; wflint 0.0.1 wrote it, this is ",
        ),
        (
            odd(lambda content: [row.__setitem__(2, -5) for row in content["repositories"][0]["objects"] if len(row) == 6]),
            "x.json can't be read: ",
        ),
    ],
)
def test_odd_file_gives_one_message(
    text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.json").write_text(text)
    status, out, err = run(capsys, "link", "x.json")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("wflint: ")
    assert message in err
    with pytest.raises(ArchiveError):
        read({"x.json": text})


def test_file_that_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "link", "none.json") == (2, "", "wflint: none.json can't be read: No such file or directory\n")
    Path("binary.json").write_bytes(b"\xff\xfe\x00")
    assert run(capsys, "link", "binary.json") == (2, "", "wflint: binary.json can't be read: it isn't UTF-8 text\n")
    assert run(capsys, "facts", "nothing")[0] == 3
