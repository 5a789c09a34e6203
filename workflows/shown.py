"""What others may see of a running case: answers, the query, current details, search attributes. Nothing personal."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

with workflow.unsafe.imports_passed_through():
    from activities.wire import JudgeAsk, Judged

CASE_KIND = SearchAttributeKey.for_keyword("CaseKind")
CASE_STAGE = SearchAttributeKey.for_keyword("CaseStage")
NEXT_DUE = SearchAttributeKey.for_datetime("NextDue")

_NAME = re.compile(r"[a-z][a-z_]{0,39}")


class Shown:
    """Shows where a case stands, and only when that changed: every change is an event in the history."""

    def __init__(self) -> None:
        self._kind = ""
        self._stage = ""
        self._next: datetime | None = None

    def show(self, judged: Judged) -> None:
        """Current details, and the search attributes that changed."""
        changed: list[SearchAttributeUpdate[Any]] = []
        if not self._kind:
            self._kind = workflow.info().workflow_type
            changed.append(CASE_KIND.value_set(self._kind))
        if judged.stage != self._stage:
            self._stage = judged.stage
            changed.append(CASE_STAGE.value_set(judged.stage))
        if judged.next != self._next:
            self._next = judged.next
            changed.append(NEXT_DUE.value_set(judged.next) if judged.next else NEXT_DUE.value_unset())
        if not changed:
            return
        workflow.upsert_search_attributes(changed)
        due = f"{judged.next:%Y-%m-%d %H:%M %Z}" if judged.next else "nothing"
        workflow.set_current_details(f"stage: {judged.stage or 'none'}  \nnext due: {due}")


def agenda_of(judged: Judged | None) -> dict[str, Any]:
    """The query's answer."""
    if judged is None:
        return {"stage": "", "version": 0, "next": None, "closed": False, "owed": []}
    owed = [{"event": duty.event, "duty": duty.name, "kind": duty.kind} for duty in judged.owed]
    next_due = judged.next.isoformat() if judged.next else None
    return {"stage": judged.stage, "version": judged.version, "next": next_due, "closed": judged.closed, "owed": owed}


def answer_of(judged: Judged | None, case: str) -> dict[str, Any]:
    """What an Update is answered; without a judgement: not recorded yet, as far as anybody knows."""
    if judged is None:
        return {"outcome": "unknown", "case": case}
    said = judged.refusal
    refusal = {"clause": said.clause, "key": said.key, "words": dict(said.words), "field": said.field} if said else None
    return {
        "outcome": judged.outcome,
        "case": case,
        "version": judged.version,
        "stage": judged.stage,
        "closed": judged.closed,
        "refusal": refusal,
    }


def summary_of(ask: JudgeAsk) -> str:
    """What Temporal's page calls this step."""
    if ask.entry is not None:
        return ask.entry.name if _NAME.fullmatch(ask.entry.name) else "a command"
    return "time passed" if ask.clock else "look"
