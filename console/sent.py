"""A file out of a form that was sent, and a file on its way out: for pages and API alike."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.datastructures import FormData, UploadFile

from console.desk.evidence import Handed, Sent
from domain.kernel import Refused
from evidence.names import ANYTHING, RULE, disposition
from evidence.port import PIECE

FILE = "file"
MOST_FIELDS = 20
YEARS = range(1970, 9000)
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""Content Security Policy: should a browser show it after all, it is of no origin, and nothing in it runs."""


@asynccontextmanager
async def sent(request: Request, zone: str) -> AsyncIterator[tuple[Sent, Mapping[str, str]]]:
    """The file and the other fields. Instants without an offset are local to `zone`, as browsers send them. Raises `Refused`."""
    async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        file = _file(form)
        yield (
            Sent(
                name=fields.get("name", "") or file.filename or "",
                media=file.content_type or "",
                pieces=_pieces(file),
                note=fields.get("note", "").replace("\r\n", "\n").strip(),
                taken_at=_instant(fields.get("taken_at", "").strip(), zone),
                digest=fields.get("digest", "").strip().lower(),
            ),
            fields,
        )


def handed_out(handed: Handed) -> StreamingResponse:
    """A file to be kept: of no type that a browser would show, under its name."""
    headers = {
        "content-disposition": disposition(handed.name),
        "content-length": str(handed.size),
        "content-security-policy": SANDBOX,
        "x-content-type-options": "nosniff",
    }
    return StreamingResponse(handed.pieces, media_type=ANYTHING, headers=headers)


def _file(form: FormData) -> UploadFile:
    file = form.get(FILE)
    if not isinstance(file, UploadFile) or not (file.filename or file.size):
        raise Refused(RULE, "missing_field", field=FILE)
    return file


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(PIECE):
        yield piece


def _instant(text: str, zone: str) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise Refused("house:form", "wrong_type", field="taken_at", wanted="2026-03-02T09:00")
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
