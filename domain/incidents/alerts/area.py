"""How this part joins the kind."""

from __future__ import annotations

from domain.incidents.alerts import acts, commands, events, holding
from domain.incidents.alerts.fold import fold
from domain.incidents.alerts.procedure import procedure
from domain.incidents.alerts.words import WORDS
from domain.incidents.area import Area

AREA = Area(
    commands={"alert": commands.Alert},
    events={"incident.alert_received": events.AlertReceived, "incident.alert_resolved": events.AlertResolved},
    judge=acts.judge,
    fold=fold,
    opened=acts.opened,
    claims=holding.claims,
    procedure=procedure,
    words=WORDS,
)
