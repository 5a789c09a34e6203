"""What reports say: refusals, notices, lines of the timeline. Nothing here ever names the reporter."""

from __future__ import annotations

from collections.abc import Mapping

from domain.policy import Words

REFUSALS: Mapping[str, Words] = {
    "name_wanted": {"en": "a report of this sort is made by name", "zh": "此类举报须实名"},
    "only_the_reporter": {"en": "only whoever reported may say this", "zh": "只有举报人可以这样做"},
    "too_many_words": {"en": "at most {limit} messages stand in a report", "zh": "一份举报最多保存 {limit} 条往来信息"},
}

NOTICES: Mapping[str, Words] = {
    "report.check": {"en": "{case}: a report is to be checked by you", "zh": "{case}：有一份举报请您核实"},
    "reporter.asked": {"en": "{case}: there is a question for you", "zh": "{case}：有问题请您答复"},
    "report.words": {"en": "{case}: the reporter has written", "zh": "{case}：举报人有新的答复"},
    "reporter.accepted": {"en": "{case} was taken up; thank you", "zh": "{case} 已受理，感谢您"},
    "report.unfounded": {"en": "{case}: nothing of it was found; the reason is on its page", "zh": "{case}：查无实据，理由见案件页面"},
    "report.unchecked": {"en": "{case} was not checked in time", "zh": "{case} 未能按时核实"},
    "report.proven": {"en": "{case} was proven; thank you", "zh": "{case} 已查证属实，感谢您"},
    "report.not_proven": {"en": "{case} could not be proven; thank you", "zh": "{case} 未能查证，感谢您"},
    "report.verified": {"en": "{case} was verified; thank you", "zh": "{case} 已核实，感谢您"},
    "report.ended": {"en": "{case} has ended", "zh": "{case} 已结束"},
    "reporter.rewarded": {"en": "{case}: your report is rewarded", "zh": "{case}：您的举报获得奖励"},
    "report.alarm": {"en": "{case}: nobody checked this report", "zh": "{case}：该举报无人核实"},
}

TIMELINE: Mapping[str, Words] = {
    "report.opened": {"en": "a report came in", "zh": "收到举报"},
    "report.reporter_asked": {"en": "the reporter was asked: {question}", "zh": "向举报人提问：{question}"},
    "report.replied": {"en": "the reporter wrote: {text}", "zh": "举报人写道：{text}"},
    "report.accepted": {"en": "the report was taken up by {by}", "zh": "{by} 受理该举报"},
    "report.not_opened": {"en": "the case that it leads to was not opened: {why}", "zh": "未能据此立案：{why}"},
    "report.rejected": {"en": "{by} found it not to be so: {reason}", "zh": "{by} 认为不属实：{reason}"},
    "report.outcome_learned": {"en": "what came of it: {outcome}", "zh": "处理结果：{outcome}"},
    "report.rewarded": {"en": "the report is worth {points} points", "zh": "该举报奖励 {points} 分"},
}

PHRASES: Mapping[str, str] = {
    "waits for the reporter": "等待举报人答复",
    "asked again": "再次提问",
    "answered": "已答复",
    "decided": "已决定",
    "not opened": "未能立案",
    "violation": "违规案",
    "rectification": "整改",
    "source": "来源",
    "proven": "查证属实",
    "not_proven": "未能查证",
    "verified": "已核实",
    "ended": "已结束",
    "accepted": "已受理",
    "unfounded": "查无实据",
    "unchecked": "未经核实",
}
