"""The decider of each kind of case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from domain import requests
from domain.kernel import Agenda, Asked, ClaimKey, Decision, Duty, Holder, Offer, PersonId, Recorded
from domain.kinds import KINDS
from domain.policy import Plan
from domain.rail import Station
from domain.rules import Rules


class Decider(Protocol):
    """What every kind of case brings (see `domain.kernel`), and what doors ask of it.

    `offers` lists what may be asked now, and by whom; `recipients` who hears of a duty; `asked` of whom something is asked,
    `people_in` who gets a part by an event; `shown` is the digest of what is decided on; `preview` what would come of an opening,
    with the claims that `preview_claims` names; `rail` its way as a picture.
    """

    OPENINGS: frozenset[str]
    """The wire names of the commands that open a case."""
    claims: Callable[[Any, Asked, Rules], tuple[ClaimKey, ...]]
    decide: Callable[[Any, Asked, Rules], Decision]
    evolve: Callable[[Any, Recorded], Any]
    agenda: Callable[[Any], Agenda]
    offers: Callable[[Any, Rules, datetime], tuple[Offer, ...]]
    recipients: Callable[[Any, Duty, Rules, datetime], tuple[Holder, ...]]
    asked: Callable[[Any, Rules, datetime], frozenset[PersonId]]
    people_in: Callable[[Any], frozenset[PersonId]]
    shown: Callable[[Any], str]
    preview: Callable[[Rules, PersonId, Mapping[str, Any], datetime], Any]
    preview_claims: Callable[[Plan, PersonId, Mapping[str, Any]], tuple[ClaimKey, ...]]
    rail: Callable[[Any, Rules, datetime], tuple[Station, ...]]


DECIDERS: Mapping[str, Any] = {"request": requests, **{each.DECIDER.kind.name: each.DECIDER for each in KINDS}}

__all__ = ["DECIDERS", "Agenda", "Decider", "Offer"]
