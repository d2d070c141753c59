"""Scripts of PowerShell, both editions: what they send, write and end with, found by going through them without running anything.

As for bash, the script is walked in its order; both ways of a branch are walked and joined.  Names and comparisons of strings
ignore case.  Hashtables stay objects until `ConvertTo-Json` makes text of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from wflint.senders.bash_runner_files import Written, write
from wflint.senders.bash_state import State, branch, is_dead, join
from wflint.senders.commands import interpret
from wflint.senders.dead_text import dead_interpolations
from wflint.senders.flags import program_name
from wflint.senders.http import interpret_request
from wflint.senders.message import Assignment, Dispatch, Exit, Invocation, Request, ScriptFacts, Unresolved, Word
from wflint.senders.places import members_of
from wflint.senders.powershell_text import Source, core, unescaped
from wflint.senders.script import Script
from wflint.values.condition import ALWAYS, NEVER, Comparison, Condition, Kind, Opaque, Test, all_of, any_of, negate
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
    Reference,
    Sum,
    Unknown,
    Value,
    add,
    constant,
    fallback,
    one_of,
    text,
)

_MOST_STEPS = 20_000
_COMPARISONS: dict[str, Comparison] = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_SINKS = {"github_output": "GITHUB_OUTPUT", "github_env": "GITHUB_ENV"}
_WEB = {"invoke-restmethod", "invoke-webrequest", "irm", "iwr"}
_QUIET = {
    "write-host",
    "write-verbose",
    "write-debug",
    "write-information",
    "write-warning",
    "start-sleep",
    "new-item",
    "remove-item",
}
_CONSTANTS: dict[str, Value] = {"true": Const(True), "false": Const(False), "null": Const("")}


def read(script: Script) -> ScriptFacts:
    """Everything that a PowerShell script does."""
    reader = _Reader(Source(script))
    state = State(stops_on_error=script.stops_on_error)
    try:
        reader.block(reader.source.root, state)
    except (_TooLongError, RecursionError):
        return replace(reader.facts(), problem="the script is too long or nested too deeply to be read")
    return reader.facts()


class _TooLongError(Exception):
    """The script is beyond what is walked."""


@dataclass(slots=True)
class _Reader:
    """Collects what is found on the way through one script."""

    source: Source
    dispatches: list[Dispatch] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    written: dict[str, list[Assignment]] = field(default_factory=lambda: {name: [] for name in _SINKS.values()})
    exits: list[Exit] = field(default_factory=list)
    invocations: list[Invocation] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    functions: dict[str, Node] = field(default_factory=dict)
    steps: int = 0
    depth: int = 0

    def facts(self) -> ScriptFacts:
        return ScriptFacts(
            tuple(self.dispatches),
            tuple(self.unresolved),
            tuple(self.written["GITHUB_OUTPUT"]),
            tuple(self.written["GITHUB_ENV"]),
            tuple(self.exits),
            tuple(self.invocations),
            frozenset(self.names),
        )

    # -- statements -------------------------------------------------------------------------------------------------

    def block(self, node: Node, state: State) -> Value:
        """Run statements one behind the other; what the last of them gives."""
        given: Value = Const("")
        for child in node.named_children:
            if is_dead(state):
                break
            given = self.statement(child, state)
        return given

    def statement(self, node: Node, state: State) -> Value:
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise _TooLongError
        node = core(node)
        match node.type:
            case "statement_list" | "statement_block" | "script_block" | "program" | "named_block" | "ERROR":
                return self.block(node, state)
            case "assignment_expression":
                return self.assign(node, state)
            case "pipeline_chain" | "pipeline":
                return self.pipeline(node, state)
            case "command" | "command_name" | "invocation_command":
                return self.command(node, state, None)
            case "if_statement":
                return self.branching(node, state)
            case "switch_statement":
                return self.switch(node, state)
            case "foreach_statement":
                return self.foreach(node, state)
            case "while_statement" | "do_statement" | "for_statement":
                return self.loop(node, state)
            case "try_statement":
                return self.attempt(node, state)
            case "function_statement":
                name = next((child for child in node.named_children if child.type == "function_name"), None)
                if name is not None:
                    self.functions[self.source.of(name).lower()] = node
                return Const("")
            case "flow_control_statement":
                return self.leave(node, state)
            case "post_increment_expression" | "pre_increment_expression" | "post_decrement_expression":
                return self.increment(node, state)
            case "comment" | "empty_statement" | "param_block":
                return Const("")
            case _:
                return self.value(node, state)

    def assign(self, node: Node, state: State) -> Value:
        target = core(node.named_children[0])
        value_node = node.child_by_field_name("value") or node.named_children[-1]
        sign = next((self.source.of(child) for child in node.named_children if child.type.endswith("assignment_operator")), "=")
        value = self.statement(value_node, state)
        name = self.name_of(target)
        if name is None:
            return Const("")
        before = self.variable(name, state)
        if sign == "+=":
            value = self.plus(before, value)
        elif sign != "=":
            value = Unknown(f"`{self.source.original(node)}`")
        state.variables[name] = value
        if name.startswith("env:"):
            state.exported[name.removeprefix("env:")] = None
        return Const("")

    def increment(self, node: Node, state: State) -> Value:
        written = self.source.of(node)
        name = self.name_of(core(node.named_children[0]))
        if name is not None:
            state.variables[name] = add(self.variable(name, state), -1 if "--" in written else 1)
        return Const("")

    def name_of(self, node: Node) -> str | None:
        """The name of a variable in lower case; `None` for anything else that can be assigned to."""
        match = re.fullmatch(r"[$@]\{?((?:[A-Za-z]+:)?[\w?]+)\}?", self.source.of(node))
        return match[1].lower().removeprefix("script:").removeprefix("global:") if match else None

    def variable(self, name: str, state: State) -> Value:
        if name in state.variables:
            return state.variables[name]
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        if name.startswith("env:"):
            wanted = name.removeprefix("env:")
            self.names.add(wanted.upper())
            found = next((value for key, value in self.source.script.environment.items() if key.lower() == wanted), None)
            return found if found is not None else Unknown(f"`${name}` is set nowhere in sight")
        return Unknown(f"`${name}` is set nowhere in sight")

    # -- branches and loops -----------------------------------------------------------------------------------------

    def branching(self, node: Node, state: State) -> Value:
        parts: list[tuple[Node | None, Node]] = []
        condition: Node | None = None
        for child in _clauses(node):
            if child.type == "statement_block":
                parts.append((condition, child))
                condition = None
            elif child.type == "else_clause":
                parts.append((None, _block_in(child)))
            elif child.type == "elseif_clause":
                tested = child.child_by_field_name("condition") or child.named_children[0]
                parts.append((tested, _block_in(child)))
            elif child.type != "comment":
                condition = child
        return self.ways(parts, state)

    def ways(self, parts: list[tuple[Node | None, Node]], state: State) -> Value:
        """Walk the first part under its condition and the rest under the opposite."""
        if not parts:
            return Const("")
        (tested, body), *rest = parts
        if tested is None:
            return self.block(body, state)
        condition = self.condition(tested, state)
        taken, passed = branch(state, condition), branch(state, negate(condition))
        then = self.block(body, taken) if not is_dead(taken) else Const("")
        otherwise = self.ways(rest, passed) if not is_dead(passed) else Const("")
        self.joined(state, condition, taken, passed)
        return then if then == otherwise else Choice(condition, then, otherwise)

    def joined(self, state: State, condition: Condition, taken: State, passed: State) -> None:
        """Join two branches; `if (-not $x) { $x = y }` gives `$x` a fallback."""
        before = dict(state.variables)
        changed = [name for name, value in taken.variables.items() if passed.variables.get(name) != value]
        join(state, condition, taken, passed, lambda name: before.get(name, Const("")))
        match condition:
            case Test(left, "==", Const("")) if not is_dead(taken) and not is_dead(passed):
                for name in changed:
                    if passed.variables.get(name, before.get(name)) == left:
                        state.variables[name] = fallback(left, taken.variables[name])
            case _:
                pass

    def switch(self, node: Node, state: State) -> Value:
        tested = next((child for child in node.named_children if child.type == "switch_condition"), None)
        subject = (
            self.value(tested.named_children[0], state) if tested is not None and tested.named_children else Unknown("a switch")
        )
        last: Node | None = None
        remaining = state.copy()
        for clause in _of_types(node, ("switch_clause", "statement_block", "switch_clause_condition")):
            if clause.type == "statement_block" and last is not None:
                label = self.source.of(last).strip()
                is_default = label.lower().endswith("default")
                condition: Condition = (
                    ALWAYS if is_default else Test(subject, "==", self.value(core(last), state), "string-ignoring-case")
                )
                taken, passed = branch(remaining, condition), branch(remaining, negate(condition))
                if not is_dead(taken):
                    self.block(clause, taken)
                self.joined(remaining, condition, taken, passed)
                remaining.guard = passed.guard if not is_default else remaining.guard
                last = None
            elif clause.type != "statement_block":
                last = clause.named_children[0] if clause.named_children else clause
        guard = state.guard
        state.take(remaining)
        state.guard = guard
        return Const("")

    def foreach(self, node: Node, state: State) -> Value:
        named = [child for child in node.named_children if child.type != "comment"]
        name = self.name_of(core(named[0])) if named else None
        values = self.value(named[1], state) if len(named) > 2 else Unknown("a list")
        if name is not None:
            state.variables[name] = _element(values)
        return self.once(named[-1], state, ALWAYS if isinstance(values, Array) else Opaque("a loop that may run or not"))

    def loop(self, node: Node, state: State) -> Value:
        for name in set(re.findall(r"\$(\w+)\s*(?:\+\+|--|[-+]?=)", self.source.of(node))):
            state.variables[name.lower()] = Unknown(f"`${name}` changes in a loop")
        tested = node.child_by_field_name("condition")
        condition = self.condition(tested, state) if tested is not None and node.type == "while_statement" else ALWAYS
        body = next((child for child in node.named_children if child.type == "statement_block"), None)
        return self.once(body, state, condition) if body is not None else Const("")

    def once(self, body: Node, state: State, condition: Condition) -> Value:
        """Walk a loop's body once; what it sets may be set behind it, or not."""
        inside = branch(state, condition)
        guard = state.guard
        if not is_dead(inside):
            self.block(body, inside)
            if is_dead(inside):
                inside.guard = guard
            join(state, Opaque("a loop that may run or not"), inside, state.copy(), lambda _: Const(""))
        state.guard = guard
        return Const("")

    def attempt(self, node: Node, state: State) -> Value:
        before = state.discarded
        handlers = [child for child in _of_types(node, ("catch_clause",))]
        swallowed = handlers and not any(re.search(r"\b(?:throw|exit)\b", self.source.of(each)) for each in handlers)
        state.discarded = before or ("`catch` without `throw`" if swallowed else None)
        guard = state.guard
        self.block(next(child for child in node.named_children if child.type == "statement_block"), state)
        state.discarded = before
        for clause in _of_types(node, ("catch_clause",)):
            inside = branch(state, Opaque("an error in `try`"))
            self.block(_block_in(clause), inside)
        for clause in _of_types(node, ("finally_clause",)):
            inside = state.copy()
            inside.guard = guard
            self.block(_block_in(clause), inside)
        return Const("")

    def leave(self, node: Node, state: State) -> Value:
        word, _, rest = self.source.of(node).strip().partition(" ")
        match word.lower():
            case "exit" | "throw":
                code = self.value(node.named_children[-1], state) if rest.strip() and word.lower() == "exit" else None
                default = Const("1") if word.lower() == "throw" else Const("0")
                self.exits.append(Exit(_printed(code) if code is not None else default, self.source.span(node), state.guard))
                state.guard = NEVER
            case "return":
                given = self.statement(node.named_children[-1], state) if rest.strip() and node.named_children else Const("")
                state.guard = NEVER
                return given
            case _:
                state.guard = NEVER
        return Const("")

    # -- pipelines and commands -------------------------------------------------------------------------------------

    def pipeline(self, node: Node, state: State) -> Value:
        stages = [child for child in node.named_children if child.type not in ("comment", "redirection", "redirections")]
        flowing: Value | None = None
        for stage in stages:
            inner = core(stage)
            if inner.type in ("command", "command_name"):
                flowing = self.command(inner, state, flowing)
            else:
                flowing = self.statement(inner, state)
        for redirection in (child for child in node.named_children if child.type in ("redirection", "redirections")):
            self.redirect(redirection, flowing, node, state)
            flowing = Const("")
        return flowing if flowing is not None else Const("")

    def redirect(self, redirection: Node, given: Value | None, node: Node, state: State) -> None:
        target = self.source.of(redirection).lower()
        for name, sink in _SINKS.items():
            if name in target and given is not None:
                self.write(sink, given, node, state)

    def write(self, sink: str, given: Value, node: Node, state: State) -> None:
        lines = given.items if isinstance(given, Array) else (given,)
        for line in lines:
            written = Written(text((_as_text(line), Const("\n"))), self.source.span(node), state.guard)
            self.written[sink].extend(write(state, sink, written))

    def command(self, node: Node, state: State, given: Value | None) -> Value:
        words = self.words(node, state)
        if not words:
            return Const("")
        name = program_name(words[0].value) or ""
        if name in self.functions and self.depth < 8:
            return self.function(self.functions[name], words[1:], state)
        parameters = _parameters(words[1:])
        for redirection in (child for child in _of_types(node, ("redirection",))):
            self.redirect(redirection, Unknown(f"output of `{name}`"), node, state)
        match name:
            case "convertto-json":
                return Encoded(parameters.get("inputobject", given if given is not None else _first(words)))
            case "convertfrom-json":
                source = given if given is not None else _first(words)
                return source.of if isinstance(source, Encoded) else Decoded(source)
            case "out-file" | "add-content" | "set-content" | "tee-object":
                return self.to_file(node, words, parameters, given, state)
            case "write-output" | "echo":
                return words[1].value if len(words) == 2 else text(_spaced([word.value for word in words[1:]]))
            case "get-date":
                return Fresh("Get-Date")
            case "new-guid":
                return Fresh("New-Guid")
            case "out-string" | "select-object" | "foreach-object" | "where-object":
                return Unknown(f"output of `{name}`")
            case _ if name in _WEB:
                return self.web(node, words, parameters, given, state)
            case _:
                return self.program(node, name, words, given, state)

    def program(self, node: Node, name: str, words: tuple[Word, ...], given: Value | None, state: State) -> Value:
        environment = {
            key: state.variables.get(f"env:{key.lower()}", value) for key, value in self.source.script.environment.items()
        }
        environment |= {key.upper(): state.variables[f"env:{key}"] for key in state.exported}
        invocation = Invocation(
            words,
            self.source.span(node),
            tuple(environment.items()),
            _as_text(given) if given is not None else None,
            tuple(state.files.items()),
            state.guard,
            state.discarded or self.unchecked(node, name),
        )
        self.invocations.append(invocation)
        self.add(interpret(invocation, members_of(self.source.script)), environment)
        return Const("") if name in _QUIET else Unknown(f"output of `{name or 'a command'}`")

    def add(self, found: Dispatch | Unresolved | None, environment: dict[str, Value]) -> None:
        if isinstance(found, Dispatch):
            dead = dead_interpolations(found, lambda name: name in environment)
            self.dispatches.append(replace(found, defects=(*found.defects, *dead)))
        elif isinstance(found, Unresolved):
            self.unresolved.append(found)

    def unchecked(self, node: Node, name: str) -> str | None:
        """A native command's failure is only seen if it is the last one, or its exit code is looked at."""
        if "-" in name:
            return None
        behind = self.source.text[self.source.end(node) :]
        statements = [line for line in behind.splitlines() if line.strip() and not line.strip().startswith(("#", "}", ")", "|"))]
        if not statements or "LASTEXITCODE" in behind.upper() or "PSNativeCommandUseErrorActionPreference" in self.source.text:
            return None
        return "PowerShell looks at the exit code of the last command only"

    def words(self, node: Node, state: State) -> tuple[Word, ...]:
        """A command's words: its name and its arguments, splatted arrays as several."""
        found: list[Word] = []
        for part in _arguments(node):
            inner = core(part)
            if inner.type == "command_name":
                found.append(Word(self.bare(inner, state), self.source.span(inner)))
                continue
            written = self.source.of(inner)
            if inner.type == "variable" and written.startswith("@"):
                splatted = self.variable(written[1:].lower(), state)
                if isinstance(splatted, Array):
                    found.extend(Word(item, self.source.span(inner)) for item in splatted.items)
                elif isinstance(splatted, Object):
                    for each in splatted.fields:
                        found += [
                            Word(Const(f"-{each.name}"), self.source.span(inner)),
                            Word(each.value, each.span or self.source.span(inner)),
                        ]
                else:
                    found.append(Word(Unknown("splatted arguments"), self.source.span(inner)))
                continue
            value = self.bare(inner, state) if inner.type in ("generic_token", "command_parameter") else self.value(inner, state)
            if isinstance(value, Array) and inner.type != "hash_literal_expression" and inner.type == "variable":
                found.extend(Word(item, self.source.span(inner)) for item in value.items)
            else:
                found.append(Word(value, self.source.span(inner)))
        return tuple(found)

    def bare(self, node: Node, state: State) -> Value:
        return self.expanded(node, self.source.start(node), self.source.end(node), state)

    def function(self, node: Node, arguments: tuple[Word, ...], state: State) -> Value:
        """Walk a function's body with its parameters set."""
        inside = state.copy()
        names = [
            self.name_of(child)
            for child in _of_types(node, ("variable",))
            if child.parent is not None and "parameter" in _above(child)
        ]
        given = _parameters(arguments)
        positional = [word.value for word in arguments if not (constant(word.value) or "").startswith("-")]
        for index, name in enumerate(name for name in names if name):
            inside.variables[name] = given.get(name, positional[index] if index < len(positional) else Const(""))
        self.depth += 1
        body = [child for child in node.named_children if child.type not in ("function_name", "function_parameter_declaration")]
        result: Value = Const("")
        for child in body:
            if not is_dead(inside):
                result = self.statement(child, inside)
        self.depth -= 1
        return result

    def to_file(
        self, node: Node, words: tuple[Word, ...], parameters: dict[str, Value], given: Value | None, state: State
    ) -> Value:
        said = self.source.of(node).lower()
        content = given if given is not None else parameters.get("value", Unknown("a value"))
        sink = next((sink for name, sink in _SINKS.items() if name in said), None)
        if sink is not None:
            self.write(sink, content, node, state)
            return Const("")
        target = parameters.get("filepath", parameters.get("path", _first(words)))
        name = constant(target)
        if name is not None:
            state.files[name] = _as_text(content)
        return Const("")

    def web(self, node: Node, words: tuple[Word, ...], parameters: dict[str, Value], given: Value | None, state: State) -> Value:
        headers = parameters.get("headers")
        authorization = None
        if isinstance(headers, Object):
            authorization = next((each.value for each in headers.fields if each.name.lower() == "authorization"), None)
        token = parameters.get("token")
        body = parameters.get("body", given)
        request = Request(
            mechanism=constant(words[0].value) or "Invoke-RestMethod",
            method=(constant(parameters.get("method", Const("GET"))) or "GET").upper(),
            url=parameters.get("uri", _first(words)),
            body=_as_text(body) if body is not None else None,
            span=self.source.span(node),
            authorization=authorization or token or (headers if isinstance(headers, Unknown) else None),
            guard=state.guard,
            discarded=state.discarded,
        )
        self.invocations.append(Invocation(words, self.source.span(node), guard=state.guard))
        self.add(interpret_request(request, members_of(self.source.script)), {})
        return Unknown("the answer to a request")

    # -- expressions ------------------------------------------------------------------------------------------------

    def value(self, node: Node, state: State) -> Value:
        """What an expression gives."""
        node = core(node)
        written = self.source.of(node)
        match node.type:
            case "variable" | "braced_variable":
                name = self.name_of(node)
                return self.variable(name, state) if name is not None else Unknown(f"`{written}`")
            case "verbatim_string_characters" | "verbatim_string_literal":
                return self.source.script.values_in(written[1:-1].replace("''", "'"), self.source.start(node) + 1)
            case "verbatim_here_string_characters":
                inner = re.sub(r"^@'\r?\n|\r?\n'@$", "", written)
                return self.source.script.values_in(
                    inner, self.source.start(node) + written.index("\n") + 1 if "\n" in written else None
                )
            case "expandable_string_literal":
                return self.expanded(node, self.source.start(node) + 1, self.source.end(node) - 1, state)
            case "expandable_here_string_literal":
                head = written.index("\n") + 1 if "\n" in written else 2
                tail = (
                    len(written) - (len(written.rstrip()) - written.rstrip().rfind("\n")) if "\n" in written else len(written) - 2
                )
                return self.expanded(node, self.source.start(node) + head, self.source.start(node) + tail, state)
            case "decimal_integer_literal" | "hexadecimal_integer_literal":
                return Const(int(written)) if written.isdecimal() else Const(written)
            case "hash_literal_expression":
                return self.hashtable(node, state)
            case "array_literal_expression":
                return Array(tuple(self.value(child, state) for child in node.named_children))
            case "array_expression":
                return self.array(node, state)
            case "parenthesized_expression" | "sub_expression" | "statement_list" | "statement_block":
                return self.block(node, state)
            case "cast_expression":
                return self.cast(node, state)
            case "member_access":
                return self.member(node, state)
            case "invokation_expression" | "invocation_expression":
                return self.method(node, state)
            case "additive_expression":
                return self.sum(node, state)
            case "comparison_expression" | "logical_expression" | "expression_with_unary_operator":
                return Choice(self.condition(node, state), Const(True), Const(False))
            case "generic_token" | "command_parameter" | "simple_name":
                return self.bare(node, state)
            case "concatenated_command_argument" | "command_argument":
                return text(self.value(child, state) for child in node.named_children if child.type != "command_argument_sep")
            case "command" | "command_name" | "pipeline_chain" | "pipeline" | "if_statement" | "assignment_expression":
                return self.statement(node, state)
            case _:
                return Unknown(f"`{self.source.original(node)}`")

    def expanded(self, node: Node, start: int, end: int, state: State) -> Value:
        parts: list[Value] = []
        for piece in self.source.pieces(node, start, end):
            if isinstance(piece, tuple):
                written, offset = piece
                written = "-" if self.source.of(node) == "-" else written
                plain = unescaped(written).replace('""', '"') if node.type == "expandable_string_literal" else unescaped(written)
                parts.append(self.source.script.values_in(plain, offset if plain == written else None))
            else:
                parts.append(_as_text(self.value(piece, state)))
        return text(parts)

    def hashtable(self, node: Node, state: State) -> Value:
        fields = []
        for entry in _of_types(node, ("hash_entry",)):
            key, value = entry.named_children[0], entry.named_children[-1]
            name = constant(self.value(core(key), state)) or self.source.of(key).strip("'\"")
            fields.append(Field(name, self.statement(value, state), self.source.span(entry)))
        return Object(tuple(fields))

    def array(self, node: Node, state: State) -> Value:
        inner = [core(child) for child in node.named_children if child.type != "comment"]
        if len(inner) == 1 and inner[0].type == "array_literal_expression":
            return self.value(inner[0], state)
        items: list[Value] = []
        for child in inner:
            for statement in child.named_children if child.type == "statement_list" else (child,):
                value = self.statement(statement, state)
                items.extend(value.items if isinstance(value, Array) else (value,))
        return Array(tuple(items))

    def cast(self, node: Node, state: State) -> Value:
        kind = self.source.of(node.named_children[0]).lower()
        value = self.value(node.named_children[-1], state)
        if "int" in kind or "long" in kind or "double" in kind:
            known = constant(value)
            if known is not None and known.strip().lstrip("-").isdecimal():
                return Const(int(known))
            return value if isinstance(value, Sum) else Decoded(value)
        return value

    def member(self, node: Node, state: State) -> Value:
        owner = self.value(node.named_children[0], state)
        name = self.source.of(node.named_children[-1]).strip()
        if "Guid" in self.source.of(node) or "Get-Date" in self.source.of(node) or "[DateTime" in self.source.of(node):
            return Fresh(self.source.original(node))
        match owner:
            case Object():
                found = next((each for each in owner.fields if each.name.lower() == name.lower()), None)
                return found.value if found is not None else Unknown(f"member `{name}`") if owner.open else Const("")
            case Decoded(Reference(path)):
                return Reference((*path, name))
            case _:
                return Unknown(f"`{self.source.original(node)}`")

    def method(self, node: Node, state: State) -> Value:
        written = self.source.of(node)
        if re.search(r"NewGuid|Get-Date|\[DateTime|UtcNow", written, re.IGNORECASE):
            return Fresh(self.source.original(node))
        if re.search(r"\.(?:ToString|Trim)\(\)\s*$", written) and node.named_children:
            return self.value(node.named_children[0], state)
        return Unknown(f"`{self.source.original(node)}`")

    def sum(self, node: Node, state: State) -> Value:
        signs = [self.source.of(child) for child in node.children if not child.is_named]
        left, right = self.value(node.named_children[0], state), self.value(node.named_children[-1], state)
        if "+" in signs or not signs:
            return self.plus(left, right)
        step = constant(right)
        return add(left, -int(step)) if step is not None and step.isdecimal() else Unknown(f"`{self.source.original(node)}`")

    def plus(self, left: Value, right: Value) -> Value:
        """`+`: arrays are joined, numbers added, texts put together."""
        if isinstance(left, Array):
            return Array((*left.items, *(right.items if isinstance(right, Array) else (right,))))
        step = right.value if isinstance(right, Const) else None
        if (isinstance(step, int) and not isinstance(left, Const | Encoded)) or (isinstance(step, int) and _is_number(left)):
            return add(left, step)
        return text((_as_text(left), _as_text(right)))

    # -- conditions -------------------------------------------------------------------------------------------------

    def condition(self, node: Node, state: State) -> Condition:
        """When an expression counts as true."""
        node = core(node)
        match node.type:
            case "parenthesized_expression" if node.named_child_count == 1:
                return self.condition(node.named_children[0], state)
            case "logical_expression":
                left, right = (self.condition(child, state) for child in (node.named_children[0], node.named_children[-1]))
                return any_of((left, right)) if re.search(r"-or\b", self._between(node), re.IGNORECASE) else all_of((left, right))
            case "expression_with_unary_operator" if re.match(r"-not\b|!", self.source.of(node), re.IGNORECASE):
                return negate(self.condition(node.named_children[-1], state))
            case "comparison_expression":
                return self.compared(node, state)
            case "variable" | "braced_variable" | "member_access" | "expandable_string_literal":
                value = self.value(node, state)
                if value in (Const(True), Const(False)):
                    return ALWAYS if value == Const(True) else NEVER
                if isinstance(value, Unknown):
                    return Opaque(f"`{self.source.original(node)}`")
                if isinstance(value, Choice) and (value.then, value.otherwise) == (Const(True), Const(False)):
                    return value.condition
                return Test(_as_text(value), "!=", Const(""), "string-ignoring-case")
            case _:
                self.statement(node, state)
                return Opaque(f"`{self.source.original(node)}`")

    def _between(self, node: Node) -> str:
        return self.source.text[self.source.end(node.named_children[0]) : self.source.start(node.named_children[-1])] + " ".join(
            self.source.of(child) for child in node.named_children[1:-1]
        )

    def compared(self, node: Node, state: State) -> Condition:
        left_node, right_node = node.named_children[0], node.named_children[-1]
        match = re.search(r"-[ci]?(eq|ne|lt|le|gt|ge|like|notlike|in|contains)\b", self._between(node), re.IGNORECASE)
        left, right = self.value(left_node, state), self.value(right_node, state)
        if match is None:
            return Opaque(f"`{self.source.original(node)}`")
        sign = match[1].lower()
        if sign in ("in", "contains"):
            one, many = (left, right) if sign == "in" else (right, left)
            if isinstance(many, Array):
                return any_of(Test(_as_text(one), "==", _as_text(item), "string-ignoring-case") for item in many.items)
            return Opaque(f"`{self.source.original(node)}`")
        if sign in ("like", "notlike"):
            likes = Test(_as_text(left), "matches", _as_text(right), "string-ignoring-case")
            return negate(likes) if sign == "notlike" else likes
        kind: Kind = "number" if _is_number(left) or _is_number(right) else "string-ignoring-case"
        return Test(_as_text(left), _COMPARISONS[sign], _as_text(right), kind)


# -- helpers ------------------------------------------------------------------------------------------------------------------


def _clauses(node: Node) -> Iterator[Node]:
    for child in node.named_children:
        if child.type == "elseif_clauses":
            yield from child.named_children
        else:
            yield child


def _block_in(node: Node) -> Node:
    return next((child for child in node.named_children if child.type == "statement_block"), node)


def _of_types(node: Node, types: tuple[str, ...]) -> Iterator[Node]:
    """The nearest nodes of these types below a node, in their order."""
    for child in node.children:
        if child.type in types:
            yield child
        elif child.type not in ("hash_literal_expression", "statement_block") or "hash_entry" not in types:
            yield from _of_types(child, types)


def _above(node: Node) -> str:
    parts: list[str] = []
    above = node.parent
    while above is not None and len(parts) < 6:
        parts.append(above.type)
        above = above.parent
    return " ".join(parts)


def _arguments(node: Node) -> Iterator[Node]:
    if node.type == "command_name":
        yield node
        return
    for child in node.named_children:
        if child.type == "command_elements":
            yield from (
                each for each in child.named_children if each.type not in ("command_argument_sep", "redirection", "redirections")
            )
        elif child.type in ("command_name", "command_name_expr"):
            yield child


def _parameters(words: tuple[Word, ...]) -> dict[str, Value]:
    """Named parameters of a cmdlet in lower case; a switch is true."""
    found: dict[str, Value] = {}
    name = ""
    for word in words:
        known = constant(word.value)
        if known is not None and re.match(r"-[A-Za-z]", known):
            given, _, attached = known[1:].partition(":")
            name = given.lower()
            found[name] = Const(attached) if attached else Const(True)
        elif name:
            found[name] = word.value
            name = ""
        else:
            found.setdefault("uri", word.value)
    return found


def _first(words: tuple[Word, ...]) -> Value:
    for word in words[1:]:
        known = constant(word.value)
        if known is None or not known.startswith("-"):
            return word.value
    return Unknown("an argument that isn't there")


def _element(values: Value) -> Value:
    if isinstance(values, Array):
        return one_of(values.items) if values.items else Unknown("an element of an empty list")
    return Unknown("an element of a list made at run time")


def _is_number(value: Value) -> bool:
    match value:
        case Const(content):
            return isinstance(content, int) and not isinstance(content, bool)
        case Sum() | Decoded():
            return True
        case _:
            return False


def _printed(value: Value) -> Value:
    return Const(str(value.value)) if isinstance(value, Const) and not isinstance(value.value, str) else value


def _as_text(value: Value) -> Value:
    """A value as PowerShell puts it into text."""
    match value:
        case Const(bool() as content):
            return Const("True" if content else "False")
        case Const(content) if not isinstance(content, str):
            return Const("" if content is None else str(content))
        case Decoded(of) if not isinstance(of, Encoded):
            return of
        case Fallback(first, second):
            return Fallback(_as_text(first), _as_text(second))
        case Object() | Array():
            return Unknown("an object printed as text")
        case _:
            return value


def _spaced(values: list[Value]) -> Iterator[Value]:
    for index, value in enumerate(values):
        if index:
            yield Const(" ")
        yield value
