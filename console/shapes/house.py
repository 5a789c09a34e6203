"""The house: notices, due instants, lag, health; and who the caller is."""

from __future__ import annotations

from typing import Literal

from console.shapes.common import AT, CASE, DUE, Clause, Instant, Said, Title, example


class Notice(Said):
    """Something that a channel told me."""

    model_config = example(
        id="6f1c1c0e-6d0e-4b43-9d3f-2f7f6ac0b0b1",
        at=AT,
        case=CASE,
        about="asked",
        clause="SO 2.2.2",
        text="LOAN-2026-0001 waits for you",
        due=DUE,
    )

    id: str
    at: Instant
    case: str
    about: str
    clause: Clause
    text: str
    due: Instant | None


class Notices(Said):
    """The newest last."""

    items: list[Notice]


class DueAt(Said):
    """Before it is in time. `shown` as people write it; `provisional`: beyond the days that the authorities have published."""

    model_config = example(span="2 wd", start=AT, due=DUE, shown="2026-11-24 24:00", zone="Asia/Shanghai", provisional=False)

    span: str
    start: Instant
    due: Instant
    shown: str
    zone: str
    provisional: bool


class Lag(Said):
    """How far the lists are behind the log, in events. `stopped`: they go no further until somebody looks."""

    model_config = example(position=118, head=120, events=2, stopped=False)

    position: int
    head: int
    events: int
    stopped: bool


class Health(Said):
    """This process answers."""

    model_config = example(status="ok")

    status: Literal["ok"]


class Ready(Said):
    """What of the installation answers; with 503 where not all of it does."""

    model_config = example(ready=True, log=True, lists=True, temporal=True)

    ready: bool
    log: bool
    lists: bool
    temporal: bool


class Me(Said):
    """The person who asks, as the organisation has them now. `language`: in which this console speaks to them.

    `zone`: the organisation's time zone. `csrf`: the session's secret, to be sent as `x-csrf-token`; empty where a token speaks.
    """

    model_config = example(
        id="da6a672c-0176-4af9-b2fc-14596ceeceda",
        handle="lin",
        name="Lin Wangshu",
        department={"id": "sales-back-office", "title": "Sales back-office"},
        posts=["head-of-sales-back-office"],
        groups=["trade-secret-readers"],
        language="en",
        zone="Asia/Shanghai",
        csrf="",
    )

    id: str
    handle: str
    name: str
    department: Title
    posts: list[str]
    groups: list[str]
    language: str
    zone: str
    csrf: str
