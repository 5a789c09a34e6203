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

from activities.signatures import DoorSecret, new_door_key, write_door_key
from console.intake.formats import FORMATS as KNOWN
from console.intake.letting import may_be
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
    may_be(reached.governed.pack_at(reached.at), asked.plan, asked.name, machine_of(asked))
    key = new_key(asked)
    content = {"key": key.key, "public": key.public, "title": asked.name, "machine": machine_of(asked)}
    outcome = await ask(reached, "add_door_key", content, reached.person(asked.person).id)
    return kept(asked, key) if outcome.outcome == "done" else tell(outcome, asked.lang, "")


def machine_of(asked: argparse.Namespace) -> str:
    """Whom the key vouches for."""
    return str(asked.machine or asked.name)


def new_key(asked: argparse.Namespace) -> DoorSecret:
    """Made before it is registered. Refused where the file or the source is there already: nothing of either is written over."""
    if _key_file(asked).exists():
        raise Refused("house:door-key", "key_id_used", field="key")
    if asked.name in _content(asked.file)["sources"]:
        raise Refused("house:form", "wrong_type", field="source", wanted="a new name")
    return new_door_key()


def kept(asked: argparse.Namespace, key: DoorSecret) -> int:
    """It is registered: the key and the source's lines are written beside each other, and the secret is said once."""
    secret = secrets.token_urlsafe(32) if asked.token else "whsec_" + b64encode(secrets.token_bytes(32)).decode()
    file, machine = _key_file(asked), machine_of(asked)
    write_door_key(file, key)
    said = {"format": asked.format, "plan": asked.plan, "machine": machine, "door_key": file.name, "title": asked.title}
    _write(asked.file, asked.name, {**said, "token" if asked.token else "secret": secret})
    if asked.json:
        print(json.dumps({"source": asked.name, "machine": machine, "key": key.key, "secret": secret}))
        return DONE
    print(f"{SAID['restart'][asked.lang]}{asked.name}  ({SAID['secret'][asked.lang]})", file=sys.stderr)
    print(secret)
    return DONE


def _key_file(asked: argparse.Namespace) -> Path:
    found: Path = asked.file.parent / f"{asked.name}.key.json"
    return found


def _content(file: Path) -> Any:
    """What stands in the file, which keeps its comments."""
    return (YAML().load(file) if file.exists() else None) or {"sources": {}}


def _write(file: Path, name: str, source: dict[str, Any]) -> None:
    """Beside what stands there; for its owner's eyes only."""
    content = _content(file)
    content["sources"][name] = source
    made = file.with_name(f".{file.name}.new")
    with os.fdopen(os.open(made, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        YAML().dump(content, out)
    made.replace(file)
