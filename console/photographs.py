"""Photographs without what their camera wrote into them: where, when, with what. The picture itself stays as it is, byte for byte.

JPEG (ITU-T T.81, JFIF) and PNG (ISO/IEC 15948). Anything else, and what is damaged, comes through untouched, and whoever sent it is told.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

_JPEG: Final = b"\xff\xd8"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_START_OF_SCAN, _END = 0xDA, 0xD9
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length: restarts stand in the picture's own data."""
_SAID: Final = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
"""APP1 (Exif, XMP) to APP13 (IPTC), APP15, and comments. APP0 and APP14 say how to read the colours."""
_SHOWN: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD"})
"""What a PNG needs to be seen."""


def bare(content: bytes) -> bytes | None:
    """The same picture with nothing beside it; None where this is none that is known."""
    try:
        if content.startswith(_JPEG):
            return _JPEG + b"".join(_of_jpeg(content))
        if content.startswith(_PNG):
            return _PNG + b"".join(_of_png(content))
    except (struct.error, IndexError, ValueError):
        return None
    return None


def _of_jpeg(content: bytes) -> Iterator[bytes]:
    """Segment by segment to the end of the image; what is appended behind it is left out. ValueError when it is damaged."""
    at = 2
    while True:
        if content[at] != 0xFF:
            raise ValueError(at)
        marker = content[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker == _END:
            yield content[at : at + 2]
            return
        end = at + 2 if marker in _ALONE else at + 2 + int(struct.unpack_from(">H", content, at + 2)[0])
        if end > len(content):
            raise ValueError(at)
        if marker not in _SAID:
            yield content[at:end]
        at = end
        if marker == _START_OF_SCAN:
            end = _scanned(content, at)
            yield content[at:end]
            at = end


def _scanned(content: bytes, at: int) -> int:
    """Where the picture's own data ends: at the next marker that is neither a stuffed byte nor a restart."""
    while True:
        at = content.index(b"\xff", at)
        if content[at + 1] != 0x00 and content[at + 1] not in _ALONE:
            return at
        at += 2


def _of_png(content: bytes) -> Iterator[bytes]:
    """Chunk by chunk to its end. ValueError when it is damaged."""
    at = len(_PNG)
    while True:
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise ValueError(at)
        if kind in _SHOWN:
            yield content[at:end]
        if kind == b"IEND":
            return
        at = end
