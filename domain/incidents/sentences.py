"""What incidents say: refusals, notices, lines of the timeline."""

from __future__ import annotations

from collections.abc import Mapping

from domain.incidents.areas import words
from domain.incidents.labels import OBLIGATIONS
from domain.policy import Words

REFUSALS: Mapping[str, Words] = words(
    "refusals",
    {
        "not_a_responder": {
            "en": "only whoever responds to the incident may do that",
            "zh": "只有参与处置的人员可以这样做",
        },
        "no_such_obligation": {"en": "no obligation {what} waits here", "zh": "没有待办的义务 {what}"},
        "somebody_has_it": {"en": "{who} has it already", "zh": "{who} 已经接警"},
        "evidence_wanted": {"en": "this wants a file of the case as proof", "zh": "须附本案文件作为证据"},
    },
)

NOTICES: Mapping[str, Words] = words(
    "notices",
    {
        "incident.acknowledge": {"en": "{case}: an incident is to be acknowledged", "zh": "{case}：有事件待接警"},
        "incident.level_changed": {"en": "{case}: the level of the incident changed", "zh": "{case}：事件级别已调整"},
        "incident.top_rung": {
            "en": "{case}: something was not done in time up to the top rung; it is reminded from now on",
            "zh": "{case}：有事项逐级上报至最高一级仍未办理，将持续提醒",
        },
        "incident.closed": {"en": "{case}: the incident is closed", "zh": "{case}：事件已结案"},
        **{f"incident.{name}": {"en": f"{{case}}: {said['en']}", "zh": f"{{case}}：{said['zh']}"} for name, said in OBLIGATIONS.items()},
    },
)

TIMELINE: Mapping[str, Words] = words(
    "timeline",
    {
        "incident.opened": {"en": "opened at level {level} by {opener}", "zh": "{opener} 报告，定为 {level}"},
        "incident.level_changed": {
            "en": "{by} ({basis}) changed the level from {before} to {level}: {reason}",
            "zh": "{by}（{basis}）将级别由 {before} 调为 {level}：{reason}",
        },
        "incident.facts_recorded": {"en": "{by} ({basis}) added what is known: {changed}", "zh": "{by}（{basis}）补充事实：{changed}"},
        "incident.obliged": {"en": "{obligation} is due; its time counts from {since}", "zh": "{obligation} 开始计时，自 {since} 起"},
        "incident.met": {"en": "{by} ({basis}) reported done: {obligation} {note}", "zh": "{by}（{basis}）完成 {obligation} {note}"},
        "incident.missed": {"en": "{obligation} was missed; it was due {due}", "zh": "{obligation} 逾期，应于 {due} 完成"},
        "incident.acknowledged": {"en": "{by} ({basis}) has it {note}", "zh": "{by}（{basis}）接警 {note}"},
        "incident.promise_lapsed": {"en": "no progress: the acknowledgement of {by} lapsed", "zh": "没有进展：{by} 的接警失效"},
        "incident.top_reminded": {"en": "the top rung is reminded of {task}, the {times}. time", "zh": "第 {times} 次提醒最高一级：{task}"},
    },
)

PHRASES: Mapping[str, str] = {
    **words("phrases", {}),
    "another level": "级别已调整",
    "progress": "有进展",
    "over": "已无时限任务",
    "facts": "事实",
}
