"""What runs of controls say: refusals, notices, lines of the timeline."""

from __future__ import annotations

from collections.abc import Mapping

from domain.policy import Words

REFUSALS: Mapping[str, Words] = {
    "opens_by_itself": {
        "en": "a run of a control opens by itself, once a period for each responsible post",
        "zh": "检查按周期自动开始，每个责任岗位每期一次，不能手工立案",
    },
    "not_this_run": {"en": "this run has another id", "zh": "此次检查的编号不符"},
    "finds_nothing_such": {"en": "this control does not report such findings", "zh": "此项检查不登记此类问题"},
    "period_over": {"en": "the period {period} is over", "zh": "周期 {period} 已结束"},
}

NOTICES: Mapping[str, Words] = {
    "control.carry_out": {"en": "{case}: a control is to be carried out", "zh": "{case}：请完成本期检查"},
    "control.missed": {"en": "{case}: a control was missed", "zh": "{case}：本期检查漏做"},
}

TIMELINE: Mapping[str, Words] = {
    "control.opened": {"en": "run {period} opened for post {post}", "zh": "{period} 期检查建立，责任岗位 {post}"},
    "control.began": {"en": "the period {period} began", "zh": "周期 {period} 开始"},
    "control.completed": {"en": "{by} carried it out: {summary}", "zh": "{by} 完成检查：{summary}"},
    "control.finding_reported": {
        "en": "{by} found: {finding} (responsible: {responsible}; measured by: {criterion})",
        "zh": "{by} 发现问题：{finding}（责任人：{responsible}；验证标准：{criterion}）",
    },
    "control.violation_reported": {
        "en": "{by} reported a violation by {subject} ({breach}): {facts}",
        "zh": "{by} 报告 {subject} 违规（{breach}）：{facts}",
    },
    "control.missed": {"en": "the run {period} was missed: {why}", "zh": "{period} 期漏做：{why}"},
}

PHRASES: Mapping[str, str] = {"the period is over": "周期已结束", "finding": "发现的问题", "violation": "违规"}
