"""What doors call the parts of a line of the rectification ledger."""

from __future__ import annotations

from collections.abc import Mapping

from domain.casework.labels import SHOWN
from domain.labelled import CommandLabel, FieldType, KindLabels
from domain.policy import Words

COMMANDS: Mapping[str, CommandLabel] = {
    "open": CommandLabel(
        title={"en": "Put in the ledger", "zh": "登记整改"},
        does={"en": "The line is recorded, and whoever is responsible is asked to put it right.", "zh": "登记整改事项，并请责任人整改。"},
        usual=True,
    ),
    "submit_plan": CommandLabel(
        title={"en": "Hand in the plan", "zh": "提交整改方案"},
        does={"en": "What you are going to do is recorded; the time to put it right runs on.", "zh": "登记整改方案；整改时限继续计算。"},
        usual=True,
    ),
    "record_coaching": CommandLabel(
        title={"en": "Coached", "zh": "已辅导"},
        does={"en": "That you coached whoever was responsible before is recorded.", "zh": "登记您已对原责任人进行一对一辅导。"},
        usual=True,
    ),
    "submit_report": CommandLabel(
        title={"en": "Report as put right", "zh": "提交整改报告"},
        does={
            "en": "Your part ends for now: others look at it, and accept it or send it back.",
            "zh": "整改暂告完成：由他人验收，或者退回。",
        },
        usual=True,
    ),
    "accept": CommandLabel(
        title={"en": "Accept", "zh": "同意验收"},
        does={
            "en": "Your voice counts for accepting it; with enough voices it is accepted, and its effect is looked at later.",
            "zh": "计入您的同意意见；达到规定人数即通过验收，日后核查效果。",
        },
        usual=True,
        key="a",
    ),
    "send_back": CommandLabel(
        title={"en": "Send back", "zh": "退回整改"},
        does={
            "en": "It is not done: whoever is responsible gets your reason and a new time.",
            "zh": "整改未完成：把您的理由交给责任人，并重新计算时限。",
        },
        usual=True,
        key="r",
    ),
    "extend": CommandLabel(
        title={"en": "Give more time", "zh": "延期"},
        does={"en": "The end moves, once each time; the old one stays on record.", "zh": "期限顺延，每次整改一次；原期限保留在记录中。"},
    ),
    "hand_over": CommandLabel(
        title={"en": "Make somebody else responsible", "zh": "更换责任人"},
        does={"en": "That person is responsible from now on; the time runs on.", "zh": "此后由该人负责整改；时限继续计算。"},
    ),
    "confirm_effect": CommandLabel(
        title={"en": "Confirm the effect", "zh": "确认整改效果"},
        does={
            "en": "Met: the line is closed as effective. Not met: a second round is opened one level up.",
            "zh": "达标：按有效结案；未达标：在上一级开启第二轮整改。",
        },
        usual=True,
    ),
}

FIELDS: Mapping[str, Words] = {
    "source": {"en": "Comes from", "zh": "来源案件"},
    "took_part": {"en": "Took part elsewhere", "zh": "曾参与相关案件的人"},
    "round": {"en": "Round", "zh": "轮次"},
    "coaching": {"en": "With coaching", "zh": "一对一辅导"},
    "earlier": {"en": "Responsible before", "zh": "以往责任人"},
    "submit_plan.text": {"en": "What is going to be done", "zh": "整改方案"},
    "record_coaching.note": {"en": "When, and about what", "zh": "辅导时间和内容"},
    "changed_rules": {"en": "Changed rules", "zh": "修订的制度"},
    "execution": {"en": "Record of execution", "zh": "执行记录"},
    "until": {"en": "Until", "zh": "延期至"},
    "hand_over.to": {"en": "Who is responsible from now on", "zh": "新责任人"},
    "met": {"en": "Is the criterion met?", "zh": "是否达标"},
    "measured": {"en": "What was measured", "zh": "核查结果"},
}

HINTS: Mapping[str, Words] = {
    "until": {
        "en": "A day as 2026-03-20, or a length of time from now as 5 d.",
        "zh": "日期（如 2026-03-20），或自现在起的时长（如 5 d）。",
    },
    "hand_over.to": {"en": "Somebody who works here.", "zh": "须为在职人员。"},
    "measured": {"en": "By the criterion that the line names.", "zh": "按登记的达标标准填写。"},
}

TYPES: Mapping[str, FieldType] = {
    "changed_rules": "long",
    "execution": "long",
    "measured": "long",
    "met": "yes_no",
    "coaching": "yes_no",
}

STAGES: Mapping[str, Words] = {
    "to_rectify": {"en": "to be put right", "zh": "整改中"},
    "to_accept": {"en": "to be accepted", "zh": "待验收"},
    "in_effect": {"en": "accepted, effect awaited", "zh": "已验收，待核查效果"},
    "to_check": {"en": "effect to be looked at", "zh": "核查效果"},
}

OUTCOMES: Mapping[str, Words] = {
    "effective": {"en": "effective", "zh": "整改有效"},
    "second_round": {"en": "fell short, second round", "zh": "未达标，进入第二轮"},
    "fell_short": {"en": "fell short, no level above", "zh": "未达标，且无上一级"},
    "not_rectified": {"en": "not put right", "zh": "未整改"},
    "unaccepted": {"en": "nobody accepted it", "zh": "无人验收"},
    "unverified": {"en": "nobody looked at its effect", "zh": "无人核查效果"},
}

TASKS: Mapping[str, Words] = {
    "planning": {"en": "hand in a plan", "zh": "提交整改方案"},
    "coach": {"en": "coach one to one", "zh": "一对一辅导"},
    "rectify": {"en": "put right", "zh": "整改"},
    "accept": {"en": "accept or send back", "zh": "验收"},
    "check_effect": {"en": "look at the effect", "zh": "核查效果"},
}

CLOCKS: Mapping[str, Words] = {
    "acceptance": {"en": "accepted by", "zh": "验收期限"},
    "effect": {"en": "effect looked at", "zh": "效果核查日"},
}

FOLLOWS: Mapping[str, Words] = {
    "acceptance": {"en": "the head of department is told", "zh": "告知部门负责人"},
    "effect": {"en": "somebody independent is asked whether the criterion is met", "zh": "请独立人员确认是否达标"},
}

STATIONS: Mapping[str, Words] = {
    "planning": {"en": "Plan", "zh": "方案"},
    "coach": {"en": "Coaching", "zh": "辅导"},
    "rectify": {"en": "Put right", "zh": "整改"},
    "accept": {"en": "Accepted", "zh": "验收"},
    "effect": {"en": "Effect awaited", "zh": "等待效果"},
    "check_effect": {"en": "Effect", "zh": "效果"},
}

LABELS = KindLabels(
    title={"en": "Rectification", "zh": "整改"},
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
