"""What scripts in TypeScript send: types stand around what JavaScript has too, and change nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import TASK, run

from wflint.senders import javascript
from wflint.senders.message import OWN_REPOSITORY, Dispatch, ScriptFacts
from wflint.senders.script import Script
from wflint.span import Span
from wflint.values.condition import ALWAYS, Test
from wflint.values.value import Const, Field, Object, OneOf, Reference, Value

PAT = Reference(("secrets", "PAT"))
ABSTRACT = "abstract class A { abstract m(): string; n() { return this.m(); } }"
TABLE = "const t: Record<string, string> = {one: 'v', two: 'w'};"
SEND = "execSync(`gh workflow run a.yml -f x=${x}`);"


def object_of(**members: Value) -> Object:
    return Object(tuple(Field(name, value) for name, value in members.items()))


def only(source: str, path: str = "a.ts") -> Dispatch:
    found = run(f"npx tsx {path} one two", {path: source})
    assert found.unresolved == ()
    [sent] = found.dispatches
    return sent


def payload(before: str, path: str = "a.ts") -> Value:
    """The value of `x`."""
    sent = only(f"import {{ execSync }} from 'node:child_process';\n{before}\n{SEND}", path).payload
    assert isinstance(sent, Object)
    return sent.fields[0].value


def test_everything_about_a_client_of_its_own() -> None:
    source = """import { Octokit } from '@octokit/rest';
import type { Settings } from './settings';

enum Kind { Done = 'task-done', Failed = 'task-failed' }
interface Payload { task: string; attempt?: number }

export class Sender<T extends Payload = Payload> {
  private readonly client: Octokit;
  protected static readonly owner: string = 'octo';

  constructor(private readonly repository: string, token: string) {
    this.client = new Octokit({ auth: token });
  }

  public async send(kind: Kind, payload: T, ...rest: unknown[]): Promise<void> {
    await this.client!.rest.repos.createDispatchEvent({
      owner: Sender.owner,
      repo: this.repository,
      event_type: kind,
      client_payload: payload as unknown as Record<string, unknown>,
    });
  }
}

async function main(settings?: Settings): Promise<void> {
  const sender = new Sender<Payload>('other', process.env.PAT!);
  if (process.env.TASK !== '') {
    await sender.send(Kind.Done, <Payload>{ task: process.env.TASK as string });
  }
}

void main();
"""
    assert only(source) == Dispatch(
        "github-script createDispatchEvent",
        "repository_dispatch",
        Const("task-done"),
        object_of(task=TASK),
        Span("a.ts", 16, 11, 21, 7),
        Span("a.ts", 19, 7, 19, 23),
        Const("octo/other"),
        None,
        PAT,
        Test(TASK, "!=", Const("")),
        None,
        (),
    )


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("const x: string = 'v';", Const("v")),
        ("const x = 'v' as const;", Const("v")),
        ("const x = ('v' as any) satisfies string;", Const("v")),
        ("const x = <string>'v';", Const("v")),
        ("const x = process.env.TASK!;", TASK),
        ("let x!: string; x = 'v';", Const("v")),
        ("const o: {a?: {b: string}} = {a: {b: 'v'}}; const x = o.a!.b;", Const("v")),
        ("function f<T>(a: T, b?: string): T { return a; } const x = f<string>('v');", Const("v")),
        ("const f = <T,>(a: T): T => a; const x = f('v');", Const("v")),
        ("const f = ({a}: {a: string}): string => a; const x = f({a: 'v'});", Const("v")),
        ("const f = (a: string, b: string = 'd'): string => a + b; const x = f('v');", Const("vd")),
        ("const f = (...a: string[]) => a.join(); const x = f('v', 'w');", Const("v,w")),
        ("function f(this: Window, a: string) { return a; } const x = f('v');", Const("v")),
        ("function f(a: string): string; function f(a: any) { return a; } const x = f('v');", Const("v")),
        ("function f(a: unknown): asserts a is string {} const x = 'v'; f(x);", Const("v")),
        ("enum E { A, B = 5, C } const x = E.C;", Const("6")),
        ("export const enum E { A = 'v' } const x = E.A;", Const("v")),
        ("type A = {x: string}; interface B { x: string } declare const z: string; const x = 'v';", Const("v")),
        (f"{ABSTRACT} class B extends A {{ m() {{ return 'v'; }} }} const x = new B().n();", Const("v")),
        ("class A { constructor(readonly a: string, public b = 'w') {} } const x = new A('v').a + new A('v').b;", Const("vw")),
        ("class A { private static v?: string = 'v'; static get() { return A.v; } } const x = A.get();", Const("v")),
        ("import fs = require('fs'); const x = 'v';", Const("v")),
        ("const [, , x]: string[] = process.argv;", Const("one")),
        (f"{TABLE} const x = t[process.argv[2]!];", Const("v")),
        (f"{TABLE} const x = t[process.env.TASK as string];", OneOf((Const("v"), Const("w")))),
        ("import {parseArgs} from 'node:util'; const {positionals: [, x]} = parseArgs({allowPositionals: true});", Const("two")),
        ("for (const y of [1] as number[]) { console.log(y); } const x = 'v';", Const("v")),
        ("@decorated class A { @input() a = 'v'; } const x = new A().a;", Const("v")),
    ],
)
def test_types_change_nothing(before: str, expected: Value) -> None:
    assert payload(before) == expected


@pytest.mark.parametrize("path", ["a.ts", "a.mts", "a.cts", "a.tsx", "sub/a.ts"])
def test_endings(path: str) -> None:
    assert payload("const f = (a: string): string => a; const x = f('v');", path) == Const("v")


def test_a_generic_call_in_tsx_and_markup() -> None:
    source = "const view = (name: string) => <b className={name}>{name}</b>; const x = ((a: string) => a)('v');"
    assert payload(source, "a.tsx") == Const("v")


@pytest.mark.parametrize(
    ("load", "files"),
    [
        ("import { send } from './lib/send';", {"lib/send.ts": "export function send"}),
        ("import { send } from './lib/send.js';", {"lib/send.ts": "export function send"}),
        ("import send from './lib/send.mjs';", {"lib/send.mts": "export default function send"}),
        ("import { send } from './lib';", {"lib/index.ts": "export function send"}),
        ("import type { T } from './gone'; import { type U, send } from './lib';", {"lib/index.ts": "export function send"}),
    ],
)
def test_files_that_are_imported(load: str, files: dict[str, str]) -> None:
    body = "(type: string): void { execSync(`gh api repos/${process.env.GITHUB_REPOSITORY}/dispatches -f event_type=${type}`); }"
    [(path, head)] = files.items()
    inner = f"import {{ execSync }} from 'child_process';\n{head}{body}\n"
    found = run("npx tsx a.ts", {"a.ts": f"{load}\nsend('done' as string);", path: inner})
    [sent] = found.dispatches
    assert (sent.target, sent.repository, sent.guard, sent.span.path, sent.span.line) == (
        Const("done"),
        OWN_REPOSITORY,
        ALWAYS,
        path,
        2,
    )


def test_exports_of_typescript() -> None:
    files = {
        "a.ts": "import run = require('./b'); run();",
        "b.ts": "import cp = require('child_process');\nexport = () => cp.execSync('gh workflow run a.yml');",
    }
    [sent] = run("npx ts-node a.ts", files).dispatches
    assert (sent.target, sent.span) == (Const("a.yml"), Span("b.ts", 2, 16, 2, 52))


WORDS = """{ } ( ) [ ] < > => x : string = const let if class extends enum interface type as satisfies ! ? private readonly
constructor( this. super( new async await function abstract static import export default from './b' require( namespace declare
`${ ` 'a' 1 + && ; , . execSync( é @x createDispatchEvent( get implements"""


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(st.sampled_from(WORDS.split()), max_size=30).map(" ".join), st.text(max_size=60)))
def test_nothing_makes_it_fall_over(source: str) -> None:
    script = Script(source, lambda start, end: Span("a.ts", 1, start + 1, 1, end + 1), path="a.ts")
    assert isinstance(javascript.read(script), ScriptFacts)
