"""Letting machines in that send alerts."""

from __future__ import annotations

from fastapi import APIRouter

from console.api.http import WRITING, Key, problems
from console.api.pack import governed
from console.callers import Calling, Reached
from console.desk.cases import command_id
from console.desk.governing import govern
from console.intake.letting import may_be
from console.shapes import rules as r
from console.shapes import sources as s

router = APIRouter(tags=["rules"])


@router.post("/sources", status_code=201, responses=problems(*WRITING), summary="Let a machine send alerts")
async def let_in(reached: Reached, caller: Calling, asked: s.Source, key: Key = "") -> r.Governed:
    """Its door key counts from now on, for that machine alone. The operator's file is made by whoever keeps it. `made` is the key's id."""
    may_be(reached.governed.pack_at(caller.at), asked.plan, asked.source, asked.machine)
    command = str(command_id(caller, key))
    content = {"key": asked.key, "public": asked.public, "title": asked.source, "machine": asked.machine}
    return governed(await govern(reached, caller, "add_door_key", content, key=command), command)
