"""What doors call the parts of a run of a control."""

from __future__ import annotations

from domain.casework.labels import SHOWN
from domain.labelled import CommandLabel, KindLabels

LABELS = KindLabels(
    title={"en": "Control", "zh": "检查"},
    commands={
        "open": CommandLabel(
            title={"en": "Open the run", "zh": "开始本期检查"},
            does={"en": "A run of the control opens by itself, once a period.", "zh": "每个周期自动开始一次。"},
        ),
        "complete": CommandLabel(
            title={"en": "Done", "zh": "完成"},
            does={
                "en": "The run closes as done, with your summary; the next one opens by itself.",
                "zh": "本期以您的小结完成，下一期自动开始。",
            },
            usual=True,
            key="d",
        ),
        "report_finding": CommandLabel(
            title={"en": "Add a finding to the ledger", "zh": "列入整改台账"},
            does={
                "en": "A line of the rectification ledger opens, linked to this run; whoever is responsible is asked.",
                "zh": "登记一条整改台账，与本次检查关联，并通知责任人。",
            },
            usual=True,
            key="f",
        ),
        "report_violation": CommandLabel(
            title={"en": "Report a violation", "zh": "报告违规"},
            does={
                "en": "A violation is opened and investigated by others, linked to this run.",
                "zh": "立案调查，由他人办理，与本次检查关联。",
            },
        ),
    },
    fields={
        **SHOWN,
        "source": {"en": "Comes from", "zh": "来源案件"},
        "took_part": {"en": "Took part before", "zh": "此前参与人"},
        "summary": {"en": "What was done and found", "zh": "检查情况"},
        "findings": {"en": "How many other findings", "zh": "其他问题数"},
        "finding": {"en": "Finding", "zh": "问题"},
        "responsible": {"en": "Who puts it right", "zh": "责任人"},
        "criterion": {"en": "What its effect is measured by", "zh": "效果验证标准"},
        "subject": {"en": "Who", "zh": "当事人"},
        "breach": {"en": "What kind of violation", "zh": "违规类型"},
        "facts": {"en": "What happened", "zh": "事实"},
    },
    hints={
        "findings": {"en": "Beside those that you reported from here; empty: none.", "zh": "不含已从此处登记的问题；不填为零。"},
        "breach": {"en": "As the policy book names it for this control.", "zh": "按本项检查在制度中列出的类型填写。"},
    },
    types={
        "summary": "long",
        "findings": "number",
        "finding": "long",
        "criterion": "long",
        "facts": "long",
        "responsible": "person",
        "subject": "person",
    },
    stages={"waiting": {"en": "waits for its period", "zh": "等待周期开始"}, "open": {"en": "to be carried out", "zh": "待完成"}},
    outcomes={
        "done": {"en": "done", "zh": "已完成"},
        "missed": {"en": "missed", "zh": "漏做"},
        "not_due": {"en": "not due: a day off", "zh": "休息日，无须进行"},
        "ended": {"en": "ended: the post is not responsible any more", "zh": "终止：该岗位不再负责"},
    },
    tasks={"carry_out": {"en": "carry out the control", "zh": "进行检查"}},
    clocks={"period": {"en": "beginning of the period", "zh": "周期开始"}, "period_end": {"en": "end of the period", "zh": "周期结束"}},
    follows={
        "period": {"en": "whoever is responsible is asked", "zh": "通知责任人"},
        "period_end": {"en": "it is recorded as missed; the next run opens", "zh": "记为漏做，下一期自动开始"},
    },
    stations={"period": {"en": "Period", "zh": "周期"}},
)
