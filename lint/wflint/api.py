"""Every name that a rule's author may import; built-in rules use nothing else."""

from wflint.edits import inside, offer, within
from wflint.facts.contracts import Contract
from wflint.facts.contracts import file_name as contract_file
from wflint.facts.event_conditions import asks_a_stranger, asks_in_vain
from wflint.facts.model import JobFacts, StepFacts, WorkflowFacts
from wflint.facts.runners import runner
from wflint.facts.shells import is_self_hosted, runner_labels
from wflint.finding import Edit, Fix, Hit, Label, Level
from wflint.graph import Edge, Listener, Site, System, Target, Way, arriving, events
from wflint.implicit import ActSite, ImplicitEdge, heard, implicit_edges
from wflint.lean import dataclass, field, replace
from wflint.payloads import carriers, is_of_events
from wflint.permissions import NEEDED, effective, is_by_run, is_run_token, token_at
from wflint.problem import Problem
from wflint.rule import NoOptions, Rule, rule
from wflint.scenario import Event, Scenario, holds, settle
from wflint.senders.message import OWN_REPOSITORY, Act, Defect, Dispatch, Invocation, Unresolved, leaves_line
from wflint.soundness.absent import Absence, absences, tells_events_apart
from wflint.soundness.again import Once, once
from wflint.soundness.any_label import Restart, restarts
from wflint.soundness.artifacts import Download, Elsewhere, Upload, downloads, elsewhere, uploads
from wflint.soundness.asking import Excess, excesses
from wflint.soundness.awaited import Started, newest, unheeded
from wflint.soundness.breakers import Unbroken, unbroken
from wflint.soundness.broken import Broken, broken
from wflint.soundness.bystanders import Bystander, bystanders
from wflint.soundness.callbacks import Mute, Reporter, Silence, mutes, reporters, silences
from wflint.soundness.chains import circles, too_deep
from wflint.soundness.chosen_inputs import unread_inputs
from wflint.soundness.clashes import Claim, Clash, clashes
from wflint.soundness.commands import Command, commands
from wflint.soundness.contracts import Stray, Undocumented, Violation, strays, undocumented, violations
from wflint.soundness.correlation import Nameless, Passing, empties, nameless, origin, passings
from wflint.soundness.cycles import Loop, bounds, latent_loops, loops
from wflint.soundness.doubles import Double, doubles
from wflint.soundness.endings import Ending
from wflint.soundness.entangled import Entangled, entangled
from wflint.soundness.expected import Expected, ExpectedCall, Unfollowed, expected, expected_calls, unfollowed
from wflint.soundness.flaws import Flaw, astray_by_the_end, flaws, text_comparisons
from wflint.soundness.groups import Crowd, crowds, shown_group
from wflint.soundness.handing import handing_on, handing_to_called
from wflint.soundness.hiding import callback_sites, hidden, is_annotated, is_tried_again, louder
from wflint.soundness.kept import Forgotten, Unkeyed, forgotten, unkeyed
from wflint.soundness.keyless import Keyless, keyless
from wflint.soundness.limits import least_length, surely_sent
from wflint.soundness.literal import Literal, literals
from wflint.soundness.lookups import finds_workflow
from wflint.soundness.losses import Loss, losses, started_by
from wflint.soundness.meant import Meant, meant
from wflint.soundness.mixed import Mixture, mixtures
from wflint.soundness.opened_labelled import OpenedLabelled, opened_labelled
from wflint.soundness.overlaps import Overlap, overlaps
from wflint.soundness.passing import Passed, defects, empty_for_typed, passed_inputs, texts_for_booleans
from wflint.soundness.pasted import Pasted, pasted
from wflint.soundness.quoting import quoting
from wflint.soundness.refs import WrongRef, wrong_refs
from wflint.soundness.remedies import granting, in_step, renaming
from wflint.soundness.repeats import Repeat, repeats
from wflint.soundness.roles import distances
from wflint.soundness.rounds import Round, rounds, story
from wflint.soundness.routes import dead_conditions, idle, unrouted
from wflint.soundness.sending import can_happen, may_be_authorized, may_be_in_repository, may_be_signed_in
from wflint.soundness.statuses import Lie, lies
from wflint.soundness.stillborn import Stillborn, stillborn
from wflint.soundness.story import hop, hops
from wflint.soundness.uncalled import Uncalled, uncalled
from wflint.soundness.unhanded import Unhanded, undeclared_secrets, unhanded
from wflint.soundness.unpasting import as_variables
from wflint.soundness.unread import Unread, unread
from wflint.soundness.unsent import Unsent, unsent
from wflint.soundness.unset import Unset, unset
from wflint.soundness.untraced import Untraced, unlogged, untraceable
from wflint.soundness.unwelcome import Unwelcome, unwelcome
from wflint.soundness.vain import VainChoice, vain_choices
from wflint.soundness.waiting import Endless, endless
from wflint.soundness.wanting import Prepared, Want, prepared, readers_of, wants
from wflint.soundness.wordless import wordless
from wflint.soundness.work import Work, routers_at_work
from wflint.soundness.writers import Origin, members, origins
from wflint.sources import Repository, Source
from wflint.span import Span, whole_file
from wflint.spelling import meant_by
from wflint.syntax.availability import Refusal, refusals
from wflint.syntax.editing import mapping_at, mapping_under, with_entries, with_value, with_words
from wflint.syntax.expression import split_template
from wflint.syntax.node import Mapping, Node, Scalar
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
    rebuild,
    references,
    shown,
    why_unknown,
)

__all__ = [
    "NEEDED",
    "OWN_REPOSITORY",
    "Absence",
    "Act",
    "ActSite",
    "Broken",
    "Bystander",
    "Choice",
    "Claim",
    "Clash",
    "Command",
    "Condition",
    "Const",
    "Contract",
    "Crowd",
    "Decoded",
    "Defect",
    "Dispatch",
    "Double",
    "Download",
    "Edge",
    "Edit",
    "Elsewhere",
    "Encoded",
    "Ending",
    "Endless",
    "Entangled",
    "Event",
    "Excess",
    "Expected",
    "ExpectedCall",
    "Fallback",
    "Field",
    "Fix",
    "Flaw",
    "Forgotten",
    "Fresh",
    "Hit",
    "ImplicitEdge",
    "Input",
    "Invocation",
    "Job",
    "JobFacts",
    "Keyless",
    "Label",
    "Level",
    "Lie",
    "Listener",
    "Literal",
    "Loop",
    "Loss",
    "Mapping",
    "Meant",
    "Mixture",
    "Mute",
    "NamedValue",
    "Nameless",
    "NoOptions",
    "Node",
    "Object",
    "Once",
    "OneOf",
    "OpenedLabelled",
    "Origin",
    "Overlap",
    "Passed",
    "Passing",
    "Pasted",
    "Permissions",
    "Prepared",
    "Problem",
    "Reference",
    "Refusal",
    "Repeat",
    "Reporter",
    "Repository",
    "Restart",
    "Round",
    "Rule",
    "Scalar",
    "Scenario",
    "Silence",
    "Site",
    "Source",
    "Span",
    "Started",
    "Step",
    "StepFacts",
    "Stillborn",
    "Stray",
    "Sum",
    "System",
    "Target",
    "Text",
    "Trigger",
    "Unbroken",
    "Uncalled",
    "Undocumented",
    "Unfollowed",
    "Unhanded",
    "Unkeyed",
    "Unknown",
    "Unread",
    "Unresolved",
    "Unsent",
    "Unset",
    "Untraced",
    "Unwelcome",
    "Upload",
    "VainChoice",
    "Value",
    "Violation",
    "Want",
    "Way",
    "Work",
    "Workflow",
    "WorkflowFacts",
    "WrongRef",
    "absences",
    "arriving",
    "as_variables",
    "asks_a_stranger",
    "asks_in_vain",
    "astray_by_the_end",
    "bounds",
    "broken",
    "bystanders",
    "callback_sites",
    "can_happen",
    "carriers",
    "circles",
    "clashes",
    "commands",
    "constant",
    "contract_file",
    "crowds",
    "dataclass",
    "dead_conditions",
    "defects",
    "described",
    "distances",
    "doubles",
    "downloads",
    "effective",
    "elsewhere",
    "empties",
    "empty_for_typed",
    "endless",
    "entangled",
    "events",
    "excesses",
    "expected",
    "expected_calls",
    "field",
    "finds_workflow",
    "flaws",
    "forgotten",
    "granting",
    "handing_on",
    "handing_to_called",
    "heard",
    "hidden",
    "holds",
    "hop",
    "hops",
    "idle",
    "implicit_edges",
    "in_step",
    "inside",
    "is_annotated",
    "is_by_run",
    "is_of_events",
    "is_run_token",
    "is_self_hosted",
    "is_tried_again",
    "keyless",
    "latent_loops",
    "least_length",
    "leaves_line",
    "lies",
    "literals",
    "loops",
    "losses",
    "louder",
    "mapping_at",
    "mapping_under",
    "may_be_authorized",
    "may_be_in_repository",
    "may_be_signed_in",
    "meant",
    "meant_by",
    "members",
    "mixtures",
    "mutes",
    "nameless",
    "newest",
    "of_condition",
    "of_text",
    "offer",
    "once",
    "opened_labelled",
    "origin",
    "origins",
    "overlaps",
    "passed_inputs",
    "passings",
    "pasted",
    "possible_texts",
    "prepared",
    "quoting",
    "readers_of",
    "rebuild",
    "references",
    "refusals",
    "renaming",
    "repeats",
    "replace",
    "reporters",
    "restarts",
    "rounds",
    "routers_at_work",
    "rule",
    "runner",
    "runner_labels",
    "settle",
    "shown",
    "shown_group",
    "silences",
    "split_template",
    "started_by",
    "stillborn",
    "story",
    "strays",
    "surely_sent",
    "tells_events_apart",
    "text_comparisons",
    "texts_for_booleans",
    "token_at",
    "too_deep",
    "truth",
    "unbroken",
    "uncalled",
    "undeclared_secrets",
    "undocumented",
    "unfollowed",
    "unhanded",
    "unheeded",
    "unkeyed",
    "unlogged",
    "unread",
    "unread_inputs",
    "unrouted",
    "unsent",
    "unset",
    "untraceable",
    "unwelcome",
    "uploads",
    "vain_choices",
    "violations",
    "wants",
    "whole_file",
    "why_unknown",
    "with_entries",
    "with_value",
    "with_words",
    "within",
    "wordless",
    "wrong_refs",
]
