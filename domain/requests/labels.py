"""What doors call the parts of a request: its commands and their fields, where it stands, what is due, what follows."""

from __future__ import annotations

from collections.abc import Mapping

from domain.labelled import CommandLabel, FieldType, KindLabels
from domain.policy import Words

COMMANDS: Mapping[str, CommandLabel] = {
    "open": CommandLabel(
        title={"en": "Send the request", "zh": "提交申请"},
        does={"en": "The request is recorded, and those who must answer are asked.", "zh": "登记申请，并请相关人员答复。"},
        usual=True,
    ),
    "approve": CommandLabel(
        title={"en": "Approve", "zh": "批准"},
        does={
            "en": "The request goes on: the next step is asked, or what was asked for is given.",
            "zh": "申请继续：进入下一环节，或者给予所申请的事项。",
        },
        usual=True,
        several=True,
        key="a",
    ),
    "refuse": CommandLabel(
        title={"en": "Refuse", "zh": "拒绝"},
        does={
            "en": "The request ends here, and the requester is told your reason. Of more time: what was given runs as before.",
            "zh": "申请到此结束，并把您的理由告知申请人；若为延期申请，原期限不变。",
        },
        usual=True,
        dangerous=True,
        key="r",
    ),
    "send_back": CommandLabel(
        title={"en": "Ask for more information", "zh": "退回补充"},
        does={
            "en": "The requester gets your question; the time to answer stands still until they have replied.",
            "zh": "把您的问题交给申请人；在其答复之前，审批时限暂停。",
        },
        usual=True,
    ),
    "hand_on": CommandLabel(
        title={"en": "Hand on", "zh": "转交"},
        does={
            "en": "The step becomes that person's alone, with the full time to answer.",
            "zh": "此环节改由该人独自办理，答复时限重新计算。",
        },
    ),
    "add_approver": CommandLabel(
        title={"en": "Add an approver", "zh": "加签"},
        does={"en": "One more person's yes is needed beside yours.", "zh": "除您之外，还须该人同意。"},
    ),
    "hand_out": CommandLabel(
        title={"en": "Hand out", "zh": "借出"},
        does={
            "en": "The document leaves the archive in the requester's name, and the time to bring it back begins.",
            "zh": "资料以申请人名义借出，归还期限开始计算。",
        },
        usual=True,
        several=True,
    ),
    "return": CommandLabel(
        title={"en": "Returned", "zh": "归还"},
        does={"en": "The document is back; it waits to be checked.", "zh": "资料已归还，等待核验。"},
        usual=True,
    ),
    "confirm_check": CommandLabel(
        title={"en": "Confirm the check", "zh": "确认核验"},
        does={
            "en": "The case closes: complete, or incomplete, which is told to those responsible.",
            "zh": "案件结案；若不完整，将告知负责人。",
        },
        usual=True,
        several=True,
    ),
    "amend": CommandLabel(
        title={"en": "Change or reply", "zh": "修改或补充"},
        does={
            "en": "What you change or add is put before those who decide; if a line that matters changes, approvals given are void.",
            "zh": "您修改或补充的内容将交审批人；若改动关键栏目，此前的批准失效。",
        },
        usual=True,
    ),
    "extend": CommandLabel(
        title={"en": "Ask for more time", "zh": "申请延期"},
        does={"en": "The same people decide again; until then the time runs as before.", "zh": "由原审批人再次决定；在此之前原期限不变。"},
        usual=True,
    ),
    "urge": CommandLabel(
        title={"en": "Urge", "zh": "催办"},
        does={
            "en": "Those who must act are reminded; more than once an hour changes nothing.",
            "zh": "提醒须办理的人；一小时内重复催办无效。",
        },
    ),
    "comment": CommandLabel(
        title={"en": "Comment", "zh": "留言"},
        does={
            "en": "It is kept with the case and decides nothing; the other side is told.",
            "zh": "留言记入案件，不构成决定；对方会收到通知。",
        },
    ),
    "withdraw": CommandLabel(
        title={"en": "Withdraw", "zh": "撤回"},
        does={
            "en": "You want it no longer: the request ends, a wish for more time is dropped, a running privilege is taken back.",
            "zh": "不再需要：申请结束，延期申请取消，生效中的权限收回。",
        },
        dangerous=True,
    ),
}

FIELDS: Mapping[str, Words] = {
    "plan": {"en": "What is asked for", "zh": "申请事项"},
    "fields": {"en": "Form", "zh": "表单"},
    "shown": {"en": "What was shown", "zh": "所见内容"},
    "step": {"en": "Step", "zh": "环节"},
    "note": {"en": "Note", "zh": "备注"},
    "amend.note": {"en": "Reply", "zh": "答复"},
    "reason": {"en": "Reason", "zh": "理由"},
    "question": {"en": "Question", "zh": "需要补充什么"},
    "text": {"en": "Comment", "zh": "留言"},
    "to": {"en": "To whom", "zh": "转交给"},
    "person": {"en": "Who", "zh": "加签人"},
    "complete": {"en": "Complete", "zh": "是否完整"},
    "asks": {"en": "How much more time", "zh": "延长多久"},
}

HINTS: Mapping[str, Words] = {
    "asks": {
        "en": "As in 1 wd or 4 h; empty: as much as the rule allows.",
        "zh": "如 1 wd（一个工作日）、4 h；不填则按制度允许的最长时间。",
    },
    "confirm_check.note": {"en": "Needed when it is not complete: what is missing.", "zh": "不完整时必填：缺少什么。"},
    "amend.note": {"en": "Needed when nothing in the form changes.", "zh": "表单没有改动时必填。"},
    "to": {"en": "Somebody who holds a post and has no part in the request.", "zh": "须有职务，且与本申请无利害关系。"},
    "person": {"en": "Somebody who holds a post and has no part in the request.", "zh": "须有职务，且与本申请无利害关系。"},
}

TYPES: Mapping[str, FieldType] = {
    "fields": "form",
    "note": "long",
    "reason": "long",
    "question": "long",
    "text": "long",
    "to": "person",
    "person": "person",
    "complete": "yes_no",
    "asks": "span",
}

STAGES: Mapping[str, Words] = {
    "asked": {"en": "waiting for approval", "zh": "待审批"},
    "sent_back": {"en": "waiting for information", "zh": "待补充材料"},
    "approved": {"en": "approved, to be fetched", "zh": "已批准，待领取"},
    "out": {"en": "lent", "zh": "借出中"},
    "back": {"en": "returned, to be checked", "zh": "已归还，待核验"},
    "granted": {"en": "in force", "zh": "生效中"},
    "ending": {"en": "being taken back", "zh": "收回中"},
    "closed": {"en": "closed", "zh": "已结案"},
}

OUTCOMES: Mapping[str, Words] = {
    "refused": {"en": "refused", "zh": "未获批准"},
    "withdrawn": {"en": "withdrawn", "zh": "已撤回"},
    "lapsed": {"en": "lapsed", "zh": "已失效"},
    "returned": {"en": "returned and complete", "zh": "已完整归还"},
    "incomplete": {"en": "came back incomplete", "zh": "归还不完整"},
    "unchecked": {"en": "the return was never checked", "zh": "归还未经核验"},
    "ended": {"en": "ended", "zh": "已收回"},
}

TASKS: Mapping[str, Words] = {
    "decide": {"en": "approve or refuse", "zh": "审批"},
    "collect": {"en": "fetch", "zh": "领取"},
    "hand_out": {"en": "hand out", "zh": "交付"},
    "confirm_check": {"en": "check what came back", "zh": "核对归还"},
    "amend": {"en": "answer the question", "zh": "补充说明"},
    "return": {"en": "bring back", "zh": "归还"},
    "until": {"en": "ends", "zh": "到期"},
}

CLOCKS: Mapping[str, Words] = {
    "answer": {"en": "answer", "zh": "答复"},
    "collect": {"en": "fetching", "zh": "领取"},
    "check": {"en": "check", "zh": "核验"},
    "remind": {"en": "reminder", "zh": "提醒"},
    "closing": {"en": "outcome takes effect", "zh": "结果生效"},
    "information": {"en": "information", "zh": "补充材料"},
    "return": {"en": "return", "zh": "归还"},
    "overdue": {"en": "overdue reminder", "zh": "逾期提醒"},
    "until": {"en": "end of the privilege", "zh": "权限期满"},
    "revoke_again": {"en": "taking back again", "zh": "再次收回"},
}

FOLLOWS: Mapping[str, Words] = {
    "remind": {"en": "a reminder", "zh": "提醒"},
    "answer": {"en": "it goes one rung up; with no rung left, its declared outcome", "zh": "上报一级；无上级则按规定处理"},
    "closing": {"en": "its outcome takes effect", "zh": "结果生效"},
    "information": {"en": "the request lapses", "zh": "申请失效"},
    "return": {"en": "the head of department is reminded, further loans are blocked", "zh": "提醒部门负责人，暂停再借"},
    "overdue": {"en": "the next reminder", "zh": "再次提醒"},
    "until": {"en": "the privilege is taken back", "zh": "收回权限"},
    "revoke_again": {"en": "taking it back is tried again", "zh": "再次尝试收回"},
}

STATIONS: Mapping[str, Words] = {
    "asked": {"en": "Asked", "zh": "申请"},
    "information": {"en": "Information", "zh": "补充材料"},
    "approval": {"en": "Approval", "zh": "审批"},
    "collect": {"en": "Handed out", "zh": "领取"},
    "return": {"en": "Brought back", "zh": "归还"},
    "check": {"en": "Checked", "zh": "核验"},
    "granted": {"en": "In force", "zh": "生效"},
    "revoked": {"en": "Taken back", "zh": "收回"},
    "extension": {"en": "More time asked", "zh": "申请延期"},
    "extended": {"en": "More time given", "zh": "延期"},
    "closed": {"en": "Closed", "zh": "结案"},
}

NOTES: Mapping[str, Words] = {
    "sent_back": {"en": "waits for information", "zh": "等待补充材料"},
    "stalled": {"en": "nobody may answer at present", "zh": "目前无人可以答复"},
    "went_up": {"en": "gone up", "zh": "已上报"},
    "overdue": {"en": "overdue", "zh": "逾期"},
    "unconfirmed": {"en": "not yet confirmed by the target", "zh": "目标系统尚未确认"},
}

LABELS = KindLabels(
    title={"en": "Request", "zh": "申请"},
    commands=COMMANDS,
    fields=FIELDS,
    hints=HINTS,
    types=TYPES,
    stages=STAGES,
    outcomes=OUTCOMES,
    tasks=TASKS,
    clocks=CLOCKS,
    follows=FOLLOWS,
    stations=STATIONS,
    notes=NOTES,
)
