"""Codes by which whoever reported without a name comes back. Nothing of a code is kept: the case is found by it, and by nothing else.

The opening command's id is made of the code alone, slowly; the case's id follows from it. So a wrong code names a case that is not
there, and takes as long as a right one.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Final
from uuid import UUID

from domain.kernel import CaseId, case_id

KIND: Final = "report"
BITS: Final = 80
SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is read as another."""
GROUPS: Final = 4
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_SALT: Final = b"bylaw report receipt 1"
_COST: Final = 2**14
"""RFC 7914: about 50 ms and 16 MiB, for whoever guesses as for whoever knows."""

_SLOWLY: Final = ThreadPoolExecutor(2, "receipts")
"""So many at once: whoever guesses holds nobody else up."""


def new_code() -> str:
    """Eighty random bits, as people write them: ``7K2M-0PQX-9VTB-3HDN``."""
    bits = secrets.randbits(BITS)
    signs = "".join(SIGNS[bits >> place & 31] for place in range(BITS - 5, -1, -5))
    return "-".join(signs[start : start + GROUPS] for start in range(0, len(signs), GROUPS))


def written(code: str) -> str:
    """The code as `new_code` writes it, however it was typed; whatever is no code, as it is."""
    signs = code.upper().translate(_READ_AS)
    return "-".join(signs[start : start + GROUPS] for start in range(0, len(signs), GROUPS)) if is_code(code) else code


def is_code(code: str) -> bool:
    """Whether this can be one."""
    signs = code.upper().translate(_READ_AS)
    return len(signs) == BITS // 5 and all(sign in SIGNS for sign in signs)


async def opening_of(code: str) -> UUID:
    """The id of the command by which the report with this code is opened. As slow for what is no code at all."""
    signs = code.upper().translate(_READ_AS)[:64].encode("utf-8", "replace")
    return await asyncio.get_running_loop().run_in_executor(_SLOWLY, slow, signs)


async def case_of(code: str) -> CaseId:
    """The report to which this code leads, if there is such a one."""
    return case_id(KIND, await opening_of(code))


def slow(signs: bytes) -> UUID:
    """The one costly step."""
    return UUID(bytes=hashlib.scrypt(signs, salt=_SALT, n=_COST, r=8, p=1, dklen=16))
