"""The API, one module a subject. The same desk as the pages, as JSON."""

from __future__ import annotations

from console.api import cases, changes, house, me, organisation, pack, plans, tasks

ROUTERS = (me.router, tasks.router, cases.router, plans.router, pack.router, organisation.router, house.router, changes.router)
OPEN = (house.open_router,)
"""What anybody may ask."""
