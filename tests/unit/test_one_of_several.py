"""What is run may be one of several functions, blocks or objects: each sends, and none surely."""

from __future__ import annotations

import pytest
from test_properties import READERS, located

from wflint.values.condition import ALWAYS
from wflint.values.value import constant

START = "github.rest.actions.createWorkflowDispatch({{...context.repo, workflow_id: '{}.yml', ref: 'main'}})"
JAVASCRIPT = f"const a = () => {START.format('a')};\nconst b = () => {START.format('b')};\n"
TABLE = f"const t = {{a: () => {START.format('a')}, b: () => {START.format('b')}}};\n"
RUN = 'subprocess.run(["gh", "workflow", "run", "{}.yml"])'
PYTHON = f"import os, subprocess\ndef a(): {RUN.format('a')}\ndef b(): {RUN.format('b')}\n"
CLASSES = "".join(f"class {name.upper()}:\n    def go(self): {RUN.format(name)}\n" for name in "ab")
HEAD = "import os, subprocess\n"
ASKED = "os.environ.get('X')"
A, B = "{ gh workflow run a.yml }", "{ gh workflow run b.yml }"
CASES = [
    ("javascript", f"{JAVASCRIPT}const f = process.env.X ? a : b;\nawait f();\n"),
    ("javascript", f"{JAVASCRIPT}let f = a;\nif (process.env.X) f = b;\nawait f();\n"),
    ("javascript", f"{TABLE}await t[process.env.X]();\n"),
    ("python", f"{PYTHON}f = a if {ASKED} else b\nf()\n"),
    ("python", f"{PYTHON}f = a\nif {ASKED}:\n    f = b\nf()\n"),
    ("python", f"{HEAD}t = {{'a': lambda: {RUN.format('a')}, 'b': lambda: {RUN.format('b')}}}\nt[os.environ['X']]()\n"),
    ("python", f"{HEAD}f = (lambda: {RUN.format('a')}) if {ASKED} else (lambda: {RUN.format('b')})\nf()\n"),
    ("python", f"{HEAD}{CLASSES}x = A() if {ASKED} else B()\nx.go()\n"),
    ("python", f"{HEAD}{CLASSES}x = A if {ASKED} else B\nx().go()\n"),
    ("python", f"{HEAD}from functools import partial\ndef go(n): subprocess.run(['gh', 'workflow', 'run', n])\n"
     f"f = partial(go, 'a.yml') if {ASKED} else partial(go, 'b.yml')\nf()\n"),
    ("powershell", f"if ($env:X) {{ $f = {A} }} else {{ $f = {B} }}\n& $f\n"),
    ("powershell", f"$f = {A}\nif ($env:X) {{ $f = {B} }}\n. $f\n"),
    ("powershell", f"$f = {A}\nif ($env:X) {{ $f = {B} }}\n$f.Invoke()\n"),
    ("powershell", f"$f = {A}\nif ($env:X) {{ $f = {B} }}\nInvoke-Command -ScriptBlock $f\n"),
    ("powershell", f"$t = @{{a = {A}; b = {B}}}\n& $t[$env:X]\n"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "script"), CASES)
def test_each_of_several_sends_and_none_surely(language: str, script: str) -> None:
    facts = READERS[language](located(script))
    assert {constant(each.target) for each in facts.dispatches} == {"a.yml", "b.yml"}
    assert ALWAYS not in [each.guard for each in facts.dispatches]
    assert facts.unresolved == ()
