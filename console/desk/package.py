"""A chain as one file for one person: made here, handed out only when the log says so."""

from __future__ import annotations

import io
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, cast

from activities.archive.handing import hand_out, readable
from activities.archive.package import Source
from console.backend import Backend
from console.caller import Caller, NotHere
from console.desk.cases import Seen
from console.desk.names import Name
from console.i18n import LANGUAGES
from domain.kernel import PersonId, Refused
from evidence.errors import NotKept, Tampered
from evidence.names import RULE

IN_MEMORY = 4 * 1024 * 1024
PIECE = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A package on its way out."""

    name: str
    size: int
    pieces: AsyncIterator[bytes]


async def package(backend: Backend, caller: Caller, seen: Seen, *, files: bool, uncover: bool) -> Packed:
    """All of a chain whose stored events are theirs to read. Raises `NotHere` where none are, `Refused`, `Unavailable`."""
    if not seen.sight.stored:
        raise NotHere
    names = {lang: _with_handle(await backend.names.of(caller.organisation, backend.keyring, lang), caller) for lang in LANGUAGES}
    source = Source(log=backend.log, keyring=backend.keyring, names=names, store=backend.store if files else None)
    found = await readable(source, backend.governed, backend.reader, seen.id, caller.at, caller.id)
    with ExitStack() as failed:
        target = cast("IO[bytes]", failed.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY)))
        try:
            await hand_out(source, backend.governed, found, caller.id, caller.at, target, uncover=uncover)
        except NotKept:
            raise Refused(RULE, "file_missing") from None
        except Tampered:
            raise Refused(RULE, "altered") from None
        size = target.seek(0, io.SEEK_END)
        target.seek(0)
        failed.pop_all()
    return Packed(name=f"{seen.number}.zip", size=size, pieces=_pieces(target))


def _with_handle(name: Name, caller: Caller) -> Name:
    """As the command line calls them, so that a package is the same wherever it was made."""
    people = caller.organisation.people
    return lambda person: f"{name(person)} ({people[PersonId(person)].handle})" if person in people else name(person)


async def _pieces(made: IO[bytes]) -> AsyncIterator[bytes]:
    with made:
        while piece := made.read(PIECE):
            yield piece
