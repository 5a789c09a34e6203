"""A case as the API tells it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from console.shapes.common import (
    AT,
    CASE,
    DIGEST,
    DUE,
    PERSON,
    AfterOwn,
    Clause,
    Instant,
    Next,
    PersonRef,
    Said,
    Sent,
    Title,
    asked,
    example,
)

Sort = Literal["newest", "oldest", "due", "number"]
DueIs = Literal["", "overdue", "at_risk", "today"]
Kept = Literal["", "met", "missed", "running", "held", "stopped"]
Word = Annotated[str, Field(max_length=100)]
Version = Annotated[int, Field(ge=0, description="How many events the case has.")]
_HOLDER = {"person": PERSON, "basis": "Head of sales back-office", "stands_in_for": None}
_OFFER = {
    "command": "approve",
    "title": "Approve",
    "does": "The request goes on: the next step is asked, or what was asked for is given.",
    "who": [_HOLDER],
    "clause": "SO 2.2.2",
    "needs": [],
    "takes": ["note"],
    "step": "1-0-0",
    "until": DUE,
    "signed_in": "",
    "mine": True,
}
_CLOCK = {
    "name": "answer:1-0-0",
    "title": "answer 1.1",
    "rule": "1 wd",
    "clause": "house:answer-time",
    "started": AT,
    "due": DUE,
    "follows": "it goes one rung up; with no rung left, its declared outcome",
}
_FORM_LINE = {
    "name": "contract",
    "title": "Contract number",
    "value": "HT-2026-001",
    "personal": False,
    "hidden": False,
    "clause": "SO 2.2.2",
}


class Holder(Said):
    """Who may act, and why they. `stands_in_for`: on whose authority, where not their own."""

    model_config = example(**_HOLDER)

    person: PersonRef
    basis: str
    stands_in_for: PersonRef | None = None


class Offer(Said):
    """A command that is open now. `needs` must be given, `takes` may be; `mine`: the caller may give it.

    `signed_in`: how long ago at most whoever gives it may have signed in (`30 min`); empty where that does not matter.
    """

    model_config = example(**_OFFER)

    command: str
    title: str
    does: str
    who: list[Holder]
    clause: Clause
    needs: list[str]
    takes: list[str]
    step: str
    until: Instant | None
    signed_in: str
    mine: bool


class Clock(Said):
    """One obligation. `due` is none while it is held; `follows` says what happens when it runs out."""

    model_config = example(**_CLOCK)

    name: str
    title: str
    rule: str
    clause: Clause
    started: Instant
    due: Instant | None
    follows: str


class FormLine(Said):
    """A line of the form. `hidden`: it is personal, and not shown to the caller (yet)."""

    model_config = example(**_FORM_LINE)

    name: str
    title: str
    value: Any
    personal: bool
    hidden: bool
    clause: Clause


class Sight(Said):
    """Why the caller sees this case. `personal`: personal lines are `shown`, `on_request` (`?uncover=1`), or `hidden`.

    `recorded`: uncovering is written down, once a person, case and day. `stored`: the events are open as they are kept.
    """

    model_config = example(basis="part", clause="", personal="shown", recorded=False, stored=False)

    basis: str
    clause: Clause
    personal: Literal["shown", "on_request", "hidden"]
    recorded: bool
    stored: bool


class Station(Said):
    """One stop on the way of the case. `branch` names a second way (a wish for more time); empty on the main one."""

    model_config = example(
        key="1-0-0", title="Approval", state="now", branch="", who=[_HOLDER], at=None, due=DUE, clause="SO 2.2.2", note="", outcome=""
    )

    key: str
    title: str
    state: Literal["done", "now", "next", "skipped", "held"]
    branch: str
    who: list[Holder]
    at: Instant | None
    due: Instant | None
    clause: Clause
    note: str
    outcome: str


class IncidentTask(Said):
    """What waits of an incident, for whom, until when; none: no clock runs."""

    model_config = example(task="acknowledge", title="acknowledge", who=[_HOLDER], due=DUE, clause="house:ladder")

    task: str
    title: str
    who: list[Holder]
    due: Instant | None
    clause: Clause


class Incident(Said):
    """What only an incident has. `alerts`: how many machines' alerts it counts; `missed`: obligations that were not met in time."""

    model_config = example(level={"id": "red", "title": "I, very grave"}, exercise=False, alerts=12, missed=[], tasks=[])

    level: Title
    exercise: bool
    alerts: int
    missed: list[str]
    tasks: list[IncidentTask] = Field(description="The soonest first.")


class Case(Said):
    """Where a case stands, folded from its events just now. `way` is the same as a picture.

    `shown` is what a decision is bound to: hand it back with `approve` and `refuse`.
    """

    model_config = example(
        id=CASE,
        number="LOAN-2026-0001",
        kind="request",
        plan="contract-loan",
        title="Loan of a contract",
        form="合同借阅登记表",
        pack=DIGEST,
        stage="asked",
        stage_title="waiting for approval",
        outcome="",
        outcome_title="",
        closed=False,
        version=5,
        opened_at=AT,
        department={"id": "sales-back-office", "title": "Sales back-office"},
        requester={"id": "45bf5473-9b90-4567-bb88-0b74f871c6fd", "handle": "qian", "name": "Qian Duoduo"},
        fields=[_FORM_LINE],
        clocks=[_CLOCK],
        offers=[_OFFER],
        way=[],
        shown=DIGEST,
        sight={"basis": "part", "clause": "", "personal": "shown", "recorded": False, "stored": False},
        incident=None,
    )

    id: str
    number: str
    kind: str
    plan: str
    title: str
    form: str
    pack: str
    stage: str
    stage_title: str
    outcome: str
    outcome_title: str
    closed: bool
    version: Version
    opened_at: Instant
    department: Title
    requester: PersonRef
    fields: list[FormLine]
    clocks: list[Clock]
    offers: list[Offer]
    way: list[Station]
    shown: str
    sight: Sight
    incident: Incident | None = Field(default=None, description="Of an incident: how grave, and what waits. Null for any other case.")


class Changed(Said):
    """A line of the form that an event changed, as its reader may see it."""

    model_config = example(line="Contract number", before="HT-2026-001", after="HT-2026-002")

    line: str
    before: str
    after: str


class TimelineLine(Said):
    """One event, as a sentence for the caller. `signed`: a door vouches for who did it; none where nobody signs (clocks, duties)."""

    model_config = example(
        version=2,
        id="0f0d7c5a-1f0e-5f59-9d0a-0d1c5f7f3a11",
        type="request.approved",
        at=AT,
        recorded_at=AT,
        by=PERSON,
        clause="SO 2.2.2",
        text="Lin Wangshu approved",
        changes=[],
        signed=True,
        minor=False,
    )

    version: int
    id: str
    type: str
    at: Instant
    recorded_at: Instant
    by: PersonRef
    clause: Clause
    text: str
    changes: list[Changed]
    signed: bool | None
    minor: bool = Field(description="What a clock or a duty did: small print.")


class Timeline(Said):
    """What happened, oldest first."""

    case: str
    number: str
    version: Version
    lines: list[TimelineLine]


class StoredEvent(Said):
    """An event as the log keeps it; personal parts stay sealed."""

    model_config = example(
        version=1,
        id="0f0d7c5a-1f0e-5f59-9d0a-0d1c5f7f3a11",
        type="request.opened",
        happened_at=AT,
        recorded_at=AT,
        by="45bf5473-9b90-4567-bb88-0b74f871c6fd",
        clause="SO 2.2.2",
        data={"plan": "contract-loan"},
        meta={"by": {"id": "45bf5473-9b90-4567-bb88-0b74f871c6fd"}},
    )

    version: int
    id: str
    type: str
    happened_at: Instant
    recorded_at: Instant
    by: str
    clause: Clause
    data: dict[str, Any]
    meta: dict[str, Any]


class Stored(Said):
    """All events of a case."""

    case: str
    events: list[StoredEvent]


class WhoCan(Said):
    """Who may do what now."""

    case: str
    number: str
    closed: bool
    offers: list[Offer]


class Rule(Said):
    """A clause or house rule, and what it says."""

    model_config = example(clause="SO 2.2.2", words="Contracts are lent for at most two working days with the department head's approval.")

    clause: Clause
    words: str


class Following(Said):
    """What happens next if nobody does anything."""

    model_config = example(clock="answer:1-0-0", at=DUE, follows="it goes one rung up", clause="house:answer-time")

    clock: str
    at: Instant
    follows: str
    clause: Clause


class Explained(Said):
    """Why a case stands where it does: the rules at work in it, who may act, what comes by itself."""

    case: str
    number: str
    rules: list[Rule]
    offers: list[Offer]
    next: Following | None


class CaseLine(Said):
    """One case of a list. `due`: what is due next, of anybody, and when."""

    model_config = example(
        id=CASE,
        number="LOAN-2026-0001",
        kind="request",
        plan="contract-loan",
        title="Loan of a contract",
        requester=PERSON,
        department={"id": "sales-back-office", "title": "Sales back-office"},
        stage="asked",
        stage_title="waiting for approval",
        outcome="",
        outcome_title="",
        opened_at=AT,
        closed_at=None,
        due={"task": "decide", "title": "approve or refuse", "since": AT, "at": DUE, "state": "running"},
        version=5,
        fields={"contract": "HT-2026-001"},
        level=None,
        exercise=False,
    )

    id: str
    number: str
    kind: str
    plan: str
    title: str
    requester: PersonRef
    department: Title
    stage: str
    stage_title: str
    outcome: str
    outcome_title: str
    opened_at: Instant
    closed_at: Instant | None
    due: Due | None
    version: Version
    fields: dict[str, Any] = Field(description="The form, without what is hidden from the caller.")
    level: Title | None = Field(description="How grave an incident is; null for any other case.")
    exercise: bool


class Due(Said):
    """Something that somebody must do."""

    model_config = example(task="decide", title="approve or refuse", since=AT, at=DUE, state="running")

    task: str
    title: str
    since: Instant | None
    at: Instant | None
    state: Literal["", "running", "at_risk", "overdue", "done"]


class Cases(Said):
    """A page of cases. `behind`: how many events the list does not know yet; above 0 only where it is noticeably late."""

    items: list[CaseLine]
    next: Next
    behind: int


class Task(Said):
    """Something that is due from the caller. `basis` says why from them, `for` whether for somebody else."""

    model_config = example(
        case=CASE,
        number="LOAN-2026-0001",
        plan="contract-loan",
        title="Loan of a contract",
        task="decide",
        task_title="approve or refuse",
        step="1-0-0",
        basis="Head of sales back-office",
        stands_in_for=None,
        clause="SO 2.2.2",
        requester=PERSON,
        department={"id": "sales-back-office", "title": "Sales back-office"},
        since=AT,
        due=DUE,
        state="running",
    )

    case: str
    number: str
    plan: str
    title: str
    task: str
    task_title: str
    step: str
    basis: str
    stands_in_for: PersonRef | None
    clause: Clause
    requester: PersonRef
    department: Title
    since: Instant
    due: Instant | None
    state: Literal["", "running", "at_risk", "overdue"]


class Tasks(Said):
    """What is due from the caller, soonest first."""

    items: list[Task]
    next: Next
    behind: int


# --- asked --------------------------------------------------------------------------------------


class Open(Sent):
    """Ask for what a plan grants. People may be called by handle or id."""

    model_config = asked(plan="contract-loan", fields={"contract": "HT-2026-001", "purpose": "check the delivery terms"})

    plan: str = Field(max_length=100)
    fields: dict[str, Any]
    level: Word = Field(default="", description="Of an incident: how grave, where the facts alone do not say it; wants a `reason`.")
    reason: str = Field(default="", max_length=4000)
    exercise: bool = Field(default=False, description="Of an incident: it runs exactly so, and stays out of the figures.")

    @property
    def beside(self) -> dict[str, Any]:
        """What is said beside the plan's form: only what says something."""
        return {name: value for name in ("level", "reason", "exercise") if (value := getattr(self, name))}


class Answered(Said):
    """What came of a command: it is in the log. `moot`: it was so already. `command` is its id: the same again has this answer."""

    model_config = example(
        case=CASE,
        number="LOAN-2026-0001",
        outcome="done",
        version=5,
        stage="asked",
        command="6f1c1c0e-6d0e-4b43-9d3f-2f7f6ac0b0b1",
    )

    case: str
    number: str
    outcome: Literal["done", "moot"]
    version: Version
    stage: str
    command: str


class Filters(Sent):
    """Which cases, in which order, from where on."""

    plan: Word = ""
    kind: Word = ""
    requester: Word = Field(default="", description="A handle or an id.")
    department: Word = ""
    stage: Word = ""
    number: Word = Field(default="", description="What the number begins with.")
    search: Word = Field(default="", max_length=200, description="Words, each of which must begin a word of the case.")
    open: bool | None = Field(default=None, description="Only open ones, or only closed ones.")
    due: DueIs = Field(default="", description="What is due next is overdue; most of its term is over; it is due by the end of today.")
    clause: Word = Field(default="", description="Somebody was obliged under this clause.")
    kept: Kept = Field(default="", description="And with what outcome; counts for any clause where none is named.")
    opened_from: Instant | None = None
    opened_until: Instant | None = None
    closed_from: Instant | None = None
    closed_until: Instant | None = None
    level: Word = Field(default="", description="How grave an incident is, by its plan.")
    exercise: bool | None = Field(default=None, description="Only exercises, or none.")
    sort: Sort = "newest"
    limit: int = Field(default=50, ge=1, le=200, description="At most so many on one page.")
    cursor: str = Field(default="", max_length=1000, description="Where to go on: the last page's `next`.")
    after: AfterOwn = ""
