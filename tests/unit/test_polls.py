"""Loops that wait for ever, in every language that is read: what bounds them is seen, and what doesn't isn't taken for it."""

from __future__ import annotations

import pytest
from scripted import caller, run, step

from wflint.senders import bash, cmd, powershell, python
from wflint.senders.message import ScriptFacts, Wait
from wflint.senders.script import Hole, Script
from wflint.sources import Source
from wflint.values.value import Reference

ENDLESS_BASH = (
    "while true; do\n  gh run view 5 | grep -q done && break\n  sleep 5\ndone",
    "until curl -sf http://localhost:8080/health; do sleep 2; done",
    "while ! nc -z localhost 5432; do echo waiting; sleep 1; done",
    "for ((;;)); do [ -f done ] && break; sleep 1; done",
    'while [ "$(gh run view "$ID" --json status -q .status)" != completed ]; do sleep 10; done',
    "i=0\nuntil ready; do\n  i=$((i+1))\n  echo try $i\n  sleep 5\ndone",
    "until ready; do\n  ((i++))\n  sleep 5\ndone",
    "until ready; do echo $(date); sleep 5; done",
    "wait_for() { until ready; do sleep 1; done; }\nwait_for",
    "pause() { sleep 5; }\nwhile :; do ready && break; pause; done",
    "bash -c 'until ready; do sleep 1; done'",
    "if [ -f x ]; then while true; do ready && break; sleep 3; done; fi",
    "while true; do\n  read -r STATE ENDED < <(gh run view 5 | jq -r .status)\n  [[ $STATE == done ]] && break\n  sleep 5\ndone",
    'while true; do\n  IFS=, read -r STATE ENDED <<< "$(gh run view 5)"\n  [[ $STATE == done ]] && break\n  sleep 5\ndone',
    "delay=1\nuntil ready; do sleep $delay; delay=$((delay*2)); done",
)

BOUNDED_BASH = (
    "for i in $(seq 1 30); do ready && break; sleep 5; done",
    "for ((i = 0; i < 30; i++)); do ready && break; sleep 5; done",
    "i=0\nuntil ready; do\n  i=$((i+1))\n  [ $i -gt 30 ] && exit 1\n  sleep 5\ndone",
    "until ready; do\n  if (( ++i > 10 )); then exit 1; fi\n  sleep 5\ndone",
    'while [ "$n" -lt 10 ]; do n=$(expr $n + 1); sleep 1; done',
    "until ready; do (( SECONDS > 600 )) && exit 1; sleep 5; done",
    'until ready; do [ "$(date +%s)" -lt "$end" ] || exit 1; sleep 5; done',
    "timeout 10m bash -c 'until ready; do sleep 5; done'",
    "sudo timeout -k 5 600 bash -c 'while ! ready; do sleep 5; done'",
    "while read -r line; do handle $line; sleep 1; done < list",
    "while read -r line; do handle $line; sleep 1; done < <(list)",
    "while read -r line <&3; do handle $line; sleep 1; done",
    "while :; do mapfile -t left < <(list); [ $left ] || break; for one in ${left[@]}; do delete $one; sleep 1; done; done",
    'while true; do\n  gh api "things?page=$page" || break\n  page=$((page+1))\n  sleep 1\ndone',
    "while true; do work || break; done",
    "while true; do echo .; sleep 60; done &\nmake",
    "( while true; do echo alive; sleep 60; done ) &\nmake",
    "while kill -0 $PID; do sleep 1; done",
    "until ready; do kill -0 $PID || exit 1; sleep 1; done",
    "tick() { n=$((n+1)); [ $n -gt 5 ] && exit 1; }\nuntil ready; do tick; sleep 1; done",
    "until ready; do let n+=1; if test $n -gt 9; then exit 1; fi; sleep 1; done",
    "left=(a b)\nwhile [ $# -gt 0 ]; do handle $1; shift; sleep 1; done",
    "unused() { while true; do sleep 1; done; }",
)


def waits(facts: ScriptFacts) -> tuple[Wait, ...]:
    assert facts.problem is None
    return facts.waits


def script(text: str) -> Script:
    return Script(text, Source("w.yml", "w.yml", "w.yml", text).locator(), open=caller({}).workspace.open)


@pytest.mark.parametrize("text", ENDLESS_BASH)
def test_bash_waits_for_ever(text: str) -> None:
    assert len(waits(run(text, {}))) == 1


@pytest.mark.parametrize("text", BOUNDED_BASH)
def test_bash_ends(text: str) -> None:
    assert waits(run(text, {})) == ()


def test_a_wait_is_told_by_its_head_and_its_condition() -> None:
    [found] = waits(run('if [ "$TASK" = x ]; then\n  while ! ready; do\n    sleep 5\n  done\nfi', {}))
    assert found.what == "`while ! ready`"
    assert (found.span.line, found.span.column, found.span.end_column) == (2, 3, 16)
    assert found.guard is not None


def test_an_expression_stays_in_the_head() -> None:
    source = "until az acr show --name ${{ env.NAME }}\ndo\n  sleep 20\ndone"
    hole = Hole(source.index("${{"), source.index("}}") + 2, Reference(("env", "name")))
    [found] = bash.read(Script(source, Source("w.yml", "w.yml", "w.yml", source).locator(), (hole,))).waits
    assert found.what == "`until az acr show --name ${{ env.NAME }}`"


def test_a_file_that_a_command_runs_waits() -> None:
    files = {"poll.sh": "until ready; do\n  sleep 5\ndone\n"}
    [found] = waits(run("./poll.sh", files))
    assert (found.span.path, found.span.line) == ("poll.sh", 1)
    assert waits(run("timeout 5m ./poll.sh", files)) == ()
    assert waits(run("./poll.sh &", files)) == ()


SLEEP = "const sleep = (ms) => new Promise((r) => setTimeout(r, ms));\n"


@pytest.mark.parametrize(
    "text",
    [
        "while (true) {\n  const run = await get();\n  if (run.status === 'completed') break;\n  await sleep(5000);\n}",
        "for (;;) {\n  if (await done()) break;\n  await new Promise((r) => setTimeout(r, 1000));\n}",
        "let s = '';\ndo {\n  s = await status();\n  await sleep(1000);\n} while (s !== 'completed');",
        "let n = 0;\nwhile (!(await done())) { n++; core.info(`try ${n}`); await sleep(1000); }",
    ],
)
def test_javascript_waits_for_ever(text: str) -> None:
    assert len(waits(step(SLEEP + text, {}))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "for (let i = 0; i < 30; i++) { if (await done()) break; await sleep(1000); }",
        "let n = 0;\nwhile (!(await done())) { if (++n > 30) throw new Error('late'); await sleep(1000); }",
        "const end = Date.now() + 60000;\nwhile (Date.now() < end) { await sleep(1000); }",
        "while (true) { if (new Date() > end) break; await sleep(1000); }",
        "const clock = own ?? Date.now;\ndo { const now = clock(); if (now > end) break; await sleep(9); } while (true);",
        "async function f(end, {now = Date.now} = {}) { while (true) { if (now() > end) return; await sleep(9); } }\nf(9);",
        "while (list.length) { await use(list.shift()); await sleep(1000); }",
        "while ((match = pattern.exec(text)) !== null) { use(match); }",
        "let page = 1;\nwhile (true) { const r = await list({page}); if (!r.length) break; page += 1; await sleep(100); }",
        "while (true) { const r = await list({after: cursor}); cursor = r.end; if (!r.more) break; await sleep(9); }",
        "let tries = 0;\nwhile (tries < 5) { tries = tries + 1; await sleep(1000); }",
        "for (const x of list) { await sleep(1000); }",
    ],
)
def test_javascript_ends(text: str) -> None:
    assert waits(step(SLEEP + text, {})) == ()


@pytest.mark.parametrize(
    "text",
    [
        "import time\nwhile True:\n    if done():\n        break\n    time.sleep(5)\n",
        "from time import sleep\nwhile status() != 'completed':\n    sleep(5)\n",
        "import time\nn = 0\nwhile not done():\n    n += 1\n    print('try', n)\n    time.sleep(1)\n",
        "import time\ndef pause():\n    time.sleep(1)\ndef main():\n    while True:\n        pause()\nmain()\n",
    ],
)
def test_python_waits_for_ever(text: str) -> None:
    assert len(waits(python.read(script(text)))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "import time\ndef f(t=time.time):\n    while not done():\n        if t() > end: return\n        time.sleep(1)\nf()\n",
        "import time\nclock = given or time.time\nwhile not done() and clock() < end:\n    time.sleep(1)\n",
        "import time\nfor _ in range(30):\n    time.sleep(5)\n",
        "import time\nend = time.time() + 60\nwhile time.time() < end:\n    time.sleep(5)\n",
        "import time\nn = 0\nwhile not done():\n    n += 1\n    if n > 30: raise SystemExit(1)\n    time.sleep(1)\n",
        "import time\nwhile queue:\n    use(queue.pop())\n    time.sleep(1)\n",
        "import time\npage = 1\nwhile True:\n    r = get(page)\n    if not r: break\n    page += 1\n    time.sleep(1)\n",
        "while True:\n    if not work(): break\n",
    ],
)
def test_python_ends(text: str) -> None:
    assert waits(python.read(script(text))) == ()


@pytest.mark.parametrize(
    "text",
    [
        "while ($true) {\n  if (Test-Path done) { break }\n  Start-Sleep -Seconds 5\n}",
        "do {\n  Start-Sleep 5\n  $s = gh run view $id --json status\n} until ($s -eq 'completed')",
        "for (;;) { if (Test-Path x) { break }; sleep 1 }",
        'while (-not (Test-Path x)) { $n++; Write-Host "try $n"; [System.Threading.Thread]::Sleep(500) }',
    ],
)
def test_powershell_waits_for_ever(text: str) -> None:
    assert len(waits(powershell.read(script(text)))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "for ($i = 0; $i -lt 30; $i++) { Start-Sleep 5 }",
        "$n = 0\nwhile (-not (Test-Path x)) { $n++; if ($n -gt 30) { throw 'late' }; Start-Sleep 5 }",
        "while ((Get-Date) -lt $end) { Start-Sleep 5 }",
        "while (-not (Test-Path x) -and $w.Elapsed.TotalSeconds -lt 60) { Start-Sleep 5 }",
        "$n = 0\nwhile ($n -lt 5) { $n = $n + 1; Start-Sleep 5 }",
        "foreach ($x in $list) { Start-Sleep 5 }",
        "while ($true) { if (-not (work)) { break } }",
    ],
)
def test_powershell_ends(text: str) -> None:
    assert waits(powershell.read(script(text))) == ()


@pytest.mark.parametrize(
    "text",
    [
        ":again\nif exist done goto :eof\ntimeout /t 5 /nobreak >nul\ngoto again\n",
        ":again\ncurl -sf http://localhost && goto ready\nping -n 6 127.0.0.1 >nul\ngoto :again\n:ready\necho up\n",
    ],
)
def test_batch_waits_for_ever(text: str) -> None:
    [found] = waits(cmd.read(script(text)))
    assert found.span.line == 1


@pytest.mark.parametrize(
    "text",
    [
        "set n=0\n:again\nset /a n+=1\nif %n% gtr 30 exit /b 1\ntimeout /t 5 >nul\nif not exist done goto again\n",
        ':again\nshift\nif not "%1"=="" goto again\ntimeout /t 5\n',
        ":again\ncall work.bat\nif errorlevel 1 goto again\n",
        "for /l %%i in (1,1,30) do timeout /t 5\n",
        "goto end\n:never\ntimeout /t 5\ngoto never\n:end\n",
    ],
)
def test_batch_ends(text: str) -> None:
    assert waits(cmd.read(script(text))) == ()
