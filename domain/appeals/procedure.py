"""A plan of appeals as a procedure that a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domain.appeals.plan import AppealPlan, Seat
from domain.kernel import Clause
from domain.policy import Words
from domain.procedure import Fill, Line
from domain.step_lines import step_lines

SENTENCES: Mapping[str, Words] = {
    "opens": {
        "en": "The decision's case opens the review when {who} appeals there.",
        "zh": "{who}在原决定案件中提出申诉后，由该案件启动复核。",
    },
    "forms": {"en": "{who} forms the panel within {within}.", "zh": "{who}须在 {within}内组成复核小组。"},
    "panel": {
        "en": "It has {size} seats, filled from at least {departments} departments; nobody on it took part before.",
        "zh": "小组共 {size} 席，至少来自 {departments} 个部门；此前参与过的人不得担任成员。",
    },
    "seat": {
        "en": "Seat “{seat}”: {who}; if all of them are in conflict, the next rung up.",
        "zh": "席位“{seat}”：{who}；若均须回避，则由上一级担任。",
    },
    "seat of department": {
        "en": "Seat “{seat}”: somebody of {department}; if all of them are in conflict, the next rung up.",
        "zh": "席位“{seat}”：{department} 的人员；若均须回避，则由上一级担任。",
    },
    "hears": {
        "en": "{who} is heard within {within}; silence is no obstacle and never counts against them.",
        "zh": "{who}可在 {within}内陈述；未陈述不影响复核，也不作不利推定。",
    },
    "concludes": {
        "en": "The panel investigates anew and concludes within {within} of the filing; if it is silent, it goes up from {who}.",
        "zh": "复核小组重新调查，自申诉提出起 {within}内作出结论；逾期自 {who} 起逐级上报。",
    },
    "votes": {
        "en": "Votes are counted when at least {quorum} have voted; more than half of the seats decide, and a tie favours the appellant.",
        "zh": "至少 {quorum} 人投票后计票；超过半数席位即为结论，票数相同时取对申诉人有利者。",
    },
    "objects": {
        "en": "Whether a member has an interest in the matter, {who} decides within {within}.",
        "zh": "成员是否须回避，由{who}在 {within}内决定。",
    },
}
OUTCOMES: Mapping[str, Words] = {
    "annulled": {"en": "Still none: the decision is annulled.", "zh": "仍未作出：原决定撤销。"},
    "lightest": {"en": "Still none: the mildest measure takes its place.", "zh": "仍未作出：改为最轻的措施。"},
    "silent": {"en": "Nothing said: the review goes on without it.", "zh": "未陈述：复核照常进行。"},
    "upheld": {"en": "Still none: the member leaves the panel.", "zh": "仍未作出：该成员退出复核小组。"},
}


def procedure(plan: AppealPlan) -> tuple[Line, ...]:
    """From the filing to the conclusion."""
    return (
        _line("opens", plan.who_clause, who=plan.who),
        *step_lines(plan.panel.form, OUTCOMES, SENTENCES["forms"]),
        _line("panel", plan.panel.clause, size=str(len(plan.panel.seats)), departments=str(plan.panel.departments)),
        *(line for name, seat in plan.panel.seats.items() for line in _seat(name, seat)),
        *step_lines(plan.objection, OUTCOMES, SENTENCES["objects"]),
        *step_lines(plan.hearing, OUTCOMES, SENTENCES["hears"]),
        *step_lines(plan.conclude, OUTCOMES, SENTENCES["concludes"]),
        _line("votes", plan.panel.quorum_clause, quorum=str(plan.panel.quorum)),
    )


def _seat(name: str, seat: Seat) -> Iterator[Line]:
    for role in seat.roles:
        yield _line("seat", seat.clause, 1, seat=name, who=role)
    for department in seat.departments:
        yield _line("seat of department", seat.clause, 1, seat=name, department=department)
    if not seat.roles and not seat.departments:
        yield _line("seat", seat.clause, 1, seat=name, who="")


def _line(key: str, clause: Clause, depth: int = 0, **fills: Any) -> Line:
    given: Mapping[str, Fill] = fills
    return Line(sentence=SENTENCES[key], clause=clause, fills=given, depth=depth)
