"""Where a name leads inside one job: `env`, `steps`, `needs`, `matrix` and `inputs`, followed to what they hold.

What remains after that is only what an event or GitHub itself supplies: `inputs`, `github`, `secrets`, `vars`.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from wflint.lean import dataclass, field, replace
from wflint.syntax.expression import calls_status_function, path, references
from wflint.syntax.node import Mapping as YamlMapping
from wflint.syntax.node import Node, Scalar, Sequence
from wflint.values.choice import choose
from wflint.values.condition import All, Any, Condition, Holds, Not, Test
from wflint.values.of_expression import normal_path, of_text
from wflint.values.value import (
    Array,
    Choice,
    Const,
    Decoded,
    Encoded,
    Fallback,
    Field,
    Object,
    Reference,
    Text,
    Unknown,
    Value,
    one_of,
    parts_of,
    rebuild,
    text,
    with_each,
)
from wflint.values.value import references as value_references

_LARGEST = 500
"""Parts of a value beyond which it isn't followed: choices between choices grow without end."""


@dataclass(frozen=True, slots=True)
class StepOutputs:
    """What is known of a step's outputs.  `closed`: a name that isn't among them is surely empty."""

    values: Mapping[str, Value]
    closed: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that can be used at one place of a job, with what they hold.

    `steps` are the steps that have run, by id in lower case; `jobs` the jobs in `needs`; `inputs` is `None` where the inputs
    come from whoever starts the workflow.  `action_path` is the folder of the local action around.
    """

    environment: Mapping[str, Value] = field(default_factory=dict)
    steps: Mapping[str, StepOutputs] = field(default_factory=dict)
    needs: Mapping[str, StepOutputs] = field(default_factory=dict)
    matrix: Mapping[str, Value] = field(default_factory=dict)
    inputs: Mapping[str, Value] | None = None
    known_steps: frozenset[str] = frozenset()
    action_path: Value | None = None

    def look_up(self, reference: Reference) -> Value:
        """What a reference holds, one step on; itself where it comes from outside the job."""
        context, *rest = reference.path
        match context, rest:
            case "env", [name]:
                return self.environment.get(name, reference)
            case "matrix", [name, *inner]:
                return member(self.matrix[name.lower()], inner) if name.lower() in self.matrix else reference
            case "inputs", [name] if self.inputs is not None:
                return self.inputs.get(name.lower(), Const(""))
            case "github", ["action_path"] if self.action_path is not None:
                return self.action_path
            case "steps", [step, "outputs", name]:
                if step.lower() not in self.known_steps and self.known_steps:
                    return reference if self._came_from_elsewhere(reference) else Const("")
                return _output(self.steps.get(step.lower()), name, reference)
            case "needs", [job, "outputs", name]:
                return _output(self.needs.get(job.lower()), name, reference)
            case _:
                return reference

    def resolve(self, value: Value) -> Value:
        """The value with every reference replaced by what it holds here.

        What a scope holds has been resolved where it was made, so that one step is enough; the references that are left mean
        the event that starts the run, also inside a called workflow or a composite action.
        """
        if type(value) is Const:
            return value
        return limited(rebuild(value, lambda part: self.look_up(part) if isinstance(part, Reference) else part))

    def _came_from_elsewhere(self, reference: Reference) -> bool:
        """Whether a step's output belongs to another job, or to the caller: a value that was handed over holds it.

        What such a step sets can't be known, so that a look-up there has left it as it is.
        """
        outputs = (value for each in self.needs.values() for value in each.values.values())
        given = (*self.environment.values(), *self.matrix.values(), *(self.inputs or {}).values(), *outputs)
        return any(each.key == reference.key for value in given for each in value_references(value))

    def why_empty(self, reference: Reference) -> str | None:
        """Why a reference is surely empty, in words; `None` where it isn't."""
        match reference.path:
            case ("steps", step, "outputs", name):
                if self.known_steps and step.lower() not in self.known_steps:
                    return f"no step of the job has the id `{step}`"
                outputs = self.steps.get(step.lower())
                if outputs is None:
                    return f"step `{step}` hasn't run when this is read" if self.known_steps else None
                if outputs.closed and name.lower() not in outputs.values:
                    return f"step `{step}` never sets `{name}`"
            case ("needs", job, "outputs", name):
                outputs = self.needs.get(job.lower())
                if outputs is None:
                    return f"job `{job}` isn't in `needs`"
                if outputs.closed and name.lower() not in outputs.values:
                    return f"job `{job}` declares no output `{name}`"
            case ("needs", job, "result") if job.lower() not in self.needs:
                return f"job `{job}` isn't in `needs`"
            case ("needs", job, name) if name not in ("result", "outputs"):
                return f"`needs.{job}` has no `{name}`, only `result` and `outputs`"
            case ("steps", step, "outcome" | "conclusion") if self.known_steps and step.lower() not in self.known_steps:
                return f"no step of the job has the id `{step}`"
            case ("steps", step, name) if name not in ("outcome", "conclusion", "outputs"):
                return f"`steps.{step}` has no `{name}`, only `outcome`, `conclusion` and `outputs`"
            case _:
                pass
        return None

    def with_environment(self, more: Mapping[str, Value]) -> Scope:
        return replace(self, environment={**self.environment, **more})


def _output(outputs: StepOutputs | None, name: str, reference: Reference) -> Value:
    if outputs is None:
        return reference
    found = outputs.values.get(name.lower())
    if found is not None:
        return found
    return Const("") if outputs.closed else reference


def closed(value: Value, called: bool = False) -> Value:
    """The value as it can be handed to another scope: a choice that names things of its own scope is one of both.

    `called`: it is handed to a called workflow, where `inputs` are other ones.
    """

    def again(part: Value) -> Value:
        return closed(part, called)

    match value:
        case Choice(condition, then, otherwise):
            one, other = again(then), again(otherwise)
            chosen = choose(condition, one, other)
            return one_of((one, other)) if isinstance(chosen, Choice) and not is_global(condition, called) else chosen
        case Text(parts):
            return text(map(again, parts))
        case Fallback(first, second):
            return Fallback(again(first), again(second))
        case Encoded(of):
            return Encoded(again(of))
        case Object():
            return with_each(value, again)
        case _:
            return value


def is_global(condition: Condition, called: bool = False) -> bool:
    """Whether a condition means the same in every scope: an expression does only where it names nothing but `github`.

    `github.event.inputs` goes by the name of `inputs`, which in a called workflow and in an action are other ones.
    """
    match condition:
        case Holds(expression):
            named = [path(each) or ("",) for each in references(expression)]
            roots = {(normal_path(each) if called else each)[0] for each in named}
            return roots <= {"github", "vars", "secrets"} and not calls_status_function(expression)
        case Not(of):
            return is_global(of, called)
        case All(of) | Any(of):
            return all(is_global(part, called) for part in of)
        case Test(left, _, right):
            return all(_means_the_same(side, called) for side in (left, right))
        case _:
            return True


def _means_the_same(value: Value, called: bool) -> bool:
    """Whether a value that is compared names nothing of its own scope, nor does what its choices hang on."""
    if called and any(each.key[0] == "inputs" for each in value_references(value)):
        return False
    return all(is_global(part.condition, called) for part in parts_of(value) if isinstance(part, Choice))


def limited(value: Value) -> Value:
    """The value, or unknown where it has grown too large to be of use."""
    if type(value) in (Const, Reference):
        return value
    count = sum(1 for _ in islice(parts_of(value), _LARGEST + 1))
    return value if count <= _LARGEST else Unknown(f"a value with more than {_LARGEST} parts")


def member(value: Value, names: list[str]) -> Value:
    """The member of an object by a path of names."""
    for name in names:
        match value:
            case Object(fields, opened):
                found = next((each for each in fields if each.name.lower() == name.lower()), None)
                if found is None:
                    return Unknown(opened) if opened else Const("")
                value = found.value
            case Reference(names_so_far):
                value = Reference((*names_so_far, name))
            case Decoded(Encoded(inner)):
                value = member(inner, [name])
            case _:
                options = getattr(value, "options", None)
                if options is None:
                    return Unknown(f"member `{name}` of a value that isn't known")
                value = one_of(member(option, [name]) for option in options)
    return value


def matrix_values(node: Node | None) -> dict[str, Value]:
    """The values that each matrix variable takes, `include` and all; `exclude` is left out of account."""
    if not isinstance(node, YamlMapping):
        return {}
    found: dict[str, list[Value]] = {}
    for pair in node.pairs:
        name = pair.key.text.lower()
        if name == "include" and isinstance(pair.value, Sequence):
            for item in pair.value.items:
                for extra in item.pairs if isinstance(item, YamlMapping) else ():
                    found.setdefault(extra.key.text.lower(), []).append(of_node(extra.value))
        elif name != "exclude":
            items = [of_node(item) for item in pair.value.items] if isinstance(pair.value, Sequence) else []
            found.setdefault(name, []).extend(items or [Unknown(f"matrix variable `{pair.key.text}` is made at run time")])
    return {name: one_of(values) for name, values in found.items()}


def of_node(node: Node) -> Value:
    """A piece of YAML as a value."""
    match node:
        case Scalar(content, value):
            return of_text(content) if isinstance(value, str) else Const(value)
        case Sequence(items):
            return Array(tuple(map(of_node, items)))
        case YamlMapping(pairs):
            return Object(tuple(Field(pair.key.text, of_node(pair.value), pair.span) for pair in pairs))
