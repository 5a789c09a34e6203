"""How doors say things to a person: instants, what is left, people and posts, lines of the timeline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain import calendar, labels, words
from domain.calendar import Calendar
from domain.kernel import SYSTEM, CaseId, Clock, Offer
from domain.organisation import Organisation
from domain.policy import Plan, Words
from views.lengths import long
from views.page import is_case
from views.roles import Roles

PEOPLE = ("by", "to", "person", "requester", "stands_in_for", "member", "subject", "responsible", "was", "given_by", "opener")
INSTANTS = ("due", "until", "start", "was", "started", "since")
ROLES = ("role", "basis", "to")
TABLED = ("level", "before", "breach", "measure", "measures", "allowed", "group", "field", "item", "template", "cause_class")
"""What is called by a name of one of the plan's tables."""

ANOTHER = {"en": "another case", "zh": "另一案件"}

_DONE_OUTSIDE = re.compile("grant|revoke|open|tell")  # what a duty is called that is no notice
_COUNTED = re.compile(r" (month|week)\b")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Says what the log keeps in a reader's language, with the words of pack, calendar and organisation.

    `numbers`: of other cases, those that may be named to this reader.
    """

    lang: str
    days: Calendar
    organisation: Organisation
    plan: Plan
    name: Callable[[str], str]
    numbers: Mapping[CaseId, str] = field(default_factory=dict)
    titles: Mapping[str, Words] = field(default_factory=dict)
    """What the names in the tables of the pack's plans are called (`domain.labels.titles`)."""

    @property
    def roles(self) -> Roles:
        """Posts, groups and departments by their titles."""
        return Roles(lang=self.lang, organisation=self.organisation)

    def role(self, text: str) -> str:
        """A role or basis as the log keeps it; several of them apart by semicolons."""
        return self.roles.said(text)

    def clock(self, name: str) -> str:
        """What a clock is called; that of an obligation of the plan's own as the plan says."""
        first, _, task = name.partition(":")
        own = labels.titles([self.plan]).get(task) if task and task not in labels.LABELS[self.plan.kind].clocks else None
        title = labels.clock_title(self.plan.kind, first if own else name, self.lang)
        return f"{title} · {labels.said(own, self.lang)}" if own else title

    def case(self, case: str) -> str:
        """Another case by its number; of one that is not this reader's to see only that it is one."""
        return self.numbers.get(CaseId(case)) or labels.said(ANOTHER, self.lang) if case else ""

    def title(self, name: str) -> str:
        """What a name in a table of the pack's plans is called: a breach, a measure."""
        own = next((line.titles[name] for line in self.plan.fields if name in line.titles), None)
        return labels.said(own or self.titles.get(name, {}), self.lang) or name

    def event(self, kind: str, data: Mapping[str, Any]) -> str:
        """What happened, in one sentence."""
        values = {key: self._value(key, value, kind) for key, value in data.items()}
        values["changed"] = self._and(f"{self._line(key)} = {self._value(key, value)}" for key, value in self._fields(data).items())
        if "rule" in data and (self.lang == "zh" or _COUNTED.search(data["rule"])):  # a pack's is half English: ``4 h before``
            values["rule"] = long(data["rule"], self.lang)
        if data.get("by") == SYSTEM and "reason" in data:  # its own words; those of people stay as they are
            values["reason"] = words.PHRASES.get(self.lang, {}).get(values["reason"], values["reason"])
        kind = "task.asked_nobody" if kind == "task.asked" and not data.get("people") else kind
        kind = "violation.took_effect_for_good" if kind == "violation.took_effect" and not data.get("until") else kind
        kind = "room.command_began" if kind == "room.command_taken" and not data.get("was") else kind
        kind = "duty.done" if kind == "duty.notified" and not data.get("to") else kind
        kind = "duty.not_told" if kind == "duty.failed" and not _DONE_OUTSIDE.match(str(data.get("duty"))) else kind
        if "late_s" in data:
            values["late_s"] = length(timedelta(seconds=data["late_s"]), self.lang)
        values["plan"] = self.plan.title.get(self.lang, self.plan.name)
        return words.happened(kind, self.lang, **values)

    def offer(self, offer: Offer) -> str:
        """One command that is open now: who may give it, and on what basis."""
        who = [(self.name(holder.person), self.role(holder.basis)) for holder in offer.who]
        needs = (f"{need}={offer.slot.partition('-')[0]}" if need == "obligation" else need for need in offer.needs)
        return offer_line(offer.command, tuple(needs), who, offer.clause)

    def running(self, clock: Clock, at: datetime) -> str:
        """One running or held clock."""
        due = f"{calendar.shown(self.days, clock.due)}  ({left(at, clock.due, self.lang)})" if clock.due else ""
        return clock_line(self.clock(clock.name), clock.rule, due, clock.clause, self.lang)

    def _and(self, several: Iterable[str]) -> str:
        return ("、" if self.lang == "zh" else ", ").join(several)

    def _line(self, name: str) -> str:
        line = self.plan.field(name)
        return line.title.get(self.lang, name) if line else name

    def _fields(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        fields = data.get("fields") or data.get("facts")
        return fields if isinstance(fields, Mapping) else {}

    def _value(self, key: str, value: Any, of: str = "") -> str:
        """What stands in a sentence's gap."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return labels.said(labels.YES if value else labels.NO, self.lang)
        if isinstance(value, Mapping):
            return self._and(self._value(name, each, of) for name, each in value.items())
        if isinstance(value, Sequence) and not isinstance(value, str):
            return self._and(self._one(key, str(each), of, many=True) for each in value) or "–"
        return self._one(key, str(value), of)

    def _one(self, key: str, value: str, of: str, *, many: bool = False) -> str:
        if key in INSTANTS and (instant := _instant(value)) is not None:
            return calendar.shown(self.days, instant)
        line = self.plan.field(key)
        if key in TABLED or (line is not None and line.type == "choice"):
            return self.title(value)
        if is_case(value):
            return self.case(value)
        if (many or key in PEOPLE or _UUID.fullmatch(value)) and self.name(value) != value:
            return self.name(value)
        match key:
            case "task" | "obligation":
                return labels.task_title(self.plan.kind, value.partition("-")[0], self.lang, self.plan)
            case "clock":
                return self.clock(value)
            case "relation":
                return labels.relation_title(value, self.lang)
            case "post":
                return self.roles.title(value)
            case "department":
                return self.roles.department(value)
            case "outcome" | "how" | "choice" | "seat" | "whom" | "part":
                return labels.value_title(self.plan.kind, value, self.lang, of)
            case _:
                return self.role(value) if key in ROLES else value


def _instant(text: str) -> datetime | None:
    """The instant that it is, if it is one."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def offer_line(command: str, needs: Sequence[str], who: Sequence[tuple[str, str]], clause: str) -> str:
    """One command, the people who may give it, each with their basis; eight of them by name."""
    people = ", ".join(f"{name} – {basis}" for name, basis in who[:8]) or "–"
    more = f" +{len(who) - 8}" if len(who) > 8 else ""
    wanted = f" <{', '.join(needs)}>" if needs else ""
    return f"{command + wanted:<26} {people}{more}  [{clause}]"


def clock_line(name: str, rule: str, due: str, clause: str, lang: str) -> str:
    """One clock; without a due instant it is held."""
    rule = long(rule, lang) if lang == "zh" else rule  # a pack's is half English: ``4 h before``
    return f"{name:<18} {rule:<12} {due or ('已暂停' if lang == 'zh' else 'held')}  [{clause}]"


def left(at: datetime, due: datetime, lang: str) -> str:
    """What is left until then, or since when it is over: ``in 3 h 20 min``, ``2 d 4 h ago``."""
    text = length(abs(due - at), lang)
    if lang == "zh":
        return f"还有 {text}" if due > at else f"已过 {text}"
    return f"in {text}" if due > at else f"{text} ago"


def ago(at: datetime, then: datetime, lang: str) -> str:
    """How long ago something happened, of which nobody was late: ``2 min ago``."""
    text = length(at - then, lang)
    return f"{text}前" if lang == "zh" else f"{text} ago"


def length(span: timedelta, lang: str) -> str:
    """A length of time in its two largest units."""
    minutes = int(span.total_seconds() // 60)
    units = ("天", "小时", "分钟") if lang == "zh" else ("d", "h", "min")
    parts = [(minutes // 1440, units[0]), (minutes // 60 % 24, units[1]), (minutes % 60, units[2])]
    said = [f"{amount} {unit}" for amount, unit in parts if amount][:2]
    return " ".join(said) or (f"{int(span.total_seconds())} " + ("秒" if lang == "zh" else "s"))


def tie(relation: str, of: str, lang: str) -> str:
    """What a case is to an earlier one that is called `of`: ``appeal of VIO-2026-0001``."""
    what = labels.relation_title(relation, lang)
    if not relation:
        return f"来自 {of}" if lang == "zh" else f"came from {of}"
    return f"{of} 的{what}" if lang == "zh" else f"{what} of {of}"
