"""The API, one module a subject. The same desk as the pages, as JSON."""

from __future__ import annotations

from console.api import (
    cases,
    chain,
    changes,
    evidence,
    exercises,
    figures,
    house,
    ledger,
    library,
    me,
    organisation,
    pack,
    plans,
    roster,
    sources,
    tasks,
)

MODULES = (
    me,
    tasks,
    cases,
    chain,
    evidence,
    ledger,
    library,
    plans,
    exercises,
    pack,
    organisation,
    roster,
    sources,
    figures,
    house,
    changes,
)
ROUTERS = tuple(each.router for each in MODULES)
OPEN = (house.open_router,)
"""What anybody may ask."""
