"""Tables as files for spreadsheets: CSV (RFC 4180), in UTF-8 with a byte order mark, by which spreadsheets know the encoding."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

MEDIA = "text/csv; charset=utf-8; header=present"
MARK = "\ufeff"
FORMULAS = tuple("=+-@\t\r\n") + tuple("＝＋－＠")
"""What a spreadsheet may take for the beginning of a formula, also in its full-width form."""

_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?", re.ASCII)


def row(cells: Sequence[object]) -> str:
    """One record, with its line end."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow([harmless(str(each)) for each in cells])
    return written.getvalue()


def harmless(text: str) -> str:
    """The text, so that no spreadsheet calculates it: an apostrophe before what looks like a formula. Numbers are no formulas."""
    return "'" + text if text.lstrip(" ").startswith(FORMULAS) and not _NUMBER.fullmatch(text) else text
