"""What stands in the form of a request, checked line by line."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from domain import calendar
from domain.calendar import Span
from domain.kernel import ClaimKey, PersonId, Refused
from domain.organisation import Organisation
from domain.policy import Field, Plan
from domain.requests.state import Request
from domain.rules import Rules

LONGEST_REFERENCE = 200


def blank(value: Any) -> bool:
    """Nothing was said. A sealed text is never blank: blank ones are not sealed."""
    return value is None or (isinstance(value, str) and not value.strip()) or value == {}


def required(value: Any, name: str, clause: str) -> None:
    if blank(value):
        raise Refused(clause, "missing_field", field=name)


def check_form(plan: Plan, fields: Mapping[str, Any], org: Organisation, *, whole: bool) -> None:
    """Refused with the field and its rule when a line is unknown, missing, or not what the plan asks for."""
    for name in fields:
        if plan.field(name) is None:
            raise Refused("house:form", "unknown_field", field=f"fields.{name}"[:80])
    for line in plan.fields:
        value = fields.get(line.name)
        if blank(value):
            if line.required and (whole or line.name in fields):
                raise Refused(line.clause, "missing_field", field=f"fields.{line.name}")
        elif not _fits(line, value, org):
            raise Refused(line.clause, "wrong_type", field=f"fields.{line.name}", wanted=_wanted(line))


def _wanted(line: Field) -> str:
    return " | ".join(line.choices) if line.type == "choice" else line.type


def _fits(line: Field, value: Any, org: Organisation) -> bool:
    match line.type:
        case "text":
            return _length(value) <= line.longest
        case "reference":
            return isinstance(value, str) and len(value) <= min(line.longest, LONGEST_REFERENCE)
        case "choice":
            return value in line.choices
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 10**9
        case "date":
            return isinstance(value, str) and _is_date(value)
        case "person":
            return value in org.people


def _length(value: Any) -> float:
    """Characters of a text; of a sealed one at least as many as it can have been. Infinite when it is no text."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping) and isinstance(value.get("$sealed"), str):
        return len(value["$sealed"]) / 16 * 3
    return float("inf")


def _is_date(value: str) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def shown(case: Request) -> str:
    """The digest of what an approver sees: the form, and what is asked (SHA-256, hexadecimal)."""
    content = {"plan": case.plan, "fields": case.fields, "asking": case.asking, "asks": case.asks, "round": case.round}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


# --- how long, and what is claimed ---------------------------------------------------------------


def term(plan: Plan, rules: Rules, fields: Mapping[str, Any], asks: Any, at: datetime) -> Span:
    """How long the grant is to last: what was asked, else the longest that the rule allows. Refused when it is too long."""
    rule = plan.grant
    wished = asks if not blank(asks) else fields.get(rule.asks) if rule.asks else None
    if blank(wished):
        return rule.at_most.span
    length = _span(wished, rule.at_most.span, f"fields.{rule.asks}" if blank(asks) else "asks")
    if calendar.due(rules.calendar, at, length) <= calendar.due(rules.calendar, at, rule.at_most.span):
        return length
    if rule.longer == "never":
        raise Refused(rule.at_most.clause, "too_long_asked", field=rule.asks, limit=rule.at_most.span)
    if blank(fields.get(rule.reason_in)):
        raise Refused(rule.at_most.clause, "longer_needs_reason", field=f"fields.{rule.reason_in}", limit=rule.at_most.span)
    return length


def _span(wished: Any, like: Span, name: str) -> Span:
    try:
        if isinstance(wished, int) and not isinstance(wished, bool) and wished > 0:
            return Span(amount=wished, unit=like.unit)
        return calendar.span(str(wished))
    except ValueError:
        raise Refused("house:form", "wrong_type", field=name, wanted=f"a length of time such as {like}") from None


def resource_key(plan: Plan, fields: Mapping[str, Any]) -> ClaimKey:
    """The claim on what is granted. Spelling that looks the same is the same thing (NFKC, case folded)."""
    line = plan.field(plan.grant.resource)
    klass = line.claim.klass if line is not None and line.claim is not None else plan.grant.what
    value = unicodedata.normalize("NFKC", str(fields.get(plan.grant.resource, ""))).strip().casefold()
    return ClaimKey(klass=klass, key=" ".join(value.split()))


def person_key(person: PersonId) -> ClaimKey:
    """Everything granted to a person: what freezes them is written here."""
    return ClaimKey(klass="person", key=person)


def borrower_key(person: PersonId, plan: Plan) -> ClaimKey:
    """A person as a borrower under one plan: an overdue loan blocks here."""
    return ClaimKey(klass="borrower", key=f"{person}/{plan.name}")


def keys(plan: Plan, requester: PersonId, fields: Mapping[str, Any]) -> tuple[ClaimKey, ...]:
    """Every claim that a granting under this plan reads."""
    return (resource_key(plan, fields), person_key(requester), borrower_key(requester, plan))
