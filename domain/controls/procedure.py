"""A recurring control as a procedure that a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.controls.plan import ControlPlan
from domain.policy import Words
from domain.procedure import Line
from domain.step_lines import step_lines

SENTENCES: Mapping[str, Words] = {
    "runs": {"en": "It runs by itself {rhythm}, for {who}.", "zh": "{rhythm}自动进行，由{who}负责。"},
    "does": {"en": "What is to be done: {what}", "zh": "内容：{what}"},
    "in time": {
        "en": "{who} carries it out within {within}, at the latest by the end of the period.",
        "zh": "{who}须在 {within}内完成，最迟至周期结束。",
    },
    "next": {
        "en": "Done or missed, the next run opens by itself; a missed one is recorded.",
        "zh": "无论完成还是漏做，下一周期自动开始；漏做的留下记录。",
    },
    "line": {
        "en": "What is found becomes a line of the ledger (plan {plan}).",
        "zh": "发现的问题列入整改台账（流程 {plan}）。",
    },
    "violation": {
        "en": "A violation that is found is investigated (plan {plan}): {breaches}.",
        "zh": "发现违规的，立案调查（流程 {plan}）：{breaches}。",
    },
    "ledger": {
        "en": "The department's open lines of the ledger are gone through one by one.",
        "zh": "逐条跟踪本部门未完成的整改台账。",
    },
}
OUTCOMES: Mapping[str, Words] = {"missed": {"en": "Still none: the run is recorded as missed.", "zh": "仍未完成：记为漏做。"}}
"""What silence comes to."""

RHYTHMS: Mapping[str, Words] = {
    "daily": {"en": "every working day", "zh": "每个工作日"},
    "weekly": {"en": "every week", "zh": "每周"},
    "monthly": {"en": "every month", "zh": "每月"},
    "quarterly": {"en": "every quarter", "zh": "每季度"},
    "yearly": {"en": "every year", "zh": "每年"},
}
EACH_HEAD: Words = {"en": "each head of department", "zh": "各部门负责人"}


def procedure(plan: ControlPlan) -> tuple[Line, ...]:
    """When it runs, for whom, what is to be done, and what follows."""
    return tuple(_lines(plan))


def _lines(plan: ControlPlan) -> Iterator[Line]:
    who = EACH_HEAD if plan.do.by.kind == "head" else plan.do.by
    rhythm = RHYTHMS.get(plan.rhythm, {"en": plan.rhythm})
    yield Line(sentence=SENTENCES["runs"], clause=plan.clause, fills={"rhythm": rhythm, "who": who, "by": plan.do.by})
    yield Line(sentence=SENTENCES["does"], clause=plan.clause, fills={"what": plan.what}, depth=1)
    if plan.ledger:
        yield Line(sentence=SENTENCES["ledger"], clause=plan.clause, depth=1)
    outcomes = {plan.do.outcome: {"en": plan.do.outcome}, **OUTCOMES}
    yield from step_lines(plan.do, outcomes, SENTENCES["in time"])
    yield Line(sentence=SENTENCES["next"], clause=plan.who_clause, fills={"opener": plan.who})
    finds = plan.finds
    if finds is not None and finds.rectification:
        yield Line(sentence=SENTENCES["line"], clause=finds.clause, fills={"plan": finds.rectification})
    if finds is not None and finds.violation:
        breaches = ", ".join(finds.breaches)
        yield Line(sentence=SENTENCES["violation"], clause=finds.clause, fills={"plan": finds.violation, "breaches": breaches})
