"""Ordinary workflows: what isn't read changes no finding.

Whoever writes a rule that looks at workflows without messages fails here, not in somebody's repository: its bad example would be
taken for ordinary.  Then the words that its faults can't do without belong into `facts/ordinary.py`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from wflint import parts
from wflint.config import Config
from wflint.facts.inside import MOST
from wflint.facts.ordinary import ordinary
from wflint.link import link_given
from wflint.pipeline import run
from wflint.plugins import load_rules
from wflint.rule import Rule
from wflint.sources import Repository, discover
from wflint.testing import examples

ROOT = Path(__file__).parents[1]
RULES = load_rules()
TREES = sorted(
    [*(ROOT / "tests" / "fixtures").iterdir(), *(ROOT / "examples").iterdir()]
    + [each for each in (ROOT / "tests" / "systems").iterdir() if each.is_dir()]
)

PLAIN = """\
name: Checks
on:
  push: {branches: [main]}
  pull_request:
  workflow_dispatch:
concurrency: {group: "checks-${{ github.ref }}", cancel-in-progress: true}
jobs:
  test:
    if: github.event_name != 'schedule'
    strategy: {matrix: {version: ["3.11", "3.12"]}}
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-python@v6
        with: {python-version: "${{ matrix.version }}"}
      - run: pip install . && pytest
        timeout-minutes: 10
"""
COMPANIONS = {
    "zz-checks.yml": PLAIN,
    "zz-dist.yml": PLAIN.replace("Checks", "Dist")
    + "      - {uses: actions/upload-artifact@v7, with: {name: dist, path: dist}}\n",
    "zz-push.yml": PLAIN.replace("Checks", "Push") + "      - run: git commit -am new && git push\n",
    "zz-tags.yml": "on: {push: {tags: [v1]}}\njobs: {tag: {runs-on: ubuntu-latest, timeout-minutes: 5, steps: [{run: make}]}}\n",
    "zz-label.yml": PLAIN.replace("Checks", "Label") + "      - run: gh issue edit 1 --add-label bug\n",
}
"""Workflows of other kinds beside those that an example is about."""


def repository(root: Path, files: Mapping[str, str]) -> tuple[Repository, ...]:
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")
    repositories, _ = discover([str(root)], {str(root): "octo/example"})
    return repositories


def differences(repositories: tuple[Repository, ...], strict: bool = True) -> list[str]:
    """What is found only when everything is read, or only when ordinary workflows aren't."""
    config = Config(profile="strict" if strict else "default")
    given, everything = run(repositories, config, RULES, counts=False), run(repositories, config, RULES)
    if given.findings == everything.findings and given.problems == everything.problems:
        return []
    found = [{f"{each.span} {each.rule} {each.message}" for each in report.findings} for report in (given, everything)]
    return sorted(found[0] ^ found[1]) or ["another order, or other problems"]


def pages() -> Iterator[tuple[str, Mapping[str, str]]]:
    for rule in RULES:
        for section in ("Bad", "Good"):
            for number, example in enumerate(examples(rule.page, section)):
                yield f"{rule.name}-{section.lower()}-{number}", example.files


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_rule_finds_anything_in_an_ordinary_workflow(rule: Rule, tmp_path: Path) -> None:
    for number, example in enumerate(examples(rule.page, "Bad")):
        root = tmp_path / str(number)
        marked = {path for path, _ in example.expected(rule.name)}
        left_out = {each.source.local for each in link_given(repository(root, example.files), Config()).ordinary}
        if ".github/wflint.yml" not in example.files:
            assert not marked & left_out, f"{rule.name} finds something in {sorted(marked & left_out)}, which isn't read"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_examples_are_found_beside_ordinary_workflows(rule: Rule) -> None:
    for name, files in pages():
        if name.startswith(f"{rule.name}-"):
            beside = {f".github/workflows/{name}": text for name, text in COMPANIONS.items()}
            with tempfile.TemporaryDirectory() as folder:
                assert differences(repository(Path(folder), {**files, **beside})) == [], name


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: f"{tree.parent.name}/{tree.name}")
def test_systems_are_judged_the_same(tree: Path) -> None:
    repositories, _ = discover([str(tree)])
    assert differences(repositories) == []
    assert differences(repositories, strict=False) == []


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: f"{tree.parent.name}/{tree.name}")
def test_forks_see_what_one_process_sees(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repositories, _ = discover([str(tree)])
    monkeypatch.setattr(parts, "_processes", lambda things: 1)
    alone = ordinary(repositories)
    monkeypatch.setattr(parts, "_processes", lambda things: max(1, min(things, 3)))
    assert ordinary(repositories) == alone


def test_plain_workflows_are_ordinary(tmp_path: Path) -> None:
    found = ordinary(repository(tmp_path, {".github/workflows/a.yml": PLAIN}))
    assert [(each.source.local, each.name) for each in found] == [(".github/workflows/a.yml", "Checks")]


LOUD = {
    "sends": PLAIN + "      - run: gh api repos/o/r/dispatches -f event_type=x\n",
    "sends in pieces of quotes": PLAIN + "      - run: gh workflow \\\n          run x.yml\n",
    "sends to who knows where": PLAIN + """      - run: curl --fail -d '{"event_type": "x"}' "$URL"\n""",
    "an action that sends": PLAIN + "      - uses: peter-evans/repository-dispatch@v4\n",
    "hears": PLAIN.replace("  pull_request:\n", "  repository_dispatch: {types: [x]}\n"),
    "hears in escapes": PLAIN.replace("  pull_request:\n", '  "repository\\x5fdispatch": {types: [x]}\n'),
    "hears the end of a run": PLAIN.replace("  pull_request:\n", "  workflow_run: {workflows: [Other]}\n"),
    "a trigger that no job runs for": PLAIN.replace("!= 'schedule'", "== 'push'"),
    "no event": PLAIN.replace("on:\n  push: {branches: [main]}\n  pull_request:\n  workflow_dispatch:\n", "on: {}\n"),
    "a secret that GitHub gives": PLAIN.replace("  workflow_dispatch:\n", "  workflow_call: {secrets: {Github_Token: }}\n"),
    "key twice": PLAIN + "      - run: a\n        RUN: b\n",
    "tag": PLAIN + "      - run: !!str a\n",
    "no jobs": "on: push\n",
    "not YAML": PLAIN + "      - run: 'open\n",
    "empty trigger": PLAIN.replace("on:\n  push: {branches: [main]}\n  pull_request:\n  workflow_dispatch:\n", "on:\n"),
    "expression that doesn't parse": PLAIN + "      - run: echo ${{ github.ref == }}\n",
    "context that isn't there": PLAIN.replace("github.event_name != 'schedule'", "env.X == '1'"),
    "unknown context": PLAIN + "      - run: echo ${{ nothing.here }}\n",
    "timeout that is a text": PLAIN.replace("timeout-minutes: 20", 'timeout-minutes: "20"'),
    "timeout of a step beyond its job's": PLAIN.replace("timeout-minutes: 10", "timeout-minutes: 30"),
    "timeout beyond the limit": PLAIN.replace("timeout-minutes: 20", "timeout-minutes: 400"),
    "line that ends inside a word": PLAIN + '      - run: "gh api repos/o/r/dis\\\n          patches -f event_type=x"\n',
    "payload that is said to be sent": PLAIN
    + "      - run: |\n          P=$(jq -n '{task_id: $ID}')\n          echo \"callback sent\"\n",
    "more actions than are gone into": PLAIN + "      - uses: ./act\n" * 501,
    "hears of new branches": PLAIN.replace("  pull_request:\n", "  create:\n"),
    "event that never comes with that": PLAIN.replace("!= 'schedule'", "== 'push' && github.head_ref == 'x'"),
    "event that never comes": PLAIN.replace("!= 'schedule'", "== 'schedule'"),
    "ignore comment": PLAIN + "      - run: make  # wflint: ignore[missing-timeout] old\n",
    "cap": PLAIN.replace("    strategy:", "    env: {MAX_RETRIES: 3}\n    strategy:"),
    "command that waits": PLAIN.replace("    timeout-minutes: 20\n", "") + "      - run: gh run watch 1\n",
    "action that waits": PLAIN + "      - uses: softprops/turnstyle@v3\n",
    "artifact of another run": PLAIN + "      - uses: actions/download-artifact@v8\n        with: {run-id: '1', name: x}\n",
}


ACTION = "runs:\n  using: composite\n  steps:\n    - {shell: bash, run: make}\n"


@pytest.mark.parametrize("text", LOUD.values(), ids=LOUD)
def test_what_counts_is_read(text: str, tmp_path: Path) -> None:
    assert ordinary(repository(tmp_path, {".github/workflows/a.yml": text, "act/action.yml": ACTION})) == ()


QUIET = {
    "inputs": PLAIN + "      - run: make ${{ inputs.target }}\n",
    "inputs of a run by hand": PLAIN.replace("workflow_dispatch:", "workflow_dispatch: {inputs: {target: {required: true}}}")
    + "      - run: make ${{ github.event.inputs.target }}\n        if: inputs.target != ''\n",
    "words for people": PLAIN + "      - run: echo this workflow will run after a manual dispatch, dispatched by hand\n",
    "a comment": PLAIN + "      # gh workflow run deploy.yml sends repository_dispatch\n",
    "no watching": PLAIN + "      - run: make cloudwatch-v1\n",
    "lines that go on": PLAIN + "      - run: |\n          make \\\n            'all'\n",
    "attempts": PLAIN + "      - run: echo ${{ github.run_attempt }}\n",
    "conditions on the event": PLAIN.replace(
        "!= 'schedule'", "== 'workflow_dispatch' || github.event_name == 'push' && github.ref == 'refs/heads/main'"
    ),
    "five hundred actions": PLAIN + "      - uses: ./act\n" * 500,
}


@pytest.mark.parametrize("text", QUIET.values(), ids=QUIET)
def test_what_is_harmless_isnt_read(text: str, tmp_path: Path) -> None:
    files = {".github/workflows/a.yml": text, "act/action.yml": ACTION}
    repositories = repository(tmp_path, files)
    assert len(ordinary(repositories)) == 1
    assert differences(repositories) == []


CALLED = """\
on:
  workflow_call:
    inputs:
      name: {type: string, required: true}
      fast: {type: boolean}
jobs:
  build: {runs-on: ubuntu-latest, timeout-minutes: 5, steps: [{run: "make ${{ inputs.name }}"}]}
"""
CALLER = "on: push\njobs:\n  call:\n    uses: ./.github/workflows/called.yml\n    with: {name: x, fast: true}\n"


def test_calls_that_fit_are_ordinary(tmp_path: Path) -> None:
    files = {".github/workflows/called.yml": CALLED, ".github/workflows/caller.yml": CALLER}
    repositories = repository(tmp_path, files)
    found = ordinary(repositories)
    assert [each.source.name for each in found] == ["called.yml", "caller.yml"]
    assert len({each.tied for each in found}) == 1
    assert all(each.tied for each in found)
    assert differences(repositories) == []


@pytest.mark.parametrize(
    ("caller", "called"),
    [
        (CALLER.replace("name: x, ", ""), CALLED),
        (CALLER.replace("name: x", "name: x, other: y"), CALLED),
        (CALLER.replace("fast: true", "fast: soon"), CALLED),
        (CALLER.replace("fast: true", "fast: \"${{ github.ref == 'x' && 'soon' }}\""), CALLED),
        (CALLER, CALLED.replace("{type: boolean}", "{type: number}")),
        (CALLER, CALLED.replace("{type: boolean}", "{type: string, required: true}\n      also: {type: string, required: true}")),
        (CALLER, CALLED.replace("make", "gh workflow run x.yml -f name=")),
        (CALLER, CALLED.replace("timeout-minutes: 5", "timeout-minutes: '5'")),
        (CALLER.replace("on: push", "on: {repository_dispatch: {types: [x]}}"), CALLED),
        (CALLER, CALLED + "  again: {uses: ./.github/workflows/called.yml, with: {name: x}}\n"),
    ],
)
def test_calls_are_read_with_all_that_they_tie_together(caller: str, called: str, tmp_path: Path) -> None:
    other = CALLER.replace("fast: true", "fast: false")
    files = {".github/workflows/called.yml": called, ".github/workflows/caller.yml": caller}
    files |= {".github/workflows/other.yml": other, ".github/workflows/plain.yml": PLAIN}
    repositories = repository(tmp_path, files)
    assert [each.source.name for each in ordinary(repositories)] == ["plain.yml"]
    assert differences(repositories) == []


def test_who_is_named_by_a_message_is_read_with_those_that_it_calls(tmp_path: Path) -> None:
    sender = "on: push\njobs:\n  send:\n    runs-on: ubuntu-latest\n    timeout-minutes: 5\n    steps:\n"
    sender += "      - {run: gh workflow run Caller, env: {GH_TOKEN: '${{ secrets.TOKEN }}'}}\n"
    files = {".github/workflows/called.yml": CALLED.replace("timeout-minutes: 5, ", "")}
    files[".github/workflows/caller.yml"] = "name: Caller\n" + CALLER.replace("on: push", "on: workflow_dispatch")
    files[".github/workflows/send.yml"] = sender
    repositories = repository(tmp_path, files)
    assert differences(repositories) == []
    assert {each.rule for each in run(repositories, Config(), RULES, counts=False).findings} >= {"missing-timeout"}


def test_what_an_action_tells_of_the_event_is_read(tmp_path: Path) -> None:
    action = "outputs: {event: {value: '${{ github.event_name }}'}}\n" + ACTION
    text = PLAIN + "      - {uses: ./act, id: x}\n      - {run: make, if: \"steps.x.outputs.event == 'schedule'\"}\n"
    repositories = repository(tmp_path, {".github/workflows/a.yml": text, "act/action.yml": action})
    assert ordinary(repositories) == ()


LABELLED = """\
on: {issues: {types: [labeled]}}
jobs:
  go:
    if: github.event.label.name == 'needs triage'
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps: [{run: make}]
"""


@pytest.mark.parametrize(("label", "left_out"), [("needs triage", 0), ("bug", 2), ("needs", 2)])
def test_a_label_counts_where_somebody_asks_for_it(label: str, left_out: int, tmp_path: Path) -> None:
    raising = (
        PLAIN + f"      - run: gh issue edit 1 --add-label '{label}'\n        env: {{GH_TOKEN: '${{{{ github.token }}}}'}}\n"
    )
    files = {".github/workflows/label.yml": raising, ".github/workflows/labelled.yml": LABELLED}
    repositories = repository(tmp_path, files)
    assert len(ordinary(repositories)) == left_out
    assert differences(repositories) == []
    found = {each.rule for each in run(repositories, Config(), RULES, counts=False).findings}
    assert found == ({"suppressed-event"} if not left_out else set())


def test_acts_count_where_somebody_may_be_meant_by_them(tmp_path: Path) -> None:
    acting = {f".github/workflows/{name}": COMPANIONS[name] for name in ("zz-checks.yml", "zz-push.yml")}
    assert len(ordinary(repository(tmp_path / "alone", acting))) == 2
    meant = {**acting, ".github/workflows/zz-tags.yml": COMPANIONS["zz-tags.yml"]}
    assert len(ordinary(repository(tmp_path / "of another kind", meant))) == 3
    meant[".github/workflows/zz-push.yml"] += "      - run: git tag v1 && git push origin v1\n"
    left_out = ordinary(repository(tmp_path / "both", meant))
    assert [each.source.name for each in left_out] == ["zz-checks.yml"]


def test_the_workflow_that_another_hears_the_end_of_is_read(tmp_path: Path) -> None:
    files = {
        ".github/workflows/a.yml": PLAIN,
        ".github/workflows/b.yml": PLAIN.replace("Checks", "Other"),
        ".github/workflows/c.yml": LOUD["hears the end of a run"].replace("Checks", "After"),
    }
    assert [each.name for each in ordinary(repository(tmp_path, files))] == ["Checks"]


@pytest.mark.parametrize("name", ["a b.yml", "a,b.yml", "it's.yml", "a#b.yml", "plain.yml"])
def test_a_workflow_that_is_called_is_read_whatever_its_name(name: str, tmp_path: Path) -> None:
    uses = f"./.github/workflows/{name}".replace("'", "''")
    caller = f"on: push\njobs: {{call: {{uses: '{uses}', with: {{nothing: 1}}}}}}\n"
    called = "on: {workflow_call: {inputs: {x: {required: true, type: string}}}}\n" + PLAIN[PLAIN.index("jobs:") :]
    files = {".github/workflows/caller.yml": caller, f".github/workflows/{name}": called, ".github/workflows/other.yml": PLAIN}
    repositories = repository(tmp_path, files)
    assert [each.source.name for each in ordinary(repositories)] == ["other.yml"]
    assert {each.rule for each in run(repositories, Config(), RULES, counts=False).findings} >= {"missing-input"}


@pytest.mark.parametrize("name", ["called.yml", "c\\x61lled.yml", "c\\u0061lled.yml"])
def test_a_workflow_is_read_where_a_strange_one_may_call_it(name: str, tmp_path: Path) -> None:
    caller = f'on: push\njobs:\n  call:\n    uses: "./.github/workflows/{name}"\n    name: !!str x\n'
    files = {".github/workflows/caller.yml": caller, ".github/workflows/called.yml": CALLED}
    repositories = repository(tmp_path, files)
    assert ordinary(repositories) == ()
    assert differences(repositories) == []


def test_what_is_used_too_often_is_read(tmp_path: Path) -> None:
    """That it is too much is said only of what is read."""
    action = "runs: {using: composite, steps: [{run: make, shell: bash}]}\n"
    files = {".github/workflows/a.yml": PLAIN + "      - uses: ./act\n" * (MOST.uses + 1), "act/action.yml": action}
    repositories = repository(tmp_path, files)
    assert ordinary(repositories) == ()
    assert run(repositories, Config(), RULES, counts=False).problems
    few = {**files, ".github/workflows/a.yml": PLAIN + "      - uses: ./act\n" * 3}
    assert len(ordinary(repository(tmp_path / "few", few))) == 1


ACTING = """\
on: workflow_dispatch
jobs:
  act:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
"""
ON_RELEASE = ACTING.replace("workflow_dispatch", "release") + "      - run: make\n"
ON_COMMENT = (
    ACTING.replace("workflow_dispatch", "issue_comment").replace(
        "    runs-on", "    if: startsWith(github.event.comment.body, '/try harder')\n    runs-on"
    )
    + "      - run: make\n"
)
GH = "gh release ${{ inputs.do }} v1"
DO = "inputs: {do: {default: make}}\n" + ACTION.replace("make", f"{GH!r}, env: {{GH_TOKEN: '${{{{ github.token }}}}'}}")
TOKEN = "        env: {GH_TOKEN: '${{ github.token }}'}\n"
HANDING = "on: {workflow_call: {inputs: {do: {type: string}}}}\n" + ACTING.partition("\n")[2]
CALLS = "on: push\njobs: {call: {uses: ./.github/workflows/b.yml, with: {do: "


@pytest.mark.parametrize(
    "files",
    [
        {
            "a.yml": ACTING + "      - {uses: ./do, with: {do: create}}\n",
            "do/action.yml": DO.replace("'gh", '"g\\x68').replace("v1'", 'v1"'),
        },
        {"a.yml": ACTING + '      - run: "./g\\x6f.sh"\n' + TOKEN, "go.sh": "gh release create v1\n"},
        {"a.yml": ACTING + '      - run: "make\\ngh release create v1"\n' + TOKEN},
        {"a.yml": ACTING + "      - run: gh.exe release create v1\n" + TOKEN},
        {"a.yml": ACTING + "      - run: g''h rel\"eas\"e cre\\ate v1\n" + TOKEN},
        {
            "a.yml": ACTING + '      - run: "make\\ntools/go.sh"\n' + TOKEN,
            "tools/go.sh": "gh release create v1\n",
        },
        {"a.yml": CALLS + "create}}}\n", "b.yml": HANDING + f"      - run: {GH}\n" + TOKEN},
        {"a.yml": CALLS + "release}}}\n", "b.yml": HANDING + "      - run: gh ${{ inputs.do }} create v1\n" + TOKEN},
        {"a.yml": CALLS + "/try}}}\n", "b.yml": HANDING + '      - run: gh pr comment 1 -b "${{ inputs.do }} harder"\n' + TOKEN},
        {
            "a.yml": ACTING + "      - {uses: ./say, with: {do: /try}}\n",
            "say/action.yml": DO.replace(GH, 'gh pr comment 1 -b "${{ inputs.do }} harder"'),
        },
    ],
)
def test_what_is_raised_in_a_roundabout_way_is_seen(files: Mapping[str, str], tmp_path: Path) -> None:
    """By escapes, quotes inside of words, or words that one file hands to another."""
    files = {f".github/workflows/{name}" if name in ("a.yml", "b.yml") else name: text for name, text in files.items()}
    files |= {".github/workflows/release.yml": ON_RELEASE, ".github/workflows/comment.yml": ON_COMMENT}
    repositories = repository(tmp_path, files)
    assert differences(repositories) == []
    found = run(repositories, Config(), RULES, counts=False).findings
    assert [each.rule for each in found if each.rule == "suppressed-event"] == ["suppressed-event"]


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        (
            {"a.yml": CALLS + "workflow}}}\n", "b.yml": HANDING + "      - run: gh ${{ inputs.do }} run ${{ vars.NEXT }}.yml\n"},
            "missing-token",
        ),
        (
            {
                "a.yml": CALLS + "x}}}\n",
                "b.yml": HANDING + "      - {uses: actions/download-artifact@v8, with: {pattern: 'site-*'}}\n",
                "c.yml": ACTING + "      - {uses: actions/upload-artifact@v7, with: {name: site-docs, path: out}}\n",
            },
            "artifact-of-other-run",
        ),
    ],
)
def test_what_workflows_do_that_call_one_another_is_seen(files: Mapping[str, str], rule: str, tmp_path: Path) -> None:
    repositories = repository(tmp_path, {f".github/workflows/{name}": text for name, text in files.items()})
    assert differences(repositories) == []
    assert rule in {each.rule for each in run(repositories, Config(), RULES, counts=False).findings}


def test_words_that_raise_something_only_together_count_where_nobody_else_raises_anything(tmp_path: Path) -> None:
    files = {
        "a.yml": CALLS + "push}}}\n",
        "b.yml": HANDING + "      - run: git ${{ inputs.do }} origin HEAD:pages\n",
        "c.yml": ACTING.replace("workflow_dispatch", "{push: {branches: [pages]}}") + "      - run: make '${{ nobody.knows }}'\n",
    }
    repositories = repository(tmp_path, {f".github/workflows/{name}": text for name, text in files.items()})
    assert ordinary(repositories) == ()


@pytest.mark.parametrize(
    "asked",
    [
        "github.event . action",
        "github['event'].action",
        "github['event']['action']",
        "github.event [ 'action' ]",
        "github.event. action",
    ],
)
def test_the_action_of_an_event_is_found_however_it_is_asked_for(asked: str, tmp_path: Path) -> None:
    text = PLAIN.replace("  pull_request:\n", "").replace("github.event_name != 'schedule'", f"{asked} == 'labeled'")
    repositories = repository(tmp_path, {".github/workflows/a.yml": text})
    assert differences(repositories) == []
    assert "unreachable-route" in {each.rule for each in run(repositories, Config(), RULES, counts=False).findings}


SCRIPT = "gh workflow run deploy.yml\n"


@pytest.mark.parametrize(
    ("step", "file"),
    [
        ("run: ./go.sh", "go.sh"),
        ("run: bash tools/go", "tools/go"),
        ("run: python -m tools.go", "tools/go.py"),
        ("run: npm test", "package.json"),
        ("run: cd tools && ./go.sh", "tools/go.sh"),
        ("{run: ./go.sh, working-directory: tools}", "tools/go.sh"),
        ("uses: ./act", "act/action.yml"),
        ("run: $GITHUB_WORKSPACE/tools/go.sh", "tools/go.sh"),
        ("run: src/tools/go.sh\n      - {uses: actions/checkout@v5, with: {path: src}}", "tools/go.sh"),
        ("run: bash tools/all.sh", "tools/go.sh"),
        ("run: node tools/all.js", "tools/go.js"),
        ("run: python tools/all.py", "tools/go.py"),
        ("uses: ./all", "all/go.sh"),
    ],
)
def test_scripts_that_send_are_found_behind_the_workflow(step: str, file: str, tmp_path: Path) -> None:
    action = f"runs:\n  using: composite\n  steps:\n    - shell: bash\n      run: {SCRIPT}"
    content = action if file.endswith(".yml") else f'{{"scripts": {{"test": "{SCRIPT.strip()}"}}}}' if "json" in file else SCRIPT
    workflow = PLAIN + f"      - {step}\n"
    around = {
        "tools/all.sh": "source ./go.sh\n",
        "tools/all.js": "require('./go')\n",
        "tools/all.py": "import go\n",
        "all/action.yml": ACTION.replace("make", "$GITHUB_ACTION_PATH/go.sh"),
    }
    files = {".github/workflows/a.yml": workflow, file: content, **around}
    assert ordinary(repository(tmp_path / "sends", files)) == ()
    quiet = {**files, file: content.replace("gh workflow run deploy.yml", "make deploy")}
    assert len(ordinary(repository(tmp_path / "quiet", quiet))) == 1


def test_target_of_a_message_is_read_whatever_it_is(tmp_path: Path) -> None:
    sender = "on: push\njobs:\n  send:\n    runs-on: ubuntu-latest\n    timeout-minutes: 5\n    steps:\n"
    sender += "      - {run: gh workflow run checks.yml -f nothing=1, env: {GH_TOKEN: '${{ secrets.TOKEN }}'}}\n"
    files = {".github/workflows/checks.yml": PLAIN, ".github/workflows/send.yml": sender}
    repositories = repository(tmp_path, files)
    assert differences(repositories) == []
    assert {each.rule for each in run(repositories, Config(), RULES, counts=False).findings} >= {"undeclared-input"}
