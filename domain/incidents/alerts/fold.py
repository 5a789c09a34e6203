"""Writing down what belongs to alerts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.incidents.alerts import events as e
from domain.incidents.alerts.state import Alerts
from domain.incidents.events import Opened
from domain.kernel import Recorded


def fold(case: Any, recorded: Recorded) -> Any:
    """The count, and the machine's last word."""
    event, at = recorded.event, recorded.happened_at
    match event:
        case Opened(alert=key) if key:
            return replace(case, alerts=Alerts(key=key, machine=event.opener, count=1, firing=True, last_at=at))
        case e.AlertReceived(count=count):
            return replace(case, alerts=replace(case.alerts, count=count, firing=True, last_at=at))
        case e.AlertResolved():
            return replace(case, alerts=replace(case.alerts, firing=False, last_at=at))
        case _:
            return case
