"""Which requests carry files: they are larger than others and take longer, and nothing else is let be so."""

from __future__ import annotations

import re

from starlette.types import Scope

_FILES = re.compile(r"(?:/api/v1)?/cases/[^/]+/evidence(?:/[^/]+)?|/receipt/file")
OVERHEAD = 64 * 1024
"""What a form may hold beside its file."""
FORM = "multipart/form-data"


def is_file(scope: Scope) -> bool:
    """Whether a file comes or goes."""
    return _FILES.fullmatch(scope["path"]) is not None


def is_upload(scope: Scope) -> bool:
    """Whether a file comes."""
    return bool(scope["method"] == "POST" and scope["path"].endswith(("/evidence", "/file")) and is_file(scope))
