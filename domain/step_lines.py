"""How steps are said in the policy book, whatever kind of plan they stand in: who answers within what time, and what follows silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.kernel import Clause
from domain.policy import Role, Stage, Step, Words
from domain.procedure import Fill, Line

SENTENCES: Mapping[str, Words] = {
    "answers": {"en": "{who} answers within {within}.", "zh": "{who}须在 {within}内答复。"},
    "together": {"en": "At the same time, each by a different person:", "zh": "以下各项同时进行，须由不同的人分别办理："},
    "reminded": {"en": "Reminded {before} before the end.", "zh": "到期前 {before}提醒。"},
    "one rung up": {"en": "No answer: it goes one rung up, with its full time.", "zh": "未答复：上报一级，重新计足时限。"},
    "again up": {"en": "Still none: it goes up once more, with its full time.", "zh": "仍未答复：再上报一级，重新计足时限。"},
    "fallback": {"en": "Still none: whom the pack names as fallback is asked.", "zh": "仍未答复：由制度包指定的后备人办理。"},
    "to a role": {"en": "Still none: {who} is asked.", "zh": "仍未答复：由{who}办理。"},
    "signed in": {"en": "Whoever decides has signed in within the last {within}.", "zh": "作出决定的人须在最近 {within}内登录过。"},
}
ONE_UP: Clause = "house:one-rung-up"


def stage_lines(stage: Stage, outcomes: Mapping[str, Words], clause: Clause = "") -> Iterator[Line]:
    """Who is asked at the same time; `clause` is the rule by which they are."""
    together = len(stage.steps) > 1
    if together:
        yield _line("together", clause or stage.steps[0].clause, 0)
    for step in stage.steps:
        yield from step_lines(step, outcomes, depth=int(together))


def step_lines(
    step: Step, outcomes: Mapping[str, Words], sentence: Words = SENTENCES["answers"], depth: int = 0, **more: Fill
) -> Iterator[Line]:
    """One step. `sentence` has gaps for `who` and `within`, and for what else fills it; `outcomes` says what its last word means."""
    fills = {"who": step.by, "within": step.within.span, **more}
    yield Line(sentence=sentence, clause=step.clause, also=(step.within.clause,), fills=fills, depth=depth)
    yield from silence(step, outcomes, depth + 1)


def silence(step: Step, outcomes: Mapping[str, Words], depth: int) -> Iterator[Line]:
    """What precedes the end of a step's time, and what follows it."""
    for span in step.remind:
        yield _line("reminded", step.within.clause, depth, before=span)
    for place, rung in enumerate(step.rungs):
        if isinstance(rung, Role):
            yield _line("to a role", step.clause, depth, who=rung)
        elif rung == "one rung up":
            yield _line("again up" if rung in step.rungs[:place] else rung, ONE_UP, depth)
        else:
            yield _line(rung, step.clause, depth)
    yield Line(sentence=outcomes.get(step.outcome) or {"en": step.outcome, "zh": step.outcome}, clause=step.clause, depth=depth)
    if step.signed_in is not None:
        yield _line("signed in", step.signed_in.clause, depth, within=step.signed_in.span)


def _line(key: str, clause: Clause, depth: int, **fills: Fill) -> Line:
    return Line(sentence=SENTENCES[key], clause=clause, fills=fills, depth=depth)
