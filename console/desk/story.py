"""What happened in a case, as one reader is told: sentences, clauses, differences; and what is new to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from activities.personal import is_sealed, open_up
from console.backend import Backend
from console.caller import Caller, Machine
from console.desk.cases import HIDDEN, Seen
from console.desk.clauses import Cited, cited
from console.desk.difference import Change, changes
from console.desk.times import When
from console.i18n import translations
from domain.kernel import SYSTEM, PersonId, kind_of
from domain.labels import fields_of, said
from domain.shapes import plain
from domain.words import readable
from views.kinds import KINDS
from views.page import Line

AT_WORK = frozenset({"clock.ran_out", "duty.failed"})
"""What clocks and duties do that a reader wants to see at once; the rest of it is small print."""

SHARED = ("task.", "case.", "evidence.", "room.")
"""What cases of several kinds have in common, and is told as their own."""

BESIDE = frozenset({"task.done", "task.dropped"})
"""What stands beside an event that says more."""

SIGNS = {"clock.ran_out": "overdue", "clock.held": "held", "duty.failed": "overdue"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event. `words`: what the person added that the sentence does not say. `sealed`: signed by a door; None where nobody signs.

    `minor`: what a clock or a duty did. `fresh`: new to the reader. `deed`: what somebody did, and no consequence of it.
    """

    version: int
    by: PersonId
    sentence: str
    pieces: tuple[tuple[str, bool], ...]
    """The same in pieces: which of them are numbers of other cases."""
    words: tuple[str, ...]
    when: When
    cited: Cited
    changes: tuple[Change, ...]
    sealed: bool | None
    minor: bool
    fresh: bool
    deed: bool
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Events that follow each other: small print together, anything else alone."""

    minor: bool
    lines: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All of it, what others did since the reader looked last, and which lines of the form are not as they were then."""

    lines: tuple[Told, ...]
    changed: tuple[Change, ...]

    @property
    def news(self) -> tuple[Told, ...]:
        """What is new and no small print."""
        return tuple(line for line in self.lines if line.fresh and not line.minor)

    @property
    def deeds(self) -> tuple[Told, ...]:
        """What people did and said after the opening."""
        return tuple(line for line in self.lines if line.deed and line.version > 1)

    @property
    def runs(self) -> tuple[Run, ...]:
        """All of it, newest first."""
        groups = groupby(reversed(self.lines), key=lambda line: (line.minor, 0 if line.minor else line.version))
        return tuple(Run(minor=minor, lines=tuple(lines)) for (minor, _), lines in groups)

    def done(self, version: int, by: PersonId) -> tuple[Told, ...]:
        """What the command did whose last event has this version, if it was this person's. What followed may not be theirs to know."""
        last = next((line for line in reversed(self.lines) if line.version <= version), None)
        if last is None or last.by != by:
            return ()
        return tuple(line for line in self.lines if line.version <= version and line.by == by and line.when.at == last.when.at)


async def story(backend: Backend, caller: Caller | Machine, seen: Seen, since: int | None) -> Story:
    """The timeline for this reader; `since` is the version that they saw last, None at their first look."""
    folds = _folds(seen, {since} if since else set())
    opened = await open_up(
        {
            "data": [content(seen, line) for line in seen.page.timeline],
            "folds": {str(version): fields for version, fields in folds.items()},
        },
        backend.keyring,
    )
    fields = {int(version): each for version, each in opened["folds"].items()}
    pack, deeds, own = backend.governed.pack(seen.case.pack), _deeds(seen), _personal_words(seen)

    def told(line: Line, data: Mapping[str, Any]) -> Told:
        sentence = seen.teller.event(line.type, {**data, "by": data.get("by") or line.by})
        return Told(
            version=line.version,
            by=line.by,
            sentence=sentence,
            pieces=_pieces(sentence, tuple(seen.teller.numbers.values())),
            words=tuple(_words(data, own, sentence)) if line.by != SYSTEM else (),
            when=seen.times.past(line.happened_at),
            cited=cited(pack, line.clause, caller.lang),
            changes=_changes(seen, fields.get(line.version - 1), fields.get(line.version)),
            sealed=True if line.meta.get("signature") else False if line.meta.get("unsigned") else None,
            minor=_minor(seen, line),
            fresh=since is not None and line.version > since and line.by != caller.id,
            deed=line.version in deeds,
            sign=SIGNS.get(line.type, ""),
        )

    return Story(
        lines=tuple(told(line, data) for line, data in zip(seen.page.timeline, opened["data"], strict=True)),
        changed=_changes(seen, fields.get(since or 0), fields.get(seen.version)) if since else (),
    )


def _words(data: Mapping[str, Any], own: tuple[str, ...], sentence: str) -> Iterator[str]:
    """What somebody wrote that the sentence does not say. Lines of a form are no words: their changes stand beside."""
    for name in own:
        said = data.get(name)
        if isinstance(said, str) and said and " ".join(said.split()) not in sentence:
            yield readable(said)


def _pieces(sentence: str, numbers: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
    """Longer numbers first, of which shorter ones may be parts."""
    if not numbers:
        return ((sentence, False),)
    ways = "|".join(re.escape(number) for number in sorted(numbers, key=len, reverse=True))
    return tuple((piece, place % 2 == 1) for place, piece in enumerate(re.split(f"({ways})", sentence)) if piece)


def _minor(seen: Seen, line: Line) -> bool:
    told = (f"{kind_of(seen.id)}.", *SHARED)
    return not (line.type.startswith(told) and line.type not in BESIDE) and line.type not in AT_WORK


def _deeds(seen: Seen) -> frozenset[int]:
    """What people did: the first thing of a person's command that is no small print; the rest of it follows from that."""
    first: dict[tuple[PersonId, datetime], int] = {}
    for line in seen.page.timeline:
        if line.by != SYSTEM and not _minor(seen, line):
            first.setdefault((line.by, line.happened_at), line.version)
    return frozenset(first.values())


def _personal_words(seen: Seen) -> tuple[str, ...]:
    """The names of the fields in which people write to each other."""
    kind = kind_of(seen.id)
    return tuple(dict.fromkeys(each.name for command in seen.labels.commands for each in fields_of(kind, command) if each.personal))


def _folds(seen: Seen, wanted: set[int]) -> Mapping[int, Mapping[str, Any]]:
    """The form as it stood at the wanted versions, and around each event that changed it."""
    changed = {line.version for line in seen.page.timeline if line.version > 1 and isinstance(line.data.get("fields"), Mapping)}
    wanted = wanted | {seen.version} | changed | {version - 1 for version in changed}
    kind, case, found = KINDS[kind_of(seen.id)], None, {}
    if wanted == {seen.version}:
        return {seen.version: plain(seen.case.fields)}
    for recorded in seen.page.history:
        case = kind.evolve(case, recorded)
        if recorded.version in wanted:
            found[recorded.version] = _visible(seen, plain(case.fields))
    return found


def _changes(seen: Seen, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[Change, ...]:
    if before is None or after is None:
        return ()
    titles = {line.name: said(line.title, seen.teller.lang) or line.name for line in seen.page.rules.plan.fields}
    return changes(before, after, titles)


# --- what is not for this reader --------------------------------------------------------------------


def _visible(seen: Seen, values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in values.items() if seen.fields.get(name) is not HIDDEN}


def content(seen: Seen, line: Line) -> Mapping[str, Any]:
    """An event's content; what is personal in it only for those who see it, what is withheld for nobody."""
    if line.withheld:
        line = replace(line, data={**line.data, **dict.fromkeys(line.withheld, translations(seen.teller.lang).gettext("(not shown)"))})
    if seen.uncovered:
        return line.data
    personal = {each.name for each in seen.page.rules.plan.fields if each.personal}
    own = _personal_words(seen) if line.by != SYSTEM else ()
    return {name: _veiled(value, personal, seen.teller.lang, hide=name in own) for name, value in line.data.items()}


def _veiled(value: Any, personal: set[str], lang: str, *, hide: bool) -> Any:
    if isinstance(value, Mapping) and not is_sealed(value):
        return {name: _veiled(each, personal, lang, hide=name in personal) for name, each in value.items()}
    if is_sealed(value) or (hide and value):
        return translations(lang).gettext("(not shown)")
    return value
