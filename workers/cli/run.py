"""``bylaw run``, ``bylaw status``, ``bylaw stop``."""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Coroutine, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import psutil
from temporalio.client import Client
from temporalio.service import RPCError

from workers.child import LIFELINE
from workers.embedded.process import end_leftover, kill_tree
from workers.embedded.temporal import describe
from workers.home import Home, ProcessNote, Running
from workers.settings import NotReachable, Settings, load_settings

ALONE = ("worker", "house", "sequencer", "projector", "digest", "keeper", "watchdog", "console")
STOPS_WITHIN = 90.0  # seconds
UP_WITHIN = 900.0  # seconds: the first run may build a server
STALE = timedelta(minutes=3)  # after which a look of the watchdog says nothing of now


def add_parsers(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the three commands."""
    up = subparsers.add_parser("run", help="bring everything up and keep it up, until Ctrl-C")
    up.add_argument("--detach", action="store_true", help="return when it is ready, and go on in the background")
    up.add_argument("--only", choices=ALONE, help="one of our own processes alone, as in production")
    up.set_defaults(run=run)
    status = subparsers.add_parser("status", help="what runs, and where")
    status.add_argument("--json", action="store_true", help="for programs; passwords included")
    status.set_defaults(run=show_status)
    stop = subparsers.add_parser("stop", help="end what `bylaw run` started")
    stop.set_defaults(run=stop_all)


def run(asked: argparse.Namespace) -> int:
    """In the foreground, in the background, or one process alone."""
    if asked.only:
        return run_alone(asked.only)
    if asked.detach:
        return run_detached(Settings())
    from workers import stack  # late: the other commands start quicker without it

    asyncio.run(stack.run(Settings()))
    return 0


def run_alone(name: str) -> int:
    """One process, until SIGTERM, SIGINT, or the end of whoever started it."""
    from workers.telemetry import configure_logs

    settings = load_settings()
    configure_logs(settings)
    asyncio.run(until_told(name, settings))
    return 0


async def until_told(name: str, settings: Settings) -> None:
    """Run it with an event that says when to end."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    if os.environ.get(LIFELINE):
        loop.add_reader(sys.stdin.fileno(), end_with, stop)
    await process_named(name, settings, stop)


def end_with(stop: asyncio.Event) -> None:
    """Nothing is ever written to the lifeline, so it can be read only when it is cut."""
    if not os.read(sys.stdin.fileno(), 1024):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stop.set()


def process_named(name: str, settings: Settings, stop: asyncio.Event) -> Coroutine[Any, Any, None]:
    """The process's own main, not awaited. Imported here, so that each process loads only what is its own."""
    match name:
        case "worker":
            import workers.worker

            return workers.worker.main(settings, stop=stop)
        case "console":
            import workers.console

            return workers.console.main(settings, stop=stop)
        case "watchdog":
            import workers.watchdog

            return workers.watchdog.main(settings, stop=stop)
        case _:
            import workers.house

            return workers.house.main(settings, None if name == "house" else name, stop=stop)


def run_detached(settings: Settings) -> int:
    """Start ourselves in a session of our own, and wait until it says that it is ready."""
    home = Home(settings.home)
    home.make()
    if home.running() is not None:
        raise NotReachable(f"Bylaw already runs on {home.folder}: see `bylaw status`.")
    with home.log_file.open("ab") as log:
        began = log.tell()
        command = [sys.executable, "-m", "workers.cli", "run"]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    deadline = time.monotonic() + UP_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        running = home.running()
        if running is not None and running.ready and running.stack.pid == process.pid:
            print(f"ready; log in {home.log_file}; end it with `bylaw stop`")
            return 0
        time.sleep(0.1)
    raise NotReachable(f"Bylaw did not come up; from {home.log_file}:\n{log_since(home.log_file, began)}")


def log_since(file: Path, offset: int) -> str:
    """The last lines that were written since."""
    with file.open("rb") as log:
        log.seek(offset)
        return "\n".join(log.read().decode(errors="replace").splitlines()[-20:])


def show_status(asked: argparse.Namespace) -> int:
    """0 if a stack runs and everything in it answers, 3 otherwise."""
    home = Home(Settings().home)
    running = home.running()
    if running is None:
        print(json.dumps({"home": str(home.folder), "running": False}) if asked.json else f"nothing runs on {home.folder}")
        return 3
    facts = asyncio.run(facts_of(home, running))
    print(json.dumps(facts, indent=2, ensure_ascii=False) if asked.json else "\n".join(as_text(facts)))
    return 0 if facts["healthy"] else 3


async def facts_of(home: Home, running: Running) -> dict[str, Any]:
    """Everything about a running stack; this shape is a contract for other people's tools."""
    settings = load_settings()
    answers = {"postgres": await postgres_answers(settings), "temporal": await temporal_answers(settings)}
    processes = [process_facts(note, answers) for note in running.processes]
    clocks = await clock_facts(settings) if answers["postgres"] else None
    return {
        "home": str(home.folder),
        "running": True,
        "ready": running.ready,
        "healthy": running.ready and all(answers.values()) and all(each["alive"] for each in processes) and not (clocks and clocks["late"]),
        "version": running.version,
        "started_at": running.started_at,
        "pid": running.stack.pid,
        "embedded": settings.embedded,
        "addresses": {
            **({"console": settings.console_url} if settings.console_url else {}),
            "postgres": settings.database,
            "postgres_admin": settings.admin,
            "temporal": settings.temporal,
            "temporal_namespace": settings.namespace,
        },
        "answers": answers,
        "processes": processes,
        "clocks": clocks,
    }


async def clock_facts(settings: Settings) -> dict[str, Any] | None:
    """What the watchdog found when it looked last; None when it has not looked yet, or another release's tables stand here."""
    from sqlalchemy.exc import ProgrammingError  # late: the other commands start quicker without all this

    from domain.shapes import plain
    from eventlog.connections import pooled
    from eventlog.errors import Unavailable
    from views.alarms import Alarms

    engine = pooled(settings.database, 1)
    try:
        found = await Alarms(engine).audit()
    except (Unavailable, ProgrammingError):
        return None
    finally:
        await engine.dispose()
    return plain(asdict(found)) if found is not None else None


def process_facts(note: ProcessNote, answers: dict[str, bool]) -> dict[str, Any]:
    """One process: alive is what the system says, and for a server also whether it answers."""
    return {"name": note.name, "pid": note.pid, "alive": note.alive() and answers.get(note.name, True), "restarts": note.restarts}


async def postgres_answers(settings: Settings) -> bool:
    """Whether the processes' login gets in."""
    try:
        connection = await asyncpg.connect(settings.database, timeout=5)
    except (OSError, TimeoutError, asyncpg.PostgresError):
        return False
    await connection.close()
    return True


async def temporal_answers(settings: Settings) -> bool:
    """Whether our namespace is there."""
    try:
        client = await asyncio.wait_for(Client.connect(settings.temporal, namespace=settings.namespace), 5)
        await asyncio.wait_for(describe(client, settings.namespace), 5)
    except (RuntimeError, RPCError, TimeoutError):
        return False
    return True


def as_text(facts: dict[str, Any]) -> list[str]:
    """For people: no passwords."""
    from workers.stack import table, without_password

    state = "ready" if facts["ready"] else "coming up"
    shown = {name: without_password(value) for name, value in facts["addresses"].items() if name != "postgres_admin"}
    each = {
        process["name"]: f"{'runs' if process['alive'] else 'DOES NOT ANSWER'}, pid {process['pid']}, restarts {process['restarts']}"
        for process in facts["processes"]
    }
    head = f"Bylaw {facts['version']} on {facts['home']}, since {facts['started_at']}: {state}"
    return [head, *table(shown), *table({"bylaw": f"runs, pid {facts['pid']}"} | each), *table({"clocks": clocks_as_text(facts["clocks"])})]


def clocks_as_text(found: dict[str, Any] | None) -> str:
    """Whether any clock is late, by how much one may be, and when that was looked at."""
    if found is None:
        return "the watchdog has not looked yet"
    if datetime.now(UTC) - datetime.fromisoformat(found["at"]) > STALE:
        return f"NOT LOOKED AT since {found['at']}: see whether the watchdog runs"
    state = f"{found['late']} LATE, the worst by {found['latest_by_s']:.0f} s" if found["late"] else "none is late"
    hidden = f"; something recorded has waited {found['unplaced_s']:.0f} s for the sequencer" if found["unplaced_s"] > 1 else ""
    backlog = f" for {found['backlog']} due, at {found['rate']:.1f} a second" if found["backlog"] else ""
    allowed = f"allowed: {found['allowance_s']:.0f} s{backlog}"
    return f"{found['watched']} run, {state} ({allowed}){hidden}; looked at {found['at']}"


def stop_all(_asked: argparse.Namespace) -> int:
    """Ask the stack to end and wait; what a killed one left behind is ended too."""
    home = Home(Settings().home)
    noted = home.last_note()
    if noted is None:
        print(f"nothing runs on {home.folder}")
    elif noted.stack.alive():
        print("stopped" if ask_to_end(noted.stack) else "it did not end in time and was killed")
    else:
        print("the stack itself was gone; what it left behind is ended")
    clear(home, () if noted is None else (noted.stack, *noted.processes))
    return 0


def ask_to_end(stack: ProcessNote) -> bool:
    """SIGTERM, and a while to end in order."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(stack.pid)
        process.terminate()
        psutil.wait_procs([process], timeout=STOPS_WITHIN)
    return not stack.alive()


def clear(home: Home, noted: Sequence[ProcessNote]) -> None:
    """Whatever is left of a stack: everything of ours at once, then the servers in order."""
    for process in noted:
        if process.name not in ("postgres", "temporal") and process.alive():
            kill_tree(process.pid)
    for name in ("temporal", "postgres"):
        end_leftover(home.folder / name / f"{name}.pid")
    home.forget()
