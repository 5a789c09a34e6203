"""One message for each person at a time; at least once, under one id; nobody's trouble is another's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from activities.attempt import Later
from activities.letters import LINES, Line
from activities.notices import Message, Notice, notice_key
from activities.outbox import Outbox
from activities.post import Post
from domain.kernel import PersonId, Rejected, Unavailable
from tests.activities.judging import Bench
from tests.activities.posting import AT_ONCE, Mail, post_of

HAN, TAO = PersonId("75b4c129-bb4a-4b35-b7ff-02c5dd77dd07"), PersonId("3d19e27a-a7f7-45ab-9711-5e4d1a99ccc4")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TOGETHER = replace(AT_ONCE, lull=timedelta(seconds=0.3), longest=timedelta(seconds=20))
"""Long enough for what a test puts at once to come together."""


class Killed(BaseException):
    """The process is no more."""


def notice(to: PersonId = HAN, **more: object) -> Notice:
    event = uuid4()
    given = {"key": notice_key(event, "notify", to), "to": to, "case": f"request-{uuid4()}", "event": event, "duty": "notify"}
    return Notice(**{**given, "about": "decide", "clause": "SO 2.2.2", **more})  # type: ignore[arg-type]


def line_of(asked: Notice, due: datetime | None = None) -> Line:
    shown = f"{due:%Y-%m-%d %H:%M}" if due else ""
    return Line(
        text=f"{asked.case}: your decision is asked for", clause=asked.clause, due=due, due_shown=shown, link=f"https://x/{asked.case}"
    )


async def says(asked: Notice) -> Line | None:
    return line_of(asked)


@dataclass
class Office:
    """A post with a channel; `another` is one more worker's, with the same database and channel."""

    bench: Bench
    outbox: Outbox
    url: str
    mail: Mail = field(default_factory=Mail)
    others: list[Outbox] = field(default_factory=list)

    def post(self, **pace: object) -> Post:
        return post_of(self.bench, self.outbox, self.mail, pace=replace(AT_ONCE, **pace))  # type: ignore[arg-type]

    def another(self, **pace: object) -> Post:
        self.others.append(Outbox(self.url, pool_size=2))
        return post_of(self.bench, self.others[-1], self.mail, pace=replace(TOGETHER, **pace))  # type: ignore[arg-type]

    async def state(self, key: UUID) -> str:
        return (await self.outbox.standing(key, datetime.now(UTC))).state


@pytest.fixture
async def office(outbox: Outbox, migrated_world: str) -> AsyncIterator[Office]:
    made = Office(await Bench.make(), outbox, migrated_world)
    await made.bench.judge._governed.refresh()
    yield made
    for each in made.others:
        await each.close()


# --- one message ------------------------------------------------------------------------------


async def test_what_waits_for_one_person_is_one_message(office: Office) -> None:
    """design.md §4: many cases tell the same person at the same time; two workers send one message, and each duty has its receipt."""
    posts, many = (office.another(), office.another()), [notice() for _ in range(30)]
    ends = await asyncio.gather(*(posts[place % 2].deliver([each], says) for place, each in enumerate(many)))
    assert ends == [["mail"]] * 30
    ((message, address),) = office.mail.taken
    assert (address, message.title) == ("han@example.org", "30 条通知")
    assert all(each.case in message.body for each in many)
    told = await office.outbox.read()
    assert {each.key for each in told} == {each.key for each in many}
    assert {each.message for each in told} == {message.id}


async def test_a_list_begins_with_what_is_due_first(office: Office) -> None:
    """Soonest due first, each with its clause and its link; what is only told comes last, and the title names the first instant."""
    late, soon, never = notice(), notice(), notice()
    due = {late.key: NOON + timedelta(days=2), soon.key: NOON}

    async def timed(asked: Notice) -> Line | None:
        return line_of(asked, due.get(asked.key))

    await office.outbox.put([never, late, soon])
    await office.post().deliver([late], timed)
    ((message, _),) = office.mail.taken
    assert message.body.index(soon.case) < message.body.index(late.case) < message.body.index(never.case)
    assert "2026-03-02 12:00" in message.title
    assert message.body.count("SO 2.2.2") == 3
    assert f"https://x/{soon.case}" in message.body
    assert message.body.endswith("https://bylaw.example/")


async def test_more_than_anybody_reads_is_counted(office: Office) -> None:
    """A list that nobody would read to its end says how many there are and where; all of them count as told."""
    many = [notice() for _ in range(LINES + 7)]
    await office.outbox.put(many)
    await office.post().deliver([many[0]], says)
    ((message, _),) = office.mail.taken
    assert sum(each.case in message.body for each in many) == LINES
    assert "7" in message.body.split("\n\n")[-2]
    assert len(await office.outbox.read(limit=100)) == LINES + 7


async def test_each_person_has_a_message_of_their_own(office: Office) -> None:
    """Nothing of one person's goes to another."""
    mine, theirs = notice(HAN), notice(TAO)
    await office.post().deliver([mine, theirs], says)
    assert {(message.to, mine.case in message.body, theirs.case in message.body) for message, _ in office.mail.taken} == {
        (HAN, True, False),
        (TAO, False, True),
    }


async def test_what_is_urgent_waits_for_nobody_and_goes_alone(office: Office) -> None:
    """An alarm is not the third line of a list, nor held up by a message that is on its way."""
    usual, urgent = notice(), notice(alone=True)
    await office.outbox.put([usual])
    async with office.outbox.turn(usual.lane) as busy:
        assert busy is not None
        await office.post(lull=timedelta(hours=1), longest=timedelta(hours=1)).deliver([urgent], says)
    assert office.mail.titles == [f"{urgent.case}: your decision is asked for"]


async def test_in_a_storm_whoever_waits_leaves_the_place_to_others(office: Office) -> None:
    """After an outage all that is owed must first be put, else the first ones that come fill every place and go out singly."""
    await office.outbox.put([notice(TAO) for _ in range(5)])
    post = office.post(crowd=3, lull=timedelta(hours=1), storm=timedelta(hours=1))
    with pytest.raises(Later) as later:
        await post.deliver([notice()], says)
    assert later.value.pause == AT_ONCE.comeback
    assert not office.mail.taken
    await office.post(crowd=3).deliver([notice()], says)
    assert office.mail.titles == ["2 条通知"]


# --- at least once ----------------------------------------------------------------------------


async def test_killed_after_the_channel_took_it_the_same_message_goes_again(office: Office) -> None:
    """What is about to be sent is written down first: nobody knows whether it was taken, so it comes again, under the same id."""
    first, second = notice(), notice()
    await office.outbox.put([first, second])
    office.mail.trouble = Killed()
    with pytest.raises(Killed):
        await office.post().deliver([first], says)
    office.mail.trouble, third = None, notice()
    before = await written(office.outbox)
    await office.post().deliver([third], says)
    (again, _), (new, _) = office.mail.taken
    assert [again] == before
    assert third.case in new.title
    assert {each.message for each in await office.outbox.read()} == {again.id, new.id}


async def test_killed_and_decided_meanwhile_it_is_not_sent_again(office: Office) -> None:
    """A message that may have been sent is not repeated when part of it is no longer wanted; the rest is told anew."""
    gone, kept = notice(), notice()
    await office.outbox.put([gone, kept])
    office.mail.trouble = Killed()
    with pytest.raises(Killed):
        await office.post().deliver([kept], says)
    office.mail.trouble = None

    async def decided(asked: Notice) -> Line | None:
        return None if asked.key == gone.key else line_of(asked)

    assert await office.post().deliver([kept], decided) == ["mail"]
    assert office.mail.titles == [f"{kept.case}: your decision is asked for"]
    assert await office.state(gone.key) == "void"


async def test_one_try_is_enough_for_all_who_wait(office: Office) -> None:
    """A channel that is away is not tried once for each notice that waits for it."""
    office.mail.trouble = Unavailable("away")
    many = [notice() for _ in range(20)]
    ends = await asyncio.gather(*(office.post().deliver([each], says) for each in many), return_exceptions=True)
    assert [type(end) for end in ends] == [Unavailable] * 20
    assert office.mail.tries < 5
    assert await office.outbox.read() == []
    office.mail.trouble = None
    assert await office.post().deliver([many[0]], says) == ["mail"]
    assert len(office.mail.taken) == 1
    assert len(await office.outbox.read()) == 20


async def test_a_channel_that_is_away_for_long_is_tried_less_often(office: Office) -> None:
    """A hundred notices that wait for one person do not make a hundred tries; the first tries follow each other quickly."""
    office.mail.trouble, asked = Unavailable("away"), notice()
    for _ in range(30):
        with pytest.raises(Unavailable):
            await office.post().deliver([asked], says)
    assert 7 < office.mail.tries < 15


async def test_a_channel_that_hangs_is_given_up(office: Office) -> None:
    """Who waits for a dead line waits for a while, not for ever."""

    class Hangs(Mail):
        async def send(self, message: Message, address: str) -> str:
            await asyncio.Event().wait()
            return "never"

    office.mail = Hangs()
    with pytest.raises(Unavailable):
        await office.post(sending=timedelta(seconds=0.1)).deliver([notice()], says)


async def test_what_nobody_wants_any_more_is_left_out(office: Office) -> None:
    """Reminders stop at once when it is done, also those that wait for a channel since yesterday."""
    gone, kept = notice(), notice()

    async def decided(asked: Notice) -> Line | None:
        return None if asked.key == gone.key else line_of(asked)

    await office.outbox.put([gone])
    await office.post().deliver([kept], decided)
    assert office.mail.titles == [f"{kept.case}: your decision is asked for"]
    assert await office.post().deliver([kept], decided) == ["mail"]
    assert await office.state(gone.key) == "void"
    assert await office.post().deliver([gone], says) == ["mail"], "wanted again"


async def test_a_duty_that_is_over_takes_its_notices_along(office: Office) -> None:
    """What a case no longer owes is not sent, whoever else sends that person something."""
    gone = notice()
    await office.outbox.put([gone])
    assert gone.event is not None
    await office.post().withdraw(gone.event, gone.duty)
    assert await office.state(gone.key) == "void"
    await office.post().deliver([notice()], says)
    ((message, _),) = office.mail.taken
    assert gone.case not in message.body


async def test_what_can_never_be_told_is_said(office: Office) -> None:
    """No such person, no address: not tried again; everybody else is told all the same."""
    stranger, known = notice(PersonId(str(uuid4()))), notice()
    with pytest.raises(Rejected, match="not in the organisation"):
        await office.post().deliver([stranger, known], says)
    assert office.mail.titles == [f"{known.case}: your decision is asked for"]
    (row,) = await office.outbox.read(waiting=True)
    assert (row.key, row.state, row.receipt) == (stranger.key, "rejected", "whoever is to be told is not in the organisation")


async def test_the_other_channel_has_its_own_messages(office: Office) -> None:
    """What tells of a channel's failure does not wait behind that channel."""
    mail, chat = Mail(trouble=Unavailable("away")), Mail()
    post = post_of(office.bench, office.outbox, mail, chat)
    usual, other = notice(), notice(other_channel=True)
    with pytest.raises(Unavailable):
        await post.deliver([usual, other], says)
    assert chat.titles == [f"{other.case}: your decision is asked for"]
    assert post.has_other_channel


# --- the tables -------------------------------------------------------------------------------


async def test_processes_may_add_and_change_notices_and_never_take_one_out(admin_database_url: str, migrated_world: str) -> None:
    """What was told to whom is kept; only a message that a channel surely did not take is taken out again."""
    connection = await asyncpg.connect(admin_database_url)
    try:
        for role in ("bylaw_app", "bylaw_house"):
            for table, rights in (("notices", "siu"), ("weeks", "siu"), ("messages", "siud")):
                held = ["select", "insert", "update", "delete", "truncate"]
                asked = [await connection.fetchval("select has_table_privilege($1, $2, $3)", role, f"world.{table}", each) for each in held]
                assert asked == [each[0] in rights for each in held], (role, table)
    finally:
        await connection.close()


async def written(outbox: Outbox) -> list[Message]:
    """Messages that were written down before they were sent."""
    pool = outbox._pool
    async with pool.lend() as connection:
        rows = await connection.fetch("select id, person, title, body from world.messages where told_at is null")
    return [Message(id=row["id"], to=row["person"], title=row["title"], body=row["body"]) for row in rows]
