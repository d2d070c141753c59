"""From files to a system: what is read, who sends, who listens, and the edges between."""

from __future__ import annotations

from pathlib import Path

import pytest
from linked import FOLDER, linked, repository

from wflint.config import Config
from wflint.graph import Edge, Listener, Site, System, arriving, events, shortest_cycle, strongly_connected
from wflint.link import link
from wflint.scenario import Event, Scenario
from wflint.sources import discover
from wflint.values.value import Const, Field, Object, Reference

PLAIN = "jobs: {a: {runs-on: ubuntu-latest, steps: [{run: make}]}}\n"
OWN = "gh api repos/$GITHUB_REPOSITORY/dispatches -f event_type="
START = 'gh workflow run -R "$GITHUB_REPOSITORY" '


def listening(*types: str) -> str:
    return (f"on: {{repository_dispatch: {{types: [{', '.join(types)}]}}}}\n" if types else "on: repository_dispatch\n") + PLAIN


def sending(script: str, on: str = "push", job: str = "", step: str = "") -> str:
    """A workflow of one job with one script, which begins on line 8, or below the condition of job and step."""
    lines = "".join(f"          {line}\n" for line in script.splitlines())
    conditions = f"    if: {job}\n" if job else "", f"        if: {step}\n" if step else ""
    return (
        f"on: {on}\nenv: {{GH_TOKEN: x}}\njobs:\n  a:\n    runs-on: ubuntu-latest\n{conditions[0]}"
        f"    steps:\n      - run: |\n{lines}{conditions[1]}"
    )


def name(path: str) -> str:
    return path.removeprefix(FOLDER).removesuffix(".yml")


def arrows(edges: tuple[Edge, ...]) -> list[tuple[str, str, str, str]]:
    """Sender, the event that started it, the event that is sent, and who hears it."""
    return [(name(each.site.workflow.path), str(each.source), str(each.event), name(each.workflow.path)) for each in edges]


# -- what is read ---------------------------------------------------------------------------------------------------------


def test_a_broken_file_is_a_problem_and_the_rest_goes_on() -> None:
    files = {"a.yml": "on: [push\njobs: {}\n", "b.yml": "on: push\n" + PLAIN}
    system = link((repository(files),), Config())
    assert [facts.path for facts in system.workflows] == [f"{FOLDER}b.yml"]
    assert [(problem.kind, problem.span.path) for problem in system.problems] == [("syntax", f"{FOLDER}a.yml")]
    assert sorted(system.sources) == [f"{FOLDER}a.yml", f"{FOLDER}b.yml"]
    [own] = system.repositories
    assert (system.is_unread(own), system.is_unread(own, "a.yml"), system.is_unread(own, "b.yml")) == (True, True, False)


@pytest.mark.parametrize(
    ("lines", "word", "held"),
    [
        ("name: Night build\n", "night build", True),
        ("name: Night\n  build\n", "Night build", True),
        ('name: "N\\x69ght build"\n', "Night build", True),
        ('name: "N\\u00e4chtlich"\n', "Nächtlich", True),
        ("name: Nightly\n", "Night build", False),
    ],
)
def test_a_word_may_stand_in_a_broken_file(lines: str, word: str, held: bool) -> None:
    files = {"a.yml": f"{lines}on: [push\njobs: {{}}\n", "b.yml": "name: Night build\non: push\n" + PLAIN}
    system = link((repository(files),), Config())
    assert system.may_hold(system.repositories[0], word) == held


def test_a_word_may_stand_in_a_file_that_is_read_with_problems() -> None:
    twice = "name: Night\non: push\nname: Day\non: push\n" + PLAIN
    system = link((repository({"a.yml": twice}),), Config())
    [own] = system.repositories
    assert [system.may_hold(own, word) for word in ("Night", "Day", "Noon")] == [True, True, False]


def test_everything_is_read() -> None:
    system = linked({"b.yml": "on: push\n" + PLAIN})
    assert not system.is_unread(system.repositories[0])


ACTION = """runs:
  using: composite
  steps:
    - {shell: bash, run: "gh api repos/$GITHUB_REPOSITORY/dispatches -f event_type=done"}
"""


def test_files_that_a_workflow_uses_are_read_too(tmp_path: Path) -> None:
    texts = {
        ".github/workflows/a.yml": sending("./tell.sh") + "      - {uses: ./report, env: {GH_TOKEN: x}}\n",
        "report/action.yml": ACTION,
        "tell.sh": f"{OWN}told\n",
    }
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    repositories, _ = discover([str(tmp_path)], {str(tmp_path): "octo/example"})
    system = link(repositories, Config())
    shown = tmp_path.as_posix()
    assert sorted(system.sources) == sorted(f"{shown}/{path}" for path in texts)
    assert [(each.span.path, each.span.line, each.dispatch.target) for each in system.sites] == [
        (f"{shown}/tell.sh", 1, Const("told")),
        (f"{shown}/report/action.yml", 4, Const("done")),
    ]
    assert {each.workflow.path for each in system.sites} == {f"{shown}/.github/workflows/a.yml"}
    assert [len(each.way.steps) for each in system.sites] == [1, 2]


# -- places ---------------------------------------------------------------------------------------------------------------

CALLING = "jobs:\n  {job}: {{uses: ./.github/workflows/part.yml}}\n"


def test_steps_of_a_called_workflow_belong_to_each_caller() -> None:
    files = {
        "a.yml": "on: push\n" + CALLING.format(job="one"),
        "b.yml": "on: issues\n" + CALLING.format(job="two"),
        "part.yml": sending(f"{OWN}done", "workflow_call"),
    }
    found = [(name(each.workflow.path), [job.id for job in each.way.jobs], each.way.is_called) for each in linked(files).sites]
    assert found == [("a", ["one", "a"], True), ("b", ["two", "a"], True)]


@pytest.mark.parametrize(
    ("on", "senders"),
    [
        pytest.param("workflow_call", ["a"], id="only-called"),
        pytest.param("[workflow_call, push]", ["a", "part"], id="started-as-well"),
    ],
)
def test_a_called_workflow_runs_by_itself_only_where_something_else_starts_it(on: str, senders: list[str]) -> None:
    system = linked({"a.yml": "on: push\n" + CALLING.format(job="one"), "part.yml": sending(f"{OWN}done", on)})
    assert [name(each.workflow.path) for each in system.sites] == senders


def test_sends_that_arent_understood_are_kept() -> None:
    system = linked({"a.yml": sending("curl -d @body.json https://api.github.com/repos/o/r/$(thing)/dispatches")})
    assert system.sites == ()
    assert [(each.mechanism, name(way.workflow.path)) for each, way in system.unresolved] == [("curl", "a")]


def test_roles_are_those_of_the_configuration() -> None:
    system = linked({"a.yml": "on: push\n" + PLAIN, "b.yml": "on: push\n" + PLAIN}, Config(roles={"a.yml": "launcher"}))
    assert [system.role(facts) for facts in system.workflows] == ["launcher", None]


# -- listeners ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(listening("one", "two"), [("one", 1, 36), ("two", 1, 41)], id="types"),
        pytest.param(listening(), [(None, 1, 5)], id="everything"),
        pytest.param(f"on:\n  repository_dispatch:\n{PLAIN}", [(None, 2, 3)], id="everything-in-a-mapping"),
        pytest.param(f"on: {{repository_dispatch: {{types: one}}}}\n{PLAIN}", [("one", 1, 35)], id="one-type-without-a-list"),
        pytest.param(f"on: [push, repository_dispatch]\n{PLAIN}", [(None, 1, 12)], id="list"),
        pytest.param(f"on: {{issues: {{types: [opened]}}}}\n{PLAIN}", [], id="types-of-something-else"),
    ],
)
def test_listeners(text: str, expected: list[tuple[str | None, int, int]]) -> None:
    found = linked({"a.yml": text}).listeners
    assert [(each.type and each.type.text, each.place.line, each.place.column) for each in found] == expected


@pytest.mark.parametrize(
    ("types", "event_type", "hears", "may"),
    [
        pytest.param(("done",), "done", True, True, id="the-type"),
        pytest.param(("done",), "Done", False, False, id="types-mind-case"),
        pytest.param((), "done", True, True, id="everything"),
        pytest.param(('"build:*"',), "build:done", False, True, id="what-may-be-a-pattern"),
        pytest.param(("build",), "build:done", False, False, id="a-part-of-it"),
    ],
)
def test_what_a_listener_hears(types: tuple[str, ...], event_type: str, hears: bool, may: bool) -> None:
    system = linked({"a.yml": listening(*types)})
    [listener] = system.listeners
    assert system.heard_by(system.repositories[0], event_type) == ((listener,) if hears else ())
    assert system.may_be_heard_by(system.repositories[0], event_type) is may


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param("[push, issues]", [Event("push"), Event("issues")], id="names"),
        pytest.param(
            "{repository_dispatch: {types: [a, b]}, push: }",
            [Event("repository_dispatch", "a"), Event("repository_dispatch", "b"), Event("push")],
            id="types",
        ),
        pytest.param("{repository_dispatch: {types: [a, a]}}", [Event("repository_dispatch", "a")], id="the-same-twice"),
        pytest.param("repository_dispatch", [Event("repository_dispatch")], id="everything"),
        pytest.param("{issues: {types: [opened, closed]}}", [Event("issues")], id="activity-types-are-one-event"),
    ],
)
def test_events_that_start_a_workflow(on: str, expected: list[Event]) -> None:
    [facts] = linked({"a.yml": f"on: {on}\n{PLAIN}"}).workflows
    assert list(events(facts)) == expected


# -- targets --------------------------------------------------------------------------------------------------------------


def site(script: str, **files: str) -> tuple[System, Site]:
    system = linked({"a.yml": sending(script), **{f"{key}.yml": text for key, text in files.items()}})
    [found] = [each for each in system.sites if each.workflow.path == f"{FOLDER}a.yml"]
    return system, found


WORK = "name: Do the work\non: workflow_dispatch\n" + PLAIN


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param(f"{START}work.yml", [("work.yml", True)], id="file-name"),
        pytest.param(f"{START}.github/workflows/work.yml", [(".github/workflows/work.yml", True)], id="path"),
        pytest.param(f"{START}'do the WORK'", [("do the WORK", True)], id="display-name-without-case"),
        pytest.param(f"{START}Work.yml", [("Work.yml", False)], id="file-names-mind-case"),
        pytest.param(f"{START}gone.yml", [("gone.yml", False)], id="not-there"),
        pytest.param(f"{START}12345", None, id="number"),
        pytest.param(f"{START}$WHICH", None, id="name-that-isnt-known"),
        pytest.param("gh workflow run work.yml -R octo/far", None, id="another-repository"),
        pytest.param("gh workflow run work.yml -R $WHERE", None, id="repository-that-isnt-known"),
        pytest.param("gh workflow run work.yml -R Octo/Example", [("work.yml", True)], id="own-repository-by-name"),
        pytest.param(f"for f in work gone; do {START}$f.yml; done", [("work.yml", True), ("gone.yml", False)], id="one-of-two"),
        pytest.param(f"{OWN}done", None, id="not-a-workflow-dispatch"),
    ],
)
def test_workflows_that_are_started(script: str, expected: list[tuple[str, bool]] | None) -> None:
    system, found = site(script, work=WORK)
    targets = system.targets(found)
    assert (None if targets is None else [(each.name, each.workflow is not None) for each in targets]) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param(f"{OWN}done", ("done",), id="constant"),
        pytest.param(f"for t in one two; do {OWN}$t; done", ("one", "two"), id="one-of-two"),
        pytest.param(f"{OWN}$TYPE", None, id="not-known"),
        pytest.param(f"{START}work.yml", None, id="not-a-repository-dispatch"),
    ],
)
def test_types_that_are_sent(script: str, expected: tuple[str, ...] | None) -> None:
    system, found = site(script)
    assert system.types(found) == expected


OUTPUTS = f"""\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: |
          a=$(jq length waiting)
          b=$(jq length running)
          if [ "$a" -gt 0 ]; then
            if [ "$b" -gt 0 ]; then exit 0; fi
            {OWN}done
          fi
"""


def test_two_outputs_of_one_program_are_two_values() -> None:
    system = linked({"a.yml": OUTPUTS})
    assert [system.types(each) for each in system.sites] == [("done",)]


PHASES = """\
on: push
jobs:
  next:
    runs-on: ubuntu-latest
    outputs: {{phase: "${{{{ steps.next.outputs.phase }}}}"}}
    steps:
      - id: next
        run: |
          case $(cat state) in
            a) echo phase=b >> $GITHUB_OUTPUT ;;
            b) echo phase=c >> $GITHUB_OUTPUT ;;
            *) echo phase=none >> $GITHUB_OUTPUT ;;
          esac
      - if: {step}
        run: gh api repos/$GITHUB_REPOSITORY/dispatches -f event_type=do-${{{{ steps.next.outputs.phase }}}}
  other:
    needs: next
    if: {job}
    runs-on: ubuntu-latest
    steps:
      - run: gh workflow run ${{{{ needs.next.outputs.phase }}}}.yml --repo $GITHUB_REPOSITORY
"""


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param("{} != 'none'", ["b", "c"], id="not-one"),
        pytest.param("{} != 'none' && {} != 'C'", ["b"], id="not-two-by-any-case"),
        pytest.param("{} == 'c'", ["c"], id="one"),
        pytest.param('contains(fromJSON(\'["b", "none"]\'), {})', ["b", "none"], id="one-of-a-list"),
        pytest.param("{} == 'd'", [], id="none-of-them"),
        pytest.param("{} || github.actor != 'octo'", ["b", "c", "none"], id="all-of-them"),
        pytest.param("github.actor != 'none'", ["b", "c", "none"], id="another-value"),
    ],
)
def test_what_a_condition_leaves_of_the_names(condition: str, expected: list[str]) -> None:
    places = ("steps.next.outputs.phase", "needs.next.outputs.phase")
    step, job = (condition.replace("{}", place) for place in places)
    system = linked({"a.yml": PHASES.format(step=step, job=job)})
    sent, started = system.sites
    assert sorted(system.types(sent) or ()) == [f"do-{each}" for each in expected]
    assert sorted(each.name for each in system.targets(started) or ()) == [f"{each}.yml" for each in expected]


@pytest.mark.parametrize(
    ("given", "more", "condition", "expected"),
    [
        pytest.param("type: choice, options: [a, b]", "", "always()", ["do-a", "do-b"], id="all"),
        pytest.param("type: choice, options: [a, b]", "", "inputs.w != 'a'", ["do-b"], id="one"),
        pytest.param("type: string", "", "always()", None, id="anything"),
        pytest.param("type: choice, options: [a]", ", push: ", "always()", None, id="or-nothing"),
        pytest.param("type: choice, options: [a]", ", push: ", "github.event_name != 'push'", ["do-a"], id="only-by-hand"),
    ],
)
def test_what_people_can_choose(given: str, more: str, condition: str, expected: list[str] | None) -> None:
    on = f"{{workflow_dispatch: {{inputs: {{w: {{{given}}}}}}}{more}}}"
    send = "run: gh api repos/$GITHUB_REPOSITORY/dispatches -f event_type=do-${{ inputs.w }}"
    step = f"      - if: {condition}\n        {send}\n"
    system = linked({"a.yml": f"on: {on}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n{step}"})
    found = system.types(system.sites[0])
    assert found == (tuple(expected) if expected is not None else None)
    assert system.statistics.targets_resolved == (expected is not None)


@pytest.mark.parametrize(
    ("names", "condition", "expected"),
    [
        pytest.param("[A, b c]", "always()", ["A", "b c"], id="all"),
        pytest.param("[A, b c]", "github.event.workflow_run.name != 'A'", ["b c"], id="one"),
        pytest.param("['A*']", "always()", None, id="pattern"),
        pytest.param("[A]], workflow_dispatch: {", "always()", None, id="or-by-hand"),
        pytest.param("[A]], workflow_dispatch: {", "github.event_name == 'workflow_run'", ["A"], id="not-by-hand"),
    ],
)
def test_the_workflow_whose_run_has_ended_is_one_of_those_that_are_waited_for(
    names: str, condition: str, expected: list[str] | None
) -> None:
    on = "{workflow_run: {workflows: " + names.replace("]],", "]},") + "}}"
    send = 'env: {NAME: "${{ github.event.workflow_run.name }}"}\n        run: gh workflow run "$NAME"'
    step = f"      - if: {condition}\n        {send}\n"
    system = linked({"a.yml": f"on: {on}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n{step}"})
    assert system.named_by(system.sites[0]) == (tuple(expected) if expected is not None else None)


@pytest.mark.parametrize(("name", "seen"), [("", 0), ("${{ inputs.w }}", 1)])
def test_a_send_that_is_left_out_for_the_want_of_a_name_needs_none(name: str, seen: int) -> None:
    script = 'if [ -z "$NAME" ]; then exit 0; fi; gh workflow run $NAME'
    steps = f"      - env: {{NAME: '{name}'}}\n        run: {script}\n"
    system = linked({"a.yml": f"on: workflow_dispatch\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n{steps}"})
    assert (len(system.unresolved), len(system.sites)) == (0, seen)


def test_a_choice_that_stands_for_several() -> None:
    on = "{workflow_dispatch: {inputs: {w: {type: choice, options: [all, a, b]}}}}"
    script = (
        "        run: |\n"
        '          ones=("${{ inputs.w }}")\n'
        '          if [ "${{ inputs.w }}" = all ]; then ones=(a b); fi\n'
        '          for one in "${ones[@]}"; do gh api repos/$GITHUB_REPOSITORY/dispatches -f event_type=do-$one; done\n'
    )
    system = linked({"a.yml": f"on: {on}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - name: send\n{script}"})
    assert [system.types(site) for site in system.sites] == [None]


def test_what_a_condition_says_of_another_value_of_the_same_kind() -> None:
    matrix = "strategy: {matrix: {here: [a, b], there: [a, b]}}"
    send = "run: gh api repos/$GITHUB_REPOSITORY/dispatches -f event_type=${{ matrix.there }}"
    step = f"      - if: matrix.here != 'a'\n        {send}\n"
    system = linked({"a.yml": f"on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    {matrix}\n    steps:\n{step}"})
    assert system.types(system.sites[0]) == ("a", "b")


# -- edges ----------------------------------------------------------------------------------------------------------------

TWO = "{repository_dispatch: {types: [go, stop]}}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(sending(f"{OWN}done"), [("a", "push", "done", "b")], id="heard"),
        pytest.param(sending(f"{OWN}other"), [("a", "push", "other", "c")], id="heard-by-another"),
        pytest.param(sending(f"{OWN}nothing"), [], id="unheard"),
        pytest.param(sending(f"{START}d.yml"), [("a", "push", "workflow_dispatch", "d")], id="started"),
        pytest.param(sending(f"{START}b.yml"), [], id="cant-be-started"),
        pytest.param(sending(f"{OWN}done", TWO), [("a", "go", "done", "b"), ("a", "stop", "done", "b")], id="each-event"),
        pytest.param(
            sending(f"{OWN}done", TWO, job="github.event.action == 'go'"), [("a", "go", "done", "b")], id="condition-of-the-job"
        ),
        pytest.param(
            sending(f"{OWN}done", TWO, step="github.event.action != 'go'"), [("a", "stop", "done", "b")], id="of-the-step"
        ),
        pytest.param(
            sending(f'if [ "$T" = go ]; then {OWN}done; else {OWN}other; fi', TWO).replace(
                "GH_TOKEN: x", 'GH_TOKEN: x, T: "${{ github.event.action }}"'
            ),
            [("a", "go", "done", "b"), ("a", "stop", "other", "c")],
            id="in-the-script",
        ),
        pytest.param(
            sending(f"{OWN}done", TWO, job="github.event.client_payload.x == 'y'"),
            [("a", "go", "done", "b"), ("a", "stop", "done", "b")],
            id="condition-that-isnt-known",
        ),
        pytest.param(sending(f"{OWN}done", TWO, job="github.event_name == 'push'"), [], id="never"),
        pytest.param(
            sending(f"for t in done other; do {OWN}$t; done"), [("a", "push", "done", "b"), ("a", "push", "other", "c")], id="all"
        ),
    ],
)
def test_edges(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    files = {"a.yml": text, "b.yml": listening("done"), "c.yml": listening("other"), "d.yml": WORK}
    assert arrows(linked(files).edges) == expected


def test_an_edge_knows_its_ends() -> None:
    script = f"{OWN}done -f client_payload[id]=T1 -f 'client_payload[by]=${{{{ github.actor }}}}'"
    system = linked({"a.yml": sending(script), "b.yml": "# first\n" + listening("x", "done"), "c.yml": listening()})
    named, anything = system.edges
    assert (named.start, named.end) == (
        (f"{FOLDER}a.yml", Event("push")),
        (f"{FOLDER}b.yml", Event("repository_dispatch", "done")),
    )
    assert [(each.heard_at.path, each.heard_at.line, each.heard_at.column) for each in system.edges] == [
        (f"{FOLDER}b.yml", 2, 39),
        (f"{FOLDER}c.yml", 1, 5),
    ]
    assert arriving(named) == Object((Field("id", Const("T1")), Field("by", Reference(("github", "actor")))))
    b = next(each for each in system.workflows if each.path.endswith("b.yml"))
    a = next(each for each in system.workflows if each.path.endswith("a.yml"))
    assert (system.edges_into(b), system.edges_from(b), system.edges_from(a)) == ((named,), (), (named, anything))


def test_a_started_workflow_hears_at_its_trigger() -> None:
    [edge] = linked({"a.yml": sending(f"{START}b.yml"), "b.yml": f"on:\n  push:\n  workflow_dispatch:\n{PLAIN}"}).edges
    assert (edge.heard_at.line, edge.heard_at.column) == (3, 3)


def test_a_payload_that_cant_be_seen_arrives_as_nothing_known() -> None:
    action = "{uses: peter-evans/repository-dispatch@v4, with: {event-type: done, client-payload: '${{ vars.BODY }}'}}"
    system = linked({"a.yml": sending("make") + f"      - {action}\n", "b.yml": listening("done")})
    [edge] = system.edges
    assert arriving(edge) is None


@pytest.mark.parametrize(
    ("job", "step", "script", "expected"),
    [
        pytest.param("", "", f"{OWN}done", None, id="success-isnt-known"),
        pytest.param("always()", "always()", f"{OWN}done", True, id="always"),
        pytest.param("always()", "always() && github.event_name == 'push'", f"{OWN}done", True, id="this-event"),
        pytest.param("github.event_name == 'issues'", "always()", f"{OWN}done", False, id="not-this-event"),
        pytest.param("always()", "always()", f'if [ "$GITHUB_EVENT_NAME" = issues ]; then {OWN}done; fi', False, id="script"),
        pytest.param("always()", "always()", f"if make; then {OWN}done; fi", None, id="what-a-program-says"),
    ],
)
def test_whether_a_message_is_sent(job: str, step: str, script: str, expected: bool | None) -> None:
    [found] = linked({"a.yml": sending(script, job=job, step=step)}).sites
    assert found.happens(Scenario(Event("push"))) is expected


# -- several repositories -------------------------------------------------------------------------------------------------


def several(one: dict[str, str], two: dict[str, str], first: str | None = "octo/one") -> System:
    system = link((repository(one, first, "one"), repository(two, "octo/two", "two")), Config())
    assert system.problems == ()
    return system


FAR = "gh api repos/octo/two/dispatches -f event_type=done"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param(FAR, ["two/.github/workflows/b.yml"], id="the-other"),
        pytest.param(FAR.replace("octo/two", "OCTO/Two"), ["two/.github/workflows/b.yml"], id="names-without-case"),
        pytest.param(f"{OWN}done", ["one/.github/workflows/b.yml"], id="its-own"),
        pytest.param(FAR.replace("octo/two", "octo/one"), ["one/.github/workflows/b.yml"], id="its-own-by-name"),
        pytest.param(FAR.replace("octo/two", "octo/three"), [], id="one-that-isnt-here"),
        pytest.param(FAR.replace("octo/two", "$WHERE"), [], id="one-that-isnt-known"),
        pytest.param("gh workflow run w.yml -R octo/two", ["two/.github/workflows/w.yml"], id="workflow-of-the-other"),
        pytest.param(f"{START}w.yml", [], id="workflow-that-only-the-other-has"),
    ],
)
def test_messages_go_to_the_repository_that_they_name(script: str, expected: list[str]) -> None:
    system = several({"a.yml": sending(script), "b.yml": listening("done")}, {"b.yml": listening("done"), "w.yml": WORK})
    assert [each.workflow.path for each in system.edges] == expected


def test_listeners_of_one_repository() -> None:
    system = several({"b.yml": listening("done")}, {"b.yml": listening("done", "other")})
    one, two = system.repositories
    assert [len(system.listeners_in(each)) for each in (one, two)] == [1, 2]
    assert [_place(each) for each in system.heard_by(two, "done")] == ["two/.github/workflows/b.yml"]


def _place(listener: Listener) -> str:
    return listener.workflow.path


def test_what_a_workflow_only_called_from_far_away_sends_goes_to_somebody_unknown() -> None:
    system = linked({"part.yml": sending(f"{OWN}done", "workflow_call"), "b.yml": listening("done")})
    [found] = system.sites
    assert system.receiver(found) is None
    assert system.edges == ()


# -- questions about all of it --------------------------------------------------------------------------------------------

RING = {
    "a.yml": sending(f"{OWN}two", "{repository_dispatch: {types: [one]}}"),
    "b.yml": sending(f"{OWN}three\n{OWN}one", "{repository_dispatch: {types: [two]}}"),
    "c.yml": sending(f"{OWN}one", "{repository_dispatch: {types: [three]}}"),
    "d.yml": sending(f"{OWN}one\n{OWN}four"),
    "e.yml": sending(f"{OWN}four", "{repository_dispatch: {types: [four]}}"),
}


def test_cycles_are_grouped_and_in_the_order_of_the_files() -> None:
    first, second = linked(RING).cycles()
    assert arrows(first) == [
        ("a", "one", "two", "b"),
        ("b", "two", "three", "c"),
        ("b", "two", "one", "a"),
        ("c", "three", "one", "a"),
    ]
    assert arrows(second) == [("e", "four", "four", "e")]
    assert strongly_connected(first[1:]) == ()


def test_shortest_way_round() -> None:
    first, second = linked(RING).cycles()
    a_b, b_c, b_a, c_a = first
    assert shortest_cycle(first, a_b) == (a_b, b_a)
    assert shortest_cycle(first, b_c) == (b_c, c_a, a_b)
    assert shortest_cycle(second, second[0]) == second
    assert shortest_cycle((b_c,), b_c) == (b_c,)


def test_graph_has_workflows_with_their_events_as_nodes() -> None:
    graph = linked(RING).graph
    assert graph.number_of_edges() == 7
    assert (f"{FOLDER}d.yml", Event("push")) in graph
    assert {str(event) for _, event in graph} == {"one", "two", "three", "four", "push"}


def test_workflows_that_take_part() -> None:
    files = {
        "a.yml": sending(f"{OWN}done"),
        "b.yml": "on: repository_dispatch\n" + CALLING.format(job="x"),
        "c.yml": "on: {workflow_run: {workflows: [a]}}\n" + PLAIN,
        "d.yml": "on: push\n" + PLAIN,
        "part.yml": "on: workflow_call\n" + PLAIN,
    }
    assert sorted(map(name, linked(files).linked)) == ["a", "b", "c", "part"]


def test_statistics() -> None:
    """A place is counted once, however many runs come by."""
    files = {
        "a.yml": "on: [push]\n" + CALLING.format(job="one"),
        "b.yml": "on: [issues]\n" + CALLING.format(job="two"),
        "part.yml": sending(f"{OWN}done\nif make; then {OWN}$TYPE; fi", "workflow_call"),
        "c.yml": listening("one", "two"),
    }
    found = linked(files).statistics
    assert (found.repositories, found.workflows, found.jobs, found.listeners) == (1, 4, 4, 2)
    assert (found.dispatches_understood, found.dispatches_unresolved, found.dispatches_seen) == (2, 0, 2)
    assert found.targets_resolved == 1
    assert found.conditions - found.conditions_resolved == 2
