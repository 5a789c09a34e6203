"""Instants as a page says them: how long and when, and whether that is near or past."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from console.times import when
from domain.calendar import Calendar
from views.saying import left


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """One instant: `at` for machines (ISO 8601), `shown` and `left` for people. `state` says whether it is near or past."""

    at: str
    shown: str
    left: str
    state: Literal["", "at_risk", "overdue"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How instants are said on one page, as of one moment."""

    lang: str
    days: Calendar
    now: datetime

    def past(self, instant: datetime) -> When:
        """Something that happened, or of which nobody is late."""
        return self._said(instant, "")

    def due(self, since: datetime, instant: datetime, at_risk: int) -> When:
        """Something that is due; at risk after `at_risk` percent of its term."""
        near = self.now >= since + (instant - since) * at_risk / 100
        return self._said(instant, "overdue" if self.now >= instant else "at_risk" if near else "")

    def _said(self, instant: datetime, state: Literal["", "at_risk", "overdue"]) -> When:
        return When(
            at=instant.astimezone(UTC).isoformat(),
            shown=when(self.days, instant, self.now, self.lang),
            left=left(self.now, instant, self.lang),
            state=state,
        )


# --- lengths ----------------------------------------------------------------------------------------

UNITS = {
    "wd": ("working day", "working days", "个工作日"),
    "d": ("day", "days", "天"),
    "week": ("week", "weeks", "周"),
    "month": ("month", "months", "个月"),
    "h": ("hour", "hours", "小时"),
    "min": ("minute", "minutes", "分钟"),
}
_LENGTH = re.compile(r"([0-9]+) (wd|d|week|month|h|min)( before| after)?")


def long(text: object, lang: str) -> str:
    """A length of time as the pack writes it (``2 wd``, ``4 h before``) in words; anything else as it is."""
    found = _LENGTH.fullmatch(str(text))
    if found is None:
        return str(text)
    amount, (one, many, zh), turn = int(found[1]), UNITS[found[2]], (found[3] or "").strip()
    if lang == "zh":
        return {"": "", "before": "提前 ", "after": ""}[turn] + f"{amount} {zh}" + ("后" if turn == "after" else "")
    return f"{amount} {one if amount == 1 else many}" + (f" {turn}" if turn else "")
