"""Handing a package out: only to whom the pack lets read the log as stored, and written down before anybody has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import IO

from activities.archive.package import Made, Source, make
from activities.chained import Chained, chained
from activities.custody import record_custody
from activities.governed import Governed
from activities.looks import record_look
from domain.kernel import CaseId, PersonId, Refused
from domain.reading import Sight
from views.reader import Reader

RULE = "house:need-to-know"


async def readable(source: Source, governed: Governed, lists: Reader, case: CaseId, at: datetime, who: PersonId) -> Chained:
    """The chain as far as its stored events are theirs to read. Refused when those of the case itself are not."""
    await governed.refresh()
    found = await chained(source.log, governed, lists, case, at, who)
    if not found.sights[case].stored:
        raise Refused(RULE, "may_not_export")
    stored = {each for each, sight in found.sights.items() if sight.case and sight.stored}
    whole = await lists.chain(case)
    return replace(found, shown=whole.shown(case, lambda each: each in stored))


async def hand_out(
    source: Source, governed: Governed, found: Chained, who: PersonId, at: datetime, target: IO[bytes], *, uncover: bool = False
) -> Made:
    """Make the package in `target`, which nobody may have before this returns. Raises as `make`, and `Unavailable`: then nobody gets it.

    `uncover` opens personal words that are shown on request; the look is recorded where the pack says so.
    """
    if uncover:
        found = await _uncovered(source, governed, found, who, at)
    made = await make(source, found, target)
    for case in made.cases:
        digests, basis = (made.manifest, *made.files.get(case, ())), found.sights[case].basis
        await record_custody(source.log, governed, by=who, case=case, digests=digests, basis=basis, at=at, exported=True)
    return made


async def _uncovered(source: Source, governed: Governed, found: Chained, who: PersonId, at: datetime) -> Chained:
    sights = dict(found.sights)
    for line in found.lines:
        sight = sights[line.case]
        if sight.personal == "on_request":
            await _look(source, governed, found, line.case, sight, who, at)
            sights[line.case] = replace(sight, personal="shown")
    return replace(found, sights=sights)


async def _look(source: Source, governed: Governed, found: Chained, case: CaseId, sight: Sight, who: PersonId, at: datetime) -> None:
    if sight.recorded:
        fields = tuple(line.name for line in found.pages[case].rules.plan.fields if line.personal)
        await record_look(source.log, governed, by=who, case=case, fields=fields, basis=sight.basis, at=at)
