"""The weekly digest: to each head with open cases, once a week, on a working day, late after an outage, never twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from activities.notices import Message
from activities.outbox import Outbox
from activities.weekly import Weekly, heads, week_at
from domain.kernel import Rejected, Unavailable
from domain.policy import Settings
from eventlog.memory import MemoryLog
from tests.activities.judging import Bench
from tests.activities.listed import listed
from tests.activities.posting import Mail, post_of
from tests.domain.playing import days, pack, people
from tests.views.feeding import catch_up
from views.cases import Cases
from views.reader import Reader

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@dataclass
class Place:
    """Cases of a bench, the lists made of them, and a weekly digest."""

    bench: Bench
    mail: Mail
    outbox: Outbox
    weekly: Weekly
    lists: Cases
    reader: Reader

    async def loan(self, when: str, by: str, contract: str) -> str:
        self.bench.now = at(when)
        return await self.bench.opened(by, contract)

    async def does(self, when: str, case: str, command: str, by: str, **content: object) -> None:
        self.bench.now = at(when)
        assert (await self.bench.send(case, command, {"by": by, **content})).outcome == "done"

    async def passes(self, case: str, until: str) -> None:
        while (judged := await self.bench.look(case)).next is not None and judged.next <= at(until):
            await self.bench.time_passes(case, judged.next)

    async def tells(self, when: str) -> list[str]:
        """The titles that leave at this instant."""
        assert isinstance(self.bench.log, MemoryLog)
        await catch_up(self.bench.log, self.reader._engine, self.lists)
        before = len(self.mail.taken)
        await self.weekly.tell(at(when))
        return self.mail.titles[before:]


@pytest.fixture
async def place(outbox: Outbox, admin_database_url: str) -> AsyncIterator[Place]:
    async with listed(admin_database_url) as (bench, lists, reader):
        mail = Mail()
        telling = Weekly(reader, bench.judge._governed, post_of(bench, outbox, mail))
        yield Place(bench, mail, outbox, telling, lists, reader)


# --- when -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "name", "due"),
    [
        ("2026-03-02 09:00", "2026-W10", "2026-03-02 09:00"),  # Monday, at the very instant
        ("2026-03-02 08:59", "2026-W09", "2026-02-24 09:00"),  # the week before: its Monday was in Spring Festival
        ("2026-03-08 23:00", "2026-W10", "2026-03-02 09:00"),
        ("2026-02-23 10:00", "2026-W07", "2026-02-09 09:00"),  # W08 and W09 both wait for the first working day
        ("2026-02-24 10:00", "2026-W09", "2026-02-24 09:00"),  # and then the later one is told
        ("2026-01-01 00:00", "2026-W01", "2025-12-29 09:00"),  # weeks are those of ISO 8601
    ],
)
def test_a_digest_is_due_on_its_day_or_the_next_working_day(now: str, name: str, due: str) -> None:
    """house:answer-time. Monday at nine unless the pack says otherwise; a day off moves it on, make-up weekends count."""
    week = week_at(days(), pack().settings, at(now))
    assert week is not None
    assert (week.name, week.at) == (name, at(due))


def test_the_pack_says_on_which_day_and_when() -> None:
    """The weekly digest is a setting of the pack, local to the organisation."""
    settings: Settings = replace(pack().settings, digest_day=4, digest_at="16:30")
    week = week_at(days(), settings, at("2026-03-07 12:00"))
    assert week is not None
    assert week.at == at("2026-03-06 16:30")
    assert (week.last.start, week.last.until) == (at("2026-02-23 00:00"), at("2026-03-02 00:00"))


def test_a_vacant_post_s_departments_are_told_to_the_next_one_above() -> None:
    """house:one-rung-up. No department is without somebody who hears of it."""
    org = people()
    head = next(p for p in org.people.values() if "head-of-marketing" in p.posts)
    vacant = replace(org, people={**org.people, head.id: replace(head, active=False)})
    gm = next(p for p in org.people.values() if "general-manager" in p.posts)
    assert "marketing" in [each.id for each in heads(org)[head.id]]
    assert "marketing" in [each.id for each in heads(vacant)[gm.id]]


# --- what -------------------------------------------------------------------------------------


async def test_a_head_s_week(place: Place) -> None:
    """Open, overdue with since when, due this week, answers of last week and how many in time, closed; each number with its list."""
    late = await place.loan("2026-11-10 09:00", "he", "C-1")
    for name, by in (("approve", "han"), ("hand_out", "tao")):
        await place.does("2026-11-10 10:00", late, name, by)
    await place.passes(late, "2026-11-16 00:00")
    gone = await place.loan("2026-11-17 09:00", "lv", "C-2")
    await place.does("2026-11-17 10:00", gone, "refuse", "han", reason="no")
    await place.loan("2026-11-20 11:00", "moreau", "C-3")
    (title,) = await place.tells("2026-11-23 09:00")
    assert title == "营销部：未结 2 件，逾期 1 件"
    ((message, address),) = place.mail.taken
    assert address == "han@example.org"
    link = "https://bylaw.example/cases"
    assert message.body.splitlines() == [
        "上周：2026-11-16 至 2026-11-22。",
        "",
        "营销部",
        "未结：2 件",
        f"{link}?department=marketing&state=open",
        "逾期：1 件，最早自 2026-11-12 24:00 起",
        f"{link}?department=marketing&due=overdue",
        f"- LOAN-2026-0001：自 2026-11-12 24:00 起 {link}/LOAN-2026-0001",
        "本周到期：1 件",
        f"{link}?department=marketing&state=open&sort=due",
        "上周应答复：1 件，按时答复：1 件",
        "上周结案：1 件",
        f"{link}?department=marketing&state=closed&closed_from=2026-11-16&closed_until=2026-11-22",
    ]


async def test_whoever_has_no_open_case_is_not_written_to(place: Place) -> None:
    """Nobody gets a message that says nothing."""
    gone = await place.loan("2026-11-17 09:00", "lv", "C-2")
    await place.does("2026-11-17 10:00", gone, "refuse", "han", reason="no")
    assert await place.tells("2026-11-23 09:00") == []


# --- once -------------------------------------------------------------------------------------


async def test_a_week_is_told_once(place: Place) -> None:
    """Whatever is opened after it, and whoever takes over the house: the next digest is next week's."""
    await place.loan("2026-11-20 11:00", "moreau", "C-3")
    assert len(await place.tells("2026-11-23 09:00")) == 1
    await place.loan("2026-11-23 10:00", "qian", "C-4")
    assert await place.tells("2026-11-23 10:30") == []
    assert len(await place.tells("2026-11-30 09:00")) == 2


async def test_a_missed_digest_comes_late_once_and_says_so(place: Place) -> None:
    """After downtime the last one that was missed is sent, not one for each week; in notice hours."""
    await place.loan("2026-11-06 11:00", "moreau", "C-3")
    assert await place.tells("2026-11-25 03:00") == []
    assert len(await place.tells("2026-11-25 08:30")) == 1
    ((message, _),) = place.mail.taken
    assert "2026-11-23 09:00" in message.body.splitlines()[1]
    assert await place.tells("2026-11-25 08:31") == []


async def test_what_could_not_be_sent_is_tried_again_and_overtaken_by_the_next(place: Place) -> None:
    """A head whom the channel could not reach hears it later in the week; who was told is not told again."""
    await place.loan("2026-11-20 11:00", "moreau", "C-3")
    place.mail.trouble = Unavailable("away")
    assert await place.tells("2026-11-23 09:00") == []
    assert not await place.outbox.week_told("2026-W48")
    place.mail.trouble = None
    assert len(await place.tells("2026-11-30 09:00")) == 1
    assert await place.outbox.read(waiting=True) == []


async def test_nobody_hears_late_of_a_week_in_which_nothing_was_in_force(place: Place) -> None:
    """On the first day of an installation nobody is told of the Monday before it."""
    await place.loan("2026-01-01 09:00", "moreau", "C-3")
    assert await place.tells("2026-01-04 10:00") == []  # a working Sunday
    assert await place.outbox.week_told("2026-W01")
    assert await place.tells("2026-01-05 09:00") != []


async def test_a_head_who_cannot_be_reached_holds_nobody_up(place: Place) -> None:
    """What will never be told ends the matter for them alone."""
    await place.loan("2026-11-20 11:00", "moreau", "C-3")
    await place.loan("2026-11-20 11:00", "qian", "C-4")
    sent = place.mail.send

    async def picky(message: Message, address: str) -> str:
        if address == "han@example.org":
            raise Rejected("no such mailbox")
        return await sent(message, address)

    place.mail.send = picky  # type: ignore[method-assign]
    assert len(await place.tells("2026-11-23 09:00")) == 1
    assert await place.outbox.week_told("2026-W48")
