"""One attempt of an activity: it says that it lives, and what stops it is said in Temporal's terms and in one line of the log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from domain.kernel import Rejected, Unavailable
from eventlog import errors

BEAT: Final = 4.0  # seconds; the loop takes a worker for dead after some of them

_say = structlog.get_logger(__name__)


class Later(Exception):
    """Not now and nothing is wrong: come back after `pause`."""

    def __init__(self, pause: timedelta) -> None:
        super().__init__(pause)
        self.pause = pause


@asynccontextmanager
async def attempt() -> AsyncIterator[None]:
    """What may pass is tried again and is nobody's failure; what was rejected is not tried again."""
    beating = asyncio.create_task(_beat()) if activity.in_activity() else None
    try:
        yield
    except Later as later:
        raise ApplicationError(
            "waits for its time", type="Later", category=ApplicationErrorCategory.BENIGN, next_retry_delay=later.pause
        ) from None
    except (Unavailable, errors.Unavailable, OSError) as trouble:
        _tell(trouble)
        raise ApplicationError("not now", type="Unavailable", category=ApplicationErrorCategory.BENIGN) from trouble
    except Rejected as no:
        raise ApplicationError(str(no)[:200], type="Rejected", non_retryable=True) from no
    finally:
        if beating is not None:
            beating.cancel()


def _tell(trouble: Exception) -> None:
    """One line, without where in the code it was: it is expected, and comes again with each attempt."""
    about = {}
    if activity.in_activity():
        info = activity.info()
        about = {"activity": info.activity_type, "case": info.workflow_id, "attempt": info.attempt}
    _say.warning("not now", reason=f"{type(trouble).__name__}: {trouble}"[:200], **about)


async def _beat() -> None:
    while True:
        await asyncio.sleep(BEAT)
        activity.heartbeat()
