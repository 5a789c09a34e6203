"""The end of an incident as lines that a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from domain.incidents.ending.plan import EndingRules
from domain.incidents.ending.words import POINT_WORDS, SENTENCES, TASKS
from domain.policy import Words
from domain.procedure import Line
from domain.step_lines import step_lines

FOR_EVER: Final[Mapping[str, Words]] = {
    "remind for ever": {
        "en": "Nobody is above: the top rung is reminded every time anew, for ever.",
        "zh": "已到最高一级：持续提醒，直至办理。",
    }
}


def procedure(plan: Any) -> Iterator[Line]:
    """What is asked for, what is not let go, what it leads to."""
    rules: EndingRules = plan.ending
    yield Line(sentence=SENTENCES["contained"], clause=plan.clause)
    yield from _asked(rules)
    if rules.not_let_go is not None:
        for name, level in ((name, level) for name, level in plan.levels.items() if name in rules.not_let_go.levels):
            points = rules.points(name)
            fills = {"level": level.title, "points": _joined(points)}
            yield Line(sentence=SENTENCES["not let go" if points else "let go"], clause=rules.not_let_go.clause, fills=fills)
    for name in ("rectification", "violation"):
        if led := getattr(rules, name):
            fills = {"plan": led, "breaches": ", ".join(rules.breaches if name == "violation" else ())}
            yield Line(sentence=SENTENCES[name], clause=rules.clause, fills=fills)
    if rules.exercise is not None:
        yield Line(sentence=SENTENCES["exercise"], clause=rules.exercise.clause, fills={"within": rules.exercise.span})
    yield Line(sentence=SENTENCES["closes"], clause=rules.clause, also=("house:own-work",))


def _asked(rules: EndingRules) -> Iterator[Line]:
    asked = (("assess_loss", rules.loss), ("evaluate_response", rules.evaluation))
    for task, each in asked:
        if each is not None:
            sentence = SENTENCES["asks at" if each.levels else "asks"]
            yield from step_lines(each.step, FOR_EVER, sentence, what=TASKS[task], levels=", ".join(each.levels))
    if rules.causes is not None:
        causes = rules.causes
        yield from step_lines(causes.step, FOR_EVER, SENTENCES["asks"], what=TASKS["find_cause"])
        yield Line(sentence=SENTENCES["whys"], clause=causes.step.clause, fills={"number": str(causes.whys)}, depth=1)
        for name, words in sorted(causes.classes.items()):
            yield Line(sentence=SENTENCES["class"], clause=causes.step.clause, fills={"name": words, "key": name}, depth=1)
    for task, step in (("record_training", rules.training), ("close", rules.closing)):
        if step is not None:
            yield from step_lines(step, FOR_EVER, SENTENCES["asks"], what=TASKS[task])


def _joined(points: tuple[str, ...]) -> Words:
    return {lang: mark.join(POINT_WORDS[point][lang] for point in points) for lang, mark in (("en", ", "), ("zh", "、"))}
