"""How this part joins the kind."""

from __future__ import annotations

from domain.incidents.area import Area

AREA = Area()
