"""A plan of incidents as a procedure that a person can read: each level with what it obliges whom to, then the parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.incidents import areas
from domain.incidents.plan import Condition, IncidentPlan, Level
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
    yield from areas.each("procedure", plan)


def _level(plan: IncidentPlan, level: Level) -> Iterator[Line]:
    fills: Mapping[str, Fill] = {"title": level.title, "colour": level.colour, "means": level.means}
    yield Line(sentence=SENTENCES["level"], clause=level.clause, fills=fills)
    for condition in level.when:
        yield _condition(plan, condition)
    yield from step_lines(level.acknowledge, OUTCOMES, SENTENCES["acknowledges"], depth=1)
    yield Line(sentence=SENTENCES["promise"], clause=level.promise.clause, fills={"within": level.promise.span}, depth=1)
    yield Line(sentence=SENTENCES["again"], clause=level.again.clause, fills={"within": level.again.span}, depth=1)
    for each in level.obligations.values():
        yield from step_lines(each.step, OUTCOMES, SENTENCES["obliges"], depth=1, title=each.title)
        if each.evidence:
            yield Line(sentence=SENTENCES["evidence"], clause=each.evidence, depth=1)


def _condition(plan: IncidentPlan, condition: Condition) -> Line:
    line = plan.field(condition.field)
    title = line.title if line is not None else condition.field
    if condition.more_than is not None:
        more = {"line": title, "number": str(condition.more_than)}
        return Line(sentence=SENTENCES["more than"], clause=condition.clause, fills=more, depth=1)
    words = {"line": title, "values": ", ".join(condition.one_of)}
    return Line(sentence=SENTENCES["one of"], clause=condition.clause, fills=words, depth=1)
