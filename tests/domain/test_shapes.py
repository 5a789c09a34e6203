"""Names and shapes on the wire: for ever, and the same way back."""

from __future__ import annotations

import dataclasses
import inspect
import json
import pkgutil
import re
import types
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import claims, clocks, custody, duties, governance, looks, shapes
from domain.casework import commands as shared
from domain.casework import events as casework
from domain.governance import facts
from domain.kernel import Refused
from domain.kinds import KINDS
from domain.requests import commands, events
from domain.requests.commands import is_sealed
from domain.shapes import canonical, command_in, command_out, event_in, event_out, plain
from tests.domain.playing import pack

SEALED = {"$key": "1b671a64-40d5-491e-99b0-da01ff1f3341", "$nonce": "AAAA", "$sealed": "QUJD", "$aad": "x/note"}


# --- values of any shape --------------------------------------------------------------------------

words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)
instants = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)) | st.just(
    datetime(2026, 3, 2, 12, 0, tzinfo=UTC).astimezone(tz=None).astimezone(UTC) + timedelta(microseconds=1)
)
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: words,
    bool: st.booleans(),
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    UUID: st.uuids(),
    datetime: instants,
    Any: json_values,
    type(None): st.none(),
}


def of_hint(hint: Any) -> st.SearchStrategy[Any]:
    """Values that this annotation allows."""
    hint = getattr(hint, "__supertype__", hint)
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        mapping = [h for h in inner if (get_origin(h) or h) is Mapping]
        return st.one_of([st.just(SEALED) if mapping and h is mapping[0] and str in inner else of_hint(h) for h in inner])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple:
        return st.lists(of_hint(inner[0]), max_size=3).map(tuple)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return st.dictionaries(words, json_values, max_size=3)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return of_class(hint)
    return SCALARS[hint]


def of_class(cls: type) -> st.SearchStrategy[Any]:
    """Values of a command or an event, whatever its fields hold."""
    hints = get_type_hints(cls)
    return st.fixed_dictionaries({f.name: of_hint(hints[f.name]) for f in dataclasses.fields(cls)}).map(lambda given: cls(**given))


ALL_COMMANDS = [(kind, name, cls) for kind, table in shapes.COMMANDS.items() for name, cls in table.items()]
ANYTHING = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [n for _, n, _ in ALL_COMMANDS] + list(shapes.EVENTS))
def test_names_are_written_one_way(name: str) -> None:
    """house:form. Names on the wire are snake_case; events say of what kind they are."""
    parts = name.split(".")
    assert all(part.replace("_", "a").isalpha() and part == part.lower() for part in parts)
    assert (len(parts) == 2) == (name in shapes.EVENTS)


def test_every_event_and_command_that_there_is_has_its_name() -> None:
    """house:form. No class is forgotten in the tables, and none stands there twice."""
    beside = (looks.LookTaken, custody.CustodyEvent)
    unions = (events.Event, governance.Event, claims.ClaimEvent, clocks.ClockEvent, duties.Notified, duties.Failed, *beside)
    known = {cls for union in unions for cls in (get_args(union) or (union,))}
    of_kinds = {cls for table in (casework.EVENTS, *(kind.EVENTS for kind in KINDS)) for cls in table.values()}
    assert known | of_kinds == set(shapes.EVENTS.values())
    assert len(set(shapes.EVENTS.values())) == len(shapes.EVENTS)
    assert set(get_args(commands.Command)) == set(commands.COMMANDS.values())
    assert set(get_args(facts.Command)) == set(facts.COMMANDS.values())
    modules = {events: events.EVENTS, commands: commands.COMMANDS, casework: casework.EVENTS, shared: shared.SHARED}
    for module, table in modules.items():
        assert _classes(module.__name__) == set(table.values())
    for kind in KINDS:
        assert _of_kind(kind.__name__, "events") == set(kind.EVENTS.values())
        asked = {**kind.DECIDER.kind.openings, **kind.DECIDER.kind.own}
        assert _of_kind(kind.__name__, "commands") == set(asked.values())


def _of_kind(package: str, name: str) -> set[type]:
    """The kind's own, and those of the parts that it is made of; not what only stands within another."""
    parts = [each.name for each in pkgutil.iter_modules(import_module(package).__path__) if each.ispkg]
    found = set(_classes(f"{package}.{name}"))
    for part in parts:
        if find_spec(f"{package}.{part}.{name}") is not None:
            found |= _classes(f"{package}.{part}.{name}")
    named = " ".join(str(each.type) for cls in found for each in dataclasses.fields(cls))
    return {cls for cls in found if not re.search(rf"\b{cls.__name__}\b", named)}


def _classes(module: str) -> set[type]:
    members = inspect.getmembers(import_module(module), inspect.isclass)
    return {cls for _, cls in members if dataclasses.is_dataclass(cls) and cls.__module__ == module}


def test_only_the_system_says_what_the_system_says() -> None:
    """house:form. What clocks and duties say are commands that exist."""
    assert set(commands.COMMANDS) > commands.FROM_THE_SYSTEM


# --- there and back -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(shapes.EVENTS))
@ANYTHING
@given(data=st.data())
def test_every_event_comes_back_as_it_was(name: str, data: st.DataObject) -> None:
    """house:form. Whatever an event holds, it is the same after the log, and its one JSON form never varies."""
    event = data.draw(of_class(shapes.EVENTS[name]))
    type_, version, out = event_out(event)
    back = event_in(type_, version, json.loads(canonical(out)))
    assert (type_, back) == (name, event)
    assert canonical(event_out(back)[2]) == canonical(out)


@pytest.mark.parametrize(("kind", "name", "cls"), ALL_COMMANDS)
@ANYTHING
@given(data=st.data())
def test_every_command_comes_back_as_it_was(kind: str, name: str, cls: type, data: st.DataObject) -> None:
    """house:form. Whatever a command holds, it is the same after the wire."""
    command = data.draw(of_class(cls))
    called, content = command_out(command)
    assert (called, command_in(kind, name, json.loads(canonical(content)))) == (name, command)


def test_what_stands_in_the_log_is_never_too_long_to_be_read() -> None:
    """house:form. A hundred approvers on one step make a long line; it is read all the same."""
    event = events.Stalled(step="1-0-0", why="x" * 100_000, clause="SO 2.2.2")
    assert event_in(*event_out(event)) == event


@pytest.mark.parametrize("name", ["request.opened", "request.no_such_thing"])
def test_an_unknown_type_or_version_is_an_error_of_its_own(name: str) -> None:
    """house:form. A reader that does not understand an event stops; it never guesses."""
    with pytest.raises(KeyError):
        event_in("request.no_such_thing", 1, {}) if "no_such" in name else shapes.LIFTS[name, 99]


def test_old_shapes_are_lifted_on_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """house:form. What is stored is never touched: each version is lifted to the next, step by step."""
    monkeypatch.setitem(shapes.VERSIONS, "request.urged", 3)
    monkeypatch.setitem(shapes.LIFTS, ("request.urged", 1), lambda old: {"who": old["person"]})
    monkeypatch.setitem(shapes.LIFTS, ("request.urged", 2), lambda old: {"by": old["who"]})
    assert event_in("request.urged", 1, {"person": "p"}) == events.Urged(by="p")  # type: ignore[arg-type]
    assert event_in("request.urged", 3, {"by": "p"}) == events.Urged(by="p")  # type: ignore[arg-type]


# --- what cannot be read --------------------------------------------------------------------------

BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("aprove", {}, "unknown_command", "command"),
    ("approve", {"yes": 1}, "unknown_field", "yes"),
    ("approve", {"shown": 1}, "wrong_type", "shown"),
    ("approve", {"shown": True}, "wrong_type", "shown"),
    ("approve", {"note": ["x"]}, "wrong_type", "note"),
    ("approve", {"note": {"a": 1}}, "wrong_type", "note"),
    ("approve", {"note": {**SEALED, "x": 1}}, "wrong_type", "note"),
    ("approve", {"note": "a\x00b"}, "bad_characters", "note"),
    ("approve", {"note": "\ud800"}, "bad_characters", "note"),
    ("approve", {"note": "x" * 4001}, "too_long", "note"),
    ("hand_on", {}, "missing_field", "to"),
    ("hand_on", {"to": None}, "wrong_type", "to"),
    ("open", {"plan": "contract-loan"}, "missing_field", "fields"),
    ("open", {"plan": "contract-loan", "fields": [1]}, "wrong_type", "fields"),
    ("open", {"plan": "contract-loan", "fields": {"a\x00": 1}}, "bad_characters", "fields"),
    ("open", {"plan": "contract-loan", "fields": {"a": [{"b": "\ud800"}]}}, "bad_characters", "fields"),
    ("open", {"plan": "contract-loan", "fields": {"a": float("nan")}}, "wrong_type", "fields"),
    ("confirm_check", {"complete": 1}, "wrong_type", "complete"),
    ("time_passed", {"clock": "x", "due": "2026-03-02T10:00:00"}, "wrong_type", "due"),
    ("time_passed", {"clock": "x", "due": "tomorrow"}, "wrong_type", "due"),
    ("notified", {"event": "no uuid", "duty": "x"}, "wrong_type", "event"),
    ("notified", {"event": str(UUID(int=1)), "duty": "x", "to": "somebody"}, "wrong_type", "to"),
]


@pytest.mark.parametrize(("name", "content", "key", "field"), BAD)
def test_what_cannot_be_read_is_refused_with_its_field(name: str, content: dict[str, Any], key: str, field: str) -> None:
    """house:form. Unknown, missing, of the wrong type, too long or not storable: which field, and why."""
    with pytest.raises(Refused) as no:
        command_in("request", name, content)
    assert (no.value.clause, no.value.key, no.value.field) == ("house:form", key, field)


def test_what_is_nested_beyond_reason_is_refused() -> None:
    """house:form. A thousand levels are no form."""
    deep: Any = "x"
    for _ in range(1000):
        deep = [deep]
    with pytest.raises(Refused):
        command_in("request", "open", {"plan": "contract-loan", "fields": {"a": deep}})


@given(kind=st.sampled_from(["request", "governance", "x"]), name=words, content=st.dictionaries(words, json_values, max_size=4))
def test_nothing_else_is_ever_raised(kind: str, name: str, content: dict[str, Any]) -> None:
    """house:form. Whatever comes is read or refused."""
    known = [n for n in shapes.COMMANDS.get(kind, {}) if n[:1] == name[:1]] or [name]
    read = None
    try:
        read = command_in(kind, known[0], content)
    except Refused as no:
        assert no.clause == "house:form"  # noqa: PT017 - both are right here
    assert read is None or command_out(read)[0] == known[0]


# --- personal texts -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("open", {"fields": {"contract": "HT-1", "purpose": "x"}}, {("fields", "purpose")}),
        ("open", {"fields": {"contract": "HT-1", "purpose": SEALED}}, {("fields", "purpose")}),
        ("open", {"fields": {"contract": "HT-1", "purpose": "  "}}, set()),
        ("open", {"fields": {"contract": "HT-1", "purpose": ["x"]}}, set()),
        ("open", {"fields": {"contract": "HT-1", "purpose": {"a": 1}}}, set()),
        ("open", {"fields": "x"}, set()),
        ("amend", {"fields": {"purpose": "x"}, "note": "y"}, {("fields", "purpose"), ("note",)}),
        ("refuse", {"reason": "no"}, {("reason",)}),
        ("refuse", {"reason": " "}, set()),
        ("send_back", {"question": "why?"}, {("question",)}),
        ("hand_on", {"to": "x", "reason": "ill"}, {("reason",)}),
        ("urge", {}, set()),
        ("no_such_command", {"note": "x"}, set()),
    ],
)
def test_which_words_are_personal(name: str, content: dict[str, Any], found: set[tuple[str, ...]]) -> None:
    """SO 2.2.2, house:form. What people write in their own words is sealed; blanks are not, so that they are missed."""
    told = shapes.personal("request", name, content, pack().plans["contract-loan"])
    assert {path for path, _ in told} == found
    assert all(whose == "by" for _, whose in told)


def test_a_sealed_text_has_one_form() -> None:
    """house:form. Four texts under their names, nothing more and nothing less."""
    assert is_sealed(SEALED)
    wrong: list[Any] = ["x", None, {}, {**SEALED, "$key": ""}, {**SEALED, "more": "x"}, {k: v for k, v in SEALED.items() if k != "$aad"}]
    assert not any(is_sealed(value) for value in wrong)


def test_one_value_has_one_json_form() -> None:
    """house:form. Sorted keys, no spaces, UTF-8; instants with their offset, ids as text; what is no number is an error."""
    assert canonical({"b": 1, "a": "一"}) == '{"a":"一","b":1}'.encode()
    assert plain({"t": datetime(2026, 3, 2, tzinfo=UTC), "u": (UUID(int=1),)}) == {
        "t": "2026-03-02T00:00:00+00:00",
        "u": ["00000000-0000-0000-0000-000000000001"],
    }
    with pytest.raises(ValueError, match="JSON"):
        canonical({"x": float("nan")})
