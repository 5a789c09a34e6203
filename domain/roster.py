"""Who is on duty when, and when nobody is: the roster of one post over a stretch of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.organisation import Organisation, Shift
from domain.policy import Plan, Role, parts

FURTHEST: Final = timedelta(days=400)
"""How far ahead a roster goes: a window, a calendar that is read, a question about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """From `start` (in) until `end` (out) nobody is on duty for the post."""

    post: str
    start: datetime
    end: datetime


def shifts(org: Organisation, post: str, start: datetime, until: datetime) -> tuple[Shift, ...]:
    """The post's windows that touch this time, the earliest first; of people who have left none."""
    found = (each for each in org.shifts if each.post == post and each.start < until and start < each.end)
    working = (each for each in found if each.person in org.people and org.people[each.person].active)
    return tuple(sorted(working, key=lambda each: (each.start, each.end, each.id)))


def gaps(org: Organisation, post: str, start: datetime, until: datetime) -> tuple[Gap, ...]:
    """Every stretch of this time in which nobody is on duty for the post, in order: with the windows they make up the whole."""
    return tuple(_gaps(org, post, start, until))


def _gaps(org: Organisation, post: str, start: datetime, until: datetime) -> Iterator[Gap]:
    covered = start
    for shift in shifts(org, post, start, until):
        if shift.start > covered:
            yield Gap(post=post, start=covered, end=shift.start)
        covered = max(covered, shift.end)
    if covered < until:
        yield Gap(post=post, start=covered, end=until)


def asked_for(org: Organisation, plans: Iterable[Plan]) -> tuple[str, ...]:
    """The posts for which some plan asks whoever is on duty, in the order of posts."""
    named = {role.of for plan in plans for role in parts(plan, Role) if role.kind == "duty"}
    return tuple(post for post in org.posts if post in named)


def rostered(org: Organisation, plans: Iterable[Plan]) -> tuple[str, ...]:
    """The posts that have a roster: a plan asks whoever is on duty for them, or somebody is. In the order of posts."""
    known = {*asked_for(org, plans), *(shift.post for shift in org.shifts)}
    return tuple(post for post in org.posts if post in known)


def by_duty(basis: str, post: str) -> bool:
    """Whether somebody acts because they are on duty for the post, or stand in for whoever is; `basis` as `Holder` has it."""
    return f"on duty for {post} until " in basis
