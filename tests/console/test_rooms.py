"""The rooms: the investigation's file, the panel's, the week's lines, what is published."""

from __future__ import annotations

from dataclasses import dataclass, replace

import httpx
import pytest

from console.desk.folds import Fold, Folds
from domain.casework.state import Mark
from domain.controls import periods, runs
from domain.kernel import SYSTEM, CaseId, Holder
from tests.console.site import Site
from workers.keeping import keeper_at

V1 = "/api/v1"
FINDINGS, STATEMENT, GROUNDS, FOUND = "MARKER-findings", "MARKER-statement", "MARKER-grounds", "MARKER-found"
REASONS = {"shen": "MARKER-the-list-left", "cao": "MARKER-she-was-told", "zheng": "MARKER-so-she-was"}


@dataclass
class Matter:
    """A violation of `qian`, and the review of the decision on it before anybody has voted."""

    site: Site
    violation: str
    appeal: str

    async def page(self, by: str, number: str, lang: str = "en") -> str:
        answer = await (await self.site.client(by, lang)).get(f"/cases/{number}")
        assert answer.status_code == 200
        return answer.text


async def linked(client: httpx.AsyncClient, site: Site, number: str, prefix: str) -> str:
    found: list[str] = []

    async def there() -> bool:
        cases = (await client.get(f"{V1}/cases/{number}/chain")).json()["cases"]
        found[:] = [case["number"] for case in cases if (case.get("number") or "").startswith(prefix)]
        return bool(found)

    await site.until(there)
    await site.case(found[0])
    return found[0]


@pytest.fixture(scope="module")
async def matter(site: Site) -> Matter:
    fields = {"breach": "private-mailbox", "facts": "A list was sent.", "happened": "2026-01-05"}
    violation = await site.open("violation", by="lin", subject=site.person("qian").id, **fields)
    await site.act(violation, "name_witness", by="lin", person=site.person("sun").id, reason="seen there")
    await site.act(violation, "appoint", by="lin", person=site.person("tao").id)
    await site.act(violation, "hear", by="lin")
    await site.act(violation, "state", by="qian", text=STATEMENT)
    await site.act(violation, "submit_report", by="lin", findings=FINDINGS, proven="proven")
    await site.act(violation, "decide", by="lin", measure="permissions-suspended", reason="A whole list.")
    await site.act(violation, "serve", by="qi", how="handed_over")
    await site.act(violation, "confirm_receipt", by="qian")
    await site.act(violation, "appeal", by="qian", grounds=GROUNDS)
    await site.settled()
    appeal = await linked(await site.client("qian"), site, violation, "APPEAL")
    for person, seat in (("shen", "legal"), ("cao", "it"), ("zheng", "other")):
        await site.act(appeal, "appoint", by="qi", person=site.person(person).id, seat=seat)
    await site.act(appeal, "state", by="qian", text="I was told to.")
    await site.act(appeal, "find", by="cao", text=FOUND)
    return Matter(site=site, violation=violation, appeal=appeal)


# --- the investigation ----------------------------------------------------------------------------


async def test_the_file_says_who_led_what_was_said_and_what_follows(matter: Matter) -> None:
    """SO 5.2.2, SO 5.2.3. Charge, team, witness, statement, report, decision, service, appeal, and what is suspended meanwhile."""
    page = await matter.page("lin", matter.violation)
    wanted = [
        "The file",
        "Private mailbox used",
        "led it",
        "Head of sales back-office",
        "Tao Anran",
        "Who saw it",
        "Sun Boyan",
        STATEMENT,
        FINDINGS,
    ]
    assert [words for words in wanted if words not in page] == []
    wanted = [
        "attempt 1 of 3: handed over",
        "served: confirmed",
        GROUNDS,
        "waits for the review: Permissions suspended",
        "of its time is left:",
    ]
    assert [words for words in wanted if words not in page] == []


async def test_whom_it_concerns_finds_their_rights_first(matter: Matter) -> None:
    """SO 5.2.3. Their rights with the rule and the date; the words of the report and who saw it are not theirs."""
    site = matter.site
    number = await site.open(
        "violation", by="lin", subject=site.person("chu").id, breach="private-mailbox", facts="x", happened="2026-01-05"
    )
    await site.act(number, "hear", by="lin")
    await site.settled()
    page = await matter.page("chu", number)
    assert "Your rights" in page
    assert "You may make a statement." in page
    assert "you may appeal within 2 working days" in page
    own = await matter.page("qian", matter.violation)
    assert "A panel of people who had no part in this reviews the decision." in own
    assert [words for words in (FINDINGS, "Who saw it", "Sun Boyan") if words in own] == []
    assert "您的权利" in await matter.page("qian", matter.violation, "zh")


# --- the panel ------------------------------------------------------------------------------------


async def test_the_panel_reads_decision_and_grounds_side_by_side(matter: Matter) -> None:
    """SO 5.2.3. A panel investigates anew: it sees the decision, what it rests on, and why it is not accepted; the case itself too."""
    page = await matter.page("cao", matter.appeal)
    assert [
        words for words in ("The decision under review", FINDINGS, STATEMENT, GROUNDS, FOUND, "A whole list.") if words not in page
    ] == []
    assert "Whoever took part before or is concerned may not sit here" in page
    assert FINDINGS in await matter.page("cao", matter.violation)
    assert (await (await matter.site.client("moreau")).get(f"/cases/{matter.violation}")).status_code == 404


async def test_votes_are_secret_until_the_panel_has_concluded(matter: Matter) -> None:
    """house:panel-vote. Only how many have voted is told, on every page; then votes, reasons and dissent, and to the appellant none."""
    site = matter.site
    await site.act(matter.appeal, "vote", by="shen", choice="confirm", reason=REASONS["shen"])
    for by in ("cao", "qi", "bai", "qian"):
        page = await matter.page(by, matter.appeal)
        assert "1 of 3 have voted." in page
        assert REASONS["shen"] not in page
        timeline = (await (await site.client(by)).get(f"{V1}/cases/{matter.appeal}/timeline")).text
        assert REASONS["shen"] not in timeline
        assert "appeal.voted" not in timeline
    assert REASONS["shen"] in await matter.page("shen", matter.appeal)
    for by in ("cao", "zheng"):
        await site.act(matter.appeal, "vote", by=by, choice="annul", reason=REASONS[by])
    page = await matter.page("zheng", matter.appeal)
    assert [reason for reason in REASONS.values() if reason not in page] == []
    assert page.count("dissent</span>") == 1
    own = await matter.page("qian", matter.appeal)
    assert REASONS["shen"] not in own
    assert "how its members voted is not told here" in own
    await site.settled()
    file = await matter.page("qian", matter.violation)
    assert "there is no further appeal" in file
    assert "you may appeal within" not in file
    assert FOUND in own


# --- the week, and what is published --------------------------------------------------------------


async def test_the_head_finds_the_lines_of_the_department_in_one_table(site: Site) -> None:
    """SO 5.3.1. Every open line of the department, soonest due first, on the page on which the week is reported as done."""
    line = await site.open("rectification", by="han", finding="MARKER-gap", responsible=site.person("sun").id, criterion="no gap")
    async with keeper_at(site.settings) as keeper:
        assert keeper is not None
        await keeper.look(site.backend.now())
    now = site.backend.now()
    period = periods.key_of("weekly", site.backend.governed.calendar(now), now)
    run = runs.run_id("weekly-followup", "head-of-sales-back-office", period)

    async def there() -> bool:
        return await site.backend.reader.number_of(run) is not None

    await site.until(there)
    meeting = runs.run_id("joint-meeting", "head-of-sales-back-office", periods.key_of("monthly", site.backend.governed.calendar(now), now))
    other = (await (await site.client("lin")).get(f"/cases/{meeting}")).text
    assert [words for words in ("What is to be done", "Period") if words not in other] == []
    page = (await (await site.client("lin")).get(f"/cases/{run}")).text
    wanted = ("The lines of this week", line, "MARKER-gap", 'href="/ledger?department=sales-back-office"')
    assert [words for words in wanted if words not in page] == []


async def test_a_final_decision_is_published_in_the_department_without_a_name(matter: Matter, monkeypatch: pytest.MonkeyPatch) -> None:
    """SO 5.2.2, MK 5.2.3. In the department, with what the pack lets be shown; to nobody else, and never who it was."""
    site, case = matter.site, await matter.site.case(matter.violation)
    fold = (await site.backend.folds.of(site.backend.log, [case]))[0]
    final = Mark(what="published", at=site.backend.now(), who=Holder(person=SYSTEM, basis=""))

    async def folds(_folds: Folds, _log: object, cases: list[CaseId]) -> list[Fold]:
        decision = replace(fold.case.decision, measure="written-warning")
        ended = replace(fold.case, trail=(*fold.case.trail, final), result="confirmed", decision=decision)
        return [replace(fold, case=ended) if each == case else Fold() for each in cases]

    monkeypatch.setattr(Folds, "of", folds)
    page = (await (await site.client("zheng")).get("/published")).text
    assert [words for words in ("Private mailbox used", "Level 2", "Written warning", "SO 5.2.2") if words not in page] == []
    assert [words for words in ("Qian", matter.violation) if words in page] == []
    assert "Nothing is published to you yet." in (await (await site.client("moreau")).get("/published")).text
