"""What every operation of the API has in common: keys of commands, tags of what was read, strict parameters, described problems."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Header, HTTPException, Query, Request, Response, params
from fastapi.dependencies.utils import get_flat_params
from pydantic import BaseModel

from console.backend import Backend
from console.caller import NotHere
from console.problems import MEDIA
from console.shapes.common import AfterOwn
from console.signin.csrf import SAFE
from console.uploads import FORM, is_upload
from domain.kernel import CaseId, Refused, uuid_of

PATIENCE_S = 2.0
"""How long a list is waited for that does not yet know what its reader did."""
JSON = "application/json"
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        pattern=r"^[\x21-\x7e]*$",
        description="What the caller calls this command: a UUID, or any text of their own. The same key with the same content is the "
        "same command and has the same answer, whatever happened since; with other content it is refused (422). "
        "Without one, sending twice may do it twice.",
        examples=["6f1c1c0e-6d0e-4b43-9d3f-2f7f6ac0b0b1"],
    ),
]
Match = Annotated[
    str,
    Header(
        alias="If-Match",
        max_length=300,
        description="What the decision is for: the case's `ETag`, or its `shown`. If the case shows something else by now, it is refused.",
    ),
]
Limit = Annotated[int, Query(ge=1, le=200, description="At most so many on one page.")]
Cursor = Annotated[str, Query(max_length=1000, pattern=r"^[\x21-\x7e]*$", description="Where to go on: the last page's `next`.")]
After = Annotated[AfterOwn, Query()]


async def strict(request: Request) -> None:
    """What an operation does not know is refused, not skipped: a misspelt filter would show more than was meant."""
    known = _parameters(request)
    for name, value in request.query_params.multi_items():
        if name not in known:
            raise Refused("house:form", "unknown_parameter", field=name[:80], known=", ".join(sorted(known)) or "–")
        if not value.isprintable():
            raise Refused("house:form", "bad_characters", field=name)
    if not all(str(value).isprintable() for value in request.path_params.values()):
        raise NotHere
    _json_only(request)


def _parameters(request: Request) -> set[str]:
    """The names that this operation's query may have. Those of a model of parameters come one by one and as plain fields."""
    dependant = getattr(request.scope.get("route"), "dependant", None)
    others = (params.Path, params.Header, params.Cookie)
    return {each.alias for each in get_flat_params(dependant) if not isinstance(each.field_info, others)} if dependant else set()


def _json_only(request: Request) -> None:
    """A form of another site could send anything else without being asked. It could send a file, but not a token or a session's value."""
    sent = request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent and request.method not in SAFE and kind != (FORM if is_upload(request.scope) else JSON):
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


STRICT = [Depends(strict)]


async def caught_up(reached: Backend, after: str) -> None:
    """Wait until the lists know what the reader did; whoever waits too long reads what there is."""
    case, _, version = after.rpartition(":")
    if not case:
        return
    try:
        uuid_of(CaseId(case))
    except ValueError:
        raise Refused("house:form", "unknown_case", field="after", case=case[:80]) from None
    await reached.reader.at_least(CaseId(case), int(version), within=PATIENCE_S)


# --- tags -----------------------------------------------------------------------------------------


def tagged(request: Request, body: BaseModel, *, shown: str = "", lang: str = "") -> Response:
    """The answer with its `ETag` (RFC 9110 §8.8.3); 304 without a body where the caller has it already.

    A case's tag begins with the digest of what it shows, so that a decision may name what it is for by the tag.
    """
    content = body.model_dump_json().encode()
    tag = f'"{shown}{"." if shown else ""}{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "Accept-Language, Authorization, Cookie"}
    if lang:
        headers["content-language"] = lang
    if tag in _tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=JSON, headers=headers)


def shown_by(match: str) -> str:
    """The digest of what was shown, out of `If-Match`: a case's tag, or the digest itself."""
    first = next(iter(_tags(match)), "").strip('"')
    return "" if first == "*" else first.partition(".")[0]


def _tags(header: str) -> list[str]:
    """Entity tags of a header, weak ones as strong ones: what is compared here is never a range of bytes."""
    return [tag for part in header.split(",") if (tag := part.strip().removeprefix("W/"))]


# --- problems, as the description tells them -----------------------------------------------------------

_TOLD: Mapping[int, str] = {
    304: "Not modified: what the caller has is what there is.",
    401: "Nobody known asks: no session, or an unknown or ended token.",
    403: "Not by this way: a token without the right, a sign-in that is too long ago, a request from another site.",
    404: "There is no such thing, or it is not the caller's to see: both look the same.",
    409: "The rules say no; `clause` and `key` say which.",
    413: "The body is too large.",
    415: "The body is no `application/json`; with a file, no `multipart/form-data`.",
    422: "This cannot be taken as it is; `field` says which part.",
    429: "Too often; `Retry-After` says when to go on.",
    500: "A fault of ours.",
    503: "A part of this installation is away. Send the same again with the same key: it cannot happen twice.",
}
READING = (401, 403, 404, 422, 429, 500, 503)
WRITING = (400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How an operation's description tells what can go wrong (RFC 9457)."""
    content = {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    told = {status: {"description": _TOLD.get(status, "What was sent cannot be read."), "content": content} for status in statuses}
    return dict[int | str, dict[str, Any]](told.items())


def cached() -> dict[int | str, dict[str, Any]]:
    """A reading operation that knows tags."""
    return {**problems(*READING), 304: {"description": _TOLD[304]}}
