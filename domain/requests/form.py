"""What stands in the form of a request, checked line by line; how long it asks for; which claims it concerns."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from domain import calendar
from domain.calendar import LONGEST, Calendar, Span
from domain.kernel import ClaimKey, Clause, PersonId, Refused
from domain.organisation import Organisation
from domain.policy import Field, GrantRule, Plan, RequestPlan
from domain.requests.commands import is_sealed
from domain.requests.state import Request

LONGEST_REFERENCE = 200


def blank(value: Any) -> bool:
    """Nothing was said. A sealed text is never blank: blank ones are not sealed."""
    return value is None or (isinstance(value, str) and not value.strip()) or value == {}


def required(value: Any, name: str, clause: Clause) -> None:
    """Refused when nothing was said."""
    if blank(value):
        raise Refused(clause, "missing_field", field=name)


def check_form(plan: Plan, fields: Mapping[str, Any], org: Organisation, *, whole: bool) -> None:
    """Refused with the field and its rule when a line is unknown, missing, or not what the plan asks for."""
    for fault in faults(plan, fields, org, whole=whole):
        raise fault


def faults(plan: Plan, fields: Mapping[str, Any], org: Organisation, *, whole: bool) -> Iterator[Refused]:
    """Everything that is wrong with the form; the first of them refuses it. `whole`: what is required must be there."""
    for name in fields:
        if plan.field(name) is None:
            yield Refused("house:form", "unknown_field", field=f"fields.{name}"[:80])
    for line in plan.fields:
        value, name = fields.get(line.name), f"fields.{line.name}"
        if blank(value):
            if line.required and (whole or line.name in fields):
                yield Refused(line.clause, "missing_field", field=name)
        elif _too_long(line, value):
            yield Refused(line.clause, "too_long", field=name, limit=_longest(line))
        elif not _fits(line, value, org):
            yield Refused(line.clause, "wrong_type", field=name, wanted=_wanted(line))


def _wanted(line: Field) -> str:
    return " | ".join(line.choices) if line.type == "choice" else line.type


def _longest(line: Field) -> int:
    return min(line.longest, LONGEST_REFERENCE) if line.type == "reference" else line.longest


def _too_long(line: Field, value: Any) -> bool:
    """A sealed text counts as the shortest that it can have been: four bytes a character, four letters for three bytes."""
    if is_sealed(value):
        return len(value["$sealed"]) * 3 // 16 > line.longest
    return isinstance(value, str) and len(value) > _longest(line)


def _fits(line: Field, value: Any, org: Organisation) -> bool:
    match line.type:
        case "text":
            return isinstance(value, str) or (bool(line.personal) and is_sealed(value))
        case "reference":
            return isinstance(value, str) and bool(same(value))
        case "choice":
            return value in line.choices
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 10**9
        case "date":
            return isinstance(value, str) and _is_date(value)
        case "person":
            return isinstance(value, str) and value in org.people


def _is_date(value: str) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def shown(case: Request) -> str:
    """The digest of what an approver sees: the form, and what is asked (SHA-256, hexadecimal)."""
    content = {"plan": case.plan, "fields": case.fields, "asking": case.asking, "asks": case.asks, "round": case.round}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


# --- how long -------------------------------------------------------------------------------------


def term(rule: GrantRule, days: Calendar, asks: Any, reason: Any, at: datetime, name: str) -> Span:
    """How long the grant is to last: what was asked in field `name`, else the longest that the rule allows. Refused when too long."""
    if blank(asks):
        return rule.at_most.span
    length = _span(asks, rule.at_most.span, name)
    if _within(days, at, length, rule.at_most.span) or (rule.longer == "with a reason" and not blank(reason)):
        return length
    if rule.longer == "with a reason":
        raise Refused(rule.at_most.clause, "longer_needs_reason", field=f"fields.{rule.reason_in}", limit=rule.at_most.span)
    raise Refused(rule.at_most.clause, "too_long_asked", field=name, limit=rule.at_most.span)


def granted_term(rule: GrantRule, days: Calendar, asks: Any, reason: Any, at: datetime) -> Span:
    """The same when it begins: what was short enough when it was asked may not be so by now, and is cut then."""
    try:
        return term(rule, days, asks, reason, at, "")
    except Refused:
        return rule.at_most.span


def _within(days: Calendar, at: datetime, length: Span, limit: Span) -> bool:
    return calendar.due(days, at, length) <= calendar.due(days, at, limit)


def _span(wished: Any, like: Span, name: str) -> Span:
    try:
        if isinstance(wished, int) and not isinstance(wished, bool) and 0 < wished <= LONGEST:
            return Span(amount=wished, unit=like.unit)
        return calendar.span(wished if isinstance(wished, str) else "")
    except ValueError:
        raise Refused("house:form", "wrong_type", field=name, wanted=f"a length of time such as {like}") from None


# --- what is claimed ------------------------------------------------------------------------------


def same(reference: str) -> str:
    """What all spellings of a number have in common: no case, width, spaces, invisible marks or kinds of dash."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", reference).casefold())
    kept = ("-" if unicodedata.category(each) == "Pd" or each == "\u2212" else each for each in text)
    return "".join(each for each in kept if unicodedata.category(each)[0] not in "ZC")


def resource_key(plan: RequestPlan, fields: Mapping[str, Any]) -> ClaimKey:
    """The claim on what is granted."""
    line = plan.field(plan.grant.resource)
    klass = line.claim.klass if line is not None and line.claim is not None else plan.grant.what
    return ClaimKey(klass=klass, key=same(str(fields.get(plan.grant.resource, ""))))


def person_key(person: PersonId) -> ClaimKey:
    """Everything granted to a person: what freezes them is written here."""
    return ClaimKey(klass="person", key=person)


def borrower_key(person: PersonId, plan: RequestPlan) -> ClaimKey:
    """A person as a borrower under one plan: an overdue loan blocks here."""
    return ClaimKey(klass="borrower", key=f"{person}/{plan.name}")


def keys(plan: RequestPlan, requester: PersonId, fields: Mapping[str, Any]) -> tuple[ClaimKey, ...]:
    """Every claim that a granting under this plan reads."""
    return (resource_key(plan, fields), person_key(requester), borrower_key(requester, plan))
