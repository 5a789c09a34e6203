"""The API, one module a subject. The same desk as the pages, as JSON."""

from __future__ import annotations

from console.api import me

ROUTERS = (me.router,)
