"""What machines send, read strictly: each format by its own words, all of them to the same few facts.

Refused (house:form) with the field at fault: what is not understood is never taken for something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from console.shapes.common import YEARS
from domain.incidents.alerts.acts import LONGEST_KEY
from domain.kernel import Refused

MOST: Final = 200
"""Alerts in one delivery."""
LONGEST: Final = 4000
"""Characters of one value."""
_CE: Final = "ce-"
_CE_NAME: Final = re.compile(r"[a-z0-9]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """One alert. `values` are texts and numbers by dotted name; `facts` are lines of the plan's form as they were sent."""

    key: str
    title: str
    started: datetime | None = None
    resolved: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    delivery: str = ""
    """What the sender calls this very message; the same again is the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A body whose sender is known, with the headers by which a format may speak."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    one_per: str = "alert"

    def json(self) -> Any:
        """Refused unless it is JSON (RFC 8259)."""
        try:
            return json.loads(self.body.decode(), parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise Refused("house:form", "not_json") from None


def _no_number(name: str) -> None:
    raise ValueError(name)


# --- generic ----------------------------------------------------------------------------------------


def generic(sent: Sent) -> Sequence[Noticed]:
    """``{key, title, facts?, started?, status?}``."""
    return [_plain(_object(sent.json(), ""), "")]


def _plain(given: Mapping[str, Any], place: str) -> Noticed:
    _only(given, ("key", "title", "facts", "started", "status"), place)
    facts = _object(given.get("facts", {}), f"{place}facts")
    return Noticed(
        key=_key(given, "key", place),
        title=_text(given, "title", place),
        started=_instant(given["started"], f"{place}started") if "started" in given else None,
        resolved=_resolved(given, place),
        values=_flat(facts, "facts."),
        facts=facts,
    )


# --- CloudEvents 1.0 --------------------------------------------------------------------------------


def cloudevents(sent: Sent) -> Sequence[Noticed]:
    """Structured (the whole event as the body) or binary (its attributes as headers ``ce-…``); `data` as the generic format has it.

    Where `data` names no key, type and subject are it; where it has no title, its type is.
    """
    binary = "ce-specversion" in sent.headers
    event = _from_headers(sent) if binary else _object(sent.json(), "")
    if event.get("specversion") != "1.0":
        raise Refused("house:form", "wrong_type", field="specversion", wanted="1.0")
    for name in event:
        if not _CE_NAME.fullmatch(name) and name not in ("data", "data_base64"):
            raise Refused("house:form", "unknown_field", field=_cut(name))
    kind, source, named = _text(event, "type"), _text(event, "source"), _text(event, "id")
    data = dict(_object(event.get("data", {}), "data"))
    subject = _text(event, "subject") if "subject" in event else ""
    data.setdefault("key", f"{kind}/{subject or source}"[:LONGEST_KEY])
    data.setdefault("title", f"{kind} {subject}".strip())
    if "time" in event:
        data.setdefault("started", event["time"])
    found = _plain(data, "data.")
    told = {"type": kind, "source": source, "subject": subject}
    return [replace(found, delivery=f"{source}\x1f{named}", values={**found.values, **told})]


def _from_headers(sent: Sent) -> Mapping[str, Any]:
    event: dict[str, Any] = {name.removeprefix(_CE): value for name, value in sent.headers.items() if name.startswith(_CE)}
    return {**event, "data": sent.json()} if sent.body else event


# --- Prometheus Alertmanager ------------------------------------------------------------------------


def alertmanager(sent: Sent) -> Sequence[Noticed]:
    """The webhook of Alertmanager, version 4: a group of alerts. What it does not know is left alone, as it grows with each release."""
    body = _object(sent.json(), "")
    if body.get("version") != "4":
        raise Refused("house:form", "wrong_type", field="version", wanted="4")
    alerts = body.get("alerts")
    if not isinstance(alerts, list) or not alerts:
        raise Refused("house:form", "missing_field", field="alerts")
    if len(alerts) > MOST:
        raise Refused("house:form", "too_long", field="alerts", limit=MOST)
    found = [_alert(_object(each, f"alerts.{place}"), f"alerts.{place}.") for place, each in enumerate(alerts)]
    return found if sent.one_per == "alert" else _as_group(body, found)


def _as_group(body: Mapping[str, Any], found: Sequence[Noticed]) -> Sequence[Noticed]:
    """All under the group's key; it is over when the whole group is."""
    key, resolved = _key(body, "groupKey", ""), _resolved(body, "")
    return [replace(each, key=key, resolved=resolved, delivery=f"{each.key}\x1f{each.started}") for each in found]


def _alert(alert: Mapping[str, Any], place: str) -> Noticed:
    labels, notes = (_texts(alert.get(name, {}), f"{place}{name}") for name in ("labels", "annotations"))
    own = _key(alert, "fingerprint", place)
    if "startsAt" not in alert:
        raise Refused("house:form", "missing_field", field=f"{place}startsAt")
    return Noticed(
        key=own,
        title=notes.get("summary") or labels.get("alertname") or own,
        started=_instant(alert["startsAt"], f"{place}startsAt"),
        resolved=_resolved(alert, place),
        values={**_flat(labels, "labels."), **_flat(notes, "annotations.")},
    )


FORMATS: Final[Mapping[str, Callable[[Sent], Sequence[Noticed]]]] = {
    "generic": generic,
    "cloudevents": cloudevents,
    "alertmanager": alertmanager,
}


# --- values -----------------------------------------------------------------------------------------


def _only(given: Mapping[str, Any], known: Sequence[str], place: str) -> None:
    for name in given:
        if name not in known:
            raise Refused("house:form", "unknown_field", field=f"{place}{_cut(name)}")


def _object(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Refused("house:form", "wrong_type", field=place.rstrip("."), wanted="object")
    return value


def _texts(value: Any, place: str) -> Mapping[str, str]:
    found = _object(value, place)
    return {name: _text(found, name, f"{place}.", empty=True) for name in found}


def _text(given: Mapping[str, Any], name: str, place: str = "", *, empty: bool = False) -> str:
    where = f"{place}{_cut(name)}"
    if name not in given:
        raise Refused("house:form", "missing_field", field=where)
    value = given[name]
    if not isinstance(value, str) or not (empty or value.strip()):
        raise Refused("house:form", "wrong_type", field=where, wanted="text")
    if len(value) > LONGEST:
        raise Refused("house:form", "too_long", field=where, limit=LONGEST)
    if "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise Refused("house:form", "bad_characters", field=where)
    return value


def _key(given: Mapping[str, Any], name: str, place: str) -> str:
    value = _text(given, name, place)
    if len(value) > LONGEST_KEY:
        raise Refused("house:form", "too_long", field=f"{place}{name}", limit=LONGEST_KEY)
    return value


def _resolved(given: Mapping[str, Any], place: str) -> bool:
    status = given.get("status", "firing")
    if status not in ("firing", "resolved"):
        raise Refused("house:form", "wrong_type", field=f"{place}status", wanted="firing | resolved")
    return bool(status == "resolved")


def _instant(value: Any, place: str) -> datetime:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or found.year not in YEARS:
        raise Refused("house:form", "wrong_type", field=place, wanted="RFC 3339")
    return found.astimezone(UTC)


def _flat(value: Any, place: str) -> dict[str, Any]:
    """Texts and numbers by their dotted names; what lies deeper than eight levels says nothing here."""
    if isinstance(value, dict) and place.count(".") < 8:
        return {name: each for key, inside in value.items() for name, each in _flat(inside, f"{place}{key}.").items()}
    return {place.rstrip("."): value} if isinstance(value, str | int | float | bool) else {}


def _cut(name: str) -> str:
    return name.encode("utf-8", "replace").decode()[:80]
