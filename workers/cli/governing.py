"""What the commands of governance share: the command line's own key, signing with it, and saying what came of it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from temporalio.client import Client
from temporalio.service import RPCError

from activities.ask_governance import wake_open, wish
from activities.govern import Affected, Governing, Governor, Outcome
from domain.kernel import CaseId, Refused
from domain.words import sentence
from eventlog.errors import Unavailable
from views.errors import NotBuilt
from workers.cli.reach import DONE, REFUSED, Reach
from workers.door_key import own_key
from workers.settings import NotReachable


async def ask(reached: Reach, command: str, content: Mapping[str, Any], by: str) -> Outcome:
    """One governance command, signed if this command line's key is known there."""
    governor = Governor(
        reached.log, reached.governed, reached.keyring, unsigned_allowed=reached.settings.embedded, wake=partial(wake, reached)
    )
    return await governor.govern(signed(reached, command, content, by))


async def wake(reached: Reach, _affected: Affected) -> Sequence[CaseId]:
    """Tell every open case to ask the rules anew. What cannot be told sees the change at its next decision all the same."""
    try:
        client = await Client.connect(reached.settings.temporal, namespace=reached.settings.namespace)
        return await wake_open(client, reached.reader)
    except (NotReachable, NotBuilt, Unavailable, RPCError, RuntimeError) as trouble:
        print(f"open cases see this at their next decision ({trouble})", file=sys.stderr)
        return ()


def signed(reached: Reach, command: str, content: Mapping[str, Any], by: str) -> Governing:
    """The command as this door hands it over."""
    return wish(own_key(reached.settings), reached.governed, command, content, by=by, at=reached.at)


def tell(outcome: Outcome, lang: str, done: str) -> int:
    """Say what came of it; the exit code."""
    match outcome.outcome:
        case "refused" if outcome.refusal is not None:
            print(sentence(outcome.refusal, lang), file=sys.stderr)
            return REFUSED
        case "moot":
            print("已是如此" if lang == "zh" else "nothing to do: it is so already")
        case _:
            print("\n".join(f"{done} {name}" for name in outcome.made))
    return DONE


def instant(text: str, zone: str) -> datetime:
    """ISO 8601, or `now`; without an offset in the organisation's zone. Refused (house:form) when it is none."""
    if text == "now":
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("house:form", "wrong_type", field=text[:40], wanted="ISO 8601") from None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))
