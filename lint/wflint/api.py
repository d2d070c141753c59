"""Every name that a rule's author may import; built-in rules use nothing else."""

from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.facts.shells import is_self_hosted, runner_labels
from wflint.finding import Edit, Fix, Hit, Label, Level
from wflint.graph import Edge, Listener, Site, System, Target, Way, arriving, events, may_hear
from wflint.problem import Problem
from wflint.rule import NoOptions, Rule, rule
from wflint.scenario import Event, Scenario, holds, settle
from wflint.senders.message import OWN_REPOSITORY, Defect, Dispatch, Invocation, Unresolved
from wflint.sources import Repository, Source
from wflint.span import Span, whole_file
from wflint.syntax.node import Node, Scalar
from wflint.syntax.workflow import Input, Job, NamedValue, Permissions, Step, Trigger, Workflow
from wflint.values.condition import Condition, described, truth
from wflint.values.of_expression import of_condition, of_text
from wflint.values.value import (
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
    possible_texts,
    references,
    shown,
    why_unknown,
)

__all__ = [
    "OWN_REPOSITORY",
    "Choice",
    "Condition",
    "Const",
    "Decoded",
    "Defect",
    "Dispatch",
    "Edge",
    "Edit",
    "Encoded",
    "Event",
    "Fallback",
    "Field",
    "Fix",
    "Fresh",
    "Hit",
    "Input",
    "Invocation",
    "Job",
    "JobFacts",
    "Label",
    "Level",
    "Listener",
    "NamedValue",
    "NoOptions",
    "Node",
    "Object",
    "OneOf",
    "Permissions",
    "Problem",
    "Reference",
    "Repository",
    "Rule",
    "Scalar",
    "Scenario",
    "Site",
    "Source",
    "Span",
    "Step",
    "StepFacts",
    "Sum",
    "System",
    "Target",
    "Text",
    "Trigger",
    "Unknown",
    "Unresolved",
    "Value",
    "Way",
    "Workflow",
    "WorkflowFacts",
    "arriving",
    "constant",
    "described",
    "events",
    "holds",
    "is_self_hosted",
    "may_hear",
    "of_condition",
    "of_text",
    "possible_texts",
    "references",
    "rule",
    "runner_labels",
    "settle",
    "shown",
    "truth",
    "whole_file",
    "why_unknown",
]
