"""How freezing joins the kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from domain.casework.kind import Kind
from domain.incidents.area import Area, AreaWords
from domain.incidents.freezing import acts
from domain.incidents.freezing.commands import COMMANDS
from domain.incidents.freezing.events import EVENTS
from domain.incidents.freezing.fold import fold
from domain.kernel import Offer
from domain.labelled import CommandLabel
from domain.policy import Words
from domain.procedure import Line
from domain.rules import Rules

FREEZES: Words = {
    "en": "At the level {level} the grants concerned are frozen by themselves.",
    "zh": "达到 {level} 时，相关授权自动冻结。",
}
CONCERNED: Words = {"en": "Concerned is what the form names: {lines}.", "zh": "冻结范围以表单所列为准：{lines}。"}
LIFTS: Words = {"en": "{who} restores them, with a reason.", "zh": "由{who}说明理由后恢复。"}


def offers(_kind: Kind, case: Any, rules: Rules, at: datetime) -> Iterator[Offer]:
    """While something stands frozen, also after its level was lowered."""
    who = acts.may_lift(case, rules, rules.organisation, at)
    if who:
        yield Offer(command="lift_freeze", who=who, clause=rules.plan.freezing.clause, needs=("reason",))


def procedure(plan: Any) -> Iterator[Line]:
    """What freezes, and who restores."""
    rules = plan.freezing
    if rules is None:
        return
    for level in plan.levels.values():
        if level.freezes:
            yield Line(sentence=FREEZES, clause=rules.clause, fills={"level": level.title})
    lines = [each for each in (rules.holder, rules.resource, rules.klass) if each]
    if lines:
        yield Line(sentence=CONCERNED, clause=rules.clause, fills={"lines": ", ".join(lines)}, depth=1)
    yield Line(sentence=LIFTS, clause=rules.clause, fills={"who": rules.lifted_by}, depth=1)


WORDS = AreaWords(
    commands={
        "lift_freeze": CommandLabel(
            title={"en": "Restore what was frozen", "zh": "解除冻结"},
            does={
                "en": "The grants concerned count again, and may be given again.",
                "zh": "相关授权恢复有效，并可重新授予。",
            },
            dangerous=True,
        )
    },
    stations={"frozen": {"en": "Frozen", "zh": "冻结"}},
    refusals={
        "nothing_frozen": {"en": "nothing is frozen by this incident", "zh": "本事件没有冻结任何授权"},
        "still_frozen": {"en": "what this incident froze must be restored first", "zh": "须先解除本事件的冻结"},
    },
    notices={
        "incident.frozen": {"en": "{case}: grants were frozen", "zh": "{case}：相关授权已冻结"},
        "incident.freeze_lifted": {"en": "{case}: what was frozen is restored", "zh": "{case}：冻结已解除"},
    },
    timeline={
        "incident.frozen": {"en": "frozen: what is granted for {key}", "zh": "冻结 {key} 的相关授权"},
        "incident.freeze_lifted": {
            "en": "{by} ({basis}) restored what is granted for {key}: {reason}",
            "zh": "{by}（{basis}）解除 {key} 相关授权的冻结：{reason}",
        },
    },
)

AREA = Area(
    commands=COMMANDS,
    when_closed=frozenset(COMMANDS),  # what was frozen while the other of two duplicates took it over
    events=EVENTS,
    judge=acts.lift,
    fold=fold,
    level_set=acts.look,
    facts=acts.look,
    offers=offers,
    claims=acts.read,
    procedure=procedure,
    words=WORDS,
)
