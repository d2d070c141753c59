"""What scripts in JavaScript do by way of other files: files they load or run, scripts of packages, local actions."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from scripted import TASK, TOKEN, run, step, uses

from wflint.senders.message import OWN_REPOSITORY, Dispatch, ScriptFacts
from wflint.span import Span
from wflint.values.condition import ALWAYS, Test
from wflint.values.value import Const, Field, Object, OneOf, Reference, Unknown, Value

PAT = Reference(("secrets", "PAT"))
ACTOR = Reference(("github", "actor"))
SEND = "await github.rest.repos.createDispatchEvent({...context.repo, event_type: 'done', client_payload: {task}});"


def object_of(**members: Value) -> Object:
    return Object(tuple(Field(name, value) for name, value in members.items()))


def only(found: ScriptFacts) -> Dispatch:
    assert found.unresolved == ()
    [sent] = found.dispatches
    return sent


def place(text: str, piece: str, path: str) -> Span:
    """Where a piece stands in a text, on one line."""
    start = text.index(piece)
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return Span(path, line, column, line, column + len(piece))


def test_everything_about_a_script_that_is_handed_the_callers_objects() -> None:
    bot = (
        "module.exports = async ({ github, context, core }) => {\n"
        "  if (context.actor !== 'octocat') return;\n"
        "  await github.rest.repos.createDispatchEvent({\n"
        "    ...context.repo, event_type: 'done',\n"
        "    client_payload: { task: process.env.TASK } });\n"
        "  core.setOutput('sent', 'yes');\n"
        "};\n"
    )
    source = "const script = require('./.github/scripts/bot.js');\nawait script({ github, context, core });\n"
    found = step(source, {".github/scripts/bot.js": bot})
    guard = Test(ACTOR, "==", Const("octocat"))
    path = ".github/scripts/bot.js"
    assert found.dispatches == (
        Dispatch(
            "github-script createDispatchEvent",
            "repository_dispatch",
            Const("done"),
            object_of(task=TASK),
            Span(path, 3, 9, 5, 50),
            place(bot, "event_type: 'done'", path),
            OWN_REPOSITORY,
            None,
            TOKEN,
            guard,
            None,
            (),
        ),
    )
    payload = found.dispatches[0].payload
    assert isinstance(payload, Object)
    assert payload.fields[0].span == place(bot, "task: process.env.TASK", path)
    assert [(each.name, each.value, each.span, each.guard) for each in found.outputs] == [
        ("sent", Const("yes"), place(bot, "core.setOutput('sent', 'yes')", path), guard)
    ]
    assert found.unresolved == ()
    assert found.read_variables == {"TASK"}


FUNCTION = f"async function send(github, context, task) {{ {SEND} }}\n"
ARROW = f"async (github, context, task) => {{ {SEND} }}"
CLASS = f"""class Sender {{
  constructor(github, context, task) {{ Object.assign(this, {{ github, context, task }}); }}
  async send() {{ const {{github, context, task}} = this; {SEND} }}
}}
module.exports = {{ Sender }};"""
WHOLE_FILE = {"lib/a.js": f"module.exports = {ARROW};"}
EXPORTED = {"b.mjs": f"export {FUNCTION}"}


@pytest.mark.parametrize(
    ("load", "files"),
    [
        ("const send = require('./a');", {"a.js": FUNCTION + "module.exports = send;"}),
        ("const send = require('./lib/a.js');", WHOLE_FILE),
        ("const {send} = require('./a.cjs');", {"a.cjs": FUNCTION + "module.exports = { send, other: 1 };"}),
        ("const {send: send} = require('./a');", {"a/index.js": f"exports.send = {ARROW};"}),
        ("const send = require('./a').send;", {"a.js": f"module.exports.send = {ARROW};"}),
        ("const send = require(`${process.env.GITHUB_WORKSPACE}/lib/a.js`);", WHOLE_FILE),
        ("const send = require(process.env.GITHUB_WORKSPACE + '/lib/a.js');", WHOLE_FILE),
        ("const path = require('path'); const send = require(path.resolve('lib', 'a'));", WHOLE_FILE),
        ("const {default: send} = await import(`file://${process.env.GITHUB_WORKSPACE}/lib/a.js`);", WHOLE_FILE),
        ("const {default: send} = await import('./a.mjs');", {"a.mjs": f"export default {ARROW};"}),
        ("const {send} = await import('./b.mjs');", EXPORTED),
        ("const {send} = await import('./a.mjs');", {"a.mjs": f"export const send = {ARROW};"}),
        ("const {send} = await import('./a.mjs');", {"a.mjs": f"const inner = {ARROW}; export {{ inner as send }};"}),
        ("const {send} = await import('./a.mjs');", {"a.mjs": "export * from './b.mjs';", **EXPORTED}),
        ("const {b: {send}} = await import('./a.mjs');", {"a.mjs": "export * as b from './b.mjs';", **EXPORTED}),
        (
            "const {send} = await import('./a.mjs');",
            {"a.mjs": "export {default as send} from './b.mjs';", "b.mjs": f"export default {FUNCTION}"},
        ),
        (
            "const send = require('./a');",
            {
                "a.js": "module.exports = require('./deep/b');",
                "deep/b.js": "const {send} = require('../c'); module.exports = send;",
                "c.js": FUNCTION + "module.exports = { send };",
            },
        ),
        (
            "const send = require('./a').default;",
            {"a.mjs": "import {send as inner} from './lib/b.js'; export default inner;", "lib/b.ts": f"export {FUNCTION}"},
        ),
        (
            "const send = require('./a').run;",
            {"a.mjs": "import * as b from './b.mjs'; export const run = (g, c, t) => b.send(g, c, t);", **EXPORTED},
        ),
        ("const {Sender} = require('./a'); const send = (...all) => new Sender(...all).send();", {"a.js": CLASS}),
        (
            "const send = require('./a')('done');",
            {"a.js": f"module.exports = (type) => {ARROW};".replace("'done'", "type")},
        ),
    ],
)
def test_ways_to_load_a_file(load: str, files: Mapping[str, str]) -> None:
    found = only(step(f"{load}\nawait send(github, context, process.env.TASK);", files))
    assert (found.target, found.payload, found.token, found.repository) == (
        Const("done"),
        object_of(task=TASK),
        TOKEN,
        OWN_REPOSITORY,
    )
    [(path, text)] = [(path, text) for path, text in files.items() if "createDispatchEvent" in text]
    assert found.span.path == path
    assert text.split("\n")[found.span.line - 1][found.span.column - 1 :].startswith("github.rest.repos.createDispatchEvent(")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("require('./data.json').target", Const("go")),
        ("JSON.parse(require('fs').readFileSync('./data.json', 'utf8')).target", Const("go")),
        (
            "JSON.parse(require('fs').readFileSync(process.env.GITHUB_EVENT_PATH)).number",
            Reference(("github", "event", "number")),
        ),
        ("require('./names').names.first", Const("one")),
        ("require('./names').next()", Const(1)),
        ("require('./names').twice()", Const(2)),
        ("require('./where').folder + '/x'", Const("lib")),
        ("require('./cycle').name", Const("whole")),
        ("require('./lib/base').two", Const("b")),
        ("require('lodash').x", Unknown("`require('lodash')`")),
        ("require('./gone').x", Unknown("`require('./gone').x`")),
        ("new (require('./names').Child)('n').name()", Const("child n of parent")),
        ("require('./names').Child.kind", Const("static")),
        ("new (require('./names').Child)('n').label", Const("<n>")),
    ],
)
def test_values_from_files(expression: str, expected: Value) -> None:
    files = {
        "data.json": '{"target": "go"}',
        "names.js": (
            "const names = { first: 'one' };\nlet count = 0;\nfunction next() { count += 1; return count; }\n"
            "class Parent { constructor() { this.from = 'parent'; } origin() { return this.from; } }\n"
            "class Child extends Parent {\n  static kind = 'static';\n  word = 'child';\n"
            "  constructor(own) { super(); this.own = own; }\n"
            "  name() { return `${this.word} ${this.own} of ${super.origin()}`; }\n"
            "  get label() { return `<${this.own}>`; }\n}\n"
            "module.exports = { names, next, twice: () => { next(); return next(); }, Child };\n"
        ),
        "where.js": "const path = require('path'); exports.folder = path.basename(path.join(__dirname, 'lib'));",
        "cycle.js": "exports.name = 'whole'; const other = require('./other'); exports.other = other;",
        "other.js": "module.exports = require('./cycle').name;",
        "lib/base.js": "exports.one = 'a'; const {two} = require('./more'); exports.two = two;",
        "lib/more.js": "module.exports = { two: 'b' };",
    }
    source = f"github.rest.repos.createDispatchEvent({{...context.repo, event_type: 'a', client_payload: {{x: {expression}}}}})"
    payload = only(step(source, files)).payload
    if expression.startswith("require('./where')"):
        expected = Const("lib/x")
    assert payload == object_of(x=expected)


def test_a_file_is_walked_once_and_keeps_its_own_names() -> None:
    files = {"a.js": f"const type = 'inner'; exports.send = {ARROW};".replace("'done'", "type")}
    source = """const type = 'outer'; const {send} = require('./a'); const again = require('./a');
    send(github, context, '7'); again.send(github, context, '7');"""
    assert [each.target for each in step(source, files).dispatches] == [Const("inner")]


def test_an_object_is_what_a_function_of_another_file_has_made_of_it() -> None:
    files = {"a.js": "exports.fill = (payload) => { payload.b = '2'; Object.assign(payload, {c: '3'}); };"}
    source = """const payload = {a: '1'}; require('./a').fill(payload);
    github.rest.repos.createDispatchEvent({...context.repo, event_type: 'x', client_payload: payload})"""
    assert only(step(source, files)).payload == object_of(a=Const("1"), b=Const("2"), c=Const("3"))


def test_a_function_handed_to_another_file_keeps_the_names_around_it() -> None:
    files = {"retry.js": "const task = 'wrong'; module.exports = async (work) => { const context = 1; return work(); };"}
    source = f"""const retry = require('./retry'); const task = process.env.TASK;
    if (context.actor) await retry(async () => {{ {SEND} }});"""
    found = only(step(source, files))
    assert (found.payload, found.guard, found.span.path) == (object_of(task=TASK), Test(ACTOR, "!=", Const("")), "w.yml")


def test_what_a_file_sends_under_a_hidden_failure() -> None:
    files = {"a.js": f"module.exports = {ARROW};"}
    found = only(step("require('./a')(github, context, '7').catch(e => console.log(e))", files))
    assert found.failure_hidden == "`.catch()` without `throw`"


def test_one_of_several_functions() -> None:
    made = f"const send = (type) => {ARROW}; module.exports = {{one: send('1'), two: send('2')}};"
    source = """const {one, two} = require('./a'); const chosen = context.actor === 'octocat' ? one : two;
    await chosen(github, context, '7');"""
    found = step(source, {"a.js": made.replace("'done'", "type")})
    assert [(each.target, each.guard) for each in found.dispatches] == [
        (Const("1"), Test(ACTOR, "==", Const("octocat"))),
        (Const("2"), Test(ACTOR, "!=", Const("octocat"))),
    ]


def test_a_switch_tells_what_a_name_holds() -> None:
    source = """
    const command = context.payload.comment.body.split(' ')[0];
    switch (command) {
      case '/all': case '/one':
        await github.rest.repos.createDispatchEvent({...context.repo, event_type: command.substring(1)}); break;
      default: core.info(command);
    }"""
    assert only(step(source, {})).target == OneOf((Const("all"), Const("one")))


# -- programs -----------------------------------------------------------------------------------------------------------------


REPO = "const [owner, name] = process.env.GITHUB_REPOSITORY.split('/'); const repo = {owner, repo: name};"
BODY = "{...repo, event_type: process.argv[2], client_payload: {task: process.env.TASK}}"
WHOLE = "{event_type: process.argv[2], client_payload: {task: process.env.TASK}}"
HEADERS = "{authorization: `token ${process.env.PAT}`}"
ROUTE = "'POST /repos/{owner}/{repo}/dispatches'"
ADDRESS = "`https://api.github.com/repos/${process.env.GITHUB_REPOSITORY}/dispatches`"
FLAGS = "`event_type=${type}`, '-f', `client_payload[task]=${process.env.TASK}`"

PROGRAMS = {
    "rest": """const {Octokit} = require('@octokit/rest'); REPO
        new Octokit({auth: process.env.PAT}).repos.createDispatchEvent(BODY);""",
    "core": """import { Octokit } from '@octokit/core'; REPO
        const o = new Octokit({auth: process.env.PAT}); await o.request(ROUTE, BODY);""",
    "plugin": """import { Octokit as Base } from 'octokit'; import { retry } from '@octokit/plugin-retry'; REPO
        const Mine = Base.plugin(retry); await new Mine({auth: process.env.PAT}).rest.repos.createDispatchEvent(BODY);""",
    "toolkit": """import * as github from '@actions/github'; REPO
        await github.getOctokit(process.env.PAT).rest.repos.createDispatchEvent(BODY);""",
    "toolkit by name": """import { getOctokit, context } from '@actions/github'; const repo = context.repo;
        await getOctokit(process.env.PAT).rest.repos.createDispatchEvent(BODY);""",
    "old toolkit": """const github = require('@actions/github'); const repo = github.context.repo;
        new github.GitHub(process.env.PAT).repos.createDispatchEvent(BODY);""",
    "request": """const { request } = require('@octokit/request'); REPO
        await request(ROUTE, {headers: HEADERS, ...BODY});""",
    "request with defaults": """const { request } = require('@octokit/request'); REPO
        const r = request.defaults({headers: HEADERS}); await r(ROUTE, BODY);""",
    "class": """const { Octokit } = require('octokit'); REPO
        class Api {
          #client;
          constructor(token) { this.#client = new Octokit({auth: token}); }
          send(body) { return this.#client.rest.repos.createDispatchEvent(body); }
        }
        await new Api(process.env.PAT).send(BODY);""",
    "closure": """const { Octokit } = require('octokit'); REPO
        function api(token) { const client = new Octokit({auth: token}); return { send: (body) => client.request(ROUTE, body) }; }
        await api(process.env.PAT).send(BODY);""",
    "https": """const https = require('node:https');
        const path = `/repos/${process.env.GITHUB_REPOSITORY}/dispatches`;
        const r = https.request({hostname: 'api.github.com', path, method: 'POST', headers: HEADERS}, (response) => {});
        r.on('error', (error) => { throw error; }); r.write(JSON.stringify(WHOLE)); r.end();""",
    "https with address": """import https from 'https';
        https.request(ADDRESS, {method: 'POST', headers: HEADERS}).end(JSON.stringify(WHOLE));""",
    "axios": """import axios from 'axios'; await axios.post(ADDRESS, WHOLE, {headers: HEADERS});""",
    "fetch": """import fetch from 'node-fetch';
        const r = await fetch(new URL(ADDRESS), {method: 'POST', headers: HEADERS, body: JSON.stringify(WHOLE)});
        if (!r.ok) throw new Error();""",
    "arguments": """const args = require('minimist')(process.argv.slice(2)); const [type] = args._;
        const {execFileSync} = require('child_process');
        const flags = ['-f', FLAGS];
        execFileSync('gh', ['api', ADDRESS.slice(22), ...flags], {env: {...process.env, GH_TOKEN: process.env.PAT}});""",
    "zx": """import { $ } from 'zx'; process.env.GH_TOKEN = process.env.PAT; const [, , type] = process.argv;
        const task = `client_payload[task]=${process.env.TASK}`;
        const address = `repos/${process.env.GITHUB_REPOSITORY}/dispatches`;
        await $`gh api ${address} -f event_type=${type} -f ${task}`;""",
    "standard input": """import { execFileSync } from 'node:child_process';
        const run = (args: string[], input?: string) => execFileSync('gh', args, { input, encoding: 'utf8' }).trim();
        process.env.GH_TOKEN = process.env.PAT;
        try { run(['api', '-X', 'POST', `${ADDRESS}`, '--input', '-'], JSON.stringify(WHOLE)); } catch (e) { throw e; }""",
    "file": """import fs from 'node:fs'; import { execSync } from 'node:child_process';
        fs.writeFileSync('body.json', JSON.stringify(WHOLE));
        execSync(`gh api ${ADDRESS} --input body.json`, {env: {GH_TOKEN: process.env.PAT}});""",
}
MECHANISMS = {
    **dict.fromkeys(("core", "request", "request with defaults", "closure"), "github-script request"),
    **dict.fromkeys(("https", "https with address"), "https.request"),
    **dict.fromkeys(("arguments", "zx", "standard input", "file"), "gh api"),
    **{name: name for name in ("axios", "fetch")},
}


def program(name: str) -> str:
    """The text of a program, with what all of them send put in."""
    source = PROGRAMS[name]
    for word, text in {"REPO": REPO, "BODY": BODY, "WHOLE": WHOLE, "HEADERS": HEADERS, "ROUTE": ROUTE, "FLAGS": FLAGS}.items():
        source = re.sub(rf"\b{word}\b", text.replace("\\", r"\\"), source)
    return re.sub(r"\bADDRESS\b", ADDRESS, source)


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs(name: str) -> None:
    found = only(run("node tools/send.mts done", {"tools/send.mts": program(name)}))
    assert (found.mechanism, found.kind, found.target, found.payload, found.token, found.repository) == (
        MECHANISMS.get(name, "github-script createDispatchEvent"),
        "repository_dispatch",
        Const("done"),
        object_of(task=TASK),
        PAT,
        OWN_REPOSITORY,
    )
    assert found.span.path == "tools/send.mts"


@pytest.mark.parametrize(
    ("command", "sent"),
    [
        ("node send.js go", True),
        ("node --import tsx send.js go", True),
        ("npx tsx send.js go", True),
        ("npx -y tsx@4 send.js go", True),
        ("pnpm dlx tsx send.js go", True),
        ("npm exec -- tsx send.js go", True),
        ("bun run send.js go", True),
        ("deno run -A send.js go", True),
        ("node -e 'require(\"./send.js\")' go", False),
    ],
)
def test_commands_that_run_a_file(command: str, sent: bool) -> None:
    source = "const {execSync} = require('child_process'); execSync('gh workflow run ' + process.argv[2] + '.yml');"
    found = run(command, {"send.js": source})
    assert [each.target for each in found.dispatches] == [Const("go.yml" if sent else ".yml")]  # a text has no second argument


@pytest.mark.parametrize(
    "test",
    [
        "require.main === module",
        "import.meta.url === `file://${process.argv[1]}`",
        "process.argv[1] === fileURLToPath(import.meta.url)",
        "import.meta.main",
    ],
)
def test_a_file_that_asks_whether_it_is_the_program(test: str) -> None:
    files = {
        "a.mjs": f"import {{fileURLToPath}} from 'url'; import {{execSync}} from 'child_process';\n"
        f"export function main() {{ execSync('gh workflow run a.yml'); }}\nif ({test}) main();",
        "b.mjs": "import './a.mjs';",
    }
    assert [(each.target, each.guard) for each in run("node a.mjs", files).dispatches] == [(Const("a.yml"), ALWAYS)]
    assert run("node b.mjs", files).dispatches == ()


def test_files_that_run_each_other() -> None:
    files = {
        "sub/a.js": "require('child_process').spawnSync('bash', ['tools/b.sh', process.argv[2]], {cwd: __dirname});",
        "sub/tools/b.sh": 'node a.js again.yml\ngh workflow run "$1" -f task="$TASK"\n',
    }
    found = only(run("node sub/a.js go.yml", files))
    assert (found.target, found.payload, found.failure_hidden, found.span.path) == (
        Const("go.yml"),
        object_of(task=TASK),
        "`spawnSync` doesn't throw when the command fails",
        "sub/tools/b.sh",
    )


def test_outputs_written_to_the_runners_file() -> None:
    source = """const fs = require('fs');
    if (process.env.GITHUB_OUTPUT) fs.appendFileSync(process.env.GITHUB_OUTPUT, `type=${process.env.TASK}\\nn=1\\n`);
    fs.appendFileSync(process.env.GITHUB_OUTPUT, 'long<<END\\na\\nb\\nEND\\n');"""
    found = run("node a.js", {"a.js": source})
    assert [(each.name, each.value, each.guard) for each in found.outputs] == [
        ("type", TASK, ALWAYS),
        ("n", Const("1"), ALWAYS),
        ("long", Const("a\nb"), ALWAYS),
    ]


def test_an_error_that_ends_the_program() -> None:
    source = (
        "async function main() { throw new Error('x'); }\nmain().catch((error) => { console.error(error); process.exit(3); });"
    )
    found = run("node a.js", {"a.js": source})
    assert [each.code for each in found.exits] == [Const("3")]


# -- packages and actions -----------------------------------------------------------------------------------------------------


PACKAGE = """{
  "name": "x",
  "scripts": {
    "prego": "echo before",
    "go": "node tools/go.js --loud",
    "again": "npm run go -- now"
  }
}
"""
GO = "const {execSync} = require('child_process'); execSync(`gh workflow run ${process.argv[3] || 'none'}.yml`);"


@pytest.mark.parametrize(
    ("command", "target"),
    [
        ("npm run go -- there", "there.yml"),
        ("npm run go there", "there.yml"),
        ("npm run-script --silent go -- there", "there.yml"),
        ("npm run go", "none.yml"),
        ("npm run again", "now.yml"),
        ("yarn go there", "there.yml"),
        ("yarn run go there", "there.yml"),
        ("pnpm go there", "there.yml"),
        ("pnpm -C . run go there", "there.yml"),
        ("node --run go -- there", "there.yml"),
        ("npm go there", None),
        ("npm run gone", None),
        ("npm run go --workspace a", None),
    ],
)
def test_scripts_of_a_package(command: str, target: str | None) -> None:
    found = run(command, {"package.json": PACKAGE, "tools/go.js": GO})
    assert [each.target for each in found.dispatches] == ([Const(target)] if target else [])


def test_a_package_in_another_folder() -> None:
    files = {"app/package.json": PACKAGE, "app/tools/go.js": GO}
    for command in ("npm --prefix app run go -- there", "cd app && npm run go there", "npm run go --prefix=app -- there"):
        assert [each.target for each in run(command, files).dispatches] == [Const("there.yml")]


def test_a_command_in_a_package_stands_there() -> None:
    files = {"package.json": '{"scripts": {"x": "gh workflow run a.yml || true"}}'}
    found = only(run('if [ -n "$TASK" ]; then npm run x; fi', files))
    assert (found.target, found.guard, found.failure_hidden) == (Const("a.yml"), Test(TASK, "!=", Const("")), "`|| true`")
    assert found.span == place(files["package.json"], '"x": "gh workflow run a.yml || true"', "package.json")


ACTION = """
inputs:
  event-type: {required: true}
  token: {default: "${{ github.token }}"}
  payload: {default: "{}"}
  dry run: {default: "false"}
runs: {using: node24, main: dist/index.js, post: dist/index.js}
"""
MAIN = """import * as core from '@actions/core';
import { getOctokit, context } from '@actions/github';
async function run(): Promise<void> {
  if (core.getBooleanInput('dry run')) return;
  const octokit = getOctokit(core.getInput('token', { required: true }));
  await octokit.rest.repos.createDispatchEvent({
    ...context.repo, event_type: core.getInput('event-type'), client_payload: JSON.parse(core.getInput('payload'))
  });
  core.setOutput('sent', core.getInput('event-type'));
}
run();
"""


@pytest.mark.parametrize("source", ["src/index.ts", "src/main.ts", "index.ts", "index.mts"])
def test_a_local_action(source: str) -> None:
    workflow = """on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: ./.github/actions/send
        if: github.actor == 'octocat'
        with: {event-type: done, payload: '{"sha": "${{ github.sha }}"}'}
"""
    folder = ".github/actions/send/"
    facts = uses(workflow, {f"{folder}action.yml": ACTION, f"{folder}{source}": MAIN, f"{folder}dist/index.js": "bundled()"})
    [found] = facts.dispatches
    assert (found.target, found.payload, found.token, found.guard, found.repository) == (
        Const("done"),
        object_of(sha=Reference(("github", "sha"))),
        TOKEN,
        ALWAYS,
        OWN_REPOSITORY,
    )
    assert (found.span.path, found.span.line) == (f"{folder}{source}", 6)
    assert (facts.language, dict(facts.outputs.values), facts.outputs.closed) == ("javascript", {"sent": Const("done")}, False)


def test_an_action_that_is_only_there_as_a_bundle_says_nothing() -> None:
    workflow = "on: push\njobs: {a: {runs-on: x, steps: [{uses: ./act}]}}\n"
    facts = uses(workflow, {"act/action.yml": ACTION})
    assert (facts.dispatches, facts.unresolved, facts.language, facts.outputs.closed) == ((), (), None, False)


def test_pre_and_post_of_an_action() -> None:
    action = "inputs: {}\nruns: {using: node20, main: main.js, pre: pre.js, post: post.js}\n"
    send = "require('child_process').execSync('gh workflow run NAME.yml');"
    files = {"act/action.yml": action, **{f"act/{name}.js": send.replace("NAME", name) for name in ("pre", "main", "post")}}
    facts = uses("on: push\njobs: {a: {runs-on: x, steps: [{uses: ./act}]}}\n", files)
    assert [each.target for each in facts.dispatches] == [Const("pre.yml"), Const("main.yml"), Const("post.yml")]


SENDS = "github.rest.repos.createDispatchEvent({...context.repo, event_type: 'done'});"


@pytest.mark.parametrize(
    ("source", "files"),
    [
        ("class A { b = new A(); constructor() { this.c = new A(); } } new A();", {}),
        ("class A extends A { constructor() { super(); } } new A();", {}),
        ("class A { get x() { return this.x; } } new A().x;", {}),
        ("require('./a');", {"a.js": "require('./b'); require('./a');", "b.js": "require('./a');"}),
        ("require('./f0');", {f"f{at}.js": f"exports.x = require('./f{at + 1}');" for at in range(300)}),
        ("require('./a')", {"a.js": "}{ ((", "b.js": ""}),
        ("require('./a'); await import('./a'); import('./gone');", {"a.json": "{", "a/index.js": "export * from '.';"}),
    ],
)
def test_what_goes_round_in_circles_ends(source: str, files: Mapping[str, str]) -> None:
    assert [each.target for each in step(f"{source}\n{SENDS}", files).dispatches] == [Const("done")]
