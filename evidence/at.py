"""The store that an address names."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.folder import Folder
from evidence.port import Store
from evidence.scan import Scan, Scanned

if TYPE_CHECKING:
    from obstore.store import ClientConfig

S3 = "s3://"
GIVE_UP = timedelta(seconds=8)
"""So long a server that does not answer is tried; whoever waits at a door has longer."""
A_FILE_WITHIN = timedelta(minutes=10)
"""A file takes as long as its reader's line takes."""


def store_at(where: str, scan: Scan | None = None) -> Store:
    """A folder by its path, or ``s3://bucket/prefix``, behind a scanner if there is one. ValueError for an address that cannot be meant."""
    store = _store(where)
    return Scanned(store, scan) if scan is not None else store


def _store(where: str) -> Store:
    if not where.startswith(S3):
        if "://" in where or not where:
            raise ValueError(f"{where[:80]!r} is neither a folder nor of the form s3://bucket/prefix")
        return Folder(Path(where))
    return _bucket(where)


def _bucket(where: str) -> Store:
    """The library is loaded only where it is used: it starts threads of its own."""
    from obstore.store import S3Store

    from evidence.s3 import Bucket

    if not where.removeprefix(S3).partition("/")[0]:
        raise ValueError(f"{where[:80]!r} names no bucket")
    plain = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")  # whoever says http:// means it
    options: ClientConfig = {"allow_http": plain, "connect_timeout": timedelta(seconds=5), "timeout": A_FILE_WITHIN}
    return Bucket(S3Store.from_url(where, client_options=options, retry_config={"max_retries": 3, "retry_timeout": GIVE_UP}))
