"""Among what a field of a command is chosen, where the plan's own tables or the case say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.incidents.plan import IncidentPlan
from domain.incidents.room.telling import checklist
from domain.kernel import Offer, PersonId
from domain.policy import Pack, Plan
from domain.violations.plan import ViolationPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Of one case. Nothing for a field that anything may stand in."""

    pack: Pack
    plan: Plan
    case: Any
    files: Mapping[str, str] = field(default_factory=dict)
    """The case's files: digest and name."""

    @staticmethod
    def fixed(offer: Offer) -> Mapping[str, str]:
        """What nobody chooses: an offer to report one obligation as met is about that one."""
        return {"obligation": offer.slot} if "obligation" in offer.needs else {}

    def names(self, command: str, field: str) -> Sequence[str]:
        """Names of the pack's tables."""
        match field:
            case "level":
                return self._levels()
            case "measure":
                return self._measures()
            case "seat":
                return self._seats()
            case "item" if isinstance(self.plan, IncidentPlan):
                return self._items(self.plan, ticked=command == "untick")
            case "role" | "field" | "template" | "cause_class" | "breach" if isinstance(self.plan, IncidentPlan):
                return self._of_incident(self.plan, field)
            case "breach":
                leads = getattr(self.plan, "leads_to", None)  # a report's plan says by which plan the violation is opened
                plans = (self.pack.plans[leads.plan],) if leads is not None else (self.plan, *self.pack.plans.values())
                tables: list[Mapping[str, Any]] = [getattr(plan, "breaches", {}) for plan in plans]
                return list(dict.fromkeys(name for table in tables for name in table))
            case _:
                return ()

    def people(self, command: str, field: str) -> Sequence[PersonId]:
        """Some of the people who work here."""
        match command, field:
            case ("replace" | "object", "member"):
                return list(getattr(self.case, "members", ()))
            case "strike_concerned", "person":
                return sorted({*getattr(self.case, "witnesses", ()), *getattr(self.case, "beneficiaries", ())})
            case "dismiss_member", "person":
                return list(getattr(self.case, "team", ()))
            case "release_role", "person":
                return [each.person for each in self.case.room.now() if each.role.startswith("group:")]
            case "withdraw_responsibility", "person":
                return [each.person for each in self.case.ending.responsibilities]
            case _:
                return ()

    def _levels(self) -> Sequence[str]:
        """The scale, as the plan has it."""
        return list(self.plan.levels) if isinstance(self.plan, IncidentPlan) else [each.name for each in getattr(self.plan, "levels", ())]

    def _items(self, plan: IncidentPlan, *, ticked: bool) -> Sequence[str]:
        """Of the checklist what is ticked off, or what is not."""
        return [each.name for each in checklist(plan, self.case) if (each.name in self.case.room.ticks) == ticked]

    def _of_incident(self, plan: IncidentPlan, field: str) -> Sequence[str]:
        """What its plan names."""
        room, ending = plan.room, plan.ending
        found: Mapping[str, Sequence[str]] = {
            "role": list(room.groups),
            "field": list(room.experts),
            "template": list(room.informing.templates) if room.informing else [],
            "cause_class": list(ending.causes.classes) if ending.causes else [],
            "breach": list(ending.breaches),
        }
        return found[field]

    def _measures(self) -> Sequence[str]:
        """Of a violation those of its level, of a review those that may take the place of the one decided."""
        if hasattr(self.case, "allowed"):
            return list(self.case.allowed)
        return self.plan.allowed(self.case.level, self.case.breach) if isinstance(self.plan, ViolationPlan) else ()

    def _seats(self) -> Sequence[str]:
        """Those that nobody has."""
        panel, taken = getattr(self.plan, "panel", None), getattr(self.case, "seats", {})
        return [name for name in (panel.seats if panel else ()) if name not in taken]
