"""Doors find words for everything that they show, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields

import pytest

from domain import labels
from domain.deciders import DECIDERS
from domain.labels import LABELS, clock_title, fields_of
from domain.policy import Words
from domain.requests.state import Stage
from domain.shapes import COMMANDS, FROM_THE_SYSTEM
from tests.domain.test_words import CHINESE, _calls, _texts
from views.requests import PROOFS

KINDS = sorted(COMMANDS)
REQUESTS = "requests"


def _tables(kind: str) -> Iterator[tuple[str, Words]]:
    """Every entry of every table of words, with where it stands."""
    for each in fields(LABELS[kind]):
        table = getattr(LABELS[kind], each.name)
        if each.name == "title":
            yield kind, table
        elif each.name == "commands":
            yield from ((f"{name} {part}", getattr(label, part)) for name, label in table.items() for part in ("title", "does"))
        elif each.name not in ("types", "choices"):
            yield from ((f"{each.name} {key}", words) for key, words in table.items())


@pytest.mark.parametrize("kind", KINDS)
def test_every_command_of_a_person_has_words(kind: str) -> None:
    """house:form. What the system or another case says has no button; whatever a person can give has one, and says what it does."""
    from_cases = getattr(DECIDERS.get(kind), "kind", None)
    assert set(LABELS[kind].commands) == set(COMMANDS[kind]) - FROM_THE_SYSTEM - (from_cases.from_cases if from_cases else frozenset())


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_a_title(kind: str) -> None:
    """house:form. Also those that the door fills in, which a refusal may name; and no title stands for nothing."""
    named = {each.name for command in LABELS[kind].commands for each in fields(COMMANDS[kind][command])}
    titled = {name.rpartition(".")[2] for name in LABELS[kind].fields}
    assert titled == named
    assert {name.rpartition(".")[2] for table in (LABELS[kind].hints, LABELS[kind].types) for name in table} <= named


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_is_said_in_both_languages(kind: str) -> None:
    """house:form. Chinese is Chinese, English is English, and neither is missing."""
    for where, words in _tables(kind):
        assert set(words) == {"zh", "en"}, where
        assert CHINESE.search(words["zh"]), where
        assert not CHINESE.search(words["en"]), where


def test_the_roles_have_words() -> None:
    """house:one-rung-up. Whoever is asked is named in the reader's language."""
    for role, words in labels.ROLES.items():
        assert set(words) == {"zh", "en"}, role
        assert CHINESE.search(words["zh"]), role


def test_a_form_asks_for_what_a_person_knows() -> None:
    """house:what-was-shown. The digest of the page and the step come from the door; nobody types them."""
    form = fields_of("request", "refuse")
    assert [(each.name, each.type, each.required, each.personal) for each in form] == [("reason", "long", False, True)]
    assert [each.name for each in fields_of("request", "open")] == ["fields"]
    assert fields_of("governance", "propose")[0].choices == ("pack", "calendar", "organisation")
    assert fields_of("request", "amend")[1].title["en"] == "Reply"


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_commands_share_a_key(kind: str) -> None:
    """house:reason. One letter gives one command; what cannot be taken back is never given to several cases at once."""
    keys = [label.key for label in LABELS[kind].commands.values() if label.key]
    assert len(keys) == len(set(keys))
    assert not any(label.several and label.dangerous for label in LABELS[kind].commands.values())


# --- requests -------------------------------------------------------------------------------------


def _armed() -> set[str]:
    """The first part of every clock's name that a request arms."""
    return {text for path, call in _calls("arm") if REQUESTS in path.parts for text in _texts(call.args[0])} | {
        "answer",
        "remind",
        "closing",
    }


def _ends() -> set[str]:
    ends = {text for path, call in _calls("close") if REQUESTS in path.parts and len(call.args) > 1 for text in _texts(call.args[1])}
    return ends | {text for _, call in _calls("end_asking") if len(call.args) > 1 for text in _texts(call.args[1])}


def test_every_stage_outcome_clock_and_task_of_a_request_has_words() -> None:
    """house:every-step-ends. Where it stands, how it ended, what runs and what follows: nothing is shown by its wire name."""
    request = LABELS["request"]
    assert set(request.stages) == {*map(str, Stage), "sent_back"}
    assert _ends() <= set(request.outcomes)
    assert _armed() <= set(request.clocks)
    assert _armed() <= set(request.follows)
    assert {*PROOFS, "until"} == set(request.tasks)


@pytest.mark.parametrize(
    ("name", "lang", "title"),
    [
        ("answer:1-0-0", "zh", "答复 · 1.1"),
        ("answer:3-1-1", "en", "answer · 2.2"),
        ("remind:collect:0", "en", "reminder · fetching"),
        ("return", "zh", "归还"),
        ("unheard_of", "en", "unheard_of"),
    ],
)
def test_a_clock_is_called_by_what_it_measures(name: str, lang: str, title: str) -> None:
    """house:answer-time. The stage and the place of a step as people count them; rounds and reminders' numbers say nothing."""
    assert clock_title("request", name, lang) == title
    assert not re.search("[a-z]_[a-z]", clock_title("request", "revoke_again", lang))


@pytest.mark.parametrize(("kind", "clock"), [("violation", "answer:state-1"), ("appeal", "answer:hearing-2")])
def test_whoever_may_speak_reads_what_their_silence_means(kind: str, clock: str) -> None:
    """house:heard. A statement that nobody makes goes up no rung: it goes on without one, and that proves nothing."""
    assert "silence proves nothing" in labels.clock_follows(kind, clock, "en")
    assert labels.clock_follows(kind, "answer:other-1", "en") == "it goes one rung up; with no rung left, its declared outcome"
