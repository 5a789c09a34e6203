"""What doors call the parts of a report."""

from __future__ import annotations

from collections.abc import Mapping

from domain.casework.labels import SHOWN
from domain.labelled import CommandLabel, FieldType, KindLabels
from domain.policy import Words

COMMANDS: Mapping[str, CommandLabel] = {
    "open": CommandLabel(
        title={"en": "Send the report", "zh": "提交举报"},
        does={
            "en": "It is recorded and checked; who you are is shown only to whom the rules name, and each look is recorded.",
            "zh": "登记并请负责人核实；您的身份只向制度指明的人显示，每次查看均留下记录。",
        },
        usual=True,
    ),
    "accept_report": CommandLabel(
        title={"en": "Take it up", "zh": "受理"},
        does={
            "en": "The case that the report leads to is opened; whoever reported or checked it judges nothing there.",
            "zh": "据此立案；举报人和核实人均不得在该案中作出决定。",
        },
        usual=True,
        key="a",
    ),
    "reject_report": CommandLabel(
        title={"en": "Not so", "zh": "不属实"},
        does={"en": "The report ends here; the reporter reads your reason.", "zh": "举报到此结束；举报人可以看到您的理由。"},
        usual=True,
        dangerous=True,
        key="r",
    ),
    "ask_reporter": CommandLabel(
        title={"en": "Ask the reporter", "zh": "询问举报人"},
        does={
            "en": "The reporter finds your question, known or not; the time to check stands still until there is an answer.",
            "zh": "举报人（无论是否匿名）可以看到您的问题；在其答复之前，核实时限暂停。",
        },
        usual=True,
    ),
    "reply": CommandLabel(
        title={"en": "Answer or add", "zh": "答复或补充"},
        does={"en": "Whoever checks the report reads it; your name is not shown with it.", "zh": "核实人可以看到；不显示您的姓名。"},
        usual=True,
    ),
}

FIELDS: Mapping[str, Words] = {
    "text": {"en": "Text", "zh": "内容"},
    "question": {"en": "Question", "zh": "问题"},
    "subject": {"en": "Whom it concerns", "zh": "当事人"},
    "breach": {"en": "Which breach", "zh": "违规行为"},
    "responsible": {"en": "Who is responsible for putting it right", "zh": "整改责任人"},
    "criterion": {"en": "By what it is seen that it is put right", "zh": "整改效果的衡量标准"},
    "happened": {"en": "When it happened", "zh": "发生日期"},
    "summary": {"en": "What was found", "zh": "核实情况"},
}

HINTS: Mapping[str, Words] = {
    "breach": {"en": "As the plan's table of breaches calls it.", "zh": "按流程中违规行为表的名称填写。"},
    "summary": {
        "en": "This goes to the case that is opened. Say nothing by which the reporter could be known.",
        "zh": "此内容将转入所立案件；请勿写入可能暴露举报人的内容。",
    },
    "question": {"en": "Do not ask who they are.", "zh": "请勿询问对方身份。"},
}

TYPES: Mapping[str, FieldType] = {
    "question": "long",
    "subject": "person",
    "responsible": "person",
    "criterion": "long",
    "happened": "date",
    "summary": "long",
}

STAGES: Mapping[str, Words] = {
    "checking": {"en": "being checked", "zh": "核实中"},
    "taken_up": {"en": "taken up", "zh": "已受理"},
}

OUTCOMES: Mapping[str, Words] = {
    "accepted": {"en": "taken up", "zh": "已受理"},
    "unfounded": {"en": "found not to be so", "zh": "查无实据"},
    "unchecked": {"en": "never checked", "zh": "未经核实"},
    "proven": {"en": "proven", "zh": "查证属实"},
    "not_proven": {"en": "not proven", "zh": "未能查证"},
    "verified": {"en": "verified", "zh": "已核实"},
    "ended": {"en": "ended without a finding", "zh": "已结束，无结论"},
}

TASKS: Mapping[str, Words] = {"check": {"en": "check the report", "zh": "核实举报"}}

CLOCKS: Mapping[str, Words] = {
    "reply": {"en": "answer of the reporter", "zh": "举报人答复"},
    "outcome": {"en": "what came of it", "zh": "处理结果"},
}

FOLLOWS: Mapping[str, Words] = {
    "reply": {"en": "the check goes on without it", "zh": "不待答复，继续核实"},
    "outcome": {"en": "the report ends without a finding", "zh": "举报结束，无结论"},
}

STATIONS: Mapping[str, Words] = {
    "opened": {"en": "Reported", "zh": "举报"},
    "check": {"en": "Checked", "zh": "核实"},
    "outcome": {"en": "What came of it", "zh": "处理结果"},
}

LABELS = KindLabels(
    title={"en": "report", "zh": "举报"},
    commands=COMMANDS,
    fields={**SHOWN, **FIELDS},
    hints=HINTS,
    types=TYPES,
    stages=STAGES,
    outcomes=OUTCOMES,
    tasks=TASKS,
    clocks=CLOCKS,
    follows=FOLLOWS,
    stations=STATIONS,
)
