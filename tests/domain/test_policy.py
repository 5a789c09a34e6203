"""What a pack says as types: the vocabulary of roles, and walking a plan whatever its kind is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from domain.calendar import Span
from domain.labels import ROLES
from domain.policy import PARTIES, Field, GrantRule, Limit, Permit, Plan, Role, Stage, Step, cited, parts, role
from packs import read
from packs.read import find

PACK = read.pack(read.load(find("default")))
TERM = Limit(span=Span(amount=3, unit="wd"), clause="SO 5.2.2")
STEP = Step(by=role("head of subject's department"), clause="SO 5.2.1", within=TERM, outcome="up")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Plan):
    """A kind of plan that has neither approval nor grant."""

    look: Step
    levels: Mapping[str, Permit]
    blocks: str = ""


FINDING = Finding(
    name="finding",
    kind="finding",
    title={},
    form="",
    prefix="F",
    who=role("employee"),
    who_clause="SO 4.2.3",
    fields=(Field(name="what", type="text", title={}),),
    look=STEP,
    levels={"1": Permit(by=role("post general-manager"), clause="SO 5.2.4")},
    blocks="house:overdue-blocks",
)


@pytest.mark.parametrize("party", PARTIES)
@pytest.mark.parametrize("text", ["{}", "head of {}'s department", "direct superior of {}", "department of {}"])
def test_whoever_somebody_is_in_a_case_roles_can_be_about_them(text: str, party: str) -> None:
    """SO 5.2.2. Each party has a head, a superior and a department, is written back as it was read, and has words in both languages."""
    written = text.format(party)
    assert str(role(written)) == written
    assert role(written).of == party
    assert set(ROLES[written]) == {"zh", "en"}


@pytest.mark.parametrize("text", ["department of borrower", "department of requester's", "head of head", "department", "stranger", ""])
def test_a_role_outside_the_vocabulary_is_none(text: str) -> None:
    """house:governed. Nobody is given a power by a word that nobody defined."""
    with pytest.raises(ValueError, match="^" + text + "$"):
        role(text)


def test_a_plan_of_any_kind_is_walked_without_knowing_it() -> None:
    """SO 5.2.2. Steps, limits, roles and citations are found wherever they stand: in fields, steps, tables."""
    assert list(parts(FINDING, Step)) == [STEP]
    assert list(parts(FINDING, Limit)) == [TERM]
    assert [str(each) for each in parts(FINDING, Role)] == ["employee", "head of subject's department", "post general-manager"]
    assert set(cited(FINDING)) == {"SO 4.2.3", "house:form", "SO 5.2.1", "SO 5.2.2", "SO 5.2.4", "house:overdue-blocks"}


def test_a_request_is_walked_in_the_order_of_its_plan() -> None:
    """SO 2.2.2. Who approves, who fetches, who checks; and what is given is one thing."""
    loan = PACK.plans["contract-loan"]
    assert [str(step.by) for step in parts(loan, Step)] == ["head of requester's department", "requester", "post archivist"]
    assert len(list(parts(loan, Stage))) == 1
    assert [rule.what for rule in parts(loan, GrantRule)] == ["document"]
    assert {"SO 2.2.2", "SO 4.2.1", "house:overdue-blocks", "house:one-holder", "house:answer-time"} <= set(cited(loan))
