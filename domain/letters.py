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
    "of_case": {"en": "{case}: {told}", "zh": "{case}：{told}"},
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
    # --- gaps in rosters ---
    "roster_gaps": {"en": "{count} gaps in duty rosters in the next 7 days", "zh": "未来 7 天值班表有 {count} 处缺口"},
    "roster_gap": {"en": "{post}: nobody from {start} until {until}", "zh": "{post}：{start} 至 {until} 无人值班"},
    "roster_gaps_why": {
        "en": "While nobody is on duty, what happens goes to the post's holder at once. Put somebody on duty:",
        "zh": "无人值班期间，事项立即上报该岗位的人。请安排值班：",
    },
    # --- the turn of a duty ---
    "roster_taken_over": {
        "en": "{post}: you are on duty now; open tasks that are yours: {count}",
        "zh": "{post}：您已接班，未办事项 {count} 项由您办理",
    },
    "roster_handed_over": {
        "en": "{post}: your duty is over; open tasks that went to {people}: {count}",
        "zh": "{post}：您已交班，未办事项 {count} 项已转由 {people} 办理",
    },
    "roster_turn_first": {"en": "The first is due {due}.", "zh": "最早的一项截止于 {due}。"},
    "roster_turn_case": {"en": "- {case}: {count}", "zh": "- {case}：{count} 项"},
    # --- what the watchdog found ---
    "late_clocks": {
        "en": "{count} times that had come were not acted on: the system stands still somewhere",
        "zh": "{count} 个时限已到期而系统未作处理：系统某处停滞",
    },
    "late_clocks_why": {
        "en": "The earliest was due {due}. Reminders, escalations and ends of terms may be late. No case is lost: what is overdue is done"
        " in order as soon as everything runs. See whether the workers, Temporal and the database run: `bylaw status`.",
        "zh": "最早的一个应于 {due} 处理。提醒、升级和期限届满可能延迟。个案不会丢失：恢复运行后将按顺序补处理。"
        "请检查工作进程、Temporal 和数据库是否运行：`bylaw status`。",
    },
}
