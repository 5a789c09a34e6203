"""A plan of requests as a procedure that a person can read, in the order of the policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domain.kernel import Clause
from domain.policy import RequestPlan, Words
from domain.procedure import Line
from domain.step_lines import stage_lines, step_lines

SENTENCES: Mapping[str, Words] = {
    "asks": {"en": "May be asked for by: {who}.", "zh": "可以申请的人：{who}。"},
    "claimed": {"en": "The same “{field}” is held by one case at a time.", "zh": "同一“{field}”同一时间只能由一个案件持有。"},
    "information": {
        "en": "Sent back for more information, the request waits {within}; then it lapses.",
        "zh": "退回补充材料的，等待 {within}；逾期申请失效。",
    },
    "hands out": {
        "en": "{who} hands out what “{resource}” names, for at most {at_most}.",
        "zh": "{who}交付“{resource}”所列资料，最长 {at_most}。",
    },
    "grants": {
        "en": "The system grants what “{resource}” names for at most {at_most}, and takes it back by itself.",
        "zh": "系统授予“{resource}”所列权限，最长 {at_most}，到期自动收回。",
    },
    "asks for time": {"en": "How long is asked for in “{field}”.", "zh": "所需时长在“{field}”中填写。"},
    "longer": {"en": "Longer only with a reason in “{field}”.", "zh": "超过此时限须在“{field}”中说明理由。"},
    "collect": {"en": "{who} fetches it within {within}.", "zh": "{who}须在 {within}内领取。"},
    "returns": {"en": "It is brought back to: {who}.", "zh": "归还给：{who}。"},
    "checks": {"en": "{who} checks {check} within {within}.", "zh": "{who}须在 {within}内核验{check}。"},
    "overdue": {"en": "Not back in time: {who} is reminded.", "zh": "逾期未还：提醒{who}。"},
    "reminded again": {"en": "And again every {every} until it is back.", "zh": "归还之前每 {every}再次提醒。"},
    "blocks": {"en": "Until it is back the borrower gets nothing more of this kind.", "zh": "归还之前，借阅人不得再借同类资料。"},
}
OUTCOMES: Mapping[str, Words] = {
    "refuse": {"en": "Still none: it is refused.", "zh": "仍未答复：视为不批准。"},
    "close": {"en": "Still none: it is closed.", "zh": "仍未办理：予以结案。"},
    "keep": {"en": "Still none: it stays as it is.", "zh": "仍未办理：维持现状。"},
    "revoke": {"en": "Still none: it is taken back.", "zh": "仍未办理：予以收回。"},
}
"""What silence comes to."""

CHECKED: Mapping[str, Words] = {"completeness": {"en": "that it is complete", "zh": "是否完整"}}


def procedure(plan: RequestPlan) -> tuple[Line, ...]:
    """The whole of a plan, from who may ask to what follows when it is not brought back."""
    return (*_asking(plan), *_approval(plan), *_giving(plan), *_coming_back(plan))


def _line(key: str, clause: str, depth: int = 0, also: tuple[Clause, ...] = (), **fills: object) -> Line:
    return Line(sentence=SENTENCES[key], clause=clause, also=also, fills=fills, depth=depth)  # type: ignore[arg-type] # a table of our own


def _title(plan: RequestPlan, name: str) -> Words:
    """What a line of the form is called."""
    found = plan.field(name)
    return found.title if found else {"en": name}


def _asking(plan: RequestPlan) -> Iterator[Line]:
    yield _line("asks", plan.who_clause, who=plan.who)
    for each in plan.fields:
        if each.claim is not None:
            yield _line("claimed", each.claim.clause, field=each.title, klass=each.claim.klass)


# --- who answers ------------------------------------------------------------------------------------


def _approval(plan: RequestPlan) -> Iterator[Line]:
    for stage in plan.approval:
        yield from stage_lines(stage, OUTCOMES, plan.clause)
    yield _line("information", plan.information.clause, within=plan.information.span)


# --- what is given, and how it comes back -----------------------------------------------------------


def _giving(plan: RequestPlan) -> Iterator[Line]:
    grant, also = plan.grant, (plan.grant.at_most.clause,)
    resource: Mapping[str, Any] = {
        "resource": _title(plan, grant.resource),
        "at_most": grant.at_most.span,
        "named": f"{grant.what} {grant.resource} {grant.reason_in}",
    }
    if grant.given_by is not None:
        yield _line("hands out", grant.clause, also=also, who=grant.given_by, **resource)
    else:
        yield _line("grants", grant.clause, also=also, **resource)
    if grant.asks:
        asked = plan.field(grant.asks)
        yield _line("asks for time", asked.clause if asked else grant.clause, 1, field=_title(plan, grant.asks), named=grant.asks)
    if grant.longer == "with a reason":
        yield _line("longer", grant.at_most.clause, 1, field=_title(plan, grant.reason_in), named=grant.reason_in)
    if grant.collect is not None:
        fetch = grant.collect
        yield from step_lines(fetch, OUTCOMES, SENTENCES["collect"])


def _coming_back(plan: RequestPlan) -> Iterator[Line]:
    back, late = plan.give_back, plan.overdue
    if back is not None:
        yield _line("returns", back.clause, who=back.received_by)
        step, what = back.within, CHECKED.get(back.check, {"en": back.check})
        yield from step_lines(step, OUTCOMES, SENTENCES["checks"], 1, check=what)
    if late is not None:
        yield _line("overdue", late.clause, who=late.remind)
        yield _line("reminded again", late.every.clause, 1, every=late.every.span)
        if late.blocks:
            yield _line("blocks", late.blocks, 1)
