"""What lines of the rectification ledger say when they refuse, and what their notices and their timeline say."""

from __future__ import annotations

from collections.abc import Mapping

from domain.policy import Words

REFUSALS: Mapping[str, Words] = {
    "due_not_ahead": {"en": "the day by which it is put right lies after today", "zh": "整改期限须晚于今天"},
    "after_acceptance": {"en": "it must be accepted before {limit}", "zh": "须在 {limit} 前通过验收"},
    "photograph_wanted": {"en": "a photograph belongs to it: add one first", "zh": "须附照片：请先添加"},
    "coaching_waits": {"en": "the one-to-one coaching comes first", "zh": "须先完成一对一辅导"},
    "extended_already": {"en": "more time was given already", "zh": "本次整改已经延期过一次"},
    "extended_too_long": {"en": "at most {limit} from now", "zh": "自现在起最长 {limit}"},
    "key_twice": {"en": "line {line} of the file has the same key", "zh": "与文件第 {line} 行的 key 相同"},
    "no_such_department": {"en": "there is no department {department}", "zh": "没有部门 {department}"},
    "not_a_ledger": {
        "en": "neither a CSV table whose header has a key, nor a JSON list of objects",
        "zh": "须为表头含 key 的 CSV 表格，或 JSON 对象列表",
    },
    "not_later": {"en": "this is no later than its end now, {due}", "zh": "须晚于现有期限 {due}"},
}

NOTICES: Mapping[str, Words] = {
    "rectification.planning": {"en": "{case}: hand in what you are going to do", "zh": "{case}：请提交整改方案"},
    "rectification.coach": {"en": "{case}: coach whoever was responsible before", "zh": "{case}：请对原责任人进行一对一辅导"},
    "rectification.rectify": {"en": "{case}: yours to put right and report", "zh": "{case}：请整改并提交报告"},
    "rectification.accept": {"en": "{case}: reported as put right; look at it", "zh": "{case}：已提交整改报告，请验收"},
    "rectification.check_effect": {"en": "{case}: see whether it helped", "zh": "{case}：请核查整改效果"},
    "rectification.accepted": {"en": "{case}: accepted; its effect is looked at later", "zh": "{case}：已通过验收，日后核查效果"},
    "rectification.extended": {"en": "{case}: more time was given", "zh": "{case}：整改期限已延长"},
    "rectification.handed_over": {"en": "{case}: you are responsible for it now", "zh": "{case}：现由您负责整改"},
    "rectification.late": {"en": "{case}: not accepted in time", "zh": "{case}：未按期通过验收"},
    "rectification.no_level": {
        "en": "{case}: not done, and no level is left above; see to it",
        "zh": "{case}：整改未完成，且已无上一级，请处理",
    },
    "rectification.unaccepted": {"en": "{case}: closed, nobody accepted it; see to it", "zh": "{case}：无人验收，已结案，请处理"},
    "rectification.unverified": {
        "en": "{case}: closed, nobody looked at its effect; see to it",
        "zh": "{case}：无人核查效果，已结案，请处理",
    },
    "rectification.closed": {"en": "{case}: closed", "zh": "{case}：已结案"},
}

TIMELINE: Mapping[str, Words] = {
    "rectification.opened": {
        "en": "{by} put it in the ledger: {plan}, responsible {requester}",
        "zh": "{by} 登记整改：{plan}，责任人 {requester}",
    },
    "rectification.planned": {"en": "{by} handed in the plan: {text}", "zh": "{by} 提交整改方案：{text}"},
    "rectification.unplanned": {"en": "nobody handed in a plan; it goes on without", "zh": "无人提交整改方案，继续进行"},
    "rectification.coached": {"en": "{by} coached whoever was responsible before: {note}", "zh": "{by} 已对原责任人辅导：{note}"},
    "rectification.uncoached": {"en": "nobody was coached; it goes on without", "zh": "未进行辅导，继续进行"},
    "rectification.reported": {
        "en": "{by} reported it as put right ({basis}): rules {changed_rules}; execution {execution}",
        "zh": "{by} 提交整改报告（{basis}）：制度 {changed_rules}；执行 {execution}",
    },
    "rectification.voiced": {"en": "{by} is for accepting it ({basis}) {note}", "zh": "{by} 同意验收（{basis}）{note}"},
    "rectification.sent_back": {"en": "{by} sent it back ({basis}): {reason}", "zh": "{by} 退回（{basis}）：{reason}"},
    "rectification.accepted": {"en": "accepted by {by}", "zh": "通过验收：{by}"},
    "rectification.extended": {"en": "{by} gave more time, until {until}: {reason}", "zh": "{by} 延期至 {until}：{reason}"},
    "rectification.handed_over": {
        "en": "{by} made {to} responsible instead of {was}: {reason}",
        "zh": "{by} 将责任人由 {was} 改为 {to}：{reason}",
    },
    "rectification.late": {"en": "not accepted in time", "zh": "未按期通过验收"},
    "rectification.effect_due": {"en": "the effect is looked at now", "zh": "开始核查整改效果"},
    "rectification.effect_met": {
        "en": "{by} found the effect reached ({basis}): {measured} {note}",
        "zh": "{by} 确认达标（{basis}）：{measured} {note}",
    },
    "rectification.fell_short": {
        "en": "{by} found it short of the mark ({basis}): {measured} {note}",
        "zh": "{by} 确认未达标（{basis}）：{measured} {note}",
    },
    "rectification.second_round": {
        "en": "round {round} is opened one level up, {to} is responsible ({why})",
        "zh": "在上一级开启第 {round} 轮整改，责任人 {to}（{why}）",
    },
    "rectification.no_level": {"en": "no level is left above ({why}): alarm", "zh": "已无上一级（{why}）：报警"},
}

PHRASES: Mapping[str, str] = {
    "fell short": "未达标",
    "sent back": "退回",
    "met": "达标",
    "not met": "未达标",
    "reported": "已提交报告",
    "accepted": "已通过验收",
    "responsible": "责任人",
    "second_round": "第二轮整改",
    "effective": "整改有效",
    "fell_short": "未达标",
    "not_rectified": "未整改",
    "unaccepted": "无人验收",
    "unverified": "无人核查效果",
}
