"""What stands in the form by which a case is opened, checked line by line, and digests of what is decided on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from domain.kernel import Clause, PersonId, Refused
from domain.organisation import Organisation
from domain.policy import Plan
from domain.requests import form as forms


def check(plan: Plan, fields: Mapping[str, Any], org: Organisation) -> None:
    """Refused with the field and its rule when a line is unknown, missing, or not what the plan asks for."""
    for fault in forms.faults(plan, fields, org, whole=True):
        raise fault


def required(value: Any, name: str, clause: Clause = "house:reason") -> None:
    """Refused when nothing was said."""
    forms.required(value, name, clause)


def person(value: Any, name: str, org: Organisation) -> PersonId:
    """Somebody who works here now. Refused (house:form) for anybody else."""
    who = org.people.get(PersonId(value)) if isinstance(value, str) else None
    if who is None or not who.active:
        raise Refused("house:form", "unknown_person", field=name, person=str(value)[:80])
    return who.id


def one_of(value: str, known: tuple[str, ...], name: str, clause: Clause = "house:form") -> str:
    """One of the words that the plan knows."""
    if value not in known:
        raise Refused(clause, "wrong_type", field=name, wanted=" | ".join(known))
    return value


def digest(matter: Mapping[str, Any]) -> str:
    """What a decision is bound to (SHA-256, hexadecimal)."""
    return hashlib.sha256(json.dumps(matter, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
