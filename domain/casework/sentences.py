"""What cases of every kind say: refusals, notices, lines of the timeline."""

from __future__ import annotations

from collections.abc import Mapping

from domain.policy import Words

REFUSALS: Mapping[str, Words] = {
    "nothing_waits": {"en": "nothing waits for this now (stage: {stage})", "zh": "目前没有等待此项的任务（阶段：{stage}）"},
    "task_not_yours": {"en": "this is for {who}", "zh": "此事由 {who} 办理"},
    "may_not_act": {"en": "whoever has a part in the matter may not act here", "zh": "与本事项有关联的人不得在此办理"},
    "may_not_open": {"en": "only {who} may open this", "zh": "只有 {who} 可以立案"},
    "may_not_comment": {"en": "only the parties and those who are asked now may comment", "zh": "只有当事人和当前办理人可以留言"},
    "may_not_add_evidence": {"en": "only those who work on the case may add evidence", "zh": "只有办理本案的人可以添加证据"},
    "empty_file": {"en": "the file is empty", "zh": "文件为空"},
    "path_in_name": {"en": "a file's name holds no path", "zh": "文件名不得含有路径"},
    "in_the_future": {"en": "this lies in the future", "zh": "时间不得晚于现在"},
    "too_many_files": {"en": "a case keeps at most {limit} files", "zh": "一个案件最多保存 {limit} 个文件"},
    "is_closed": {"en": "the case is closed", "zh": "案件已结案"},
}

NOTICES: Mapping[str, Words] = {
    "task_went_up": {"en": "{case} has come up to you", "zh": "{case} 已上报至您处理"},
    "task_stalled": {"en": "{case}: nobody is left who may act", "zh": "{case}：已无人可以办理"},
    "task_handed_on": {"en": "{case} was handed on to you", "zh": "{case} 已转交给您"},
    "task_remind": {"en": "{case} is waiting for you", "zh": "{case} 正在等您办理"},
    "task_commented": {"en": "{case}: somebody left a comment", "zh": "{case}：有新的留言"},
    "work_failed": {"en": "{case}: something that had to be done could not be", "zh": "{case}：有应办事项未能完成"},
}

TIMELINE: Mapping[str, Words] = {
    "task.asked": {"en": "{task}: asked of {people} ({basis})", "zh": "{task}：请 {people} 办理（{basis}）"},
    "task.asked_nobody": {"en": "{task}: nobody is asked, for nobody may do it there", "zh": "{task}：该处无人可以办理"},
    "task.went_up": {"en": "{task}: went up to {role}: {why}", "zh": "{task}：上报至 {role}：{why}"},
    "task.stalled": {"en": "{task}: nobody is left who may do it: {why}", "zh": "{task}：已无人可以办理：{why}"},
    "task.handed_on": {"en": "{task}: {by} handed it on to {to}: {reason}", "zh": "{task}：{by} 转交给 {to}：{reason}"},
    "task.done": {"en": "{task}: done by {by} ({basis}) {outcome}", "zh": "{task}：由 {by} 办结（{basis}）{outcome}"},
    "task.dropped": {"en": "{task}: not wanted any more: {why}", "zh": "{task}：不再需要：{why}"},
    "task.reminded": {"en": "{task}: reminded", "zh": "{task}：已提醒"},
    "case.commented": {"en": "{by} commented: {text}", "zh": "{by} 留言：{text}"},
    "case.linked": {"en": "linked: {case} ({relation})", "zh": "关联：{case}（{relation}）"},
    "case.closed": {"en": "closed: {outcome}", "zh": "结案：{outcome}"},
    "evidence.added": {
        "en": "{by} added evidence: {name} ({media}, {size} bytes, SHA-256 {digest})",
        "zh": "{by} 添加证据：{name}（{media}，{size} 字节，SHA-256 {digest}）",
    },
}

PHRASES: Mapping[str, str] = {
    "calendar": "日历公布后重新计算",
    "done": "已办结",
    "part": "案件参与人",
    "opener": "立案人",
    "runs from delivery": "自通知送达起算",
}
