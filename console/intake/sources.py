"""Which machines send what: one file, read at the start. What a machine may open the pack says; this says how its words are read.

    sources:
      monitoring:                                # POST /intake/monitoring
        format: alertmanager                     # generic | cloudevents | alertmanager
        plan: incident-system-fault
        door_key: monitoring.key.json            # made by `bylaw sign --new-key`, registered with `--machine monitoring`
        token: …                                 # or `secret: whsec_…`, by which bodies are signed; or both
        machine: monitoring                      # default: the source's name
        one_per: alert                           # alertmanager: an incident for each alert, or for each `group`
        title: what                              # the line of the plan's form that takes the alert's title
        lines: {place: labels.instance}          # lines that take one of the alert's values
        always: {harm: light-fault}              # lines that are always so
        by: labels.severity                      # the value that says how grave it is, and what it says of the facts
        facts: {critical: {harm: system-down}}

Files named in it are looked for beside it. Secrets are never printed: errors name the place, not what stands there.
"""

from __future__ import annotations

import re
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from activities.signatures import DoorSecret, read_door_key
from console.intake.formats import FORMATS
from console.intake.proof import secret_of
from domain.kernel import PersonId
from packs.document import Unreadable, parse, read_text

NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,59}")
_WANTED: Final = ("format", "plan", "door_key")
_KNOWN: Final = (*_WANTED, "token", "secret", "machine", "one_per", "title", "lines", "always", "by", "facts")
_ONE_PER: Final = ("alert", "group")
SHORTEST: Final = 24
"""Characters that a token must have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One machine, how it proves who it is, and how what it says is read."""

    name: str
    machine: PersonId
    format: str
    plan: str
    door: DoorSecret
    secret: bytes = field(default=b"", repr=False)
    token: bytes = field(default=b"", repr=False)
    one_per: str = "alert"
    title: str = ""
    lines: Mapping[str, str] = field(default_factory=dict)
    always: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read_sources(path: Path) -> Mapping[str, Source]:
    """All of the file. ValueError, with what is wrong where, when it cannot be meant."""
    try:
        content = parse(str(path), read_text(path)).content
    except Unreadable as no:
        raise ValueError(str(no)) from None
    _only(content, ("sources",), ("sources",), str(path))
    return {name: _source(path, name, each) for name, each in _mapping(content["sources"], f"{path}: sources").items()}


def _source(path: Path, name: str, said: Any) -> Source:
    where = f"{path}: sources.{name}"
    given = _mapping(said, where)
    _only(given, _KNOWN, _WANTED, where)
    if not NAME.fullmatch(name):
        raise ValueError(f"{where}: a source is named by small letters, digits and hyphens")
    texts = {key: _text(given[key], f"{where}.{key}") for key in _KNOWN if key in given and key not in ("lines", "always", "facts")}
    if not texts.keys() & {"secret", "token"}:
        raise ValueError(f"{where}: a source proves who it is by a secret or a token")
    return Source(
        name=name,
        machine=PersonId(texts.get("machine", name)),
        format=_one_of(texts["format"], tuple(FORMATS), f"{where}.format"),
        plan=texts["plan"],
        door=_door(path.parent / texts["door_key"], f"{where}.door_key"),
        secret=_secret(texts.get("secret", ""), f"{where}.secret"),
        token=_token(texts.get("token", ""), f"{where}.token"),
        one_per=_one_of(texts.get("one_per", "alert"), _ONE_PER, f"{where}.one_per"),
        title=texts.get("title", ""),
        lines={line: _text(each, f"{where}.lines.{line}") for line, each in _mapping(given.get("lines", {}), f"{where}.lines").items()},
        always=_mapping(given.get("always", {}), f"{where}.always"),
        by=texts.get("by", ""),
        facts={each: _mapping(lines, f"{where}.facts.{each}") for each, lines in _mapping(given.get("facts", {}), where).items()},
    )


def _door(file: Path, where: str) -> DoorSecret:
    try:
        return read_door_key(file)
    except (OSError, ValueError) as trouble:
        raise ValueError(f"{where}: {trouble}") from None


def _secret(text: str, where: str) -> bytes:
    try:
        return secret_of(text) if text else b""
    except (ValueError, NotBase64):
        raise ValueError(f"{where}: a secret is whsec_ and 24 to 64 bytes in base 64") from None


def _token(text: str, where: str) -> bytes:
    if text and not (text.isascii() and text.isprintable() and len(text) >= SHORTEST):
        raise ValueError(f"{where}: a token has {SHORTEST} letters, digits or marks at least")
    return text.encode()


def _only(given: Mapping[str, Any], known: tuple[str, ...], wanted: tuple[str, ...], where: str) -> None:
    for key in given:
        if key not in known:
            raise ValueError(f"{where}.{key}: known here are {', '.join(known)}")
    for key in wanted:
        if key not in given:
            raise ValueError(f"{where}: {key} is missing")


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{where}: not a mapping")  # noqa: TRY004 - whoever reads the file is told all its faults in one way
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{where}: not a text")
    return value


def _one_of(value: str, known: tuple[str, ...], where: str) -> str:
    if value not in known:
        raise ValueError(f"{where}: one of {', '.join(known)}")
    return value
