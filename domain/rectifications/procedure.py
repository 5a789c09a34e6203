"""A plan of the ledger in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.kernel import Clause
from domain.policy import Words
from domain.procedure import Fill, Line
from domain.rectifications.plan import RectificationPlan
from domain.step_lines import silence, step_lines

OUTCOMES: Mapping[str, Words] = {
    "go on": {"en": "Still none: it goes on without.", "zh": "仍未办理：不再等待，继续进行。"},
    "second round": {
        "en": "Still none: it is closed as not put right, and a second round is opened one level up.",
        "zh": "仍未办理：按未整改结案，并在上一级开启第二轮整改。",
    },
    "undecided": {"en": "Still none: it is closed undecided, and an alarm is raised.", "zh": "仍未办理：未作结论结案，并发出警报。"},
}
"""What silence comes to. It never counts as done."""

SENTENCES: Mapping[str, Words] = {
    "opens": {"en": "{who} puts a line in the ledger, with one person responsible.", "zh": "{who}登记整改事项，并指定一名责任人。"},
    "plans": {
        "en": "Where the risk is high, {who} hands in a plan within {within}.",
        "zh": "高风险事项，{who}须在 {within}内提交整改方案。",
    },
    "rectifies": {
        "en": "{who} puts it right within {within}, or by the day that the line names, and reports the changed rules and their execution.",
        "zh": "{who}须在 {within}内或登记的期限内完成整改，并报告修订的制度和执行记录。",
    },
    "photographs": {"en": "With photographs.", "zh": "须附照片。"},
    "extends": {
        "en": "{who} may give more time once each time, with a reason, for at most {at_most} from then on.",
        "zh": "{who}可以说明理由延期，每次整改一次，自延期之日起最长 {at_most}。",
    },
    "hands over": {"en": "{who} may make somebody else responsible, with a reason.", "zh": "{who}可以说明理由更换责任人。"},
    "accepts": {
        "en": "{who} accepts it with {quorum} voices within {within}, nobody their own work; one who sends it back sends it back.",
        "zh": "{who}须在 {within}内验收，须有 {quorum} 人同意，任何人不得验收自己的整改；其中一人说明理由退回的，即为退回。",
    },
    "acceptance": {
        "en": "Where the risk is high, it is accepted within {within} of its opening; else the head is told.",
        "zh": "高风险事项须在登记后 {within}内通过验收；逾期告知部门负责人。",
    },
    "effect": {"en": "Its effect is looked at {within} later.", "zh": "{within}后核查整改效果。"},
    "checks": {
        "en": "{who}, who neither did nor accepted it, says within {within} whether the criterion is met.",
        "zh": "{who}（未参与整改和验收）须在 {within}内确认是否达到标准。",
    },
    "falls short": {
        "en": "Short of it, a second round is opened one level up by the plan “{plan}”.",
        "zh": "未达标的，按“{plan}”在上一级开启第二轮整改。",
    },
    "coaches": {
        "en": "{who} first coaches whoever was responsible, one to one, within {within}.",
        "zh": "{who}须先在 {within}内对原责任人进行一对一辅导。",
    },
}


def procedure(plan: RectificationPlan) -> tuple[Line, ...]:
    """From the finding to the verified effect."""
    return (*_putting_right(plan), *_judging(plan), *_again(plan))


def _putting_right(plan: RectificationPlan) -> Iterator[Line]:
    yield _line("opens", plan.who_clause, who=plan.who)
    if plan.planning is not None:
        yield from step_lines(plan.planning, OUTCOMES, SENTENCES["plans"])
    yield from step_lines(plan.rectify, OUTCOMES, SENTENCES["rectifies"])
    if plan.photographs_clause:
        yield _line("photographs", plan.photographs_clause, 1)
    rule = plan.extension
    yield _line("extends", rule.clause, 1, also=(rule.at_most.clause,), who=rule.by, at_most=rule.at_most.span)
    yield _line("hands over", plan.handing_over.clause, 1, who=plan.handing_over.by)


def _judging(plan: RectificationPlan) -> Iterator[Line]:
    step = plan.accept
    also, within = (step.within.clause,), step.within.span
    yield _line("accepts", step.clause, also=also, who=step.by, within=within, quorum=str(plan.quorum))
    yield from silence(step, OUTCOMES, 1)
    if plan.acceptance is not None:
        yield _line("acceptance", plan.acceptance.clause, within=plan.acceptance.span)
    yield _line("effect", plan.effect.clause, within=plan.effect.span)
    yield from step_lines(plan.check, OUTCOMES, SENTENCES["checks"])


def _again(plan: RectificationPlan) -> Iterator[Line]:
    rule = plan.falls_short
    yield _line("falls short", rule.clause, plan=rule.plan)
    if rule.coaching is not None:
        yield from step_lines(rule.coaching, OUTCOMES, SENTENCES["coaches"], 1)


def _line(key: str, clause: Clause, depth: int = 0, also: tuple[Clause, ...] = (), **fills: Fill) -> Line:
    return Line(sentence=SENTENCES[key], clause=clause, also=also, fills=fills, depth=depth)
