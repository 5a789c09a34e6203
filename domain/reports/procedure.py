"""A report's plan in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.policy import Words
from domain.procedure import Line
from domain.reports.plan import ReportPlan
from domain.step_lines import step_lines

SENTENCES: Mapping[str, Words] = {
    "asks": {"en": "May report: {who}.", "zh": "可以举报的人：{who}。"},
    "anonymous": {
        "en": "Nobody need say who they are: a receipt code lets them come back.",
        "zh": "可以匿名举报：凭回执码查询进展和补充情况。",
    },
    "known": {
        "en": "Who reported may be learned by: {who}; each look is recorded.",
        "zh": "可以得知举报人身份的人：{who}；每次查看均留下记录。",
    },
    "checks": {"en": "{who} checks it within {within}.", "zh": "{who}须在 {within}内核实。"},
    "reply": {
        "en": "A question to the reporter waits {within}; the time to check stands still meanwhile.",
        "zh": "向举报人的提问等待 {within}；其间核实时限暂停。",
    },
    "violation": {"en": "True: a violation is opened by the plan “{plan}”.", "zh": "属实：按流程“{plan}”立违规案。"},
    "rectification": {
        "en": "True: a line of the rectification ledger is opened by the plan “{plan}”.",
        "zh": "属实：按流程“{plan}”列入整改台账。",
    },
    "outcome": {"en": "What came of it is awaited for {within}.", "zh": "等待处理结果最长 {within}。"},
    "reward": {"en": "A true report is worth {points} points.", "zh": "举报属实奖励 {points} 分。"},
}
OUTCOMES: Mapping[str, Words] = {
    "unchecked": {"en": "Still none: it ends unchecked, with an alarm.", "zh": "仍未核实：以未核实结案，并发出警报。"},
}
"""What silence comes to."""


def procedure(plan: ReportPlan) -> tuple[Line, ...]:
    """Who may report, who checks it, what follows."""
    return tuple(_lines(plan))


def _lines(plan: ReportPlan) -> Iterator[Line]:
    yield _line("asks", plan.who_clause, who=plan.who)
    if plan.anonymous_clause:
        yield _line("anonymous", plan.anonymous_clause, 1)
    for permit in plan.readers or ():
        yield _line("known", permit.clause, 1, who=permit.by)
    yield from step_lines(plan.check, OUTCOMES, SENTENCES["checks"])
    yield _line("reply", plan.reply.clause, 1, within=plan.reply.span)
    leads = plan.leads_to
    yield Line(sentence=SENTENCES.get(leads.kind, {"en": leads.kind}), clause=leads.clause, fills={"plan": leads.plan})
    yield _line("outcome", plan.outcome.clause, 1, within=plan.outcome.span)
    if plan.reward is not None:
        yield _line("reward", plan.reward.clause, points=str(plan.reward.points))


def _line(key: str, clause: str, depth: int = 0, **fills: object) -> Line:
    return Line(sentence=SENTENCES[key], clause=clause, fills=fills, depth=depth)  # type: ignore[arg-type] # a table of our own
