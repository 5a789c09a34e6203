"""The kinds of case that the lists know."""

from __future__ import annotations

from collections.abc import Mapping

from domain.kinds import KINDS as OTHERS
from views import casework
from views.requests import REQUESTS
from views.telling import Kind

KINDS: Mapping[str, Kind] = {"request": REQUESTS, **{each.DECIDER.kind.name: casework.kind(each) for each in OTHERS}}
