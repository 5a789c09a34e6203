"""Style sheet, our few lines of script, and HTMX with its extension for server-sent events, which come with a package."""

from __future__ import annotations

import gzip
import importlib.util
from functools import cache
from pathlib import Path

from console.caller import NotHere

OURS = Path(__file__).parent / "static"
TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml", "png": "image/png"}
HTMX = {"htmx.js": "htmx-2.min.js", "htmx-sse.js": "ext/hx-sse-2.min.js"}
"""By our names, so that pages do not know where they come from."""


@cache
def content(name: str) -> bytes:
    """A file's bytes. Raises `NotHere` for any name that is not one of ours."""
    if name in HTMX:
        return (_package() / HTMX[name]).read_bytes()
    if name not in {file.name for file in OURS.iterdir() if file.suffix[1:] in TYPES}:
        raise NotHere
    return (OURS / name).read_bytes()


@cache
def squeezed(name: str) -> bytes:
    """The same for the wire. Pages are not squeezed: beside a secret of the session, their length would tell of it (BREACH)."""
    return gzip.compress(content(name), mtime=0)


def media_type(name: str) -> str:
    """By the name's ending."""
    return TYPES[name.rpartition(".")[2]]


def _package() -> Path:
    """Found without importing it: it is made for Django, and only its files for the browser are wanted."""
    found = importlib.util.find_spec("django_htmx")
    assert found is not None, "a locked dependency"
    assert found.submodule_search_locations is not None, "a package, not a module"
    return Path(found.submodule_search_locations[0]) / "static" / "django_htmx"
