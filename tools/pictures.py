"""Make PNG pictures of pages small: at most 256 colours, each the nearest of the most frequent ones. Nothing but the standard library."""

from __future__ import annotations

import struct
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

COLOURS = 256
SIGNATURE = b"\x89PNG\r\n\x1a\n"

Colour = tuple[int, int, int]


def main() -> int:
    """Rewrite each file that is named if it gets smaller; say how large it is now."""
    for name in sys.argv[1:]:
        file = Path(name)
        before = file.read_bytes()
        after = smaller(before)
        if len(after) < len(before):
            file.write_bytes(after)
        print(f"{name}: {min(len(before), len(after)) // 1024} KB, was {len(before) // 1024} KB")
    return 0


def smaller(picture: bytes) -> bytes:
    """The same picture with a palette. ValueError for anything but 8-bit RGB(A) without interlacing, as browsers write it."""
    chunks = list(_chunks(picture))
    width, height, depth, kind, *rest = struct.unpack(">IIBBBBB", chunks[0][1])
    if (depth, kind in (2, 6), rest[2]) != (8, True, 0):
        raise ValueError("not a browser's PNG")
    size = 4 if kind == 6 else 3
    data = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    rows = [_pixels(row, size) for row in _rows(data, width * size, height, size)]
    palette = _palette(Counter(pixel for row in rows for pixel in row))
    packed = b"".join(b"\0" + bytes(palette[pixel] for pixel in row) for row in rows)
    colours = sorted({place: colour for colour, place in reversed(palette.items())}.items())
    return SIGNATURE + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", b"".join(bytes(colour) for _, colour in colours)),
            _chunk(b"IDAT", zlib.compress(packed, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _palette(found: Mapping[Colour, int]) -> dict[Colour, int]:
    """A place for every colour; the first colour of a place is the one shown."""
    kept = [colour for colour, _ in Counter(found).most_common(COLOURS)]
    places = {colour: place for place, colour in enumerate(kept)}
    for colour in found:
        if colour not in places:
            places[colour] = min(range(len(kept)), key=lambda place: _far(colour, kept[place]))
    return places


def _far(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _pixels(row: bytes, size: int) -> list[Colour]:
    return list(zip(row[0::size], row[1::size], row[2::size], strict=True))


def _rows(data: bytes, length: int, height: int, size: int) -> Iterator[bytes]:
    """Lines as they were before they were filtered (PNG, clause 9)."""
    above = bytearray(length)
    for number in range(height):
        start = number * (length + 1)
        line = bytearray(data[start + 1 : start + 1 + length])
        _unfilter(data[start], line, above, size)
        yield bytes(line)
        above = line


def _unfilter(kind: int, line: bytearray, above: bytearray, size: int) -> None:
    for place in range(len(line)):
        left = line[place - size] if place >= size else 0
        corner = above[place - size] if place >= size else 0
        add = (0, left, above[place], (left + above[place]) // 2, _paeth(left, above[place], corner))[kind]
        line[place] = (line[place] + add) & 255


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not picture.startswith(SIGNATURE):
        raise ValueError("not a PNG")
    at = len(SIGNATURE)
    while at < len(picture):
        (length,) = struct.unpack_from(">I", picture, at)
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


if __name__ == "__main__":
    sys.exit(main())
