"""A plan of incidents as a procedure that a person can read: each level with what it obliges whom to, then the parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.incidents import areas
from domain.incidents.plan import Condition, IncidentPlan, Level, Obligation
from domain.policy import Words
from domain.procedure import Fill, Line
from domain.step_lines import step_lines

SENTENCES: Mapping[str, Words] = {
    "opens": {"en": "May be opened by: {who}, and by machines that are known.", "zh": "可以报告的人：{who}；已登记的监控系统也可报告。"},
    "level": {"en": "{title} ({colour}): {means}", "zh": "{title}（{colour}）：{means}"},
    "one of": {"en": "It is at least this grave if “{line}” is: {values}.", "zh": "“{line}”为以下之一的，至少定为本级：{values}。"},
    "more than": {"en": "It is at least this grave if “{line}” is more than {number}.", "zh": "“{line}”超过 {number} 的，至少定为本级。"},
    "acknowledges": {"en": "{who} acknowledges within {within}.", "zh": "{who}须在 {within}内接警。"},
    "promise": {
        "en": "Without progress for {within} an acknowledgement lapses, and somebody is asked again.",
        "zh": "接警后 {within}没有进展的，接警失效，重新逐级通知。",
    },
    "again": {
        "en": "Nobody left above: whoever stands on the top rung is reminded every {within}.",
        "zh": "已无上级的，每 {within}提醒最高一级。",
    },
    "obliges": {"en": "{title}: {who}, within {within}.", "zh": "{title}：{who}，{within}内完成。"},
    "evidence": {"en": "With a file as proof.", "zh": "须附证据。"},
    "only when": {"en": "Only if it is so:", "zh": "仅在以下情形："},
    "it is": {"en": "“{line}” is: {values}.", "zh": "“{line}”为：{values}。"},
    "it exceeds": {"en": "“{line}” is more than {number}.", "zh": "“{line}”超过 {number}。"},
    "after": {"en": "It begins when this is done: {other}.", "zh": "在完成“{other}”后开始。"},
    "raises": {"en": "{who} may set “{title}” at any time, asked or not.", "zh": "{who}可随时定为“{title}”，无须事先被通知。"},
    "changes": {
        "en": "Whoever responds changes the level, with a reason; facts raise it by themselves.",
        "zh": "处置人员说明理由后可调整级别；事实达到更高级别的，自动升级。",
    },
}
OUTCOMES: Mapping[str, Words] = {
    "remind for ever": {
        "en": "Nobody is above: the top rung is reminded every time anew, for ever.",
        "zh": "已到最高一级：持续提醒，直至办理。",
    }
}
"""What silence comes to."""


def procedure(plan: IncidentPlan) -> tuple[Line, ...]:
    """In the order in which things happen."""
    return tuple(_lines(plan))


def _lines(plan: IncidentPlan) -> Iterator[Line]:
    yield Line(sentence=SENTENCES["opens"], clause=plan.who_clause, fills={"who": plan.who})
    for level in plan.levels.values():
        yield from _level(plan, level)
    yield Line(sentence=SENTENCES["changes"], clause=plan.level_clause)
    for each in plan.raises:
        raised = plan.levels.get(each.to)
        title: Fill = raised.title if raised is not None else each.to
        yield Line(sentence=SENTENCES["raises"], clause=each.clause, fills={"who": each.by, "title": title})
    yield from areas.each("procedure", plan)


def _level(plan: IncidentPlan, level: Level) -> Iterator[Line]:
    fills: Mapping[str, Fill] = {"title": level.title, "colour": level.colour, "means": level.means, "freezes": str(level.freezes)}
    yield Line(sentence=SENTENCES["level"], clause=level.clause, fills=fills)
    for condition in level.when:
        yield _condition(plan, condition)
    yield from step_lines(level.acknowledge, OUTCOMES, SENTENCES["acknowledges"], depth=1)
    yield Line(sentence=SENTENCES["promise"], clause=level.promise.clause, fills={"within": level.promise.span}, depth=1)
    yield Line(sentence=SENTENCES["again"], clause=level.again.clause, fills={"within": level.again.span}, depth=1)
    for name, each in level.obligations.items():
        yield from _obligation(plan, level, name, each)


def _obligation(plan: IncidentPlan, level: Level, name: str, rule: Obligation) -> Iterator[Line]:
    yield from step_lines(rule.step, OUTCOMES, SENTENCES["obliges"], depth=1, title=rule.title, name=name)
    if rule.when:
        yield Line(sentence=SENTENCES["only when"], clause=rule.step.clause, depth=2)
    for condition in rule.when:
        yield _condition(plan, condition, "it is", "it exceeds", 2)
    if rule.after:
        other = level.obligations.get(rule.after)
        fills: Mapping[str, Fill] = {"other": other.title if other is not None else rule.after}
        yield Line(sentence=SENTENCES["after"], clause=rule.step.clause, fills=fills, depth=2)
    if rule.evidence:
        yield Line(sentence=SENTENCES["evidence"], clause=rule.evidence, depth=2)


def _condition(plan: IncidentPlan, condition: Condition, one_of: str = "one of", more_than: str = "more than", depth: int = 1) -> Line:
    line = plan.field(condition.field)
    title = line.title if line is not None else condition.field
    if condition.more_than is not None:
        more = {"line": title, "number": str(condition.more_than)}
        return Line(sentence=SENTENCES[more_than], clause=condition.clause, fills=more, depth=depth)
    signs = {"en": ", ", "zh": "、"}
    values = {lang: sign.join(line.called(each, lang) if line else each for each in condition.one_of) for lang, sign in signs.items()}
    fills: Mapping[str, Fill] = {"line": title, "values": values}
    return Line(sentence=SENTENCES[one_of], clause=condition.clause, fills=fills, depth=depth)
