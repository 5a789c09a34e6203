"""Gaps in duty rosters, told beforehand to whoever keeps them (house:duty-roster)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from activities.gaps import Gaps, concerned
from activities.outbox import Outbox
from domain.kernel import Unavailable
from domain.organisation import Organisation, Shift, by_handle
from domain.policy import Pack, role
from tests.activities.judging import Bench
from tests.activities.posting import AT_ONCE, Mail, post_of
from tests.domain.playing import pack, people
from tests.domain.test_policy import FINDING, STEP

NOW = datetime.fromisoformat("2026-03-02T10:00+08:00")
ASKED = replace(pack(), plans={"finding": replace(FINDING, look=replace(STEP, by=role("on duty for it-director")))})


def covered(org: Organisation, hours: int, post: str = "it-director") -> Organisation:
    who = by_handle(org, "cao")
    assert who is not None
    return replace(org, shifts=(Shift(id="s", post=post, person=who.id, start=NOW, end=NOW + timedelta(hours=hours)),))


def told(org: Organisation, rules: Pack) -> dict[str, int]:
    """Who is told, by handle, of how many gaps."""
    return {org.people[person].handle: len(theirs) for person, theirs in concerned(org, rules, NOW).items()}


def test_who_keeps_the_roster_and_the_fallback_hear_of_gaps() -> None:
    """house:duty-roster. Of posts that some plan asks for, and of the next seven days; where all is covered nobody hears anything."""
    org = people()
    assert told(covered(org, 24), ASKED) == {"kong": 1, "bai": 1}
    assert told(covered(org, 7 * 24), ASKED) == {}
    assert told(covered(org, 24), pack()) == told(org, pack())
    gone = by_handle(org, "kong")
    assert gone is not None
    vacant = replace(org, people={**org.people, gone.id: replace(gone, active=False)})
    assert set(told(vacant, ASKED)) == {"gu", "bai"}


async def test_they_hear_once_a_day_also_after_a_restart(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """house:duty-roster. In the hours of notices, with each gap and where to close it; a channel that is away is tried again."""
    bench, mail = await Bench.make(), Mail()
    governed = bench.judge._governed
    await governed.refresh()
    monkeypatch.setattr(governed, "pack_at", lambda at: ASKED)
    office = post_of(bench, outbox, mail)
    gaps = Gaps(governed, office)

    await gaps.tell(NOW.replace(hour=3))
    assert mail.titles == []
    mail.trouble = Unavailable("away")
    office = post_of(bench, outbox, mail, pace=replace(AT_ONCE, patience=timedelta(0)))
    await Gaps(governed, office).tell(NOW)
    assert mail.titles == []
    mail.trouble = None
    await gaps.tell(NOW)
    assert len(mail.taken) == 2
    message = mail.taken[0][0]
    assert "roster" in message.body
    await gaps.tell(NOW + timedelta(hours=1))
    await Gaps(governed, post_of(bench, outbox, mail)).tell(NOW + timedelta(hours=2))
    assert len(mail.taken) == 2
    await gaps.tell(NOW + timedelta(days=1))
    assert len(mail.taken) == 4
