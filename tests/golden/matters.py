"""Stories of accountability: reports, violations, appeals, lines of the ledger and runs of controls, left where a release can find them.

Each leaves one case; those that it opened or came from stand in other states of other stories.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from activities.receipts import new_code, opening_of
from domain.controls import periods
from domain.kernel import CaseId, case_id
from domain.reports.receipts import receipt_of
from tests.golden.desk import Desk

SUBJECT, LEAD, HR, HEAD_OF_MARKETING = "qian", "lin", "qi", "han"
SEATS = (("legal", "shen"), ("it", "cao"), ("other", "han"))
REASON = "a whole list of customers"
DONE = {"changed_rules": "entered the same day", "execution": "counted against the shelf"}
LINE: dict[str, Any] = {"finding": "the loan register has gaps", "criterion": "no gap in a quarter"}
FOLLOW = "weekly-followup"


# --- reports --------------------------------------------------------------------------------------


async def reported(desk: Desk, about: str = SUBJECT) -> CaseId:
    """By name; nobody has looked at it yet."""
    case = await desk.opens("violation-report", "sun", what="Lists go to a private mailbox.", about=desk.who(about))
    await desk.quiet(case)
    return case


async def reporter_asked(desk: Desk) -> CaseId:
    """The checker's time stands still until the reporter answers."""
    case = await reported(desk)
    await desk.does(HR, case, "ask_reporter", question="Since when?")
    await desk.quiet(case)
    return case


async def behind_a_receipt(desk: Desk) -> CaseId:
    """Nobody knows who reported; whoever holds the receipt has answered."""
    command = await opening_of(new_code())
    receipt = receipt_of(case_id("report", command))
    case = await desk.opens("violation-report", receipt, command=command, what="A list lies in the lift.")
    await desk.does(HR, case, "ask_reporter", question="In which lift?")
    await desk.does(receipt, case, "reply", text="In the northern one.")
    await desk.quiet(case)
    return case


async def unfounded(desk: Desk) -> CaseId:
    """Finished: nothing of it was found."""
    case = await reported(desk)
    await desk.does(HR, case, "reject_report", reason="It was his own list.")
    await desk.over(case)
    return case


async def unchecked(desk: Desk) -> CaseId:
    """Finished: nobody checked it, up to the last rung."""
    case = await reported(desk)
    await passes(desk, case)
    return case


async def taken_up(desk: Desk) -> CaseId:
    """A violation was opened; what comes of it is not known yet."""
    case = await reported(desk)
    await desk.does(HR, case, "accept_report", subject=desk.who(SUBJECT), breach="private-mailbox", summary="Three letters.")
    await desk.linked(case, "violation")
    await desk.quiet(case)
    return case


async def proven(desk: Desk) -> CaseId:
    """Finished: the violation told that it was true."""
    case = await taken_up(desk)
    found = await desk.linked(case, "violation")
    await _served(desk, found)
    await passes(desk, found)
    await desk.keeps_up(case, found)
    await desk.over(case)
    return case


async def hazard_verified(desk: Desk) -> CaseId:
    """Finished: the hazard stands in the ledger."""
    case = await desk.opens("hazard-snapshot", "he", what="A cable across the stairs.", place="north wing")
    content = {"responsible": desk.who("zhu"), "summary": "A cable across the stairs.", "criterion": "none in three months"}
    await desk.does("yang-q", case, "accept_report", **content)
    await desk.over(case)
    return case


# --- violations -----------------------------------------------------------------------------------


async def investigating(desk: Desk) -> CaseId:
    """A team is at it; one of it was found in conflict."""
    case = await violation(desk)
    await desk.does(LEAD, case, "appoint", person=desk.who("zheng"))
    await desk.does(LEAD, case, "appoint", person=desk.who("feng"))
    await desk.does(LEAD, case, "name_witness", person=desk.who("feng"), reason="seen there")
    await desk.quiet(case)
    return case


async def hearing(desk: Desk) -> CaseId:
    """The subject was asked and has not answered; the report is in."""
    case = await violation(desk)
    await desk.does(LEAD, case, "hear")
    await desk.does(LEAD, case, "submit_report", findings="The list was sent.", proven="proven")
    await desk.quiet(case)
    return case


async def graver(desk: Desk) -> CaseId:
    """Another decides since the level was changed."""
    case = await hearing(desk)
    await desk.does(SUBJECT, case, "state", text="It was urgent.")
    await desk.does(LEAD, case, "change_level", level="grave", reason=REASON)
    await desk.quiet(case)
    return case


async def dismissed(desk: Desk) -> CaseId:
    """Finished without a measure; the subject said nothing."""
    case = await hearing(desk)
    await desk.waits(case, 3)
    await desk.until(case, "violation.heard")
    await desk.does(LEAD, case, "dismiss", reason="It was his own list.")
    await desk.over(case)
    return case


async def on_the_spot(desk: Desk) -> CaseId:
    """A slight one: decided by the superior without a report, to be served."""
    case = await violation(desk, "screen-unlocked")
    await desk.does(LEAD, case, "hear")
    await desk.does(SUBJECT, case, "state", text="Only a minute.")
    await desk.does(LEAD, case, "decide", measure="spoken-warning", reason="Twice.")
    await desk.quiet(case)
    return case


async def served(desk: Desk) -> CaseId:
    """A measure is in force; the subject may appeal."""
    case = await violation(desk)
    await _served(desk, case)
    await desk.quiet(case)
    return case


async def stayed(desk: Desk) -> CaseId:
    """Appealed; the measure waits for the panel with what is left of its time."""
    case = await served(desk)
    await desk.does(SUBJECT, case, "appeal", grounds="I was told to.")
    await desk.linked(case, "appeal")
    await desk.quiet(case)
    return case


async def not_stayed(desk: Desk) -> CaseId:
    """Appealed; an urgent risk requires that the measure stands."""
    case = await decided(desk, urgent_risk="the list is still in that mailbox")
    await taken_to_the_subject(desk, case)
    await desk.does(SUBJECT, case, "appeal", grounds="I was told to.")
    await desk.linked(case, "appeal")
    await desk.quiet(case)
    return case


async def upheld_in_review(desk: Desk) -> CaseId:
    """Confirmed by a panel, served again: the measure runs with what was left."""
    case = await stayed(desk)
    await all_vote(desk, await panel_of(desk, case), "confirm")
    await desk.until(case, "violation.appeal_concluded")
    await taken_to_the_subject(desk, case)
    await desk.quiet(case)
    return case


async def rectified(desk: Desk) -> CaseId:
    """Finished without an appeal: three attempts were its service; something is put right in another case."""
    case = await decided(desk)
    await desk.does(LEAD, case, "require_rectification", responsible=desk.who("zheng"), **LINE)
    for attempt in range(3):
        if attempt:
            await desk.waits(case, 3)
            await desk.asked(case, "serve")
        await desk.does(HR, case, "serve", how="by_post")
    await passes(desk, case)
    return case


async def annulled(desk: Desk) -> CaseId:
    """Finished: a panel took it back, and nothing of it is in force."""
    case = await stayed(desk)
    await all_vote(desk, await panel_of(desk, case), "annul")
    await desk.until(case, "violation.appeal_concluded")
    await taken_to_the_subject(desk, case)
    await passes(desk, case)
    return case


async def undecided(desk: Desk) -> CaseId:
    """Finished by clocks alone: nobody investigated."""
    case = await violation(desk)
    await passes(desk, case)
    return case


async def violation(desk: Desk, breach: str = "private-mailbox") -> CaseId:
    """Opened by whoever leads."""
    fields: dict[str, Any] = {"subject": desk.who(SUBJECT), "breach": breach, "facts": "A list was sent to a private mailbox."}
    return await desk.opens("violation", LEAD, **fields)


async def decided(desk: Desk, case: CaseId | None = None, **more: str) -> CaseId:
    """Heard, reported, and a measure decided that suspends what the subject was granted."""
    case = case or await violation(desk)
    await desk.does(LEAD, case, "hear")
    await desk.does(SUBJECT, case, "state", text="It was urgent.")
    await desk.does(LEAD, case, "submit_report", findings="The list was sent.", proven="proven")
    await desk.does(LEAD, case, "decide", measure="permissions-suspended", reason=REASON, **more)
    return case


async def _served(desk: Desk, case: CaseId) -> None:
    await decided(desk, case)
    await taken_to_the_subject(desk, case)


async def taken_to_the_subject(desk: Desk, case: CaseId) -> None:
    """Served, and confirmed."""
    await desk.does(HR, case, "serve", how="handed_over")
    await desk.does(SUBJECT, case, "confirm_receipt")


# --- appeals --------------------------------------------------------------------------------------


async def forming(desk: Desk) -> CaseId:
    """Two of three seats have somebody; the appellant has spoken already."""
    case = await desk.linked(await stayed(desk), "appeal")
    for seat, person in SEATS[:2]:
        await desk.does(HR, case, "appoint", person=desk.who(person), seat=seat)
    await desk.does(SUBJECT, case, "state", text="My head asked me for it.")
    await desk.quiet(case)
    return case


async def sitting(desk: Desk) -> CaseId:
    """The panel votes: one left and was replaced, another has voted."""
    case = await panel_of(desk, await stayed(desk))
    await desk.does("han", case, "recuse", reason="We are cousins.")
    await desk.does(HR, case, "appoint", person=desk.who("zhu"), seat="other")
    await desk.does("cao", case, "vote", choice="confirm", reason=REASON)
    await desk.quiet(case)
    return case


async def objected(desk: Desk) -> CaseId:
    """Somebody else decides whether a member has an interest in it."""
    case = await panel_of(desk, await stayed(desk))
    await desk.does(SUBJECT, case, "object", member=desk.who("cao"), reason="He reads my mail.")
    await desk.quiet(case)
    return case


async def changed(desk: Desk) -> CaseId:
    """Finished: something milder, with a dissent on record, and the decision's case knows."""
    case = await panel_of(desk, await stayed(desk))
    for member in ("shen", "han"):
        await desk.does(member, case, "vote", choice="change", measure="spoken-warning", reason="It is enough.")
    await desk.does("cao", case, "vote", choice="confirm", reason=REASON)
    await desk.over(case)
    return case


async def silent_panel(desk: Desk) -> CaseId:
    """Finished by clocks alone: nobody judged, which never counts against the appellant."""
    case = await panel_of(desk, await stayed(desk))
    await passes(desk, case)
    return case


async def panel_of(desk: Desk, appealed: CaseId) -> CaseId:
    """Heard, and with findings."""
    case = await desk.linked(appealed, "appeal")
    for seat, person in SEATS:
        await desk.does(HR, case, "appoint", person=desk.who(person), seat=seat)
    await desk.does(SUBJECT, case, "state", text="My head asked me for it.")
    await desk.does("cao", case, "find", text="The head's letter is on the server.")
    return case


async def all_vote(desk: Desk, case: CaseId, choice: str) -> None:
    """All for the same."""
    for _, member in SEATS:
        await desk.does(member, case, "vote", choice=choice, reason=REASON)


# --- lines of the ledger --------------------------------------------------------------------------


async def to_put_right(desk: Desk, plan: str = "rectification", **more: Any) -> CaseId:
    """Nothing was done yet."""
    case = await desk.opens(plan, HEAD_OF_MARKETING, responsible=desk.who("he"), **LINE, **more)
    await desk.quiet(case)
    return case


async def line_sent_back(desk: Desk) -> CaseId:
    """Handed in once, sent back with a reason; more time was given."""
    case = await to_put_right(desk)
    await desk.does("he", case, "submit_report", **DONE)
    await desk.does("shen", case, "send_back", reason="February is missing")
    await desk.does(HEAD_OF_MARKETING, case, "extend", until="5 min", reason="the binder is at the auditor's")
    await desk.quiet(case)
    return case


async def half_accepted(desk: Desk) -> CaseId:
    """One voice of two; somebody else was made responsible before."""
    case = await to_put_right(desk)
    await desk.does(HEAD_OF_MARKETING, case, "hand_over", to=desk.who("zhu"), reason="He is away.")
    await desk.does("zhu", case, "submit_report", **DONE)
    await desk.does("shen", case, "accept")
    await desk.quiet(case)
    return case


async def waits_for_its_effect(desk: Desk) -> CaseId:
    """Accepted; the day on which its effect is looked at is to come."""
    case = await to_put_right(desk)
    await accepted_by_two(desk, case, "he")
    await desk.quiet(case)
    return case


async def effect_due(desk: Desk) -> CaseId:
    """Somebody independent is asked whether it had its effect."""
    case = await waits_for_its_effect(desk)
    await desk.waits(case, 11)
    await desk.until(case, "rectification.effect_due")
    await desk.quiet(case)
    return case


async def effective(desk: Desk) -> CaseId:
    """Finished as it should."""
    case = await effect_due(desk)
    await desk.does("bai", case, "confirm_effect", met=True, measured="none")
    await desk.over(case)
    return case


async def fell_short(desk: Desk) -> CaseId:
    """Finished; a second round was opened."""
    case = await effect_due(desk)
    await desk.does("bai", case, "confirm_effect", met=False, measured="three gaps")
    await desk.over(case)
    return case


async def second_round(desk: Desk) -> CaseId:
    """One level up: whoever was responsible was coached, and it is handed in again."""
    case = await desk.linked(await fell_short(desk), "second_round")
    await desk.does(HEAD_OF_MARKETING, case, "record_coaching", note="an hour each")
    await desk.does(HEAD_OF_MARKETING, case, "submit_report", **DONE)
    await desk.quiet(case)
    return case


async def high_risk(desk: Desk) -> CaseId:
    """A finding of an audit: what is going to be done was handed in; it must be accepted in time."""
    case = await to_put_right(desk, "audit-finding", risk="high")
    await desk.does("he", case, "submit_plan", text="a register that counts")
    await desk.quiet(case)
    return case


async def not_put_right(desk: Desk) -> CaseId:
    """Finished by clocks alone: a second round follows."""
    case = await to_put_right(desk)
    await passes(desk, case)
    return case


async def accepted_by_two(desk: Desk, case: CaseId, by: str) -> None:
    """Handed in, and accepted."""
    await desk.does(by, case, "submit_report", **DONE)
    for member in ("shen", "cao"):
        await desk.does(member, case, "accept")


# --- runs of controls -----------------------------------------------------------------------------


async def run_waits(desk: Desk) -> CaseId:
    """Its week is still to come."""
    case = await desk.runs(FOLLOW, "it-director", periods.following(_week(desk)))
    await desk.quiet(case)
    return case


async def run_asked(desk: Desk) -> CaseId:
    """Somebody is to carry it out; a line of the ledger came of it already."""
    case = await desk.runs(FOLLOW, "head-of-marketing", _week(desk))
    await desk.does(HEAD_OF_MARKETING, case, "report_finding", responsible=desk.who("he"), **LINE)
    await desk.linked(case, "finding")
    await desk.quiet(case)
    return case


async def run_done(desk: Desk) -> CaseId:
    """Finished: the next one waits."""
    case = await desk.runs(FOLLOW, "head-of-sales-back-office", _week(desk))
    await desk.does(LEAD, case, "complete", summary="all on time")
    await desk.over(case)
    return case


async def run_missed(desk: Desk) -> CaseId:
    """Finished by clocks alone: recorded as missed."""
    case = await desk.runs(FOLLOW, "head-of-administration", _week(desk))
    await passes(desk, case)
    return case


def _week(desk: Desk) -> str:
    """The present week."""
    now = datetime.now(UTC)
    return periods.key_of("weekly", desk.door.governed.calendar(now), now)


# --- time -----------------------------------------------------------------------------------------


async def passes(desk: Desk, case: CaseId) -> None:
    """Nobody does anything until the case has ended."""
    for _ in range(8):
        if "case.closed" in {each.type for each in await desk.events(case)}:
            break
        await desk.waits(case, 8)
    await desk.over(case)


LEFT = (
    reported, reporter_asked, behind_a_receipt, unfounded, unchecked, taken_up, proven, hazard_verified,
    investigating, hearing, graver, dismissed, on_the_spot, served, stayed, not_stayed, upheld_in_review, rectified, annulled, undecided,
    forming, sitting, objected, changed, silent_panel,
    to_put_right, line_sent_back, half_accepted, waits_for_its_effect, effect_due, effective, fell_short, second_round, high_risk,
    not_put_right, run_waits, run_asked, run_done, run_missed,
)  # fmt: skip
