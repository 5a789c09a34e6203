"""A plan of violations as a procedure that a person can read, in the order of the policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.kernel import Clause
from domain.policy import Words
from domain.procedure import Line
from domain.step_lines import step_lines
from domain.violations.plan import ViolationPlan

SENTENCES: Mapping[str, Words] = {
    "asks": {"en": "May be opened by: {who}, or by a report that was taken up.", "zh": "可以立案的人：{who}；举报受理后也可立案。"},
    "level": {"en": "Level {number}: {title}.", "zh": "第 {number} 级：{title}。"},
    "decides": {"en": "{who} decides within {within}.", "zh": "由{who}在 {within}内决定。"},
    "on the spot": {
        "en": "On the spot: whoever decides hears the subject, without a report of an investigation.",
        "zh": "当场处理：由决定人听取当事人陈述，不须调查报告。",
    },
    "measures": {"en": "Measures at this level: {measures}.", "zh": "本级可用的处理措施：{measures}。"},
    "breach": {"en": "{title} — {level}, {points} points.", "zh": "{title}：{level}，计 {points} 分。"},
    "only": {"en": "What follows it: {measures}.", "zh": "对应的处理措施：{measures}。"},
    "measure": {"en": "Measure “{title}”, {points} points{traits}.", "zh": "措施“{title}”，计 {points} 分{traits}。"},
    "lasts": {"en": "It lasts {span}.", "zh": "期限 {span}。"},
    "investigates": {
        "en": "{who} leads the investigation and reports in writing within {within}.",
        "zh": "{who}牵头调查，{within}内提交书面报告。",
    },
    "extension": {"en": "It may be extended once by {span}, with a reason.", "zh": "说明理由后可延长一次，延长 {span}。"},
    "no extension": {"en": "It cannot be extended.", "zh": "不得延长。"},
    "hears": {"en": "Before a decision {who} may make a statement within {within}.", "zh": "作出决定前，{who}可在 {within}内陈述意见。"},
    "serves": {"en": "{who} serves the decision within {within}.", "zh": "{who}须在 {within}内送达决定。"},
    "served": {
        "en": "Served is what its subject confirms, or what was tried {attempts} times, {every} apart.",
        "zh": "当事人确认收到即为送达；或者间隔 {every}、送达 {attempts} 次后视为送达。",
    },
    "appeal": {
        "en": "Its subject may appeal in writing within {within}; plan of the review: {to}.",
        "zh": "当事人可在 {within}内书面申诉；复核流程：{to}。",
    },
    "stay": {"en": "An appeal stays the decision.", "zh": "申诉期间暂缓执行。"},
    "urgent": {
        "en": "Except where the decision says that an urgent risk requires it to stand.",
        "zh": "但决定中说明有紧急风险、必须立即执行的除外。",
    },
    "again": {"en": "A second appeal is reviewed by the plan {to}.", "zh": "第二次申诉的复核流程：{to}。"},
    "publication": {"en": "When it is final, it is published to {who}: {shows}.", "zh": "决定生效后向{who}公布：{shows}。"},
    "rectifies": {"en": "What is to be put right becomes a line by the plan {to}.", "zh": "需要整改的事项按流程 {to} 列入台账。"},
}

OUTCOMES: Mapping[str, Words] = {
    "undecided": {
        "en": "Still none: the case ends undecided, with nothing against its subject.",
        "zh": "仍无人办理：不作决定而结案，不对当事人产生任何不利。",
    },
    "go_on": {"en": "No statement: it goes on without one; silence proves nothing.", "zh": "未陈述：程序继续；沉默不作为证据。"},
    "unserved": {"en": "Still none: a decision that nobody serves has no effect.", "zh": "仍未送达：未送达的决定不生效。"},
}
"""What silence comes to."""

SUSPENDS: Words = {"en": "; what was granted is suspended meanwhile", "zh": "；其间已授予的权限暂停"}


def procedure(plan: ViolationPlan) -> tuple[Line, ...]:
    """The whole of a plan, from who may open it to what is made known."""
    return (*_opening(plan), *_scale(plan), *_investigation(plan), *_service(plan), *_appeal(plan), *_after(plan))


def _line(key: str, clause: Clause, depth: int = 0, **fills: object) -> Line:
    return Line(sentence=SENTENCES[key], clause=clause, fills=fills, depth=depth)  # type: ignore[arg-type] # a table of our own


def _opening(plan: ViolationPlan) -> Iterator[Line]:
    yield _line("asks", plan.who_clause, who=plan.who)


def _scale(plan: ViolationPlan) -> Iterator[Line]:
    """Levels, the worst first; then what belongs to each, and what may follow."""
    for number, level in enumerate(plan.levels, 1):
        yield _line("level", level.clause, number=str(number), title=level.title, name=level.name)
        if level.on_the_spot:
            yield _line("on the spot", level.decides.clause, 1)
        yield from step_lines(level.decides, OUTCOMES, SENTENCES["decides"], 1)
        yield _line("measures", level.clause, 1, measures=_joined(plan, level.measures))
    for name, breach in sorted(plan.breaches.items(), key=lambda each: (_place(plan, each[1].level), each[0])):
        grave, points = _level(plan, breach.level), str(breach.points)
        yield _line("breach", breach.clause, title=breach.title, level=grave, points=points, name=f"{name} {breach.level}")
        if breach.measures:
            yield _line("only", breach.clause, 1, measures=_joined(plan, breach.measures), names=" ".join(breach.measures))
    for name, measure in sorted(plan.measures.items()):
        traits = SUSPENDS if measure.suspends else {"en": "", "zh": ""}
        yield _line("measure", measure.clause, title=measure.title, points=str(measure.points), traits=traits, name=name)
        if measure.lasts is not None:
            yield _line("lasts", measure.lasts.clause, 1, span=measure.lasts.span)


def _place(plan: ViolationPlan, level: str) -> int:
    return next((place for place, each in enumerate(plan.levels) if each.name == level), len(plan.levels))


def _level(plan: ViolationPlan, name: str) -> Words:
    return next((each.title for each in plan.levels if each.name == name), {"en": name, "zh": name})


def _joined(plan: ViolationPlan, names: tuple[str, ...]) -> Words:
    titles = [plan.measures[name].title if name in plan.measures else {"en": name, "zh": name} for name in names]
    return {"en": ", ".join(each.get("en", "") for each in titles), "zh": "、".join(each.get("zh", "") for each in titles)}


def _investigation(plan: ViolationPlan) -> Iterator[Line]:
    yield from step_lines(plan.investigation, OUTCOMES, SENTENCES["investigates"])
    if plan.extension is not None:
        yield _line("extension", plan.extension.clause, 1, span=plan.extension.span)
    else:
        yield _line("no extension", plan.investigation.clause, 1)
    yield from step_lines(plan.hearing, OUTCOMES, SENTENCES["hears"])


def _service(plan: ViolationPlan) -> Iterator[Line]:
    rule = plan.service
    yield from step_lines(rule.by, OUTCOMES, SENTENCES["serves"])
    yield Line(
        sentence=SENTENCES["served"],
        clause=rule.clause,
        also=(rule.every.clause,),
        fills={"attempts": str(rule.attempts), "every": rule.every.span},
        depth=1,
    )


def _appeal(plan: ViolationPlan) -> Iterator[Line]:
    rule = plan.appeal
    if rule is None:
        return
    yield _line("appeal", rule.within.clause, within=rule.within.span, to=rule.to)
    yield _line("stay", rule.stay_clause, 1)
    if rule.except_urgent:
        yield _line("urgent", rule.stay_clause, 1)
    if rule.again:
        yield _line("again", rule.within.clause, 1, to=rule.again)


def _after(plan: ViolationPlan) -> Iterator[Line]:
    rule = plan.publication
    if rule is not None:
        yield _line("publication", rule.clause, who=rule.to, shows=", ".join(rule.shows))
    if plan.rectifies:
        yield _line("rectifies", plan.clause, to=plan.rectifies)
