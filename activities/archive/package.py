"""Making the package of a chain."""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO, Any, Final

from activities.archive import cloud
from activities.archive.story import Sentence, Told, html
from activities.chained import Chained, content, form, words
from activities.evidence import ADDED
from domain.kernel import CaseId, kind_of, uuid_of
from domain.shapes import canonical, plain
from eventlog.keyring import Keyring
from eventlog.port import EventLog, StoredEvent, Stream
from evidence.port import Store
from views.reader import CaseLine

FORMAT: Final = "bylaw-chain/1"
MANIFEST: Final = "manifest.json"
LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""The instant of every member: a package says nothing of when it was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Whence a package is made. `names` says how to call a person in a language; without a `store` no file's content is in it."""

    log: EventLog
    keyring: Keyring
    names: Mapping[str, Callable[[str], str]]
    store: Store | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a package holds, by numbers, and the digest of its manifest, which stands for all of it."""

    manifest: str
    cases: Sequence[CaseId]
    events: int
    files: Mapping[CaseId, Sequence[str]]
    """Digests of the files that are in it, by case."""


@dataclass(slots=True)
class Members:
    """A zip file while it is written: nothing is squeezed, so that its bytes do not depend on who squeezes."""

    zip: zipfile.ZipFile
    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, path: str, body: bytes) -> None:
        """A member, and in the manifest its size and digest."""
        self.told[path] = {"sha256": sha256(body).hexdigest(), "size": len(body)}
        with self.zip.open(_info(path), "w") as file:
            file.write(body)

    async def pour(self, path: str, pieces: AsyncIterator[bytes]) -> None:
        """A member that may be large."""
        found, size = sha256(), 0
        with self.zip.open(_info(path), "w", force_zip64=True) as file:
            async for piece in pieces:
                found.update(piece)
                size += len(piece)
                file.write(piece)
        self.told[path] = {"sha256": found.hexdigest(), "size": size}


def _info(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, LONG_AGO)
    info.create_system, info.external_attr = 3, 0o644 << 16
    return info


async def make(source: Source, found: Chained, target: IO[bytes]) -> Made:
    """Write the package. Raises `Unavailable`, and `NotKept` or `Tampered` of a file that is wanted and not there as it was put."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as opened:
        members = Members(opened)
        cases = [await _case(source, members, found, line) for line in found.lines]
        files = [each for line in found.lines for each in _files(found, line, included=source.store is not None)]
        for lang, name in sorted(source.names.items()):
            members.add(f"story.{lang}.html", html(found, await _told(source, found, lang, name), files, lang))
        if source.store is not None:
            for digest in sorted({each["digest"] for each in files}):
                await members.pour(f"files/{digest}", source.store.open(digest))
        manifest = canonical(_manifest(found, cases, files, members))
        members.add(MANIFEST, manifest)
    return Made(
        manifest=sha256(manifest).hexdigest(),
        cases=[line.case for line in found.lines],
        events=sum(each["events"] for each in cases),
        files={line.case: [each["digest"] for each in files if each["case"] == line.case] for line in found.lines if source.store},
    )


# --- one case ----------------------------------------------------------------------------------------


async def _case(source: Source, members: Members, found: Chained, line: CaseLine) -> dict[str, Any]:
    """Its events and refusals, up to what was read of it; what the manifest says of it."""
    uuid, version = uuid_of(line.case), found.pages[line.case].version
    streams = [(Stream(category=name, id=uuid), 0) for name in (kind_of(line.case), "refused")]
    _, (events, refused) = await source.log.load(None, streams)
    events = events[:version]
    members.add(f"events/{line.number}.jsonl", _lines(events))
    if refused:
        members.add(f"refused/{line.number}.jsonl", _lines(refused))
    rules = found.pages[line.case].rules
    told = {"case": line.case, "number": line.number, "plan": line.plan, "pack": line.pack, "title": dict(rules.plan.title)}
    case = found.pages[line.case].case
    return told | {"outcome": case.outcome, "events": len(events), "leaf": events[-1].leaf.hex(), "refused": len(refused)}


def _lines(events: Sequence[StoredEvent]) -> bytes:
    return b"".join(cloud.line(each) for each in events)


def _files(found: Chained, line: CaseLine, *, included: bool) -> list[dict[str, Any]]:
    """Which files were put to a case. Their names are personal: they stand in the events, sealed."""
    return [
        {
            "case": line.case,
            "number": line.number,
            "digest": each.data["digest"],
            "media": each.data["media"],
            "size": each.data["size"],
            "event": each.id,
            "included": included,
        }
        for each in found.pages[line.case].timeline
        if each.type == ADDED
    ]


async def _told(source: Source, found: Chained, lang: str, name: Callable[[str], str]) -> Told:
    """What there is to read, in one language."""
    tellers = {line.case: found.teller(line.case, lang, name) for line in found.lines}
    forms = {line.case: await form(found, line.case, source.keyring, tellers[line.case]) for line in found.lines}
    story = []
    for line, event in found.events():
        data = await content(found, line.case, event, source.keyring, lang)
        text = tellers[line.case].event(event.type, data)
        story.append(Sentence(line=line, event=event, text=text, words=words(line.case, data, text)))
    return Told(forms=forms, story=story)


# --- all of it ---------------------------------------------------------------------------------------


def _manifest(found: Chained, cases: Sequence[Mapping[str, Any]], files: Sequence[Mapping[str, Any]], members: Members) -> dict[str, Any]:
    """Of cases that were not theirs to see who asked for it, it says how many there are."""
    ties = [plain(tie) for tie in found.shown.ties if not {tie.case, tie.other} & found.shown.hidden]
    return {
        "format": FORMAT,
        "case": found.shown.start,
        "cases": list(cases),
        "ties": ties,
        "packs": sorted({line.pack for line in found.lines}),
        "files": list(files),
        "not_included": len(found.shown.hidden),
        "more": found.more,
        "members": members.told,
    }
