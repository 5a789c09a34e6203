"""What doors call the parts of an appeal."""

from __future__ import annotations

from collections.abc import Mapping

from domain.casework.labels import SHOWN
from domain.labelled import CommandLabel, FieldType, KindLabels
from domain.policy import Words

COMMANDS: Mapping[str, CommandLabel] = {
    "open": CommandLabel(
        title={"en": "Open the review", "zh": "启动复核"},
        does={"en": "The decision's case does this when somebody appeals there.", "zh": "申诉人在原决定案件中申诉后，由该案件启动。"},
    ),
    "appoint": CommandLabel(
        title={"en": "Appoint", "zh": "任命成员"},
        does={
            "en": "The person takes this seat; once every seat is filled, the panel sits.",
            "zh": "该人担任此席位；席位全部就任后，复核小组开始工作。",
        },
        usual=True,
    ),
    "replace": CommandLabel(
        title={"en": "Replace", "zh": "更换成员"},
        does={
            "en": "The other person takes the seat; a vote of the one who leaves does not count.",
            "zh": "由另一人接任席位；离任成员已投的票不计。",
        },
        dangerous=True,
    ),
    "recuse": CommandLabel(
        title={"en": "Leave the panel", "zh": "申请回避"},
        does={"en": "Your seat becomes empty and somebody else is named.", "zh": "您的席位空出，另行任命他人。"},
        dangerous=True,
    ),
    "object": CommandLabel(
        title={"en": "Object to a member", "zh": "申请成员回避"},
        does={
            "en": "It is decided whether the member has an interest in the matter; until then they do not vote.",
            "zh": "将决定该成员是否须回避；决定之前该成员不投票。",
        },
    ),
    "uphold": CommandLabel(
        title={"en": "Uphold the objection", "zh": "准予回避"},
        does={"en": "The member leaves the panel, and somebody else is named.", "zh": "该成员退出复核小组，另行任命他人。"},
        usual=True,
    ),
    "overrule": CommandLabel(
        title={"en": "Overrule the objection", "zh": "驳回回避申请"},
        does={"en": "The member stays on the panel.", "zh": "该成员留任。"},
        usual=True,
    ),
    "state": CommandLabel(
        title={"en": "Make a statement", "zh": "陈述意见"},
        does={"en": "The panel reads it before anybody votes.", "zh": "复核小组在投票之前审阅您的陈述。"},
        usual=True,
    ),
    "record_hearing": CommandLabel(
        title={"en": "Record the hearing", "zh": "记录听取意见"},
        does={"en": "What the appellant said to the panel stands in the case.", "zh": "申诉人向小组陈述的内容记入案件。"},
    ),
    "find": CommandLabel(
        title={"en": "Record a finding", "zh": "记录调查发现"},
        does={
            "en": "What the panel itself has found stands in the case, for all to vote on.",
            "zh": "小组重新调查的发现记入案件，作为投票依据。",
        },
        usual=True,
    ),
    "vote": CommandLabel(
        title={"en": "Vote", "zh": "投票"},
        does={
            "en": "Your vote and its reason are recorded. With the last vote that is needed the review is concluded.",
            "zh": "记录您的投票和理由；达到所需票数后复核即告完成。",
        },
        usual=True,
        dangerous=True,
    ),
}

FIELDS: Mapping[str, Words] = {
    "subject": {"en": "Appellant", "zh": "申诉人"},
    "source": {"en": "Case of the decision", "zh": "原决定案件"},
    "took_part": {"en": "Who took part before", "zh": "此前参与人员"},
    "department": {"en": "Department", "zh": "部门"},
    "level": {"en": "Level", "zh": "级别"},
    "breach": {"en": "Breach", "zh": "违规事项"},
    "measure": {"en": "Measure", "zh": "措施"},
    "allowed": {"en": "Milder measures", "zh": "可改为的较轻措施"},
    "filed_at": {"en": "Filed at", "zh": "申诉时间"},
    "person": {"en": "Person", "zh": "人员"},
    "seat": {"en": "Seat", "zh": "席位"},
    "member": {"en": "Member", "zh": "成员"},
    "choice": {"en": "Vote", "zh": "投票"},
}

HINTS: Mapping[str, Words] = {
    "person": {"en": "Somebody who took no part in the matter before.", "zh": "须未参与过本事项。"},
    "vote.measure": {"en": "Only to change the decision: a milder measure.", "zh": "仅在变更时填写：须为较轻的措施。"},
    "choice": {"en": "confirm, change or annul", "zh": "confirm 维持、change 变更、annul 撤销"},
}

TYPES: Mapping[str, FieldType] = {
    "person": "person",
    "subject": "person",
    "member": "person",
    "choice": "choice",
    "filed_at": "instant",
}

CHOICES: Mapping[str, tuple[str, ...]] = {"choice": ("confirm", "change", "annul")}

STAGES: Mapping[str, Words] = {
    "forming": {"en": "the panel is being formed", "zh": "正在组成复核小组"},
    "sitting": {"en": "the panel sits", "zh": "复核中"},
    "concluded": {"en": "concluded", "zh": "已作出结论"},
}

OUTCOMES: Mapping[str, Words] = {
    "confirmed": {"en": "confirmed", "zh": "维持原决定"},
    "changed": {"en": "changed", "zh": "变更原决定"},
    "annulled": {"en": "annulled", "zh": "撤销原决定"},
    "lightest": {"en": "the mildest measure", "zh": "改为最轻的措施"},
    "stated": {"en": "statement made", "zh": "已陈述"},
    "heard": {"en": "heard by the panel", "zh": "小组已听取"},
    "silent": {"en": "nothing said", "zh": "未陈述"},
    "upheld": {"en": "upheld", "zh": "准予回避"},
    "overruled": {"en": "overruled", "zh": "驳回回避申请"},
}

TASKS: Mapping[str, Words] = {
    "form_panel": {"en": "forming the panel", "zh": "组成复核小组"},
    "hearing": {"en": "statement of the appellant", "zh": "申诉人陈述"},
    "vote": {"en": "review and vote", "zh": "复核与投票"},
    "objection": {"en": "deciding on an objection", "zh": "决定是否回避"},
}

CLOCKS: Mapping[str, Words] = {"review": {"en": "time of the review", "zh": "复核时限"}}

FOLLOWS: Mapping[str, Words] = {
    "review": {"en": "whoever is the fallback is told", "zh": "通知后备人"},
    "answer:hearing": {"en": "it goes on without one; silence proves nothing", "zh": "视为未陈述，程序继续；沉默不作为证据"},
}

STATIONS: Mapping[str, Words] = {
    "form_panel": {"en": "Panel formed", "zh": "组成复核小组"},
    "hearing": {"en": "Appellant heard", "zh": "听取申诉人意见"},
    "vote": {"en": "Review and vote", "zh": "复核与投票"},
    "findings": {"en": "Findings of the panel", "zh": "小组调查"},
    "concluded": {"en": "Conclusion", "zh": "结论"},
}

LABELS = KindLabels(
    title={"en": "Appeal", "zh": "申诉"},
    commands=COMMANDS,
    fields={**SHOWN, **FIELDS},
    hints=HINTS,
    types=TYPES,
    choices=CHOICES,
    stages=STAGES,
    outcomes=OUTCOMES,
    tasks=TASKS,
    clocks=CLOCKS,
    follows=FOLLOWS,
    stations=STATIONS,
)
