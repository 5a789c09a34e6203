"""Files of a case: putting one, which there are, and being handed one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from console import sent as files
from console.api.cases import Name, Uncover
from console.api.http import READING, WRITING, Key, cached, problems, tagged
from console.caller import allow
from console.callers import Calling, Commanding, Reached, ReadingCases
from console.desk import evidence
from console.desk.cases import Seen, look_at, named
from console.desk.people import Who
from console.shapes import evidence as s
from console.shapes.common import PersonRef, ref
from console.uploads import FORM
from domain.kernel import kind_of
from evidence.names import ANYTHING

router = APIRouter(tags=["evidence"])

Digest = Annotated[str, Path(max_length=64, pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the content, hexadecimal.")]
_PROPERTIES: Mapping[str, Any] = {
    "file": {"type": "string", "format": "binary", "description": "The content, with its name and media type."},
    "name": {"type": "string", "maxLength": 200, "description": "What it is called, if not as its part says; no path."},
    "note": {"type": "string", "maxLength": 4000, "description": "What is to be seen."},
    "taken_at": {"type": "string", "format": "date-time", "description": "When it was taken or recorded."},
    "digest": {"type": "string", "description": "Its SHA-256, as the caller has it; another file is refused."},
}
BODY = {"required": True, "content": {FORM: {"schema": {"type": "object", "required": ["file"], "properties": _PROPERTIES}}}}
"""Read by hand and only when it is known who asks: the framework would take a stranger's file first."""
CONTENT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {ANYTHING: {"schema": {"type": "string", "format": "binary"}}}}
}


@router.post(
    "/cases/{case}/evidence",
    status_code=201,
    response_model=s.Put,
    responses=problems(*WRITING),
    openapi_extra={"requestBody": BODY},
    summary="Put a file to a case",
)
async def put(request: Request, reached: Reached, caller: Commanding, case: Name, key: Key = "") -> s.Put:
    """Whoever is asked something may; the file is kept under the digest of its content, once, and never altered."""
    found = await named(reached, case)
    allow(caller, f"command {kind_of(found)}")
    await look_at(reached, caller, found)
    async with files.sent(request, reached.governed.calendar(caller.at).zone) as (sent, _):
        done = await evidence.put(reached, caller, found, sent, key=key)
    assert done.answer.outcome != "refused", "refusals are raised"
    return s.Put(
        case=found,
        number=await reached.reader.number_of(found) or found,
        digest=done.kept.digest,
        name=done.name,
        media=done.media,
        size=done.kept.size,
        outcome=done.answer.outcome,
        version=done.answer.version,
        command=str(done.answer.command),
    )


@router.get("/cases/{case}/evidence", response_model=s.Files, responses=cached(), summary="The files of a case")
async def list_(request: Request, reached: Reached, caller: ReadingCases, case: Name, *, uncover: Uncover = False) -> Response:
    """Who put each, when, and its digest; for whom the pack lets read the log as stored, who was handed it."""
    seen = await look_at(reached, caller, case, uncover=uncover)
    items = [_file(seen, each) for each in await evidence.files(reached, caller, seen)]
    body = s.Files(case=seen.id, number=seen.number, readable=evidence.may_read(seen), items=items)
    return tagged(request, body, lang=caller.lang)


@router.get("/cases/{case}/evidence/{digest}", responses={**problems(409, *READING), **CONTENT}, summary="A file of a case")
async def read(reached: Reached, caller: Calling, case: Name, digest: Digest) -> Response:
    """Who asked is in the record before the first byte leaves. An altered file never comes whole: the answer is refused or breaks off."""
    return files.handed_out(await evidence.handed(reached, caller, case, digest))


def _file(seen: Seen, each: evidence.File) -> s.File:
    rows = [s.Handled(by=_person(seen, row.who), at=row.at, exported=row.exported) for row in each.readers or ()]
    return s.File(
        digest=each.digest,
        name=each.name,
        media=each.media,
        size=each.size,
        by=_person(seen, each.by),
        at=each.at,
        taken_at=each.taken_at,
        note=each.note,
        readers=None if each.readers is None else rows,
    )


def _person(seen: Seen, who: Who | None) -> PersonRef | None:
    return ref(who.id, seen.teller.name, seen.teller.organisation) if who else None
