"""The loop that all kinds of case share: a clock, an inbox and a courier. It knows no rule.

Handlers only take in. One loop acts: it has the next thing judged (a local activity, at the log), begins what is owed
beside itself, and rests until whatever comes first. What it knows can be lost at any time; the log knows it again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NoReturn

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.wire import WORLD, Carried, DutyAsk, DutyDone, DutyRef, Entry, JudgeAsk, Judged
    from workflows.duties import duty_end, duty_key, why
    from workflows.inbox import carried_over, derived_id, taken
    from workflows.shown import Shown, agenda_of, answer_of, summary_of

TRY = timedelta(seconds=3)
RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=2), maximum_attempts=4)
"""How long one judging is tried: 4 s if the log refuses, 16 s if it hangs. A person is then told "not recorded yet"; anything
else rests and is tried again. Bounded by attempts, since a local activity goes on past its `schedule_to_close_timeout` [SDK 1.35]."""
LONGEST_REST = 60.0
LONGEST_ATTEMPT = timedelta(minutes=2)
HEARTBEAT = timedelta(seconds=15)
"""One attempt at a duty: a notice may wait a while for others to go along with. A worker that died is known by its silence."""
SECOND_LOOK = timedelta(seconds=10)
"""A try that was given up may still reach the log; this long after, the loop looks once more."""
HARD = 2
"""How many times the suggested length a history may reach before it is cut without waiting for duties and traffic."""


class CaseWorkflow:
    """The base of every kind of case. A subclass has a name and a `run` that carries."""

    def __init__(self) -> None:
        self._inbox: deque[Entry] = deque()
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._duties: dict[str, asyncio.Task[None] | None] = {}  # None: ended, its end not judged yet
        self._spent: set[str] = set()
        self._taken = 0
        self._judged: Judged | None = None
        self._look_at: datetime | None = None
        self._look_twice = False
        self._rest_until: datetime | None = None
        self._failures = 0
        self._hard_limit = 0
        self._shown = Shown()

    # --- doors: they only take in ---------------------------------------------------------------

    @workflow.signal(dynamic=True)
    def take_signal(self, name: str, values: Sequence[RawValue]) -> None:
        """Any signal of any shape."""
        # The id of a bare signal: its number in this run. The run's original id survives a reset, after which the same
        # signals come again in the same order; the entry keeps the id when it is carried over.
        self._taken += 1
        seed = f"{workflow.info().original_execution_run_id}/{self._taken}"
        self._take(name, values, derived_id(workflow.info().workflow_id, seed))

    @workflow.update(dynamic=True)
    async def take_update(self, name: str, values: Sequence[RawValue]) -> dict[str, Any]:
        """Any Update of any shape; returns when it is judged."""
        # An Update may reach two runs when one hands over to the next: its own id makes that one command.
        update = workflow.current_update_info()
        key = derived_id(workflow.info().workflow_id, f"update/{update.id if update else ''}")
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = asyncio.Future()
            self._take(name, values, key)
        return await answer

    @workflow.query
    def agenda(self) -> dict[str, Any]:
        """Stage, version, what is owed and when the case looks again."""
        return agenda_of(self._judged)

    def _take(self, name: str, values: Sequence[RawValue], command_id: str) -> None:
        self._inbox.append(taken(name, values, command_id, workflow.now()))
        self._rest_until = None

    # --- the loop -------------------------------------------------------------------------------

    async def carry(self, carried: RawValue) -> None:
        """Wait for whatever comes first; act; rest. Ends when the rules want nothing more and nothing is owed."""
        self._inbox.extendleft(reversed(carried_over(carried)))
        self._look_at = workflow.now()
        while not (self._finished() and await self._alone() and self._finished()):
            await self._something_to_do()
            ask = self._next_ask()
            if ask is not None:
                await self._judge(ask)
                await asyncio.sleep(0)  # whoever was answered is gone before anything is decided by who is here
            self._begin_duties()
            await self._hand_over_if_long()

    def _finished(self) -> bool:
        judged = self._judged
        return judged is not None and judged.closed and not judged.owed and self._look_at is None and self._quiet()

    def _quiet(self) -> bool:
        return not self._inbox and not self._duties and not self._answers

    async def _something_to_do(self) -> None:
        """Rest until there is something in the inbox, an instant has come, or nothing is left to do."""
        if self._has_work():
            return
        until = self._wake_at()
        wait = None if until is None else max(until - workflow.now(), timedelta(0))
        if wait == timedelta(0):
            return
        summary = f"until {until:%Y-%m-%d %H:%M:%S} UTC" if until else None
        try:
            await workflow.wait_condition(self._has_work, timeout=wait, timeout_summary=summary)
        except TimeoutError:
            return

    def _has_work(self) -> bool:
        resting = self._rest_until is not None
        return (bool(self._inbox) and not resting) or self._finished() or self._may_hand_over()

    def _wake_at(self) -> datetime | None:
        if self._rest_until is not None:
            return self._rest_until
        judged = self._judged
        starts = [duty.not_before for duty in self._to_begin()]
        known = [self._look_at, judged.next if judged else None, *starts]
        return min((instant for instant in known if instant is not None), default=None)

    def _next_ask(self) -> JudgeAsk | None:
        """What to have judged now: what came in, a look after a failure or a start, a clock that is due."""
        now, info = workflow.now(), workflow.info()
        if self._rest_until is not None and now < self._rest_until:
            return None
        self._rest_until = None
        if self._inbox:
            return JudgeAsk(case=info.workflow_id, kind=info.workflow_type, now=now, entry=self._inbox.popleft())
        if self._look_at is not None and self._look_at <= now:
            return JudgeAsk(case=info.workflow_id, kind=info.workflow_type, now=now)
        if self._judged and self._judged.next and self._judged.next <= now:
            return JudgeAsk(case=info.workflow_id, kind=info.workflow_type, now=now, clock=True)
        return None

    # --- judging --------------------------------------------------------------------------------

    async def _judge(self, ask: JudgeAsk) -> None:
        try:
            judged = await workflow.execute_local_activity(
                "judge",
                ask,
                result_type=Judged,
                start_to_close_timeout=TRY,
                retry_policy=RETRY,
                summary=summary_of(ask),
            )
        except FailureError as failed:  # a local activity's own error comes bare, not as an ActivityError
            if is_cancelled_exception(failed):
                raise
            self._stumble(ask, failed)
        else:
            self._settle(ask, judged)

    def _settle(self, ask: JudgeAsk, judged: Judged) -> None:
        """Write down where the case stands, and answer whoever waits."""
        stuck = ask.clock and judged.next is not None and judged.next <= ask.now
        self._failures = self._failures if stuck else 0
        before, self._judged = self._judged, judged
        if stuck and before is not None and before.version == judged.version:
            self._rest()
        if self._look_at is not None and self._look_at <= ask.now:
            self._look_at, self._look_twice = (ask.now + SECOND_LOOK if self._look_twice else None), False
        if ask.entry is not None:
            self._answer(ask.entry, answer_of(judged, ask.case))
            self._end_of_duty(ask.entry, judged)
        self._shown.show(judged)

    def _stumble(self, ask: JudgeAsk, failed: FailureError) -> None:
        """It may or may not be recorded. Persons are told so; anything else is kept. Look before acting again."""
        self._look_at, self._look_twice = workflow.now(), True
        cause = failed.cause if isinstance(failed, ActivityError) else failed
        lost = isinstance(cause, ApplicationError) and cause.type not in (None, "Unavailable")
        entry = ask.entry
        if entry is not None and entry.id not in self._answers:
            # What fails for a reason of its own goes to the end, so that it holds nobody else up.
            (self._inbox.append if lost else self._inbox.appendleft)(entry)
        elif entry is not None:
            self._answer(entry, answer_of(None, ask.case))
        if not lost:
            self._tell_all_who_wait()
        self._rest()

    def _rest(self) -> None:
        self._failures += 1
        self._rest_until = workflow.now() + timedelta(seconds=min(2.0 ** (self._failures - 1), LONGEST_REST))

    def _answer(self, entry: Entry, answer: dict[str, Any]) -> None:
        waiting = self._answers.pop(entry.id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    def _tell_all_who_wait(self) -> None:
        """Nobody waits longer than the log is away: "not recorded yet, send it again"."""
        case = workflow.info().workflow_id
        waiting = [entry for entry in self._inbox if entry.id in self._answers]
        self._inbox = deque(entry for entry in self._inbox if entry.id not in self._answers)
        for entry in waiting:
            self._answer(entry, answer_of(None, case))

    # --- duties ---------------------------------------------------------------------------------

    def _to_begin(self) -> list[DutyRef]:
        owed = self._judged.owed if self._judged else ()
        return [duty for duty in owed if duty_key(duty) not in self._duties and duty_key(duty) not in self._spent]

    def _begin_duties(self) -> None:
        now = workflow.now()
        for duty in self._to_begin():
            if duty.not_before <= now:
                self._duties[duty_key(duty)] = asyncio.create_task(self._carry_out(duty))

    async def _carry_out(self, duty: DutyRef) -> None:
        """One duty, beside the loop. Its end, good or bad, is a command in the inbox."""
        info = workflow.info()
        done: DutyDone | None = None
        reason = ""
        try:
            done = await workflow.execute_activity(
                duty.kind,
                DutyAsk(case=info.workflow_id, event=duty.event, name=duty.name, not_before=duty.not_before),
                result_type=DutyDone,
                task_queue=WORLD,
                schedule_to_close_timeout=timedelta(seconds=duty.within_s),
                start_to_close_timeout=LONGEST_ATTEMPT,
                heartbeat_timeout=HEARTBEAT,
                retry_policy=RetryPolicy(maximum_interval=timedelta(minutes=5)),
                summary=duty.kind,
            )
        except FailureError as failed:
            if is_cancelled_exception(failed):
                raise
            reason = why(failed)
        self._duties[duty_key(duty)] = None
        self._inbox.append(duty_end(duty, done, reason, workflow.now()))
        self._rest_until = None

    def _end_of_duty(self, entry: Entry, judged: Judged) -> None:
        if not entry.duty:
            return
        key = entry.duty
        self._duties.pop(key, None)
        if any(duty_key(duty) == key for duty in judged.owed):
            self._spent.add(key)  # its end changed nothing: not again in this run, or it would never rest

    # --- handing over to the next run -----------------------------------------------------------

    def _may_hand_over(self) -> bool:
        info = workflow.info()
        if not info.is_continue_as_new_suggested():
            return False
        return self._judged is not None and (self._quiet() or self._over())

    def _over(self) -> bool:
        return 0 < self._hard_limit < workflow.info().get_current_history_length()

    async def _hand_over_if_long(self) -> None:
        """Continue as new: at a quiet moment, or with the undecided inbox when the history is over its limit."""
        info = workflow.info()
        if info.is_continue_as_new_suggested() and not self._hard_limit:
            self._hard_limit = HARD * info.get_current_history_length()
        if not self._may_hand_over():
            return
        if self._over():
            self._tell_all_who_wait()
        if await self._alone():
            self._hand_over()

    async def _alone(self) -> bool:
        """Wait until every handler is gone. False when somebody came meanwhile."""
        await workflow.wait_condition(lambda: workflow.all_handlers_finished() or bool(self._answers))
        return not self._answers

    def _hand_over(self) -> NoReturn:
        workflow.continue_as_new(Carried(inbox=list(self._inbox)))
