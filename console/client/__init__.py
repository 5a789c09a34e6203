"""A thin client of the console's API.

    async with Bylaw("https://bylaw.example.org", token="bylaw_…") as bylaw:
        opened = await bylaw.open("contract-loan", {"contract": "HT-2026-001", "purpose": "check the delivery terms"})
        await bylaw.approve(opened.case, shown=(await bylaw.case(opened.case)).shown)

Each command of a case is a method of its name; answers are `console.shapes`. What a console says no with is a `Problem`.
"""

from console.client.bylaw import Bylaw
from console.client.problem import Problem

__all__ = ["Bylaw", "Problem"]
