"""Loops of events: which of them a counter bounds, and which clause fails where none does."""

from __future__ import annotations

import pytest
from linked import linked

from wflint.graph import Edge, System
from wflint.soundness.cycles import bounds, change, is_guarded, latent_loops, loops
from wflint.soundness.flaws import flaws, text_comparisons
from wflint.soundness.guards import Atom, Obscure, atoms, comes_from_outside, flipped, payload_field
from wflint.soundness.structure.cut import Change
from wflint.values.value import Const, Decoded, Encoded, Fallback, Reference, Sum, Text, Value

HEAD = """on: {repository_dispatch: {types: [again]}}
env: {GH_TOKEN: x, MAX: 3}
jobs:
  go:
    runs-on: ubuntu-latest
    steps:
      - env:
          N: ${{ github.event.client_payload.n }}
          S: ${{ github.event.client_payload.status }}
          M: ${{ github.event.client_payload.max }}
"""
BODY = 10
"""The last line of the head."""


def again(counter: str | None = "$((N + 1))", *more: str) -> str:
    """The message that starts the workflow once more."""
    fields = ([] if counter is None else [f"n={counter}"]) + list(more)
    return 'gh api "repos/$GITHUB_REPOSITORY/dispatches" -f event_type=again' + "".join(
        f' -F "client_payload[{name}]={value}"' for name, _, value in (each.partition("=") for each in fields)
    )


def step(script: str, condition: str = "") -> str:
    lines = "".join(f"          {line}\n" for line in script.splitlines())
    return HEAD + (f"        if: {condition}\n" if condition else "") + f"        run: |\n{lines}"


def only_if(test: str, message: str) -> str:
    return f"if {test}; then\n  {message}\nfi"


def system(*texts: str) -> System:
    return linked({f"{number}.yml": text for number, text in enumerate(texts)})


Verdict = list[tuple[tuple[str, ...], list[tuple[str, str, int]]]]
"""For each loop the counters that are compared, and the flaws: kind, counter and line."""


def verdict(of: System) -> Verdict:
    return [(loop.counters, [(flaw.kind, flaw.counter, flaw.edge.site.span.line) for flaw in flaws(loop)]) for loop in loops(of)]


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(only_if('[ "$N" -lt "$MAX" ]', again()), id="less"),
        pytest.param(only_if('[ "$N" -le 3 ]', again()), id="not-more"),
        pytest.param(only_if('[ "$MAX" -gt "$N" ]', again()), id="bound-on-the-left"),
        pytest.param(only_if("(( N < MAX ))", again()), id="arithmetic"),
        pytest.param(only_if('[ "${N:-0}" -lt 3 ]', again()), id="default"),
        pytest.param(only_if('! [ "$N" -ge 3 ]', again()), id="not-at-the-cap"),
        pytest.param(only_if('[ "$S" != ok ] && [ "$N" -lt 3 ]', again()), id="and-a-status"),
        pytest.param(f'if [ "$N" -ge "$MAX" ]; then exit 0; fi\n{again()}', id="leaves-at-the-cap"),
        pytest.param(f'[ "$N" -ge "$MAX" ] && exit 1\n{again()}', id="leaves-in-a-list"),
        pytest.param("NEXT=$((N + 1))\n" + only_if('[ "$NEXT" -le 3 ]', again("$NEXT")), id="compared-when-raised"),
        pytest.param(only_if('[ "$N" -lt "$M" ]', again("$((N + 1))", "max=$M")), id="bound-handed-on"),
        pytest.param(only_if('[ "$N" -lt 9 ]', again("$((N + 2))")), id="by-twos"),
        pytest.param(only_if('[ "$N" -gt 0 ]', again("$((N - 1))")), id="counts-down"),
        pytest.param(only_if('[ "$N" -ne 0 ]', again("$((N - 1))")), id="counts-down-to-zero"),
        pytest.param(only_if('[ "$N" != 3 ]', again()), id="unlike-the-cap"),
        pytest.param(only_if('[[ "$N" < 3 ]]', again()), id="as-text"),
        pytest.param(only_if('[ "$N" -lt 3 ]', again("$(next " + '"$N"' + ")")), id="made-by-a-program"),
        pytest.param(only_if('[ "$N" -lt 3 ] || [ "$S" = bad ]', again("$((N + 1))", "status=$S")), id="or-something-else"),
        pytest.param(only_if("curl -f https://example.org/go", again()), id="asks-the-world"),
        pytest.param(only_if('[ "$GITHUB_RUN_NUMBER" -lt 100 ]', again()), id="number-of-runs"),
    ],
)
def test_loop_that_ends_or_may(script: str) -> None:
    assert verdict(system(step(script))) == []


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param(again(), [((), [])], id="nothing-compared"),
        pytest.param(again(None), [((), [])], id="no-counter"),
        pytest.param(only_if('[ "$S" = bad ]', again("$N", "status=$S")), [((), [])], id="status-that-stays"),
        pytest.param(only_if('[ "$S" != ok ]', again(None)), [((), [])], id="status-that-is-never-sent"),
        pytest.param(only_if('[ "$GITHUB_RUN_ATTEMPT" -lt 3 ]', again()), [((), [])], id="attempts-of-a-run-stay-1"),
        pytest.param(only_if('[ "$N" -lt "$((N + 1))" ]', again()), [((), [])], id="bound-that-rises-too"),
        pytest.param(only_if('[ "$N" -lt "$MAX" ]', again("$N")), [(("n",), [("not-raised", "n", BODY + 3)])], id="never-raised"),
        pytest.param(
            "echo retry $((N + 1))\n" + only_if('[ "$N" -lt "$MAX" ]', again("$N")),
            [(("n",), [("not-raised", "n", BODY + 4)])],
            id="raised-for-show",
        ),
        pytest.param(only_if('[ "$N" -lt "$MAX" ]', again("0")), [(("n",), [("reset", "n", BODY + 3)])], id="reset"),
        pytest.param(
            only_if('[ "$N" -lt "$MAX" ]', again("$GITHUB_RUN_ATTEMPT")),
            [(("n",), [("reset", "n", BODY + 3)])],
            id="attempts-sent-as-the-counter",
        ),
        pytest.param(only_if('[ "$N" -lt "$MAX" ]', again(None)), [(("n",), [("lost", "n", BODY + 3)])], id="lost"),
        pytest.param(only_if('[ "$N" -lt "$MAX" ]', again("")), [(("n",), [("lost", "n", BODY + 3)])], id="sent-empty"),
        pytest.param(only_if('[ "$N" -ge "$MAX" ]', again()), [(("n",), [("wrong-way", "n", BODY + 3)])], id="wrong-side"),
        pytest.param(
            only_if('[ "$N" -lt "$MAX" ]', again("$((N - 1))")), [(("n",), [("wrong-way", "n", BODY + 3)])], id="wrong-way"
        ),
        pytest.param(
            f'if [ "$S" = bad ]; then\n  {again("$N", "status=$S")}\n'
            f'elif [ "$N" -lt 3 ]; then\n  {again("$((N + 1))", "status=$S")}\nfi',
            [(("n",), [("unguarded", "n", BODY + 3)])],
            id="one-branch-past-the-cap",
        ),
    ],
)
def test_loop_without_end(script: str, expected: Verdict) -> None:
    """A branch of which the next run can't fulfil the condition isn't taken into a loop: it sends no status."""
    found = verdict(system(step(script)))
    assert found == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param("github.event.client_payload.n < 3", [], id="number"),
        pytest.param("github.event.client_payload.n < env.MAX", [], id="depends-on-what-is-sent"),
        pytest.param("fromJSON(github.event.client_payload.n) < fromJSON(env.MAX)", [], id="converted"),
        pytest.param("${{ !(github.event.client_payload.n >= 3) }}", [], id="negated"),
        pytest.param("always() && github.event.client_payload.n < 3", [], id="always-and"),
        pytest.param("github.event.client_payload.n < 3 || github.event.client_payload.status == 'bad'", [], id="or"),
        pytest.param("github.actor == 'mona'", [], id="who-knows"),
        pytest.param("success() || failure()", [((), [])], id="status-functions-only"),
        pytest.param("github.run_attempt < 3", [((), [])], id="attempts-of-a-run-stay-1"),
        pytest.param("github.event.action == 'again'", [((), [])], id="what-the-event-decides"),
        pytest.param("github.event.client_payload.n >= 3", [(("n",), [("wrong-way", "n", BODY + 3)])], id="wrong-side"),
    ],
)
def test_condition_of_a_step(condition: str, expected: Verdict) -> None:
    assert verdict(system(step(again(), condition))) == expected


def test_a_person_may_end_it() -> None:
    assert verdict(system(step(again()).replace("runs-on", "environment: production\n    runs-on"))) == []


# -- loops of two hops ----------------------------------------------------------------------------------------------------

WORKER = """on: {{workflow_dispatch: {{inputs: {{n: {{type: string}}, go: {{type: {type}}}}}}}}}
env: {{GH_TOKEN: x, N: "${{{{ inputs.n }}}}"}}
jobs:
  go:
    runs-on: ubuntu-latest
    {condition}
    steps:
      - run: |
          {script}
"""


def round_trip(there: str, back: str, condition: str = "name: go", kind: str = "boolean") -> System:
    """`0.yml` starts `1.yml`, which answers."""
    return system(step(there), WORKER.format(script=back, condition=condition, type=kind))


def start(counter: str = "$((N + 1))", go: str = "") -> str:
    return f'gh workflow run 1.yml -R "$GITHUB_REPOSITORY" -f n="{counter}"' + (f" -f go={go}" if go else "")


KEEP = again("$N")


@pytest.mark.parametrize(
    ("there", "back", "expected"),
    [
        pytest.param(only_if('[ "$N" -lt 3 ]', start()), KEEP, [], id="capped-and-raised-at-one-end"),
        pytest.param(only_if('[ "$N" -lt 3 ]', start("$N")), again(), [], id="capped-here-raised-there"),
        pytest.param(start(), KEEP, [((), [])], id="no-cap"),
        pytest.param(
            only_if('[ "$N" -lt 3 ]', start()), again("0"), [(("n",), [("reset", "n", 9)])], id="reset-at-the-other-end"
        ),
        pytest.param(only_if('[ "$N" -lt 3 ]', start()), again(None), [(("n",), [("lost", "n", 9)])], id="lost-on-the-way-back"),
        pytest.param(
            only_if('[ "$N" -lt 3 ]', start("$N")), KEEP, [(("n",), [("not-raised", "n", BODY + 3)])], id="raised-nowhere"
        ),
    ],
)
def test_two_hops(there: str, back: str, expected: Verdict) -> None:
    assert verdict(round_trip(there, back)) == expected


@pytest.mark.parametrize(
    ("go", "condition", "kind", "closed"),
    [
        pytest.param("true", "if: inputs.go", "boolean", True, id="boolean-true"),
        pytest.param("false", "if: inputs.go", "boolean", False, id="boolean-false"),
        pytest.param("true", "if: inputs.go == true", "boolean", True, id="boolean-is-compared-as-one"),
        pytest.param("true", "if: inputs.go == 'true'", "boolean", False, id="boolean-isnt-a-text"),
        pytest.param("false", "if: inputs.go", "string", True, id="any-text-is-true"),
        pytest.param("true", "if: inputs.go == true", "string", False, id="text-isnt-a-boolean"),
        pytest.param("2", "if: inputs.go > 1", "number", True, id="number"),
        pytest.param("2", "if: inputs.go > 2", "number", False, id="number-too-small"),
        pytest.param("x", "if: inputs.go", "boolean", True, id="not-a-boolean-at-all"),
    ],
)
def test_inputs_arrive_in_their_declared_type(go: str, condition: str, kind: str, closed: bool) -> None:
    """A loop that can't close is latent."""
    found = round_trip(start("$N", go), KEEP, condition, kind)
    assert (len(loops(found)), len(latent_loops(found))) == ((1, 0) if closed else (0, 1))


def test_latent_loop_has_counters_and_a_way_round() -> None:
    found = round_trip(only_if('[ "$N" -lt 3 ]', start("$N", "no")), KEEP, "if: inputs.go == 'yes'", "string")
    assert loops(found) == ()
    [loop] = latent_loops(found)
    assert loop.counters == ("n",)
    first = min(loop.edges, key=lambda edge: edge.site.span)
    assert [(edge.site.workflow.path[-5:], str(edge.event)) for edge in loop.round_trip(first)] == [
        ("0.yml", "workflow_dispatch"),
        ("1.yml", "again"),
    ]


# -- one hop --------------------------------------------------------------------------------------------------------------


def hop(script: str, condition: str = "") -> Edge:
    [edge] = system(step(script, condition)).edges
    return edge


@pytest.mark.parametrize(
    ("counter", "expected"),
    [
        pytest.param("$N", "kept", id="kept"),
        pytest.param("${N:-0}", "kept", id="kept-with-a-default"),
        pytest.param("$((N + 1))", "raised", id="raised"),
        pytest.param("$((N + 1 + 1))", "raised", id="raised-twice"),
        pytest.param("$((N - 1))", "lowered", id="lowered"),
        pytest.param("$((N + 1 - 1))", "kept", id="raised-and-lowered"),
        pytest.param("0", "reset", id="constant"),
        pytest.param("", "lost", id="empty"),
        pytest.param(None, "lost", id="not-sent"),
        pytest.param("$M", "unknown", id="another-field"),
        pytest.param("$(date +%s)", "unknown", id="made-at-run-time"),
        pytest.param("$GITHUB_RUN_ATTEMPT", "reset", id="attempt"),
        pytest.param("$((GITHUB_RUN_ATTEMPT + 1))", "reset", id="attempt-plus-one"),
    ],
)
def test_what_a_hop_does_to_a_counter(counter: str | None, expected: Change) -> None:
    assert change(hop(again(counter)), "n") == expected


N, MAX = Reference(("github", "event", "client_payload", "n")), Const(3)


@pytest.mark.parametrize(
    ("script", "condition", "expected"),
    [
        pytest.param(again(), "", [], id="nothing"),
        pytest.param(again(), "github.event.action == 'again'", [], id="decided-by-the-event"),
        pytest.param(again(), "failure() && !cancelled()", [], id="status-functions"),
        pytest.param(only_if('[ "$N" -lt 3 ]', again()), "", [Atom(N, "<", Const("3"), "number")], id="shell"),
        pytest.param(only_if('[[ "$N" < 3 ]]', again()), "", [Atom(N, "<", Const("3"), "text")], id="shell-text"),
        pytest.param(only_if('! [ "$N" -ge 3 ]', again()), "", [Atom(N, "<", Const("3"), "number")], id="shell-negated"),
        pytest.param(again(), "github.event.client_payload.n < 3", [Atom(N, "<", MAX, "number")], id="expression"),
        pytest.param(again(), "github.event.client_payload.n < '3'", [Atom(N, "<", Const("3"), "open")], id="expression-text"),
        pytest.param(
            again(),
            "${{ !(github.event.client_payload.n >= 3 || github.event.client_payload.n == 2) }}",
            [Atom(N, "<", MAX, "number"), Atom(N, "!=", Const(2), "number")],
            id="neither-of-two",
        ),
        pytest.param(
            again(),
            "github.event.client_payload.n < 3 || github.actor == 'mona'",
            [
                Obscure(
                    (N, MAX, Reference(("github", "actor")), Const("mona")),
                    (Atom(N, "<", MAX, "number"), Atom(Reference(("github", "actor")), "==", Const("mona"), "open")),
                )
            ],
            id="either-of-two",
        ),
        pytest.param(
            again(),
            "contains(github.event.client_payload.n, 'x')",
            [Obscure((N,))],
            id="function",
        ),
    ],
)
def test_what_stands_before_a_message(script: str, condition: str, expected: list[Atom | Obscure]) -> None:
    assert list(atoms(hop(script, condition))) == expected


def test_bounds_of_a_counter_and_whether_they_stop_it() -> None:
    edge = hop(only_if('[ 3 -gt "$N" ] && [ "$S" = bad ]', again()))
    assert bounds(edge, "n") == (Atom(N, "<", Const("3"), "number"),)
    assert bounds(edge, "status") == ()
    assert (is_guarded(edge, "n"), is_guarded(edge, "n", "down"), is_guarded(edge, "status")) == (True, False, False)


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        pytest.param('[[ "$N" < 10 ]]', ["n"], id="two-digits"),
        pytest.param('[[ 10 > "$N" ]]', ["n"], id="bound-on-the-left"),
        pytest.param('[[ "$N" < 3 ]]', [], id="one-digit-is-the-same"),
        pytest.param('[ "$N" -lt 10 ]', [], id="numbers"),
        pytest.param('[[ "$S" < 10 ]]', [], id="not-the-counter"),
    ],
)
def test_comparison_as_text_stops_too_early(test: str, expected: list[str]) -> None:
    assert [flaw.counter for flaw in text_comparisons(system(step(only_if(test, again()))))] == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param("env.N < env.TEN", ["n"], id="two-variables"),
        pytest.param("env.N < '10'", ["n"], id="a-variable-and-a-text"),
        pytest.param("!(env.N >= env.TEN)", ["n"], id="the-other-way-round"),
        pytest.param("env.N < 10", [], id="a-number"),
        pytest.param("fromJSON(env.N) < env.TEN", [], id="made-a-number"),
        pytest.param("github.event.client_payload.n < env.TEN", [], id="what-comes-may-be-a-number"),
    ],
)
def test_comparison_of_texts_in_an_expression(condition: str, expected: list[str]) -> None:
    text = HEAD.replace("MAX: 3", 'TEN: "10", N: "${{ github.event.client_payload.n }}"') + f"        if: {condition!r}\n"
    text += f"        run: {again()}\n"
    assert [flaw.counter for flaw in text_comparisons(system(text))] == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(N, "n", id="field"),
        pytest.param(Reference(("inputs", "n")), "n", id="input"),
        pytest.param(Fallback(N, Const("0")), "n", id="with-a-default"),
        pytest.param(Fallback(N, Reference(("inputs", "n"))), None, id="with-another"),
        pytest.param(Sum(N, 1), "n", id="plus-one"),
        pytest.param(Decoded(N), "n", id="decoded"),
        pytest.param(Encoded(N), "n", id="encoded"),
        pytest.param(Text((N,)), "n", id="text-of-it"),
        pytest.param(Text((N, Const("x"))), None, id="in-a-text"),
        pytest.param(Reference(("github", "sha")), None, id="something-else"),
        pytest.param(Const("3"), None, id="constant"),
    ],
)
def test_field_that_a_value_is(value: Value, expected: str | None) -> None:
    assert payload_field(value) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("inputs.n", False, id="input"),
        pytest.param("github.event.client_payload.n", False, id="field"),
        pytest.param("github.event_name", False, id="event"),
        pytest.param("github.event.action", False, id="type"),
        pytest.param("needs.build.result", False, id="result"),
        pytest.param("steps.build.outcome", False, id="outcome"),
        pytest.param("job.status", False, id="status"),
        pytest.param("github.run_attempt", False, id="attempt"),
        pytest.param("github.run_number", True, id="run-number"),
        pytest.param("steps.build.outputs.x", True, id="output"),
        pytest.param("vars.STOP", True, id="variable"),
    ],
)
def test_what_differs_from_run_to_run(path: str, expected: bool) -> None:
    assert comes_from_outside(Fallback(Const(""), Reference(tuple(path.split("."))))) is expected


def test_a_comparison_from_the_other_side() -> None:
    assert flipped(Atom(MAX, ">", N, "number")) == Atom(N, "<", MAX, "number")
    assert flipped(Atom(MAX, "!=", N, "text")) == Atom(N, "!=", MAX, "text")


ROUND = """on:
  workflow_dispatch:
    inputs:
      full: {type: boolean, default: DEFAULT}
jobs:
  go:
    runs-on: ubuntu-latest
    if: ${{ IF }}
    steps:
      - run: gh workflow run 0.yml GIVEN
        env: {GH_TOKEN: x}
"""


@pytest.mark.parametrize(
    ("condition", "goes_on"),
    [
        pytest.param("inputs.full", {"true"}, id="boolean"),
        pytest.param("inputs.full == 'true'", set(), id="boolean-and-text"),
        pytest.param("github.event.inputs.full == 'true'", {"true"}, id="text"),
        pytest.param("github.event.inputs.full", {"true", "false"}, id="text-for-boolean"),
    ],
)
@pytest.mark.parametrize("default", ["true", "false"])
@pytest.mark.parametrize("given", ["", "true", "false"])
def test_a_flag_that_is_handed_on_or_left_to_its_default(condition: str, goes_on: set[str], default: str, given: str) -> None:
    text = ROUND.replace("IF", condition).replace("DEFAULT", default).replace("GIVEN", f"-f full={given}" if given else "")
    assert bool(loops(system(text))) is ((given or default) in goes_on)


@pytest.mark.parametrize(
    ("condition", "goes_on"),
    [
        pytest.param("inputs.full", False, id="number"),
        pytest.param("github.event.inputs.full", True, id="text-for-number"),
        pytest.param("github.event.inputs.full == 0", True, id="text-and-number"),
    ],
)
def test_a_number_that_is_left_to_its_default(condition: str, goes_on: bool) -> None:
    text = ROUND.replace("boolean", "number").replace("IF", condition).replace("DEFAULT", "0").replace("GIVEN", "")
    assert bool(loops(system(text))) is goes_on


@pytest.mark.parametrize(
    ("default", "condition", "goes_on"),
    [
        ("true", "inputs.full == 'true'", True),
        ("true", "inputs.full == true", False),
        ("3.10", "inputs.full == '3.1'", True),
        ("3.10", "inputs.full == '3.10'", False),
    ],
)
def test_a_text_that_is_left_to_its_default(default: str, condition: str, goes_on: bool) -> None:
    text = ROUND.replace("boolean, default: DEFAULT", f"string, default: {default}").replace("IF", condition).replace("GIVEN", "")
    assert bool(loops(system(text))) is goes_on


@pytest.mark.parametrize(("condition", "goes_on"), [("inputs.full > 0", False), ("inputs.full < 3", True)])
def test_a_number_that_is_left_out_without_a_default(condition: str, goes_on: bool) -> None:
    text = ROUND.replace("boolean, default: DEFAULT", "number").replace("IF", condition).replace("GIVEN", "")
    assert bool(loops(system(text))) is goes_on
