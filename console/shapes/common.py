"""What the API's questions and answers are made of: one definition for the server and for its client. Here: what several share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, WithJsonSchema

from domain.kernel import PersonId
from domain.organisation import Organisation

PERSON = {"id": "da6a672c-0176-4af9-b2fc-14596ceeceda", "handle": "lin", "name": "Lin Wangshu"}
CASE = "request-f2aa104a-bc42-5db2-8150-acf50fe2bfbb"
AT = "2026-11-23T05:29:04Z"
DUE = "2026-11-24T16:00:00Z"
DIGEST = "7e60f2a6f8fb121ab6fdbf1c90289cacb9b0b04c6394d05653f57d3e9cd39adf"

YEARS = range(1970, 9000)
"""Instants beyond these years cannot be told in every time zone."""


def _sane(instant: datetime) -> datetime:
    """ValueError for years that nobody means."""
    if instant.year not in YEARS:
        raise ValueError("the year is out of range")
    return instant.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_sane), WithJsonSchema({"type": "string", "format": "date-time"})]
"""ISO 8601 with an offset."""


AfterOwn = Annotated[
    str,
    Field(
        max_length=200,
        pattern=r"^([a-z_]{1,40}-[0-9a-f-]{36}:[0-9]{1,12})?$",
        description="`CASE:VERSION`, as a command's answer says them: wait a moment (two seconds at most) until the list knows it.",
        examples=["request-f2aa104a-bc42-5db2-8150-acf50fe2bfbb:3"],
    ),
]

Clause = Annotated[str, Field(description="A clause (`SO 2.2.2`), or a house rule (`house:one-holder`) where the texts are silent.")]
Next = Annotated[str | None, Field(description="Give it as `cursor` for the next page; none at the end.")]


class Said(BaseModel):
    """Something the API says. Members are added in later versions, never taken away or meant otherwise."""

    model_config = ConfigDict(frozen=True)


class Sent(BaseModel):
    """Something a caller sends: a member that is not known is refused, not skipped."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Said):
    """Why something was not done (RFC 9457). `detail` is a sentence in the caller's language."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:bylaw:problem:refused",
                    "title": "The rules say no",
                    "status": 409,
                    "detail": "nobody decides on their own request, directly or through a stand-in (house:own-request)",
                    "clause": "house:own-request",
                    "key": "own_request",
                }
            ]
        }
    )

    type: str = Field(description="Which kind of problem: `urn:bylaw:problem:…`.")
    title: str
    status: int
    detail: str
    clause: Clause = ""
    field: str = Field(default="", description="The input at fault, if one is.")
    key: str = Field(default="", description="Which refusal of that rule, for programs; never changes.")


class PersonRef(Said):
    """Somebody, as this organisation calls them. `handle` is empty for whoever is not in it any more."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{**PERSON}]})

    id: str
    handle: str
    name: str


class Title(Said):
    """Something by its id, and what it is called in the reader's language."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": "sales-back-office", "title": "Sales back-office"}]})

    id: str
    title: str


def ref(person: str, name: Callable[[str], str], organisation: Organisation) -> PersonRef:
    """Somebody by id."""
    found = organisation.people.get(PersonId(person))
    return PersonRef(id=person, handle=found.handle if found is not None and found.active else "", name=name(person))


def refs(people: Iterable[str], name: Callable[[str], str], organisation: Organisation) -> list[PersonRef]:
    """Several."""
    return [ref(person, name, organisation) for person in people]


def example(**values: Any) -> ConfigDict:
    """The configuration of a shape with one example."""
    return ConfigDict(frozen=True, json_schema_extra={"examples": [values]})


def asked(**values: Any) -> ConfigDict:
    """The same of something that is sent."""
    return ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [values]})
