"""What many runs of one file have in common, once too much was read again for each of them."""

from pathlib import Path

import pytest

from wflint.config import Config
from wflint.facts import common
from wflint.facts.common import Readings
from wflint.link import link
from wflint.sources import discover
from wflint.values.value import Const, Unknown, possible_texts

ONE, TWO, THREE = ((("A", Const(number)), ("B", Const("x"))) for number in "123")


def test_a_file_is_read_with_what_it_is_given_while_little_was_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "MOST", 100)
    readings = Readings()
    for given in (ONE, TWO, THREE):
        assert readings.environment("send.sh", given) == given
        readings.count("send.sh", 60)
    assert readings.environment("send.sh", ONE) == ONE  # 60 characters were read again


def test_then_with_what_all_have_given_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "MOST", 100)
    readings = Readings()
    for given in (ONE, TWO, THREE, THREE):
        readings.environment("send.sh", given)
        readings.count("send.sh", 60)
    (first, a), (second, b) = readings.environment("send.sh", ONE)
    assert (first, second, b) == ("A", "B", Const("x"))
    assert isinstance(a, Unknown)
    assert readings.environment("send.sh", TWO) == readings.environment("send.sh", THREE)
    assert readings.environment("other.sh", TWO) == TWO  # each file is read twice at least


WORKFLOW = """\
on: push
jobs:
  send:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - {{run: ./send.sh, env: {{TYPE: "{type}", GH_TOKEN: "${{{{ github.token }}}}"}}}}
"""


@pytest.mark.parametrize(("most", "known"), [(1_000_000, 6), (100, 4)])
def test_a_message_of_which_too_much_is_read_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, known: int
) -> None:
    monkeypatch.setattr(common, "MOST", most)
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    (tmp_path / "send.sh").write_text('gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type="$TYPE"\n', encoding="utf-8")
    for number in range(6):
        path = tmp_path / ".github" / "workflows" / f"{number}.yml"
        path.write_text(WORKFLOW.format(type=f"event-{number}"), encoding="utf-8")
    repositories, _ = discover([str(tmp_path)])
    targets = [possible_texts(site.dispatch.target) for site in link(repositories, Config()).sites]
    assert sum(each is not None for each in targets) == known
    assert {each for each in targets if each is not None} == {(f"event-{number}",) for number in range(known)}
