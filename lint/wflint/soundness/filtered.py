"""What the filters of a trigger settle of the runs that it starts: which branches they can be on.

Source: docs.github.com, "Workflow syntax": with filters for branches alone a pushed tag starts nothing, and the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping

from wflint.facts.model import WorkflowFacts
from wflint.scenario import Event
from wflint.senders.holed import each_option
from wflint.values.patterns import is_pattern
from wflint.values.value import Const, Value, one_of, text

_FOR_TAGS = ("tags", "tags-ignore")


def refs(facts: WorkflowFacts, event: Event) -> Mapping[tuple[str, ...], Value]:
    """What a run started by the event sees of its branch, as far as `on.push.branches` settles it."""
    trigger = facts.workflow.trigger(event.name) if event.name == "push" else None
    if trigger is None or trigger.settings is None or any(trigger.settings.get(each) is not None for each in _FOR_TAGS):
        return {}
    names = [each.text for each in trigger.listed("branches")]
    if not names or any(map(is_pattern, names)):
        return {}
    return on_ref("branch", one_of(map(Const, names)))


def on_ref(kind: str, name: Value) -> dict[tuple[str, ...], Value]:
    """What a run sees of the branch or tag of that name."""
    ref = each_option(name, lambda each: text((Const("refs/tags/" if kind == "tag" else "refs/heads/"), each)))
    return {("github", "ref_name"): name, ("github", "ref"): ref, ("github", "ref_type"): Const(kind)}
