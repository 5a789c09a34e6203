"""Files of a case for one person: which there are, putting one, being handed one. Who is handed a file is written down before."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

import structlog

from activities.ask import Answer
from activities.custody import Handled, custody_of, record_custody
from activities.evidence import ADDED, PUT
from activities.personal import open_up
from console.backend import Backend
from console.caller import Caller, Machine, NotHere
from console.desk import nameless
from console.desk.cases import Seen, give, look_at
from console.desk.clauses import Cited, cited
from console.desk.keeping import keep, length, turned_away
from console.desk.people import Who, called
from console.desk.times import When
from domain.kernel import PersonId, Refused, kind_of
from domain.shapes import COMMANDS, plain
from domain.words import harmless
from evidence.errors import NotKept, Tampered
from evidence.names import RULE, media_of, named
from evidence.port import Kept, is_digest
from views.page import Line
from views.veil import reporter_of

_say = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who was handed a file; `exported`: with all of the case. `who` is None for whom nobody is to be told of."""

    who: Who | None
    at: datetime
    when: When
    exported: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a case. `name` and `note` are empty for whoever does not see personal words; `readers` None for whom they are none of.

    `by` is None where nobody is to be told who it was (house:reporter).
    """

    digest: str
    name: str
    media: str
    size: int
    by: Who | None
    at: datetime
    taken_at: datetime | None
    note: str
    readers: Sequence[Reader] | None
    when: When
    taken: When | None

    @property
    def length(self) -> str:
        """Its size, for people."""
        return length(self.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What a page says of a case's files. `may_put`: the reader may add one, `may_read`: be handed one; `token`: the next command's."""

    files: Sequence[File]
    may_put: bool
    may_read: bool
    largest: str
    cited: Cited
    token: str

    @property
    def names(self) -> Mapping[str, str]:
        """Digest and name of each; the digest's beginning for whom the names are not."""
        return {file.digest: file.name or file.digest[:12] for file in self.files}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file as somebody sends it. `digest`: what they say it is, where they say it."""

    name: str
    media: str
    pieces: AsyncIterator[bytes]
    note: str = ""
    taken_at: datetime | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A file that was put to a case."""

    kept: Kept
    name: str
    media: str
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A file on its way to a reader: its first piece was read, so that what is altered is known before anything is sent."""

    name: str
    size: int
    pieces: AsyncIterator[bytes]


# --- which there are ------------------------------------------------------------------------------


async def shelf(backend: Backend, caller: Caller, seen: Seen, token: str = "") -> Shelf:
    """For the case's page. `token`: that of a form which was not answered."""
    return Shelf(
        files=await files(backend, caller, seen),
        may_put=_may_put(seen),
        may_read=may_read(seen),
        largest=length(backend.setup.largest_file),
        cited=cited(backend.governed.pack(seen.case.pack), RULE, caller.lang),
        token=token or str(uuid4()),
    )


async def files(backend: Backend, caller: Caller | Machine, seen: Seen) -> Sequence[File]:
    """In the order in which they came. Names and notes only for whom the case's personal words are open."""
    lines = _lines(seen)
    if not lines:
        return ()
    words = [{name: line.data[name] if seen.uncovered else "" for name in ("name", "note")} for line in lines]
    opened: Sequence[Mapping[str, Any]] = await open_up(words, backend.keyring)
    chain = await custody_of(backend.log, seen.id) if seen.sight.stored else None
    hidden = _hidden(caller, seen)
    return [_file(seen, line, said, chain, hidden) for line, said in zip(lines, opened, strict=True)]


def may_read(seen: Seen) -> bool:
    """Whether this reader may be handed the case's files: a file is as personal as the most personal line, and no machine sees those."""
    return seen.sight.personal != "hidden"


def _hidden(caller: Caller | Machine, seen: Seen) -> frozenset[PersonId]:
    """house:reporter. Whoever reported, from everybody but themselves: who may know it is told so, and written down, elsewhere."""
    who = reporter_of(seen.case)
    return frozenset({who} - {caller.id}) if who is not None else frozenset()


def _lines(seen: Seen) -> Sequence[Line]:
    return [line for line in seen.page.timeline if line.type == ADDED]


def _file(seen: Seen, line: Line, said: Mapping[str, Any], chain: Sequence[Handled] | None, hidden: frozenset[PersonId]) -> File:
    digest, taken_at, by = str(line.data["digest"]), line.data.get("taken_at"), PersonId(line.data.get("by") or line.by)
    taken = datetime.fromisoformat(taken_at) if taken_at else None
    return File(
        digest=digest,
        name=harmless(str(said["name"])),
        media=str(line.data["media"]),
        size=int(line.data["size"]),
        by=None if by in hidden else called(by, seen.teller),
        at=line.happened_at,
        taken_at=taken,
        note=str(said["note"]),
        readers=None if chain is None else [_reader(seen, each, hidden) for each in chain if digest in each.digests],
        when=seen.times.past(line.happened_at),
        taken=seen.times.past(taken) if taken else None,
    )


def _reader(seen: Seen, each: Handled, hidden: frozenset[PersonId]) -> Reader:
    return Reader(
        who=None if each.by in hidden else called(each.by, seen.teller), at=each.at, when=seen.times.past(each.at), exported=each.exported
    )


# --- putting one ----------------------------------------------------------------------------------


async def put(backend: Backend, caller: Caller | Machine, name: str, sent: Sent, *, key: str = "") -> Put:
    """Keep the file, then tell the case. Raises `Refused`, `NotHere`, `Unavailable`; whoever may not put one fills no store."""
    seen = await look_at(backend, caller, name)
    if PUT not in COMMANDS[kind_of(seen.id)]:
        raise Refused(RULE, "takes_no_files")
    if not _may_put(seen):
        raise Refused(RULE, "may_not_add_evidence")
    try:
        called_, media, kept = await _taken(backend, caller, seen, sent)
    except Refused as no:
        await turned_away(backend, caller, seen.id, no, key)
        raise
    content = {"sha256": kept.digest, "name": called_, "media": media, "size": kept.size, "note": sent.note}
    if sent.taken_at is not None:
        content["taken_at"] = plain(sent.taken_at)
    answer = await give(backend, caller, seen.id, PUT, content, key=key)
    return Put(kept=kept, name=called_, media=media, answer=answer)


async def _taken(backend: Backend, caller: Caller | Machine, seen: Seen, sent: Sent) -> tuple[str, str, Kept]:
    """Its name, its media type, and what the store has of it. Refused (house:evidence) where it is not what it is said to be."""
    if sent.digest and not is_digest(sent.digest):
        raise Refused(RULE, "wrong_type", field="digest", wanted="SHA-256, 64 × 0-9a-f")
    if caller.id == reporter_of(seen.case):
        sent = await _nameless(backend, seen, sent)
    called_, kept = named(sent.name), await keep(backend, sent.pieces)
    if sent.digest not in ("", kept.digest):
        raise Refused(RULE, "wrong_digest", field="digest")
    return called_, media_of(sent.media, called_), kept


def _may_put(seen: Seen) -> bool:
    return any(offer.command == PUT for offer in seen.mine)


async def _nameless(backend: Backend, seen: Seen, sent: Sent) -> Sent:
    """A file of whoever reported says no more of them than one that came without a name (house:reporter)."""
    most = backend.setup.largest_file
    content = await nameless.whole(sent.pieces, most)
    if sent.digest not in ("", sha256(content).hexdigest()):
        raise Refused(RULE, "wrong_digest", field="digest")
    told = nameless.bared(content, most)
    return replace(sent, name=nameless.numbered(seen.case.files, told, sent.name), pieces=nameless.once(told), digest="")


# --- being handed one -----------------------------------------------------------------------------


async def handed(backend: Backend, caller: Caller, name: str, digest: str) -> Handed:
    """A file that was put to this very case. Raises `NotHere`, `Refused`, `Unavailable`; who asked is in the log before a byte is sent."""
    seen = await look_at(backend, caller, name)
    line = next((each for each in _lines(seen) if each.data["digest"] == digest), None)
    if line is None or not may_read(seen):
        raise NotHere
    try:
        size, pieces = await backend.store.size(digest), backend.store.open(digest)
        first = await anext(pieces)
    except NotKept:
        raise _not_whole(seen, digest, "file_missing") from None
    except Tampered:
        raise _not_whole(seen, digest, "altered") from None
    await record_custody(backend.log, backend.governed, by=caller.id, case=seen.id, digests=(digest,), basis=seen.sight.basis, at=caller.at)
    opened: Mapping[str, Any] = await open_up({"name": line.data["name"]}, backend.keyring)
    return Handed(name=str(opened["name"]), size=size, pieces=_whole(first, pieces))


async def _whole(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece


def _not_whole(seen: Seen, digest: str, why: str) -> Refused:
    """Whoever looks after the installation must see it as well."""
    _say.error("evidence", case=seen.id, digest=digest, state=why)
    return Refused(RULE, why)
