"""What scripts of actions/github-script send, set and end with."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wflint.senders.javascript import read
from wflint.senders.message import OWN_REPOSITORY, Dispatch, ScriptFacts
from wflint.senders.script import Hole, Script
from wflint.span import Span
from wflint.syntax.expression import SyntaxProblem, split_template
from wflint.values.condition import ALWAYS, NEVER, Condition, Not, Opaque, Test, all_of, any_of
from wflint.values.of_expression import of_expression
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Field,
    Fresh,
    Object,
    OneOf,
    Reference,
    Sum,
    Text,
    Unknown,
    Value,
    constant,
    why_unknown,
)

TOKEN = Reference(("github", "token"))
OWNER = Reference(("github", "repository_owner"))
ISSUE = Fallback(
    Reference(("github", "event", "issue", "number")),
    Fallback(Reference(("github", "event", "pull_request", "number")), Reference(("github", "event", "number"))),
)
ACTOR = Reference(("github", "actor"))
LOOPED = Choice(Opaque("a loop that may run or not"), Const(2), Unknown("`x` changes in a loop"))
CATCH = "`.catch()` without `throw`"
TRY = "`catch` without `throw`"


def script(source: str, **environment: Value) -> Script:
    def locate(start: int, end: int) -> Span:
        before, inside = source[:start], source[:end]
        return Span(
            "w.yml",
            before.count("\n") + 1,
            start - before.rfind("\n"),
            inside.count("\n") + 1,
            end - inside.rfind("\n"),
        )

    holes = []
    for hole in split_template(source).holes:
        assert not isinstance(hole.expression, SyntaxProblem)
        holes.append(Hole(hole.start, hole.end, of_expression(hole.expression)))
    return Script(source, locate, tuple(holes), environment)


def facts(source: str, **environment: Value) -> ScriptFacts:
    found = read(script(source, **environment))
    assert found.problem is None
    return found


def only(source: str, **environment: Value) -> Dispatch:
    [found] = facts(source, **environment).dispatches
    return found


def object_of(**members: Value) -> Object:
    return Object(tuple(Field(name, value) for name, value in members.items()))


def start(target: str = "'go.yml'", more: str = "", before: str = "") -> str:
    return (
        f"{before}\nawait github.rest.actions.createWorkflowDispatch("
        f"{{owner: context.repo.owner, repo: context.repo.repo, workflow_id: {target}, ref: 'main'{more}}});"
    )


def payload(expression: str, before: str = "", **environment: Value) -> Value:
    """The value of one input that the expression gives."""
    sent = only(start(more=f", inputs: {{x: {expression}}}", before=before), **environment).payload
    assert isinstance(sent, Object)
    assert sent.names() == ("x",)
    return sent.fields[0].value


def guard(condition: str) -> Condition:
    return only(f"if ({condition}) {{ {start()} }}").guard


def test_everything_about_a_workflow_that_is_started() -> None:
    source = """await github.rest.actions.createWorkflowDispatch({
  owner: context.repo.owner,
  repo: context.repo.repo,
  workflow_id: 'run.yml',
  ref: 'main',
  inputs: {
    task: '7',
    issue: String(context.issue.number)
  }
})
"""
    found = only(source)
    assert found == Dispatch(
        "github-script createWorkflowDispatch",
        "workflow_dispatch",
        Const("run.yml"),
        object_of(task=Const("7"), issue=ISSUE),
        Span("w.yml", 1, 7, 10, 3),
        Span("w.yml", 4, 3, 4, 25),
        OWN_REPOSITORY,
        Const("main"),
        TOKEN,
        ALWAYS,
        None,
        (),
    )
    assert isinstance(found.payload, Object)
    assert [member.span for member in found.payload.fields] == [Span("w.yml", 7, 5, 7, 14), Span("w.yml", 8, 5, 8, 40)]


def test_everything_about_an_event_that_is_sent() -> None:
    source = """github.rest.repos.createDispatchEvent({...context.repo, event_type: 'done', client_payload: {ok: true}})"""
    assert only(source) == Dispatch(
        "github-script createDispatchEvent",
        "repository_dispatch",
        Const("done"),
        object_of(ok=Const(True)),
        Span("w.yml", 1, 1, 1, 105),
        Span("w.yml", 1, 57, 1, 75),
        OWN_REPOSITORY,
        None,
        TOKEN,
        ALWAYS,
        None,
        (),
    )


@pytest.mark.parametrize(
    "call",
    [
        "github.actions.createWorkflowDispatch",
        "github.rest.actions.createWorkflowDispatch",
        "octokit.rest.actions.createWorkflowDispatch",
    ],
)
def test_spellings_of_the_client(call: str) -> None:
    found = only(f"await {call}({{...context.repo, workflow_id: 12, ref: context.ref}})")
    assert (found.target, found.ref, found.payload, found.token) == (
        Const(12),
        Reference(("github", "ref")),
        Object(()),
        TOKEN,
    )


@pytest.mark.parametrize(
    ("before", "client", "token"),
    [
        ("const client = getOctokit(process.env.PAT);", "client", Reference(("secrets", "PAT"))),
        ("const client = new Octokit({auth: '${{ secrets.PAT }}'});", "client", Reference(("secrets", "PAT"))),
        ("const {getOctokit} = require('@actions/github'); const c = getOctokit('x');", "c", Const("x")),
        ("", "client", Unknown("the token of `client`")),
        ("const {rest: api} = github;", "{rest: api}", None),
    ],
)
def test_clients_and_their_tokens(before: str, client: str, token: Value | None) -> None:
    called = "api" if token is None else f"{client}.rest"
    found = only(
        f"{before} {called}.repos.createDispatchEvent({{...context.repo, event_type: 'a'}})",
        PAT=Reference(("secrets", "PAT")),
    )
    assert found.token == (TOKEN if token is None else token)


@pytest.mark.parametrize(
    ("members", "repository"),
    [
        ("owner: 'octo', repo: 'other'", Const("octo/other")),
        ("owner: context.repo.owner, repo: 'other'", Text((OWNER, Const("/other")))),
        ("owner: 'octo', repo: context.repo.repo", Text((Const("octo/"), Reference(("github", "event", "repository", "name"))))),
        ("owner: context.payload.repository.owner.login, repo: context.payload.repository.name", OWN_REPOSITORY),
        ("repo: 'x'", Unknown("no `owner` is given")),
        ("...context.repo", OWN_REPOSITORY),
        ("...context.issue", OWN_REPOSITORY),
    ],
)
def test_repository(members: str, repository: Value) -> None:
    assert only(f"github.repos.createDispatchEvent({{{members}, event_type: 'a'}})").repository == repository


def test_names_taken_apart() -> None:
    before = "const {owner, repo} = context.repo; const [o, r] = process.env.GITHUB_REPOSITORY.split('/');"
    for members in ("owner, repo", "owner: o, repo: r"):
        source = f"{before} github.repos.createDispatchEvent({{{members}, event_type: 'a'}})"
        assert only(source, GITHUB_REPOSITORY=OWN_REPOSITORY).repository == OWN_REPOSITORY


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("context.payload.client_payload.task", Reference(("github", "event", "client_payload", "task"))),
        ("context.payload.inputs.task", Reference(("inputs", "task"))),
        ("context.payload.action", Reference(("github", "event", "action"))),
        ("context.payload.issue?.title", Reference(("github", "event", "issue", "title"))),
        ("context.eventName", Reference(("github", "event_name"))),
        ("context.sha", Reference(("github", "sha"))),
        ("context.actor", Reference(("github", "actor"))),
        ("`${context.runId}`", Reference(("github", "run_id"))),
        ("context.runNumber", Reference(("github", "run_number"))),
        ("process.env.TASK", Reference(("inputs", "task"))),
        ("process.env['TASK']", Reference(("inputs", "task"))),
        ("process.env.GONE", Unknown("`process.env.GONE` is set nowhere in sight")),
        ("core.getInput('x')", Unknown("`core.getInput('x')`")),
        ("somewhere", Unknown("`somewhere` is set nowhere in sight")),
        ("'a' + context.sha", Text((Const("a"), Reference(("github", "sha"))))),
        ("`pr-${context.issue.number}-x`", Text((Const("pr-"), ISSUE, Const("-x")))),
        ("'' + context.issue.number", ISSUE),
        ("context.issue.number.toString().trim()", ISSUE),
        ("'a\\n\\x41'", Const("a\nA")),
        ("'${{ inputs.task }}'", Reference(("inputs", "task"))),
        ("${{ inputs.task }}", Decoded(Reference(("inputs", "task")))),
        ("${{ toJSON(inputs.task) }}", Reference(("inputs", "task"))),
        ("JSON.stringify({a: 1})", Encoded(object_of(a=Const(1)))),
        ("JSON.parse(JSON.stringify({a: 1})).a", Const(1)),
        ('JSON.parse(\'{"a": [1, {"b": null}]}\').a[0]', Const(1)),
        ("JSON.parse(process.env.TASK)", Decoded(Reference(("inputs", "task")))),
        ("context.payload.client_payload.n + 1", Sum(Reference(("github", "event", "client_payload", "n")), 1)),
        ("Number(process.env.TASK) + 1", Sum(Reference(("inputs", "task")), 1)),
        ("String(parseInt(process.env.TASK || '0', 10) + 1)", Sum(Fallback(Reference(("inputs", "task")), Const("0")), 1)),
        ("parseInt(process.env.TASK, 10) - 1", Sum(Reference(("inputs", "task")), -1)),
        ("process.env.TASK + 1", Text((Reference(("inputs", "task")), Const("1")))),
        ("process.env.TASK || 'none'", Fallback(Reference(("inputs", "task")), Const("none"))),
        ("process.env.TASK ?? 'none'", Fallback(Reference(("inputs", "task")), Const("none"))),
        (
            "context.eventName === 'push' ? 'a' : 'b'",
            Choice(Test(Reference(("github", "event_name")), "==", Const("push")), Const("a"), Const("b")),
        ),
        ("true ? 'a' : 'b'", Const("a")),
        ("['a', 'b'].join('-')", Const("a-b")),
        ("['a', 'b'].map(each => each + '!').join()", Const("a!,b!")),
        ("[1, 2].length", Const(2)),
        ("({a: {b: 'c'}}).a.b", Const("c")),
        ("({a: 'x', b: 'y'})['b']", Const("y")),
        ("Object.keys({a: 1, b: 2}).join()", Const("a,b")),
        ("Date.now()", Fresh("Date.now")),
        ("new Date().toISOString()", Fresh("Date")),
        ("'/Go now'.substring(1, 3).toLowerCase()", Const("go")),
        ("'a,b'.split(',')[1]", Const("b")),
        ("(() => 'x')()", Const("x")),
        ("-1", Const(-1)),
        ("null", Const(None)),
        ("['a', ...['b']]", Array((Const("a"), Const("b")))),
    ],
)
def test_values(expression: str, expected: Value) -> None:
    assert payload(expression, TASK=Reference(("inputs", "task"))) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("const x = 'a';", Const("a")),
        ("let x; x = 'a';", Const("a")),
        ("let x = 1; x += 1;", Const(2)),
        ("let x = 1; x++;", Const(2)),
        ("const {x} = {x: 'a', y: 'b'};", Const("a")),
        ("const {y: x} = {x: 'a', y: 'b'};", Const("b")),
        ("const {x = 'd'} = {};", Const("d")),
        ("const {a: {b: x}} = {a: {b: 'c'}};", Const("c")),
        ("const [, x] = ['a', 'b'];", Const("b")),
        ("const [a, ...rest] = ['a', 'b']; const x = rest[0];", Const("b")),
        ("const o = {}; o.x = 'a'; const x = o.x;", Const("a")),
        ("const o = {a: {}}; o.a.x = 'a'; const x = o.a.x;", Const("a")),
        ("const table = {one: {f: 'a'}}; const k = 'one'; const x = table[k].f;", Const("a")),
        ("const table = {one: {f: 'a'}, two: {f: 'b'}}; const x = table[context.sha].f;", OneOf((Const("a"), Const("b")))),
        (
            "let x = 'a'; if (context.eventName == 'push') { x = 'b'; } else if (context.actor == 'c') x = 'd';",
            Choice(
                Test(Reference(("github", "event_name")), "==", Const("push")),
                Const("b"),
                Choice(Test(Reference(("github", "actor")), "==", Const("c")), Const("d"), Const("a")),
            ),
        ),
        (
            "let x = context.payload.inputs.a; if (!x) { x = 'b'; }",
            Fallback(Reference(("inputs", "a")), Const("b")),
        ),
        (
            "let x = '0'; switch (context.actor) { case 'a': case 'b': x = '1'; break; }",
            Choice(
                any_of((all_of((Test(ACTOR, "!=", Const("a")), Test(ACTOR, "==", Const("b")))), Test(ACTOR, "==", Const("a")))),
                Const("1"),
                Const("0"),
            ),
        ),
        ("function f(a, {b = 'n'}, ...c) { return a + b + c[0]; } const x = f('l', {}, 'm');", Const("lnm")),
        ("const f = async (a) => a; const x = await f('v');", Const("v")),
        (
            "const f = (a) => { if (context.actor === 'm') return 'one'; return a; }; const x = f('two');",
            Choice(Test(Reference(("github", "actor")), "==", Const("m")), Const("one"), Const("two")),
        ),
        ("const f = (n) => f(n); const x = f(1);", Unknown("what a function gives that calls itself")),
        ("const f = () => t; const g = (t) => f() + t; const t = 'o'; const x = g('i');", Const("oi")),
        ("let n = 0; const f = () => { n += 1; }; const g = (n) => { f(); return n; }; const x = `${g(5)}${n}`;", Const("51")),
        ("const f = (t) => () => t; const a = f('1'), b = f('2'); const x = a() + b() + a();", Const("121")),
        ("const f = () => { let n = 0; return () => { n += 1; return n; }; }; const c = f(); c(); const x = c();", Const(2)),
        ("const f = (t) => [1].map(() => t)[0]; const t = 'o'; const x = f('i');", Const("i")),
        ("const list = []; list.push('a'); const x = list[0];", Const("a")),
        ("const list = ['b']; list[1] = 'a'; const x = list.join('');", Const("ba")),
        ("const o = {a: '1'}; Object.assign(o, {b: '2'}); const x = o.a + o.b;", Const("12")),
        ("class A { m() { return this.v; } set(v) { this.v = v; } } const a = new A(); a.set('s'); const x = a.m();", Const("s")),
        ("const x = ['a', 'bc'].find((each) => each.length > 1);", Const("bc")),
        ("const x = ['a', 'b'].indexOf('b');", Const(1)),
        ("let x = 1; for (const y of ['a']) { x = 2; }", LOOPED),
        ("const o = {f() { return 'a'; }}; const x = o.f();", Const("a")),
        ("const m = new Map([['a', 'b']]); const x = m.get('a');", Const("b")),
        ("let x = 'a'; try { x = 'b'; } finally { x = 'c'; }", Const("c")),
        ("let x; try { x = 'b'; } catch { x = 'c'; }", Choice(Opaque("an error in `try` (line 1)"), Const("c"), Const("b"))),
    ],
)
def test_names(before: str, expected: Value) -> None:
    assert payload("x", before=before) == expected


EVENT = Reference(("github", "event_name"))
ATTEMPT = Reference(("github", "event", "client_payload", "n"))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("context.eventName === 'push'", Test(EVENT, "==", Const("push"))),
        ("context.eventName != 'push'", Test(EVENT, "!=", Const("push"))),
        ("context.payload.client_payload.n < 3", Test(ATTEMPT, "<", Const("3"), "number")),
        ("Number(context.payload.client_payload.n) >= 3", Test(ATTEMPT, ">=", Const("3"), "number")),
        ("context.eventName", Test(EVENT, "!=", Const(""))),
        ("!context.eventName", Test(EVENT, "==", Const(""))),
        ("!!context.eventName", Test(EVENT, "!=", Const(""))),
        ("['a', 'b'].includes(context.eventName)", any_of((Test(EVENT, "==", Const("a")), Test(EVENT, "==", Const("b"))))),
        ("context.eventName.startsWith('/go')", Test(EVENT, "matches", Const("/go*"))),
        ("context.eventName.indexOf('/go') === 0", Test(EVENT, "matches", Const("/go*"))),
        ("context.eventName.indexOf('go') < 0", Not(Test(EVENT, "matches", Const("*go*")))),
        ("context.eventName.includes('[x]')", Test(EVENT, "matches", Const("*[[]x]*"))),
        ("/x/.test(context.eventName)", Opaque("`/x/.test(context.eventName)`")),
        ("somewhere", Opaque("`somewhere`")),
        ("true", ALWAYS),
    ],
)
def test_conditions(condition: str, expected: Condition) -> None:
    assert guard(condition) == expected


def test_conditions_joined() -> None:
    assert guard("context.eventName === 'a' && !(context.actor === 'b' || context.actor === 'c')") == all_of(
        (Test(EVENT, "==", Const("a")), Test(ACTOR, "!=", Const("b")), Test(ACTOR, "!=", Const("c")))
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"if (context.actor !== 'a') return; {start()}", Test(Reference(("github", "actor")), "==", Const("a"))),
        (f"if (context.actor !== 'a') throw new Error('x'); {start()}", Test(Reference(("github", "actor")), "==", Const("a"))),
        (f"context.actor === 'a' && ({start()[:-1].strip()})", Test(Reference(("github", "actor")), "==", Const("a"))),
        (
            f"async function f() {{ if (context.actor !== 'a') return; {start()} }} await f();",
            Test(Reference(("github", "actor")), "==", Const("a")),
        ),
        (f"async function f() {{ if (context.actor !== 'a') return; }} await f(); {start()}", ALWAYS),
        (
            f"switch (context.actor) {{ case 'a': {start()} break; case 'b': break; }}",
            Test(Reference(("github", "actor")), "==", Const("a")),
        ),
        (f"for (const x of ['a', 'b']) {{ {start()} }}", ALWAYS),
        (f"for (const x of context.payload.commits) {{ {start()} }}", Opaque("a loop that may run or not")),
        (f"for (const x of ['a']) {{ if (x === 'b') continue; {start()} }}", ALWAYS),
        (f"core.setFailed('x'); {start()}", ALWAYS),
        (f"await Promise.all(['a'].map(async (x) => {{ {start()} }}))", ALWAYS),
        (f"await retry(async () => {{ {start()} }})", ALWAYS),
    ],
)
def test_where_a_script_goes(source: str, expected: Condition) -> None:
    assert only(source).guard == expected


IS_A = Test(ACTOR, "==", Const("a"))
FAILED = Opaque("an error in `try` (line 1)")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("try { await q(); return true; } catch { return false; }", FAILED),
        (
            "try { await q(); return true; } catch (e) { if (context.actor === 'a') return false; throw e; }",
            all_of((FAILED, IS_A)),
        ),
        ("try { await q(); return true; } catch (e) { core.info('x'); } return false;", FAILED),
        ("try { if (context.actor !== 'a') return true; await q(); } catch (e) { core.info('x'); } return false;", IS_A),
    ],
)
def test_what_a_function_gives_where_its_attempt_fails(body: str, expected: Condition) -> None:
    assert only(f"async function is() {{ {body} }} if (await is()) core.info('y'); else {{ {start()} }}").guard == expected


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ("const found = await look().then(() => true).catch(() => false);", "!found"),
        ("let found = null; await new Promise(done => look(x => { found = x; done(); }));", "found"),
        ("let out = ''; await exec.exec('look', [], {listeners: {stdout: (data) => { out += data.toString(); }}});", "out"),
        ("let seen = 0; look(() => { seen = 1; });", "seen === 0"),
    ],
)
def test_what_is_set_out_of_sight_decides_nothing(before: str, asked: str) -> None:
    assert only(f"{before} if ({asked}) {{ {start()} }}").guard not in (ALWAYS, NEVER)


JOBS = "const jobs = [{file: 'a.yml', data: {n: '1'}}, {file: 'b.yml', data: {n: '2'}}];\n"
SEND = (
    "await github.rest.actions.createWorkflowDispatch({...context.repo, workflow_id: job.file, ref: 'main', inputs: job.data});"
)


@pytest.mark.parametrize(
    "loop",
    [
        f"for (const job of jobs) {{ {SEND} }}",
        f"for (const job of jobs) {{ if (job.file === '') continue; {SEND} }}",
        f"for (const {{file, data}} of jobs) {{ {SEND.replace('job.', '')} }}",
        f"for (const job of jobs) {{ const name = () => {{ return job.file; }}; {SEND} }}",
        f"jobs.forEach(async (job) => {{ {SEND} }});",
        f"await Promise.all(jobs.map(async (job) => {{ {SEND} }}));",
        f"for (const job of jobs.map((each) => {{ return each; }})) {{ {SEND} }}",
    ],
)
def test_a_loop_over_objects_takes_each_as_a_whole(loop: str) -> None:
    sent = [(each.target, each.payload, each.guard) for each in facts(JOBS + loop).dispatches]
    assert sent == [
        (Const("a.yml"), object_of(n=Const("1")), ALWAYS),
        (Const("b.yml"), object_of(n=Const("2")), ALWAYS),
    ]


def test_loops_in_loops_over_objects_are_bounded() -> None:
    table = ", ".join(f"{{n: '{number}'}}" for number in range(20))
    loops = "".join(f"for (const x{depth} of table) {{ " for depth in range(5))
    found = facts(f"const table = [{table}];\n{loops}{start()}{'}' * 5}\nconst job = {{file: 'b.yml', data: {{}}}};\n{SEND}")
    assert found.problem is None
    assert {each.target for each in found.dispatches} == {Const("go.yml"), Const("b.yml")}


@pytest.mark.parametrize("end", ["break", "return"])
def test_a_loop_over_objects_that_may_end_early_takes_any_of_them(end: str) -> None:
    found = only(f"{JOBS}for (const job of jobs) {{ {SEND} {end}; }}")
    assert found.target == OneOf((Const("a.yml"), Const("b.yml")))
    assert found.payload == OneOf((object_of(n=Const("1")), object_of(n=Const("2"))))


def test_a_table_of_rules_with_functions() -> None:
    source = """
    const rules = {
      bug: {file: 'fix.yml', inputs: (issue) => ({issue: String(issue.number)})},
    };
    const rule = rules[context.payload.label.name];
    if (rule) {
      await github.rest.actions.createWorkflowDispatch({
        ...context.repo, workflow_id: rule.file, ref: 'main', inputs: rule.inputs(context.payload.issue)});
    }
    """
    found = only(source)
    assert (found.target, found.payload) == (Const("fix.yml"), object_of(issue=Reference(("github", "event", "issue", "number"))))


@pytest.mark.parametrize(
    ("source", "hidden"),
    [
        (start()[:-1] + ".catch(e => console.log(e));", CATCH),
        (start()[:-1] + ".catch(e => { throw e; });", None),
        (start()[:-1] + ".catch(e => core.setFailed(e.message));", None),
        (start()[:-1] + ".catch(core.setFailed);", None),
        (f"try {{ {start()} }} catch (e) {{ core.warning(e.message); }}", "`catch` only shows an annotation"),
        (f"try {{ {start()} }} catch (e) {{ core.setFailed(e.message); }}", None),
        (f"try {{ {start()} }} catch (e) {{ if (e.status !== 404) throw e; }}", None),
        (f"try {{ {start()} }} finally {{ done(); }}", None),
        (f"let bad = 0; try {{ {start()} }} catch (e) {{ bad++; }} if (bad) {{ core.setFailed('no'); }}", None),
        (f"const bad = []; try {{ {start()} }} catch (e) {{ bad.push(e); }} if (bad.length) throw new Error('no');", None),
        (f"let bad; try {{ {start()} }} catch (e) {{ bad = e; }} if (bad) core.info('no');", TRY),
        (f"let bad; try {{ {start()} }} catch (e) {{ bad = e; }} if (badly) throw new Error('no');", TRY),
        (f"let bad; if (bad) throw 1; try {{ {start()} }} catch (e) {{ bad = e; }}", TRY),
        (f"try {{ {start()} return; }} catch (e) {{ core.info('again'); }} throw new Error('no');", None),
        (f"try {{ {start()} return; }} catch (e) {{ core.info('again'); }} core.info('no');", TRY),
        (f"try {{ {start()} }} catch (e) {{ core.info('no'); }} if (x) throw new Error('no');", TRY),
        (f"async function main() {{ {start()} }} main().catch(e => core.error(e));", "`.catch()` only shows an annotation"),
        (start()[:-1] + ".catch(core.warning);", "`.catch()` only shows an annotation"),
        (f"try {{ {start()} }} catch (e) {{ console.log('::error::' + e); }}", "`catch` only shows an annotation"),
        (f"await Promise.allSettled([{start()[:-1].strip()}]);", "`Promise.allSettled` keeps a refusal to itself"),
    ],
)
def test_hidden_failures(source: str, hidden: str | None) -> None:
    found = only(source)
    assert (found.failure_hidden, found.guard) == (hidden, ALWAYS)


@pytest.mark.parametrize(
    "source",
    [
        "// github.rest.actions.createWorkflowDispatch({})",
        "core.info('run createDispatchEvent({}) yourself, or POST /repos/x/y/dispatches')",
        "github.registerEndpoints({repos: {createDispatchEvent: {method: 'POST', url: '/repos/:owner/:repo/dispatches'}}})",
        "const o = {createDispatchEvent() { return 1; }};",
        "const o = {createDispatchEvent() { return 1; }}; o.createDispatchEvent();",
        "if (false) { github.repos.createDispatchEvent({...context.repo, event_type: 'a'}) }",
        "await github.request('GET /repos/{owner}/{repo}/issues', {...context.repo})",
        "await fetch('https://example.com/dispatches')",
    ],
)
def test_what_sends_nothing(source: str) -> None:
    found = facts(source)
    assert (found.dispatches, found.unresolved) == ((), ())


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("github.repos.createDispatchEvent(what)", "its argument can't be read: `what` is set nowhere in sight"),
        ("require('helpers')().sendWorkflowDispatch({workflow: 'a.yml'})", "it is a function that can't be read"),
        ("github.repos.createDispatchEvent()", "its argument can't be read: it is called without an argument"),
        ("github.repos.createDispatchEvent({...context.repo})", "its argument has no `event_type`"),
        (f"module.exports = 1; function never() {{ {start()} }}", "it stands in a function that nothing in sight calls"),
    ],
)
def test_what_cant_be_understood(source: str, reason: str) -> None:
    found = facts(source)
    assert found.dispatches == ()
    assert [each.reason for each in found.unresolved] == [reason]


@pytest.mark.parametrize(
    ("client_payload", "rule", "kept"),
    [
        ("JSON.stringify({a: 1})", "double-encoded-payload", object_of(a=Const(1))),
        ("'text'", "invalid-payload", Object((), "`client_payload` is a string, not an object")),
    ],
)
def test_payloads_that_are_texts(client_payload: str, rule: str, kept: Value) -> None:
    found = only(f"github.repos.createDispatchEvent({{...context.repo, event_type: 'a', client_payload: {client_payload}}})")
    assert ([defect.rule for defect in found.defects], found.payload) == ([rule], kept)


BODY = "JSON.stringify({event_type: 'done', client_payload: {task: '7'}})"


@pytest.mark.parametrize(
    ("source", "mechanism", "repository", "token", "hidden"),
    [
        (
            "await github.request('POST /repos/{owner}/{repo}/dispatches',"
            " {...context.repo, event_type: 'done', client_payload: {task: '7'}})",
            "github-script request",
            OWN_REPOSITORY,
            TOKEN,
            None,
        ),
        (
            "await github.request(`POST /repos/octo/${'other'}/dispatches`, {event_type: 'done', client_payload: {task: '7'}})",
            "github-script request",
            Const("octo/other"),
            TOKEN,
            None,
        ),
        (
            "await github.request({method: 'POST', url: '/repos/octo/other/dispatches',"
            " event_type: 'done', client_payload: {task: '7'}})",
            "github-script request",
            Const("octo/other"),
            TOKEN,
            None,
        ),
        (
            "await fetch('https://api.github.com/repos/octo/other/dispatches', {method: 'POST',"
            f" headers: {{Authorization: `Bearer ${{process.env.PAT}}`}}, body: {BODY}}})",
            "fetch",
            Const("octo/other"),
            Reference(("secrets", "PAT")),
            "`fetch` doesn't throw when GitHub refuses",
        ),
        (
            "const r = await fetch('https://api.github.com/repos/octo/other/dispatches', {method: 'POST',"
            f" headers: {{authorization: 'token ${{{{ secrets.PAT }}}}'}}, body: {BODY}}}); if (!r.ok) throw r;",
            "fetch",
            Const("octo/other"),
            Reference(("secrets", "PAT")),
            None,
        ),
        (
            "await axios.post('https://api.github.com/repos/octo/other/dispatches',"
            " {event_type: 'done', client_payload: {task: '7'}}, {headers: {Authorization: `Bearer ${process.env.PAT}`}})",
            "axios",
            Const("octo/other"),
            Reference(("secrets", "PAT")),
            None,
        ),
    ],
)
def test_requests(source: str, mechanism: str, repository: Value, token: Value, hidden: str | None) -> None:
    found = only(source, PAT=Reference(("secrets", "PAT")))
    assert (found.mechanism, found.kind, found.target, found.payload) == (
        mechanism,
        "repository_dispatch",
        Const("done"),
        object_of(task=Const("7")),
    )
    assert (found.repository, found.token, found.failure_hidden, found.defects) == (repository, token, hidden, ())


def test_a_request_that_starts_a_workflow() -> None:
    source = (
        "await octokit.request('POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', "
        "{...context.repo, workflow_id: 'go.yml', ref: 'main', inputs: {a: '1'}})"
    )
    found = only(source)
    assert (found.kind, found.target, found.ref, found.payload, found.repository, found.defects) == (
        "workflow_dispatch",
        Const("go.yml"),
        Const("main"),
        object_of(a=Const("1")),
        OWN_REPOSITORY,
        (),
    )
    at = source.index("workflow_id: ")
    assert found.target_span == Span("w.yml", 1, at + 1, 1, at + 1 + len("workflow_id: 'go.yml'"))


@pytest.mark.parametrize(
    ("source", "hidden"),
    [
        ("await exec.exec('gh', ['workflow', 'run', 'go.yml', '-f', `task=${process.env.TASK}`])", None),
        (
            "await exec.exec('gh', ['workflow', 'run', 'go.yml', '-f', `task=${process.env.TASK}`], {ignoreReturnCode: true})",
            "`ignoreReturnCode` lets the step go on when the command fails",
        ),
        ("await exec.getExecOutput(`gh workflow run go.yml -f task=${process.env.TASK}`)", None),
        ("const {execSync} = require('child_process'); execSync(`gh workflow run go.yml -f \"task=${process.env.TASK}\"`)", None),
        (
            "require('node:child_process').execFileSync('gh', ['workflow', 'run', 'go.yml', '-f', 'task=' + process.env.TASK])",
            None,
        ),
    ],
)
def test_programs(source: str, hidden: str | None) -> None:
    found = only(source, TASK=Reference(("inputs", "task")), GH_TOKEN=TOKEN)
    assert (found.mechanism, found.target, found.payload, found.token, found.failure_hidden) == (
        "gh workflow run",
        Const("go.yml"),
        object_of(task=Reference(("inputs", "task"))),
        TOKEN,
        hidden,
    )


def test_a_pipe_of_a_shell_is_read_as_a_shell_reads_it() -> None:
    line = """execSync(`echo '{"event_type": "done"}' | gh api repos/octo/other/dispatches --input -`)"""
    found = only(f"const {{execSync}} = require('child_process'); if (context.actor) {line}", GH_TOKEN=TOKEN)
    assert (found.target, found.repository, found.token) == (Const("done"), Const("octo/other"), TOKEN)
    assert (found.guard, found.span) == (Test(ACTOR, "!=", Const("")), Span("w.yml", 1, 65, 1, 65 + len(line)))


def test_what_the_step_hands_on() -> None:
    found = facts(
        "core.setOutput('a', context.sha); core.setOutput('b', {c: 1});\n"
        "if (context.actor) core.exportVariable('D', 2); core.setOutput(name, 1)"
    )
    actor = Test(Reference(("github", "actor")), "!=", Const(""))
    assert [(each.name, each.value, each.guard) for each in found.outputs] == [
        ("a", Reference(("github", "sha")), ALWAYS),
        ("b", Encoded(object_of(c=Const(1))), ALWAYS),
        ("", Unknown("a name that is made at run time"), ALWAYS),
    ]
    assert [(each.name, each.value, each.guard) for each in found.exported] == [("D", Const("2"), actor)]


def test_how_a_script_ends() -> None:
    found = facts(
        "if (context.actor) { throw new Error('x'); }\ncore.setFailed('y');\nif (context.sha) return;\nprocess.exit(3);"
    )
    actor, no_actor = (Test(Reference(("github", "actor")), sign, Const("")) for sign in ("!=", "=="))
    sha, no_sha = (Test(Reference(("github", "sha")), sign, Const("")) for sign in ("!=", "=="))
    assert [(each.code, each.guard) for each in found.exits] == [
        (Const("1"), actor),
        (Const("1"), no_actor),
        (Const("0"), all_of((no_actor, sha))),
        (Const("3"), all_of((no_actor, no_sha))),
    ]
    assert found.exits[0].span == Span("w.yml", 1, 22, 1, 43)


def test_a_thrown_error_that_is_caught_ends_nothing() -> None:
    found = facts("try { throw new Error('x'); } catch (e) { core.info(e); }" + start())
    assert found.exits == ()
    assert len(found.dispatches) == 1


def test_other_calls_are_kept() -> None:
    found = facts("await github.rest.issues.createComment({...context.issue, body: 'x'}); core.notice('y')")
    assert [tuple(constant(word.value) for word in each.words) for each in found.invocations] == [
        ("octokit", "issues.createComment"),
        ("core", "notice", "y"),
    ]


def test_a_script_that_is_too_deep() -> None:
    assert read(script("x" + "+1" * 5000)).problem is not None


def test_doubling_values_stay_bounded() -> None:
    source = "let a = context.sha;" + "a = a + a;" * 60 + start(more=", inputs: {a}")
    found = only(source)
    assert isinstance(found.payload, Object)
    assert why_unknown(found.payload) == "a value too large to follow"


WORDS = """{ } ( ) [ ] ... => x = const let if else for of switch case default: try catch finally return throw await async
function `${ ` 'a' 1 + || && ? : . , ; context process.env core.setOutput( exec.exec('gh', JSON.parse( .map( .catch( .indexOf(
new execSync( fetch( github.request( break; ++ é createDispatchEvent( github.rest.actions.createWorkflowDispatch( !"""
PIECES = st.sampled_from(WORDS.split())


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=30).map(" ".join), st.text(max_size=60)))
def test_nothing_makes_it_fall_over(source: str) -> None:
    source = source.replace("${{", "").replace("}}", "} }")
    assert isinstance(read(script(source)), ScriptFacts)
