"""Loading documents: packs, organisations, calendars (YAML with line numbers → domain types).

    document = load(Path("packs/default/pack.yaml"))   # Document: .content is JSON-able, .line(place)
    digest(document)                                   # its name: SHA-256 of the content
    pack(document)  organisation(document)  calendar(document)   # a Document, or its content as the log keeps it

Each raises Unreadable, with every problem found, when the document is not what it must be. What a document says
is judged further by `packs.check`; what was adopted once can be read for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from domain.calendar import Calendar
from domain.organisation import Organisation
from domain.policy import Pack
from packs.days import expanded, read_calendar
from packs.document import Document, Unreadable, digest, parse, read_text
from packs.people import read_organisation
from packs.plans import read_pack
from packs.reading import Reading

SCHEMA: Final = 1
KINDS: Final = ("pack", "organisation", "calendar")
Source = Document | Mapping[str, Any]
_T = TypeVar("_T")

__all__ = ["KINDS", "Document", "Source", "Unreadable", "calendar", "digest", "find", "load", "organisation", "pack", "read", "shape"]


def load(path: Path | str) -> Document:
    """Read a file. A calendar comes back with each of its days written out, if its shape is right."""
    document = parse(str(path), read_text(Path(path)))
    if document.content.get("kind") == "calendar" and "days" not in document.content and not shape(document).problems:
        return expanded(document)
    return document


def find(name: str) -> Path:
    """The file of a document: a path, a folder with a pack.yaml, or a pack that comes with the product (``default``)."""
    path = Path(name)
    bundled = Path(__file__).parent / name / "pack.yaml"
    if not path.exists() and Path(name).name == name and bundled.is_file():
        return bundled
    return path / "pack.yaml" if path.is_dir() else path


def pack(source: Source) -> Pack:
    """The rules that a pack's document says."""
    return read(source, "pack", read_pack)


def organisation(source: Source) -> Organisation:
    """The people that an organisation's document says; names and addresses may be sealed."""
    return read(source, "organisation", read_organisation)


def calendar(source: Source) -> Calendar:
    """The days that a calendar's document says."""
    return read(source, "calendar", read_calendar)


def read(source: Source, kind: str, reader: Callable[[Reading], _T]) -> _T:
    """Read a document of this kind, or raise Unreadable with all that is wrong."""
    document = source if isinstance(source, Document) else Document(file=kind, content=source)
    reading = Reading(document=document)
    if document.content.get("kind") != kind:
        reading.problem(("kind",), "wrong_kind", what=kind)
    _schema(reading)
    found = reader(reading)
    if reading.problems:
        raise Unreadable(tuple(reading.problems))
    return found


def shape(document: Document) -> Reading:
    """One reading of a document of any kind, for its problems and for what was met where."""
    reading = Reading(document=document)
    _schema(reading)
    match document.content.get("kind"):
        case "pack":
            read_pack(reading)
        case "organisation":
            read_organisation(reading)
        case "calendar":
            read_calendar(reading)
        case _:
            reading.problem(("kind",), "unknown_kind")
    return reading


def _schema(reading: Reading) -> None:
    schema = reading.document.content.get("schema")
    if isinstance(schema, bool) or schema != SCHEMA:
        reading.problem(("schema",), "schema")
