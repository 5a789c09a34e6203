"""What a console said no with."""

from __future__ import annotations

from typing import Any

import httpx

from console.shapes import common

NOWHERE = "urn:bylaw:problem:unreachable"


class Problem(Exception):
    """Why something was not done: the console's own words (RFC 9457), the rule's `clause`, the `field` at fault, and a `key` for programs.

    `status` 0: no console answered at the address, or what answered is none.
    """

    def __init__(self, said: common.Problem) -> None:
        super().__init__(said.detail)
        self.status = said.status
        self.type = said.type
        self.title = said.title
        self.detail = said.detail
        self.clause = said.clause
        self.field = said.field
        self.key = said.key

    @property
    def passing(self) -> bool:
        """Whether the same may be sent again by and by: nothing answered, something was away, or it was too often."""
        return self.status in (0, 429, 502, 503, 504)


def of_answer(answer: httpx.Response) -> Problem:
    """The problem in an answer; one of our own words where something else than a console answered."""
    try:
        return Problem(common.Problem.model_validate_json(answer.content))
    except ValueError:
        return unreachable(f"{answer.url} answers {answer.status_code}, but not as a console does", status=answer.status_code)


def not_chosen(person: str, status: int) -> Problem:
    """The console chooses nobody of this name: it is none for trying, or nobody is called so."""
    detail = f"{person[:80]} cannot be chosen there: nobody is called so, or people sign in by other means"
    return Problem(common.Problem(type="urn:bylaw:problem:not-signed-in", title="Not signed in", status=status, detail=detail))


def unreachable(detail: str, *, status: int = 0) -> Problem:
    """Nobody there."""
    told: dict[str, Any] = {"type": NOWHERE, "title": "Not reachable", "status": status, "detail": detail}
    return Problem(common.Problem(**told))
