"""How the command line says things: instants, what is left, people, lines of the timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from domain import calendar, words
from domain.calendar import Calendar
from domain.kernel import Clock, Offer

PEOPLE = ("by", "to", "person", "requester", "stands_in_for")
INSTANTS = ("due", "until", "start", "was", "started")


def left(at: datetime, due: datetime, lang: str) -> str:
    """What is left until then, or since when it is over: ``in 3 h 20 min``, ``2 d 4 h ago``."""
    text = length(abs(due - at), lang)
    if lang == "zh":
        return f"还有 {text}" if due > at else f"已过 {text}"
    return f"in {text}" if due > at else f"{text} ago"


def length(span: timedelta, lang: str) -> str:
    """A length of time in its two largest units."""
    minutes = int(span.total_seconds() // 60)
    units = (("天", "小时", "分钟") if lang == "zh" else ("d", "h", "min"))
    parts = [(minutes // 1440, units[0]), (minutes // 60 % 24, units[1]), (minutes % 60, units[2])]
    said = [f"{amount} {unit}" for amount, unit in parts if amount][:2]
    return " ".join(said) or (f"{int(span.total_seconds())} " + ("秒" if lang == "zh" else "s"))


def clock_line(clock: Clock, days: Calendar, at: datetime, lang: str) -> str:
    """One running or held clock."""
    if clock.due is None:
        held = "已暂停" if lang == "zh" else "held"
        return f"{clock.name:<18} {clock.rule:<12} {held}  [{clock.clause}]"
    return f"{clock.name:<18} {clock.rule:<12} {calendar.shown(days, clock.due)}  ({left(at, clock.due, lang)})  [{clock.clause}]"


def offer_line(offer: Offer, name: Callable[[str], str]) -> str:
    """One command that is open now: who may give it, and on what basis."""
    who = ", ".join(f"{name(holder.person)} – {holder.basis}" for holder in offer.who[:8]) or "–"
    more = f" +{len(offer.who) - 8}" if len(offer.who) > 8 else ""
    needs = f" <{', '.join(offer.needs)}>" if offer.needs else ""
    return f"{offer.command + needs:<26} {who}{more}  [{offer.clause}]"


def timeline_text(kind: str, data: Mapping[str, Any], days: Calendar, name: Callable[[str], str], lang: str) -> str:
    """What happened, in one sentence."""
    values = {key: _value(key, value, days, name) for key, value in data.items()}
    values["changed"] = ", ".join(f"{key} = {value}" for key, value in data.get("fields", {}).items())
    return words.text(kind, lang, **values)


def _value(key: str, value: Any, days: Calendar, name: Callable[[str], str]) -> str:
    if value is None:
        return ""
    if key in INSTANTS and isinstance(value, str):
        return calendar.shown(days, datetime.fromisoformat(value))
    if key == "people" or (key == "to" and isinstance(value, Sequence) and not isinstance(value, str)):
        return ", ".join(name(each) for each in value) or "–"
    return name(str(value)) if key in PEOPLE else str(value)
