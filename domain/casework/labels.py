"""What doors call what cases of every kind have: shared commands and their fields, clocks, notes."""

from __future__ import annotations

from collections.abc import Mapping

from domain.labelled import CommandLabel, FieldType, KindLabels
from domain.policy import Words

COMMANDS: Mapping[str, CommandLabel] = {
    "add_evidence": CommandLabel(
        title={"en": "Add evidence", "zh": "添加证据"},
        does={
            "en": "The file is kept by its content and listed with the case; every look at it is recorded.",
            "zh": "文件按内容保存并列入案件；每次查看都会留下记录。",
        },
    ),
    "hand_on": CommandLabel(
        title={"en": "Hand on", "zh": "转交"},
        does={"en": "The task becomes that person's alone; its time runs on.", "zh": "此任务改由该人独自办理；时限继续计算。"},
    ),
    "comment": CommandLabel(
        title={"en": "Comment", "zh": "留言"},
        does={
            "en": "It is kept with the case and decides nothing; those who are asked now are told.",
            "zh": "留言记入案件，不构成决定；当前办理人会收到通知。",
        },
    ),
}

FIELDS: Mapping[str, Words] = {
    "plan": {"en": "Plan", "zh": "流程"},
    "fields": {"en": "Form", "zh": "表单"},
    "step": {"en": "Task", "zh": "任务"},
    "note": {"en": "Note", "zh": "备注"},
    "reason": {"en": "Reason", "zh": "理由"},
    "text": {"en": "Text", "zh": "内容"},
    "to": {"en": "To whom", "zh": "转交给"},
    "sha256": {"en": "Digest (SHA-256)", "zh": "摘要（SHA-256）"},
    "name": {"en": "File name", "zh": "文件名"},
    "media": {"en": "Kind of file", "zh": "文件类型"},
    "size": {"en": "Size in bytes", "zh": "大小（字节）"},
    "taken_at": {"en": "Photographed or recorded at", "zh": "拍摄或录制时间"},
}

SHOWN: Mapping[str, Words] = {"shown": {"en": "What was shown", "zh": "所见内容"}}
"""For kinds that bind decisions to what was on the screen (house:what-was-shown)."""

HINTS: Mapping[str, Words] = {
    "to": {"en": "Somebody who has no part in the case on another side.", "zh": "须与本案无利害关系。"},
}

TYPES: Mapping[str, FieldType] = {
    "fields": "form",
    "note": "long",
    "reason": "long",
    "text": "long",
    "to": "person",
    "taken_at": "instant",
}

STAGES: Mapping[str, Words] = {"closed": {"en": "closed", "zh": "已结案"}}

CLOCKS: Mapping[str, Words] = {
    "answer": {"en": "time to do it", "zh": "办理时限"},
    "remind": {"en": "reminder", "zh": "提醒"},
    "closing": {"en": "outcome takes effect", "zh": "结果生效"},
}

FOLLOWS: Mapping[str, Words] = {
    "remind": {"en": "a reminder", "zh": "提醒"},
    "answer": {"en": "it goes one rung up; with no rung left, its declared outcome", "zh": "上报一级；无上级则按规定处理"},
    "closing": {"en": "its outcome takes effect", "zh": "结果生效"},
}

STATIONS: Mapping[str, Words] = {"opened": {"en": "Opened", "zh": "立案"}, "closed": {"en": "Closed", "zh": "结案"}}

NOTES: Mapping[str, Words] = {
    "stalled": {"en": "nobody may act at present", "zh": "目前无人可以办理"},
    "went_up": {"en": "gone up", "zh": "已上报"},
}


VALUES: Mapping[str, Words] = {
    "done": {"en": "done", "zh": "已办结"},
    "proven": {"en": "proven", "zh": "属实"},
    "violation.served.confirmed": {"en": "receipt confirmed", "zh": "本人已确认"},
    "violation.served.attempts": {"en": "as often as it had to be tried", "zh": "已按规定次数送达"},
    "not_proven": {"en": "not proven", "zh": "不属实"},
    "stated": {"en": "stated", "zh": "已陈述"},
    "recorded": {"en": "taken down", "zh": "记录在案"},
    "silent": {"en": "said nothing", "zh": "未作陈述"},
    "refused": {"en": "refused to speak", "zh": "拒绝陈述"},
    "handed_over": {"en": "handed over", "zh": "当面送交"},
    "by_post": {"en": "by post", "zh": "邮寄"},
    "by_message": {"en": "by message", "zh": "电子送达"},
    "called": {"en": "called", "zh": "已通知"},
    "decided": {"en": "decided", "zh": "已决定"},
    "dismissed": {"en": "nothing follows", "zh": "不予处理"},
    "accepted": {"en": "accepted", "zh": "已验收"},
    "sent back": {"en": "sent back", "zh": "退回"},
    "met": {"en": "reached", "zh": "达标"},
    "not met": {"en": "not reached", "zh": "未达标"},
    "upheld": {"en": "upheld", "zh": "成立"},
    "unfounded": {"en": "unfounded", "zh": "不成立"},
    "overruled": {"en": "overruled", "zh": "驳回"},
    "legal": {"en": "legal", "zh": "法务"},
    "it": {"en": "IT", "zh": "信息技术"},
    "other": {"en": "another department", "zh": "其他部门"},
    "confirm": {"en": "confirm it", "zh": "维持"},
    "change": {"en": "change it", "zh": "变更"},
    "annul": {"en": "annul it", "zh": "撤销"},
}


def kind_labels(own: KindLabels) -> KindLabels:
    """A kind's own words with the shared ones beside them; its own come first and win. Tasks are clocks and stations by the same name."""
    return KindLabels(
        title=own.title,
        commands={**own.commands, **{name: label for name, label in COMMANDS.items() if name not in own.commands}},
        fields={**FIELDS, **own.fields},
        hints={**HINTS, **own.hints},
        types={**TYPES, **own.types},
        choices=own.choices,
        stages={**STAGES, **own.stages},
        outcomes=own.outcomes,
        tasks=own.tasks,
        clocks={**CLOCKS, **own.tasks, **own.clocks},
        follows={**FOLLOWS, **own.follows},
        stations={**STATIONS, **own.tasks, **own.stations},
        notes={**NOTES, **own.notes},
        values={**VALUES, **own.values},
    )
