"""How rosters, and what a calendar changes on them, are laid out: the same near the log and at an address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.organisation import Shift
from domain.roster import Gap
from domain.shapes import plain
from workers.cli.printing import window_shown

SAID = {
    "gap": {"en": "GAP: nobody is on duty", "zh": "缺口：无人值班"},
    "no_roster": {"en": "no post has a roster", "zh": "没有任何岗位的值班表"},
    "assigned": {"en": "on duty:", "zh": "已排班："},
    "withdrawn": {"en": "taken off duty:", "zh": "已撤销："},
    "swapped": {"en": "given to another, as", "zh": "已换班，新班次："},
    "changed": {"en": "changed, as", "zh": "已变更，新班次："},
    "read": {"en": "changed on the roster:", "zh": "值班表已更新："},
    "written": {"en": "windows written:", "zh": "已导出班次："},
    "nothing": {"en": "no window of the calendar lies in this time", "zh": "日历在此期间没有班次"},
    "so_already": {"en": "nothing to do: it is so already", "zh": "已是如此"},
    "instead": {"en": "instead of", "zh": "原为"},
    "not_yet": {"en": "nothing was done: again with --yes does this", "zh": "尚未更改：加上 --yes 即按此执行"},
}
CHANGES = {
    "added": {"en": "+ new", "zh": "+ 新增"},
    "changed": {"en": "~ changed", "zh": "~ 变更"},
    "withdrawn": {"en": "- withdrawn", "zh": "- 撤销"},
    "stays": {"en": "= stays, it has begun", "zh": "= 保留（已开始）"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Whose it is, by name, from when until when."""

    who: str
    start: datetime
    end: datetime

    def shown(self, zone: ZoneInfo) -> str:
        """In one line."""
        return f"{_time(self.start, self.end, zone)}  {self.who}"


def roster(title: str, lines: Iterable[Shift | Gap], name: Callable[[str], str], zone: ZoneInfo, lang: str) -> Iterator[str]:
    """One post's windows and gaps, in order of time."""
    yield title
    for each in sorted(lines, key=lambda each: each.start):
        when = _time(each.start, each.end, zone)
        yield f"  {when}  {f'{name(each.person)}  {each.id[:8]}' if isinstance(each, Shift) else SAID['gap'][lang]}"


def facts(line: Shift | Gap) -> dict[str, Any]:
    """Without names: JSON goes on to other programs."""
    return {"gap": isinstance(line, Gap), **plain(line)}


def change(kind: str, span: Span, was: Sequence[Span], zone: ZoneInfo, lang: str) -> str:
    """What a calendar does to one window."""
    instead = "".join(f"  ({SAID['instead'][lang]} {each.shown(zone)})" for each in was)
    return f"{CHANGES[kind][lang]}  {span.shown(zone)}{instead}"


def _time(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    return f"{window_shown(start, zone)} – {window_shown(end, zone)}"
