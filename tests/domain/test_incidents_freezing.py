"""What a red level freezes by itself, and who restores it (house:freeze-on-red)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.incidents.freezing.plan import FreezeRules
from domain.kernel import CaseId, Refused
from domain.policy import Field, Role
from tests.domain.incidents import FOUR_COLOURS, Incidents
from tests.domain.playing import at, pack

NOW = at("2026-03-09 10:00")
LOAN = "contract-loan"
LINES = (
    Field(name="concerned", type="person", title={"en": "Whose account", "zh": "涉事人"}),
    Field(name="document", type="reference", title={"en": "Contract", "zh": "合同"}),
)


def playing() -> Incidents:
    """The four-colour plan, asking whose and which grants are concerned."""
    plan: Any = pack().plans[FOUR_COLOURS]
    rules = FreezeRules(
        holder="concerned",
        resource="document",
        klass="contract",
        lifted_by=Role(kind="post", of="general-manager"),
        clause="house:freeze-on-red",
    )
    own = tuple(line for line in plan.fields if line.name not in ("concerned", "document"))
    plans = {**pack().plans, FOUR_COLOURS: replace(plan, fields=(*own, *LINES), freezing=rules)}
    return Incidents(now=NOW, pack=replace(pack(), plans=plans))


def lent(play: Incidents, contract: str, by: str = "qian") -> CaseId:
    """A contract that is out on loan."""
    case = play.opens(LOAN, by, {"contract": contract, "purpose": "to compare"})
    play.does(case, "lin", "approve")
    play.does(case, "wei-h", "hand_out") if "wei-h" in play.can(case, "hand_out") else play.does(
        case, play.can(case, "hand_out")[0], "hand_out"
    )
    return case


def wants(play: Incidents, contract: str, by: str) -> str:
    """How another request for it ends: its clause where it is refused."""
    try:
        lent(play, contract, by)
    except Refused as no:
        return no.clause
    return ""


def standing(play: Incidents, case: CaseId) -> dict[str, list[CaseId]]:
    """What is frozen, by class of claim, with the cases whose grants ran."""
    found: Any = play.cases[case]
    return {each.klass: [grant.case for grant in each.grants] for each in found.frozen.standing}


def test_red_freezes_holder_and_resource_and_lists_what_ran() -> None:
    """house:freeze-on-red. In the append that raises the level; what ran is listed; the target is owed one entry for each."""
    play = playing()
    loan = lent(play, "HT-2026-0007")
    case = play.incident(harm="system-down", concerned=play.who("qian"), document="ht-2026-0007")
    assert standing(play, case) == {}
    play.does(case, "qian", "change_level", level="red", reason="It spreads.")
    assert standing(play, case) == {"person": [loan], "contract": [loan]}
    owed = [duty for duty in play.cases[case].owed if duty.kind == "grant"]
    assert {duty.detail["what"] for duty in owed} == {"freeze"}
    assert wants(play, "HT-2026-0008", "qian") == "house:freeze-on-red"


def test_what_becomes_known_later_is_frozen_then() -> None:
    """house:freeze-on-red. The facts may name whom and what after the level was raised."""
    play = playing()
    case = play.incident(harm="death")
    assert standing(play, case) == {}
    play.does(case, "qian", "record_facts", facts={"document": "HT-2026-0009"})
    assert standing(play, case) == {"contract": []}
    assert wants(play, "HT-2026-0009", "sun") == "house:freeze-on-red"


def test_lowering_the_level_restores_nothing() -> None:
    """house:freeze-on-red. Restoring is a decision of its own, with a reason, by whom the plan names, and never one's own."""
    play = playing()
    case = play.incident(harm="death", concerned=play.who("gu"))
    play.does(case, "qian", "change_level", level="blue", reason="It was not.")
    assert set(standing(play, case)) == {"person"}
    assert play.says_no(case, "gu", "lift_freeze", reason="It is mine.")[0] == "house:impartial"
    assert play.says_no(case, "tang-sy", "lift_freeze", reason="") == ("house:freeze-on-red", "missing_field")
    play.does(case, "tang-sy", "lift_freeze", reason="It was a false alarm.")
    assert standing(play, case) == {}
    assert wants(play, "HT-2026-0010", "sun") == ""


def test_the_targets_are_told_and_told_back() -> None:
    """house:freeze-on-red. Each freeze is one entry at the target; restoring takes back that entry."""
    play = playing()
    case = play.incident(harm="death", document="HT-2026-0011")
    [freeze] = [duty.about for duty in play.cases[case].owed if duty.kind == "grant"]
    play.deliver_all("grant")
    play.does(case, "gu", "lift_freeze", reason="Over.")
    assert [duty.about for duty in play.cases[case].owed if duty.kind == "revoke"] == [freeze]


def test_an_incident_does_not_end_over_a_freeze() -> None:
    """house:freeze-on-red. Neither closed nor told to be a duplicate: nobody would be left to restore it."""
    play = playing()
    other, case = play.incident(harm="death"), play.incident(harm="death", document="HT-2026-0014")
    play.does(case, "qian", "change_level", level="blue", reason="It was not.")
    play.does(case, play.can(case, "acknowledge")[0], "acknowledge")
    closer = play.can(case, "close")[0]
    assert play.says_no(case, closer, "close", reason="Over.") == ("house:freeze-on-red", "still_frozen")
    assert play.says_no(case, "qian", "mark_duplicate", of=other, reason="The same.") == ("house:freeze-on-red", "still_frozen")
    play.does(case, "gu", "lift_freeze", reason="Over.")
    play.does(case, "qian", "mark_duplicate", of=other, reason="The same.")


def test_an_exercise_freezes_nothing() -> None:
    """CS 4.5.1. Nobody loses what they hold because something is rehearsed."""
    play = playing()
    case = play.incident(harm="death", document="HT-2026-0012", exercise=True)
    assert standing(play, case) == {}


@settings(max_examples=20)
@given(order=st.permutations(["raise", "ask", "facts"]), later=st.integers(0, 600))
def test_no_grant_slips_past_a_freeze(order: list[str], later: int) -> None:
    """house:freeze-on-red. In whatever order: once it stands frozen, nothing of it is granted until it is restored."""
    play = playing()
    case = play.incident(harm="system-down")
    for act in order:
        play.until(play.now + timedelta(seconds=later))
        frozen = "contract" in standing(play, case)
        if act == "raise":
            play.does(case, "qian", "change_level", level="red", reason="It spreads.")
        elif act == "facts":
            play.does(case, "qian", "record_facts", facts={"document": "HT-2026-0013"})
        else:
            assert (wants(play, "HT-2026-0013", "sun") != "") == frozen
    assert set(standing(play, case)) == {"contract"}
    with pytest.raises(Refused):
        lent(play, "HT-2026-0013", "zhao-y")
