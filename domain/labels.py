"""What doors call things, by kind of case: buttons, fields, stages, clocks. Refusals and the timeline speak in `words`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields

from domain.casework.labels import kind_labels
from domain.governance.labels import LABELS as GOVERNANCE
from domain.incidents.plan import IncidentPlan
from domain.kinds import KINDS
from domain.labelled import CommandField, CommandLabel, KindLabels
from domain.policy import Plan, Words
from domain.requests.labels import LABELS as REQUESTS
from domain.shapes import COMMANDS

LABELS: Mapping[str, KindLabels] = {
    "request": REQUESTS,
    "governance": GOVERNANCE,
    **{each.DECIDER.kind.name: kind_labels(each.LABELS) for each in KINDS},
}

FROM_THE_DOOR = frozenset({"shown", "step", "plan", "source", "took_part", "round", "coaching", "earlier"})
"""Fields that a door fills in from the page that the person sees, never the person."""

PARTIES: Mapping[str, Words] = {
    "requester": {"en": "requester", "zh": "申请人"},
    "subject": {"en": "subject", "zh": "当事人"},
    "responsible": {"en": "responsible", "zh": "责任人"},
    "appellant": {"en": "appellant", "zh": "申诉人"},
    "commander": {"en": "commander", "zh": "指挥人"},
    "reporter": {"en": "reporter", "zh": "举报人"},
    "owner": {"en": "owner", "zh": "归口人"},
}
"""Who somebody is in a case."""

ROLES: Mapping[str, Words] = {
    **PARTIES,
    **{
        f"head of {name}'s department": {"en": f"head of {name}'s department", "zh": f"{each['zh']}部门负责人"}
        for name, each in PARTIES.items()
    },
    **{f"direct superior of {name}": {"en": f"direct superior of {name}", "zh": f"{each['zh']}直接上级"} for name, each in PARTIES.items()},
    **{f"department of {name}": {"en": f"department of {name}", "zh": f"{each['zh']}所在部门"} for name, each in PARTIES.items()},
    "employee": {"en": "employee", "zh": "员工"},
    "named": {"en": "named", "zh": "指定人员"},
    "fallback": {"en": "fallback", "zh": "后备人"},
    "one rung up: direct superior": {"en": "one rung up: direct superior", "zh": "上一级：直接上级"},
    "part": {"en": "has a part in the case", "zh": "案件参与人"},
    "panel": {"en": "member of the panel", "zh": "复核小组成员"},
    "asked": {"en": "is asked now", "zh": "被请求办理"},
    "plan": {"en": "by the plan", "zh": "按预案"},
    "facts": {"en": "by the facts", "zh": "按事实"},
}
"""What roles and bases are called that name no post, group or department."""

ON_DUTY: Words = {"en": "on duty for {post}", "zh": "{post}值班人"}
ON_DUTY_UNTIL: Words = {"en": "on duty for {post} until {until}", "zh": "{post}值班至 {until}"}
"""Whoever the roster of a post has on duty: as a role, and as a basis."""

RELATIONS: Mapping[str, Words] = {
    "source": {"en": "what it came from", "zh": "来源"},
    "led_to": {"en": "what it led to", "zh": "后续"},
    "decision": {"en": "the decision", "zh": "所涉决定"},
    "second_appeal": {"en": "second appeal", "zh": "再次申诉"},
    "second_round": {"en": "second round", "zh": "第二轮整改"},
    "next_run": {"en": "next run", "zh": "下一次"},
    "duplicate": {"en": "its duplicate", "zh": "重复事件"},
    "duplicate_of": {"en": "what it is a duplicate of", "zh": "原事件"},
}
"""What another case is to one, where it is not just called by its kind."""

WHOSE: Mapping[str, Words] = {
    "request": {"en": "asked by", "zh": "申请人"},
    "incident": {"en": "reported by", "zh": "报告人"},
    "report": {"en": "reported by", "zh": "举报人"},
}
CONCERNS: Words = {"en": "concerns", "zh": "涉及"}
"""How the person is introduced whose case it is: who asked, or whom or whose work it is about."""

YES: Words = {"en": "yes", "zh": "是"}
NO: Words = {"en": "no", "zh": "否"}


def said(words: Words, lang: str) -> str:
    """The words in this language, else in English."""
    return words.get(lang) or words.get("en", "")


def command_label(kind: str, command: str) -> CommandLabel:
    """What a command is called. KeyError for one that no person gives."""
    return LABELS[kind].commands[command]


def fields_of(kind: str, command: str) -> tuple[CommandField, ...]:
    """The fields that a person fills in, in the order of the command."""
    return tuple(_field(LABELS[kind], command, each) for each in fields(COMMANDS[kind][command]) if each.name not in FROM_THE_DOOR)


def _field(labels: KindLabels, command: str, each: Field[object]) -> CommandField:
    own = f"{command}.{each.name}"
    return CommandField(
        name=each.name,
        type=labels.types.get(own) or labels.types.get(each.name, "text"),
        title=labels.fields.get(own) or labels.fields[each.name],
        hint=labels.hints.get(own) or labels.hints.get(each.name, {}),
        required=each.default is MISSING and each.default_factory is MISSING,
        personal="personal" in each.metadata,
        choices=labels.choices.get(each.name, ()),
    )


# --- one word -------------------------------------------------------------------------------------


def stage_title(kind: str, stage: str, lang: str) -> str:
    """Where a case stands; an unknown key comes back as it is, here and below."""
    return said(LABELS[kind].stages.get(stage, {}), lang) or stage


def stage_of_any(stage: str, lang: str) -> str:
    """The same where the kind is not known: what all kinds that have such a stage call it, if they agree."""
    titles = {said(each.stages[stage], lang) for each in LABELS.values() if stage in each.stages}
    return titles.pop() if len(titles) == 1 else stage


def whose(kind: str, lang: str) -> str:
    """How the person is introduced whose case it is."""
    return said(WHOSE.get(kind, CONCERNS), lang)


def relation_title(relation: str, lang: str) -> str:
    """What another case is to one: in words of its own, or by its kind."""
    words = RELATIONS.get(relation) or (LABELS[relation].title if relation in LABELS else {})
    return said(words, lang) or relation.replace("_", " ")


def outcome_title(kind: str, outcome: str, lang: str) -> str:
    """How a case ended."""
    return said(LABELS[kind].outcomes.get(outcome, {}), lang) or outcome


def value_title(kind: str, value: str, lang: str, of: str = "") -> str:
    """What one of the fixed values of a command's field is called, or how something came out; `of`: in which event."""
    values = LABELS[kind].values
    found = values.get(f"{of}.{value}") or LABELS[kind].outcomes.get(value) or values.get(value, {})
    return said(found, lang) or value


def titles(plans: Iterable[Plan]) -> Mapping[str, Words]:
    """What the names in the tables of these plans are called: kinds of breaches, measures, levels. Of the same name the last one's."""
    found: dict[str, Words] = {}
    for plan in plans:
        for each in fields(plan):
            table = getattr(plan, each.name)
            if each.name in ("title", "fields"):
                continue
            if isinstance(table, Mapping):
                found |= {name: one.title for name, one in table.items() if hasattr(one, "title")}
            elif isinstance(table, tuple):
                found |= {one.name: one.title for one in table if hasattr(one, "title") and hasattr(one, "name")}
        if isinstance(plan, IncidentPlan):
            found |= _of_incidents(plan)
    return found


def value_of(plan: Plan, value: str, lang: str) -> str:
    """What a value of the plan's form is called: a choice by its line's titles or the plan's tables, anything else as it is."""
    own = next((line.titles[value] for line in plan.fields if value in line.titles), None)
    return said(own or titles([plan]).get(value, {}), lang) or value


def _of_incidents(plan: IncidentPlan) -> Mapping[str, Words]:
    """What stands below its levels, in its room and at its end."""
    found = {name: one.title for level in plan.levels.values() for name, one in level.obligations.items()}
    found |= {item.name: item.title for items in plan.room.checklist.values() for item in items}
    found |= {name: one.title for table in (plan.room.groups, plan.room.experts) for name, one in table.items()}
    found |= {name: one.title for name, one in (plan.room.informing.templates if plan.room.informing else {}).items()}
    return found | dict(plan.ending.causes.classes if plan.ending.causes else {})


def task_title(kind: str, task: str, lang: str, plan: Plan | None = None) -> str:
    """What somebody must do; what only a plan of its own obliges to is called as that plan says."""
    words = LABELS[kind].tasks.get(task) or (titles([plan]).get(task, {}) if plan is not None else {})
    return said(words, lang) or task


def clock_title(kind: str, clock: str, lang: str) -> str:
    """What a clock is called: ``answer:1-0-1`` is the answer of the first stage's second step, in whatever round.

    ``answer:rectify-2`` is the answer of a task that comes a second time.
    """
    parts = (_part(LABELS[kind].clocks, part, lang) for part in clock.split(":"))
    return " · ".join(part for part in parts if part) or clock


def _part(clocks: Mapping[str, Words], part: str, lang: str) -> str:
    name, _, place = part.partition("-")
    if part in clocks:
        return said(clocks[part], lang)
    if name in clocks:
        return said(clocks[name], lang) + (f" {place}" if place.isdigit() else "")
    return ".".join(str(int(number) + 1) for number in place.split("-") if number.isdigit())


def clock_follows(kind: str, clock: str, lang: str) -> str:
    """What happens when a clock runs out; by what it waits for where that has an end of its own, as a statement that nobody need make."""
    follows = LABELS[kind].follows
    name, _, task = clock.partition(":")
    return said(follows.get(f"{name}:{task.partition('-')[0]}") or follows.get(name, {}), lang)
