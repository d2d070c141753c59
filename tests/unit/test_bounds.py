"""What is beyond a bound is said once, and what is within it counts as ever."""

from __future__ import annotations

import pytest
from linked import FOLDER, linked, repository
from test_properties import READERS, located

from wflint.config import Config
from wflint.edits import applied
from wflint.finding import Edit
from wflint.ignores import MOST, ignores
from wflint.lean import replace
from wflint.link import link
from wflint.senders.message import MOST_MESSAGES
from wflint.senders.unread import MOST_LINES
from wflint.sources import Source
from wflint.span import Span
from wflint.syntax.build import MOST_JOBS, MOST_STEPS
from wflint.syntax.document import Document, parse
from wflint.syntax.editing import limited, says_the_same

SEND = {
    "bash": "gh workflow run x.yml",
    "powershell": "gh workflow run x.yml",
    "cmd": "gh workflow run x.yml",
    "python": "subprocess.run(['gh', 'workflow', 'run', 'x.yml'])",
    "javascript": "await github.rest.actions.createWorkflowDispatch({...context.repo, workflow_id: 'x.yml', ref: 'main'});",
}


@pytest.mark.parametrize("language", SEND)
def test_a_script_that_sends_without_end_is_read_so_far_and_the_rest_is_said(language: str) -> None:
    head = "import subprocess\n" if language == "python" else ""
    facts = READERS[language](located(head + f"{SEND[language]}\n" * (MOST_MESSAGES + 100)))
    assert MOST_MESSAGES <= len(facts.dispatches) <= MOST_MESSAGES + 1
    assert facts.problem is not None
    assert len(facts.unresolved) == MOST_LINES + 1
    assert all(each.reason.startswith(facts.problem) for each in facts.unresolved)
    assert "more lines like this one" in facts.unresolved[-1].reason
    known = {each.span.line for each in facts.dispatches}
    assert not known & {each.span.line for each in facts.unresolved}


@pytest.mark.parametrize(
    "script",
    [
        "".join(f"f{n}() {{ f{n + 1}; f{n + 1}; }}\n" for n in range(40)) + "f40() { gh workflow run x.yml; }\nf0\n",
        "if true; then " * 2_000 + "gh workflow run x.yml" + "; fi" * 2_000,
    ],
    ids=["functions-that-double", "if-in-if"],
)
def test_bash_that_is_too_much_to_follow_keeps_its_sends(script: str) -> None:
    facts = READERS["bash"](located(script))
    assert facts.problem == "the script is too long or too deeply nested to follow"
    assert facts.dispatches or facts.unresolved


@pytest.mark.parametrize(
    ("language", "script", "file"),
    [
        ("python", "import subprocess\ndef work():\n    import big\n\nwork()\n", "big.py"),
        ("python", "import subprocess\nfor each in (1, 2):\n    import big\n", "big.py"),
        ("javascript", "function work() { require('./big.js') }\nwork();\n", "big.js"),
        ("javascript", "const {work} = require('./big.js');\nfunction never() { work(); }\n", "big.js"),
    ],
)
def test_a_file_that_is_too_long_inside_of_a_function_ends_the_reading_and_nothing_else(
    language: str, script: str, file: str
) -> None:
    text = f"x = 1{';' * (language == 'javascript')}\n" * 30_000
    source = Source(file, file, file, f"exports.work = () => {{\n{text}}};\n" if "{work}" in script else text)
    given = replace(located(f"{script}{SEND[language]}\n"), open=lambda path: source if file in str(path) else None)
    facts = READERS[language](given)
    assert (facts.problem is None) is (language == "python" or "{work}" in script)  # modules of Python have a bound of their own
    told = [each.span.line for each in facts.dispatches] + [each.span.line for each in facts.unresolved]
    assert told == [given.source.count("\n")]


@pytest.mark.parametrize(
    ("language", "first", "branch", "last"),
    [
        ("bash", "if a; then x=0", 'elif [ "$S" = {n} ]; then x={n}', "fi"),
        ("bash", 'case "$S" in', "{n}) x={n} ;;", "esac"),
        ("bash", "set -e", '[ "$S" != {n} ] || exit 0', ""),
        ("javascript", "const s = process.env.S;", "if (s === '{n}') return;", ""),
        ("javascript", "switch (process.env.S) {{", "case '{n}': x = {n}; break;", "}}"),
        ("powershell", "", "if ($env:S -eq '{n}') {{ exit 0 }}", ""),
        ("python", "import os, subprocess, sys", "if os.environ['S'] == '{n}': sys.exit(0)", ""),
        ("cmd", "", 'if "%S%"=="{n}" exit /b 0', ""),
    ],
    ids=["if", "case", "bash-ends", "javascript-ends", "switch", "powershell-ends", "python-ends", "cmd-ends"],
)
def test_branches_without_end_are_followed_so_far_and_a_send_behind_them_is_said(
    language: str, first: str, branch: str, last: str
) -> None:
    def script(count: int) -> str:
        lines = [first.format(), *(branch.format(n=n) for n in range(count)), last.format(), SEND[language]]
        return "\n".join(filter(None, lines)) + "\n"

    few, many = READERS[language](located(script(100))), READERS[language](located(script(3_000)))
    assert few.problem is None
    assert [each.span.line for each in few.dispatches] == [script(100).count("\n")]
    assert many.problem is not None
    assert not many.dispatches
    assert [each.span.line for each in many.unresolved] == [script(3_000).count("\n")]


def test_branches_that_send_are_known_as_far_as_they_are_followed() -> None:
    script = (
        "if a; then x=1\n" + "".join(f'elif [ "$S" = {n} ]; then gh workflow run x.yml -f a={n}\n' for n in range(3_000)) + "fi\n"
    )
    facts = READERS["bash"](located(script))
    assert len(facts.dispatches) == MOST_MESSAGES + 1
    assert len({each.guard for each in facts.dispatches}) == MOST_MESSAGES + 1
    assert facts.problem is not None
    assert len(facts.unresolved) == MOST_LINES + 1


def test_messages_of_a_workflow_are_counted() -> None:
    steps = "".join(f"      - run: gh workflow run x.yml -f a={n}\n" for n in range(MOST_MESSAGES + 50))
    text = f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}"
    system = link((repository({"w.yml": text}),), Config())
    assert len(system.sites) == MOST_MESSAGES + 1
    assert [each.message for each in system.problems] == ["more than 300 messages are sent here; steps behind them aren't read"]


def test_a_workflow_with_as_many_messages_as_are_looked_at_is_whole() -> None:
    steps = "".join(f"      - run: gh workflow run x.yml -f a={n}\n" for n in range(MOST_MESSAGES))
    assert len(linked({"w.yml": f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}"}).sites) == MOST_MESSAGES


def test_a_workflow_of_more_jobs_or_steps_than_are_looked_at_counts_as_unread() -> None:
    def jobs(count: int, steps: int) -> str:
        job = "{runs-on: x, steps: [" + ", ".join(["{run: make}"] * steps) + "]}"
        return "on: {repository_dispatch: {types: [a]}}\njobs:\n" + "".join(f"  a{n}: {job}\n" for n in range(count))

    for text in (jobs(MOST_JOBS, 1), jobs(1, MOST_STEPS)):
        assert len(linked({"w.yml": text}).workflows) == 1
    for text in (jobs(MOST_JOBS + 1, 1), jobs(1, MOST_STEPS + 1)):
        whole = repository(
            {"w.yml": text, "other.yml": "on: push\njobs: {a: {runs-on: x, steps: [{run: gh workflow run w.yml}]}}\n"}
        )
        system = link((whole,), Config())
        assert [each.workflow.source.name for each in system.workflows] == ["other.yml"]
        assert [each.message.partition(":")[0] for each in system.problems] == [
            "more than 500 jobs or 2,000 steps in one workflow"
        ]
        assert [each.kind for each in system.problems] == ["script"]  # no fault: GitHub may well take it
        assert system.is_unread(whole, "w.yml")


def test_jobs_that_are_needed_are_found_by_their_names_without_case() -> None:
    job = "runs-on: x, steps: [{run: make}]"
    jobs = f"A: {{{job}}}, b: {{needs: [a, none], {job}}}, c: {{needs: [B, c, D], {job}}}, d: {{needs: [c, a], {job}}}"
    text = f"on: push\njobs: {{{jobs}}}\n"
    (facts,) = linked({"w.yml": text}).workflows
    assert [[each.id for each in facts.needed_by(job)] for job in facts.jobs] == [[], ["A"], ["b", "d", "A"], ["c", "A", "b"]]


@pytest.mark.parametrize(("count", "told"), [(10, 9), (11, 10), (12, 10), (500, 10)])
def test_ten_faults_of_a_file_are_listed_as_github_does(count: int, told: int) -> None:
    read = parse("w.yml", "on: push\n" + "jobs: {}\n" * count)
    assert isinstance(read, Document)
    assert len(read.problems) == told
    more = f"key `jobs` is given twice, and there are {count - 11} more such faults in this file"
    assert read.problems[-1].message == (more if count > 11 else "key `jobs` is given twice")


def test_a_thousand_ignores_count() -> None:
    source = Source("w.yml", f"{FOLDER}w.yml", f"{FOLDER}w.yml", "on: push\n" + "# wflint: ignore[x] y\n" * 5_000 + "jobs: {}\n")
    found = list(ignores(source))
    assert len(found) == MOST + 1
    assert [each.is_beyond for each in found] == [False] * MOST + [True]
    assert found[0].lines == {2, 5_002}


def test_edits_are_looked_for_within_limits() -> None:
    text = "on: push # a note\n" + "# x\n" * 20_000
    source = Source("w.yml", "w.yml", "w.yml", text)
    edit = Edit(Span("w.yml", 1, 9, 1, 18), "")
    assert applied(text, (edit,)).startswith("on: push\n")
    assert says_the_same(source, edit)
    with limited():
        answers = [says_the_same(source, edit) for _ in range(100)]
    assert answers[0]
    assert not answers[-1]
    assert answers == sorted(answers, reverse=True)
    assert says_the_same(source, edit)
