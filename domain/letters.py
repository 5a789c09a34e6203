"""What stands in a message around the notices themselves, in both languages. Nothing personal: it leaves the house."""

from __future__ import annotations

from collections.abc import Mapping

from domain.policy import Words

LETTERS: Mapping[str, Words] = {
    # --- one notice, or several in one message ---
    "due": {"en": "Due: {due}", "zh": "截止：{due}"},
    "clause": {"en": "Under: {clause}", "zh": "依据：{clause}"},
    "several": {"en": "{count} notices", "zh": "{count} 条通知"},
    "several_due": {"en": "{count} notices, the first is due {due}", "zh": "{count} 条通知，最早的一条截止于 {due}"},
    "more": {"en": "And {count} more.", "zh": "另有 {count} 条。"},
    "all_tasks": {"en": "All that waits for you: {link}", "zh": "您的全部待办：{link}"},
    # --- a head's week ---
    "week": {"en": "{departments}: {open} open, {overdue} overdue", "zh": "{departments}：未结 {open} 件，逾期 {overdue} 件"},
    "week_of": {"en": "Last week: {start} until {until}.", "zh": "上周：{start} 至 {until}。"},
    "week_late": {
        "en": "This should have come at {at}, and could not be sent then.",
        "zh": "本摘要原定于 {at} 发出，当时未能发送。",
    },
    "open": {"en": "Open: {count}", "zh": "未结：{count} 件"},
    "overdue": {"en": "Overdue: {count}", "zh": "逾期：{count} 件"},
    "overdue_since": {"en": "Overdue: {count}, the oldest since {since}", "zh": "逾期：{count} 件，最早自 {since} 起"},
    "overdue_case": {"en": "{case}: since {since}", "zh": "{case}：自 {since} 起"},
    "due_this_week": {"en": "Due this week: {count}", "zh": "本周到期：{count} 件"},
    "answers": {"en": "Answers due last week: {count}, given in time: {met}", "zh": "上周应答复：{count} 件，按时答复：{met} 件"},
    "closed": {"en": "Closed last week: {count}", "zh": "上周结案：{count} 件"},
}
