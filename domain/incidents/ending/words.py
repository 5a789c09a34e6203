"""What the end of an incident says, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Final

from domain.casework.labels import SHOWN
from domain.incidents.area import AreaWords
from domain.incidents.ending.plan import POINTS
from domain.labelled import CommandLabel
from domain.policy import Words

POINT_WORDS: Final[Mapping[str, Words]] = {
    "cause": {"en": "the cause is found", "zh": "原因已查清"},
    "responsible": {"en": "those responsible are dealt with", "zh": "责任人已处理"},
    "measures": {"en": "the corrective measures are in place", "zh": "整改措施已落实"},
    "taught": {"en": "those concerned are taught", "zh": "有关人员已受教育"},
}
"""The four, as a gate shows them."""

TASKS: Final[Mapping[str, Words]] = {
    "assess_loss": {"en": "assess the loss", "zh": "评估损失"},
    "find_cause": {"en": "find the cause", "zh": "查明原因"},
    "record_training": {"en": "teach those concerned", "zh": "培训有关人员"},
    "evaluate_response": {"en": "evaluate the response", "zh": "评估处置"},
    "close": {"en": "close it", "zh": "结案"},
}

SENTENCES: Final[Mapping[str, Words]] = {
    "contained": {
        "en": "With every obligation met the incident is contained; what is found, put right and taught comes then.",
        "zh": "全部处置任务完成后转入善后。",
    },
    "asks": {"en": "Then, {what}: {who}, within {within}.", "zh": "善后事项“{what}”：{who}，{within}内完成。"},
    "asks at": {
        "en": "Then, at {levels}, {what}: {who}, within {within}.",
        "zh": "级别为 {levels} 的，善后事项“{what}”：{who}，{within}内完成。",
    },
    "whys": {"en": "Why is asked at least {number} times.", "zh": "至少追问 {number} 个为什么。"},
    "class": {"en": "The library knows the class: {name}.", "zh": "案例分类：{name}。"},
    "not let go": {"en": "{level} is not closed before: {points}.", "zh": "{level}未满足以下各项不得结案：{points}。"},
    "let go": {"en": "{level} is closed without any of the four.", "zh": "{level}结案不要求四不放过。"},
    "rectification": {"en": "A measure becomes a line of the ledger, by the plan {plan}.", "zh": "整改措施列入台账，适用 {plan}。"},
    "violation": {
        "en": "Somebody's fault is looked into by the plan {plan}: {breaches}.",
        "zh": "有责任人的，按 {plan} 立案调查：{breaches}。",
    },
    "exercise": {"en": "The plan is exercised every {within}.", "zh": "预案每 {within}演练一次。"},
    "closes": {
        "en": "Closed by another than whoever commanded it; a closed incident is reopened with a reason.",
        "zh": "由指挥人以外的人结案；说明理由后可重新打开。",
    },
}
"""As the policy book says it."""

_COMMANDS: Mapping[str, CommandLabel] = {
    "assess_loss": CommandLabel(
        title={"en": "Assess the loss", "zh": "评估损失"},
        does={
            "en": "What was lost is kept with the incident; a later figure takes its place.",
            "zh": "记录损失金额；重新评估时保留原记录。",
        },
    ),
    "add_why": CommandLabel(
        title={"en": "Ask why", "zh": "追问原因"},
        does={
            "en": "One more step of the five whys. Everybody reads it later: name nobody.",
            "zh": "记录一层追问。将收入案例库，请勿写人名。",
        },
    ),
    "find_cause": CommandLabel(
        title={"en": "The cause is found", "zh": "原因已查明"},
        does={
            "en": "The cause goes to the library of cases, where everybody reads it: name nobody.",
            "zh": "原因将收入案例库，供全员查阅，请勿写人名。",
        },
    ),
    "find_responsibility": CommandLabel(
        title={"en": "Find responsibility", "zh": "认定责任"},
        does={
            "en": "Whoever is named closes nothing here; the incident is closed only when it has been dealt with.",
            "zh": "被认定的人不得结案；处理完毕后方可结案。",
        },
    ),
    "withdraw_responsibility": CommandLabel(
        title={"en": "It was not theirs", "zh": "撤销责任认定"},
        does={"en": "They are not held responsible any more; what was said stays on record.", "zh": "不再认定其责任；原记录保留。"},
    ),
    "nobody_at_fault": CommandLabel(
        title={"en": "Nobody is at fault", "zh": "无人有责"},
        does={"en": "With the reason, the point of responsibility is met.", "zh": "说明理由后，责任一项视为已处理。"},
    ),
    "require_rectification": CommandLabel(
        title={"en": "Something must be put right", "zh": "要求整改"},
        does={
            "en": "A line of the ledger opens, linked; the incident is not closed before it is accepted.",
            "zh": "列入整改台账并关联；验收前不得结案。",
        },
    ),
    "report_violation": CommandLabel(
        title={"en": "Somebody broke a rule", "zh": "移交违规调查"},
        does={
            "en": "A violation opens, linked; the incident is not closed before it has come to its end, appeals too.",
            "zh": "立案调查并关联；处理和申诉结束前不得结案。",
        },
    ),
    "record_training": CommandLabel(
        title={"en": "Somebody was taught", "zh": "记录培训"},
        does={"en": "It counts for this person; everybody responsible must have been taught.", "zh": "计入此人；所有责任人均须受教育。"},
    ),
    "evaluate": CommandLabel(
        title={"en": "Evaluate the response", "zh": "评估处置"},
        does={"en": "How it went, and what of the plan is improved.", "zh": "记录处置评估和预案改进。"},
    ),
    "request_closing": CommandLabel(
        title={"en": "Ask for closing", "zh": "申请结案"},
        does={"en": "Whoever closes is reminded; what is missing is said at once.", "zh": "提醒结案人；缺项即时提示。"},
    ),
    "close": CommandLabel(
        title={"en": "Close", "zh": "结案"},
        does={"en": "The incident is closed and goes to the library of cases.", "zh": "结案并收入案例库。"},
    ),
    "reopen": CommandLabel(
        title={"en": "Reopen", "zh": "重新打开"},
        does={"en": "Somebody is asked to acknowledge again; what stood stays on record.", "zh": "重新逐级通知接警；原记录保留。"},
        dangerous=True,
    ),
    "mark_duplicate": CommandLabel(
        title={"en": "It is a duplicate", "zh": "标记为重复"},
        does={
            "en": "The other incident is told; when it has taken it this one is closed. Nothing is deleted.",
            "zh": "告知另一事件；对方接收后本事件结案，不删除任何记录。",
        },
        dangerous=True,
    ),
}

WORDS: Final = AreaWords(
    commands=_COMMANDS,
    fields={
        **SHOWN,
        "loss": {"en": "Loss (CNY)", "zh": "损失（元）"},
        "currency_note": {"en": "How it was counted", "zh": "计算说明"},
        "why": {"en": "Why", "zh": "为什么"},
        "because": {"en": "Because", "zh": "因为"},
        "root_cause": {"en": "Cause", "zh": "原因"},
        "cause_class": {"en": "Class", "zh": "案例分类"},
        "find_responsibility.person": {"en": "Whose", "zh": "责任人"},
        "withdraw_responsibility.person": {"en": "Whose it was not", "zh": "撤销何人"},
        "record_training.person": {"en": "Who was taught", "zh": "受训人"},
        "part": {"en": "As", "zh": "责任类别"},
        "finding": {"en": "What must be put right", "zh": "整改事项"},
        "responsible": {"en": "Who is responsible for it", "zh": "整改责任人"},
        "criterion": {"en": "What its effect is measured by", "zh": "效果标准"},
        "subject": {"en": "Who broke it", "zh": "当事人"},
        "breach": {"en": "What was broken", "zh": "违规类别"},
        "facts": {"en": "What is known", "zh": "已知事实"},
        "report_violation.facts": {"en": "What happened", "zh": "事实"},
        "improvement": {"en": "What of the plan is improved", "zh": "预案改进"},
        "of": {"en": "Of which incident", "zh": "重复于哪个事件"},
    },
    hints={"of": {"en": "Its number, or its id.", "zh": "事件编号或标识。"}},
    types={
        "loss": "number",
        "currency_note": "text",
        "why": "long",
        "because": "long",
        "root_cause": "long",
        "cause_class": "choice",
        "find_responsibility.person": "person",
        "withdraw_responsibility.person": "person",
        "record_training.person": "person",
        "part": "choice",
        "finding": "long",
        "responsible": "person",
        "criterion": "long",
        "subject": "person",
        "breach": "choice",
        "report_violation.facts": "long",
        "improvement": "long",
    },
    choices={"part": ("manager", "doer")},
    stages={"aftermath": {"en": "aftermath", "zh": "善后"}},
    outcomes={
        "settled": {"en": "brought to its end", "zh": "处理完毕"},
        "duplicate": {"en": "closed as a duplicate", "zh": "重复事件，已并入"},
    },
    tasks=TASKS,
    stations={"contained": {"en": "Contained", "zh": "已控制"}},
    values={
        "manager": {"en": "the manager's", "zh": "管理责任"},
        "doer": {"en": "the doer's", "zh": "直接责任"},
    },
    refusals={
        "not_yours_to_end": {"en": "this is for whoever the plan asks: {who}", "zh": "此事由预案指定的人办理：{who}"},
        "too_few_whys": {
            "en": "why is asked at least {wanted} times; so far {number}",
            "zh": "至少追问 {wanted} 个为什么，目前 {number} 个",
        },
        "not_named": {"en": "this person is not held responsible", "zh": "此人未被认定责任"},
        "somebody_is_named": {"en": "somebody is named; that must be withdrawn first", "zh": "已有被认定或被调查的人，须先撤销"},
        "leads_to_none": {"en": "the plan leads to no such case", "zh": "预案未规定此类后续案件"},
        "only_an_exercise": {"en": "nobody broke a rule in an exercise", "zh": "演练不追究违规"},
        "obligations_wait": {"en": "still to be done: {what}", "zh": "尚有未完成的处置任务：{what}"},
        "not_taken_up": {"en": "nobody has taken it up", "zh": "尚无人接警处置"},
        "not_let_go": {"en": "four not-let-go; missing: {why}", "zh": "四不放过，尚缺：{why}"},
        "still_asked": {"en": "still asked for: {what}", "zh": "尚有未完成的善后事项：{what}"},
        "is_open": {"en": "the case is open", "zh": "案件尚未结案"},
        "not_another_incident": {"en": "this is not another incident", "zh": "不是另一事件"},
        "is_a_duplicate": {"en": "the incident is said to be a duplicate itself", "zh": "该事件本身已标记为重复"},
    },
    notices={
        **{f"incident.{name}": {"en": f"{{case}}: {said['en']}", "zh": f"{{case}}：{said['zh']}"} for name, said in TASKS.items()},
        "incident.closing_requested": {"en": "{case}: closing is asked for", "zh": "{case}：申请结案"},
        "incident.reopened": {"en": "{case}: the incident is reopened", "zh": "{case}：事件已重新打开"},
    },
    timeline={
        "incident.contained": {"en": "contained at level {level}; the aftermath begins", "zh": "{level} 处置完成，转入善后"},
        "incident.loss_assessed": {
            "en": "{by} ({basis}) assessed the loss: {loss} CNY {note}",
            "zh": "{by}（{basis}）评估损失：{loss} 元 {note}",
        },
        "incident.why_added": {
            "en": "why {number}, {by} ({basis}): {why} because {because}",
            "zh": "第 {number} 问，{by}（{basis}）：{why} 因为 {because}",
        },
        "incident.cause_found": {
            "en": "{by} ({basis}) found the cause: {cause} ({cause_class})",
            "zh": "{by}（{basis}）查明原因：{cause}（{cause_class}）",
        },
        "incident.responsibility_found": {
            "en": "{by} ({basis}) found responsibility, as {part}: {person} {text}",
            "zh": "{by}（{basis}）认定责任（{part}）：{person} {text}",
        },
        "incident.responsibility_withdrawn": {
            "en": "{by} ({basis}) does not hold {person} responsible any more: {reason}",
            "zh": "{by}（{basis}）撤销对 {person} 的责任认定：{reason}",
        },
        "incident.nobody_at_fault": {"en": "{by} ({basis}): nobody is at fault: {reason}", "zh": "{by}（{basis}）：无人有责：{reason}"},
        "incident.rectification_required": {
            "en": "{by}: to be put right by {responsible}: {finding}; measured by {criterion}",
            "zh": "{by} 要求 {responsible} 整改：{finding}；效果标准：{criterion}",
        },
        "incident.violation_reported": {"en": "{by} reported a violation: {breach}", "zh": "{by} 移交违规调查：{breach}"},
        "incident.not_opened": {"en": "{case} could not be opened: {why}", "zh": "{case} 未能立案：{why}"},
        "incident.measure_told": {"en": "the line {line} came to: {outcome}", "zh": "整改 {line} 结果：{outcome}"},
        "incident.fault_told": {"en": "the violation {violation} has come to an end", "zh": "违规案件 {violation} 已处理终结"},
        "incident.trained": {"en": "{by} ({basis}): {person} was taught: {note}", "zh": "{by}（{basis}）：{person} 已受教育：{note}"},
        "incident.evaluated": {
            "en": "{by} ({basis}) evaluated the response: {text} {improvement}",
            "zh": "{by}（{basis}）评估处置：{text} {improvement}",
        },
        "incident.closing_requested": {"en": "{by} ({basis}) asked for closing: {note}", "zh": "{by}（{basis}）申请结案：{note}"},
        "incident.closing_decided": {"en": "{by} ({basis}) decided to close it: {reason}", "zh": "{by}（{basis}）决定结案：{reason}"},
        "incident.reopened": {"en": "{by} ({basis}) reopened it: {reason}", "zh": "{by}（{basis}）重新打开：{reason}"},
        "incident.duplicate_marked": {
            "en": "{by} ({basis}): a duplicate of {of}: {reason}",
            "zh": "{by}（{basis}）：与 {of} 重复：{reason}",
        },
        "incident.duplicate_refused": {"en": "{of} did not take it as a duplicate: {why}", "zh": "{of} 未接收为重复事件：{why}"},
    },
    phrases={
        **{
            " + ".join(some): "、".join(POINT_WORDS[each]["zh"] for each in some)
            for number in range(1, len(POINTS) + 1)
            for some in combinations(POINTS, number)
        },
        "settled": "处理完毕",
        "duplicate": "重复事件",
        "duplicate_of": "重复于",
        "not_opened": "未能立案",
    },
)
