"""What a governance command stands on: who asks, by the organisation that counts, and what the documents it brings would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from activities.governed import Governed
from domain.governance import Ground
from domain.kernel import Actor, PersonId, Refused
from domain.organisation import Organisation, by_handle
from packs import check, read
from packs.document import Document, Problem, Unreadable

KINDS = ("organisation", "calendar", "pack")
_PEOPLE = ("stand_in", "absent", "person", "to")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """The actor as of the instant, the ground of the decision, and the content with handles turned into ids."""

    actor: Actor
    ground: Ground
    content: Mapping[str, Any]


def grounds(command: str, content: Mapping[str, Any], by: str, governed: Governed, at: datetime) -> Grounds:
    """Refused when nobody here is called so, or when a document that the command brings cannot be adopted."""
    first = not governed.version
    ground = _first(command, content) if first else _later(command, content, governed, at)
    actor = _actor(ground, by)
    return Grounds(actor=actor, ground=ground, content=_with_ids(content, ground.organisation))


def _first(command: str, content: Mapping[str, Any]) -> Ground:
    """house:first-adoption. Before anything is adopted, the organisation that is handed in says who may hand it in."""
    if command != "adopt_first":
        raise Refused("house:governed", "nothing_adopted")
    documents = {kind: _document(content.get(kind), kind) for kind in KINDS}
    _sound(documents["organisation"], "organisation")
    organisation = read.organisation(documents["organisation"])
    for kind in ("calendar", "pack"):
        _sound(documents[kind], kind, organisation)
    return Ground(organisation=organisation, fallback=read.pack(documents["pack"]).settings.fallback, coming=organisation)


def _later(command: str, content: Mapping[str, Any], governed: Governed, at: datetime) -> Ground:
    ground = Ground(organisation=governed.organisation(at), fallback=governed.pack_at(at).settings.fallback)
    match command, content.get("what"):
        case "propose", "pack" | "calendar" | "organisation" as kind:
            return replace(ground, coming=_coming(kind, _document(content.get("document"), "document", kind), governed, at))
        case "adopt", _:
            return _adopting(ground, governed, at, str(content.get("digest")))
        case _:
            return ground


def _adopting(ground: Ground, governed: Governed, at: datetime, digest: str) -> Ground:
    """A proposal is looked at again when it is adopted: what it must fit may have changed."""
    proposal = governed.state.proposals.get(digest)
    if proposal is None:
        return ground
    document = Document(file=proposal.what, content=governed.state.documents[digest])
    return replace(ground, coming=_coming(proposal.what, document, governed, at))


def _coming(kind: str, document: Document, governed: Governed, at: datetime) -> Organisation | None:
    """The organisation that would be in force afterwards, if it changes.

    A pack must fit the organisation. Not the reverse: that somebody left is no rule but a fact, and a rung that is empty
    goes up at once.
    """
    if kind != "organisation":
        _sound(document, "document", governed.organisation(at))
        return None
    _sound(document, "document")
    return read.organisation(document)


def _document(content: Any, field: str, kind: str = "") -> Document:
    """The content as a document. Refused (house:form) when it is none of this kind."""
    kind = kind or field
    if not isinstance(content, Mapping):
        raise Refused("house:form", "missing_field", field=field)
    if content.get("kind") != kind:
        raise Refused("house:form", "unreadable_document", field=field, problem=f"kind: {kind}?")
    return Document(file=kind, content=content)


def _sound(document: Document, field: str, *organisations: Organisation) -> None:
    """Refused (house:form) with the first thing that is wrong with the document."""
    try:
        found: list[Problem] = check.of_document(document, organisations)
    except Unreadable as error:
        found = list(error.problems)
    if found:
        raise Refused("house:form", "unreadable_document", field=field, problem=f"{found[0].field}: {found[0].reason}"[:200])


def _actor(ground: Ground, by: str) -> Actor:
    """Who asks, with what they hold; `by` is an id or a handle."""
    person = by_handle(ground.organisation, by)
    if person is None:
        raise Refused("house:form", "no_such_person", field="by", person=by[:80])
    return Actor(id=person.id, department=person.department, posts=person.posts)


def _with_ids(content: Mapping[str, Any], organisation: Organisation) -> dict[str, Any]:
    """People may be called by their handles; the log knows them by id. Whoever is not known stays as written."""
    windows = content.get("windows")
    if isinstance(windows, list | tuple):
        content = {**content, "windows": [_with_ids(each, organisation) if isinstance(each, Mapping) else each for each in windows]}
    found = {name: by_handle(organisation, content[name]) for name in _PEOPLE if isinstance(content.get(name), str)}
    return {**content, **{name: PersonId(person.id) for name, person in found.items() if person is not None}}
