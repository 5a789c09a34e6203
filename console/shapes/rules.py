"""Rules as the API tells them: packs, clauses, proposals, problems of a document."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from console.shapes.cases import Holder, Word
from console.shapes.common import AT, DIGEST, DUE, PERSON, Clause, Instant, PersonRef, Said, Sent, Title, asked, example

What = Literal["pack", "calendar", "organisation"]
_LINE = {
    "name": "contract",
    "title": "Contract number",
    "type": "reference",
    "required": True,
    "personal": False,
    "choices": [],
    "longest": 2000,
    "clause": "SO 2.2.2",
}


class PlanLine(Said):
    """One line of a plan's form. `personal`: it is sealed under the requester's key."""

    model_config = example(**_LINE)

    name: str
    title: str
    type: Literal["text", "reference", "choice", "date", "number", "person"]
    required: bool
    personal: bool
    choices: list[str]
    longest: int
    clause: Clause


class PlanStep(Said):
    """Somebody who must answer, within what time; steps of one `stage` are asked at the same time."""

    model_config = example(stage=1, by="Head of requester's department", within="1 wd", clause="SO 2.2.2")

    stage: int
    by: str
    within: str
    clause: Clause


class PlanSummary(Said):
    """A plan of the pack in force. `may_open`: the caller may ask for it."""

    model_config = example(
        plan="contract-loan",
        kind="request",
        title="Loan of a contract",
        form="合同借阅登记表",
        clause="SO 2.2.2",
        who="employee",
        may_open=True,
    )

    plan: str
    kind: str
    title: str
    form: str
    clause: Clause
    who: str
    may_open: bool


class Plans(Said):
    """All plans of the pack in force."""

    pack: str
    items: list[PlanSummary]


class Plan(PlanSummary):
    """What it asks for and who decides. What it gives, if anything, stands in the pack's own words under `gives`."""

    model_config = example(
        plan="contract-loan",
        kind="request",
        title="Loan of a contract",
        form="合同借阅登记表",
        clause="SO 2.2.2",
        who="employee",
        may_open=True,
        pack=DIGEST,
        fields=[_LINE],
        steps=[{"stage": 1, "by": "Head of requester's department", "within": "1 wd", "clause": "SO 2.2.2"}],
        gives={"what": "document", "at_most": "2 wd", "clause": "SO 2.2.2"},
    )

    pack: str
    fields: list[PlanLine]
    steps: list[PlanStep]
    gives: Gives | None


class Gives(Said):
    """What the last yes gives, for how long at most."""

    model_config = example(what="document", at_most="2 wd", clause="SO 2.2.2")

    what: Literal["document", "privilege"]
    at_most: str
    clause: Clause


class Asking(Said):
    """A step as it would be: who would be asked, by when if it were asked now, what follows silence.

    `stage` 0 is asked at once. Nobody in `who`: nobody may answer, and somebody is alarmed.
    """

    model_config = example(
        step="1-0-0",
        stage=0,
        role="Head of requester's department",
        rung=0,
        who=[{"person": PERSON, "basis": "Head of sales back-office", "stands_in_for": None}],
        clause="SO 2.2.2",
        within="1 wd",
        due=DUE,
        provisional=False,
        passed_over=[],
        then=["one rung up"],
        outcome="refuse",
        signed_in="",
    )

    step: str
    stage: int
    role: str
    rung: int
    who: list[Holder]
    clause: Clause
    within: str
    due: Instant | None
    provisional: bool
    passed_over: list[str]
    then: list[str]
    outcome: str
    signed_in: str


class WouldGive(Said):
    """What would be given, and until when if the last yes came now."""

    model_config = example(
        what="document", resource="HT-2026-001", term="2 wd", until=DUE, collect="3 wd", given_by="Archivist", clause="SO 2.2.2"
    )

    what: Literal["document", "privilege"]
    resource: str
    term: str
    until: Instant | None
    collect: str
    given_by: str
    clause: Clause


class Objection(Said):
    """Something that stands in the way."""

    model_config = example(field="fields.contract", clause="house:one-holder", key="held", text="it is lent already")

    field: str
    clause: Clause
    key: str
    text: str


class Preview(Said):
    """What would come of a request, by the same rules that judge it. `refusals`: why it would be refused now.

    `warnings`: what would keep it from being given as things stand.
    """

    steps: list[Asking]
    gives: WouldGive | None
    refusals: list[Objection]
    warnings: list[Objection]


class Lines(Sent):
    """Lines of a plan's form, as far as they are filled in."""

    model_config = asked(fields={"contract": "HT-2026-001"})

    fields: dict[str, Any]


# --- packs ----------------------------------------------------------------------------------------


class PackSummary(Said):
    """A pack, and from when until when cases were opened under it."""

    model_config = example(digest=DIGEST, name="default", title="Default policy pack", since=AT, until=None, in_force=True)

    digest: str
    name: str
    title: str
    since: Instant | None
    until: Instant | None
    in_force: bool


class Pack(PackSummary):
    """With its document: what was adopted, word for word."""

    model_config = example(
        digest=DIGEST, name="default", title="Default policy pack", since=AT, until=None, in_force=True, document={"kind": "pack"}
    )

    document: dict[str, Any]


class Packs(Said):
    """Every pack that was ever in force, the newest first."""

    items: list[PackSummary]


class Applied(Said):
    """A place of the pack that cites the clause; `plan` is empty for settings and parameters."""

    model_config = example(plan="contract-loan", where="grant.at_most")

    plan: str
    where: str


class ClauseSaid(Said):
    """What a clause or house rule says, and where the pack applies it."""

    model_config = example(
        clause="SO 2.2.2",
        words="Contracts are lent for at most two working days with the department head's approval.",
        policy="Sales back-office security duties",
        applied=[{"plan": "contract-loan", "where": "grant.at_most"}],
    )

    clause: Clause
    words: str
    policy: str
    applied: list[Applied]


class Clauses(Said):
    """All clauses and house rules of a pack."""

    pack: str
    items: list[ClauseSaid]


# --- proposals --------------------------------------------------------------------------------------


class InForce(Said):
    """What counts now."""

    model_config = example(what="pack", digest=DIGEST, since=AT)

    what: What
    digest: str
    since: Instant


class Proposal(Said):
    """A document before a second person. `current`: nothing else came into force since it was proposed.

    `may_adopt`: the caller may put it into force.
    """

    model_config = example(
        what="pack",
        digest=DIGEST,
        replaces=DIGEST,
        by=PERSON,
        stood_in_for=None,
        at=AT,
        reason="more time to answer",
        current=True,
        mine=False,
        may_adopt=True,
    )

    what: What
    digest: str
    replaces: str
    by: PersonRef
    stood_in_for: PersonRef | None
    at: Instant
    reason: str
    current: bool
    mine: bool
    may_adopt: bool


class Governance(Said):
    """What is in force, and what waits for a second person."""

    in_force: list[InForce]
    waiting: list[Proposal]


class DocumentSent(Sent):
    """A document as JSON (`document`), or as people write it (`text`, YAML): exactly one of both."""

    model_config = asked(text="schema: 1\nkind: pack\nname: ours\n")

    document: dict[str, Any] | None = None
    text: str | None = None

    @model_validator(mode="after")
    def exactly_one(self) -> DocumentSent:
        """Two could contradict each other."""
        if (self.document is None) == (self.text is None):
            raise ValueError("give either document or text")
        return self


class Proposed(DocumentSent):
    """A new pack, calendar or organisation, and why."""

    model_config = asked(what="pack", text="schema: 1\nkind: pack\nname: ours\n", reason="more time to answer")

    what: What
    reason: str = Field(max_length=4000)


class DocumentProblem(Said):
    """Something that is wrong with a document, by line (of `text`) and dotted path."""

    model_config = example(line=12, field="plans[contract-loan].grant.at_most", reason="this is no length of time: 2 working days")

    line: int
    field: str
    reason: str


class Checked(Said):
    """All that is wrong with a document; nothing is well."""

    problems: list[DocumentProblem]


class Governed(Said):
    """What came of a governance command: it is in the log. `made` names what there is now: digests, ids of stand-ins."""

    model_config = example(outcome="done", version=9, made=[DIGEST], command="6f1c1c0e-6d0e-4b43-9d3f-2f7f6ac0b0b1")

    outcome: Literal["done", "moot"]
    version: int
    made: list[str]
    command: str


# --- organisation -----------------------------------------------------------------------------------


class Post(Said):
    """A post or group, where its matters go up to, and who holds it."""

    model_config = example(id="archivist", title="Archivist", above="head-of-administration", held_by=[PERSON])

    id: str
    title: str
    above: str
    held_by: list[PersonRef]


class Department(Said):
    """A department, the post that heads it, how many work there."""

    model_config = example(id="sales-back-office", title="Sales back-office", head="head-of-sales-back-office", people=11)

    id: str
    title: str
    head: str
    people: int


class Organisation(Said):
    """Departments, posts and groups as of now."""

    digest: str
    title: str
    departments: list[Department]
    posts: list[Post]
    groups: list[Post]


class Person(Said):
    """Somebody as colleagues see them. `away`: who acts for them now; `stands_in_for`: for whom they act now."""

    model_config = example(
        **PERSON,
        department={"id": "sales-back-office", "title": "Sales back-office"},
        posts=[{"id": "head-of-sales-back-office", "title": "Head of sales back-office"}],
        groups=[],
        superior=None,
        language="zh",
        away=None,
        stands_in_for=[],
    )

    id: str
    handle: str
    name: str
    department: Title
    posts: list[Title]
    groups: list[Title]
    superior: PersonRef | None
    language: str
    away: PersonRef | None
    stands_in_for: list[PersonRef]


class People(Said):
    """Everybody who works here."""

    items: list[Person]


class StandIn(Said):
    """Who acts for whom. `reason` is none for whoever it does not concern; `running`: it counts now; `mine`: the caller may end it."""

    model_config = example(
        id="6f1c1c0e-6d0e-4b43-9d3f-2f7f6ac0b0b1",
        absent=PERSON,
        stand_in={"id": "e1a662ac-010b-45a3-90a0-2741ece27d7b", "handle": "shen", "name": "Shen Zhiqiu"},
        start=AT,
        end=DUE,
        named_by=PERSON,
        reason=None,
        running=True,
        mine=False,
    )

    id: str
    absent: PersonRef
    stand_in: PersonRef
    start: Instant
    end: Instant
    named_by: PersonRef
    reason: str | None
    running: bool
    mine: bool


class StandIns(Said):
    """Those of now and of later, the soonest first."""

    items: list[StandIn]


class Delegated(Sent):
    """From `start` (in; now if it is left out) until `end` (out) `stand_in` acts for `absent`: the caller, unless named."""

    model_config = asked(stand_in="shen", start="2026-11-30T00:00:00+08:00", end="2026-12-07T00:00:00+08:00", reason="on leave")

    stand_in: Word
    start: Instant | None = None
    end: Instant
    reason: str = Field(max_length=4000)
    absent: Word = ""


class Ended(Sent):
    """Why it ends before its time."""

    model_config = asked(reason="back earlier")

    reason: str = Field(max_length=4000)
