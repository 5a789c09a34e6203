"""The API, one module a subject. The same desk as the pages, as JSON."""

from __future__ import annotations

from console.api import cases, changes, evidence, figures, house, me, organisation, pack, plans, tasks

MODULES = (me, tasks, cases, evidence, plans, pack, organisation, figures, house, changes)
ROUTERS = tuple(each.router for each in MODULES)
OPEN = (house.open_router,)
"""What anybody may ask."""
