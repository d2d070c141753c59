"""From a typed workflow to its facts: each step read with what it can see, local actions and reusable workflows followed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from wflint.facts.acts import with_acts
from wflint.facts.assigned import assigned
from wflint.facts.called import Caller, folder_of
from wflint.facts.declared import as_typed
from wflint.facts.inside import DEEPEST, MOST, MOST_INSIDE, Inside, Weight, own_weight
from wflint.facts.javascript_actions import read_action as read_javascript_action
from wflint.facts.memory import Memory
from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.facts.near import is_path, near
from wflint.facts.scope import Scope, StepOutputs, closed, is_global, matrix_values
from wflint.facts.scripts import default_variables, of_scalar, read_action, read_agent, read_github_script, read_run
from wflint.facts.shelf import shelf_of
from wflint.facts.shells import Shell, named, shell_of
from wflint.facts.unread import read_docker_action
from wflint.facts.workspace import Files, Workspace, checked_out
from wflint.lean import dataclass, field, replace
from wflint.problem import Problem
from wflint.regex import regex
from wflint.senders.message import MOST_MESSAGES, Dispatch, ScriptFacts, Unresolved
from wflint.senders.paths import WORKSPACE
from wflint.sources import Repository, Source
from wflint.span import whole_file
from wflint.syntax import build
from wflint.syntax.expression import Condition as ParsedCondition
from wflint.syntax.expression import condition
from wflint.syntax.node import Scalar
from wflint.syntax.workflow import Action, Input, Job, NamedValue, Step, Workflow
from wflint.values.choice import choose
from wflint.values.condition import ALWAYS, Condition, Holds
from wflint.values.of_expression import of_condition
from wflint.values.value import Const, Reference, Value, constant, text
from wflint.values.written import written

_GITHUB_SCRIPT = regex(r"actions/github-script(?:@|$)", re.IGNORECASE)
_TRANSPARENT_WORDS = """
[ [[ test : true false echo printf cat jq gh git curl date exit return export local declare read set unset shift cd mkdir cp mv
rm ls sleep grep egrep sed awk tr cut sort uniq head tail wc tee basename dirname uuidgen openssl base64 seq expr let trap wait
kill wget tar unzip zip find xargs touch chmod env which command type pwd hostname sha256sum md5sum diff printenv write-host
write-output out-file add-content set-content get-content get-date test-path new-item convertto-json convertfrom-json
start-sleep invoke-restmethod invoke-webrequest join-path select-object where-object get-childitem
"""
_TRANSPARENT = frozenset(_TRANSPARENT_WORDS.split())
"""Programs that write to GITHUB_OUTPUT only through what the script itself redirects."""


@dataclass(slots=True)
class Reader:
    """Reads the workflows of one repository; keeps each local file that it has read."""

    repository: Repository
    workflows: dict[str, Workflow] = field(default_factory=dict)
    actions: dict[str, Action | None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    entered: Weight = Weight()
    is_cut: bool = False
    sent: int = 0
    sent_inside: int = 0
    files: Files = field(init=False)
    memory: Memory = field(init=False)
    inside: Inside = field(init=False)

    def __post_init__(self) -> None:
        self.files = Files(self.repository)
        self.memory = Memory(self.files, shelf_of(self.files))
        self.inside = Inside(self.action, self.called)

    def facts(self, workflow: Workflow) -> WorkflowFacts:
        """The facts of a workflow whose inputs come from whoever starts it."""
        self.entered, self.is_cut, self.sent = Weight(), False, 0
        found = _workflow(self, workflow, None, 0)
        if self.sent > MOST_MESSAGES:
            words = f"more than {MOST_MESSAGES:,} messages are sent here; steps behind them aren't read"
            self.problems.append(Problem("script", words, whole_file(workflow.source.path)))
        if self.is_cut:
            words = f"more than {MOST.uses:,} actions and workflows, or {MOST.steps:,} steps of such, are used inside one another"
            if self.sent_inside > MOST_INSIDE:
                words = f"actions and workflows that others use send more than {MOST_INSIDE:,} messages"
            words = f"{words}; the rest isn't followed"
            self.problems.append(Problem("script", words, whole_file(workflow.source.path)))
        self.sent_inside += self.sent - sum(_sent(step) for job in found.jobs for step in job.steps)
        return found

    def enters(self, steps: tuple[Step, ...], whole: Weight) -> bool:
        """Whether an action or called workflow of these steps is gone into, for the workflow at hand: all that it uses, or none.

        Who went as far as there is room would go as far again in each of the files that use each other.
        """
        fits = self.entered + whole <= MOST and self.sent_inside <= MOST_INSIDE
        if fits:
            self.entered += own_weight(steps)
        else:
            self.is_cut = True
        return fits

    def counted(self, facts: StepFacts) -> StepFacts:
        """One more step of the workflow at hand, with what it sends."""
        self.sent += _sent(facts)
        return facts

    def action(self, uses: Scalar) -> Action | None:
        """The local action that `uses: ./…` names; `None` where it names something else, or can't be read."""
        folder = near(uses.text, self.repository)
        if folder is None:
            return None
        if folder not in self.actions:
            self.actions[folder] = self._read_action(folder)
        return self.actions[folder]

    def _read_action(self, folder: str) -> Action | None:
        for name in ("action.yml", "action.yaml"):
            source = self.repository.read(f"{folder}/{name}" if folder else name)
            if isinstance(source, Problem):
                self.problems.append(source)
            elif isinstance(source, Source):
                action, problems = build.action(source)
                self.problems.extend(problems)
                return action
        return None

    def called(self, uses: Scalar) -> Workflow | None:
        """The local reusable workflow that `uses: ./.github/workflows/x.yml` names."""
        found = self.workflows.get(near(uses.text, self.repository) or "")
        return found if found is not None and found.trigger("workflow_call") is not None else None


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What steps get from the job or action around them: shell, folder to start in, and the files that commands find."""

    shell: Callable[[Step], Shell]
    folder: Callable[[Step], Scalar | None]
    caller: Caller


def _workflow(reader: Reader, workflow: Workflow, inputs: Mapping[str, Value] | None, depth: int) -> WorkflowFacts:
    scope = Scope(inputs=inputs)
    scope = scope.with_environment(_variables(workflow.environment, scope))
    done: dict[str, JobFacts] = {}
    by_id = {each.id.lower(): each for each in reversed(workflow.jobs)}

    def job(job_id: str, waiting: frozenset[str]) -> JobFacts | None:
        key = job_id.lower()
        found = by_id.get(key)
        if found is None or key in waiting:
            return None
        if key not in done:
            needs = {
                need.text.lower(): _job_outputs(facts)
                for need in found.needs
                if (facts := job(need.text, waiting | {key})) is not None
            }
            done[key] = _job(reader, workflow, found, _job_scope(scope, found, needs), depth)
        return done[key]

    jobs = tuple(facts for each in workflow.jobs if (facts := job(each.id, frozenset())) is not None)
    return WorkflowFacts(workflow, reader.repository, jobs)


def _job_scope(scope: Scope, job: Job, needs: Mapping[str, StepOutputs]) -> Scope:
    outer = Scope(environment=scope.environment, needs=needs, inputs=scope.inputs)
    matrix = {name: outer.resolve(value) for name, value in matrix_values(job.matrix).items()}
    inner = Scope(
        environment=scope.environment,
        needs=needs,
        matrix=matrix,
        inputs=scope.inputs,
        known_steps=frozenset(step.id.text.lower() for step in job.steps if step.id is not None),
    )
    return inner.with_environment(_variables(job.environment, inner))


def _variables(given: tuple[NamedValue, ...], scope: Scope) -> dict[str, Value]:
    return {each.name.text: written(scope.resolve(of_scalar(each.value))) for each in given}


def _job_outputs(facts: JobFacts) -> StepOutputs:
    remote = facts.job.calls is not None and facts.called is None
    return StepOutputs({name: closed(value) for name, value in facts.outputs.items()}, not remote)


def _job(reader: Reader, workflow: Workflow, job: Job, scope: Scope, depth: int) -> JobFacts:
    guard = of_condition(job.condition.text if job.condition is not None else None)
    if job.calls is not None:
        return _calling_job(reader, job, scope, guard, depth)
    workspace = Workspace(reader.files, checked_out(job.steps, reader.repository.name))
    around = _Surroundings(
        lambda step: shell_of(workflow, job, step),
        lambda step: step.working_directory or job.default_folder or workflow.default_folder,
        Caller(workspace, reader.memory),
    )
    steps, end = _steps(reader, job.steps, scope, around, 0)
    outputs = {each.name.text.lower(): written(end.resolve(of_scalar(each.value))) for each in job.outputs}
    return JobFacts(job, guard, end, with_acts(steps, workflow), outputs)


def _calling_job(reader: Reader, job: Job, scope: Scope, guard: Condition, depth: int) -> JobFacts:
    called = reader.called(job.calls) if job.calls is not None and depth < DEEPEST else None
    trigger = called.trigger("workflow_call") if called is not None else None
    if called is None or trigger is None:
        return JobFacts(job, guard, scope)
    if not reader.enters(tuple(step for _, step in called.steps()), reader.inside.of_workflow(called, depth)):
        return JobFacts(job, guard, scope)
    given = {each.name.text.lower(): scope.resolve(of_scalar(each.value)) for each in job.inputs}
    facts = _workflow(reader, called, _bound(trigger.inputs, given, typed=True), depth + 1)
    jobs = {each.id.lower(): each.outputs for each in facts.jobs}
    outputs = {each.name.text.lower(): _call_output(of_scalar(each.value), jobs) for each in trigger.outputs}
    return JobFacts(job, guard, scope, outputs=outputs, called=facts)


def _call_output(value: Value, jobs: Mapping[str, Mapping[str, Value]]) -> Value:
    match value:
        case Reference(("jobs", job, "outputs", name)):
            return jobs.get(job.lower(), {}).get(name.lower(), Const(""))
        case _:
            return value


def _bound(declared: tuple[Input, ...], given: Mapping[str, Value], typed: bool) -> dict[str, Value]:
    """Inputs as the called side sees them: what is given, or the default, or nothing."""
    bound = {}
    for each in declared:
        name = each.name.text.lower()
        default: Value = of_scalar(each.default) if each.default is not None else Const("")
        if typed and each.default is None and each.type in ("boolean", "number"):
            default = Const(False) if each.type == "boolean" else Const(0)
        value = closed(given[name], called=True) if name in given else default
        bound[name] = as_typed(value, each) if typed else value
    return bound


def _steps(
    reader: Reader, steps: tuple[Step, ...], scope: Scope, around: _Surroundings, depth: int
) -> tuple[tuple[StepFacts, ...], Scope]:
    """The facts of steps in their order, and what can be seen behind the last."""
    done: list[StepFacts] = []
    for step in steps:
        facts = reader.counted(_step(reader, step, scope, around, depth))
        done.append(facts)
        if step.id is not None:
            outputs = {**scope.steps, step.id.text.lower(): facts.outputs}
            scope = replace(scope, steps=outputs)
        scope = scope.with_environment(_exported(facts, scope))
    return tuple(done), scope


def _sent(facts: StepFacts) -> int:
    return len(facts.dispatches) + len(facts.unresolved)


def _exported(facts: StepFacts, scope: Scope) -> dict[str, Value]:
    """What later steps find in their environment; what only some events bring leaves there what others have brought."""
    every = (*facts.script.exported, *(each for inner in facts.inner for each in inner.script.exported))
    found = assigned(every, scope.environment)
    asked, known = _asked(facts.step), scope.environment
    if not is_global(asked):
        return found
    return {name: choose(asked, value, known[name]) if name in known else value for name, value in found.items()}


def _asked(step: Step) -> Condition:
    """What is asked before a step runs, besides whether all has gone well."""
    parsed = condition(step.condition.text if step.condition is not None else None)
    if not isinstance(parsed, ParsedCondition) or not parsed.adds_success or parsed.written is None:
        return ALWAYS
    return Holds(parsed.written)


def _step(reader: Reader, step: Step, scope: Scope, around: _Surroundings, depth: int) -> StepFacts:
    guard = of_condition(step.condition.text if step.condition is not None else None)
    scope = scope.with_environment(_variables(step.environment, scope))
    if reader.sent > MOST_MESSAGES:
        return StepFacts(step, guard, scope)
    if step.run is not None:
        kind, given = around.shell(step), around.folder(step)
        folder = folder_of(scope.resolve(of_scalar(given)) if given is not None else None)
        script = read_run(step.run, kind, scope, around.caller, folder)
        return _scripted(step, guard, scope, script, kind.language)
    if step.uses is not None and _GITHUB_SCRIPT.match(step.uses.text):
        return _github_script(step, guard, scope, around.caller)
    if step.uses is not None and (is_path(step.uses.text) or reader.action(step.uses) is not None):
        return _local_action(reader, step, guard, scope, around, depth)
    sent = read_action(step, scope, around.caller)
    return StepFacts(
        step,
        guard,
        scope,
        dispatches=tuple(each for each in sent if isinstance(each, Dispatch)),
        unresolved=tuple(each for each in sent if isinstance(each, Unresolved)),
    )


def _scripted(step: Step, guard: Condition, scope: Scope, script: ScriptFacts, language: str) -> StepFacts:
    outputs = {name.lower(): value for name, value in assigned(script.outputs, {}).items()}
    return StepFacts(
        step,
        guard,
        scope,
        script,
        script.dispatches,
        script.unresolved,
        StepOutputs(outputs, _writes_nothing_else(script)),
        language=language,
    )


def _writes_nothing_else(script: ScriptFacts) -> bool:
    """Whether every output that the script can set has been seen: no program that might write to GITHUB_OUTPUT by itself."""
    if script.problem is not None or any(each.name == "" for each in script.outputs):
        return False
    programs = [constant(each.words[0].value) if each.words else "" for each in script.invocations if not each.followed]
    return all(program is not None and program.lower() in _TRANSPARENT for program in programs)


def _github_script(step: Step, guard: Condition, scope: Scope, caller: Caller) -> StepFacts:
    source, token = step.input("script"), step.input("github-token")
    if source is None:
        return StepFacts(step, guard, scope)
    given: Value = scope.resolve(of_scalar(token.value)) if token is not None else Reference(("github", "token"))
    script = read_github_script(source.value, scope, given, caller)
    asked = read_agent(step, scope, given)
    outputs = {name.lower(): value for name, value in assigned(script.outputs, {}).items()}
    return StepFacts(
        step,
        guard,
        scope,
        script,
        (*script.dispatches, *(each for each in asked if isinstance(each, Dispatch))),
        (*script.unresolved, *(each for each in asked if isinstance(each, Unresolved))),
        StepOutputs(outputs, False),
        language="javascript",
    )


def _local_action(reader: Reader, step: Step, guard: Condition, scope: Scope, around: _Surroundings, depth: int) -> StepFacts:
    assert step.uses is not None
    action = reader.action(step.uses) if depth < DEEPEST else None
    action = action if action is not None and reader.enters(action.steps, reader.inside.of_action(action, depth)) else None
    given = {each.name.text.lower(): scope.resolve(of_scalar(each.value)) for each in step.inputs}
    if action is not None and action.using.startswith("node"):
        inputs = {**given, **_bound(action.inputs, given, typed=False)}
        script = read_javascript_action(action, inputs, {**default_variables(), **scope.environment}, around.caller)
        if script is None:
            return StepFacts(step, guard, scope)
        facts = _scripted(step, guard, scope, script, "javascript")
        return replace(facts, outputs=replace(facts.outputs, closed=False))
    if action is not None and action.using == "docker":
        script = read_docker_action(action, reader.files) or ScriptFacts()
        return StepFacts(step, guard, scope, script, unresolved=script.unresolved)
    if action is None or action.using != "composite":
        return StepFacts(step, guard, scope)
    inner = Scope(
        environment=scope.environment,
        matrix=scope.matrix,
        inputs=_bound(action.inputs, given, typed=False),
        known_steps=frozenset(each.id.text.lower() for each in action.steps if each.id is not None),
        action_path=text([WORKSPACE, Const(f"/{action.source.local.rpartition('/')[0]}")]),
    )
    within = replace(around, shell=_composite_shell, folder=lambda step: step.working_directory)
    steps, end = _steps(reader, action.steps, inner, within, depth + 1)
    outputs = {each.name.text.lower(): written(end.resolve(of_scalar(each.value))) for each in action.outputs}
    return StepFacts(step, guard, scope, outputs=StepOutputs(outputs, True), inner=steps)


def _composite_shell(step: Step) -> Shell:
    """A composite action's step must name its shell."""
    return named(step.shell.text) if step.shell is not None else Shell("bash")
