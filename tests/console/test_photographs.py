"""What a camera wrote into a picture is taken out; the picture stays what it is."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.photographs import bare


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


PICTURE = (
    segment(0xDB, b"table")
    + segment(0xC0, b"frame")
    + segment(0xDA, b"scan")
    + b"\x12\xff\x00\x34\xff\xd0\x56"
    + segment(0xDA, b"next")
    + b"\x01"
)
JPEG = (
    b"\xff\xd8"
    + segment(0xE0, b"JFIF")
    + segment(0xE1, b"Exif\0\0 31.2304 N")
    + segment(0xFE, b"by Qian")
    + PICTURE
    + b"\xff\xd9trailing Qian"
)
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", b"h")
    + chunk(b"tEXt", b"Author\0Qian")
    + chunk(b"eXIf", b"31.2304 N")
    + chunk(b"IDAT", b"d")
    + chunk(b"IEND", b"")
)


def test_a_jpeg_keeps_its_picture_and_nothing_else() -> None:
    """MK 5.4.3, house:reporter. Exif with its place, comments, what is appended: gone; scans and tables are the same, byte for byte."""
    assert bare(JPEG) == b"\xff\xd8" + segment(0xE0, b"JFIF") + PICTURE + b"\xff\xd9"


def test_a_png_keeps_its_picture_and_nothing_else() -> None:
    """MK 5.4.3, house:reporter. Texts and Exif are gone."""
    assert bare(PNG) == b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"h") + chunk(b"IDAT", b"d") + chunk(b"IEND", b"")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\xff\xd8", b"\xff\xd8\xff", PNG[:20], JPEG[:30]])
def test_what_is_no_whole_picture_is_left_alone(content: bytes) -> None:
    """house:reporter. It is not called clean, and whoever sent it is told so."""
    assert bare(content) is None


@given(st.binary(max_size=200), st.sampled_from([b"\xff\xd8", b"\x89PNG\r\n\x1a\n", JPEG[:40], PNG[:30]]))
def test_nothing_that_is_sent_is_a_fault(rest: bytes, start: bytes) -> None:
    """house:form. Whatever it is, it is a picture or none; and a clean picture stays as it is."""
    once = bare(start + rest)
    assert once is None or bare(once) == once
