"""Scripts of bash and sh: what they send, write and end with, found by going through them without running anything.

The script is walked in its order with what is known of its variables.  Where the shell takes one of several ways both are walked
and joined; every command keeps the condition under which it is reached.  Loops are walked once, functions where they are called.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from wflint.senders.shell.conditions import compared, of_test
from wflint.senders.shell.state import OUTPUT, State, join
from wflint.senders.shell.text import Text
from wflint.senders.shell.tools import assignments, old_outputs, printed_by
from wflint.senders.shell.words import expand, expand_all, expand_number, open_text
from wflint.senders.commands import interpret
from wflint.senders.flags import program_name
from wflint.senders.message import Assignment, Defect, Dispatch, Exit, Invocation, ScriptFacts, Unresolved, Word
from wflint.senders.script import Script
from wflint.span import Span
from wflint.values.condition import (
    ALWAYS,
    NEVER,
    Condition,
    Not,
    Opaque,
    Succeeds,
    Test,
    all_of,
    any_of,
    negate,
)
from wflint.values.value import (
    EMPTY,
    Choice,
    Const,
    Object,
    Unknown,
    Value,
    add,
    constant,
    one_of,
    parts_of,
    text,
)

_DEEPEST_CALL = 8
_MOST_STEPS = 20_000
_MOST_NESTING = 150
_WRITES_OUTPUT = re.compile(r"GITHUB_OUTPUT\b")
_WRITES_ENVIRONMENT = re.compile(r"GITHUB_ENV\b")
_DEAD_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)\}?")
_STEP = re.compile(r"\(\(\s*(?:(\+\+|--)(\w+)|(\w+)(\+\+|--)|(\w+)\s*(\+=|-=)\s*(\d+)|(\w+)\s*=\s*.+)\s*\)\)")
_DEAD_EXPRESSION = re.compile(r"(?<!\$)\{\{\s*(?:github|inputs|env|secrets|needs|steps|vars|matrix)\.[^}]*\}\}")


def read(script: Script) -> ScriptFacts:
    """Everything that a bash or sh script does."""
    reader = _Reader(script)
    state = State(stops_on_error=script.stops_on_error, pipefail=script.pipefail, arguments=script.arguments)
    try:
        reader.run(Text(script, script.text), state)
    except _TooLongError as error:
        return replace(reader.facts(), problem=str(error))
    except RecursionError:
        return replace(reader.facts(), problem="the script is nested too deeply to be read")
    return reader.facts()


class _TooLongError(Exception):
    """The script is beyond what is walked."""


@dataclass(slots=True)
class _Reader:
    """Collects what is found on the way through one script."""

    script: Script
    dispatches: list[Dispatch] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    outputs: list[Assignment] = field(default_factory=list)
    exported: list[Assignment] = field(default_factory=list)
    exits: list[Exit] = field(default_factory=list)
    invocations: list[Invocation] = field(default_factory=list)
    read_names: set[str] = field(default_factory=set)
    at_end: list[tuple[Text, Condition]] = field(default_factory=list)
    steps: int = 0

    def facts(self) -> ScriptFacts:
        return ScriptFacts(
            tuple(self.dispatches),
            tuple(self.unresolved),
            tuple(self.outputs),
            tuple(self.exported),
            tuple(self.exits),
            tuple(self.invocations),
            frozenset(self.read_names),
        )

    def run(self, source: Text, state: State) -> None:
        self.read_names |= set(re.findall(r"\$\{?[#!]?([A-Za-z_]\w*)", source.source))
        _Walk(self, source).block(source.root.children, state)
        while self.at_end:
            trapped, guard = self.at_end.pop()
            end = state.copy(guard)
            _Walk(self, trapped).block(trapped.root.children, end)


@dataclass(slots=True)
class _Walk:
    """Goes through one text; `depth` counts calls and nested texts."""

    reader: _Reader
    source: Text
    depth: int = 0
    nesting: int = 0

    # -- statements -------------------------------------------------------------------------------------------------

    def block(self, nodes: Iterable[Node], state: State) -> Condition:
        """Run statements one behind the other; the condition under which the last one succeeds."""
        status: Condition = ALWAYS
        statements = [node for node in nodes if node.is_named or node.type == "&"]
        for index, node in enumerate(statements):
            if node.type == "&":
                continue
            if state.is_over:
                break
            in_background = index + 1 < len(statements) and statements[index + 1].type == "&"
            before = state.discarded
            if in_background:
                state.discarded = "`&`: it runs in the background"
            status = self.statement(node, state, None)
            state.discarded = before
        return status

    def statement(self, node: Node, state: State, stdin: Value | None) -> Condition:
        """Run one statement; the condition under which its exit status is 0."""
        self.reader.steps += 1
        self.nesting += 1
        if self.reader.steps > _MOST_STEPS or self.nesting > _MOST_NESTING:
            raise _TooLongError("the script is too long or nested too deeply to be read")
        try:
            return self._statement(node, state, stdin)
        finally:
            self.nesting -= 1

    def _statement(self, node: Node, state: State, stdin: Value | None) -> Condition:
        match node.type:
            case "command":
                return self.command(node, state, stdin, ())
            case "variable_assignment" | "variable_assignments":
                return self.assign(node, state)
            case "declaration_command":
                return self.declare(node, state)
            case "unset_command":
                for child in node.named_children:
                    state.variables[self.source.of(child)] = Const("")
                return ALWAYS
            case "list":
                return self.list_of(node, state, stdin)
            case "pipeline":
                return self.pipeline([child for child in node.children if child.is_named], state, stdin)
            case "negated_command":
                inner = node.named_children[-1]
                return negate(self.statement(inner, state, stdin))
            case "redirected_statement":
                return self.redirected(node, state, stdin)
            case "if_statement":
                return self.branch(node, state, stdin)
            case "case_statement":
                return self.case(node, state, stdin)
            case "for_statement" | "select_statement":
                return self.loop_over(node, state)
            case "while_statement" | "until_statement":
                return self.loop_while(node, state, stdin)
            case "c_style_for_statement":
                return self.loop_count(node, state)
            case "function_definition":
                name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
                if name is not None and body is not None:
                    state.functions[self.source.of(name)] = body
                return ALWAYS
            case "compound_statement":
                return self.compound(node, state, stdin)
            case "subshell":
                return self.subshell(node, state, stdin)
            case "test_command":
                return self.tested(node, state)
            case "comment" | "heredoc_body" | "heredoc_end":
                return ALWAYS
            case "do_group" | "program":
                return self.block(node.children, state)
            case "ERROR":
                return self.block([child for child in node.children if child.is_named], state)
            case _:
                return Succeeds(f"`{self.original(node)}`")

    def original(self, node: Node) -> str:
        return self.source.script.original(self.source.of(node)).strip()[:60]

    def value(self, node: Node, state: State) -> Value:
        return expand(node, self.source, state, self.substitute)

    # -- lists, pipes, branches -------------------------------------------------------------------------------------

    def list_of(self, node: Node, state: State, stdin: Value | None) -> Condition:
        left, right = node.named_children[0], node.named_children[-1]
        sign = next((child.type for child in node.children if child.type in ("&&", "||")), "&&")
        return self.either(sign, left, right, state, stdin)

    def either(self, sign: str, left: Node, right: Node, state: State, stdin: Value | None) -> Condition:
        before = state.discarded
        if sign == "||" and not self.stops(right):
            state.discarded = before or f"`|| {self.original(right)[:30]}`"
        first = self.statement(left, state, stdin)
        state.discarded = before
        if state.is_over:
            return first
        return self.then(sign, first, right, state, stdin)

    def then(self, sign: str, first: Condition, right: Node, state: State, stdin: Value | None) -> Condition:
        """Run what stands behind `&&` or `||`."""
        wanted = first if sign == "&&" else negate(first)
        taken, passed = state.under(wanted), state.under(negate(wanted))
        second = self.statement(right, taken, stdin) if not taken.is_over else NEVER
        join(state, wanted, taken, passed)
        if sign == "&&":
            return all_of((first, second))
        return any_of((first, second)) if not taken.is_over else first

    def stops(self, node: Node) -> bool:
        """Whether a fallback makes the failure seen: it exits, returns or fails itself."""
        return re.search(r"\b(?:exit|return|false|die|fail|error|abort)\b|::error", self.source.of(node)) is not None

    def pipeline(self, stages: list[Node], state: State, stdin: Value | None) -> Condition:
        statuses: list[Condition] = []
        flowing = stdin
        for index, stage in enumerate(stages):
            last = index == len(stages) - 1
            before = state.discarded
            if not last and not state.pipefail:
                state.discarded = before or "a pipe without `pipefail`"
            if last:
                statuses.append(self.statement(stage, state, flowing))
            else:
                inner = state.copy()
                flowing, status = self.captured(stage, inner, flowing)
                statuses.append(status)
            state.discarded = before
        return all_of(statuses) if state.pipefail else statuses[-1] if statuses else ALWAYS

    def captured(self, node: Node, state: State, stdin: Value | None) -> tuple[Value, Condition]:
        """Run a statement and give what it prints."""
        before = state.variables.get(OUTPUT)
        state.variables[OUTPUT] = EMPTY
        status = self.statement(node, state, stdin)
        printed = state.variables.pop(OUTPUT, EMPTY)
        if before is not None:
            state.variables[OUTPUT] = before
        return printed, status

    def say(self, printed: Value, state: State) -> None:
        if OUTPUT in state.variables:
            state.variables[OUTPUT] = text((state.variables[OUTPUT], printed))

    def substitute(self, node: Node, state: State) -> Value:
        """What a command substitution gives: its output without the line ends behind it."""
        written = self.source.of(node)
        file = re.fullmatch(r"\$\(\s*<\s*(\S+)\s*\)", written)
        if file:
            return _stripped(self.file(file[1].strip("\"'"), state))
        inner = state.copy()
        inner.variables[OUTPUT] = EMPTY
        self.block(node.children, inner)
        return _stripped(inner.variables.get(OUTPUT, EMPTY))

    def branch(self, node: Node, state: State, stdin: Value | None) -> Condition:
        """`if`, with its `elif` and `else` parts."""
        tests = [child for index, child in enumerate(node.children) if node.field_name_for_child(index) == "condition"]
        condition = self.condition(tests, state, stdin)
        body, rest = _split_branch(node)
        taken, passed = state.under(condition), state.under(negate(condition))
        status = self.block(body, taken) if not taken.is_over else NEVER
        other: Condition = ALWAYS
        if rest and not passed.is_over:
            other = self._otherwise(rest, passed, stdin)
        join(state, condition, taken, passed)
        return any_of((all_of((condition, status)), all_of((negate(condition), other))))

    def _otherwise(self, rest: list[Node], state: State, stdin: Value | None) -> Condition:
        first, *more = rest
        if first.type == "else_clause":
            return self.block(first.children, state)
        named = [child for child in first.children if child.is_named]
        condition = self.condition(named[:1], state, stdin)
        taken, passed = state.under(condition), state.under(negate(condition))
        status = self.block(named[1:], taken) if not taken.is_over else NEVER
        other = self._otherwise(more, passed, stdin) if more and not passed.is_over else ALWAYS
        join(state, condition, taken, passed)
        return any_of((all_of((condition, status)), all_of((negate(condition), other))))

    def condition(self, nodes: list[Node], state: State, stdin: Value | None) -> Condition:
        status: Condition = ALWAYS
        for node in nodes:
            if node.is_named:
                status = self.statement(node, state, stdin)
        return status

    def tested(self, node: Node, state: State) -> Condition:
        arithmetic = self.source.of(node).startswith("((")
        inner = [child for child in node.children if child.is_named]
        if len(inner) != 1:
            return Opaque(f"`{self.original(node)}`")
        return of_test(inner[0], self.source, lambda each: self.number(each, state, arithmetic), arithmetic)

    def number(self, node: Node, state: State, arithmetic: bool) -> Value:
        if arithmetic:
            return expand_number(node, self.source, state, self.substitute)
        return self.value(node, state)

    def case(self, node: Node, state: State, stdin: Value | None) -> Condition:
        subject = node.child_by_field_name("value")
        value = self.value(subject, state) if subject is not None else EMPTY
        items = [child for child in node.named_children if child.type == "case_item"]
        self._cases(value, items, state, stdin)
        return ALWAYS

    def _cases(self, value: Value, items: list[Node], state: State, stdin: Value | None) -> None:
        if not items or state.is_over:
            return
        item, *rest = items
        patterns = [child for index, child in enumerate(item.children) if item.field_name_for_child(index) == "value"]
        condition = any_of(
            ALWAYS
            if self.source.of(pattern).strip() == "*"
            else compared(value, "==", pattern, self.source, lambda each: self.value(each, state))
            for pattern in patterns
        )
        taken, passed = state.under(condition), state.under(negate(condition))
        if not taken.is_over:
            self.block((child for child in item.children if child not in patterns), taken)
        self._cases(value, rest, passed, stdin)
        join(state, condition, taken, passed)

    # -- loops ------------------------------------------------------------------------------------------------------

    def loop_over(self, node: Node, state: State) -> Condition:
        name, body = node.child_by_field_name("variable"), node.child_by_field_name("body")
        given = [child for index, child in enumerate(node.children) if node.field_name_for_child(index) == "value"]
        values = [value for value, _ in expand_all(given, self.source, state, self.substitute)]
        each: Value = one_of(values) if values else Unknown("an element of a list made at run time")
        if given and not values:
            return ALWAYS
        if name is not None:
            state.variables[self.source.of(name)] = _split(each)
        return self._body(body, state, ALWAYS)

    def loop_while(self, node: Node, state: State, stdin: Value | None) -> Condition:
        body = node.child_by_field_name("body")
        tests = [child for index, child in enumerate(node.children) if node.field_name_for_child(index) == "condition"]
        for changed in _assigned_names(body, self.source) if body is not None else ():
            state.variables[changed] = Unknown(f"`${changed}` changes in a loop")
        condition = self.condition(tests, state, stdin)
        if any(child.type == "until" for child in node.children):
            condition = negate(condition)
        return self._body(body, state, condition)

    def loop_count(self, node: Node, state: State) -> Condition:
        first = node.child_by_field_name("initializer")
        if first is not None and first.type == "variable_assignment":
            name = first.child_by_field_name("name")
            if name is not None:
                state.variables[self.source.of(name)] = Unknown(f"`${self.source.of(name)}` counts in a loop")
        return self._body(node.child_by_field_name("body"), state, ALWAYS)

    def _body(self, body: Node | None, state: State, condition: Condition) -> Condition:
        """Walk a loop's body once; what it sets may be set behind it, or not."""
        if body is None:
            return ALWAYS
        inside = state.under(condition)
        if inside.is_over:
            return ALWAYS
        guard = inside.guard
        exits = len(self.reader.exits)
        self.block(body.children, inside)
        left_for_good = inside.is_over and len(self.reader.exits) > exits and not _leaves_loop(body, self.source)
        if not left_for_good:
            inside.guard = guard
        join(state, condition if condition != ALWAYS else Opaque("a loop that may run or not"), inside, state.copy())
        return ALWAYS

    # -- groups and redirections --------------------------------------------------------------------------------------

    def compound(self, node: Node, state: State, stdin: Value | None) -> Condition:
        if self.source.of(node).startswith("(("):
            return self.calculate(node, state)
        return self.fed(node, state, stdin)

    def fed(self, node: Node, state: State, stdin: Value | None) -> Condition:
        if stdin is not None:
            state.variables["\0input"] = stdin
        return self.block(node.children, state)

    def calculate(self, node: Node, state: State) -> Condition:
        inner = [child for child in node.children if child.is_named]
        step = _STEP.fullmatch(self.source.of(node))
        if step is not None:
            name = step[2] or step[3] or step[5]
            if name:
                sign = step[1] or step[4] or step[6]
                amount = int(step[7]) if step[7] else 1
                value = add(
                    expand_number(_named(inner, name, self.source), self.source, state, self.substitute),
                    amount if "+" in sign else -amount,
                )
                state.variables[name] = Const(str(value.value)) if isinstance(value, Const) else value
            elif step[8]:
                state.variables[step[8]] = Unknown(f"`{self.original(node)}`")
            return ALWAYS
        return self.tested(node, state)

    def subshell(self, node: Node, state: State, stdin: Value | None) -> Condition:
        inner = state.copy()
        status = self.fed(node, inner, stdin)
        if OUTPUT in inner.variables:
            state.variables[OUTPUT] = inner.variables[OUTPUT]
        state.files = inner.files
        return status

    def redirected(self, node: Node, state: State, stdin: Value | None) -> Condition:
        body = node.child_by_field_name("body")
        redirects = [child for child in node.children if child.type.endswith("_redirect")]
        outer: list[Node] = []
        behind: list[tuple[str, Node]] = []
        extra: list[Node] = []
        for redirect in redirects:
            if redirect.type == "heredoc_redirect":
                stdin = self.heredoc(redirect, state)
                outer.extend(child for child in redirect.named_children if child.type == "file_redirect")
                extra.extend(c for i, c in enumerate(redirect.children) if redirect.field_name_for_child(i) == "argument")
                behind.extend(_behind_heredoc(redirect))
            elif redirect.type == "herestring_redirect":
                stdin = text((self.value(redirect.named_children[-1], state), Const("\n")))
            else:
                outer.append(redirect)
        stdin = self._read_from(outer, state, stdin)
        target = next((each for each in reversed(outer) if self.catches_output(each)), None)
        pipes = [stage for sign, stage in behind if sign == "|"]
        if target is not None or pipes:
            inner = state if target is not None else state.copy()
            printed, status = self._captured_body(body, inner, stdin, tuple(extra))
            if target is not None:
                self.written(target, printed, node, state)
            if pipes:
                status = self.pipeline(pipes, state, printed)
        else:
            status = self._body_of(body, state, stdin, tuple(extra), behind)
        for sign, right in behind:
            if sign in ("&&", "||"):
                status = self.then(sign, status, right, state, None)
        return status

    def _body_of(
        self, body: Node | None, state: State, stdin: Value | None, extra: tuple[Node, ...], behind: list[tuple[str, Node]]
    ) -> Condition:
        if body is None:
            return ALWAYS
        before = state.discarded
        if any(sign == "||" and not self.stops(right) for sign, right in behind):
            state.discarded = before or "`|| …`"
        status = self.command(body, state, stdin, extra) if body.type == "command" else self.statement(body, state, stdin)
        state.discarded = before
        return status

    def _captured_body(
        self, body: Node | None, state: State, stdin: Value | None, extra: tuple[Node, ...]
    ) -> tuple[Value, Condition]:
        before = state.variables.get(OUTPUT)
        state.variables[OUTPUT] = EMPTY
        status = self._body_of(body, state, stdin, extra, [])
        printed = state.variables.pop(OUTPUT, EMPTY)
        if before is not None:
            state.variables[OUTPUT] = before
        return printed, status

    def heredoc(self, redirect: Node, state: State) -> Value:
        start = next((child for child in redirect.children if child.type == "heredoc_start"), None)
        body = next((child for child in redirect.children if child.type == "heredoc_body"), None)
        if body is None:
            return EMPTY
        first, last = self.source.start(body), self.source.character(body.end_byte)
        end = next((child for child in redirect.children if child.type == "heredoc_end"), None)
        if end is not None:  # the grammar leaves blanks before the first expansion out of the body
            first = self.source.source.rfind("\n", 0, first) + 1 if self.source.source[:first].endswith((" ", "\t")) else first
        quoted = start is not None and bool(set(self.source.of(start)) & set("'\"\\"))
        if quoted:
            value = self.source.script.values_in(self.source.source[first:last], first)
        else:
            value = open_text(body, first, last, self.source, state, self.substitute)
        stripped = any(child.type == "<<-" for child in redirect.children) or "<<-" in self.source.of(redirect)[:4]
        return _without_tabs(value) if stripped else value

    def _read_from(self, redirects: list[Node], state: State, stdin: Value | None) -> Value | None:
        for redirect in redirects:
            if any(child.type == "<" for child in redirect.children):
                name = constant(self.value(redirect.named_children[-1], state))
                stdin = self.file(name, state) if name is not None else Unknown("a file whose name is made at run time")
        return stdin

    def catches_output(self, redirect: Node) -> bool:
        signs = {child.type for child in redirect.children if not child.is_named}
        descriptor = next((child for child in redirect.named_children if child.type == "file_descriptor"), None)
        if descriptor is not None and self.source.of(descriptor) != "1":
            return False
        return bool(signs & {">", ">>", ">|", "&>", "&>>"})

    def written(self, redirect: Node, printed: Value, node: Node, state: State) -> None:
        """What becomes of output that goes to a file."""
        destination = redirect.named_children[-1]
        where = self.source.of(destination)
        span = self.source.span(node)
        if _WRITES_OUTPUT.search(where):
            self.reader.outputs.extend(assignments(printed, span, state.guard))
        elif _WRITES_ENVIRONMENT.search(where):
            self.reader.exported.extend(assignments(printed, span, state.guard))
        else:
            name = constant(self.value(destination, state))
            if name is not None and name != "/dev/null" and not name.startswith("&"):
                adds = any(child.type in (">>", "&>>") for child in redirect.children)
                state.files[name] = text((state.files.get(name, EMPTY), printed)) if adds else printed

    def file(self, name: str, state: State) -> Value:
        if name in state.files:
            return state.files[name]
        if name in ("/dev/stdin", "-"):
            return state.variables.get("\0input", Unknown("standard input"))
        return Unknown(f"the content of `{name}`")

    # -- variables --------------------------------------------------------------------------------------------------

    def assign(self, node: Node, state: State) -> Condition:
        if node.type == "variable_assignments":
            for child in node.named_children:
                self.assign(child, state)
            return ALWAYS
        name_node, value_node = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name_node is None:
            return ALWAYS
        name = self.source.of(name_node)
        adds = any(child.type == "+=" for child in node.children)
        if value_node is not None and value_node.type == "array":
            items = tuple(v for v, _ in expand_all(value_node.named_children, self.source, state, self.substitute))
            state.lists[name] = (*state.lists.get(name, ()), *items) if adds else items
            state.variables.pop(name, None)
            return ALWAYS
        value = self.value(value_node, state) if value_node is not None else Const("")
        if "[" in name:
            return ALWAYS
        if adds:
            value = text((state.variables.get(name, Const("")), value))
        state.variables[name] = value
        state.lists.pop(name, None)
        return ALWAYS if value_node is None or value_node.type != "command_substitution" else self._outcome(value_node)

    def _outcome(self, node: Node) -> Condition:
        return Succeeds(f"`{self.original(node)}`")

    def declare(self, node: Node, state: State) -> Condition:
        exports = self.source.of(node).startswith("export") or re.match(r"(?:declare|typeset)\s+-\w*x", self.source.of(node))
        for child in node.named_children:
            if child.type == "variable_assignment":
                self.assign(child, state)
                name = child.child_by_field_name("name")
            else:
                name = child if child.type == "variable_name" else None
            if exports and name is not None:
                state.exported |= {self.source.of(name)}
        return ALWAYS

    # -- commands ---------------------------------------------------------------------------------------------------

    def command(self, node: Node, state: State, stdin: Value | None, extra: tuple[Node, ...]) -> Condition:
        prefix: dict[str, Value] = {}
        given: list[Node] = []
        for index, child in enumerate(node.children):
            if child.type == "variable_assignment":
                name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
                if name is not None:
                    prefix[self.source.of(name)] = self.value(value, state) if value is not None else Const("")
            elif child.type == "herestring_redirect":
                stdin = text((self.value(child.named_children[-1], state), Const("\n")))
            elif child.is_named and node.field_name_for_child(index) != "redirect" and not child.type.endswith("_redirect"):
                given.append(child)
        words = [
            Word(value, self.source.span(each))
            for value, each in expand_all((*given, *extra), self.source, state, self.substitute)
        ]
        if not words:
            state.variables.update(prefix)
            return ALWAYS
        if stdin is None:
            stdin = state.variables.get("\0input")
        environment = self.environment(state) | prefix
        invocation = Invocation(
            tuple(words),
            self.source.span(node),
            tuple(environment.items()),
            stdin,
            tuple(state.files.items()),
            state.guard,
            self.how_discarded(state),
        )
        return self.call(invocation, state)

    def environment(self, state: State) -> dict[str, Value]:
        """What a program sees: the step's environment with the script's changes, and what the script exports."""
        known = {name: state.variables.get(name, value) for name, value in self.reader.script.environment.items()}
        return known | {name: state.variables[name] for name in sorted(state.exported) if name in state.variables}

    def how_discarded(self, state: State) -> str | None:
        return state.discarded or (None if state.stops_on_error else "`set +e`, or a shell that doesn't stop at errors")

    def call(self, invocation: Invocation, state: State) -> Condition:
        """Run one command with its words known."""
        name = constant(invocation.words[0].value)
        if name in state.functions and self.depth < _DEEPEST_CALL:
            return self.function(state.functions[name], invocation, state)
        match name:
            case "exit" | "return":
                return self.leave(name, invocation, state)
            case "break" | "continue":
                state.guard = NEVER
                return ALWAYS
            case "set":
                self.set_options(invocation, state)
                return ALWAYS
            case "shift":
                state.arguments = state.arguments[1:]
                return ALWAYS
            case "read":
                self.read_words(invocation, state)
                return Opaque("there is a further line to read")
            case "let":
                return ALWAYS
            case "eval":
                return self.nested(text(_spaced(word.value for word in invocation.words[1:])), invocation, state)
            case "trap":
                return self.trap(invocation, state)
            case "test" | "[":
                return Opaque(f"`{' '.join(constant(word.value) or '…' for word in invocation.words)[:60]}`")
            case _:
                return self.program(name, invocation, state)

    def program(self, name: str | None, invocation: Invocation, state: State) -> Condition:
        short = program_name(invocation.words[0].value)
        words = [constant(word.value) for word in invocation.words]
        if short in ("bash", "sh") and "-c" in words[:-1] and self.depth < _DEEPEST_CALL:
            return self.nested(invocation.words[words.index("-c") + 1].value, invocation, state)
        self.reader.invocations.append(invocation)
        found = interpret(invocation, self.places)
        if isinstance(found, Dispatch):
            self.reader.dispatches.append(replace(found, defects=(*found.defects, *self.dead_text(found, state))))
        elif isinstance(found, Unresolved):
            self.reader.unresolved.append(found)
        printed = printed_by(invocation, lambda file: self.file(file, state))
        if short == "tee":
            self.tee(invocation, state)
        if short == "echo":
            self.reader.outputs.extend(old_outputs(printed, invocation.span, state.guard))
        self.say(printed, state)
        match short:
            case "true" | ":" | "echo" | "printf" | "cat" | "export" | "sleep" | "mkdir":
                return ALWAYS
            case "false":
                return NEVER
            case _:
                return Succeeds(f"`{(name or 'a command')[:40]}`")

    def leave(self, name: str, invocation: Invocation, state: State) -> Condition:
        code = invocation.words[1].value if len(invocation.words) > 1 else Const("0")
        if name == "return" and self.depth:
            state.returns.append((state.guard, state.variables.get(OUTPUT, EMPTY)))
        else:
            self.reader.exits.append(Exit(code, invocation.span, state.guard))
        state.guard = NEVER
        return ALWAYS if constant(code) == "0" else NEVER

    def set_options(self, invocation: Invocation, state: State) -> None:
        words = [constant(word.value) or "" for word in invocation.words[1:]]
        for index, word in enumerate(words):
            on = word.startswith("-")
            if re.fullmatch(r"[-+][a-z]*", word):
                if "e" in word:
                    state.stops_on_error = on
                if word.endswith("o") and index + 1 < len(words):
                    if words[index + 1] == "pipefail":
                        state.pipefail = on
                    elif words[index + 1] == "errexit":
                        state.stops_on_error = on

    def read_words(self, invocation: Invocation, state: State) -> None:
        names = [name for word in invocation.words[1:] if (name := constant(word.value)) and re.fullmatch(r"[A-Za-z_]\w*", name)]
        known = constant(invocation.stdin) if invocation.stdin is not None else None
        single = known.strip("\n") if known is not None and "\n" not in known.strip("\n") else None
        for name in names:
            whole = single is not None and len(names) == 1
            state.variables[name] = Const(str(single)) if whole else Unknown(f"`${name}` is read from a list made at run time")

    def trap(self, invocation: Invocation, state: State) -> Condition:
        words = invocation.words[1:]
        signals = {constant(word.value) for word in words[1:]}
        body = constant(words[0].value) if words else None
        if body and signals & {"EXIT", "0"}:
            if body in state.functions:
                body = self.source.of(state.functions[body]).strip().removeprefix("{").removesuffix("}")
            self.reader.at_end.append((Text(self.reader.script, body, invocation.span), state.guard))
        return ALWAYS

    def tee(self, invocation: Invocation, state: State) -> None:
        for word in invocation.words[1:]:
            where = "".join(str(part.path) for part in parts_of(word.value) if hasattr(part, "path")) + (
                constant(word.value) or ""
            )
            reason = next((part.reason for part in parts_of(word.value) if isinstance(part, Unknown)), "")
            given = invocation.stdin or EMPTY
            if _WRITES_OUTPUT.search(where + reason):
                self.reader.outputs.extend(assignments(given, invocation.span, state.guard))
            elif _WRITES_ENVIRONMENT.search(where + reason):
                self.reader.exported.extend(assignments(given, invocation.span, state.guard))
            elif (name := constant(word.value)) and not name.startswith("-"):
                state.files[name] = given

    def function(self, body: Node, invocation: Invocation, state: State) -> Condition:
        """Walk a function's body with its arguments, where it is called."""
        inside = state.copy()
        inside.arguments = tuple(word.value for word in invocation.words[1:])
        inside.returns = []
        if invocation.stdin is not None:
            inside.variables["\0input"] = invocation.stdin
        before = state.variables.get(OUTPUT)
        if before is not None:
            inside.variables[OUTPUT] = EMPTY
        deeper = _Walk(self.reader, self.source, self.depth + 1, self.nesting)
        status = deeper.block(body.children, inside)
        printed = inside.variables.get(OUTPUT, EMPTY)
        if inside.returns and before is not None:
            if inside.is_over:
                *rest, (_, printed) = inside.returns
            else:
                rest = inside.returns
            for guard, said in reversed(rest):
                printed = said if said == printed else Choice(guard, said, printed)
        ended = inside.is_over and not inside.returns
        arguments, guard = state.arguments, state.guard
        state.take(inside)
        state.arguments = arguments
        state.guard = NEVER if ended else guard
        state.variables.pop("\0input", None)
        if before is not None:
            state.variables[OUTPUT] = text((before, printed))
        return status

    def nested(self, written: Value, invocation: Invocation, state: State) -> Condition:
        """Walk a text that is run as a script: `bash -c '…'`, `eval "…"`."""
        known = constant(written)
        if known is None or self.depth >= _DEEPEST_CALL:
            self.reader.invocations.append(invocation)
            return Succeeds("a command made at run time")
        inner = Text(self.reader.script, known, invocation.span)
        return _Walk(self.reader, inner, self.depth + 1, self.nesting).block(inner.root.children, state)

    # -- messages ---------------------------------------------------------------------------------------------------

    def places(self, offset: int, name: str) -> Span | None:
        """Where a member of a JSON text stands in the script."""
        if self.source.within is not None:
            return None
        pattern = re.compile(rf"""["'\\]*\b{re.escape(name)}\b["'\\]*\s*:\s*(?:\\?"[^"\n]*"|[^,}}\n]*)""")
        match = pattern.search(self.source.source, max(offset - len(name) - 8, 0), offset + 400)
        return self.source.script.locate(match.start(), match.end()) if match else None

    def dead_text(self, dispatch: Dispatch, state: State) -> Iterator[Defect]:
        """Variables and expressions in a message that nothing expands: they stand in single quotes, or lack a `$`."""
        known = {*self.reader.script.environment, *state.variables}
        payload = dispatch.payload
        fields = payload.fields if isinstance(payload, Object) else ()
        placed = [(dispatch.target, dispatch.target_span), *((each.value, each.span or dispatch.span) for each in fields)]
        for value, span in placed:
            for part in parts_of(value):
                if not isinstance(part, Const) or not isinstance(part.value, str):
                    continue
                for match in _DEAD_VARIABLE.finditer(part.value):
                    if match[1] in known:
                        yield Defect(
                            "dead-interpolation",
                            f"`{match[0]}` stands where the shell doesn't expand it: the text itself is sent",
                            span,
                        )
                for match in _DEAD_EXPRESSION.finditer(part.value):
                    yield Defect("dead-interpolation", f"`{match[0]}` lacks its `$`: the text itself is sent", span)


def _split_branch(node: Node) -> tuple[list[Node], list[Node]]:
    """The statements of the first branch, and the `elif` and `else` parts."""
    body: list[Node] = []
    rest: list[Node] = []
    for index, child in enumerate(node.children):
        if child.type in ("elif_clause", "else_clause"):
            rest.append(child)
        elif node.field_name_for_child(index) != "condition" and (child.is_named or child.type == "&"):
            body.append(child)
    return body, rest


def _behind_heredoc(redirect: Node) -> Iterator[tuple[str, Node]]:
    """What follows on the line of a heredoc's beginning: the grammar puts it inside the redirection."""
    sign = ""
    for index, child in enumerate(redirect.children):
        if child.type in ("&&", "||"):
            sign = child.type
        elif redirect.field_name_for_child(index) == "right" and sign:
            yield sign, child
        elif child.type == "pipeline":
            yield from (("|", stage) for stage in child.named_children)


def _assigned_names(body: Node, source: Text) -> Iterator[str]:
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if node.type == "variable_assignment":
            name = node.child_by_field_name("name")
            if name is not None:
                yield source.of(name)
        elif node.type in ("postfix_expression", "unary_expression"):
            yield from re.findall(r"[A-Za-z_]\w*", source.of(node))[:1]
        waiting.extend(node.children)


def _leaves_loop(body: Node, source: Text) -> bool:
    return re.search(r"\b(?:break|continue)\b", source.of(body)) is not None


def _named(nodes: list[Node], name: str, source: Text) -> Node:
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if node.child_count == 0 and source.of(node) == name:
            return node
        waiting.extend(node.children)
    return nodes[0]


def _stripped(value: Value) -> Value:
    """A text without the line ends behind it."""
    parts = list(value.parts) if hasattr(value, "parts") else [value]
    while parts and isinstance(parts[-1], Const) and isinstance(parts[-1].value, str):
        last = parts[-1].value.rstrip("\n")
        if last:
            parts[-1] = Const(last, parts[-1].offset)
            break
        parts.pop()
    if isinstance(value, Choice):
        return Choice(value.condition, _stripped(value.then), _stripped(value.otherwise))
    return text(parts)


def _without_tabs(value: Value) -> Value:
    from wflint.senders.holed import holed

    found = holed(value)
    return found.restore(re.sub(r"^\t+", "", found.shape, flags=re.MULTILINE))


def _split(value: Value) -> Value:
    """An element of a loop over a text with several words."""
    known = constant(value)
    return one_of(map(Const, known.split())) if known is not None and len(known.split()) > 1 else value


def _spaced(values: Iterable[Value]) -> Iterator[Value]:
    for index, value in enumerate(values):
        if index:
            yield Const(" ")
        yield value


__all__ = ["Not", "Test", "read"]
