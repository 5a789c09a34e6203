"""One message of our own to one person, beside any case: a week, late clocks, gaps in a roster."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

import structlog

from activities.attempt import Later
from activities.letters import Line
from activities.notices import Notice
from activities.post import Post
from domain.kernel import Clause, PersonId, Rejected, Unavailable

_say = structlog.get_logger(__name__)


async def tell_one(post: Post, event: UUID, person: PersonId, line: Line | None, *, about: str, clause: Clause = "", **where: Any) -> bool:
    """Whether they were told, or never can be; otherwise it is to be tried again. The same event tells nobody twice; no line says nothing.

    `where` stands in the log beside what went wrong: nothing personal.
    """

    async def says(_: Notice) -> Line | None:
        return line

    notice = Notice(key=uuid5(event, person), to=person, case="", event=event, duty=about, about=about, clause=clause, alone=True)
    try:
        await post.deliver([notice], says)
    except (Later, Unavailable) as trouble:
        _say.warning("not now", about=about, reason=str(trouble)[:200], **where)
        return False
    except Rejected as no:
        _say.error("cannot be told", about=about, person=person, reason=str(no)[:200], **where)
    return True
