"""What doors call the parts of an incident."""

from __future__ import annotations

from collections.abc import Mapping

from domain.incidents.areas import words
from domain.labelled import CommandLabel, KindLabels
from domain.policy import Words

OBLIGATIONS: Mapping[str, Words] = {
    "isolate": {"en": "isolate what is affected", "zh": "隔离"},
    "isolate_scene": {"en": "isolate the scene", "zh": "隔离现场"},
    "tell_management": {"en": "tell management", "zh": "报告管理层"},
    "statement": {"en": "prepare the statement", "zh": "准备声明"},
    "recall": {"en": "recall what was sent", "zh": "撤回"},
    "ask_deletion": {"en": "ask the receiver to delete it", "zh": "要求收件人删除"},
    "apologise": {"en": "apologise to the customers hit", "zh": "向受影响客户致歉"},
    "put_right": {"en": "put it right on the spot", "zh": "当场纠正"},
    "hotline": {"en": "open the 24-hour hotline", "zh": "开通 24 小时热线"},
    "specialists": {"en": "specialists answer", "zh": "专家响应"},
    "preliminary_report": {"en": "preliminary report", "zh": "初步报告"},
    "start_plan": {"en": "start the plan", "zh": "启动预案"},
    "close_hole": {"en": "close the hole", "zh": "封堵漏洞"},
    "restore": {"en": "core systems back", "zh": "恢复核心系统"},
    "tell_customers": {"en": "tell the customers hit, with the reason", "zh": "告知受影响客户及原因"},
    "tell_authorities": {"en": "tell the authorities", "zh": "报告主管部门"},
    "one_way": {"en": "one-way flow", "zh": "单向疏导"},
    "police": {"en": "call the police", "zh": "报警"},
    "evacuate": {"en": "evacuate", "zh": "疏散"},
    "mend": {"en": "mend it", "zh": "修复"},
    "diagnosis": {"en": "joint diagnosis", "zh": "联合诊断"},
    "stop_gap": {"en": "protect the customers by a stop-gap", "zh": "采取临时措施保护客户"},
    "disconnect": {"en": "disconnect at once", "zh": "立即断网"},
    "screenshot": {"en": "take a screenshot", "zh": "截图留证"},
    "delete_mail": {"en": "delete the mail", "zh": "删除邮件"},
    "scan": {"en": "scan and clean", "zh": "查杀"},
    "evaluate": {"en": "evaluate the response and improve the plan", "zh": "评估处置并改进预案"},
    "secure_evidence": {"en": "secure the evidence", "zh": "固定证据"},
    "observation_sheet": {"en": "record it on the observation sheet", "zh": "记入《安全行为观察表》"},
    "legal_answers": {"en": "legal answers", "zh": "法务响应"},
    "support_regulators": {"en": "support the regulators", "zh": "配合监管部门"},
    "tell_leaders": {"en": "tell the leaders", "zh": "报告领导"},
    "pass_on": {"en": "pass it on to administration", "zh": "转报行政部"},
    "take_up": {"en": "take it up", "zh": "受理"},
}
"""Obligations that many plans have. A plan's own are called as the plan says."""

LABELS = KindLabels(
    title={"en": "Incident", "zh": "事件"},
    commands=words(
        "commands",
        {
            "open": CommandLabel(
                title={"en": "Report an incident", "zh": "报告事件"},
                does={
                    "en": "The incident opens at once with the level that the facts demand; whoever is on duty is asked.",
                    "zh": "按事实自动定级并立即立案，通知值班人员。",
                },
            ),
            "acknowledge": CommandLabel(
                title={"en": "I have it", "zh": "接警"},
                does={
                    "en": "Nobody further up is asked, as long as there is progress.",
                    "zh": "不再向上通知；没有进展的，接警到期失效。",
                },
                usual=True,
                key="a",
            ),
            "report_done": CommandLabel(
                title={"en": "Done", "zh": "已完成"},
                does={
                    "en": "The obligation is met; its clock stops. If it was missed, that stays on record.",
                    "zh": "该项义务办结，计时停止；已逾期的，逾期记录保留。",
                },
                usual=True,
                key="d",
            ),
            "change_level": CommandLabel(
                title={"en": "Change the level", "zh": "调整级别"},
                does={
                    "en": "What the new level obliges to begins; clocks are superseded, none is lost.",
                    "zh": "按新级别的要求办理；原时限被替代并留痕。",
                },
            ),
            "record_facts": CommandLabel(
                title={"en": "Add what is known", "zh": "补充事实"},
                does={"en": "The level rises by itself where the facts demand it.", "zh": "事实达到更高级别的，自动升级。"},
            ),
        },
    ),
    fields=words(
        "fields",
        {
            "source": {"en": "Comes from", "zh": "来源案件"},
            "took_part": {"en": "Took part before", "zh": "此前参与人"},
            "level": {"en": "Level", "zh": "级别"},
            "exercise": {"en": "An exercise", "zh": "演练"},
            "alert": {"en": "Alert", "zh": "告警"},
            "facts": {"en": "What is known", "zh": "已知事实"},
            "obligation": {"en": "Obligation", "zh": "义务"},
            "evidence": {"en": "Proof", "zh": "证据"},
        },
    ),
    hints=words("hints", {"evidence": {"en": "The digest of a file of this case.", "zh": "本案文件的摘要值。"}}),
    types=words("types", {"facts": "form", "exercise": "yes_no"}),
    choices=words("choices", {}),
    stages=words("stages", {"open": {"en": "open", "zh": "处置中"}}),
    outcomes=words("outcomes", {}),
    tasks=words("tasks", {"acknowledge": {"en": "acknowledge", "zh": "接警"}, **OBLIGATIONS}),
    clocks={"promise": {"en": "acknowledgement stands", "zh": "接警有效期"}, "again": {"en": "next reminder", "zh": "下次提醒"}},
    follows={
        "promise": {"en": "without progress it lapses, and the ladder begins again", "zh": "没有进展则失效，重新逐级通知"},
        "again": {"en": "the top rung is reminded again", "zh": "再次提醒最高一级"},
    },
    stations=words("stations", {}),
    values=words("values", {"in time": {"en": "in time", "zh": "按时"}, "late": {"en": "late", "zh": "逾期"}}),
)
