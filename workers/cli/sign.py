"""``bylaw sign``: a signed command for a bare Temporal client, and the keys that doors sign with."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from activities.signatures import ENVELOPE, DoorSecret, new_door_key, read_door_key, sign, write_door_key
from domain.kernel import CaseId, Refused, case_id, uuid_of
from domain.words import sentence
from workers.cli.governing import ask, tell
from workers.cli.reach import DONE, REFUSED, WRONG_USE, Reach, carry_out
from workers.door_key import key_path
from workers.settings import Settings


def add_parsers(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "sign",
        help="sign a command for a bare Temporal client; make and register door keys",
        description="Prints one JSON object: send it as the only argument of the signal COMMAND to the workflow CASE. "
        "To open a case, give the kind as CASE; the new case's id is told on standard error.",
        epilog="examples: bylaw sign request-8f… approve --as lin;  "
        "bylaw sign request open --as ding --field plan=contract-loan --field fields.contract=C-7;  "
        "bylaw sign --new-key --key intake.json;  bylaw sign --register --key intake.json --machine alarm-intake --as bai",
    )
    parser.add_argument("case", nargs="?", metavar="CASE", help="the case's id, or the kind of the case that is opened")
    parser.add_argument("command", nargs="?", metavar="COMMAND", help="such as approve")
    parser.add_argument("--as", dest="by", metavar="PERSON", help="for whom the key vouches")
    parser.add_argument("--field", action="append", default=[], metavar="K=V", help="text; K:=JSON for anything else; a.b=… goes inside a")
    parser.add_argument("--shown", default="", metavar="DIGEST", help="digest of what was shown to who decides")
    parser.add_argument("--id", dest="command_id", metavar="UUID", help="the command's id (default: a new one)")
    parser.add_argument("--hours", type=int, default=24, help="how long the signature counts (default: 24)")
    parser.add_argument("--key", type=Path, metavar="FILE", help=f"the key's file (default: {key_path(Settings()).name} in BYLAW_HOME)")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--new-key", action="store_true", help="make a key and keep it in the file")
    way.add_argument("--register", action="store_true", help="let the key vouch for people, or with --machine for that machine")
    way.add_argument("--withdraw", metavar="KEY", help="believe nothing more that this key signed; wants --reason")
    parser.add_argument("--machine", help="with --register: the one machine that the key vouches for")
    parser.add_argument("--title", default="", help="with --register: what door it is")
    parser.add_argument("--reason", default="", help="with --withdraw: why")
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """0 done, 1 refused, 2 wrong use, 3 not reachable."""
    try:
        return _way(asked)
    except Refused as refused:
        print(sentence(refused, asked.lang), file=sys.stderr)
        return REFUSED
    except (OSError, ValueError) as error:
        print(f"bylaw sign: {error}", file=sys.stderr)
        return WRONG_USE


def _way(asked: argparse.Namespace) -> int:
    file = asked.key or key_path(Settings())
    if asked.new_key:
        return _new(file)
    if not asked.by:
        raise ValueError("--as PERSON says for whom")
    if asked.withdraw:
        return carry_out(lambda reached: withdraw(reached, asked), asked.lang)
    if asked.register:
        secret = read_door_key(file)
        return carry_out(lambda reached: register(reached, asked, secret), asked.lang)
    if not (asked.case and asked.command):
        raise ValueError("CASE and COMMAND say what is signed")
    return _print(asked, read_door_key(file))


def _new(file: Path) -> int:
    secret = new_door_key()
    file.parent.mkdir(parents=True, exist_ok=True)
    write_door_key(file, secret)
    print(json.dumps({"key": secret.key, "public": secret.public, "file": str(file)}))
    return DONE


def _print(asked: argparse.Namespace, secret: DoorSecret) -> int:
    """The signed payload on standard output; needs no server."""
    payload = payload_of(asked.field, by=asked.by, shown=asked.shown, command_id=asked.command_id)
    case = _case(asked.case, UUID(payload["id"]))
    if case != asked.case:
        print(f"case {case}", file=sys.stderr)
    expires = datetime.fromisoformat(payload["asked_at"]) + timedelta(hours=asked.hours)
    print(json.dumps(sign(secret, payload, case=case, command=asked.command, expires=expires), ensure_ascii=False))
    return DONE


def payload_of(fields: list[str], *, by: str, shown: str = "", command_id: str | None = None) -> dict[str, Any]:
    """An envelope with the command's own fields beside it. ValueError says what cannot be read."""
    payload: dict[str, Any] = {"id": str(UUID(command_id) if command_id else uuid4()), "by": by, "asked_at": datetime.now(UTC).isoformat()}
    if shown:
        payload["shown"] = shown
    for field in fields:
        name, value = _field(field)
        if name.split(".")[0] in ENVELOPE:
            raise ValueError(f"{name} is no field of a command")
        _put(payload, name, value)
    return payload


def _put(payload: dict[str, Any], name: str, value: Any) -> None:
    """Set `a.b` inside `a`."""
    *path, last = name.split(".")
    inside: Any = payload
    for step in path:
        inside = inside.setdefault(step, {}) if isinstance(inside, dict) else None
    if not isinstance(inside, dict) or last in inside:
        raise ValueError(f"{name} is given twice")
    inside[last] = value


def _field(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip(":"):
        raise ValueError(f"--field wants K=V, not {text[:40]!r}")
    return (name[:-1], json.loads(value)) if name.endswith(":") else (name, value)


def _case(text: str, command: UUID) -> CaseId:
    """The case as it is, or the one that this command opens."""
    try:
        uuid_of(CaseId(text))
    except ValueError:
        if not text.isidentifier():
            raise ValueError(f"{text[:80]!r} is neither a case id nor a kind of case") from None
        return case_id(text, command)
    return CaseId(text)


async def register(reached: Reach, asked: argparse.Namespace, secret: DoorSecret) -> int:
    """Believe a key from now on."""
    content: dict[str, Any] = {"key": secret.key, "public": secret.public, "title": asked.title or asked.machine or "door"}
    if asked.machine:
        content["machine"] = asked.machine
    return tell(await ask(reached, "add_door_key", content, asked.by), asked.lang, "已登记" if asked.lang == "zh" else "registered")


async def withdraw(reached: Reach, asked: argparse.Namespace) -> int:
    """Believe it no longer."""
    content = {"key": asked.withdraw, "reason": asked.reason}
    return tell(await ask(reached, "withdraw_door_key", content, asked.by), asked.lang, "已撤销" if asked.lang == "zh" else "withdrawn")
