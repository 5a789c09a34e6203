"""How the command line lays things out, whether it reads the log itself or asks a console."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from domain import labels, words
from domain.calendar import Calendar, shown
from domain.kernel import CaseId, kind_of
from domain.labels import said, task_title, whose
from views.saying import ANOTHER, left

SAID = {
    "due": {"en": "due", "zh": "截止"},
    "overdue": {"en": "OVERDUE since", "zh": "逾期，应于"},
    "at_risk": {"en": "AT RISK", "zh": "将到期"},
    "no_clock": {"en": "no clock runs", "zh": "无时限"},
    "for": {"en": "for", "zh": "代"},
    "nothing": {"en": "nothing is due", "zh": "没有待办事项"},
    "no_cases": {"en": "no cases", "zh": "没有个案"},
    "more": {"en": "more: --before", "zh": "更多：--before"},
    "behind": {"en": "the list is behind by so many events:", "zh": "列表落后的事件数："},
    "stopped": {"en": "the list stands still:", "zh": "列表已停止："},
    "closed": {"en": "closed", "zh": "结案"},
    "clocks": {"en": "clocks", "zh": "计时"},
    "offers": {"en": "who can act now", "zh": "现在可以办理"},
    "timeline": {"en": "timeline", "zh": "经过"},
    "rules": {"en": "rules at work", "zh": "适用的规则"},
    "next": {"en": "if nobody does anything", "zh": "若无人办理"},
    "nothing_next": {"en": "nothing changes any more", "zh": "不会再有变化"},
    "nobody": {"en": "nobody: the case is closed", "zh": "已结案，无人可以办理"},
    "done": {"en": "done", "zh": "已办理"},
    "moot": {"en": "nothing new", "zh": "无变化"},
    "not_told": {"en": "nobody was told anything", "zh": "没有通知"},
    "in_force": {"en": "in force since", "zh": "生效于"},
    "proposed_by": {"en": "proposed by", "zh": "提出人"},
    "not_adopted": {"en": "nothing is adopted yet", "zh": "尚未采用任何制度包"},
    "stands_in": {"en": "stands in for", "zh": "代理"},
    "chain": {"en": "cases of this story", "zh": "同一事项的案件"},
    "story": {"en": "the story", "zh": "全部经过"},
    "more_cases": {"en": "there are more cases than are shown here", "zh": "案件较多，此处未全部列出"},
    "no_stand_in": {"en": "nobody stands in for anybody", "zh": "目前没有代理"},
}


def say(key: str, lang: str) -> str:
    """Fixed words."""
    return SAID[key][lang]


# --- a case ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above everything that is said of a case. `lines`: title and value of each line of its form; `level`: of an incident."""

    case: str
    number: str
    title: str
    form: str
    stage: str
    outcome: str
    requester: str
    department: str
    opened: str
    lines: Sequence[tuple[str, str]]
    level: str = ""


def print_head(head: Head, lang: str) -> None:
    """Which case, where it stands, who asked for what."""
    stage = head.stage + (f" ({head.outcome})" if head.outcome else "")
    level = f"{head.level}, " if head.level else ""
    print(f"{head.number or head.case}  {head.title} 《{head.form}》  – {level}{stage}")
    if head.number:
        print(head.case)
    person = f"{whose(kind_of(CaseId(head.case)), lang)}: {head.requester}" if head.requester else ""
    print(", ".join(each for each in (person, head.department, head.opened) if each))
    for title, value in head.lines:
        print(f"  {title}: {words.harmless(value)}")


def print_section(key: str, lines: Iterable[str], lang: str) -> None:
    """A title and what stands under it."""
    print("\n" + say(key, lang))
    for line in list(lines) or ["–"]:
        print(f"  {line}")


def event_line(version: int, when: str, text: str, clause: str, *, unsigned: bool) -> str:
    """One event of the timeline."""
    cited = f"  [{clause}]" if clause else ""
    return f"{version:>3}  {when:<19}  {text}{cited}{'  (unsigned)' if unsigned else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedWords:
    """A case of a chain as it is printed. `ties`: what it is to which others. Without a number it is only said that it is there."""

    number: str
    title: str
    stage: str
    outcome: str
    ties: Sequence[str]


def linked_line(one: LinkedWords, lang: str) -> str:
    """Which case, where it stands, what it is to the others."""
    ties = f"  ({', '.join(one.ties)})" if one.ties else ""
    if not one.number:
        return f"{said(ANOTHER, lang)}{ties}"
    return f"{one.number:<18} {one.title} – {one.stage}{f' ({one.outcome})' if one.outcome else ''}{ties}"


def story_line(when: str, number: str, text: str, clause: str) -> str:
    """One event of a chain."""
    return f"{when:<19}  {number:<18} {text}{f'  [{clause}]' if clause else ''}"


def rule_line(clause: str, said: str) -> str:
    """A rule in its own words."""
    return f"{clause:<22} {said}"


def next_line(days: Calendar, at: datetime, due: datetime, clock: str, follows: str, clause: str, lang: str) -> str:
    """What comes by itself: which clock is up, and what follows."""
    what = (f"{clock}：{follows}" if lang == "zh" else f"{clock}: {follows}") if follows else clock
    return f"{shown(days, due)} ({left(at, due, lang)}): {what}  [{clause}]"


def answer_line(number: str, case: str, outcome: Literal["done", "moot"], stage: str, lang: str) -> str:
    """What came of a command, and where the case stands, if that was told."""
    stands = f" ({labels.stage_title(kind_of(CaseId(case)), stage, lang)})" if stage else ""
    return f"{number or case}: {say(outcome, lang)}{stands}  {case}"


# --- lists ----------------------------------------------------------------------------------------


def due_words(days: Calendar, at: datetime, due: datetime | None, lang: str, *, at_risk: bool) -> str:
    """The instant, how long until then, and a mark when it is near or over."""
    if due is None:
        return say("no_clock", lang)
    mark = f"  {say('at_risk', lang)}" if at_risk else ""
    return f"{say('due' if due > at else 'overdue', lang)} {shown(days, due)} ({left(at, due, lang)}){mark}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskWords:
    """A task as it is printed. `instead_of`: for whom, where not for oneself."""

    number: str
    kind: str
    task: str
    title: str
    requester: str
    due: str
    instead_of: str
    clause: str


def _person(kind: str, name: str, lang: str) -> str:
    """Whose case it is, if it is anybody's."""
    return f", {whose(kind, lang)} {name}" if name else ""


def task_line(task: TaskWords, lang: str) -> str:
    """One line of the inbox."""
    whom = f"  ({say('for', lang)} {task.instead_of})" if task.instead_of else ""
    what = f"{task_title(task.kind, task.task, lang)}: {task.title}{_person(task.kind, task.requester, lang)}"
    return f"{task.number:<16} {what}  {task.due}{whom}  [{task.clause}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWords:
    """A case of a list as it is printed. `closed`: when; `task`: what is due next, `due`: until when; empty where nothing is."""

    number: str
    kind: str
    stage: str
    outcome: str
    title: str
    requester: str
    closed: str
    task: str
    due: str


def case_line(case: CaseWords, lang: str) -> str:
    """One line of the list of cases."""
    stage = case.stage + (f" ({case.outcome})" if case.outcome else "")
    head = f"{case.number:<16} {stage:<20} {case.title}{_person(case.kind, case.requester, lang)}"
    if case.closed:
        return f"{head}  {say('closed', lang)} {case.closed}"
    return f"{head}  {task_title(case.kind, case.task, lang)}: {case.due}" if case.due else head


# --- rules and people ---------------------------------------------------------------------------------


def in_force_line(what: str, digest: str, since: datetime, lang: str) -> str:
    """A document that counts."""
    return f"{what:<13}{digest}  {say('in_force', lang)} {since:%Y-%m-%d %H:%M} UTC"


def proposal_line(what: str, digest: str, by: str, lang: str) -> str:
    """A document that waits."""
    return f"{what:<13}{digest}  {say('proposed_by', lang)} {by}"


def print_stand_in(id_: str, stand_in: str, absent: str, window: str, reason: str, lang: str) -> None:
    """Who acts for whom, from when until when."""
    print(f"{id_}  {stand_in} {say('stands_in', lang)} {absent}")
    print(f"    {window}  {reason}")


def window_shown(at: datetime, zone: ZoneInfo) -> str:
    """When a stand-in begins or ends, in the organisation's zone."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def notice_line(when: str, to: str, text: str) -> str:
    """Something that somebody was told."""
    return f"{when:<19}  {to}  {text}"
