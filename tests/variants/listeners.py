"""Who listens for what: types in all their spellings, and jobs that look at the type."""

from __future__ import annotations

from dataclasses import dataclass

from spellings.frame import Files
from wflint.catalogue import catalogue
from wflint.graph import System
from wflint.scenario import Event, Scenario

PATH = ".github/workflows/hear.yml"
STEPS = "    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"
JOBS = f"jobs:\n  hear:\n{STEPS}"


@dataclass(frozen=True)
class Listening:
    """A workflow with the types that it listens for, and the jobs that run for each; `None` is any type."""

    text: str
    types: tuple[str | None, ...]
    jobs: dict[str, tuple[str, ...]]

    @property
    def files(self) -> Files:
        return {PATH: self.text}


def types(system: System) -> tuple[str | None, ...]:
    """The types that are listened for."""
    return tuple(each.type.text if each.type is not None else None for each in system.listeners)


def jobs(system: System, event_type: str) -> tuple[str, ...]:
    """The jobs that may run for an event of that type."""
    scenario = Scenario(Event("repository_dispatch", event_type))
    heard = {each.workflow.path for each in system.listeners if each.type is None or each.type.text == event_type}
    return tuple(way.job.id for way in system.ways if way.workflow.path in heard and way.happens(scenario) is not False)


@dataclass(frozen=True)
class Awaited:
    """Workflows, and the ends of runs that are waited for: whose, and by which file; or what is odd."""

    files: Files
    ends: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]


def ends(system: System) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """Each workflow whose end is waited for, who waits, and what is odd about it."""
    found = [each for each in catalogue(system) if each.kind == "workflow_run"]
    return tuple((each.name, tuple(hearer.path for hearer in each.hearers), each.notes) for each in found)


LISTENERS = {
    "one-type-as-a-word": Listening(
        f"on:\n  repository_dispatch:\n    types: order-placed\n{JOBS}",
        ("order-placed",),
        {"order-placed": ("hear",), "other": ()},
    ),
    "types-as-a-list": Listening(
        f"on:\n  repository_dispatch:\n    types:\n      - order-placed\n      - order-paid\n{JOBS}",
        ("order-placed", "order-paid"),
        {"order-placed": ("hear",), "order-paid": ("hear",), "other": ()},
    ),
    "types-in-brackets": Listening(
        f"on:\n  repository_dispatch:\n    types: [order-placed, 'order paid']\n{JOBS}",
        ("order-placed", "order paid"),
        {"order paid": ("hear",), "order-paid": ()},
    ),
    "no-types": Listening(f"on:\n  repository_dispatch:\n{JOBS}", (None,), {"anything at all": ("hear",)}),
    "event-as-a-word": Listening(f"on: repository_dispatch\n{JOBS}", (None,), {"anything": ("hear",)}),
    "event-in-a-list-of-events": Listening(f"on: [push, repository_dispatch]\n{JOBS}", (None,), {"anything": ("hear",)}),
    "types-with-colons-and-dots": Listening(
        f"on:\n  repository_dispatch:\n    types: [order:placed, shop.order.v2, 'shop:1.0']\n{JOBS}",
        ("order:placed", "shop.order.v2", "shop:1.0"),
        {"order:placed": ("hear",), "shop.order.v2": ("hear",), "shop:1.0": ("hear",), "order": ()},
    ),
    "on-in-quotes": Listening(
        f'"on":\n  repository_dispatch:\n    types: [order-placed]\n{JOBS}', ("order-placed",), {"order-placed": ("hear",)}
    ),
    "on-in-the-middle-of-the-file": Listening(
        f"name: Hear\n{JOBS}env: {{A: b}}\non:\n  repository_dispatch:\n    types: [order-placed]\npermissions: {{}}\n",
        ("order-placed",),
        {"order-placed": ("hear",)},
    ),
    "type-with-capitals-is-another-one": Listening(
        f"on:\n  repository_dispatch:\n    types: [Order-Placed]\n{JOBS}",
        ("Order-Placed",),
        {"Order-Placed": ("hear",), "order-placed": ()},
    ),
    "jobs-that-look-at-the-type": Listening(
        f"""on:
  repository_dispatch:
    types: [order-placed, order-paid, order-lost]
jobs:
  pack:
    if: github.event.action == 'order-placed'
{STEPS}  ship:
    if: ${{{{ github.event.action == 'order-paid' || github.event.action == 'order-placed' }}}}
{STEPS}  never:
    if: github.event.action == 'order-found'
{STEPS}  always:
{STEPS}""",
        ("order-placed", "order-paid", "order-lost"),
        {"order-placed": ("pack", "ship", "always"), "order-paid": ("ship", "always"), "order-lost": ("always",)},
    ),
    "types-in-a-comment-between": Listening(
        f"on:\n  repository_dispatch:\n    types:\n      # shop\n      - order-placed # new\n\n      # - order-paid\n{JOBS}",
        ("order-placed",),
        {"order-placed": ("hear",), "order-paid": ()},
    ),
}


def _two(name: str, names: str) -> Files:
    return {
        ".github/workflows/pack.yml": f"{name}on: workflow_dispatch\n{JOBS}",
        ".github/workflows/after.yml": f"on:\n  workflow_run:\n    workflows: {names}\n    types: [completed]\n{JOBS}",
    }


AFTER = ".github/workflows/after.yml"
ENDS = {
    "by-its-name": Awaited(_two("name: Pack orders\n", "[Pack orders]"), (("pack.yml", (AFTER,), ()),)),
    "by-its-name-among-others": Awaited(
        _two("name: Pack orders\n", "[Pack orders, Ship orders]"),
        (("pack.yml", (AFTER,), ()), ("Ship orders", (AFTER,), ("there is no such workflow",))),
    ),
    "by-its-path-where-it-has-no-name": Awaited(_two("", "[.github/workflows/pack.yml]"), (("pack.yml", (AFTER,), ()),)),
    "as-a-word": Awaited(_two("name: Pack orders\n", "Pack orders"), (("pack.yml", (AFTER,), ()),)),
}
