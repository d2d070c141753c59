"""Which hits become findings: selection, levels, ignores, order, fingerprints."""

from __future__ import annotations

import pytest
from by_hand import rule, source, span

from wflint.check import RuleHit
from wflint.config import Config, PerFileIgnore
from wflint.finding import Finding, Hit, Level
from wflint.ignores import ignores
from wflint.judge import judge, selected, worst
from wflint.rule import Rule
from wflint.sources import Source

ODD = rule("odd-thing", Level.WARNING, "things")
LOST = rule("lost-thing", Level.ERROR, "losses")
NEAT = rule("neat-thing", Level.NOTE, "things", strict=True)
UNUSED = rule("unused-ignore", Level.WARNING, "own")
UNREASONED = rule("ignore-without-reason", Level.WARNING, "own")
ALL = (LOST, ODD, NEAT)


def findings(
    hits: list[tuple[Rule, Hit]], text: str, config: Config | None = None, rules: tuple[Rule, ...] = ALL
) -> tuple[Finding, ...]:
    files: dict[str, Source] = {"w.yml": source("w.yml", text)}
    names = frozenset(each.name for each in (*ALL, UNUSED, UNREASONED))
    return judge([RuleHit(*each) for each in hits], rules, files, config or Config(), names)


def hit(line: int, message: str = "it is odd", subject: str = "") -> Hit:
    return Hit(span("w.yml", line, 1, 4), message, subject=subject)


@pytest.mark.parametrize(
    ("config", "names"),
    [
        (Config(), ["lost-thing", "odd-thing"]),
        (Config(profile="strict"), ["lost-thing", "odd-thing", "neat-thing"]),
        (Config(select=("things",)), ["odd-thing", "neat-thing"]),
        (Config(select=("all",), ignore=("odd-thing",)), ["lost-thing", "neat-thing"]),
        (Config(ignore=("things",), profile="strict"), ["lost-thing"]),
        (Config(ignore=("all",)), []),
    ],
)
def test_which_rules_run(config: Config, names: list[str]) -> None:
    assert [each.name for each in selected(ALL, config)] == names


def test_order_and_level() -> None:
    found = findings(
        [(ODD, hit(2)), (LOST, hit(2)), (ODD, hit(1)), (ODD, hit(1))], "a\nb\n", Config(levels={"odd-thing": Level.ERROR})
    )
    assert [(each.span.line, each.rule, each.level) for each in found] == [
        (1, "odd-thing", Level.ERROR),
        (2, "lost-thing", Level.ERROR),
        (2, "odd-thing", Level.ERROR),
    ]
    assert worst(found) is Level.ERROR
    assert worst(()) is None


def test_a_hit_may_lower_its_level() -> None:
    [found] = findings([(LOST, Hit(span("w.yml", 1, 1, 2), "it may be lost", level=Level.NOTE))], "a\n")
    assert found.level is Level.NOTE


@pytest.mark.parametrize(
    ("text", "suppressed"),
    [
        ("abc # wflint: ignore[odd-thing] we know\n", "we know"),
        ("abc # wflint: ignore[lost-thing, odd-thing] both # said twice\n", "both"),
        ("abc # wflint: ignore[odd-thing] see #12\n", "see #12"),
        ("abc # wflint: ignore[lost-thing] not this one\n", None),
        ("abc # wflint: ignore[odd-thing]\n", ""),
        ("abc # wflint ignore[odd-thing] no colon\n", None),
    ],
)
def test_ignored_on_its_line(text: str, suppressed: str | None) -> None:
    [found] = findings([(ODD, hit(1))], text)
    assert found.suppressed == suppressed


def test_ignored_from_above_and_for_a_file() -> None:
    text = "# wflint: ignore[odd-thing] the next one\n# a word\n\nabc\nabc\n"
    assert [each.suppressed for each in findings([(ODD, hit(4)), (ODD, hit(5))], text)] == ["the next one", None]
    text = "a\n# wflint: file-ignore[odd-thing] all of it\nb\n"
    assert [each.suppressed for each in findings([(ODD, hit(1)), (LOST, hit(1)), (ODD, hit(3))], text)] == [
        None,
        "all of it",
        "all of it",
    ]


def test_ignored_by_the_settings() -> None:
    config = Config(per_file_ignores=(PerFileIgnore("*.yml", ("things",), "later"),))
    found = findings([(ODD, hit(1)), (LOST, hit(1))], "a\n", config)
    assert [(each.rule, each.suppressed) for each in found] == [("lost-thing", None), ("odd-thing", "later")]


def test_comments_themselves() -> None:
    text = (
        "a # wflint: ignore[odd-thing]\n"
        "b # wflint: ignore[odd-thing] nothing is wrong here\n"
        "c # wflint: ignore[od-thing] misspelt\n"
        "d # wflint: ignore[neat-thing] for a rule that doesn't run\n"
        "e # wflint: ignore[] none\n"
    )
    found = findings([(ODD, hit(1))], text, rules=(ODD, UNUSED, UNREASONED))
    assert [(each.span.line, each.rule, each.message, each.help) for each in found] == [
        (1, "odd-thing", "it is odd", None),
        (
            1,
            "ignore-without-reason",
            "this ignore gives no reason",
            "write behind the bracket why the finding is wrong or accepted",
        ),
        (2, "unused-ignore", "nothing here is reported by `odd-thing`, so this ignore isn't needed", "remove it"),
        (3, "unused-ignore", "there is no rule `od-thing`", "did you mean `odd-thing`?"),
        (5, "unused-ignore", "this ignore names no rule", "name the rule in the brackets"),
    ]


def test_places_of_comments() -> None:
    [found] = ignores(source("w.yml", "x\nab # wflint: ignore[a, b] why  \n"))
    assert (found.rules, found.reason, found.lines) == (("a", "b"), "why", frozenset({2}))
    assert found.span == span("w.yml", 2, 4, 30)


def test_fingerprints_stay_when_lines_move() -> None:
    [before] = findings([(ODD, hit(1, subject="x"))], "abc\n")
    [after] = findings([(ODD, hit(3, "other words", subject="x"))], "\n\n  abc\n")
    [other] = findings([(ODD, hit(1, subject="y"))], "abc\n")
    assert before.fingerprint == after.fingerprint != other.fingerprint


def test_of_a_long_line_its_beginning_counts() -> None:
    told = [findings([(ODD, hit(1))], f"{'a' * length}{end}\n")[0].fingerprint for length in (9_999, 10_000) for end in "xy"]
    assert told[0] != told[1]
    assert told[2] == told[3]


def test_equal_fingerprints_are_numbered() -> None:
    found = findings([(ODD, hit(1)), (ODD, hit(2))], "abc\nabc\n")
    assert found[1].fingerprint == f"{found[0].fingerprint}:2"


SCRIPT = """on: push
jobs:
  a:
    steps:
      - run: |
          # wflint: ignore[odd-thing] above, in the script
          make one
          make two # wflint: ignore[odd-thing] behind, in the script
          # wflint: ignore[lost-thing] of two
          # wflint: ignore[odd-thing] that stand above

          make three
"""


@pytest.mark.parametrize(
    ("line", "odd", "lost"),
    [
        pytest.param(7, "above, in the script", None, id="line-above"),
        pytest.param(8, "behind, in the script", None, id="end-of-the-line"),
        pytest.param(9, None, "of two", id="comment-itself"),
        pytest.param(12, "that stand above", "of two", id="two-comments-above"),
        pytest.param(5, None, None, id="step-around"),
    ],
)
def test_ignored_inside_a_script(line: int, odd: str | None, lost: str | None) -> None:
    found = findings([(ODD, hit(line)), (LOST, hit(line))], SCRIPT)
    assert [(each.rule, each.suppressed) for each in found] == [("lost-thing", lost), ("odd-thing", odd)]


@pytest.mark.parametrize(
    ("ignored", "suppressed"),
    [
        pytest.param(("*.yml", ("all",)), ["x", "x"], id="all-rules"),
        pytest.param(("w.yml", ("things",)), [None, "x"], id="family"),
        pytest.param(("w.yml", ("lost-thing",)), ["x", None], id="rule"),
        pytest.param(("W.yml", ("all",)), [None, None], id="paths-mind-case"),
        pytest.param(("*/w.yml", ("all",)), [None, None], id="another-folder"),
    ],
)
def test_what_a_per_file_ignore_covers(ignored: tuple[str, tuple[str, ...]], suppressed: list[str | None]) -> None:
    config = Config(per_file_ignores=(PerFileIgnore(*ignored, "x"),))
    assert [each.suppressed for each in findings([(ODD, hit(1)), (LOST, hit(1))], "a\n", config)] == suppressed


def test_suppressed_findings_dont_count() -> None:
    found = findings([(LOST, hit(1)), (ODD, hit(2))], "a # wflint: ignore[lost-thing] known\nb\n")
    assert [each.suppressed for each in found] == ["known", None]
    assert worst(found) is Level.WARNING


def test_different_stories_at_one_place_are_kept() -> None:
    same = [(ODD, hit(1)), (ODD, hit(1)), (ODD, hit(1, "it is very odd")), (ODD, hit(1, subject="x"))]
    found = findings(same, "a\n")
    assert [each.message for each in found] == ["it is odd", "it is odd", "it is very odd"]
    assert len({each.fingerprint for each in found}) == 3
