"""What a file is called, and of what kind it is said to be. Neither ever becomes a path, and neither decides how it is shown."""

from __future__ import annotations

import mimetypes
import re
from urllib.parse import quote

from domain.kernel import Refused
from domain.words import harmless

RULE = "house:evidence"
LONGEST = 200
"""Characters of a name."""
ANYTHING = "application/octet-stream"

_MEDIA = re.compile(r"[a-z0-9][a-z0-9.+-]{0,62}/[a-z0-9][a-z0-9.+-]{0,62}")
_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


def named(name: str) -> str:
    """The name, as it may be kept. Refused (house:evidence) for a path, for none, and for one that steers a screen."""
    bare = name.strip()
    if not bare:
        raise Refused(RULE, "missing_field", field="name")
    if len(bare) > LONGEST:
        raise Refused(RULE, "too_long", field="name", limit=LONGEST)
    if any(sign in bare for sign in "/\\\x00") or bare in (".", ".."):
        raise Refused(RULE, "path_in_name", field="name")
    if harmless(bare) != bare or not bare.isprintable():
        raise Refused(RULE, "bad_characters", field="name")
    return bare


def media_of(said: str, name: str) -> str:
    """The media type (RFC 6838) that the sender says; else the one that the name's ending means; else that of anything."""
    first = said.partition(";")[0].strip().lower()
    for each in (first, mimetypes.guess_type(name)[0] or ""):
        if _MEDIA.fullmatch(each) and each != ANYTHING:
            return each
    return ANYTHING


def disposition(name: str) -> str:
    """For ``Content-Disposition`` (RFC 6266): a file to be kept, never to be shown in place, by its name in all scripts."""
    plain = _PLAIN.sub("_", name).strip("._")[:LONGEST] or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(harmless(name), safe='')}"
