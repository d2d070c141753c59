"""Every rule's page is complete, its bad examples are reported on exactly the marked lines, its good ones nowhere."""

import re
from pathlib import Path

import pytest

from wflint.plugins import load_rules
from wflint.rule import Rule
from wflint.testing import complaints

RULES = load_rules()
FOLDER = Path(__file__).parents[1] / "rules" / "wflint_rules"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_page_says_what_the_rule_does(rule: Rule) -> None:
    assert list(complaints(rule, RULES)) == []


def test_every_file_is_a_rule_and_every_rule_a_file() -> None:
    files = {path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.glob("*/*.py") if path.name != "__init__.py"}
    assert files == {f"{rule.family}/{rule.name.replace('-', '_')}" for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_summary_reads_after_the_level(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Za-z`].*[^.!]", rule.summary)
    assert not rule.name.startswith("no-")
