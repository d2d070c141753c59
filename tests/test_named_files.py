"""However a workflow comes to a file that sends something: the workflow isn't ordinary.

Each way is one that wflint follows when it reads the workflow, which is asserted as well: what the first look misses would be
a finding that depends on whether ordinary workflows are read.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from test_ordinary import PLAIN, repository
from wflint.config import Config
from wflint.facts.looks import looks
from wflint.facts.named import Named, Names, words
from wflint.facts.ordinary import ordinary
from wflint.link import link
from wflint.sources import Repository

GO = "gh workflow run deploy.yml\n"
FUNCTION = f"go() {{ {GO.strip()}; }}\n"
SHELL_FUNCTION = "function Go { gh workflow run deploy.yml }\n"
PACKAGE = '{"scripts": {"go": "gh workflow run deploy.yml", "test": "gh workflow run deploy.yml"}}\n'
PYTHON = "import subprocess\nsubprocess.run(['gh', 'workflow', 'run', 'deploy.yml'])\n"
MODULE = "import subprocess\ndef go():\n    subprocess.run(['gh', 'workflow', 'run', 'deploy.yml'])\n"
NODE = "require('child_process').execSync('gh workflow run deploy.yml')\n"
EXPORTS = "exports.go = () => require('child_process').execSync('gh workflow run deploy.yml')\n"
STANDARD = "import {execSync} from 'child_process'\nexport const go = () => execSync('gh workflow run deploy.yml')\n"


def _lines(*lines: str) -> str:
    return "run: |\n" + "".join(f"          {line}\n" for line in lines).rstrip("\n")


def _action(step: str, inputs: str = "{}") -> str:
    return f"inputs: {inputs}\nruns:\n  using: composite\n  steps:\n    - {step}\n"


IN_SCRIPTS = {"scripts/go.sh": GO}
BASH = {
    "a-variable-of-the-runner": "run: $GITHUB_WORKSPACE/scripts/go.sh",
    "the-same-in-braces": 'run: bash "${GITHUB_WORKSPACE}/scripts/go.sh"',
    "an-expression": 'run: bash "${{ github.workspace }}/scripts/go.sh"',
    "the-folder-in-a-variable": _lines("D=scripts", 'bash "$D/go.sh"'),
    "the-folder-in-the-environment": "{run: bash $D/go.sh, env: {D: scripts}}",
    "the-name-in-a-variable": _lines("N=go", 'bash "scripts/${N}.sh"'),
    "a-folder-of-its-own": "{run: ./go.sh, working-directory: scripts}",
    "a-quoted-key": '{run: ./go.sh, "working-directory": scripts}',
    "a-blank-before-the-colon": "{run: ./go.sh, working-directory : scripts}",
    "the-folder-on-the-next-line": "run: ./go.sh\n        working-directory:\n          scripts",
    "the-folder-folded": "run: ./go.sh\n        working-directory: >-\n          scripts",
    "cd-to-a-variable": _lines("D=scripts", "cd $D", "bash go.sh"),
    "cd-with-dashes": _lines("cd -- scripts", "bash go.sh"),
    "cd-with-a-flag": _lines("cd -P scripts", "bash go.sh"),
    "pushd": _lines('pushd "$GITHUB_WORKSPACE/scripts"', "./go.sh"),
    "quotes-inside": 'run: bash scri"pts"/go.sh',
    "quotes-around-a-part": "run: bash scripts/'go'.sh",
    "a-backslash-inside": "run: bash scripts/g\\o.sh",
    "two-slashes": "run: bash scripts//go.sh",
    "a-dot-between": "run: bash scripts/./go.sh",
    "braces": "run: bash scripts/{go,no}.sh",
    "an-assignment": "run: X=scripts/go.sh; bash $X",
    "xargs": "run: echo go.sh | xargs -I{} bash scripts/{}",
    "folded": "run: >\n          bash\n          scripts/go.sh",
    "sourced": "run: source scripts/go.sh",
}
WAYS: dict[str, tuple[str, dict[str, str]]] = {
    **{f"bash-{name}": (step, IN_SCRIPTS) for name, step in BASH.items()},
    "two-times-cd": (_lines("cd scripts", "cd deep", "bash go.sh"), {"scripts/deep/go.sh": GO}),
    "cd-and-up": (_lines("cd scripts/deep", "bash ../go.sh"), {"scripts/deep/x": "", **IN_SCRIPTS}),
    "cd-in-a-folder": (_lines("cd deep", "bash go.sh") + "\n        working-directory: scripts", {"scripts/deep/go.sh": GO}),
    "a-folder-with-a-blank": ("run: ./go.sh\n        working-directory: my scripts", {"my scripts/go.sh": GO}),
    "a-folder-with-a-comma": ("run: ./go.sh\n        working-directory: a,b", {"a,b/go.sh": GO}),
    "a-name-with-a-blank": ('run: bash "my go.sh"', {"my go.sh": GO}),
    "a-name-with-a-blank-escaped": ("run: bash my\\ go.sh", {"my go.sh": GO}),
    "a-name-with-brackets": ('run: bash "go(1).sh"', {"go(1).sh": GO}),
    "another-alphabet": ("run: bash scripts/gö.sh", {"scripts/gö.sh": GO}),
    "beside-the-script": (
        "run: bash scripts/x.sh",
        {"scripts/x.sh": '. "$(dirname "$0")/lib.sh"\ngo\n', "scripts/lib.sh": FUNCTION},
    ),
    "in-the-script's-folder": (
        "run: bash scripts/x.sh",
        {
            "scripts/x.sh": 'DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"\nsource "$DIR/lib.sh"\ngo\n',
            "scripts/lib.sh": FUNCTION,
        },
    ),
    "above-the-script": ("run: bash scripts/x.sh", {"scripts/x.sh": 'bash "$(dirname "$0")/../go.sh"\n', "go.sh": GO}),
    "with-words-of-both": ("run: bash x.sh scripts/go.sh", {"x.sh": 'bash "$1"\n', **IN_SCRIPTS}),
    "npm-prefix": ("run: npm --prefix sub run go", {"sub/package.json": PACKAGE}),
    "npm-prefix-equals": ("run: npm --prefix=sub run go", {"sub/package.json": PACKAGE}),
    "pnpm-dir": ("run: pnpm -C sub run go", {"sub/package.json": PACKAGE}),
    "pnpm-dir-equals": ("run: pnpm --dir=sub go", {"sub/package.json": PACKAGE}),
    "yarn-cwd": ("run: yarn --cwd sub go", {"sub/package.json": PACKAGE}),
    "npm-in-a-folder": ("{run: npm test, working-directory: sub}", {"sub/package.json": PACKAGE}),
    "python-module": ("run: python -m tool", {"tool.py": PYTHON}),
    "python-module-in-a-package": ("run: python -m tool.go", {"tool/go.py": PYTHON}),
    "python-by-another": ("run: poetry run python -m tool", {"tool.py": PYTHON}),
    "python-import": ("run: python scripts/x.py", {"scripts/x.py": "import helper\nhelper.go()\n", "scripts/helper.py": MODULE}),
    "python-from": ("run: python scripts/x.py", {"scripts/x.py": "from helper import go\ngo()\n", "scripts/helper.py": MODULE}),
    "python-from-a-package": (
        "run: python scripts/x.py",
        {"scripts/x.py": "from lib import helper\nhelper.go()\n", "scripts/lib/__init__.py": "", "scripts/lib/helper.py": MODULE},
    ),
    "python-a-package": ("run: python x.py", {"x.py": "import lib\nlib.go()\n", "lib/__init__.py": MODULE}),
    "python-relative": (
        "run: python -m lib.x",
        {"lib/__init__.py": "", "lib/x.py": "from .helper import go\ngo()\n", "lib/helper.py": MODULE},
    ),
    "python-further-up": (
        "run: python -m lib.sub.x",
        {
            "lib/__init__.py": "",
            "lib/sub/__init__.py": "",
            "lib/sub/x.py": "from ..helper import go\ngo()\n",
            "lib/helper.py": MODULE,
        },
    ),
    "python-starts-a-script": (
        "run: python x.py",
        {"x.py": "import os, subprocess\nsubprocess.run(['bash', os.path.join('scripts', 'go.sh')])\n", **IN_SCRIPTS},
    ),
    "python-in-a-folder": (
        "run: python scripts/x.py",
        {"scripts/x.py": "import subprocess\nsubprocess.run(['bash', 'go.sh'], cwd='scripts')\n", **IN_SCRIPTS},
    ),
    "python-reads-a-file": (
        "run: python x.py",
        {"x.py": "import subprocess\nsubprocess.run(open('go.txt').read(), shell=True)\n", "go.txt": GO},
    ),
    "javascript-require": (
        "run: node scripts/x.js",
        {"scripts/x.js": "require('./helper').go()\n", "scripts/helper.js": EXPORTS},
    ),
    "javascript-folder": ("run: node scripts/x.js", {"scripts/x.js": "require('./lib').go()\n", "scripts/lib/index.js": EXPORTS}),
    "javascript-import": (
        "run: node scripts/x.mjs",
        {"scripts/x.mjs": "import {go} from './helper.mjs'\ngo()\n", "scripts/helper.mjs": STANDARD},
    ),
    "typescript-for-javascript": (
        "run: npx tsx scripts/x.ts",
        {"scripts/x.ts": "import {go} from './helper.js'\ngo()\n", "scripts/helper.ts": STANDARD},
    ),
    "javascript-starts-a-script": (
        "run: node scripts/x.js",
        {
            "scripts/x.js": "require('child_process').execFileSync('bash', [require('path').join(__dirname, 'go.sh')])\n",
            **IN_SCRIPTS,
        },
    ),
    "powershell-module": ('{shell: pwsh, run: "Import-Module ./scripts/go; Go"}', {"scripts/go.psm1": SHELL_FUNCTION}),
    "powershell-module-in-its-folder": (
        '{shell: pwsh, run: "Import-Module ./scripts/mod; Go"}',
        {"scripts/mod/mod.psm1": SHELL_FUNCTION},
    ),
    "powershell-beside": (
        "{shell: pwsh, run: ./scripts/x.ps1}",
        {"scripts/x.ps1": '. (Join-Path $PSScriptRoot "lib.ps1")\nGo\n', "scripts/lib.ps1": SHELL_FUNCTION},
    ),
    "powershell-backslashes": ("{shell: pwsh, run: .\\scripts\\go.ps1}", {"scripts/go.ps1": GO}),
    "powershell-location": ('{shell: pwsh, run: "set-location -Path scripts; ./go.ps1"}', {"scripts/go.ps1": GO}),
    "powershell-push-location": ('{shell: pwsh, run: "Push-Location scripts; ./go.ps1"}', {"scripts/go.ps1": GO}),
    "batch-cd": ('{shell: cmd, run: "cd /d scripts & call go.bat"}', {"scripts/go.bat": GO}),
    "batch-beside": (
        "{shell: cmd, run: call scripts\\run.bat}",
        {"scripts/run.bat": 'call "%~dp0go.bat"\n', "scripts/go.bat": GO},
    ),
    "a-program-of-go": ("run: go run ./cmd/send", {"cmd/send/main.go": 'exec.Command("gh", "workflow", "run", "deploy.yml")\n'}),
    "a-program-of-ruby": ("run: ruby send.rb", {"send.rb": 'system("gh workflow run deploy.yml")\n'}),
    "among-the-workflows": ("run: bash .github/workflows/go.sh", {".github/workflows/go.sh": GO}),
    "below-the-workflows": ("run: bash .github/workflows/scripts/go.sh", {".github/workflows/scripts/go.sh": GO}),
    "among-the-actions": ("run: bash .github/actions/go.sh", {".github/actions/go.sh": GO}),
    "an-action-that-is-given-a-word": (
        "{uses: ./act, with: {what: workflow}}",
        {"act/action.yml": _action("{shell: bash, run: 'gh ${{ inputs.what }} run deploy.yml'}", "{what: {}}")},
    ),
    "an-action-that-is-given-a-script": (
        "{uses: ./act, with: {script: go}}",
        {"act/action.yml": _action("{shell: bash, run: 'bash scripts/${{ inputs.script }}.sh'}", "{script: {}}"), **IN_SCRIPTS},
    ),
    "an-action's-script": (
        "uses: ./act",
        {"act/action.yml": _action("{shell: bash, run: $GITHUB_ACTION_PATH/go.sh}"), "act/go.sh": GO},
    ),
}
SAID = {
    "quotes-in-a-word": 'run: gh "work""flow" run deploy.yml',
    "a-backslash-in-a-word": "run: gh work\\flow run deploy.yml",
    "a-line-end-in-a-word-of-yaml": 'run: "gh work\\\n          flow run deploy.yml"',
    "on-two-lines": "run: >\n          gh workflow -R o/r\n          run deploy.yml",
    "goes-on": "run: gh workflow\n          run deploy.yml",
    "a-word-in-the-environment": "{run: gh $W run deploy.yml, env: {W: workflow}}",
    "far-from-each-other": f"run: gh workflow --repo {'o' * 90}/r run deploy.yml",
    "a-command-in-a-variable": _lines('CMD="gh workflow"', "$CMD run deploy.yml"),
    "a-command-in-an-array": _lines("a=(gh workflow)", '"${a[@]}" run deploy.yml'),
}


def _sends(repositories: tuple[Repository, ...]) -> bool:
    """Whether something is sent by `a.yml` when all is read."""
    facts = next(each for each in link(repositories, Config()).workflows if each.workflow.source.name == "a.yml")
    ends = [way[-1] for job in facts.jobs for way in job.ways()]
    return any(step.dispatches or step.unresolved for step in ends)


@pytest.mark.parametrize(("step", "files"), WAYS.values(), ids=WAYS)
def test_a_file_that_sends_is_found_whichever_way_leads_to_it(step: str, files: dict[str, str], tmp_path: Path) -> None:
    repositories = repository(tmp_path / "sends", {".github/workflows/a.yml": f"{PLAIN}      - {step}\n", **files})
    assert ordinary(repositories) == ()
    quiet = {
        path: text.replace("gh ${{ inputs.what }} run", "make").replace("gh workflow run deploy.yml", "make deploy")
        for path, text in files.items()
    }
    if not any("'workflow'" in text or '"workflow"' in text for text in quiet.values()):
        silent = repository(tmp_path / "quiet", {".github/workflows/a.yml": f"{PLAIN}      - {step}\n", **quiet})
        assert len(ordinary(silent)) == 1, "it is read whatever stands in the files"
    assert _sends(repositories), "nobody goes this way"


@pytest.mark.parametrize("step", SAID.values(), ids=SAID)
def test_words_of_a_command_are_found_wherever_they_stand(step: str, tmp_path: Path) -> None:
    repositories = repository(tmp_path, {".github/workflows/a.yml": f"{PLAIN}      - {step}\n"})
    assert _sends(repositories)
    assert ordinary(repositories) == ()


def test_words_are_those_of_a_shell_too() -> None:
    assert {"scripts", "go", "go.sh", "sub", "lib"} <= words('bash scri"pts"/g\\o.sh -Csub --lib "%~dp0go.sh"')


def _reached(root: Path, text: str) -> list[Named | None]:
    (found,) = repository(root, {".github/workflows/a.yml": PLAIN})
    return list(Names(found).reached([("", text)]))


def test_scripts_that_name_each_other_are_looked_at_once(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{name}.sh").write_text(f"bash {other}.sh; bash {name}.sh\n")
    assert [each.text for each in _reached(tmp_path, "bash a.sh") if each is not None] == [
        "bash b.sh; bash a.sh\n",
        "bash a.sh; bash b.sh\n",
    ]


def test_what_a_machine_wrote_and_what_others_wrote_isnt_read(tmp_path: Path) -> None:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "go.sh").write_text(GO)
    (tmp_path / "built.js").write_text(f"{'x' * 5_000}; {NODE}")
    (tmp_path / "picture").write_bytes(bytes(range(256)))
    assert [each.text for each in _reached(tmp_path, "vendor/go.sh built.js picture") if each is not None] == ["", ""]


@pytest.mark.parametrize("kind", ["files", "folders", "odd-names", "characters", "a-link", "a-file-too-large"])
def test_beyond_the_bounds_it_cant_be_told(kind: str, tmp_path: Path) -> None:
    text = "bash go.sh"
    if kind == "files":
        text = " ".join(f"s{n}.sh" for n in range(200))
        for n in range(200):
            (tmp_path / f"s{n}.sh").write_text("make\n")
    elif kind == "folders":
        text = " ".join(f"d{n}" for n in range(400))
        for n in range(400):
            (tmp_path / f"d{n}").mkdir()
    elif kind == "odd-names":
        for n in range(200):
            (tmp_path / f"a name, {n}").write_text("make\n")
    elif kind == "characters":
        for name in ("go", "a", "b"):
            (tmp_path / f"{name}.sh").write_text("make a b\n" * 200_000)
    elif kind == "a-link":
        (tmp_path / "go.sh").symlink_to(tmp_path, target_is_directory=True)
    else:
        (tmp_path / "go.sh").write_text("make\n" * 700_000)
    assert _reached(tmp_path, text)[-1] is None


def test_a_link_to_a_script_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.sh").write_text(GO)
    (tmp_path / "go.sh").symlink_to("real.sh")
    assert [each.text for each in _reached(tmp_path, "bash go.sh") if each is not None] == [GO]


MANY = {
    "words": " ".join(f"w{n}" for n in range(150_000)),
    "one-word": "a" * 1_000_000,
    "dots": "a." * 500_000,
    "dashes": "-" * 1_000_000,
    "folders": " ".join(f"cd d{n};" for n in range(100_000)),
    "quotes": "'" * 1_000_000,
    "slashes": "a/" * 500_000,
}


@pytest.mark.parametrize("text", MANY.values(), ids=MANY)
def test_a_long_text_takes_no_time_to_look_for_files(text: str, tmp_path: Path) -> None:
    for n in range(50):
        (tmp_path / f"d{n}").mkdir()
        (tmp_path / f"d{n}" / f"w{n}.sh").write_text("make\n")
    start = time.process_time()
    _reached(tmp_path, text)
    assert time.process_time() - start < 5


LONG = {
    "git": "git " * 250_000,
    "git-push": "git " * 200_000 + "push",
    "gh": "gh " * 300_000,
    "workflow": "workflow " * 110_000,
    "workflow-blanks": "workflow" + " " * 1_000_000 + "x",
    "workflow-run": "workflow runs " * 70_000,
    "dispatch": "workflow_dispatch " * 55_000,
    "hub": "github.hub/hub-" * 60_000,
    "names": "github.event_name " * 55_000 + "=",
    "compared": "github.event_name == 'x" * 40_000,
    "blanks": "github.event_name" + " " * 1_000_000,
    "max": "max_retr" * 120_000,
    "attempt": "attempts_" * 110_000,
    "backslashes": "\\\n" * 300_000,
    "calls": "./.github/workflows/" * 50_000,
    "dollars": "$/.github/workflows/a" * 45_000,
}


@pytest.mark.parametrize("kind", ["plain", "quoted", "block", "name", "key"])
@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_long_text_takes_no_time_to_look_at(text: str, kind: str) -> None:
    flat = text.replace("\\", "").replace("\n", " ").replace("'", "")
    step = {
        "plain": f"run: {flat}",
        "quoted": f'run: "{flat}"',
        "block": f"run: |\n          {text}",
        "name": f"name: {flat}\n        run: x",
        "key": f"env: {{{flat[:190]}: x}}\n        run: |\n{flat.replace(' ', chr(10) + ' ' * 10)}",
    }
    start = time.process_time()
    looks(f"{PLAIN}      - {step[kind]}\n")
    assert time.process_time() - start < 5
