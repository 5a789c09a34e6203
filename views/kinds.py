"""The kinds of case that the lists know."""

from __future__ import annotations

from collections.abc import Mapping

from views.requests import REQUESTS
from views.telling import Kind

KINDS: Mapping[str, Kind] = {"request": REQUESTS}
