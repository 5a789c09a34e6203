"""Reporting without a name, and coming back with the code of the receipt (house:reporter).

Nothing here knows of sessions, cookies or addresses, and nothing that is written down is about whoever asks.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from opentelemetry import context

from activities.ask import Answer, ask
from activities.evidence import PUT
from activities.personal import open_up
from activities.personal import said as in_language
from activities.receipts import KIND, opening_of, written
from console.backend import Backend
from console.caller import NotHere
from console.desk.keeping import keep, length
from console.desk.nameless import numbered, once
from console.photographs import bare
from domain import calendar
from domain.kernel import CaseId, Refused, case_id
from domain.labels import LABELS, said
from domain.policy import Field, Plan
from domain.reports.plan import ReportPlan
from domain.reports.receipts import receipt_of
from domain.reports.state import Report
from domain.shapes import plain
from evidence.names import RULE, media_of
from views.kinds import KINDS
from views.page import Page, page

ABOUT: Final = "about"
"""What the form of somebody who is not signed in asks in the place of a person of the organisation: nobody is shown who works here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word between whoever reported and whoever checks. `day`: no time of day is shown."""

    mine: bool
    text: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A report as whoever holds its code sees it. `asked`: a question waits for an answer, until `until`."""

    code: str
    number: str
    title: str
    day: str
    stage: str
    outcome: str
    reason: str
    words: Sequence[Word]
    lines: Sequence[tuple[str, str]]
    files: int
    asked: bool
    until: str
    checked_by: str
    open: bool


def plans(backend: Backend) -> Mapping[str, ReportPlan]:
    """What may be reported without a name under the pack in force."""
    found = backend.governed.pack_at(backend.now()).plans
    return {name: plan for name, plan in found.items() if isinstance(plan, ReportPlan) and plan.anonymous_clause}


def plan_of(backend: Backend, name: str) -> ReportPlan:
    """One of them. Raises `NotHere`."""
    found = plans(backend).get(name)
    if found is None:
        raise NotHere
    return found


def asked_lines(plan: Plan) -> Plan:
    """The plan with the lines that somebody who is not signed in can fill in: a list of people is for people."""
    return replace(plan, fields=tuple(line for line in plan.fields if line.type != "person"))


def about(plan: Plan) -> Field | None:
    """The line that asks for a person, where there is one."""
    return next((line for line in plan.fields if line.type == "person"), None)


# --- reporting ------------------------------------------------------------------------------------


async def report(backend: Backend, code: str, plan: ReportPlan, fields: Mapping[str, Any], named: str) -> Answer:
    """Report it. The same code again is the same report. Raises `Refused`, `Unavailable`."""
    command = await opening_of(code)
    case = case_id(KIND, command)
    content = {"plan": plan.name, "fields": await _with_person(backend, plan, fields, named)}
    return await _ask(backend, case, "open", content, command)


async def _with_person(backend: Backend, plan: ReportPlan, fields: Mapping[str, Any], named: str) -> dict[str, Any]:
    """Whom it is about, by handle or by name, so that they do not check it. Anybody else's name stays in the reporter's own words.

    Which of both it was is not said: else anybody could ask who works here.
    """
    line, said_ = about(plan), named.strip()
    found = await _called(backend, said_) if line is not None and said_ else None
    if line is None or not said_:
        return dict(fields)
    if found is not None:
        return {**fields, line.name: found}
    told = next(each.name for each in plan.fields if each.personal and each.required)
    return {**fields, told: f"{fields.get(told, '')}\n[{said_}]".strip()}


async def _called(backend: Backend, said_: str) -> str | None:
    people = [each for each in backend.organisation(backend.now()).people.values() if each.active]
    names = await open_up([each.name for each in people], backend.keyring)
    wanted = said_.casefold()
    for each, name in zip(people, names, strict=True):
        if wanted == each.handle or (isinstance(name, Mapping) and wanted in {str(one).casefold() for one in name.values()}):
            return each.id
    return None


# --- coming back ----------------------------------------------------------------------------------


async def receipt(backend: Backend, case: CaseId, code: str, lang: str) -> Receipt:
    """The report to which this code leads: `case` is made of it. Raises `NotHere` where there is none."""
    found = await _found(backend, case)
    report_: Report = found.case
    plan, days = found.rules.plan, found.rules.calendar
    opened = await open_up(
        {"fields": plain(report_.fields), "said": [plain(each.text) for each in report_.said], "reason": plain(report_.reason)},
        backend.keyring,
    )
    labels, values = LABELS[KIND], opened["fields"]
    clock, check = report_.clocks.get("reply"), report_.clocks.get("answer:check")
    return Receipt(
        code=written(code),
        number=await backend.reader.number_of(case) or "",
        title=said(plan.title, lang) or plan.name,
        day=_day(days, report_.opened_at, lang),
        stage=said(labels.stages.get(report_.stage, {}), lang),
        outcome=said(labels.outcomes.get(report_.outcome, {}), lang) if report_.outcome else "",
        reason=in_language(opened["reason"], lang),
        words=[
            Word(mine=each.by_reporter, text=in_language(text, lang), day=_day(days, each.at, lang))
            for each, text in zip(report_.said, opened["said"], strict=True)
        ],
        lines=[(said(each.title, lang), str(values[each.name])) for each in asked_lines(plan).fields if each.name in values],
        files=len(report_.files),
        asked=report_.asking,
        until=calendar.shown(days, clock.due) if clock is not None and clock.due is not None else "",
        checked_by=calendar.shown(days, check.due) if check is not None and check.due is not None else "",
        open=not report_.outcome,
    )


async def reply(backend: Backend, case: CaseId, text: str, key: str) -> Answer:
    """Answer what was asked, or add something. Raises `NotHere`, `Refused`, `Unavailable`."""
    await _found(backend, case)
    return await _ask(backend, case, "reply", {"text": text}, _command(case, key))


async def add_file(backend: Backend, case: CaseId, pieces: AsyncIterator[bytes], media: str, name: str, key: str) -> bool:
    """Put a file to it; whether what a camera wrote into it could be taken out. Its own name is not kept: it may say whose it is."""
    found = await _found(backend, case)
    if found.case.outcome:
        raise Refused(RULE, "is_closed", field="file")  # before anything is kept
    whole = await _whole(pieces, backend.setup.largest_file)
    picture = bare(whole)
    kept = await keep(backend, once(picture or whole))
    called = numbered(found.case.files, picture or whole, name)
    content = {"sha256": kept.digest, "name": called, "media": media_of(media, name), "size": kept.size}
    await _ask(backend, case, PUT, content, _command(case, key))
    return picture is not None


async def _found(backend: Backend, case: CaseId) -> Page:
    """Only what was reported without a name."""
    found = await page(backend.log, backend.governed, KINDS, case, backend.now())
    if found is None or not isinstance(found.case, Report) or not found.case.anonymous:
        raise NotHere
    return found


def _command(case: CaseId, key: str) -> UUID:
    """The same form sent again is the same command."""
    return uuid5(UUID(case[-36:]), key)


async def _ask(backend: Backend, case: CaseId, name: str, content: Mapping[str, Any], command: UUID) -> Answer:
    """Under no trace of the request's: an event's trace would lead to where it was sent from."""
    token = context.attach(context.Context())
    try:
        answer = await ask(backend.door(backend.now()), case, name, content, by=receipt_of(case), command=command)
    finally:
        context.detach(token)
    if answer.refusal is not None:
        no = answer.refusal
        raise Refused(no.clause, no.key, field=no.field, **no.words)
    return answer


# --- files ----------------------------------------------------------------------------------------


async def _whole(pieces: AsyncIterator[bytes], most: int) -> bytes:
    held = bytearray()
    async for piece in pieces:
        held += piece
        if len(held) > most:
            raise Refused(RULE, "file_too_large", field="file", limit=length(most))
    if not held:
        raise Refused(RULE, "empty_file", field="file")
    return bytes(held)


# --- days -----------------------------------------------------------------------------------------


def _day(days: calendar.Calendar, at: datetime, lang: str) -> str:
    day = calendar.local_day(days, at)
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else f"{day.day} {day:%b %Y}"
