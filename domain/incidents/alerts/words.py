"""What is said of alerts."""

from __future__ import annotations

from domain.incidents.area import AreaWords
from domain.labelled import CommandLabel

WORDS = AreaWords(
    commands={
        "alert": CommandLabel(
            title={"en": "Alert", "zh": "告警"},
            does={"en": "A machine's: counted, and graver facts raise the level.", "zh": "由监控系统发出：计数；事实更严重的，自动升级。"},
        )
    },
    fields={
        "key": {"en": "Key", "zh": "标识"},
        "status": {"en": "Status", "zh": "状态"},
        "started": {"en": "Began", "zh": "开始时间"},
        "alert.facts": {"en": "What is known", "zh": "已知事实"},
    },
    types={"status": "choice", "started": "instant"},
    choices={"status": ("firing", "resolved")},
    values={"firing": {"en": "firing", "zh": "告警中"}, "resolved": {"en": "resolved", "zh": "已恢复"}},
    refusals={
        "machine_may_not": {
            "en": "the plan does not let the machine {machine} open incidents",
            "zh": "预案未允许监控系统 {machine} 报告事件",
        },
        "alert_held": {"en": "this alert belongs to {case}, which is open", "zh": "该告警属于尚未结案的 {case}"},
        "not_its_alert": {"en": "no alert of this machine opened this incident", "zh": "本事件不是由该监控系统的此告警引发"},
    },
    timeline={
        "incident.alert_received": {"en": "{by} noticed it again, the {count}. time", "zh": "{by} 第 {count} 次告警"},
        "incident.alert_resolved": {"en": "{by} notices it no more", "zh": "{by} 报告告警已恢复"},
    },
    phrases={"alert": "告警"},
)
