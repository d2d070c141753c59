"""A workflow in its repository, with the actions and scripts that it runs: what counts of all of them together."""

from __future__ import annotations

import posixpath
from functools import cached_property, lru_cache

from wflint.facts.calls import strays
from wflint.facts.fetched import ANY_HUNG, OPEN
from wflint.facts.inside import DEEPEST, Weight
from wflint.facts.looks import (
    MOST_SHARED,
    Looks,
    escapes,
    hides,
    is_actor,
    is_loud_action,
    is_loud_below,
    may_send,
    send_together,
)
from wflint.facts.named import Names
from wflint.facts.near import maybe_near
from wflint.facts.raised import ANY, ANYTHING, EVERY_KIND, brings, by_actions, by_words, meant_by_words
from wflint.facts.sought import readings
from wflint.lean import dataclass, replace
from wflint.regex import regex
from wflint.sources import Repository, Source
from wflint.syntax.glance import glance

TYPE_CHECKING = False  # as typing has it, which takes its time to import
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from wflint.facts.fetched import Hung
    from wflint.facts.looks import Plain
    from wflint.facts.raised import Wanted

_USES = regex(r"[\w.-]+/[\w./-]+(?=@)")
_NEAR = regex(r"[.$]/[\w./-]+")
_CALL = regex(r"[.$]/(\.github/workflows/[^\s\"'#,}]+)|/(\.github/workflows/[^\s\"'#,}@]+)@")
_JOINED = regex(r"\\\r?\n[ \t]*")
"""The end of a line that goes on in the next one."""
_PLAIN = regex(r"[\w./-]+")


@dataclass(slots=True)
class Seen:
    """A workflow in its repository: how it looks together with all that it runs.

    `name` is the display name, or the path.  What can't be told is taken for the worst.  What it runs is looked at when somebody
    asks: of a workflow that is read anyway it counts only where it decides about another one.  `below` are the texts of what it
    runs, in lower case, and `weight` counts the actions in it.  `is_strange`: something is wrong in it, or may be.  `group` are
    the workflows that call one another, of which it is one; `None` where there are no others.
    """

    source: Source
    survey: Survey
    name: str
    look: Looks
    is_strange: bool
    below: tuple[str, ...] = ()
    weight: Weight = Weight()
    is_followed: bool = False
    group: list[Seen] | None = None

    def follow(self) -> None:
        """Look at what it runs as well."""
        if not self.is_followed:
            self.is_followed = True
            self.survey.follow(self)

    @property
    def texts(self) -> tuple[str, ...]:
        """All that it says, and that is said in what it runs, in lower case."""
        return (self.source.text.lower(), *self.below)

    @property
    def fetches(self) -> bool:
        """Whether it may fetch what other runs have kept."""
        self.follow()
        return self.look.fetches

    @property
    def hung(self) -> tuple[Hung, ...]:
        """What it may fetch from its own run, and nothing in the file keeps."""
        self.follow()
        return self.look.hung

    @property
    def meant(self) -> tuple[Wanted, ...]:
        """What it may be there for."""
        if self.is_strange:
            self.follow()
        return self.look.meant

    def raises(self, wanted: frozenset[Wanted]) -> frozenset[Wanted]:
        """What of that is wanted it may raise, or one that it is tied to: they hand one another words."""
        if self.group is None:
            return self.survey.raised([self], wanted)
        key = self.group[0].source.local, wanted
        if key not in self.survey.together:
            self.survey.together[key] = self.survey.raised(self.group, wanted)
        return self.survey.together[key]


@dataclass(frozen=True, slots=True)
class _Used:
    """The texts of actions, in lower case and each once, with their folders; `weight` counts each as often as it is used.

    `is_whole`: there are no others.
    """

    texts: tuple[tuple[str, str], ...] = ()
    weight: Weight = Weight()
    is_whole: bool = True


_NOTHING, _ANYTHING = _Used(), _Used(is_whole=False)


class Survey:
    """Looks at the workflows of one repository, each on its own."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.names = Names(repository)
        self.actions: dict[str, _Used] = {}
        self.heard: dict[str, bool] = {}
        self.together: dict[tuple[str, frozenset[Wanted]], frozenset[Wanted]] = {}

    @cached_property
    def workflows(self) -> frozenset[str]:
        """The paths of all workflows, which count only where one calls another."""
        return frozenset(source.local for source in self.repository.workflows)

    def one(self, source: Source, plain: Plain | None) -> Seen:
        """A workflow of which `looks` has told."""
        name, look = ("", self._strange(source.text)) if plain is None else (plain[0], _look(plain[1]))
        calls = tuple(each for each in look.calls if each[0] in self.workflows)
        if len(calls) < len(look.calls):
            look = replace(look, calls=calls, is_loud=look.is_loud or strays(source.text, look.calls, self.workflows))
        seen = Seen(source, self, name or source.local, look, plain is None)
        if not look.is_loud:
            seen.follow()
        return seen

    def raised(self, group: list[Seen], wanted: frozenset[Wanted]) -> frozenset[Wanted]:
        """What of that is wanted some workflows may raise together."""
        for each in group:
            each.follow()
            if ANY in each.look.raises:
                return wanted
        uses = tuple(dict.fromkeys(name for each in group for name in each.look.uses))
        kinds = group[0].look.raises if len(group) == 1 else _kinds(uses, _said(group))
        known = [each for each in wanted if each[0] in kinds]
        said = _readings(_said(group)) if known else ()
        return frozenset(each for each in known if brings(said, uses, each))

    def _strange(self, text: str) -> Looks:
        """A workflow that has to be read, since something is wrong in it, or may be: what its words tell on their own."""
        text = _JOINED.sub("", text)
        uses = [name for piece in text.split() if "@" in piece for name in _USES.findall(piece)]
        by_name = [each.split("/", 2)[2] for each in uses if each.count("/") > 1]
        return Looks(
            is_loud=True,
            near=(*(each[2:].strip("/") for each in _NEAR.findall(text)), *by_name),
            uses=tuple(uses),
            steps=0,
            calls=tuple((each, (), None) for each in self._called(text)),
            declared=None,
            raises=EVERY_KIND,
            meant=ANYTHING,
            kept=(OPEN,),
            hung=ANY_HUNG,
            fetches=True,
            after=None if "workflow_run" in text or escapes(text.lower()) else (),
        )

    def follow(self, seen: Seen) -> None:
        """Look at what a workflow runs, and put that down with what counts of it."""
        used, below = self._below(seen.source, seen.look.near)
        seen.weight = used.weight
        seen.below = below if below is not None else () if seen.is_strange else tuple(text for _, text in used.texts)
        if seen.is_strange:
            seen.look = _told(seen.look, seen.texts) if below is not None and not any(map(hides, seen.texts)) else seen.look
        elif below != ():
            seen.look = self._together(seen.look, seen.texts, below)

    def _together(self, look: Looks, texts: tuple[str, ...], below: tuple[str, ...] | None) -> Looks:
        """How a workflow looks with all that it runs, `None` for any; `texts` are what is known of that, its own first."""
        others = texts[1:]
        is_loud, raises, kept = look.is_loud, look.raises, look.kept
        if below is None or any(map(hides, below)):
            is_loud, raises = True, EVERY_KIND
        elif ANY not in raises:
            is_loud = is_loud or any(map(self._is_loud, below)) or send_together(texts)
            raises = _kinds(look.uses, texts)
        if any("upload-artifact" in each for each in others):
            is_loud, kept = is_loud or bool(look.hung), (*kept, OPEN)
        hung = ANY_HUNG if any("download-artifact" in each for each in others) else look.hung
        fetches = look.fetches or any("run-id" in each for each in others)
        return replace(look, is_loud=is_loud, raises=raises, kept=kept, hung=hung, fetches=fetches)

    def _called(self, text: str) -> Iterator[str]:
        """The workflows that a text may call; one with an odd name, and any with escapes, may be written in many ways."""
        yield from (each for each in dict.fromkeys(one or other for one, other in _CALL.findall(text)) if each in self.workflows)
        if escapes(text.lower()):
            yield from sorted(self.workflows)
        elif "/.github/workflows/" in text:
            yield from sorted(each for each in self.workflows if not _PLAIN.fullmatch(each))

    def _is_loud(self, text: str) -> bool:
        """Whether a file makes a workflow that may run it one that is read."""
        if text not in self.heard:
            self.heard[text] = may_send(text) or is_loud_below(text)
        return self.heard[text]

    def _below(self, source: Source, near: tuple[str, ...]) -> tuple[_Used, tuple[str, ...] | None]:
        """The actions of the repository that a workflow uses, and the texts of all files that it may run; `None` for any."""
        used = self._used(near, 0) if near else _NOTHING
        texts = [text for _, text in used.texts]
        for file in self.names.reached((("", source.text.lower()), *used.texts)) if used.is_whole else ():
            if file is None:
                return used, None
            texts.append(file.text)
        return used, tuple(dict.fromkeys(texts)) if used.is_whole else None

    def _used(self, paths: Iterable[str], depth: int) -> _Used:
        """The actions of the repository that are used."""
        parts = [self._action(each, depth) for each in paths if each not in self.workflows]
        texts = dict.fromkeys(text for each in parts for text in each.texts)
        return _Used(tuple(texts), sum((each.weight for each in parts), Weight()), all(each.is_whole for each in parts))

    def _action(self, folder: str, depth: int) -> _Used:
        """A local action with what it uses; not whole where it has to be read, or uses itself."""
        if folder not in self.actions:
            self.actions[folder] = _ANYTHING
            self.actions[folder] = self._action_read(folder, depth)
        return self.actions[folder]

    def _action_read(self, folder: str, depth: int) -> _Used:
        read = (self.repository.read(posixpath.join(folder, name)) for name in ("action.yml", "action.yaml"))
        source = next((each for each in read if each is not None), None)
        if source is None:
            return _NOTHING
        if not isinstance(source, Source) or depth >= DEEPEST:
            return _ANYTHING
        text = posixpath.dirname(source.local), source.text.lower()
        found = glance(source.text, "action")
        if found is None or not found.steps or any(is_loud_action(each) or is_actor(each) for each in found.uses):
            return _Used((text,), is_whole=False)
        inner = self._used((path for path in map(maybe_near, found.uses) if path is not None), depth + 1)
        return _Used((text, *inner.texts), inner.weight + Weight(1, found.count), inner.is_whole)


@lru_cache(MOST_SHARED)
def _look(fields: tuple[Any, ...]) -> Looks:
    return Looks(*fields)


def _told(look: Looks, texts: tuple[str, ...]) -> Looks:
    """What the words of a strange workflow tell, and of all that it runs; its own text is the first."""
    return replace(
        look,
        raises=_kinds(look.uses, texts),
        meant=tuple(meant_by_words(texts[0])),
        hung=ANY_HUNG if any("download-artifact" in each for each in texts) else (),
        fetches=any("run-id" in each for each in texts),
    )


def _said(group: Iterable[Seen]) -> tuple[str, ...]:
    """All that workflows say, and that is said in what they run, each text once."""
    return tuple(dict.fromkeys(text for each in group for text in each.texts))


def _kinds(uses: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """The kinds of what actions and texts may raise together."""
    return tuple(by_actions(uses) | by_words(texts))


def _readings(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(each for text in texts for each in readings(text))
