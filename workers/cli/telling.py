"""How the command line says things: instants, what is left, people and posts, lines of the timeline."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain import calendar, words
from domain.calendar import Calendar
from domain.kernel import Clock, Offer
from domain.organisation import Organisation
from domain.policy import Plan

PEOPLE = ("by", "to", "person", "requester", "stands_in_for")
INSTANTS = ("due", "until", "start", "was", "started")
ROLES = ("role", "basis", "to")

SAID = {
    "requester": "申请人",
    "employee": "员工",
    "named": "指定人员",
    "fallback": "后备人",
    "answered": "已答复",
    "handed out": "已借出",
    "returned": "已归还",
    "runs from delivery": "自通知送达起算",
    "extended": "已延期",
    "refused": "未获批准",
    "withdrawn": "已撤回",
    "lapsed": "已失效",
    "went up": "已上报",
    "no answer": "无人答复",
    "nobody": "无人可办",
    "nobody answered in time": "逾期无人答复",
    "time over": "期满",
    "sent back for information": "待补充材料",
    "approvals void: the request changed": "申请已变更，此前批准失效",
    "remind": "催办",
    "overdue": "逾期",
    "ended": "已收回",
    "incomplete": "不完整",
    "unchecked": "未核验",
    "True": "是",
    "False": "否",
}
"""Fixed words of the log in Chinese."""

CLOCKS = {
    "answer": "答复",
    "remind": "提醒",
    "closing": "结果生效",
    "information": "补充材料",
    "return": "归还",
    "overdue": "逾期提醒",
    "until": "权限期满",
    "revoke_again": "再次收回",
    "collect": "领取",
    "check": "核验",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Says what the log keeps in a reader's language, with the words of pack, calendar and organisation."""

    lang: str
    days: Calendar
    organisation: Organisation
    plan: Plan
    name: Callable[[str], str]

    def role(self, text: str) -> str:
        """A role or basis as the log keeps it: posts and groups by their titles."""
        text = re.sub(r"(?:post|group) ([a-z0-9-]+)", lambda found: self._title(found[1]), text)
        if self.lang != "zh":
            return text
        text = text.replace("head of requester's department", "申请人部门负责人").replace("direct superior of requester", "申请人直接上级")
        text = re.sub(r"stands in for ([^:]+)(: )?", r"代理 \1 ", text)
        text = re.sub(r" \+([0-9]+)", r"上 \1 级", text)
        return SAID.get(text, text)

    def clock(self, name: str) -> str:
        """What a clock is called."""
        if self.lang != "zh":
            return name
        return "·".join(CLOCKS.get(part, part) for part in name.split(":") if part in CLOCKS or part[:1].isdigit())

    def event(self, kind: str, data: Mapping[str, Any]) -> str:
        """What happened, in one sentence."""
        values = {key: self._value(key, value) for key, value in data.items()}
        values["changed"] = ", ".join(f"{key} = {value}" for key, value in data.get("fields", {}).items())
        kind = "duty.done" if kind == "duty.notified" and not data.get("to") else kind
        values["plan"] = self.plan.title.get(self.lang, self.plan.name)
        return words.text(kind, self.lang, **values)

    def offer(self, offer: Offer) -> str:
        """One command that is open now: who may give it, and on what basis."""
        who = ", ".join(f"{self.name(holder.person)} – {self.role(holder.basis)}" for holder in offer.who[:8]) or "–"
        more = f" +{len(offer.who) - 8}" if len(offer.who) > 8 else ""
        needs = f" <{', '.join(offer.needs)}>" if offer.needs else ""
        return f"{offer.command + needs:<26} {who}{more}  [{offer.clause}]"

    def running(self, clock: Clock, at: datetime) -> str:
        """One running or held clock."""
        name, rule = self.clock(clock.name), clock.rule
        if clock.due is None:
            return f"{name:<18} {rule:<12} {'已暂停' if self.lang == 'zh' else 'held'}  [{clock.clause}]"
        return f"{name:<18} {rule:<12} {calendar.shown(self.days, clock.due)}  ({left(at, clock.due, self.lang)})  [{clock.clause}]"

    def _title(self, name: str) -> str:
        found = self.organisation.posts.get(name) or self.organisation.groups.get(name)
        return found.title.get(self.lang, name) if found else name

    def _value(self, key: str, value: Any) -> str:
        if value is None:
            return ""
        if key in INSTANTS and isinstance(value, str):
            return calendar.shown(self.days, datetime.fromisoformat(value))
        if isinstance(value, Sequence) and not isinstance(value, str):
            return ", ".join(self.name(str(each)) for each in value) or "–"
        if key == "clock":
            return self.clock(str(value))
        if key in PEOPLE and self.name(str(value)) != value:
            return self.name(str(value))
        if key in ROLES:
            return self.role(str(value))
        return SAID.get(str(value), str(value)) if self.lang == "zh" else str(value)


def left(at: datetime, due: datetime, lang: str) -> str:
    """What is left until then, or since when it is over: ``in 3 h 20 min``, ``2 d 4 h ago``."""
    text = length(abs(due - at), lang)
    if lang == "zh":
        return f"还有 {text}" if due > at else f"已过 {text}"
    return f"in {text}" if due > at else f"{text} ago"


def length(span: timedelta, lang: str) -> str:
    """A length of time in its two largest units."""
    minutes = int(span.total_seconds() // 60)
    units = ("天", "小时", "分钟") if lang == "zh" else ("d", "h", "min")
    parts = [(minutes // 1440, units[0]), (minutes // 60 % 24, units[1]), (minutes % 60, units[2])]
    said = [f"{amount} {unit}" for amount, unit in parts if amount][:2]
    return " ".join(said) or (f"{int(span.total_seconds())} " + ("秒" if lang == "zh" else "s"))
