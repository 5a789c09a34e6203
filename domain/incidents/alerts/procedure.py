"""What a plan says of alerts, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domain.policy import Words
from domain.procedure import Line

SENTENCES: Mapping[str, Words] = {
    "machines": {
        "en": "These machines open it by an alert: {machines}. While it is open, the same alert is counted and opens no second one.",
        "zh": "以下监控系统可以告警立案：{machines}。事件未结案期间，相同告警只计数，不另行立案。",
    },
}


def procedure(plan: Any) -> Iterator[Line]:
    """Which machines, if any."""
    if plan.alerts is not None:
        yield Line(sentence=SENTENCES["machines"], clause=plan.alerts.clause, fills={"machines": ", ".join(plan.alerts.machines)})
