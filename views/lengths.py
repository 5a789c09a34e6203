"""Lengths of time in words: what a pack writes as ``2 wd`` or ``4 h before``."""

from __future__ import annotations

import re

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
