"""Letting a machine send alerts: its door key, registered; its secret, made here; its lines of the intake's file."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from activities.signatures import new_door_key, write_door_key
from console.intake.formats import FORMATS as KNOWN
from console.intake.sources import NAME
from domain.incidents.plan import IncidentPlan
from domain.kernel import Refused
from workers.cli.governing import ask, tell
from workers.cli.reach import DONE, Reach

FORMATS = tuple(KNOWN)
SAID = {
    "restart": {
        "en": "The console reads the file when it starts. Its address: POST /intake/",
        "zh": "控制台启动时读取此文件。接收地址：POST /intake/",
    },
    "secret": {"en": "the secret, shown this once here; it stands in the file", "zh": "密文在此只显示一次，已写入文件"},
}


async def add(reached: Reach, asked: argparse.Namespace) -> int:
    """Registered by one who may; only then is anything written."""
    machine = asked.machine or asked.name
    _may_be(reached, asked, machine)
    key, file = new_door_key(), asked.file.parent / f"{asked.name}.key.json"
    if file.exists():
        raise Refused("house:door-key", "key_id_used", field="key")
    content = {"key": key.key, "public": key.public, "title": asked.name, "machine": machine}
    outcome = await ask(reached, "add_door_key", content, reached.person(asked.person).id)
    if outcome.outcome != "done":
        return tell(outcome, asked.lang, "")
    secret = secrets.token_urlsafe(32) if asked.token else "whsec_" + b64encode(secrets.token_bytes(32)).decode()
    write_door_key(file, key)
    said = {"format": asked.format, "plan": asked.plan, "machine": machine, "door_key": file.name, "title": asked.title}
    _write(asked.file, asked.name, {**said, "token" if asked.token else "secret": secret})
    if asked.json:
        print(json.dumps({"source": asked.name, "machine": machine, "key": key.key, "secret": secret}))
        return DONE
    print(f"{SAID['restart'][asked.lang]}{asked.name}  ({SAID['secret'][asked.lang]})", file=sys.stderr)
    print(secret)
    return DONE


def _may_be(reached: Reach, asked: argparse.Namespace, machine: str) -> None:
    """The pack in force says which machines open incidents of the plan."""
    plan = reached.governed.pack_at(reached.at).plans.get(asked.plan)
    if not isinstance(plan, IncidentPlan):
        raise Refused("house:form", "no_such_plan", field="plan", plan=asked.plan[:80])
    if not NAME.fullmatch(asked.name):
        raise Refused("house:form", "wrong_type", field="source", wanted="a-z, 0-9, -")
    if plan.alerts is None or machine not in plan.alerts.machines:
        raise Refused("house:alerts" if plan.alerts is None else plan.alerts.clause, "machine_may_not", machine=machine)


def _write(file: Path, name: str, source: dict[str, Any]) -> None:
    """Beside what stands there, which keeps its comments; for its owner's eyes only."""
    yaml = YAML()
    content = (yaml.load(file) if file.exists() else None) or {"sources": {}}
    if name in content["sources"]:
        raise Refused("house:form", "wrong_type", field="source", wanted="a new name")
    content["sources"][name] = source
    made = file.with_name(f".{file.name}.new")
    with os.fdopen(os.open(made, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        yaml.dump(content, out)
    made.replace(file)
