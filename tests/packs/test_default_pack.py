"""The packs and the organisation that come with the product."""

import copy
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.calendar import Span
from domain.organisation import holders, nominal, superiors
from domain.policy import Pack, ReadingRules, RequestPlan, role
from packs.check import of_document, problems
from packs.document import Document, Problem
from packs.read import load, organisation, pack

DEFAULT, MINUTES = Path("packs/default/pack.yaml"), Path("packs/minutes/pack.yaml")
ORGANISATION, CALENDAR = Path("packs/sample/organisation.yaml"), Path("packs/sample/calendar.yaml")


def plan(name: str) -> RequestPlan:
    return of(pack(load(DEFAULT)), name)


def of(whole: Pack, name: str) -> RequestPlan:
    found = whole.plans[name]
    assert isinstance(found, RequestPlan)
    return found


@pytest.mark.parametrize("file", [DEFAULT, MINUTES])
def test_what_we_ship_is_in_order(file: Path) -> None:
    """Every rung of the packs is held in the sample organisation."""
    assert problems([file, ORGANISATION, CALENDAR]) == []


def test_contract_loan() -> None:
    """SO 2.2.2, SO 4.2.1 (A9): the head approves; at most two working days; overdue reminds the head and blocks."""
    loan = plan("contract-loan")
    (step,) = loan.approval[0].steps
    assert (str(step.by), step.clause, step.rungs, step.outcome) == (
        "head of requester's department",
        "SO 2.2.2",
        ("one rung up",),
        "refuse",
    )
    assert (step.within.span, step.within.clause, step.remind) == (
        Span(amount=1, unit="wd"),
        "house:answer-time",
        (Span(amount=4, unit="h"),),
    )
    assert (loan.grant.at_most.span, loan.grant.at_most.clause, loan.grant.longer) == (Span(amount=2, unit="wd"), "SO 2.2.2", "never")
    assert loan.overdue is not None
    assert (str(loan.overdue.remind), loan.overdue.clause, loan.overdue.blocks) == (
        "head of requester's department",
        "SO 4.2.1",
        "house:overdue-blocks",
    )
    assert loan.give_back is not None
    assert (str(loan.give_back.received_by), loan.give_back.check) == ("post archivist", "completeness")
    contract = loan.field("contract")
    assert contract is not None
    assert contract.claim is not None
    assert (contract.required, contract.material, contract.claim.klass, contract.claim.clause) == (
        True,
        True,
        "contract",
        "house:one-holder",
    )


def test_trade_secret_loan() -> None:
    """SO 2.1.2 (A8): authorised persons only; three working days; longer only with a reason; overdue is chased."""
    loan = plan("trade-secret-loan")
    assert (str(loan.who), loan.who_clause) == ("group trade-secret-readers", "SO 2.1.2")
    assert (loan.grant.at_most.span, loan.grant.longer, loan.grant.reason_in) == (Span(amount=3, unit="wd"), "with a reason", "reason")
    assert loan.overdue is not None
    assert loan.overdue.clause == "SO 2.1.2"


def test_privilege_elevation() -> None:
    """SO 2.3.2 (A4): department head and IT must both approve, at the same time; time-boxed; nothing is lent."""
    elevation = plan("privilege-elevation")
    (stage,) = elevation.approval
    assert [str(step.by) for step in stage.steps] == ["head of requester's department", "post it-director"]
    assert [str(step.signed_in and step.signed_in.span) for step in stage.steps] == ["15 min", "15 min"]
    assert {step.signed_in and step.signed_in.clause for step in stage.steps} == {"house:fresh-sign-in"}
    assert (elevation.grant.what, elevation.grant.at_most.span, elevation.grant.asks) == ("privilege", Span(amount=8, unit="h"), "duration")
    assert (elevation.give_back, elevation.overdue, elevation.grant.collect) == (None, None, None)


def test_a_pack_read_from_the_log_is_the_same_pack() -> None:
    """The log keeps the content alone; lines are only for people."""
    assert pack(load(DEFAULT).content) == pack(load(DEFAULT))


def test_every_citation_has_words_in_both_languages() -> None:
    """The policy book shows the words of what is cited."""
    found = pack(load(DEFAULT))
    tables: list[Any] = [found.policies, found.clauses, found.house_rules]
    assert all(set(words) == {"zh", "en"} for table in tables for words in table.values())


def test_every_house_rule_that_code_cites_has_words() -> None:
    """What a refusal cites can be looked up in the policy book."""
    rooms = ("domain", "activities", "workflows", "workers", "views", "eventlog")
    code = "".join(file.read_text() for room in rooms for file in Path(room).rglob("*.py"))
    assert set(re.findall(r"[\"']house:([a-z-]+)[\"']", code)) <= set(pack(load(DEFAULT)).house_rules)


def test_the_minutes_pack_is_the_default_pack_but_for_its_times() -> None:
    """Trying by hand tries the same rules."""

    def timeless(value: Any) -> Any:
        match value:
            case dict():
                return {key: timeless(each) for key, each in value.items() if key not in ("name", "title", "notices_from", "notices_until")}
            case list():
                return [timeless(each) for each in value]
            case str():
                return re.sub(r"\d+ (wd|d|h|min|weeks?|months?)\b", "TIME", value)
            case _:
                return value

    assert timeless(load(MINUTES).content) == timeless(load(DEFAULT).content)


@pytest.mark.parametrize("file", [DEFAULT, MINUTES])
def test_a_pack_of_an_earlier_release_is_read(file: Path) -> None:
    """house:governed. What was adopted once is read for ever: what later releases added may be missing, and then lets nobody in."""
    content: dict[str, Any] = copy.deepcopy(dict(load(file).content))
    del content["reading"]
    for key in ("digest_day", "digest_at", "at_risk"):
        del content["settings"][key]
    for step in content["plans"][2]["approval"][0]["all_of"]:
        del step["signed_in"]
    assert problems_of(content) == []
    found, now = pack(content), pack(load(file))
    assert found.reading == ReadingRules()
    assert [step.signed_in for step in of(found, "privilege-elevation").approval[0].steps] == [None, None]
    assert found.settings == now.settings
    assert found.plans["contract-loan"] == now.plans["contract-loan"]


def problems_of(content: dict[str, Any]) -> list[Problem]:
    return of_document(Document(file="pack", content=content), [organisation(load(ORGANISATION))])


@pytest.mark.parametrize("file", [DEFAULT, MINUTES])
def test_what_the_settings_say(file: Path) -> None:
    """house:answer-time. Monday at nine, and four fifths of a term."""
    settings = pack(load(file)).settings
    assert (settings.digest_day, settings.digest_at, settings.at_risk) == (0, "09:00", 80)


# --- the sample organisation ------------------------------------------------------------------


def test_the_sample_organisation_is_whole() -> None:
    """About forty invented people, both languages, random ids, mail that goes nowhere."""
    org = organisation(load(ORGANISATION))
    assert 38 <= len(org.people) <= 45
    assert all(set(p.name) == {"zh", "en"} and p.address == f"{p.handle}@example.org" for p in org.people.values())
    assert len({p.handle for p in org.people.values()}) == len(org.people)
    for post in ("general-manager", "compliance-officer", "it-director", "legal", "data-administrator", "safety-officer", "hr"):
        assert len(nominal(org, role(f"post {post}"), {})) == 1, post
    assert len(nominal(org, role("post archivist"), {})) == 2


def test_who_governs_are_two_people() -> None:
    """What one proposes another adopts."""
    org = organisation(load(ORGANISATION))
    governors = {h.person for post in ("general-manager", "compliance-officer") for h in nominal(org, role(f"post {post}"), {})}
    assert len(governors) == 2


def test_everybody_but_the_chairman_has_a_superior() -> None:
    """Every ladder goes somewhere; the chairman's own head of department is the general manager."""
    org = organisation(load(ORGANISATION))
    assert all(superiors(org, person) for person in org.people)


def test_an_organisation_with_sealed_names_is_read() -> None:
    """In the log names and addresses are sealed under each person's key."""
    content: dict[str, Any] = dict(load(ORGANISATION).content)
    sealed = {"$key": "k", "$nonce": "n", "$sealed": "s", "$aad": "a"}
    content["people"] = [{**person, "name": sealed, "address": sealed} for person in content["people"]]
    org = organisation(content)
    assert all(p.name == sealed and p.address == sealed for p in org.people.values())
    assert len(holders(org, role("employee"), {}, datetime(2026, 3, 2, tzinfo=UTC))) == len(org.people)
