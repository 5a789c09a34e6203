"""Machines that send alerts: their file, their keys, and bodies as they really come."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from activities.signatures import DoorSecret, new_door_key, write_door_key
from console.intake.proof import ID, SIGNATURE, TIMESTAMP, signature

SECRET = b"0123456789abcdef0123456789abcdef"
WRITTEN = "whsec_" + b64encode(SECRET).decode()
TOKEN = "a-token-that-is-long-enough"
SOURCES = f"""
sources:
  monitoring:
    format: alertmanager
    plan: incident-four-colour
    door_key: monitoring.key.json
    token: {TOKEN}
    title: what
    lines: {{place: labels.instance}}
    always: {{harm: light-fault}}
    by: labels.severity
    facts: {{critical: {{harm: system-down}}}}
  probe:
    format: generic
    plan: incident-four-colour
    machine: monitoring
    door_key: monitoring.key.json
    secret: {WRITTEN}
    token: {TOKEN}
    title: what
  events:
    format: cloudevents
    plan: incident-four-colour
    machine: monitoring
    door_key: monitoring.key.json
    secret: {WRITTEN}
    title: what
    always: {{harm: light-fault}}
  stranger:
    format: generic
    plan: incident-four-colour
    door_key: stranger.key.json
    token: {TOKEN}
"""
BEARER = {"authorization": f"Bearer {TOKEN}"}


@dataclass(frozen=True)
class Keys:
    """What `bylaw sign --new-key` makes."""

    monitoring: DoorSecret
    stranger: DoorSecret
    file: Path


def written(folder: Path, text: str = SOURCES) -> Keys:
    """The file of sources, and the keys beside it."""
    keys = Keys(new_door_key(), new_door_key(), folder / "intake.yaml")
    write_door_key(folder / "monitoring.key.json", keys.monitoring)
    write_door_key(folder / "stranger.key.json", keys.stranger)
    keys.file.write_text(text)
    return keys


def signed(body: bytes, *, secret: bytes = SECRET, name: str = "", at: datetime | None = None) -> dict[str, str]:
    """The headers of Standard Webhooks."""
    named, when = name or f"msg_{uuid4().hex}", str(int((at or datetime.now(UTC)).timestamp()))
    return {ID: named, TIMESTAMP: when, SIGNATURE: signature(secret, named, when, body)}


def generic(key: str = "cpu/db-1", **more: Any) -> dict[str, Any]:
    """What a probe of one's own sends."""
    return {"key": key, "title": "CPU of db-1 over 95 %", "facts": {"harm": "light-fault"}, "started": "2026-03-09T02:00:00Z", **more}


def cloudevent(key: str = "", **more: Any) -> dict[str, Any]:
    """As an event router hands it on, with an extension of its own."""
    return {
        "specversion": "1.0",
        "id": uuid4().hex,
        "source": "/sensors/hall-3",
        "type": "com.example.smoke.detected",
        "subject": "sensor-17",
        "time": "2026-03-09T02:00:00.123456789Z",
        "datacontenttype": "application/json",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "data": {"title": "Smoke in hall 3", "facts": {"place": "hall 3"}, **({"key": key} if key else {})},
        **more,
    }


def alert(fingerprint: str, severity: str = "warning", status: str = "firing", started: str = "2026-03-09T02:00:00.52Z") -> dict[str, Any]:
    """One alert of Prometheus, as Alertmanager sends it."""
    return {
        "status": status,
        "labels": {"alertname": "HighCPU", "instance": "db-1:9100", "job": "node", "severity": severity},
        "annotations": {"summary": "CPU of db-1 over 95 %", "description": "For 10 minutes."},
        "startsAt": started,
        "endsAt": "0001-01-01T00:00:00Z" if status == "firing" else "2026-03-09T02:30:00Z",
        "generatorURL": "http://prometheus:9090/graph?g0.expr=cpu",
        "fingerprint": fingerprint,
    }


def alertmanager(*alerts: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A group, as Alertmanager's webhook receiver posts it."""
    return {
        "receiver": "bylaw",
        "status": "firing",
        "alerts": list(alerts),
        "groupLabels": {"alertname": "HighCPU"},
        "commonLabels": {"alertname": "HighCPU", "job": "node"},
        "commonAnnotations": {},
        "externalURL": "http://alertmanager:9093",
        "version": "4",
        "groupKey": '{}:{alertname="HighCPU"}',
        "truncatedAlerts": 0,
        **more,
    }


def body(content: Any) -> bytes:
    return json.dumps(content).encode()
