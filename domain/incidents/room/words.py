"""What the room says: commands, fields, refusals, notices, lines of the timeline."""

from __future__ import annotations

from collections.abc import Mapping

from domain.incidents.area import AreaWords
from domain.labelled import CommandLabel
from domain.policy import Words

COMMANDS: Mapping[str, CommandLabel] = {
    "take_command": CommandLabel(
        title={"en": "Take command", "zh": "接管指挥"},
        does={
            "en": "You command from now on; whoever did is told. What waits keeps its clocks.",
            "zh": "此后由您指挥，并通知原指挥人；在办事项时限不变。",
        },
    ),
    "hand_over_command": CommandLabel(
        title={"en": "Hand over command", "zh": "移交指挥"},
        does={"en": "That person commands from now on, and is told.", "zh": "此后由该人指挥，并通知本人。"},
    ),
    "assign_role": CommandLabel(
        title={"en": "Put into a group", "zh": "编入小组"},
        does={"en": "That person works in the group from now on, and is told.", "zh": "该人即编入小组，并通知本人。"},
    ),
    "release_role": CommandLabel(
        title={"en": "Release from a group", "zh": "退出小组"},
        does={"en": "That person works in the group no longer.", "zh": "该人不再属于该小组。"},
    ),
    "call_expert": CommandLabel(
        title={"en": "Call an expert", "zh": "请专家到场"},
        does={"en": "Whom the plan names for the field is told at once.", "zh": "立即通知预案指定的该领域专家。"},
    ),
    "hand_over_shift": CommandLabel(
        title={"en": "Hand over my shift", "zh": "交接班"},
        does={
            "en": "What you have in this incident, that person has from now on, and is told; command goes by itself.",
            "zh": "您在本事件中的职责交由该人承担，并通知本人；指挥权须另行移交。",
        },
    ),
    "tick": CommandLabel(
        title={"en": "Tick off", "zh": "勾选完成"},
        does={"en": "That it is done, by whom and when is recorded.", "zh": "登记完成情况、完成人和时间。"},
    ),
    "untick": CommandLabel(
        title={"en": "Take back a tick", "zh": "撤回勾选"},
        does={
            "en": "The item is open again; that it was ticked off, by whom and when stays in the record.",
            "zh": "该事项恢复为未完成；原勾选人和时间仍留存在案。",
        },
    ),
    "report_situation": CommandLabel(
        title={"en": "Report the situation", "zh": "报告情况"},
        does={
            "en": "Your words are kept with what is known at this instant, and never altered; leaders are told.",
            "zh": "与此刻已知情况一并留存，不可更改；并通知领导。",
        },
    ),
    "inform": CommandLabel(
        title={"en": "Inform", "zh": "告知"},
        does={
            "en": "Leaders are sent a notice; of customers and authorities it is recorded that you told them.",
            "zh": "向领导发送通知；客户、主管部门的告知情况登记在案。",
        },
    ),
}

FIELDS: Mapping[str, Words] = {
    "role": {"en": "Group", "zh": "小组"},
    "person": {"en": "Person", "zh": "人员"},
    "field": {"en": "Field", "zh": "领域"},
    "item": {"en": "Item", "zh": "事项"},
    "whom": {"en": "Whom", "zh": "告知对象"},
    "template": {"en": "Template", "zh": "模板"},
    "recipient": {"en": "Name and contact of who was told", "zh": "被告知人及联系方式"},
}

REFUSALS: Mapping[str, Words] = {
    "not_the_commander": {"en": "only the commander may do that", "zh": "只有指挥人可以这样做"},
    "may_not_take_command": {
        "en": "only whoever acknowledged it, or stands higher on the ladder of command, may take command",
        "zh": "只有接警人或指挥序列中的上级可以接管指挥",
    },
    "nobody_to_call": {"en": "nobody is there whom the plan names for this", "zh": "预案指定的专家目前无人在岗"},
    "no_such_expert": {"en": "the plan does not name this person for that field", "zh": "此人不是预案指定的该领域专家"},
    "nothing_to_hand_over": {"en": "you have nothing in this incident to hand over", "zh": "您在本事件中没有可以交接的职责"},
    "no_such_item": {"en": "the checklist has no item {what} at this level", "zh": "本级检查清单没有事项 {what}"},
    "not_ticked": {"en": "{what} is not ticked off", "zh": "{what} 尚未勾选"},
    "item_behind": {"en": "{what} waited for it and is ticked off; take that back first", "zh": "其后的 {what} 已勾选，须先撤回"},
    "item_ahead": {"en": "{what} must be done first", "zh": "须先完成 {what}"},
}

NOTICES: Mapping[str, Words] = {
    "incident.command_given": {"en": "{case}: you command this incident", "zh": "{case}：由您担任事件指挥人"},
    "incident.command_taken": {"en": "{case}: somebody else commands now", "zh": "{case}：指挥人已变更"},
    "incident.role_assigned": {"en": "{case}: you work in a group of this incident", "zh": "{case}：您已编入处置小组"},
    "incident.expert_called": {"en": "{case}: you are called as an expert", "zh": "{case}：请您作为专家到场"},
    "incident.shift_handed_over": {"en": "{case}: a shift was handed over to you", "zh": "{case}：已向您交班"},
    "incident.situation_reported": {"en": "{case}: there is a situation report", "zh": "{case}：有新的情况报告"},
    "incident.informed": {"en": "{case}: you are informed of an incident", "zh": "{case}：向您通报事件情况"},
    "incident.situation_report": {"en": "{case}: a situation report is due", "zh": "{case}：须提交情况报告"},
}

TIMELINE: Mapping[str, Words] = {
    "room.command_began": {"en": "{person} commands ({basis})", "zh": "{person} 担任指挥人（{basis}）"},
    "room.command_taken": {
        "en": "{person} commands from now on ({basis}); before: {was} {reason}",
        "zh": "{person} 担任指挥人（{basis}）；此前：{was} {reason}",
    },
    "room.role_assigned": {"en": "{by} ({basis}) put {person} into {group} {note}", "zh": "{by}（{basis}）将 {person} 编入 {group} {note}"},
    "room.role_released": {"en": "{by} ({basis}): {person} left {group}", "zh": "{by}（{basis}）：{person} 退出 {group}"},
    "room.expert_called": {"en": "{people} called as {field} ({role}; {basis})", "zh": "请 {people} 到场：{field}（{role}；{basis}）"},
    "room.shift_handed_over": {"en": "{by} handed the shift over to {to} {note}", "zh": "{by} 向 {to} 交班 {note}"},
    "room.ticked": {"en": "{by} ({basis}) ticked off: {item} {note}", "zh": "{by}（{basis}）完成：{item} {note}"},
    "room.unticked": {"en": "{by} ({basis}) took back the tick at {item}: {reason}", "zh": "{by}（{basis}）撤回勾选 {item}：{reason}"},
    "room.situation_reported": {
        "en": "situation report {number} by {by} ({basis}): {text}",
        "zh": "{by}（{basis}）第 {number} 次情况报告：{text}",
    },
    "room.informed": {
        "en": "{by} ({basis}) informed {whom} {to} {recipient}: {template} {text}",
        "zh": "{by}（{basis}）告知 {whom} {to} {recipient}：{template} {text}",
    },
}

WORDS = AreaWords(
    commands=COMMANDS,
    fields=FIELDS,
    hints={
        "role": {"en": "One of the plan's groups, as technical.", "zh": "预案中的小组，例如 technical。"},
        "recipient": {
            "en": "Sealed under a key of its own, which can be erased.",
            "zh": "以单独的密钥加密，可以删除。",
        },
    },
    types={"person": "person", "whom": "choice", "recipient": "long"},
    choices={"whom": ("leaders", "customers", "authorities")},
    tasks={"situation_report": {"en": "report the situation", "zh": "报告情况"}},
    values={
        "leaders": {"en": "leaders", "zh": "领导"},
        "customers": {"en": "customers hit", "zh": "受影响客户"},
        "authorities": {"en": "authorities", "zh": "主管部门"},
    },
    refusals=REFUSALS,
    notices=NOTICES,
    timeline=TIMELINE,
    phrases={"acknowledged": "已接警", "plan": "按预案", "shift": "接班"},
)
