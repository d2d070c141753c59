"""Rewritings of scripts that change nothing: the same message sent otherwise, the same condition written otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from mutation.code import Code, code_at, code_of, edits
from mutation.cycles import CAP
from mutation.fields import form
from mutation.guards import rewritten, written_guards
from mutation.mutant import Change, Changes, changed, neutral
from mutation.roles import fields, loop_workflows, sites, target_name
from mutation.sends import OTHER_JSON, OTHER_SENDERS, POWERSHELL, Message, message_of
from mutation.subject import Edit, Subject
from mutation.yamltext import content, step_node, with_pair, without_pair
from wflint.graph import Site
from wflint.syntax.expression import Compare, Literal, path, split_template
from wflint.syntax.node import Mapping as YamlMapping
from wflint.syntax.node import Scalar
from wflint.syntax.workflow import Step


def _sent_by(ways: Mapping[str, Callable[[Message], str]]) -> Changes:
    def changes(subject: Subject) -> Iterator[Change]:
        for site in sites(subject):
            message = message_of(site)
            step = step_node(subject, site.way.step.step)
            if message is None or step is None:
                continue
            for name, write in ways.items():
                yield from changed(subject, [_instead(subject, step, site.way.step.step, write(message))], f"sent by {name}")

    return changes


def _instead(subject: Subject, node: YamlMapping, step: Step, lines: str) -> Edit:
    """Another step in the place of one, under its name, its id and its condition."""
    start, end = content(subject, node.span)
    kept = [pair for pair in node.pairs if pair.key.text in ("name", "id", "if", "timeout-minutes", "continue-on-error")]
    head = "".join(f"{subject.text(pair.span)}\n" for pair in kept)
    indent = " " * (node.span.column - 1)
    text = re.sub(r"(?m)^(?=.)", indent, (head + lines).rstrip("\n"))
    return Edit(node.span.path, start, end, text.lstrip(" "))


def _in_place(subject: Subject) -> Iterator[Change]:
    """Sends inside of longer scripts: `gh workflow run` as `gh api`, a method of octokit as a request."""
    for site in sites(subject):
        code, target = code_at(subject, site), target_name(site)
        if code is None or target is None or site.dispatch.kind != "workflow_dispatch":
            continue
        text = _as_request(site, subject.text(site.span)) if code.language == "javascript" else _as_api(subject, site, target)
        if text is not None:
            yield from changed(subject, [subject.replaced(site.span, text)], "sent by a request to the API")


def _as_request(site: Site, text: str) -> str | None:
    new = "github.request('POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', "
    return new + text.removeprefix(head) if text.startswith(head := "github.rest.actions.createWorkflowDispatch(") else None


def _as_api(subject: Subject, site: Site, target: str) -> str | None:
    known = fields(site)
    if not subject.text(site.span).startswith("gh workflow run") or {form(subject, each) for each in known} != {"argument"}:
        return None
    code = code_at(subject, site)
    variable = "$env:GITHUB_REPOSITORY" if code is not None and code.language == "powershell" else "$GITHUB_REPOSITORY"
    arguments = []
    for each in known:
        assert each.span is not None
        text = subject.text(each.span)
        inner = text[1:-1] if text[0] in "\"'" else text
        value = inner.partition("=")[2].strip('"') if text[0] not in "\"'" else inner.partition("=")[2]
        arguments.append(f' -f "inputs[{each.name}]={value}"')
    return f'gh api "repos/{variable}/actions/workflows/{target}/dispatches" -f ref=main{"".join(arguments)}'


def _inlined(subject: Subject) -> Iterator[Change]:
    """Variables of a step replaced by the expressions that they hold."""
    for facts in subject.workflows:
        for job in facts.jobs:
            for step in job.steps:
                code = code_of(step)
                if code is None or code.language not in ("bash", "powershell"):
                    continue
                found = []
                for each in step.step.environment:
                    if not split_template(each.value.text).is_single_hole or "token" in each.name.text.lower():
                        continue
                    name = re.escape(each.name.text)
                    pattern = rf"\$\{{{name}\}}|\${name}\b" if code.language == "bash" else rf"\$\{{env:{name}\}}|\$env:{name}\b"
                    for match in re.finditer(pattern, code.source):
                        bare = code.language == "powershell" and not _in_text(code, match.start(), match.end())
                        found.append((*match.span(), f"'{each.value.text}'" if bare else each.value.text))
                apart = [each for each in found if not _in_single_quotes(code.source, each[0])]
                yield from changed(subject, edits(subject, code, apart), "expressions stand in the script instead of variables")


def _in_text(code: Code, start: int, end: int) -> bool:
    """Whether a place is part of a string or of a word of a command."""
    return any("string" in each.kind or each.kind == "generic_token" for each in code.root.way_to(start, end))


def _in_single_quotes(text: str, at: int) -> bool:
    """Whether a place is in a string of the shell that expands nothing, as far as its line tells."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return re.sub(r'"[^"]*"', "", line).count("'") % 2 == 1


_LEAVE = {
    "bash": "[ \"$SEEN\" = '{value}' ] || exit 0\n",
    "powershell": "if ($env:SEEN -ne '{value}') {{ exit 0 }}\n",
    "javascript": "if (process.env.SEEN !== '{value}') return;\n",
}


def _left_early(subject: Subject) -> Iterator[Change]:
    """A step's `if` as the first line of its script."""
    for facts in subject.workflows:
        for job in facts.jobs:
            for step in job.steps:
                code, node = code_of(step), step_node(subject, step.step)
                pair = node.pair("if") if node is not None else None
                compared = _equality(pair.value.text) if pair is not None and isinstance(pair.value, Scalar) else None
                if code is None or node is None or pair is None or compared is None or code.scalar is None:
                    continue
                if code.language not in _LEAVE or code.scalar.style != "literal":
                    continue
                seen, value = compared
                env = node.get("env")
                more = (
                    with_pair(subject, env, "SEEN", f"${{{{ {seen} }}}}")
                    if isinstance(env, YamlMapping)
                    else with_pair(subject, node, "env", f"\n  SEEN: ${{{{ {seen} }}}}")
                )
                first = edits(subject, code, [(0, 0, _LEAVE[code.language].format(value=value))])
                gone = without_pair(subject, node, pair)
                if gone[0].start != more[0].start:
                    yield from changed(subject, [*first, *more, *gone], f"`if` became an early exit unless '{value}'")


def _equality(condition: str) -> tuple[str, str] | None:
    """The two sides of a condition that is one equality with a text."""
    template = split_template(condition.strip())
    text = condition.strip()[3:-2].strip() if template.is_single_hole else condition.strip()
    from wflint.syntax.expression import parse

    tree = parse(text)
    if (
        isinstance(tree, Compare)
        and tree.operator == "=="
        and isinstance(tree.right, Literal)
        and isinstance(tree.right.value, str)
    ):
        found = path(tree.left)
        return (".".join(found), tree.right.value) if found is not None else None
    return None


def _cap_raised(subject: Subject) -> Iterator[Change]:
    for facts in loop_workflows(subject):
        for each in facts.workflow.environment:
            if CAP.search(each.name.text) and each.value.text.isdecimal():
                yield from changed(subject, [subject.replaced(each.value.span, '"5"')], f"`{each.name.text}` is 5")
        for guard in written_guards(subject, facts):
            if guard.right.isdecimal():
                at = guard.end - len(guard.right)
                yield from changed(subject, [rewritten(subject, guard.scalar, at, guard.end, "5")], "the bound is 5")


_UNLOGGED = "event-not-logged correlation-untraceable"

OPERATORS = (
    neutral("N9", "the message is sent by another tool", _sent_by(OTHER_SENDERS), _UNLOGGED),
    neutral("N9i", "a workflow is started by a request", _in_place),
    neutral("N10", "expressions stand in scripts", _inlined, "payload-injection fragile-payload"),
    neutral("N11", "the JSON is made otherwise", _sent_by(OTHER_JSON), f"{_UNLOGGED} fragile-payload"),
    neutral("N12", "`if` is an early exit", _left_early),
    neutral("N13", "the cap is higher", _cap_raised, keeps_messages=False),
    neutral("N14", "the message is sent by PowerShell", _sent_by(POWERSHELL), _UNLOGGED),
)
