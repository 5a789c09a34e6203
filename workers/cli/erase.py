"""``bylaw erase outsiders``: customers whom an incident's case told are deleted from it; that they were told stays in the record."""

from __future__ import annotations

import argparse
from typing import Any

from activities.custody import erase_outsiders
from domain.kernel import Refused
from workers.cli.reach import DONE, Reach, carry_out
from workers.cli.sight import page_of, sight_of

RULE = "house:outsiders"
SAID = {
    "en": "{case}: who those outside are cannot be read any more",
    "zh": "{case}：外部人员的个人信息已无法读取",
}


def add_parsers(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("erase", help="delete people from the record", description="Delete people from what the record tells.")
    whom = parser.add_subparsers(metavar="WHOM", required=True)
    outsiders = whom.add_parser(
        "outsiders",
        help="customers whom a case told: their names and contacts",
        description="Their key is destroyed: what stands in the log still proves what it proved, but who they are nobody reads any more.",
    )
    outsiders.add_argument("case", metavar="CASE", help="its id, or its number")
    outsiders.add_argument("--as", dest="person", metavar="PERSON", required=True, help="who asks: a handle of the organisation, or an id")
    outsiders.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")
    outsiders.set_defaults(run=lambda asked: carry_out(lambda reached: erase(reached, asked), asked.lang))


async def erase(reached: Reach, asked: argparse.Namespace) -> int:
    """By whoever may read the log of this case as it is stored. Refused (house:outsiders) for anybody else."""
    case, person = await reached.case(asked.case), reached.person(asked.person)
    sight = sight_of(reached, await page_of(reached, case), person)
    if not sight.case:
        raise Refused("house:form", "unknown_case", field="case")
    if not sight.stored:
        raise Refused(RULE, "may_not_erase")
    await erase_outsiders(reached.log, reached.governed, reached.keyring, by=person.id, case=case, basis=sight.basis, at=reached.at)
    print(SAID[asked.lang].format(case=await reached.reader.number_of(case) or case))
    return DONE
