"""Scripts that send events and that no workflow runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from wflint.cli import main
from wflint.facts.called import Caller, read_alone
from wflint.facts.memory import Memory
from wflint.facts.workspace import Files, Workspace
from wflint.script_files import script_files
from wflint.sources import Repository, Source, discover
from wflint.values.condition import ALWAYS, Condition, Not, Test
from wflint.values.value import Const, Field, Object, Unknown, Value

WORKFLOW = """on: {workflow_dispatch: {inputs: {id: {type: string}}}}
jobs: {a: {runs-on: ubuntu-latest, timeout-minutes: 5, steps: [{run: make}]}}
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {
        ".github/workflows/build.yml": WORKFLOW,
        "scripts/start.sh": 'gh workflow run bild.yml -f id="$1"\ngh workflow run build.yml -f nr="$1"\n',
        "scripts/other.sh": 'gh workflow run "$1" --repo "$2"\n',
        "start.py": "# gh workflow run nowhere.yml\n",
        "src/app.py": "print('gh workflow run nowhere.yml')\n",
        "workers/hook/index.ts": "fetch('https://api.github.com/repos/octo/example/dispatches')\n",
        "workers/hook/index.test.ts": "fetch('https://api.github.com/repos/octo/example/dispatches')\n",
        "app/services/dispatcher.py": "# gh workflow run nowhere.yml\n",
        "app/services/test_dispatcher.py": "# gh workflow run nowhere.yml\n",
        "app/services/mail.py": "# gh workflow run nowhere.yml\n",
        "slack-relay/api/command.js": "// gh workflow run nowhere.yml\n",
        "node_modules/x/start.sh": "gh workflow run nowhere.yml\n",
        "tests/fixtures/start.sh": "gh workflow run nowhere.yml\n",
        ".hidden/start.sh": "gh workflow run nowhere.yml\n",
        "make.sh": "make all\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "link.sh").symlink_to(tmp_path / "scripts" / "start.sh")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_which_files_are_looked_at(repository: Path) -> None:
    [found], _ = discover(["."])
    assert [each.local for each in script_files(found)] == [
        "app/services/dispatcher.py",
        "scripts/other.sh",
        "scripts/start.sh",
        "slack-relay/api/command.js",
        "start.py",
        "workers/hook/index.ts",
    ]


def test_what_is_wrong_in_them_is_a_warning(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--format", "concise"]) == 1
    assert capsys.readouterr().out == (
        "scripts/start.sh:1:17: warning[unknown-workflow] there is no workflow `bild.yml`, "
        "so GitHub refuses this dispatch (404) and nothing starts\n"
        "scripts/start.sh:2:30: warning[undeclared-input] `build.yml` declares no input `nr`, "
        "so GitHub refuses to start it (422)\n"
        "2 warnings in 1 workflow\n"
    )


def test_a_script_that_a_workflow_runs_is_no_loose_one(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "scripts" / "start.sh").write_text("gh workflow run bild.yml\n")
    caller = (
        WORKFLOW.replace("make", "./scripts/start.sh") + "env: {GH_TOKEN: '${{ github.token }}'}\npermissions: {actions: write}\n"
    )
    (repository / ".github" / "workflows" / "start.yml").write_text(caller)
    assert main(["--format", "concise"]) == 1
    assert "scripts/start.sh:1:17: error[unknown-workflow]" in capsys.readouterr().out


def alone(path: str, text: str) -> tuple[list[tuple[Value, Value, Condition]], list[str]]:
    """What a script sends of which nothing is known but its text, and why the rest isn't understood."""
    files = Files(Repository(Path("/nowhere"), "", "", "octo/example", files={}))
    found = read_alone(Source(path, path, path, text), Caller(Workspace(files), Memory(files)))
    assert found is not None
    return [(each.target, each.payload, each.guard) for each in found.dispatches], [each.reason for each in found.unresolved]


FIRST = Unknown("`$1` of a script that nothing in sight runs")
UNCALLED = "it stands in a function that nothing in sight calls"
CALL = "execSync('gh workflow run pack.yml')"


@pytest.mark.parametrize(
    ("path", "text", "sent"),
    [
        ("a.sh", 'gh workflow run b.yml -f id="$1"', [(Const("b.yml"), Object((Field("id", FIRST),)), ALWAYS)]),
        (
            "a.sh",
            'shift\ngh workflow run "$9"',
            [(Unknown("the other arguments of a script that nothing in sight runs"), Object(()), ALWAYS)],
        ),
        (
            "a.sh",
            'if [ $# -ne 1 ]; then exit 1; fi\ngh workflow run "$1"',
            [(FIRST, Object(()), Not(Test(Unknown("`$#`"), "!=", Const("1"), "number")))],
        ),
        ("a.sh", 'send() {\n  gh workflow run "$1"\n}\nsend b.yml', [(Const("b.yml"), Object(()), ALWAYS)]),
        ("a.bat", "gh workflow run %1", [(Unknown("`%1` of a script that nothing in sight runs"), Object(()), ALWAYS)]),
        (
            "a.js",
            "const cp = require('child_process');\ncp.execFileSync('gh', ['workflow', 'run', process.argv[2]]);",
            [(Unknown("`process.argv[2]`"), Object(()), ALWAYS)],
        ),
    ],
)
def test_what_people_give_to_a_script_is_unknown(path: str, text: str, sent: list[tuple[Value, Value, Condition]]) -> None:
    assert alone(path, text) == (sent, [])


@pytest.mark.parametrize(
    ("path", "text", "reasons"),
    [
        ("a.sh", "send() { gh workflow run b.yml; }", ["it stands in function `send`, which nothing in sight calls"]),
        ("a.psm1", "function Send { gh workflow run b.yml }", ["it stands in function `send`, which nothing in sight calls"]),
        ("a.mjs", f"import {{ execSync }} from 'child_process';\nexport function send() {{ {CALL}; }}", [UNCALLED]),
        ("a.mjs", f"import {{ execSync }} from 'child_process';\nexport default {{ run() {{ {CALL}; }} }};", [UNCALLED]),
        (
            "a.ts",
            "import { execSync } from 'child_process';\n"
            f"export class Bot {{ one(): void {{ {CALL}; }}\n two(): void {{ const go = () => {{ {CALL}; }}; go(); }} }}",
            [UNCALLED, UNCALLED],
        ),
        (
            "a.mjs",
            f"import {{ execSync }} from 'child_process';\nconst f = () => f();\nexport const g = () => {{ f(); {CALL} }};",
            [UNCALLED],
        ),
        ("a.mjs", "export function note() { console.log('gh workflow run pack.yml'); process.exit(1); }", []),
    ],
)
def test_what_nothing_in_sight_calls(path: str, text: str, reasons: list[str]) -> None:
    assert alone(path, text) == ([], reasons)
