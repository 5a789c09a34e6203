"""What doors call the parts of a violation."""

from __future__ import annotations

from collections.abc import Mapping

from domain.casework.labels import SHOWN
from domain.labelled import CommandLabel, FieldType, KindLabels
from domain.policy import Words
from domain.violations.commands import HOW
from domain.violations.investigating import PROVEN

COMMANDS: Mapping[str, CommandLabel] = {
    "open": CommandLabel(
        title={"en": "Open a violation", "zh": "立案"},
        does={
            "en": "It is looked into; the person concerned hears of it when they are to be heard.",
            "zh": "开始调查；需要陈述时才通知当事人。",
        },
        usual=True,
    ),
    "submit_report": CommandLabel(
        title={"en": "Submit the report", "zh": "提交调查报告"},
        does={"en": "The investigation ends; it goes to whoever decides.", "zh": "调查结束，转交决定人。"},
        usual=True,
    ),
    "hear": CommandLabel(
        title={"en": "Call the hearing", "zh": "通知陈述"},
        does={"en": "The person concerned learns what it is about and may make a statement.", "zh": "告知当事人事由，并请其陈述意见。"},
        usual=True,
    ),
    "record_statement": CommandLabel(
        title={"en": "Record a statement", "zh": "记录陈述"},
        does={
            "en": "What the person concerned said, or that they would not, is kept; the hearing ends.",
            "zh": "记录当事人的陈述或其拒绝陈述；陈述环节结束。",
        },
        usual=True,
    ),
    "state": CommandLabel(
        title={"en": "Make a statement", "zh": "陈述意见"},
        does={"en": "Whoever investigates and decides reads it.", "zh": "调查人和决定人可以看到。"},
        usual=True,
        key="s",
    ),
    "appoint": CommandLabel(
        title={"en": "Appoint to the team", "zh": "增加调查人员"},
        does={"en": "This person investigates too.", "zh": "此人参与调查。"},
    ),
    "dismiss_member": CommandLabel(
        title={"en": "Dismiss from the team", "zh": "调查人员退出"},
        does={"en": "This person investigates no longer.", "zh": "此人不再参与调查。"},
    ),
    "extend": CommandLabel(
        title={"en": "Extend the investigation", "zh": "延长调查"},
        does={"en": "Once, with a reason; the old end stays on record.", "zh": "说明理由，仅限一次；原期限留有记录。"},
    ),
    "name_witness": CommandLabel(
        title={"en": "Name a witness", "zh": "列明证人"},
        does={
            "en": "This person neither investigates nor decides; your reason is read by somebody above the case.",
            "zh": "此人不得参与调查和决定；您的理由将交上级监督人审阅。",
        },
    ),
    "name_beneficiary": CommandLabel(
        title={"en": "Name somebody who gained", "zh": "列明受益人"},
        does={
            "en": "This person neither investigates nor decides; your reason is read by somebody above the case.",
            "zh": "此人不得参与调查和决定；您的理由将交上级监督人审阅。",
        },
    ),
    "strike_concerned": CommandLabel(
        title={"en": "Strike out who was named", "zh": "撤销所列证人或受益人"},
        does={
            "en": "This person is not concerned after all, and may investigate and decide again.",
            "zh": "此人与本案无关，可以再参与调查和决定。",
        },
    ),
    "change_level": CommandLabel(
        title={"en": "Change the level", "zh": "调整级别"},
        does={"en": "Who decides and what may follow is as the new level says.", "zh": "决定人和可用措施按新级别确定。"},
    ),
    "decide": CommandLabel(
        title={"en": "Decide on a measure", "zh": "作出处理决定"},
        does={"en": "The decision is served; then it is in force and may be appealed against.", "zh": "决定送达后执行，当事人可以申诉。"},
        usual=True,
        dangerous=True,
        key="d",
    ),
    "dismiss": CommandLabel(
        title={"en": "Nothing follows", "zh": "不予处理"},
        does={"en": "The case is closed without a measure.", "zh": "不予处理并结案。"},
        usual=True,
        dangerous=True,
    ),
    "serve": CommandLabel(
        title={"en": "Served", "zh": "送达"},
        does={
            "en": "One attempt is recorded; the time to appeal begins when it counts as served.",
            "zh": "记录一次送达；自视为送达之时起计算申诉期限。",
        },
        usual=True,
    ),
    "confirm_receipt": CommandLabel(
        title={"en": "Confirm that I have it", "zh": "确认收到"},
        does={"en": "The time to appeal begins now. It does not mean that you agree.", "zh": "申诉期限自此开始计算；确认收到不表示同意。"},
        usual=True,
        key="c",
    ),
    "appeal": CommandLabel(
        title={"en": "Appeal", "zh": "申诉"},
        does={"en": "A panel of people who took no part reviews the decision anew.", "zh": "由未参与本案的人组成复核小组重新审查。"},
        usual=True,
        dangerous=True,
    ),
    "require_rectification": CommandLabel(
        title={"en": "Require rectification", "zh": "要求整改"},
        does={"en": "A line of the rectification ledger is opened; everybody can read it.", "zh": "列入整改台账，所有人可见。"},
    ),
}

FIELDS: Mapping[str, Words] = {
    "witnesses": {"en": "Witnesses", "zh": "证人"},
    "beneficiaries": {"en": "Who gained by it", "zh": "受益人"},
    "took_part": {"en": "Who took part before", "zh": "此前参与的人"},
    "source": {"en": "From which case", "zh": "来源案件"},
    "level": {"en": "Level", "zh": "级别"},
    "person": {"en": "Who", "zh": "人员"},
    "refused": {"en": "Would make no statement", "zh": "拒绝陈述"},
    "findings": {"en": "Findings", "zh": "调查结果"},
    "proven": {"en": "Proven", "zh": "是否属实"},
    "measure": {"en": "Measure", "zh": "处理措施"},
    "urgent_risk": {"en": "Urgent risk", "zh": "紧急风险"},
    "how": {"en": "How", "zh": "送达方式"},
    "grounds": {"en": "Grounds", "zh": "申诉理由"},
    "finding": {"en": "What was found", "zh": "发现的问题"},
    "responsible": {"en": "Who puts it right", "zh": "整改责任人"},
    "criterion": {"en": "What the effect is measured by", "zh": "效果衡量标准"},
}

HINTS: Mapping[str, Words] = {
    "urgent_risk": {
        "en": "Only if the decision must stand in spite of an appeal: which risk requires it.",
        "zh": "仅在申诉期间也必须执行时填写：存在何种紧急风险。",
    },
    "finding": {"en": "Everybody can read it: name nobody.", "zh": "所有人可见，请勿写入姓名。"},
    "person": {"en": "Somebody who has no part in the case.", "zh": "须与本案无利害关系。"},
    "name_witness.person": {"en": "Whoever saw it.", "zh": "目击此事的人。"},
    "strike_concerned.person": {"en": "Whoever was named as a witness, or as having gained by it.", "zh": "被列为证人或受益人的人。"},
    "name_beneficiary.person": {"en": "Whoever gained by it.", "zh": "因此得益的人。"},
}

TYPES: Mapping[str, FieldType] = {
    "person": "person",
    "responsible": "person",
    "refused": "yes_no",
    "findings": "long",
    "urgent_risk": "long",
    "grounds": "long",
    "finding": "long",
    "criterion": "long",
    "proven": "choice",
    "how": "choice",
}

STAGES: Mapping[str, Words] = {
    "investigating": {"en": "being investigated", "zh": "调查中"},
    "hearing": {"en": "waiting for a statement", "zh": "待陈述"},
    "deciding": {"en": "waiting for a decision", "zh": "待决定"},
    "serving": {"en": "being served", "zh": "送达中"},
    "window": {"en": "may be appealed against", "zh": "申诉期内"},
    "review": {"en": "under review", "zh": "复核中"},
    "final": {"en": "final", "zh": "已终局"},
}

OUTCOMES: Mapping[str, Words] = {
    "decided": {"en": "decided", "zh": "已作处理"},
    "confirmed": {"en": "confirmed on appeal", "zh": "申诉后维持"},
    "changed": {"en": "changed on appeal", "zh": "申诉后变更"},
    "annulled": {"en": "annulled on appeal", "zh": "申诉后撤销"},
    "dismissed": {"en": "nothing followed", "zh": "不予处理"},
    "undecided": {"en": "ended undecided", "zh": "未作决定而结案"},
    "unserved": {"en": "never served", "zh": "未送达"},
}

TASKS: Mapping[str, Words] = {
    "investigate": {"en": "investigate and report", "zh": "调查并报告"},
    "hear": {"en": "hear the person concerned", "zh": "听取当事人陈述"},
    "state": {"en": "make a statement", "zh": "陈述意见"},
    "decide": {"en": "decide", "zh": "作出决定"},
    "serve": {"en": "serve the decision", "zh": "送达决定"},
}

CLOCKS: Mapping[str, Words] = {
    "appeal": {"en": "time to appeal", "zh": "申诉期限"},
    "serve_again": {"en": "next attempt to serve", "zh": "再次送达"},
    "measure": {"en": "end of the measure", "zh": "处理措施期满"},
}

FOLLOWS: Mapping[str, Words] = {
    "appeal": {"en": "the decision is final", "zh": "决定终局"},
    "serve_again": {"en": "it is taken to the subject again", "zh": "再次送达"},
    "measure": {"en": "the measure ends", "zh": "处理措施结束"},
    "answer:state": {"en": "it goes on without one; silence proves nothing", "zh": "视为未陈述，程序继续；沉默不作为证据"},
}

STATIONS: Mapping[str, Words] = {
    "investigate": {"en": "Investigated", "zh": "调查"},
    "hear": {"en": "Heard on the spot", "zh": "当场听取"},
    "heard": {"en": "Heard", "zh": "陈述"},
    "decide": {"en": "Decided", "zh": "决定"},
    "serve": {"en": "Served", "zh": "送达"},
    "appeal": {"en": "Time to appeal", "zh": "申诉期"},
    "review": {"en": "Reviewed", "zh": "复核"},
    "final": {"en": "Final", "zh": "终局"},
}

LABELS = KindLabels(
    title={"en": "Violation", "zh": "违规案"},
    commands=COMMANDS,
    fields={**SHOWN, **FIELDS},
    hints=HINTS,
    types=TYPES,
    choices={"proven": PROVEN, "how": HOW},
    stages=STAGES,
    outcomes=OUTCOMES,
    tasks=TASKS,
    clocks=CLOCKS,
    follows=FOLLOWS,
    stations=STATIONS,
)
