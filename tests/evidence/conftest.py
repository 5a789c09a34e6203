"""Both stores, real ones: a folder, and a bucket of a server that speaks S3 in a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from obstore import delete_async, put_async
from obstore.store import S3Store

from evidence.at import store_at
from evidence.port import Store, place
from workers.embedded.ports import free_ports

STARTS_WITHIN_S = 60


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A store, and the hand of somebody who goes past it. `where` is its address."""

    store: Store
    where: str
    bucket: S3Store | None = None

    async def alter(self, digest: str, content: bytes) -> None:
        """As an intruder on the disk or in the bucket would."""
        if self.bucket is None:
            (Path(self.where) / place(digest)).write_bytes(content)
        else:
            await put_async(self.bucket, place(digest), content)

    async def take_away(self, digest: str) -> None:
        if self.bucket is None:
            (Path(self.where) / place(digest)).unlink()
        else:
            await delete_async(self.bucket, place(digest))


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that speaks S3, started when the first test asks for it; its address."""
    port = free_ports(1)[0]
    said = (tmp_path_factory.mktemp("s3") / "log").open("wb")
    server = subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=said, stderr=said)
    try:
        _answers(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()
        said.close()


def _answers(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        assert server.poll() is None, "the S3 server ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the S3 server does not answer")


@pytest.fixture
def bucket_address(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """``s3://bucket/prefix`` of a fresh bucket, with the environment that leads to it."""
    name = f"evidence-{uuid4().hex[:12]}"
    urllib.request.urlopen(urllib.request.Request(f"{s3_server}/{name}", method="PUT")).close()
    for variable, value in {
        "AWS_ENDPOINT_URL": s3_server,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(variable, value)
    return f"s3://{name}/files"


@pytest.fixture(params=["folder", "s3"])
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    """Each implementation in turn."""
    if request.param == "folder":
        where = str(tmp_path / "evidence")
        yield Bench(store=store_at(where), where=where)
        return
    where = request.getfixturevalue("bucket_address")
    yield Bench(store=store_at(where), where=where, bucket=S3Store.from_url(where, client_options={"allow_http": True}))
