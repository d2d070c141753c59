"""One event, one file or one line in detail, with the lines of the files themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from wflint.entries import EventEntry, Sender
from wflint.facts.model import WorkflowFacts
from wflint.finding import Label
from wflint.graph import System
from wflint.implicit import implicit_edges
from wflint.lean import dataclass
from wflint.report.columns import WIDTH, columns, wrap
from wflint.report.events import (
    Catalogue,
    Place,
    field_table,
    heading,
    places,
    readers,
    said,
    short_paths,
    title,
    unseen,
)
from wflint.report.text import guarded, quoted
from wflint.senders.message import Unresolved
from wflint.span import Span
from wflint.subject import EventSubject, FileSubject, LineSubject
from wflint.visible import visible


def render(system: System, entries: Catalogue, about: EventSubject | FileSubject | LineSubject) -> str:
    """What is known of the subject; files are named from the folder that they have in common, but for quoted places."""
    _, shown = short_paths(span for entry in entries for span in entry.spans)
    page = _Page(system, entries, shown)
    match about:
        case EventSubject(found):
            blocks = [block for entry in found for block in page.event(entry)]
        case FileSubject(path):
            blocks = list(page.file(path))
        case LineSubject():
            blocks = list(page.line(about))
    return guarded("\n\n".join("\n".join(block) for block in blocks if block) + "\n")


Block = list[str]


@dataclass(frozen=True, slots=True)
class _Page:
    """What every block needs: the system, its events, and how paths are shown."""

    system: System
    entries: Catalogue
    shown: Place

    # -- an event -------------------------------------------------------------------------------------------------------

    def event(self, entry: EventEntry) -> Iterator[Block]:
        """Its senders and listeners with their lines, and its fields."""
        yield wrap(heading(entry), WIDTH)
        for each in entry.senders:
            yield [*self._quote("sent", each.span), *columns(self._about(each), 2)]
        for hearer in entry.hearers:
            yield self._quote("waited for" if entry.kind == "workflow_run" else "heard", hearer.span)
        yield list(self._fields(entry))

    def _fields(self, entry: EventEntry) -> Iterator[str]:
        if entry.fields:
            yield "payload" if entry.kind == "repository_dispatch" else "inputs"
            yield from field_table(entry, self.shown, 2)
        if entry.whole:
            yield f"  read as a whole at {', '.join(places(entry.whole, self.shown))}"
        yield from (f"  {each}" for each in unseen(entry, self.shown))

    # -- a file ---------------------------------------------------------------------------------------------------------

    def file(self, path: str) -> Iterator[Block]:
        """What starts it, and everything that it sends."""
        facts = next((each for each in self.system.workflows if each.path == path), None)
        name = facts.workflow.name.text if facts is not None and facts.workflow.name is not None else ""
        yield [visible(f"{path}  ({name})" if name else path)]
        if facts is not None:
            yield ["started by", *columns(list(self._starts(path)), 2)]
        called = [job.called for job in facts.jobs if job.called is not None] if facts is not None else []
        if called:
            yield ["calls", *(f"  {visible(self.shown(each.path))}" for each in dict.fromkeys(called))]
        if facts is not None:
            yield list(self._followed(facts))
        senders = self._senders(lambda each: path in (each.span.path, each.caller))
        for each in senders:
            yield [*self._sent(each), *columns(self._about(each, self._heard(each), names=True), 2)]
        unresolved = dict.fromkeys(each for each, way in self.system.unresolved if path in (each.span.path, way.workflow.path))
        for one in unresolved:
            yield self._misread(one)
        if not senders and not unresolved:
            yield ["sends nothing"]

    def _followed(self, facts: WorkflowFacts) -> Iterator[str]:
        """The workflows that wait for the end of this one."""
        for entry in self.entries:
            where = ("", facts.repository.name, facts.repository.shown_root)
            if entry.kind == "workflow_run" and entry.name == facts.workflow.source.name and entry.repository in where:
                yield "followed by"
                yield from (f"  {each}" for each in places((each.span for each in entry.hearers), self.shown))

    def _starts(self, path: str) -> Iterator[tuple[Block, Block]]:
        """Each event that starts the workflow, and where that comes from."""
        facts = next(each for each in self.system.workflows if each.path == path)
        heard = [entry for entry in self.entries if any(each.path == path for each in entry.hearers)]
        raised = [edge for edge in implicit_edges(self.system) if edge.workflow is facts]
        for trigger in facts.workflow.triggers:
            found = [entry for entry in heard if entry.kind == trigger.event]
            if trigger.event == "workflow_call":
                callers = [
                    each.span
                    for other in self.system.workflows
                    for job in other.jobs
                    if job.called is not None and job.called.path == path and (each := job.job.calls) is not None
                ]
                yield [trigger.event], [f"called at {each}" for each in places(callers, self.shown)] or ["nobody here calls it"]
            elif trigger.event == "workflow_run":
                yield [trigger.event], [visible(f"when `{entry.name}` ends") for entry in found] or [""]
            elif trigger.event in ("repository_dispatch", "workflow_dispatch"):
                hand = ["by hand"] if trigger.event == "workflow_dispatch" else []
                for entry in found:
                    sent = [f"sent at {each}" for each in places((each.span for each in entry.senders), self.shown)]
                    name = f" {entry.name}" if trigger.event == "repository_dispatch" and entry.name else ""
                    yield [visible(trigger.event + name)], [*sent, *map(visible, entry.notes), *hand]
                if not found:
                    yield [trigger.event], hand or ["nobody here sends it"]
            else:
                at = [edge.site.span for edge in raised if edge.trigger is trigger]
                types = ", ".join(each.text for each in trigger.types)
                yield [visible(f"{trigger.event} {types}".strip())], [f"raised at {each}" for each in places(at, self.shown)]

    # -- a line ---------------------------------------------------------------------------------------------------------

    def line(self, about: LineSubject) -> Iterator[Block]:
        """What is sent there in full; which events are heard and which fields are read there."""
        for each in about.sent:
            yield [*self._sent(each), *columns(self._about(each, self._heard(each)), 2)]
            for entry in self._events(each) if each.fields else ():
                yield ["payload" if entry.kind == "repository_dispatch" else "inputs", *columns(self._carried(each, entry), 2)]
        for unresolved in about.unresolved:
            yield self._misread(unresolved)
        for entry in about.heard:
            yield from self.event(entry)
        reads: dict[tuple[Span, str], list[str]] = {}
        for entry, name, span in about.read:
            reads.setdefault((span, name), []).append(visible(title(entry)))
        for (span, name), titles in reads.items():
            what = f"`{visible(name)}` is read" if name else "the whole payload is read"
            yield [*self._quote(what, span), *columns([(["of"], list(dict.fromkeys(titles)))], 2)]

    # -- parts ----------------------------------------------------------------------------------------------------------

    def _sent(self, sender: Sender) -> Block:
        """What a message is, and its line."""
        found = self._events(sender)
        verb = "starts" if any(each.kind == "workflow_dispatch" for each in found) else "sends"
        names = " or ".join(f"`{visible(each.name)}`" for each in found)
        return self._quote(said(f"{verb} {names}"), sender.span)

    def _events(self, sender: Sender) -> list[EventEntry]:
        return [entry for entry in self.entries if sender in entry.senders]

    def _senders(self, wanted: Callable[[Sender], bool]) -> list[Sender]:
        found = dict.fromkeys(each for entry in self.entries for each in entry.senders if wanted(each))
        return sorted(found, key=lambda each: each.span)

    def _heard(self, sender: Sender) -> Block:
        """Who hears a message, for each event that it can be."""
        found: Block = []
        for entry in self._events(sender):
            found += places((each.span for each in entry.hearers), self.shown) or [visible(each) for each in entry.notes]
        return found or ["(unknown)"]

    def _about(self, sender: Sender, heard: Block | None = None, names: bool = False) -> list[tuple[Block, Block]]:
        """A message's particulars in rows."""
        rows: list[tuple[Block, Block]] = [(["when"], [said(each) for each in sender.conditions] or ["always"])]
        rows.append((["by"], [visible(sender.mechanism)]))
        rows.append((["to"], [said(sender.repository) + (f", at {said(sender.ref)}" if sender.ref else "")]))
        rows.append((["token"], [said(sender.token) if sender.token else "none in sight"]))
        if sender.caller != sender.span.path:
            rows.append((["run of"], [visible(self.shown(sender.caller))]))
        if names and sender.fields:
            rows.append((["with"], [", ".join(visible(name) for name, _ in sender.fields)]))
        if sender.opened:
            rows.append((["unseen"], [f"more may be sent: {said(sender.opened)}"]))
        if heard is not None:
            rows.append((["heard by"], heard))
        return rows

    def _carried(self, sender: Sender, entry: EventEntry) -> list[tuple[Block, Block, Block]]:
        """The fields of one message, with those who read them."""
        known = {field.name.lower(): field for field in entry.fields}
        rows: list[tuple[Block, Block, Block]] = [(["field"], ["holds"], ["read at"])]
        for name, origin in sender.fields:
            rows.append(([visible(name)], [said(origin.value)], readers(entry, known[name.lower()], self.shown)))
        return rows

    def _misread(self, unresolved: Unresolved) -> Block:
        return self._quote(f"sends something that isn't understood: {said(unresolved.reason)}", unresolved.span)

    def _quote(self, words: str, span: Span) -> Block:
        """A sentence with its line below it."""
        pieces: Iterable[str] = (piece for piece, _ in quoted(Label(span, ""), self.system.sources, len(str(span.line))))
        return [words, *"".join(pieces).rstrip("\n").split("\n")]
