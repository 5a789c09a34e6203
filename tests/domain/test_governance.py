"""Who may change the rules, and how (house rules of governance)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import governance
from domain.governance import Governance, Ground, decide, digest_of, evolve, fold, in_force, stand_ins
from domain.governance.facts import (
    AddDoorKey,
    AddToken,
    Adopt,
    AdoptFirst,
    Delegate,
    EndDelegation,
    OrganisationChanged,
    PackAdopted,
    Propose,
    StandInSet,
    WithdrawDoorKey,
    WithdrawToken,
)
from domain.governance.sentences import SENTENCES
from domain.kernel import BYLAW, Actor, Asked, CaseId, Decision, PersonId, Recorded, Refused
from domain.organisation import Department, Organisation, Person, Post, StandIn
from domain.policy import role
from domain.shapes import command_in, command_out, event_in, event_out

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
CASE = CaseId(f"governance-{uuid5(BYLAW, 'governance')}")
WORDS = {"zh": "名", "en": "name"}


def person(handle: str, *posts: str, active: bool = True) -> Person:
    return Person(id=PersonId(handle), handle=handle, name=WORDS, department="d", posts=posts, active=active)


def organisation(*people: Person) -> Organisation:
    posts = ("compliance-officer", "general-manager", "secretary")
    return Organisation(
        digest="org",
        title=WORDS,
        people={p.id: p for p in people},
        posts={p: Post(id=p, title=WORDS) for p in posts},
        groups={},
        departments={"d": Department(id="d", title=WORDS, head="general-manager")},
    )


PEOPLE = (
    person("carol", "compliance-officer"),
    person("grace", "general-manager"),
    person("sam", "secretary"),
    person("eve"),
    person("frank"),
    person("gone", active=False),
)
GROUND = Ground(organisation=organisation(*PEOPLE), fallback=role("post secretary"))
FIRST = AdoptFirst(pack={"n": 1}, calendar={"n": 2}, organisation={"n": 3})


class World:
    """Governance with a clock that stands still unless it is moved."""

    def __init__(self) -> None:
        self.state = governance.NOTHING
        self.at = NOON

    def ask(self, by: str, command: Any, ground: Ground = GROUND) -> tuple[Any, ...]:
        """Decide and write down; the events."""
        ground = replace(ground, organisation=replace(ground.organisation, stand_ins=self.windows()))
        asked = Asked(case=CASE, id=uuid4(), command=command, by=Actor(id=PersonId(by)), at=self.at, now=self.at)
        decision: Decision = decide(self.state, asked, ground)
        for event in decision.events:
            recorded = Recorded(event=event, id=uuid4(), version=self.state.version + 1, happened_at=self.at, by=asked.by.id)
            self.state = evolve(self.state, recorded)
        return decision.events

    def windows(self) -> tuple[StandIn, ...]:
        return tuple(
            StandIn(id=w.id, absent=w.absent, stand_in=w.stand_in, start=w.start, end=w.end, reason=w.reason)
            for w in stand_ins(self.state, self.at)
        )

    def refuses(self, by: str, command: Any, key: str, ground: Ground = GROUND) -> None:
        with pytest.raises(Refused) as refusal:
            self.ask(by, command, ground)
        assert refusal.value.key == key
        assert refusal.value.key in SENTENCES
        assert refusal.value.clause.startswith("house:")


@pytest.fixture
def world() -> World:
    world = World()
    world.ask("carol", FIRST)
    return world


def propose(what: str = "pack", **document: Any) -> Propose:
    return Propose(what=what, document=document or {"n": 9}, reason="better")


def away(stand_in: str, *, start: datetime = NOON, days: int = 5, absent: str | None = None) -> Delegate:
    return Delegate(
        stand_in=PersonId(stand_in), start=start, end=start + days * DAY, reason="leave", absent=PersonId(absent) if absent else None
    )


def test_the_first_pack_calendar_and_organisation_are_adopted_by_one_alone() -> None:
    """house:first-adoption."""
    world = World()
    assert len(world.ask("carol", FIRST)) == 3
    assert {a.what for a in world.state.adopted} == {"pack", "calendar", "organisation"}


def test_the_first_adoption_needs_an_empty_log(world: World) -> None:
    """house:first-adoption."""
    world.refuses("carol", FIRST, "already_adopted")


@pytest.mark.parametrize("who", ["eve", "sam", "gone", "nobody"])
def test_who_holds_no_governing_post_neither_adopts_nor_proposes(world: World, who: str) -> None:
    """house:governed. Deny by default; the fallback counts only where both posts are empty."""
    World().refuses(who, FIRST, "may_not_govern")
    world.refuses(who, propose(), "may_not_govern")
    world.refuses(who, AddDoorKey(key="k", public="p", title="t"), "may_not_govern")


def test_where_no_governing_post_is_filled_the_fallback_governs(world: World) -> None:
    """house:governed."""
    ground = replace(GROUND, organisation=organisation(person("sam", "secretary"), person("eve")))
    assert world.ask("sam", propose(), ground)
    world.refuses("eve", propose(n=10), "may_not_govern", ground)


def test_a_later_pack_is_proposed_by_one_and_adopted_by_another(world: World) -> None:
    """house:second-person."""
    (proposed,) = world.ask("carol", propose())
    world.refuses("carol", Adopt(digest=proposed.digest), "second_person")
    (adopted,) = world.ask("grace", Adopt(digest=proposed.digest))
    assert adopted == PackAdopted(digest=proposed.digest, document={"n": 9}, proposed_by=PersonId("carol"))


def test_who_changed_the_rules_when_and_why_is_known_for_ever(world: World) -> None:
    """house:governed. A proposal says who put it forward and why; what counts says by whom, on whose proposal, for what reason."""
    (proposed,) = world.ask("carol", propose())
    waiting = world.state.proposals[proposed.digest]
    assert (waiting.by, waiting.at, waiting.reason) == ("carol", world.state.last_at, proposed.reason)
    world.ask("grace", Adopt(digest=proposed.digest))
    newest = world.state.adopted[-1]
    assert (newest.by, newest.proposed_by, newest.reason) == ("grace", "carol", proposed.reason)
    assert world.state.adopted[0].proposed_by is None


def test_no_stand_in_makes_one_authority_two_people(world: World) -> None:
    """house:second-person. Whoever stands in for the proposer does not adopt, nor does whom the proposer stood in for."""
    world.ask("carol", away("eve"))
    (mine,) = world.ask("carol", propose())
    world.refuses("eve", Adopt(digest=mine.digest), "second_person")
    (hers,) = world.ask("eve", propose(n=10))
    assert hers.stood_in_for == "carol"
    world.refuses("carol", Adopt(digest=hers.digest), "second_person")
    assert world.ask("grace", Adopt(digest=hers.digest))


def test_who_governs_in_their_own_right_does_not_act_on_anothers(world: World) -> None:
    """house:governed. A manager who also stands in for the officer proposes as manager."""
    world.ask("carol", away("grace"))
    (proposed,) = world.ask("grace", propose())
    assert proposed.stood_in_for is None
    assert world.ask("carol", Adopt(digest=proposed.digest))


def test_a_proposal_is_not_adopted_over_a_later_change(world: World) -> None:
    """house:second-person. It names what it replaces; proposed anew it may be adopted."""
    (older,), (newer,) = world.ask("carol", propose(n=10)), world.ask("carol", propose(n=11))
    world.ask("grace", Adopt(digest=newer.digest))
    world.refuses("grace", Adopt(digest=older.digest), "overtaken_proposal")
    assert world.ask("carol", propose(n=10))
    assert world.ask("grace", Adopt(digest=older.digest))


def test_proposing_or_adopting_the_same_twice_says_nothing_new(world: World) -> None:
    """house:second-person. What is in force or waits already is moot."""
    (proposed,) = world.ask("carol", propose())
    assert not world.ask("grace", propose())
    world.ask("grace", Adopt(digest=proposed.digest))
    assert not world.ask("grace", Adopt(digest=proposed.digest))
    assert not world.ask("carol", propose())


def test_an_unknown_proposal_or_sort_of_document_is_refused(world: World) -> None:
    """house:second-person, house:form."""
    world.refuses("grace", Adopt(digest="00"), "no_such_proposal")
    world.refuses("grace", propose("diary"), "wrong_choice")
    world.refuses("grace", replace(propose(), reason="  "), "reason_needed")


def test_an_organisation_that_two_could_not_change_again_is_not_taken(world: World) -> None:
    """house:governed."""
    lonely = replace(GROUND, coming=organisation(person("carol", "compliance-officer", "general-manager")))
    world.refuses("carol", propose("organisation"), "nobody_left_to_govern", lonely)
    assert world.ask("carol", propose("organisation"), replace(GROUND, coming=GROUND.organisation))


def test_a_digest_is_of_the_content_and_not_of_the_order_of_its_keys() -> None:
    """A document is named by SHA-256 over its canonical JSON."""
    assert digest_of({"a": 1, "b": {"c": 2, "d": 3}}) == digest_of({"b": {"d": 3, "c": 2}, "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": 2})


def test_one_names_a_stand_in_for_oneself_with_a_reason_and_a_window(world: World) -> None:
    """house:stand-in. A window that began already counts from now."""
    (window,) = world.ask("eve", away("frank", start=NOON - DAY))
    assert (window.absent, window.stand_in, window.start, window.end) == ("eve", "frank", NOON, NOON + 4 * DAY)


@pytest.mark.parametrize(
    ("command", "key"),
    [
        (away("eve"), "stand_in_self"),
        (away("gone"), "not_active"),
        (away("nobody"), "not_active"),
        (away("frank", start=NOON - 5 * DAY), "window_over"),
        (away("frank", days=0), "window_over"),
        (away("frank", days=-1), "window_over"),
        (replace(away("frank"), reason=""), "reason_needed"),
        (away("frank", absent="carol"), "not_for_another"),
    ],
)
def test_what_is_no_proper_stand_in_is_refused(world: World, command: Delegate, key: str) -> None:
    """house:stand-in."""
    world.refuses("eve", command, key)


def test_for_another_only_the_fallback_names_a_stand_in_and_never_themself(world: World) -> None:
    """house:stand-in. Delegation never widens the powers of whoever arranges it."""
    world.refuses("sam", away("sam", absent="grace"), "stand_in_self")
    (window,) = world.ask("sam", away("eve", absent="grace"))
    assert window.absent == "grace"


def test_one_person_has_one_stand_in_at_a_time_but_one_may_stand_in_for_several(world: World) -> None:
    """house:one-stand-in."""
    world.ask("eve", away("frank"))
    world.refuses("eve", away("grace", start=NOON + 4 * DAY), "stand_in_overlaps")
    world.refuses("carol", away("eve"), "stand_in_away")
    assert world.ask("carol", away("frank"))
    assert world.ask("eve", away("grace", start=NOON + 5 * DAY))


def test_a_stand_ins_own_stand_in_inherits_nothing(world: World) -> None:
    """house:stand-in. No chains: eve stands in for carol, frank for eve; frank may not govern."""
    world.ask("carol", away("eve"))
    world.ask("eve", away("frank"))
    world.refuses("frank", propose(), "may_not_govern")


@pytest.mark.parametrize("who", ["eve", "frank", "sam"])
def test_absent_stand_in_and_fallback_may_end_it_once(world: World, who: str) -> None:
    """house:stand-in. Ended twice is moot; the freed time can be given to somebody else."""
    (window,) = world.ask("eve", away("frank"))
    world.refuses("grace", EndDelegation(delegation=window.id, reason="x"), "not_your_stand_in")
    world.at += DAY
    assert world.ask(who, EndDelegation(delegation=window.id, reason="back early"))
    assert not world.ask(who, EndDelegation(delegation=window.id, reason="back early"))
    assert not stand_ins(world.state, world.at)
    assert stand_ins(world.state, NOON)
    assert world.ask("eve", away("grace", start=world.at))


def test_ending_what_is_not_there_is_refused_and_what_ran_out_is_moot(world: World) -> None:
    """house:stand-in."""
    world.refuses("eve", EndDelegation(delegation="none", reason="x"), "no_such_stand_in")
    (window,) = world.ask("eve", away("frank"))
    world.at += 5 * DAY
    assert not world.ask("eve", EndDelegation(delegation=window.id, reason="x"))


def test_a_door_key_is_believed_from_its_adding_to_its_withdrawal(world: World) -> None:
    """house:door-key. Ids are used once, for ever."""
    key = AddDoorKey(key="k1", public="AAAA", title="console")
    assert world.ask("grace", key)
    assert not world.ask("carol", key)
    world.refuses("grace", replace(key, public="BBBB"), "key_id_used")
    world.at += DAY
    assert world.ask("carol", WithdrawDoorKey(key="k1", reason="lost"))
    assert not world.ask("carol", WithdrawDoorKey(key="k1", reason="lost"))
    world.refuses("grace", key, "key_id_used")
    world.refuses("grace", WithdrawDoorKey(key="k2", reason="lost"), "no_such_key")
    assert governance.door_key(world.state, "k1", NOON) is not None
    assert governance.door_key(world.state, "k1", NOON - DAY) is None
    assert governance.door_key(world.state, "k1", world.at) is None


def test_what_counted_at_an_instant_stays_answerable(world: World) -> None:
    """Who holds which post is asked as of the instant of the decision (design.md §5)."""
    (proposed,) = world.ask("carol", propose())
    world.at += DAY
    world.ask("grace", Adopt(digest=proposed.digest))
    before, after = in_force(world.state, "pack", NOON), in_force(world.state, "pack", world.at)
    assert before is not None
    assert after is not None
    assert (before.digest, after.digest) == (digest_of({"n": 1}), proposed.digest)
    assert in_force(world.state, "pack", NOON - DAY) is None


def test_every_event_and_command_survives_the_wire(world: World) -> None:
    """Names and shapes are for ever: what is written can be read back."""
    (window,) = world.ask("eve", away("frank"))
    events = (window, OrganisationChanged(digest="d", document={"people": [{"name": {"$sealed": "x"}}]}))
    for event in events:
        assert event_in(*event_out(event)) == event
    for command in (FIRST, propose(), away("frank"), AddDoorKey(key="k", public="p", title="t", machine=PersonId("m"))):
        assert command_in("governance", *command_out(command)) == command


def test_names_and_addresses_are_sealed_under_the_key_of_whom_they_name() -> None:
    """Personal fields of governance: people's names and addresses, and why somebody is away."""
    one, two = str(UUID(int=1)), str(UUID(int=2))
    people = [{"id": one, "name": WORDS, "address": "a"}, {"id": two, "name": WORDS}]
    paths = governance.personal("propose", {"what": "organisation", "document": {"people": people}}, PersonId("eve"))
    assert paths == (
        (("document", "people", "0", "name"), one),
        (("document", "people", "0", "address"), one),
        (("document", "people", "1", "name"), two),
    )
    assert governance.personal("delegate", {"absent": one}, PersonId("eve")) == ((("reason",), one),)
    assert governance.personal("delegate", {}, PersonId("eve")) == ((("reason",), "eve"),)
    assert governance.personal("propose", {"what": "pack", "document": {"people": people}}, PersonId("eve")) == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["eve", "frank", "carol"]), st.sampled_from(["eve", "frank", "grace"]), st.integers(0, 9), st.integers(1, 9)
        )
    )
)
def test_nobody_ever_has_two_stand_ins_at_once(wishes: list[tuple[str, str, int, int]]) -> None:
    """house:one-stand-in, whatever is asked in whatever order."""
    world = World()
    world.ask("carol", FIRST)
    for absent, stand_in, start, days in wishes:
        try:
            world.ask(absent, away(stand_in, start=NOON + start * DAY, days=days))
        except Refused:
            continue
    windows = stand_ins(world.state, NOON)
    for day in range(20):
        at = NOON + day * DAY
        absent_now = [w.absent for w in windows if w.start <= at < w.end]
        assert len(absent_now) == len(set(absent_now))


def test_folding_in_parts_is_folding_at_once() -> None:
    """`evolve` is bookkeeping: a cached state plus what came since equals the whole history."""
    events = [
        Recorded(event=StandInSet(id=str(n), absent=PersonId("a"), stand_in=PersonId("b"), start=NOON, end=NOON + DAY, reason="r"),
                 id=uuid4(), version=n, happened_at=NOON)
        for n in range(1, 5)
    ]  # fmt: skip
    assert fold(fold(Governance(), events[:2]), events[2:]) == fold(Governance(), events)


# --- machines' tokens -------------------------------------------------------------------------------


def token(**more: Any) -> AddToken:
    given: dict[str, Any] = {
        "token": "t1",
        "digest": governance.digest_of_secret("secret"),
        "machine": PersonId("alarm-intake"),
        "title": "alarms",
        "rights": ("read cases", "command request"),
        "until": NOON + 30 * DAY,
    }
    return AddToken(**(given | more))


def test_a_machine_is_let_in_by_those_who_govern(world: World) -> None:
    """house:machine-token, house:governed. For what was named, until its end, and by the secret alone."""
    world.refuses("eve", token(), "may_not_govern")
    (added,) = world.ask("carol", token())
    found = governance.token_by_digest(world.state, governance.digest_of_secret("secret"), NOON)
    assert found is not None
    assert (found.machine, found.rights, found.until) == (added.machine, ("read cases", "command request"), NOON + 30 * DAY)
    assert governance.token_by_digest(world.state, governance.digest_of_secret("another"), NOON) is None
    assert governance.token_by_digest(world.state, found.digest, NOON - DAY) is None
    assert governance.token_by_digest(world.state, found.digest, NOON + 30 * DAY) is None


def test_a_token_added_again_says_nothing_new(world: World) -> None:
    """house:machine-token. The same is moot; another under its id, or with its secret, is refused."""
    world.ask("carol", token())
    assert world.ask("grace", token()) == ()
    world.refuses("carol", token(rights=("read pack",)), "token_id_used")
    world.refuses("carol", token(token="t2"), "secret_used")


def test_a_withdrawn_token_stays_withdrawn(world: World) -> None:
    """house:machine-token. At once, with a reason, and for good."""
    world.ask("carol", token())
    world.refuses("eve", WithdrawToken(token="t1", reason="lost"), "may_not_govern")
    world.refuses("carol", WithdrawToken(token="t1", reason=" "), "reason_needed")
    world.refuses("carol", WithdrawToken(token="t9", reason="lost"), "no_such_token")
    world.at += DAY
    assert len(world.ask("carol", WithdrawToken(token="t1", reason="lost"))) == 1
    assert world.ask("carol", WithdrawToken(token="t1", reason="lost")) == ()
    assert governance.tokens(world.state, world.at) == ()
    assert len(governance.tokens(world.state, NOON)) == 1
    world.refuses("carol", token(), "token_id_used")


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"rights": ("read everything",)}, "unknown_right"),
        ({"rights": ("read cases", "command governance")}, "unknown_right"),
        ({"rights": ()}, "unknown_right"),
        ({"digest": "secret"}, "bad_digest"),
        ({"digest": "A" * 64}, "bad_digest"),
        ({"machine": PersonId("eve")}, "machine_is_person"),
        ({"machine": PersonId("gone")}, "machine_is_person"),
        ({"machine": PersonId("system")}, "machine_is_person"),
        ({"machine": PersonId("receipt-b71a3c52-5d0e-4c8f-9a41-2f6e0d9c7e18")}, "machine_is_person"),
        ({"machine": PersonId("Alarm intake")}, "not_a_machine_s_name"),
        ({"token": ""}, "not_a_machine_s_name"),
        ({"until": NOON}, "token_over"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_token_is_narrow_and_ends(world: World, wrong: dict[str, Any], key: str) -> None:
    """house:machine-token. Rights come from a fixed vocabulary, and no machine passes for a person."""
    world.refuses("carol", token(**wrong), key)
