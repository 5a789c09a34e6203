"""What a workflow may know of a judgement: outcome, version, the next instant, references to duties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from activities.governed import Governed
from activities.histories import History
from activities.wire import DutyRef, JudgeAsk, Judged, Outcome, Refusal
from domain.calendar import Calendar
from domain.kernel import Duty
from domain.policy import Settings

LAST_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Answers by the rules that the case runs under. After `within` of trying, a duty counts as failed."""

    governed: Governed
    within: timedelta

    def judged(self, decider: Any, outcome: Outcome, ask: JudgeAsk, history: History, refusal: Refusal | None) -> Judged:
        """The agenda of now. A case without events is closed: there is nothing to wait for."""
        if history.state is None:
            return Judged(outcome=outcome, version=0, stage="", closed=True, refusal=refusal)
        agenda = decider.agenda(history.state)
        settings = self.governed.pack(history.state.pack).settings
        days = self.governed.calendar(max(ask.now, history.last_at or ask.now))
        return Judged(
            outcome=outcome,
            version=history.version,
            stage=agenda.stage,
            closed=agenda.closed,
            next=agenda.look_again_at,
            owed=tuple(self._ref(duty, days, settings) for duty in agenda.owed),
            refusal=refusal,
        )

    def _ref(self, duty: Duty, days: Calendar, settings: Settings) -> DutyRef:
        """Notices leave in notice hours, unless they are urgent; all else at once."""
        leaves, ends = duty.caused_at, duty.caused_at + self.within
        if duty.kind == "notify" and not duty.urgent:
            leaves = settings.notice_time(days, duty.caused_at)
            ends = _last_try(days, leaves + self.within, settings)
        within_s = (ends - leaves).total_seconds()
        return DutyRef(event=str(duty.event), name=duty.name, kind=duty.kind, not_before=leaves, within_s=within_s)


def _last_try(days: Calendar, ends: datetime, settings: Settings) -> datetime:
    """When a notice counts as failed: not in the night or on a day off, but when it has been tried in the next notice hours."""
    opens = settings.notice_time(days, ends)
    return opens + LAST_HOUR if opens > ends else ends


def refusal_of(said: Mapping[str, Any]) -> Refusal:
    """A refusal as a command's row keeps it."""
    return Refusal(clause=said["clause"], key=said["key"], words=dict(said["words"]), field=said["field"])
