"""The room's rules as lines that a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.incidents.plan import IncidentPlan
from domain.incidents.room.plan import Informing, RoomRules
from domain.policy import Words
from domain.procedure import Fill, Line
from domain.step_lines import step_lines

SENTENCES: Mapping[str, Words] = {
    "commands": {
        "en": "{who} commands from the opening on; nobody there: whoever is above.",
        "zh": "立案时由{who}担任指挥人；无人的，由其上级担任。",
    },
    "group": {"en": "Under the commander works a group: {title}.", "zh": "指挥人之下设：{title}。"},
    "expert": {"en": "{title}: {who} is called when needed.", "zh": "{title}：需要时请{who}到场。"},
    "called at": {
        "en": "{title}: {who} is called by the system as soon as the level is {levels}.",
        "zh": "{title}：定为 {levels} 时由系统通知{who}到场。",
    },
    "checklist": {"en": "Checklist at the level {level}, in order:", "zh": "{level} 级检查清单，依次办理："},
    "required": {"en": "{title}: required; what comes after it waits for it.", "zh": "{title}（必办，未完成不得办理其后各项）。"},
    "item": {"en": "{title}.", "zh": "{title}。"},
    "reports": {
        "en": "{who} reports the situation within {within}, and again after each report, while the level is {levels}.",
        "zh": "{levels} 级期间，{who}须在 {within}内报告情况，每次报告后重新计时。",
    },
    "leaders": {"en": "{who} hears of each situation report.", "zh": "每次情况报告均通知{who}。"},
    "template": {"en": "{title} ({whom}): “{text}”", "zh": "{title}（{whom}）：“{text}”"},
}
OUTCOMES: Mapping[str, Words] = {
    "remind for ever": {
        "en": "Nobody is above: the top rung is reminded every time anew, for ever.",
        "zh": "已到最高一级：持续提醒，直至办理。",
    }
}


def procedure(plan: IncidentPlan) -> Iterator[Line]:
    """In the order in which they are wanted."""
    room = plan.room
    if room.commander is not None:
        yield _line("commands", room.commander.clause, who=room.commander.by)
    for group in room.groups.values():
        yield _line("group", group.clause, title=group.title)
    for expert in room.experts.values():
        key = "called at" if expert.called_at else "expert"
        yield _line(key, expert.clause, title=expert.title, who=expert.by, levels=", ".join(expert.called_at))
    yield from _checklists(room)
    if room.report is not None:
        yield from step_lines(room.report.step, OUTCOMES, SENTENCES["reports"], levels=", ".join(room.report.levels))
    if room.informing is not None:
        yield from _informing(room.informing)


def _checklists(room: RoomRules) -> Iterator[Line]:
    for level, items in room.checklist.items():
        if items:
            yield _line("checklist", items[0].clause, level=level)
        for item in items:
            yield _line("required" if item.required else "item", item.clause, depth=1, title=item.title, name=item.name)


def _informing(rules: Informing) -> Iterator[Line]:
    for role in rules.leaders:
        yield _line("leaders", rules.clause, who=role)
    for template in rules.templates.values():
        yield _line("template", rules.clause, title=template.title, whom=template.whom, text=template.text)


def _line(key: str, clause: str, depth: int = 0, **fills: Fill) -> Line:
    return Line(sentence=SENTENCES[key], clause=clause, fills=fills, depth=depth)
