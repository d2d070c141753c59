"""Inputs that are made to do harm, with the time and memory that each takes: `python benchmarks/hostile.py [NAME …]`.

Each input is a repository of its own beside a harmless workflow with one fault.  A line says how the run ended, whether the fault
beside it was still reported, CPU seconds and the largest memory of the process.  A process may take 60 CPU seconds and 3 GB.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path

CPU_SECONDS, MEMORY = 60, 3 << 30
WORKFLOWS = ".github/workflows"
ODD_PLACE = f"{WORKFLOWS}/x.yml"
NEIGHBOUR = "on: push\njobs: {a: {runs-on: x, timeout-minutes: 0, steps: [{run: make}]}}\n"
SEND = "gh workflow run neighbour.yml"


def bash(script: str) -> str:
    return _step(f"{{shell: bash, run: {json.dumps(script)}}}")


def powershell(script: str) -> str:
    return _step(f"{{shell: pwsh, run: {json.dumps(script)}}}")


def python(script: str) -> str:
    return _step(f"{{shell: python, run: {json.dumps(script)}}}")


def cmd(script: str) -> str:
    return _step(f"{{shell: cmd, run: {json.dumps(script)}}}")


def javascript(script: str) -> str:
    return _step(f"{{uses: actions/github-script@v8, with: {{script: {json.dumps(script)}}}}}")


def _step(step: str) -> str:
    return f"on: push\njobs: {{a: {{runs-on: x, timeout-minutes: 5, steps: [{step}]}}}}\n"


def workflow(text: str | bytes) -> dict[str, str | bytes]:
    return {".github/workflows/x.yml": text}


def _lines(count: int, line: Callable[[int], str]) -> str:
    return "".join(line(number) for number in range(count))


def _chain(first: str, branch: str, last: str) -> str:
    """Three thousand branches, each of a number `{n}`."""
    return f"{first}\n{_lines(3_000, lambda n: branch.format(n=n) + chr(10))}{last}\n"


def _branches(make: Callable[[str], str], parts: tuple[str, str, str]) -> dict[str, str | bytes]:
    return workflow(make(_chain(*parts)))


def _bomb() -> str:
    letters = "abcdefghijklm"
    levels = (f"{here}: &{here} [{', '.join([f'*{before}'] * 9)}]\n" for before, here in pairwise(letters))
    return f"a: &a [{', '.join('x' * 9)}]\n" + "".join(levels)


def _composites(width: int, depth: int) -> dict[str, str | bytes]:
    actions = {
        f"a{level}/action.yml": f"runs: {{using: composite, steps: [{', '.join([f'{{uses: ./a{level + 1}}}'] * width)}]}}\n"
        for level in range(depth)
    }
    return {**actions, **workflow(_step("{uses: ./a0}"))}


def _calls(width: int, depth: int) -> dict[str, str | bytes]:
    def jobs(level: int) -> str:
        return ", ".join(f"j{each}: {{uses: ./.github/workflows/c{level + 1}.yml}}" for each in range(width))

    last = f"on: workflow_call\njobs: {{a: {{runs-on: x, steps: [{{run: {SEND}}}]}}}}\n"
    files = {
        f".github/workflows/c{level}.yml": f"on: {{workflow_call: , push: }}\njobs: {{{jobs(level)}}}\n" for level in range(depth)
    }
    return {**files, f".github/workflows/c{depth}.yml": last}


def _shared(users: int, width: int) -> dict[str, str | bytes]:
    """Workflows that each use one that uses another, again and again."""

    def jobs(called: str) -> str:
        return ", ".join(f"j{each}: {{uses: ./{WORKFLOWS}/{called}.yml}}" for each in range(width))

    return {
        **{f"{WORKFLOWS}/u{user}.yml": f"on: push\njobs: {{{jobs('middle')}}}\n" for user in range(users)},
        f"{WORKFLOWS}/middle.yml": f"on: workflow_call\njobs: {{{jobs('last')}}}\n",
        f"{WORKFLOWS}/last.yml": f"on: workflow_call\njobs: {{a: {{runs-on: x, steps: [{{run: {SEND}}}]}}}}\n",
    }


def _mesh(size: int) -> dict[str, str | bytes]:
    types = ", ".join(f"e{each}" for each in range(size))
    sends = "; ".join(f"gh api repos/o/r/dispatches -f event_type=e{each}" for each in range(size))
    jobs = f"{{a: {{runs-on: x, timeout-minutes: 5, steps: [{{run: '{sends}'}}]}}}}"
    text = f"on: {{repository_dispatch: {{types: [{types}]}}}}\njobs: {jobs}\n"
    return {f".github/workflows/w{each}.yml": text for each in range(size)}


def _job(number: int, needs: list[str]) -> str:
    return f"  a{number}: {{needs: [{', '.join(needs)}], runs-on: x, timeout-minutes: 5, steps: [{{run: {SEND}}}]}}\n"


def _output(step: int) -> str:
    return f"${{{{ steps.s{step}.outputs.v }}}}"


_PYTHON_SEND = "subprocess.run(['gh', 'workflow', 'run', x])"
_JS_SEND = "github.rest.actions.createWorkflowDispatch({...context.repo, workflow_id: 'neighbour.yml', ref: 'x', inputs: {x}})"

CHAINS: Mapping[str, tuple[Callable[[str], str], tuple[str, str, str]]] = {
    "bash if": (bash, ("if a; then x=1", 'elif [ "$S" = {n} ]; then x={n}', f"fi\n{SEND} -f a=$x")),
    "bash case": (bash, ('case "$S" in', "{n}) x={n} ;;", f"esac\n{SEND} -f a=$x")),
    "bash early ends": (bash, ("set -e", '[ "$S" != {n} ] || exit 0', SEND)),
    "JavaScript if": (
        javascript,
        ("let x = 0; const s = process.env.S;\nif (s === 'a') x = 1;", "else if (s === '{n}') x = {n};", _JS_SEND),
    ),
    "JavaScript switch": (javascript, ("let x = 0; switch (process.env.S) {", "case '{n}': x = {n}; break;", "}\n" + _JS_SEND)),
    "JavaScript early ends": (javascript, ("let x = 0; const s = process.env.S;", "if (s === '{n}') return;", _JS_SEND)),
    "PowerShell if": (
        powershell,
        ("if ($env:S -eq 'a') { $x = 1 }", "elseif ($env:S -eq '{n}') {{ $x = {n} }}", f"{SEND} -f a=$x"),
    ),
    "PowerShell switch": (powershell, ("switch ($env:S) {", "'{n}' {{ $x = {n} }}", f"}}\n{SEND} -f a=$x")),
    "PowerShell early ends": (powershell, ("", "if ($env:S -eq '{n}') {{ exit 0 }}", SEND)),
    "Python if": (
        python,
        ("import os, subprocess\ns = os.environ['S']\nif s == 'a': x = 1", "elif s == '{n}': x = {n}", _PYTHON_SEND),
    ),
    "Python match": (python, ("import os, subprocess\nmatch os.environ['S']:", "  case '{n}': x = {n}", _PYTHON_SEND)),
    "Python early ends": (
        python,
        ("import os, subprocess, sys\nx = s = os.environ['S']", "if s == '{n}': sys.exit(0)", _PYTHON_SEND),
    ),
    "batch if": (cmd, ("", 'if "%S%"=="{n}" set x={n}', f"{SEND} -f a=%x%")),
    "batch early ends": (cmd, ("", 'if "%S%"=="{n}" exit /b 0', SEND)),
}
"""Scripts with a chain of branches: the language, what stands before it, each branch of a number `{n}`, what sends behind it."""

CASES: Mapping[str, Callable[[], dict[str, str | bytes]]] = {
    "aliases of aliases": lambda: workflow(_bomb() + "on: push\n"),
    "100,000 lists": lambda: workflow("on: push\na: " + "[" * 100_000),
    "100,000 list items on a line": lambda: workflow("on: push\na:\n  " + "- " * 100_000 + "x\n"),
    "2,000 nested keys": lambda: workflow(_lines(2_000, lambda level: " " * level + "a:\n")),
    "50 MB": lambda: workflow(b"# x\n" * 12_500_000),
    "UTF-16 without a mark": lambda: workflow("on: push\n".encode("utf-16-le")),
    "1.2 million characters, all comments": lambda: workflow("# x\n" * 300_000),
    "40,000 ignores": lambda: workflow("on: push\njobs: {}\n" + "# wflint: ignore[x] y\n" * 40_000),
    "NULs": lambda: workflow("on: push\n\0\njobs: {}\n"),
    "binary": lambda: workflow(bytes(range(256)) * 1_000),
    "script of 1 MB, 24,000 sends": lambda: workflow(bash(f"echo x; {SEND}\n" * 24_000)),
    "line of 1 MB": lambda: workflow(bash("echo " + "a" * 1_000_000)),
    "expression of 20,000 characters": lambda: workflow(_step(f'{{run: x, if: "{"a.b || " * 2_800}a"}}')),
    "20,000 brackets in an expression": lambda: workflow(_step(f'{{run: x, if: "{"(" * 20_000}a"}}')),
    "20,000 expressions": lambda: workflow(bash("echo " + "${{ github.run_id }}" * 20_000)),
    "60 choices in one value": lambda: workflow(
        bash(_lines(60, lambda n: f'if [ "$A{n}" = 1 ]; then x="$x a"; else x="$x b"; fi\n') + f'{SEND} -f a="$x"\n')
    ),
    "a value doubled 60 times, bash": lambda: workflow(bash('x="$A"\n' + 'x="$x$x"\n' * 60 + f'{SEND} -f a="$x"\n')),
    "a value doubled 60 times, JavaScript": lambda: workflow(
        javascript("let x = process.env.A;\n" + "x = x + x;\n" * 60 + f"await {_JS_SEND}")
    ),
    "a value doubled 60 times, PowerShell": lambda: workflow(
        powershell("$x = $env:A\n" + "$x = $x + $x\n" * 60 + f"{SEND} -f a=$x\n")
    ),
    "a value doubled 60 times, Python": lambda: workflow(
        python("import os, subprocess\nx = os.sep\n" + "x = x + x\n" * 60 + "subprocess.run(['gh', 'workflow', 'run', x])\n")
    ),
    "2^40 calls, bash": lambda: workflow(
        bash(_lines(40, lambda n: f"f{n}() {{ f{n + 1}; f{n + 1}; }}\n") + f"f40() {{ {SEND}; }}\nf0\n")
    ),
    "2^40 calls, JavaScript": lambda: workflow(
        javascript(
            _lines(40, lambda n: f"const f{n} = async () => {{ await f{n + 1}(); await f{n + 1}(); }};\n")
            + f"const f40 = async () => {{ const x = 1; await {_JS_SEND} }};\nawait f0();\n"
        )
    ),
    "2^40 calls, Python": lambda: workflow(
        python(
            "import subprocess\n"
            + _lines(40, lambda n: f"def f{n}():\n  f{n + 1}(); f{n + 1}()\n")
            + "def f40():\n  subprocess.run(['gh', 'workflow', 'run', 'neighbour.yml'])\nf0()\n"
        )
    ),
    "9^12 turns of loops, bash": lambda: workflow(
        bash(_lines(12, lambda n: f"for a{n} in 1 2 3 4 5 6 7 8 9; do\n") + f"{SEND} -f a=$a0$a11\n" + "done\n" * 12)
    ),
    "9^12 turns of loops, Python": lambda: workflow(
        python(
            "import subprocess\n"
            + _lines(12, lambda n: " " * n + f"for a{n} in [1, 2, 3, 4, 5, 6, 7, 8, 9]:\n")
            + " " * 12
            + "subprocess.run(['gh', 'workflow', 'run', 'neighbour.yml', '-f', f'a={a0}{a11}'])\n"
        )
    ),
    "a billion numbers": lambda: workflow(bash("for i in {1..1000000000}; do " + f"{SEND} -f a=$i; done")),
    "functions that call each other": lambda: workflow(bash(f"f() {{ g; {SEND}; }}\ng() {{ f; g; }}\nf\n")),
    "20,000 $(( in bash": lambda: workflow(bash(f"{SEND} " + "$((1+(" * 20_000)),
    "30,000 brackets in JavaScript": lambda: workflow(javascript(f"x = {'(' * 30_000}1{')' * 30_000}; {_JS_SEND}")),
    "20,000 brackets in Python": lambda: workflow(
        python(f"import subprocess\nsubprocess.run(['gh', {'(' * 20_000}1{')' * 20_000}])")
    ),
    "50,000 lists in JSON": lambda: workflow(
        bash('gh api repos/o/r/dispatches --input - <<"E"\n{"event_type": "a", "client_payload": ' + "[" * 50_000 + "\nE\n")
    ),
    "if with 3,000 branches that send": lambda: workflow(
        bash("if a; then x=1\n" + _lines(3_000, lambda n: f'elif [ "$S" = {n} ]; then x={n}; {SEND} -f a=$x\n') + "fi\n")
    ),
    "3,000 times if in if, never closed": lambda: workflow(bash(f"{SEND}\n" + "if true; then " * 3_000)),
    "3,000 quotes in quotes, never closed": lambda: workflow(bash(f"{SEND} " + '"$(echo ' * 3_000)),
    "case with 1,000 branches that send": lambda: workflow(
        bash('case "$S" in\n' + _lines(1_000, lambda n: f"{n}) {SEND} -f a={n} ;;\n") + "esac\n")
    ),
    **{f"3,000 branches, {name}": partial(_branches, *given) for name, given in CHAINS.items()},
    "an action that uses itself, and two that use each other": lambda: {
        **{
            f"{one}/action.yml": f"runs: {{using: composite, steps: [{{uses: ./{other}}}]}}\n"
            for one, other in ("aa", "bc", "cb")
        },
        **workflow(_step("{uses: ./a}, {uses: ./b}")),
    },
    "a workflow that calls itself, and two that call each other": lambda: {
        f".github/workflows/{one}.yml": f"on: {{workflow_call: , push: }}\njobs: {{a: {{uses: ./{WORKFLOWS}/{other}.yml}}}}\n"
        for one, other in ("aa", "bc", "cb")
    },
    "9^9 composite actions": lambda: _composites(9, 9),
    "9^9 called workflows": lambda: _calls(9, 9),
    "100 workflows that each bring in 81 messages": lambda: _shared(100, 9),
    "scripts that run each other": lambda: {
        "a.sh": f"bash b.sh; bash b.sh; {SEND}\n",
        "b.sh": "bash a.sh; bash a.sh\n",
        **workflow(bash("bash a.sh")),
    },
    "2,000 jobs that send, each after five others": lambda: workflow(
        "on: push\njobs:\n" + _lines(2_000, lambda n: _job(n, [f"a{each}" for each in range(max(0, n - 5), n)]))
    ),
    "500 jobs that send, each after the one before": lambda: workflow(
        "on: push\njobs:\n" + _lines(500, lambda n: _job(n, [f"a{n - 1}"] if n else []))
    ),
    "500 uses of an action of 1,900 steps": lambda: {
        "a/action.yml": "runs:\n  using: composite\n  steps:\n" + "    - {run: make x, shell: bash}\n" * 1_900,
        **workflow(_step(", ".join(["{uses: ./a}"] * 500 + [f"{{run: {SEND}}}"]))),
    },
    "1,000 outputs of a job, each read by each of 300 that send": lambda: workflow(
        "on: push\njobs:\n  o:\n    runs-on: x\n    timeout-minutes: 5\n    outputs:\n"
        + _lines(1_000, lambda n: f"      o{n}: ${{{{ steps.s.outputs.o{n} }}}}\n")
        + "    steps: [{id: s, run: make}]\n"
        + _lines(300, lambda n: _job(n, ["o"]))
    ),
    "2,000 steps that send": lambda: workflow(
        "on: push\njobs:\n  a:\n    runs-on: x\n    timeout-minutes: 5\n    steps:\n"
        + _lines(2_000, lambda n: f"      - run: {SEND} -f a={n}\n")
    ),
    "10,000 steps that send": lambda: workflow(
        "on: push\njobs:\n  a:\n    runs-on: x\n    timeout-minutes: 5\n    steps:\n"
        + _lines(10_000, lambda n: f"      - run: {SEND} -f a={n}\n")
    ),
    "outputs that double 60 times from step to step": lambda: workflow(
        "on: push\njobs:\n  a:\n    runs-on: x\n    timeout-minutes: 5\n    steps:\n"
        + "      - {id: s0, run: 'echo \"v=${{ github.event.head_commit.id }}\" >> $GITHUB_OUTPUT'}\n"
        + _lines(60, lambda n: f"      - {{id: s{n + 1}, run: 'echo \"v={_output(n)}{_output(n)}\" >> $GITHUB_OUTPUT'}}\n")
        + f"      - run: {SEND} -f a={_output(60)}\n"
    ),
    "10,000 steps": lambda: workflow(
        "on: push\njobs:\n  a:\n    runs-on: x\n    timeout-minutes: 5\n    steps:\n"
        + _lines(10_000, lambda n: f"      - run: make {n}\n")
    ),
    "a pattern of 60 stars": lambda: {
        **workflow(f"on: {{workflow_run: {{workflows: ['{'*a' * 60}b']}}}}\njobs: {{}}\n"),
        ".github/workflows/y.yml": f"name: {'a' * 200}\n{NEIGHBOUR}",
    },
    "20,000 times the same key": lambda: workflow("on: push\n" + "jobs: {}\n" * 20_000),
    "30 workflows, each hears and sends 30 events": lambda: _mesh(30),
}


ODD: Mapping[str, Callable[[Path], object]] = {
    "a workflow that is a link to /etc/passwd": lambda path: path.symlink_to("/etc/passwd"),
    "a workflow that is a link to itself": lambda path: path.symlink_to(path.name),
    "a workflow that is /dev/zero": lambda path: path.symlink_to("/dev/zero"),
    "a workflow that is a pipe": os.mkfifo,
    "a workflow that nobody may read": lambda path: path.touch(mode=0),
    "a folder that is a link to one around it": lambda path: path.with_name("a").symlink_to(path.parents[2]),
    "a name with a line end and an escape": lambda path: path.with_name("\x1b[31m\n::error::x.yml").write_text("on: push\n"),
    "a name that isn't UTF-8": lambda path: Path(os.fsdecode(os.fsencode(path.parent) + b"/\xff.yml")).write_text("on: push\n"),
}
"""Inputs of one odd file each, in the place of a workflow."""


def _vanish(path: Path) -> None:
    path.write_text(NEIGHBOUR)
    path.unlink()


def _change(path: Path) -> None:
    path.write_text(NEIGHBOUR * 200)
    path.write_text("on: [")


MOVING: Mapping[str, Callable[[Path], None]] = {
    "a workflow that comes and goes all the time": _vanish,
    "a workflow that changes all the time": _change,
}
"""What is done to a workflow again and again while wflint runs."""


def build(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write a repository."""
    for local, content in {**files, ".github/workflows/neighbour.yml": NEIGHBOUR}.items():
        path = root / local
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def measured(root: Path, meanwhile: Callable[[Path], None] | None = None) -> tuple[int, str, float, int]:
    """Exit status, what was said, CPU seconds and megabytes of one run; `meanwhile` is done to a workflow all the time."""
    with tempfile.TemporaryFile() as said:
        command = [sys.executable, "-m", "wflint", "--isolated", "--no-cache", "--format", "concise", "."]
        child = subprocess.Popen(command, cwd=root, stdout=said, stderr=subprocess.STDOUT, preexec_fn=_limited)
        ended = 0
        while not ended:
            if meanwhile is not None:
                meanwhile(root / ODD_PLACE)
            ended, status, used = os.wait4(child.pid, os.WNOHANG if meanwhile is not None else 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return child.returncode, said.read().decode(errors="replace"), used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main(names: list[str]) -> int:
    unknown = set(names) - {*CASES, *ODD, *MOVING}
    if unknown:
        print(f"no such input: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    print("| input | exit | the rest is checked | CPU s | MB |\n|---|--:|---|--:|--:|")
    harmed = False
    for name in names or (*CASES, *ODD, *MOVING):
        with tempfile.TemporaryDirectory() as folder:
            build(Path(folder), CASES[name]() if name in CASES else {})
            if name in ODD:
                ODD[name](Path(folder) / ODD_PLACE)
            start = time.perf_counter()
            status, said, seconds, megabytes = measured(Path(folder), MOVING.get(name))
        checked = status in (0, 1) and "neighbour.yml:2" in said
        harmed = harmed or not checked
        print(f"| {name} | {status} | {'yes' if checked else 'no'} | {seconds:.1f} | {megabytes} |", flush=True)
        if time.perf_counter() - start > CPU_SECONDS:
            print(f"{name}: more than {CPU_SECONDS} s", file=sys.stderr)
    return 1 if harmed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
