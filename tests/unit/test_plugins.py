"""Where rules come from, what keeps one from being loaded, and what becomes of one that crashes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from by_hand import rule
from linked import linked

from wflint.check import check
from wflint.finding import Hit, Level
from wflint.installed import others_with_rules
from wflint.plugins import PluginError, load_rules
from wflint.problem import Problem
from wflint.rule import NoOptions, Rule
from wflint.span import whole_file

RULE = '''"""A rule that says nothing."""

from collections.abc import Iterator

from wflint.api import Hit, Level, NoOptions, System, rule


@rule("nothing at all", level=Level.NOTE)
def check(system: System, options: NoOptions) -> Iterator[Hit]:
    """Nothing."""
    return iter(())
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that modules can be imported from, and that leaves none of them behind."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def packages(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """These packages are installed as rules."""
    points = tuple(EntryPoint(name, name, "wflint.rules") for name in names)
    monkeypatch.setattr("wflint.installed.others_with_rules", lambda: iter(names))
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points if group == "wflint.rules" else ())


def names(rules: tuple[Rule, ...]) -> list[tuple[str, str]]:
    return [(each.family, each.name) for each in rules]


BUILT_IN = names(load_rules())


def test_built_in_rules_are_there_once_and_in_order() -> None:
    """The entry point of wflint itself names the same package again."""
    assert ("callbacks", "callback-skipped") in BUILT_IN
    assert sorted(set(BUILT_IN)) == BUILT_IN


def test_packages_with_rules_are_seen_without_asking_for_their_metadata(folder: Path) -> None:
    assert not list(others_with_rules())
    write(folder, {"other-1.0.dist-info/entry_points.txt": "[console_scripts]\na = b\n"})
    assert not list(others_with_rules())
    write(folder, {"mine-1.0.dist-info/entry_points.txt": "[wflint.rules]\nmine = my_rules\n", "mine-1.0.dist-info/METADATA": ""})
    assert list(others_with_rules()) == ["mine-1.0.dist-info"]


def test_rules_of_an_installed_package(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        folder,
        {
            "my_rules/__init__.py": "",
            "my_rules/names/__init__.py": "",
            "my_rules/names/too_short.py": RULE,
            "my_rules/names/deeper/__init__.py": "",
            "my_rules/names/deeper/too_long.py": RULE,
            "my_rules/flat.py": RULE,
        },
    )
    packages(monkeypatch, "my_rules")
    added = [each for each in load_rules() if (each.family, each.name) not in BUILT_IN]
    assert [(each.family, each.name, each.level, each.summary, each.page) for each in added] == [
        ("deeper", "too-long", Level.NOTE, "nothing at all", "A rule that says nothing."),
        ("my_rules", "flat", Level.NOTE, "nothing at all", "A rule that says nothing."),
        ("names", "too-short", Level.NOTE, "nothing at all", "A rule that says nothing."),
    ]


def test_rule_of_a_file(folder: Path) -> None:
    write(folder, {"plugins/odd_name.py": RULE})
    assert [each for each in names(load_rules([str(folder / "plugins/odd_name.py")])) if each not in BUILT_IN] == [
        ("wflint_plugin", "odd-name")
    ]


def test_rules_that_a_module_only_imports_arent_its_own(folder: Path) -> None:
    write(folder, {"one.py": RULE, "two.py": RULE + "\nfrom wflint_rules.routing.never_sent import check as other\n"})
    found = names(load_rules([str(folder / "one.py"), str(folder / "two.py")]))
    assert [each for each in found if each not in BUILT_IN] == [("wflint_plugin", "one"), ("wflint_plugin", "two")]


@pytest.mark.parametrize(
    ("files", "installed", "plugins", "complaint"),
    [
        pytest.param(
            {}, ("my_rules",), (), "my_rules can't be imported: ModuleNotFoundError: No module named 'my_rules'", id="gone"
        ),
        pytest.param({"my_rules/__init__.py": ""}, ("my_rules",), (), "rule package my_rules holds no rules", id="empty-package"),
        pytest.param(
            {"my_rules/__init__.py": "", "my_rules/tools.py": "X = 1\n"},
            ("my_rules",),
            (),
            "module my_rules.tools defines no rule",
            id="module-without-a-rule",
        ),
        pytest.param(
            {"my_rules/__init__.py": "", "my_rules/bad.py": "1 / 0\n"},
            ("my_rules",),
            (),
            "my_rules.bad can't be imported: ZeroDivisionError: division by zero",
            id="module-that-crashes",
        ),
        pytest.param(
            {"my_rules/__init__.py": "", "my_rules/sub/__init__.py": "import no_such_thing\n"},
            ("my_rules",),
            (),
            "my_rules.sub can't be imported: ModuleNotFoundError: No module named 'no_such_thing'",
            id="package-that-cant-be-imported",
        ),
        pytest.param(
            {"my_rules/__init__.py": "", "my_rules/never_sent.py": RULE},
            ("my_rules",),
            (),
            "rule `never-sent` is defined twice: in wflint_rules.routing.never_sent and in my_rules.never_sent",
            id="name-of-a-built-in-rule",
        ),
        pytest.param({}, (), ("none.py",), "plugin none.py isn't a Python file", id="no-such-file"),
        pytest.param({"notes.txt": RULE}, (), ("notes.txt",), "plugin notes.txt isn't a Python file", id="not-python"),
        pytest.param({"sub/x.py": RULE}, (), ("sub",), "plugin sub isn't a Python file", id="folder"),
        pytest.param({"plain.py": "X = 1\n"}, (), ("plain.py",), "plugin plain.py defines no rule", id="file-without-a-rule"),
        pytest.param(
            {"bad.py": "def f(:\n"},
            (),
            ("bad.py",),
            "plugin bad.py can't be imported: SyntaxError: invalid syntax (bad.py, line 1)",
            id="broken-file",
        ),
        pytest.param(
            {"leaves.py": "raise SystemExit(7)\n"},
            (),
            ("leaves.py",),
            "plugin leaves.py can't be imported: SystemExit: 7",
            id="file-that-leaves",
        ),
        pytest.param(
            {"Odd.py": RULE}, (), ("Odd.py",), "rule `Odd` in wflint_plugin.Odd isn't named in kebab case", id="odd-name"
        ),
        pytest.param(
            {"a/same.py": RULE, "b/same.py": RULE},
            (),
            ("a/same.py", "b/same.py"),
            "rule `same` is defined twice: in wflint_plugin.same and in wflint_plugin.same",
            id="two-files-of-one-name",
        ),
    ],
)
def test_what_keeps_a_rule_from_being_loaded_stops_the_run(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    files: dict[str, str],
    installed: tuple[str, ...],
    plugins: tuple[str, ...],
    complaint: str,
) -> None:
    write(folder, files)
    packages(monkeypatch, *installed)
    monkeypatch.chdir(folder)
    with pytest.raises(PluginError) as caught:
        load_rules(plugins)
    assert str(caught.value) == complaint


# -- running them ---------------------------------------------------------------------------------------------------------


def test_a_rule_that_crashes_is_a_problem_and_the_others_go_on() -> None:
    said = Hit(whole_file("a.yml"), "this is odd")

    def half(system: object, options: object) -> Iterator[Hit]:
        yield said
        raise KeyError("lost")

    def whole(system: object, options: object) -> Iterator[Hit]:
        yield said

    line = half.__code__.co_firstlineno + 2
    crashing = Rule("crashing", "odd", Level.NOTE, "crash", half, "")
    working = Rule("working", "odd", Level.NOTE, "work", whole, "")
    hits, problems = check(linked({}), (crashing, working), {})
    assert [(each.rule.name, each.hit) for each in hits] == [("crashing", said), ("working", said)]
    assert problems == (
        Problem("rule", f"rule `crashing` failed: KeyError: 'lost' (half, line {line})", whole_file(""), "please report this"),
    )


def test_a_rule_gets_its_options_or_the_defaults() -> None:
    seen: list[object] = []

    def look(system: object, options: object) -> Iterator[Hit]:
        seen.append(options)
        return iter(())

    looking = Rule("looking", "odd", Level.NOTE, "look", look, "")
    given = object()
    check(linked({}), (looking,), {"looking": given})
    check(linked({}), (looking, rule()), {"other": given})
    assert seen == [given, NoOptions()]
