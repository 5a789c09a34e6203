"""Whatever is done to a report: it ends, nobody checks what they said, and nothing else tells who said it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.casework.events import Asked, Done, WentUp
from domain.deciders import DECIDERS
from domain.kernel import SYSTEM, CaseId, Offer, PersonId, Refused, kind_of
from domain.reports.plan import ReportPlan
from domain.reports.receipts import is_receipt
from domain.shapes import event_out
from tests.domain.playing import days
from tests.domain.reporting import FOUND, LINE, Reporting, reporting
from views import casework
from views.kinds import KINDS
from views.saying import Teller

STAFF = ("qian", "sun", "he", "xu", "qi", "wei-h", "yang-q", "bai", "lin", "gu", "tang-sy")
PLANS = ("violation-report", "access-report", "retaliation-report", "hazard-snapshot")
LONGEST = timedelta(days=1200)
SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def somebody(play: Reporting, case: CaseId, draw: Random) -> None:
    """One step: time, the world, the organisation, what is open to somebody, or what is not."""
    match draw.choice(("time", "world", "offer", "offer", "offer", "wrong", "leaves")):
        case "time":
            play.until(play.now + draw.choice((timedelta(minutes=20), timedelta(days=1), timedelta(days=9))))
        case "world":
            play.deliver_all()
        case "leaves":
            play.change(draw.choice(STAFF), active=draw.random() < 0.5)
        case "offer":
            offers = DECIDERS["report"].offers(play.stands(case), play.rules(play.stands(case).plan), play.now)
            if offers:
                offer = draw.choice(offers)
                does(play, case, draw.choice(offer.who).person, offer.command, draw, offer)
        case _:
            does(
                play, case, play.who_was(draw.choice(STAFF)), draw.choice(("accept_report", "reject_report", "ask_reporter", "reply")), draw
            )


def does(play: Reporting, case: CaseId, person: PersonId, command: str, draw: Random, offer: Offer | None = None) -> None:
    """With all that the command takes; what the rules refuse stays undone."""
    said: dict[str, Any] = {"accept_report": {**FOUND, **LINE}, "reject_report": {"reason": "No."}, "reply": {"text": "Yes."}}.get(
        command, {"question": "Where?"} if command == "ask_reporter" else {}
    )
    if command == "accept_report":
        said |= {"subject": play.who_was(draw.choice(STAFF)), "responsible": play.who_was(draw.choice(STAFF))}
    if command in ("comment", "add_evidence"):
        return
    try:
        if is_receipt(person):
            play.holder(case, command, **said)
        else:
            play.does(case, play.org.people[person].handle, command, **said)
    except Refused:
        assert offer is None or command == "accept_report", f"{command} was offered"


@SETTINGS
@given(st.randoms(use_true_random=False))
def test_every_report_ends_and_nobody_checks_what_they_reported(draw: Random) -> None:
    """house:every-step-ends, house:reporter. In whatever order, whoever leaves; by time alone in the end."""
    play = reporting()
    plan, reporter = draw.choice(PLANS), draw.choice(STAFF)
    case = play.anonymous(plan) if draw.random() < 0.4 else play.report(reporter, plan)
    for _ in range(draw.randint(1, 14)):
        somebody(play, case, draw)
    for handle in STAFF:
        play.change(handle, active=True)
    play.deliver_all()
    play.until(play.now + LONGEST)
    play.deliver_all()
    assert play.stands(case).stage == "closed", play.stands(case)
    assert play.stands(case).clocks == {}
    done = [each.event for each in play.events[case] if isinstance(each.event, Done) and each.event.by != SYSTEM]
    assert all(play.stands(case).reporter not in (each.by, each.stands_in_for) for each in done)
    asked = [each.event.people for each in play.events[case] if isinstance(each.event, Asked | WentUp)]
    assert all(play.stands(case).reporter not in people for people in asked)


def public(play: Reporting, case: CaseId) -> Iterator[Any]:
    """What pages and lists say of a case, with people by their ids."""
    state: Any = play.cases[case]
    kind = KINDS[kind_of(case)]
    teller = Teller(lang="en", days=days(), organisation=play.org, plan=play.pack.plans[state.plan], name=lambda person: person)
    for recorded in play.events[case]:
        name, _, data = event_out(recorded.event)
        yield teller.event(name, {**data, "by": data.get("by") or recorded.by})
        yield from kind.people(recorded.event)
    yield casework.told(state, play.pack.plans[state.plan])
    yield from DECIDERS[kind_of(case)].rail(state, play.rules(state.plan), play.now)
    yield from DECIDERS[kind_of(case)].offers(state, play.rules(state.plan), play.now)
    yield from (person for duty in state.owed for person in play.told(case, duty))


def taken_up(play: Reporting, plan: str) -> dict[str, Any]:
    """What a checker says, as the case that it leads to wants it."""
    if plan == "hazard-snapshot":
        return {**LINE, "responsible": play.who("wei-h")}
    found = play.pack.plans[plan]
    assert isinstance(found, ReportPlan)
    breach = play.pack.plans[found.leads_to.plan].field("breach")
    assert breach is not None
    return {**FOUND, "subject": play.who("sun"), "breach": breach.choices[0]}


@SETTINGS
@given(st.randoms(use_true_random=False))
def test_no_other_case_tells_who_reported(draw: Random) -> None:
    """house:reporter. Neither timeline nor list, way, offer or notice of what a report led to names them."""
    play = reporting()
    plan = draw.choice(PLANS)
    case = play.report("xu", plan)  # no post, no group: nothing else leads to them
    checker = play.can(case, "accept_report")[0]
    play.does(case, checker, "accept_report", **taken_up(play, plan))
    reporter = play.who("xu")
    for _ in range(draw.randint(1, 4)):
        play.deliver_all()
        play.until(play.now + draw.choice((timedelta(days=1), timedelta(days=5), timedelta(days=40))))
        others = [each for each in play.cases if each != case]
        assert others
        for other in others:
            assert [said for said in public(play, other) if reporter in str(said)] == [], other


def test_who_took_part_is_handed_over_in_no_order() -> None:
    """house:took-part, house:reporter. The reporter and whoever checked bar each other's part alike: nobody can tell which is which."""
    play = reporting()
    cases = [play.report(reporter) for reporter in ("qian", "he", "xu")]
    for case in cases:
        play.does(case, "qi", "accept_report", subject=play.who("sun"), **FOUND)
        took_part = play.opening(case).detail["content"]["took_part"]
        assert took_part == tuple(sorted(took_part))
        assert play.who("qi") in took_part
    play.deliver_all()
    violation = play.linked(cases[0], "violation")
    for handle in ("qian", "qi"):
        play.change(handle, posts=("head-of-sales-back-office",))
        play.takes_over("head-of-sales-back-office", handle)
        assert handle not in play.can(violation, "submit_report")
