"""What machines send is read strictly, and who sends is proven (house:alerts)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from activities.signatures import new_door_key, sign
from console.intake import formats, proof
from console.intake.filling import form_of
from console.intake.formats import FORMATS, Noticed, Sent
from console.intake.sources import Source, read_sources
from domain.incidents.plan import IncidentPlan
from domain.kernel import PersonId, Refused
from domain.requests.form import check_form, faults
from domain.shapes import command_in
from tests.console import intakes
from tests.console.intakes import BEARER, SECRET, TOKEN, WRITTEN, alert, body, signed
from tests.domain.playing import pack, people

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
JSON = {"content-type": "application/json"}
DEPLOYED = Path(__file__).parents[2] / "deploy" / "kubernetes" / "intake.yaml"
DOOR = new_door_key()


def read(name: str, content: Any, headers: Mapping[str, str] = JSON, **more: Any) -> Noticed:
    (found,) = FORMATS[name](Sent(body=body(content), headers=headers, **more))
    return found


@pytest.fixture
def sources(tmp_path: Path) -> Mapping[str, Source]:
    return read_sources(intakes.written(tmp_path).file)


# --- formats ----------------------------------------------------------------------------------------


def test_generic_json() -> None:
    """house:alerts. A key, a title, facts of the form, when it began, whether it is over."""
    found = read("generic", intakes.generic(status="resolved"))
    assert (found.key, found.title, found.resolved) == ("cpu/db-1", "CPU of db-1 over 95 %", True)
    assert (found.started, found.facts) == (NOW, {"harm": "light-fault"})


@pytest.mark.parametrize("binary", [False, True])
def test_a_cloud_event_structured_or_binary(binary: bool) -> None:  # noqa: FBT001 - a parameter
    """house:alerts. CloudEvents 1.0: the same in both modes; source and id are the delivery, time is when it began."""
    event = intakes.cloudevent()
    headers = {f"ce-{name}": value for name, value in event.items() if name not in ("data", "datacontenttype")}
    sent = (event["data"], JSON | headers) if binary else (event, {"content-type": "application/cloudevents+json"})
    found = read("cloudevents", *sent)
    assert (found.key, found.title) == ("com.example.smoke.detected/sensor-17", "Smoke in hall 3")
    assert found.delivery == f"/sensors/hall-3\x1f{event['id']}"
    assert (found.started, found.facts) == (NOW.replace(microsecond=123456), {"place": "hall 3"})


def test_a_cloud_event_without_data() -> None:
    """house:alerts. Its type and subject say what it is."""
    event = intakes.cloudevent()
    del event["data"]
    assert read("cloudevents", event).title == "com.example.smoke.detected sensor-17"


def test_alertmanager_each_alert_or_the_group() -> None:
    """house:alerts. Each alert by its fingerprint; or all under the group's key, which is over when the group is."""
    content = intakes.alertmanager(alert("aaaa1111"), alert("bbbb2222", status="resolved"))
    each = FORMATS["alertmanager"](Sent(body=body(content), headers=JSON))
    assert [(one.key, one.resolved) for one in each] == [("aaaa1111", False), ("bbbb2222", True)]
    assert (each[0].title, each[0].started) == ("CPU of db-1 over 95 %", NOW.replace(microsecond=520000))
    assert each[0].values["labels.instance"] == "db-1:9100"
    group = FORMATS["alertmanager"](Sent(body=body(content), headers=JSON, one_per="group"))
    assert [(one.key, one.resolved) for one in group] == [(content["groupKey"], False)] * 2
    assert len({one.delivery for one in group}) == 2


WRONG = [
    ("generic", b"{", "", "not_json"),
    ("generic", b"[" * 100_000, "", "not_json"),
    ("generic", b'{"key": NaN}', "", "not_json"),
    ("generic", b"\xff\xfe", "", "not_json"),
    ("generic", b"9" * 5000, "", "not_json"),
    ("generic", b"[]", "", "wrong_type"),
    ("generic", {"title": "x"}, "key", "missing_field"),
    ("generic", {"key": "k" * 201, "title": "x"}, "key", "too_long"),
    ("generic", {"key": "\ud800", "title": "x"}, "key", "bad_characters"),
    ("generic", intakes.generic(severity="high"), "severity", "unknown_field"),
    ("generic", intakes.generic(started="yesterday"), "started", "wrong_type"),
    ("generic", intakes.generic(started="0001-01-01T00:00:00+14:00"), "started", "wrong_type"),
    ("generic", intakes.generic(status="perhaps"), "status", "wrong_type"),
    ("generic", intakes.generic(facts=[1]), "facts", "wrong_type"),
    ("cloudevents", intakes.cloudevent(specversion="0.3"), "specversion", "wrong_type"),
    ("cloudevents", intakes.cloudevent(Severity="high"), "Severity", "unknown_field"),
    ("cloudevents", intakes.cloudevent(data="smoke"), "data", "wrong_type"),
    ("cloudevents", intakes.cloudevent(id=""), "id", "wrong_type"),
    ("alertmanager", intakes.generic(), "version", "wrong_type"),
    ("alertmanager", intakes.alertmanager(), "alerts", "missing_field"),
    ("alertmanager", intakes.alertmanager(*[alert("a")] * 201), "alerts", "too_long"),
    ("alertmanager", intakes.alertmanager({"status": "firing"}), "alerts.0.fingerprint", "missing_field"),
    ("alertmanager", intakes.alertmanager({**alert("a"), "labels": {"job": 5}}), "alerts.0.labels.job", "wrong_type"),
]


@pytest.mark.parametrize(("name", "content", "field", "key"), WRONG)
def test_what_is_not_understood_is_refused_with_its_field(name: str, content: Any, field: str, key: str) -> None:
    """house:form. Never taken for something else: one refusal, with the field and the rule."""
    raw = content if isinstance(content, bytes) else body(content)
    with pytest.raises(Refused) as no:
        FORMATS[name](Sent(body=raw, headers=JSON))
    assert (no.value.clause, no.value.key, no.value.field) == ("house:form", key, field)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
SHAPED = st.one_of(
    ANY,
    st.fixed_dictionaries({"key": ANY, "title": ANY}, optional={"facts": ANY, "started": ANY, "status": ANY}),
    st.fixed_dictionaries({"specversion": st.just("1.0"), "id": ANY, "source": ANY, "type": ANY}, optional={"data": ANY, "time": ANY}),
    st.fixed_dictionaries({"version": st.just("4"), "alerts": st.lists(ANY, max_size=2)}, optional={"groupKey": ANY}),
    st.binary(max_size=60),
)


@given(content=SHAPED, name=st.sampled_from(sorted(FORMATS)), one_per=st.sampled_from(["alert", "group"]))
def test_no_body_is_a_fault_of_ours(content: Any, name: str, one_per: str) -> None:
    """house:form. Whatever is sent is read or refused."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    found: Sequence[Noticed] = ()
    with suppress(Refused):
        found = FORMATS[name](Sent(body=raw, headers=JSON, one_per=one_per))
    assert all(0 < len(each.key) <= 200 for each in found)


# --- who sends --------------------------------------------------------------------------------------


def test_a_signature_of_standard_webhooks(sources: Mapping[str, Source]) -> None:
    """house:alerts. The published example of the specification's own libraries; any of several signatures will do."""
    secret = proof.secret_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    assert proof.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}') == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )
    headers = signed(b"{}", name="msg_1", at=NOW)
    headers[proof.SIGNATURE] = f"v1a,other v1,AAAA {headers[proof.SIGNATURE]}"
    assert proof.check(sources["events"], headers, b"{}", NOW) == "msg_1"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(b"{}", secret=b"another secret of the same size.", at=NOW),
        signed(b"{ }", at=NOW),
        signed(b"{}", at=NOW - timedelta(minutes=6)),
        signed(b"{}", at=NOW + timedelta(minutes=6)),
        signed(b"{}", at=NOW) | {proof.ID: "another"},
        signed(b"{}", at=NOW) | {proof.TIMESTAMP: "soon"},
        signed(b"{}", at=NOW) | {proof.TIMESTAMP: "²"},
        signed(b"{}", at=NOW) | {proof.SIGNATURE: "ÿ"},
        BEARER,
    ],
)
def test_what_proves_nothing_is_not_taken(sources: Mapping[str, Source], headers: Mapping[str, str]) -> None:
    """house:alerts. Another secret, body, id or instant; and a token where none was agreed on."""
    with pytest.raises(proof.NotProven):
        proof.check(sources["events"], headers, b"{}", NOW)


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer ÿ"])
def test_a_token_for_what_cannot_sign(sources: Mapping[str, Source], shown: str) -> None:
    """house:alerts. RFC 6750; names no delivery. Beside a secret a wrong signature is not saved by the token."""
    assert proof.check(sources["monitoring"], BEARER, b"{}", NOW) == ""
    with pytest.raises(proof.NotProven):
        proof.check(sources["monitoring"], {"authorization": shown}, b"{}", NOW)
    with pytest.raises(proof.NotProven):
        proof.check(sources["probe"], signed(b"{}", secret=b"x" * 32, at=NOW) | BEARER, b"{}", NOW)


# --- the file ---------------------------------------------------------------------------------------


def test_secrets_are_never_printed(sources: Mapping[str, Source]) -> None:
    """house:alerts. Neither by a source, nor by what is wrong with the file."""
    assert TOKEN not in repr(sources)
    assert repr(SECRET) not in repr(sources)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format: alertmanager", "format: nagios", "monitoring.format: one of"),
        (f"    token: {TOKEN}\n    title: what\n    lines", "    title: what\n    lines", "by a secret or a token"),
        (f"token: {TOKEN}", "token: short", "monitoring.token: a token has"),
        (f"secret: {WRITTEN}", "secret: whsec_short", "probe.secret: a secret is"),
        ("door_key: monitoring.key.json", "door_key: missing.json", "monitoring.door_key"),
        ("    always:", "    alwys:", "monitoring.alwys: known here are"),
        ("  monitoring:", "  Monitoring:", "named by small letters"),
        ("sources:", "source:", "known here are sources"),
    ],
)
def test_a_wrong_file_says_where(tmp_path: Path, old: str, new: str, said: str) -> None:
    """house:alerts. The process does not start; the sentence names the place and no secret."""
    file = intakes.written(tmp_path, intakes.SOURCES.replace(old, new, 1)).file
    with pytest.raises(ValueError, match=said) as no:
        read_sources(file)
    assert not any(each in str(no.value) for each in (TOKEN, WRITTEN, "whsec_short"))


# --- the form ---------------------------------------------------------------------------------------


def test_an_alert_fills_the_plans_form(sources: Mapping[str, Source]) -> None:
    """house:alerts. What is always so, what the gravity says, the machine's values, its title."""
    plan = pack().plans["incident-four-colour"]
    found = read("alertmanager", intakes.alertmanager(alert("a", severity="critical")))
    assert form_of(sources["monitoring"], found, plan) == {
        "harm": "system-down",
        "place": "db-1:9100",
        "what": "CPU of db-1 over 95 %",
    }
    found = read("alertmanager", intakes.alertmanager(alert("a", severity="unheard of")))
    assert form_of(sources["monitoring"], found, plan)["harm"] == "light-fault"


def test_values_are_such_as_a_line_and_a_signature_take(sources: Mapping[str, Source]) -> None:
    """house:signature. Whole numbers; a text too long is cut, for no alert is lost by its words; no fraction is rounded."""
    plan = pack().plans["incident-four-colour"]
    found = Noticed(key="k", title="x" * 5000, facts={"regions": "4", "loss": 600_000.0})
    form = form_of(sources["probe"], found, plan)
    assert (form["regions"], form["loss"]) == (4, 600_000)
    assert form["what"].endswith("…")
    assert len(form["what"]) == next(line.longest for line in plan.fields if line.name == "what")
    for value in (0.5, float("inf"), 10**12, {"a": 1}):
        with pytest.raises(Refused, match="wrong_type"):
            form_of(sources["probe"], Noticed(key="k", title="t", facts={"loss": value}), plan)


def test_the_example_that_is_shipped_fills_its_plans_form(tmp_path: Path) -> None:
    """CS 3.3. What the operator's guide and the deployment show is a file that is read, for a plan of the default pack."""
    shipped = YAML(typ="safe").load(DEPLOYED)["stringData"]["intake.yaml"]
    keys = intakes.written(tmp_path, shipped.replace('token: ""', f"token: {TOKEN}"))
    source = read_sources(keys.file)["monitoring"]
    plan = pack().plans[source.plan]
    assert isinstance(plan, IncidentPlan)
    assert plan.alerts is not None
    assert source.machine in plan.alerts.machines
    for severity, level in (("warning", "ordinary"), ("critical", "hard")):
        form = form_of(source, read("alertmanager", intakes.alertmanager(alert("a", severity=severity))), plan)
        assert list(faults(plan, form, people(), whole=True)) == []
        assert plan.worst(form) == level


@given(facts=st.dictionaries(st.sampled_from(["harm", "regions", "loss", "place", "what", "other"]) | st.text(max_size=5), ANY, max_size=4))
def test_no_facts_are_a_fault_of_ours(facts: dict[str, Any]) -> None:
    """house:form. Whatever is said of the form is taken as the plan wants it, or refused."""
    source = Source(name="probe", machine=PersonId("monitoring"), format="generic", plan="incident-four-colour", door=DOOR, title="what")
    plan = pack().plans[source.plan]
    with suppress(Refused):
        form = form_of(source, Noticed(key="k", title="t", facts=facts), plan)
        wanted = command_in("incident", "open", {"plan": plan.name, "fields": form, "alert": "k"})
        check_form(plan, wanted.fields, people(), whole=True)
        payload = {"id": "1", "by": "monitoring", "asked_at": NOW.isoformat(), "fields": wanted.fields}
        assert sign(DOOR, payload, case="incident-x", command="open", expires=NOW)


def test_formats_are_described() -> None:
    """house:alerts. Each has a sentence that says its shape."""
    assert all(read.__doc__ for read in formats.FORMATS.values())
