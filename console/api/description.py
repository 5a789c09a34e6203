"""What the API says of itself: OpenAPI 3.1, with what FastAPI cannot know by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from console.shapes.common import Problem
from domain.deciders import DECIDERS
from domain.labelled import CommandField, FieldType
from domain.labels import LABELS, fields_of, said

COMMANDS = "/api/v1/cases/{case}/commands/{command}"
_REF = "#/components/schemas/"
_SAID = """Everything about cases, lists, rules and organisation that the console's pages do.

**Who asks**: a person by their own token (`Authorization: Bearer …`, made on the page `/me`), or by the session of the pages, then with
its `x-csrf-token`; a machine by a governed token with narrow rights. What somebody may not see is `404`, like what is not there.

**Changing something**: give each command an `Idempotency-Key`. The same key with the same content is the same command and has the same
answer, so whatever is in doubt may be sent again. An answer with `outcome` is in the log.

**Reading**: lists come page by page (`next` → `cursor`); `?after=CASE:VERSION` waits until a list knows what one just did. `ETag` and
`If-None-Match` spare what has not changed. Unknown parameters and members are refused.

**Problems** are `application/problem+json` (RFC 9457) with the rule's `clause`, the `field` at fault and a `key` for programs.

Languages: `Accept-Language: zh` or `en`. Instants are ISO 8601 in UTC."""

_TYPES: Mapping[FieldType, Mapping[str, Any]] = {
    "text": {"type": "string", "maxLength": 4000},
    "long": {"type": "string", "maxLength": 4000},
    "yes_no": {"type": "boolean"},
    "person": {"type": "string", "description": "A handle or an id.", "examples": ["lin"]},
    "date": {"type": "string", "format": "date"},
    "instant": {"type": "string", "format": "date-time"},
    "form": {"type": "object", "description": "Lines of the plan's form, by name."},
    "span": {"type": "string", "examples": ["1 wd"]},
    "choice": {"type": "string"},
    "number": {"type": "integer"},
    "rights": {"type": "array", "items": {"type": "string"}},
    "document": {"type": "object"},
}
_SHOWN = {"type": "string", "description": "What the decision is for, as the case's `shown` said it; or by `If-Match`."}
_STEP = {"type": "string", "description": "Which step is answered, where several wait for the same person: the offer's `step`."}


def described(app: FastAPI) -> dict[str, Any]:
    """The whole description; made once."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, openapi_version="3.1.0", description=_SAID, routes=app.routes)
        schemas = made["components"]["schemas"]
        schemas["Problem"] = Problem.model_json_schema(ref_template=f"{_REF}{{model}}")
        schemas |= _commands()
        if COMMANDS in made["paths"]:
            made["paths"][COMMANDS]["post"]["requestBody"] = _command_body()
        app.openapi_schema = made
    return app.openapi_schema


def _command_body() -> dict[str, Any]:
    """One of the commands that people give; a kind of case that comes later stands here by itself."""
    refs = [{"$ref": _REF + name} for name in _commands()]
    example = {"note": "for the customer's audit"}
    return {"content": {"application/json": {"schema": {"anyOf": refs}, "example": example}}, "required": False}


def _commands() -> dict[str, Any]:
    """A schema for each command of each kind of case."""
    return {
        f"{kind.title()}{command.title().replace('_', '')}": _command(kind, command)
        for kind, decider in DECIDERS.items()
        for command in LABELS[kind].commands
        if command not in decider.OPENINGS
    }


def _command(kind: str, command: str) -> dict[str, Any]:
    label = LABELS[kind].commands[command]
    fields = fields_of(kind, command)
    return {
        "title": said(label.title, "en"),
        "description": f"`{command}`: {said(label.does, 'en')}",
        "type": "object",
        "properties": {**{each.name: _field(each) for each in fields}, "step": _STEP, "shown": _SHOWN},
        "required": [each.name for each in fields if each.required],
        "additionalProperties": False,
    }


def _field(each: CommandField) -> dict[str, Any]:
    said_ = " ".join(part for part in (said(each.title, "en") + ".", said(each.hint, "en")) if part)
    choices = {"enum": list(each.choices)} if each.choices else {}
    return {"description": said_, **_TYPES[each.type], **choices}
