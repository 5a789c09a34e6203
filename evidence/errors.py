"""What can go wrong with files, and who does what about it.

EvidenceError
├── NotADigest   what was asked for is no SHA-256 in hexadecimal  -> refused; no path is ever made of it
├── NotKept      nothing is kept under this digest                -> it was never put, or it was taken away: a person must look
├── Tampered     what is kept is not what was put                 -> nothing of it is shown as whole; a person must look
├── Empty        a file without a byte                            -> refused
├── TooLarge     a file over the limit                            -> refused
├── NotClean     the scanner says that it is not clean            -> refused
└── NotScanned   the scanner could not look at it                 -> refused: nothing is kept that nobody looked at; perhaps later
`domain.kernel.Unavailable` is raised where the folder or the server does not answer: perhaps later.
"""

from __future__ import annotations

from domain.kernel import BylawError


class EvidenceError(BylawError):
    """Anything that a store raises on purpose."""


class NotADigest(EvidenceError):
    """A digest is 64 hexadecimal digits in lower case."""


class NotKept(EvidenceError):
    """Nothing is kept under this digest."""


class Tampered(EvidenceError):
    """The bytes that are kept under this digest are not those that were put."""


class Empty(EvidenceError):
    """A file without a byte says nothing."""


class TooLarge(EvidenceError):
    """The file goes on after the limit."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"larger than {limit} bytes")
        self.limit = limit


class NotClean(EvidenceError):
    """The scanner looked at the file, and lets it not be kept."""


class NotScanned(EvidenceError):
    """The scanner is not there, did not end in time, or was killed."""
