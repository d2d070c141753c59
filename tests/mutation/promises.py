"""Faults beyond the first list: one for each further promise of the rules' catalogue that a small edit can break."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mutation.callbacks import asked
from mutation.code import code_at, edits
from mutation.fields import form, with_value, without
from mutation.guards import guards, rewritten, written_guards
from mutation.mutant import Change, changed, fault
from mutation.roles import callbacks, executors, fields, is_id, loop_workflows, routers, sites, started
from mutation.statements import ended, statement_at
from mutation.subject import Edit, Subject
from mutation.yamltext import content, job_node, mapping, step_node, with_pair, without_item, without_pair
from wflint.facts.model import JobFacts, WorkflowFacts
from wflint.graph import Site
from wflint.syntax.expression import split_template
from wflint.syntax.node import Mapping, Pair, Scalar, Sequence
from wflint.syntax.workflow import Step
from wflint.values.value import Reference

_STATUS_NAME = re.compile(r"status|result|conclusion|outcome|success", re.IGNORECASE)


# -- callbacks ------------------------------------------------------------------------------------------------------------


def _always_success(subject: Subject) -> Iterator[Change]:
    for site in callbacks(subject):
        for field in fields(site):
            if _STATUS_NAME.fullmatch(field.name):
                yield from changed(subject, with_value(subject, field, "success"), f"`{field.name}` is always success")


def _no_status(subject: Subject) -> Iterator[Change]:
    for site in callbacks(subject):
        for field in fields(site):
            if _STATUS_NAME.fullmatch(field.name):
                yield from changed(subject, without(subject, field), f"the callback has no `{field.name}`")


def _own_status(subject: Subject) -> Iterator[Change]:
    """A callback job tells its own status instead of that of the work."""
    for site in callbacks(subject):
        job = site.way.job.job
        for each in (*site.way.step.step.environment, *job.environment) if job.needs else ():
            if _STATUS_NAME.fullmatch(each.name.text) and re.fullmatch(r"\$\{\{ *needs\.[\w-]+\.result *\}\}", each.value.text):
                edit = [subject.replaced(each.value.span, "${{ job.status }}")]
                yield from changed(subject, edit, f"`{each.name.text}` is the status of the job that calls back")


# -- cycles ---------------------------------------------------------------------------------------------------------------

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "-lt": "-gt", "-le": "-ge", "-gt": "-lt", "-ge": "-le"}


def _wrong_way(subject: Subject) -> Iterator[Change]:
    for guard in guards(subject):
        old = guard.code.source[slice(*guard.operator)]
        here = edits(subject, guard.code, [(*guard.operator, _TURNED[old.lower()])])
        yield from changed(subject, here, f"`{guard.code.written(guard.test)}` asks for {_TURNED[old.lower()]}")
    for facts in loop_workflows(subject):
        for each in written_guards(subject, facts):
            text = f"{each.left} {_TURNED[each.order]} {each.right}"
            yield from changed(subject, [rewritten(subject, each.scalar, each.start, each.end, text)], f"asks for `{text}`")


# -- routing --------------------------------------------------------------------------------------------------------------


def _conditions(facts: WorkflowFacts) -> Iterator[Scalar]:
    for job in facts.workflow.jobs:
        yield from (each for each in (job.condition, *(step.condition for step in job.steps)) if each is not None)


def _misspelt_route(subject: Subject) -> Iterator[Change]:
    for facts in routers(subject):
        types = [each.text for trigger in facts.workflow.triggers for each in trigger.types]
        for scalar in _conditions(facts):
            for each in types:
                text = re.sub(rf"(==\s*)'{re.escape(each)}'", rf"\1'{each}d'", scalar.text).strip()
                if text != scalar.text.strip():
                    yield from changed(subject, _written(subject, scalar, text), f"the condition asks for `{each}d`")


def _written(subject: Subject, scalar: Scalar, text: str) -> list[Edit]:
    """Give an `if` another text on one line."""
    if scalar.style in ("folded", "literal"):
        return [subject.replaced(scalar.span, " ".join(text.split()))]
    return asked(subject, scalar, text)


def _text_around(subject: Subject) -> Iterator[Change]:
    for facts in subject.workflows:
        if facts.path not in subject.system.linked:
            continue
        for scalar in _conditions(facts):
            template = split_template(scalar.text.strip())
            inner = scalar.text.strip()[3:-2].strip() if template.is_single_hole else scalar.text.strip()
            parts = re.fullmatch(r"([\w.]+)\s*(==|!=)\s*('[^']*')", inner)
            if parts is not None:
                text = f"${{{{ {parts[1]} }}}} {parts[2]} {parts[3]}"
                yield from changed(subject, _written(subject, scalar, text), f"`{text}` is a text, and so always true")


def _other_context(subject: Subject) -> Iterator[Change]:
    """What came as an input is read from a payload that isn't there, and the other way round."""
    for facts in subject.workflows:
        started = {edge.event.name for edge in subject.system.edges_into(facts)}
        if len(started) != 1:
            continue
        came, wrong = ("inputs", "github.event.client_payload")
        if started == {"repository_dispatch"}:
            came, wrong = wrong, came
        sending = [site.way.steps[0].step for site in subject.system.sites if site.workflow is facts]
        for _, step in facts.workflow.steps():
            for each in step.environment if step in sending else ():
                text = re.sub(rf"(?<![\w.]){re.escape(came)}\.(?=\w)", f"{wrong}.", each.value.text)
                if text != each.value.text and each.value.style == "plain" and "||" not in text:
                    yield from changed(
                        subject, [subject.replaced(each.value.span, text)], f"`{each.name.text}` is read from `{wrong}`"
                    )


# -- delivery -------------------------------------------------------------------------------------------------------------


def _permission_gone(subject: Subject) -> Iterator[Change]:
    for site in sites(subject):
        if site.dispatch.token != Reference(("github", "token")):
            continue
        scope = "contents" if site.dispatch.kind == "repository_dispatch" else "actions"
        job = site.way.job.job
        root = subject.root(job.key.span.path)
        for owner in (job_node(subject, job.key.span.path, job), root):
            granted = mapping(owner.get("permissions")) if owner is not None else mapping(None)
            pair = granted.pair(scope)
            if pair is not None and isinstance(pair.value, Scalar) and pair.value.text == "write":
                yield from changed(subject, [subject.replaced(pair.value.span, "read")], f"`{scope}` may only be read")
                break


def _token_gone(subject: Subject) -> Iterator[Change]:
    for site in sites(subject):
        for owner, pair in _tokens(subject, site):
            yield from changed(subject, without_pair(subject, owner, pair), f"`{pair.key.text}` isn't set")


def _tokens(subject: Subject, site: Site) -> Iterator[tuple[Mapping, Pair]]:
    if not site.dispatch.mechanism.startswith("gh "):
        return
    step, job = step_node(subject, site.way.step.step), site.way.job.job
    for node in (step, job_node(subject, job.key.span.path, job), subject.root(job.key.span.path)):
        owner = mapping(node.get("env")) if node is not None else mapping(None)
        for pair in owner.pairs:
            if pair.key.text in ("GH_TOKEN", "GITHUB_TOKEN"):
                yield owner, pair
                return


def _failure_ignored(subject: Subject) -> Iterator[Change]:
    for site in sites(subject):
        code = code_at(subject, site)
        statement = statement_at(code, *code.range(site.span)) if code is not None else None
        if code is not None and statement is not None and code.language == "bash" and statement.kind in ("command", "pipeline"):
            yield from changed(
                subject, edits(subject, code, [(statement.end, statement.end, " || true")]), "`|| true` hides a refusal"
            )
        elif code is not None and statement is not None and code.language == "javascript":
            start, end = statement.start, ended(code, statement.end)
            caught = f"try {{\n  {code.source[start:end]}\n}} catch (error) {{\n  core.info('not sent');\n}}"
            yield from changed(subject, edits(subject, code, [(start, end, caught)]), "an error is caught and forgotten")
        else:
            step = step_node(subject, site.way.steps[0].step)
            if step is not None and step.pair("continue-on-error") is None:
                added = with_pair(subject, step, "continue-on-error", "true")
                yield from changed(subject, added, "the job goes on where the step fails")


# -- contracts ------------------------------------------------------------------------------------------------------------


def _dead(subject: Subject) -> Iterator[Change]:
    """A variable in quotes that expand nothing."""
    for site in sites(subject):
        code = code_at(subject, site)
        for field in fields(site):
            if code is None or code.language not in ("bash", "powershell") or form(subject, field) != "argument":
                continue
            assert field.span is not None
            text = subject.text(field.span)
            if '"' in text and "$" in text and "${{" not in text and "'" not in text:
                yield from changed(
                    subject, [subject.replaced(field.span, text.replace('"', "'"))], f"`{field.name}` is in single quotes"
                )


def _not_an_option(subject: Subject) -> Iterator[Change]:
    for site in sites(subject):
        for target in subject.system.targets(site) or ():
            trigger = target.workflow.workflow.trigger("workflow_dispatch") if target.workflow is not None else None
            for field in fields(site):
                declared = trigger.input(field.name) if trigger is not None else None
                if declared is not None and declared.options:
                    yield from changed(subject, with_value(subject, field, "other"), f"`{field.name}` is no option")


_FREE_TEXT = re.compile(r"description|title|message|comment|reason|note", re.IGNORECASE)
"""Fields in which people write what they like.

An id that a script makes, a number, a status or a choice holds nothing that breaks out of a script; of the words that people type
who may write to the repository (a branch, an issue's number, a version) the rule speaks on demand only, by its option `words`.
"""


def _injected(subject: Subject) -> Iterator[Change]:
    """Free text that people write is pasted into a script: its variable becomes the expression."""
    for facts in subject.workflows:
        for job in facts.workflow.jobs:
            for step in job.steps:
                yield from _pasted(subject, step)


def _pasted(subject: Subject, step: Step) -> Iterator[Change]:
    for each in step.environment if step.run is not None and step.run.style == "literal" else ():
        text = each.value.text.strip()
        read = re.fullmatch(r"\$\{\{ *(?:inputs|github\.event\.client_payload)\.([\w.]+) *\}\}", text)
        if read is None or not _FREE_TEXT.search(read[1]):
            continue
        name = re.escape(each.name.text)
        for match in re.finditer(rf'"\$\{{?{name}\}}?"|"\$env:{name}"', step.run.text if step.run is not None else ""):
            assert step.run is not None
            place = step.run.locate(match.start() + 1, match.end() - 1)
            yield from changed(subject, [subject.replaced(place, text)], f"`{text}` stands in the script")
            break


# -- timeouts -------------------------------------------------------------------------------------------------------------


def _longer_step(subject: Subject) -> Iterator[Change]:
    for facts in subject.workflows:
        if facts.path not in subject.system.linked:
            continue
        for job in facts.workflow.jobs:
            for step in job.steps:
                if step.timeout is not None and job.timeout is not None and job.timeout.text.isdecimal():
                    edit = [subject.replaced(step.timeout.span, str(int(job.timeout.text) + 30))]
                    yield from changed(subject, edit, f"`{step.label}` may last longer than its job")


_POLLS = {
    "bash": """
while true; do
  [ -f done ] && break
  sleep 10
done
""",
    "powershell": """
while (-not (Test-Path done)) {
  Start-Sleep -Seconds 10
}
""",
    "javascript": """
for (;;) {
  const { data } = await github.rest.checks.listForRef({ ...context.repo, ref: context.sha });
  if (data.total_count > 0) break;
  await new Promise((resolve) => setTimeout(resolve, 10_000));
}
""",
}


def _endless(subject: Subject) -> Iterator[Change]:
    """A wait without an end, in a job that has none either."""
    for facts in executors(subject):
        for job in facts.jobs:
            pair = job_node(subject, facts.path, job.job).pair("timeout-minutes")
            if pair is None or any(site.way.job.job is job.job for site in callbacks(subject)):
                continue
            for language, text in _POLLS.items():
                script = _script(job, language)
                if script is None:
                    continue
                _, end = content(subject, script.span)
                lines = text.rstrip().replace("\n", "\n" + " " * (script.indent - 1))
                gone = without_pair(subject, job_node(subject, facts.path, job.job), pair)
                yield from changed(subject, [Edit(facts.path, end, end, lines), *gone], "polls for ever", "unbounded-wait")


def _script(job: JobFacts, language: str) -> Scalar | None:
    """The first script of a job in a language that another piece can be put behind."""
    for each in job.steps:
        given = each.step.input("script")
        script = each.step.run if each.step.run is not None else given.value if given is not None else None
        if each.language == language and each.step.timeout is None and script is not None and script.style == "literal":
            return script
    return None


# -- state ----------------------------------------------------------------------------------------------------------------


def _artifacts(subject: Subject, action: str) -> Iterator[tuple[WorkflowFacts, Step, Mapping, Mapping]]:
    for facts in subject.workflows:
        for _, step in facts.workflow.steps():
            node = step_node(subject, step)
            if node is not None and step.uses is not None and step.uses.text.startswith(f"actions/{action}@"):
                yield facts, step, node, mapping(node.get("with"))


def _no_run(subject: Subject) -> Iterator[Change]:
    for _, _, _, given in _artifacts(subject, "download-artifact"):
        pair = given.pair("run-id")
        if pair is not None:
            yield from changed(subject, without_pair(subject, given, pair), "the artifact's run isn't named")


def _no_key(subject: Subject) -> Iterator[Change]:
    for facts, _, _, given in _artifacts(subject, "upload-artifact"):
        name = given.get("name")
        if facts.path in {each.path for each in executors(subject)} and isinstance(name, Scalar) and _has_id(subject, name.text):
            bare = re.sub(r"\$\{\{.*?\}\}[-_.]?", "", name.text).strip("-_. ") or "state"
            yield from changed(subject, [subject.replaced(name.span, bare)], f"the artifact is `{bare}` for every task")


def _has_id(subject: Subject, text: str) -> bool:
    return any(is_id(subject, each) for each in re.findall(r"\w+", text))


def _ungrouped(subject: Subject) -> Iterator[Change]:
    """Executors that push or deploy, without the group that makes the runs of one task wait for each other."""
    for facts in executors(subject):
        root = subject.root(facts.path)
        owners = [root] if root is not None else []
        owners += [job_node(subject, facts.path, job) for job in facts.workflow.jobs]
        written = any(re.search(r"\bgit push\b", step.run.text) for _, step in facts.workflow.steps() if step.run is not None)
        for owner in owners if written else ():
            pair = owner.pair("concurrency")
            if pair is not None:
                yield from changed(subject, without_pair(subject, owner, pair), "runs of one task don't wait for each other")


def _by_the_clock(subject: Subject) -> Iterator[Change]:
    """A clock starts tasks in the place of people, and nothing looks at those that have failed."""
    for facts in subject.workflows:
        trigger = facts.workflow.trigger("workflow_dispatch")
        root = subject.root(facts.path)
        begins = [edge.site for edge in subject.system.edges_from(facts) if edge.source.name == "workflow_dispatch"]
        if trigger is None or root is None or facts.path in started(subject) or not begins:
            continue
        pair = root.pair("on")
        steps = job_node(subject, facts.path, begins[0].way.job.job).get("steps")
        if pair is None or not isinstance(steps, Sequence):
            continue
        asking = [
            edit
            for each in begins[0].way.job.job.steps
            if each.run is not None and "gh issue list" in each.run.text and (node := step_node(subject, each)) is not None
            for edit in without_item(subject, steps, node)
        ]
        start, end = content(subject, pair.value.span)
        clock = Edit(facts.path, start, end, 'schedule:\n    - cron: "0 * * * *"')
        yield from changed(subject, [clock, *asking], "a clock starts tasks, whatever has become of those before")


def _on_success(subject: Subject) -> Iterator[Change]:
    for _, _, node, _ in _artifacts(subject, "upload-artifact"):
        pair = node.pair("if")
        if pair is not None:
            yield from changed(subject, without_pair(subject, node, pair), "the state is saved on success only")


# -- structure ------------------------------------------------------------------------------------------------------------


def _working_router(subject: Subject) -> Iterator[Change]:
    for facts in routers(subject):
        for job in facts.jobs:
            first = next((each.step for each in job.steps if each.step.run is not None), None)
            node = step_node(subject, first) if first is not None else None
            if node is None:
                continue
            start, _ = subject.range(node.span)
            indent = " " * (node.span.column - 1)
            lines = f"name: Build\n{indent}shell: bash\n{indent}run: make build test\n{indent[:-2]}- "
            yield from changed(subject, [Edit(facts.path, start, start, lines)], "the router builds and tests")
            break


_LOG_LINE = re.compile(r"(?m)^[ ]*(?:echo|Write-Output|core\.info|print|\")[^\n]*\n")


def _unlogged(subject: Subject) -> Iterator[Change]:
    """A router's lines that tell of the event."""
    for facts in routers(subject):
        found = _without_words(subject, facts)
        yield from changed(subject, found, "the router logs nothing, and its runs have no title")


def _untraceable(subject: Subject) -> Iterator[Change]:
    """An executor's lines that tell of the task."""
    for facts in executors(subject):
        found = _without_words(subject, facts)
        if found:
            yield from changed(subject, found, "the executor's runs don't show their task")


def _without_words(subject: Subject, facts: WorkflowFacts) -> list[Edit]:
    """Takes away the lines of a workflow's scripts that print the task or the event, and the title of its runs."""
    found = []
    for _, step in facts.workflow.steps():
        given = step.input("script")
        script = step.run if given is None else given.value
        for match in _LOG_LINE.finditer(script.text) if script is not None and script.style == "literal" else ():
            is_log = re.search(r"task|event|type", match[0], re.IGNORECASE) and "::error" not in match[0]
            if script is not None and is_log and "OUTPUT" not in match[0]:
                place = script.locate(match.start(), match.end() - 1)
                powershell = "Write" in match[0] or "Out-File" in match[0]
                nothing = "$null = 1" if powershell else ";" if "core." in match[0] else ":"
                found.append(subject.replaced(place, nothing))
    root = subject.root(facts.path)
    title = root.pair("run-name") if root is not None else None
    if root is not None and title is not None:
        found += without_pair(subject, root, title)
    return found


OPERATORS = (
    fault("CB11", "the callback always tells success", "callbacks", _always_success, "callback-status-wrong", "P2 P1"),
    fault(
        "CB13",
        "the callback tells the status of its own job",
        "callbacks",
        _own_status,
        "callback-status-wrong",
        "P2 P1",
    ),
    fault(
        "CB12",
        "the callback tells no status",
        "callbacks",
        _no_status,
        "callback-without-status missing-field callback-status-wrong",
        "P1",
    ),
    fault(
        "CY13",
        "the guard looks the other way",
        "cycles",
        _wrong_way,
        "ineffective-cap unbounded-cycle unreachable-route",
        "P4 P5",
    ),
    fault("CY14", "a clock starts tasks whatever fails", "cycles", _by_the_clock, "missing-circuit-breaker", "P4"),
    fault("LS14", "a condition is a text around `${{ }}`", "listeners", _text_around, "broken-condition", "P5 DUP"),
    fault(
        "LS15",
        "a route's condition misspells its type",
        "listeners",
        _misspelt_route,
        "unreachable-route unrouted-event silent-failure",
        "P5 P1",
    ),
    fault(
        "LS16",
        "an input is read from the payload of another trigger",
        "listeners",
        _other_context,
        "missing-context correlation-dropped ineffective-cap missing-input",
        "P3",
    ),
    fault("DE1", "the token may not dispatch", "delivery", _permission_gone, "missing-permission", "P6"),
    fault("DE2", "no token is set", "delivery", _token_gone, "missing-token", "P6"),
    fault(
        "DE3",
        "a refusal of the dispatch is ignored",
        "delivery",
        _failure_ignored,
        "hidden-dispatch-failure callback-failure-hidden",
        "P2",
        "F6",
    ),
    fault("PA4", "a variable stands in single quotes", "payloads", _dead, "dead-interpolation", "P3"),
    fault("PA5", "a value is none of the options", "payloads", _not_an_option, "invalid-input-value", "P6"),
    fault(
        "PA6",
        "free text that people write is pasted into a script",
        "payloads",
        _injected,
        "payload-injection fragile-payload",
        "P6",
    ),
    fault("TM4", "a step may last longer than its job", "timeouts", _longer_step, "invalid-timeout", "P1", "F2"),
    fault("TM5", "a step waits for ever", "timeouts", _endless, "unbounded-wait", "P1", "F2"),
    fault("ST1", "an artifact of another run is fetched without its run", "state", _no_run, "artifact-of-other-run", "P1"),
    fault("ST2", "an artifact's name doesn't hold the id", "state", _no_key, "artifact-not-keyed", "DUP"),
    fault("ID5", "an executor that writes has no concurrency group", "state", _ungrouped, "missing-concurrency-key", "DUP"),
    fault("ST3", "the state is saved on success only", "state", _on_success, "state-not-saved-on-failure", "P1"),
    fault("SR3", "the router does work", "structure", _working_router, "orchestrator-does-work", "P1"),
    fault("TI8", "nothing shows an executor's task", "correlation", _untraceable, "correlation-untraceable", "P1"),
    fault("SR4", "the router logs nothing", "structure", _unlogged, "event-not-logged", "P1"),
)
