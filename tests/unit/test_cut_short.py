"""Wherever the reading of a script ends because it takes too long, it ends well: nothing is raised, and what was found stays."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from test_properties import READERS, located

from fuzz.seeds import seeds
from wflint.lean import replace
from wflint.senders import bash_walk, cmd_walk, javascript_walk, powershell_walk, python_walk
from wflint.senders.message import ScriptFacts
from wflint.sources import Source
from wflint.values.value import Value, constant

WALKS = {
    "bash": bash_walk,
    "cmd": cmd_walk,
    "javascript": javascript_walk,
    "powershell": powershell_walk,
    "python": python_walk,
}
FUZZED = {"0": "bash", "1": "powershell", "2": "python", "3": "cmd", "5": "javascript"}
"""The languages of the seeds, by the first letter of their names."""

FILES = {
    "lib.sh": """\
retry() {
  local n=0
  until "$@"; do
    n=$((n + 1)); [ "$n" -lt 3 ] || return 1
  done
}
send() { case "$1" in a|b) retry gh workflow run "$1.yml" ;; *) echo "no $1" >&2; return 2 ;; esac; }
""",
    "lib.py": """\
import subprocess
from functools import partial

class Bus:
    def __init__(self, owner):
        self.owner = owner
        self.sent = []

    def send(self, kind, **fields):
        import more
        try:
            with open("log") as log:
                more.note(log, kind)
            for name in ("one", kind):
                start = lambda: subprocess.run(["gh", "workflow", "run", f"{name}.yml", *more.flags(fields)])
                self.sent.append(start())
        except (OSError, ValueError) as error:
            raise RuntimeError("failed") from error
        finally:
            while self.sent:
                self.sent.pop()

def make(owner):
    return Bus(owner)

quick = partial(make, "octo")
""",
    "more.py": """\
def flags(fields):
    def one(name):
        return ["-f", f"{name}={fields[name]}"]
    return [each for name in fields for each in one(name)]

def note(log, kind):
    match kind:
        case "a" | "b":
            log.write(kind)
        case _:
            print(kind)
""",
    "lib.js": """\
const more = require('./more.js');
class Bus {
  constructor(owner) { this.owner = owner; this.sent = []; }
  async send(kind, fields = {}) {
    try {
      for (const name of ['one', kind]) this.sent.push(() => more.start(name, fields));
      switch (kind) { case 'a': await this.sent[0](); break; default: await Promise.all(this.sent.map(each => each())); }
    } catch (error) { console.log(error); throw error; } finally { this.sent = []; }
  }
}
exports.make = owner => new Bus(owner);
""",
    "more.js": """\
const {execSync} = require('child_process');
exports.start = (name, fields) => {
  const given = Object.keys(fields).map(each => `-f ${each}=${fields[each]}`).join(' ');
  return execSync(`gh workflow run ${name}.yml ${given}`);
};
""",
    "lib.ps1": """\
class Bus {
  [string] $Owner
  Bus([string] $owner) { $this.Owner = $owner }
  [void] Send([string] $kind) { foreach ($name in 'one', $kind) { Start-One -Name $name } }
}
function Start-One {
  param([Parameter(Mandatory)] [string] $Name, [switch] $Quiet)
  try { gh workflow run "$Name.yml" } catch { if (-not $Quiet) { Write-Error $_ } ; throw } finally { $script:last = $Name }
}
filter Send-Each { Start-One -Name $_ }
""",
}
SCRIPTS = {
    "bash": """. ./lib.sh
for kind in a b c; do
  if [ -n "$kind" ]; then send "$kind" || exit 1; fi
done | tee log
send a
""",
    "python": """import lib
bus = lib.make("octo")
for kind in ["a", "b"]:
    bus.send(kind, task="1")
lib.quick().send("c")
""",
    "javascript": """const bus = require('./lib.js').make('octo');
for (const kind of ['a', 'b']) await bus.send(kind, {task: '1'});
""",
    "powershell": """. ./lib.ps1
$bus = [Bus]::new('octo')
$bus.Send('a')
'b', 'c' | Send-Each
switch ('d') { 'd' { Start-One d } }
""",
}


def opened(path: Value) -> Source | None:
    name = next((each for each in FILES if repr(path).count(f"/{each}'") or repr(path).count(f"'{each}'")), None)
    return Source(name, name, name, FILES[name]) if name is not None else None


def cut_short(language: str, script: str, most: int, monkeypatch: pytest.MonkeyPatch) -> ScriptFacts:
    monkeypatch.setattr(WALKS[language], "_MOST_STEPS", most)
    return READERS[language](replace(located(script), open=opened))


@pytest.mark.parametrize("language", SCRIPTS)
def test_reading_may_end_anywhere_in_a_script_and_its_files(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = cut_short(language, SCRIPTS[language], 10_000, monkeypatch)
    places = {each.span for each in whole.dispatches}
    assert whole.problem is None
    assert places
    for most in range(1, 10_000):
        found = cut_short(language, SCRIPTS[language], most, monkeypatch)
        if found.problem is None:
            assert found == whole
            break
        assert {each.span for each in found.dispatches} <= places
    assert most > 20


def test_modules_may_end_anywhere_and_the_script_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    script = f"{SCRIPTS['python']}import subprocess\nsubprocess.run(['gh', 'workflow', 'run', 'last.yml'])\n"
    places = {each.span for each in cut_short("python", script, 10_000, monkeypatch).dispatches}
    assert len(places) == 2
    found: list[int] = []
    for most in range(200):
        monkeypatch.setattr(python_walk, "_MOST_IMPORTED", most)
        facts = cut_short("python", script, 10_000, monkeypatch)
        assert facts.problem is None
        assert "last.yml" in [constant(each.target) for each in facts.dispatches]
        assert {each.span for each in facts.dispatches} <= places
        found.append(len({each.span for each in facts.dispatches}))
    assert (found[0], found[-1]) == (1, 2)


def _seeds() -> Mapping[str, bytes]:
    return {name: content for name, content in seeds("scripts").items() if name.removeprefix("seeds-")[:1] in FUZZED}


@pytest.mark.parametrize("name", _seeds())
def test_reading_may_end_anywhere_in_a_seed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    language = FUZZED[name.removeprefix("seeds-")[0]]
    script = _seeds()[name][1:].decode("utf-8", errors="replace")
    for most in range(1, 300):
        if cut_short(language, script, most, monkeypatch).problem is None:
            break
    assert most < 299
