"""What a file is called, and how it leaves."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel import Refused
from evidence.names import ANYTHING, LONGEST, disposition, media_of, named


@pytest.mark.parametrize("name", ["gate.jpg", "北门 监控.mp4", "a" * LONGEST, "Gate (2).PDF", "..."])
def test_a_name_stays_as_it_is(name: str) -> None:
    """house:evidence. In all scripts; only what stands around it goes."""
    assert named(f"  {name} ") == name


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("", "missing_field"),
        ("  ", "missing_field"),
        ("../gate.jpg", "path_in_name"),
        ("C:\\gate.jpg", "path_in_name"),
        ("/etc/passwd", "path_in_name"),
        ("gate\x00.jpg", "path_in_name"),
        ("..", "path_in_name"),
        ("a" * (LONGEST + 1), "too_long"),
        ("gate\u202egpj.exe", "bad_characters"),
        ("gate\r\nX: y.jpg", "bad_characters"),
        ("gate\u2028.jpg", "bad_characters"),
    ],
)
def test_what_is_no_name_is_refused(name: str, key: str) -> None:
    """house:evidence. A path, none at all, one that steers a screen: one refusal each, with the field and the rule."""
    with pytest.raises(Refused) as no:
        named(name)
    assert (no.value.clause, no.value.key, no.value.field) == ("house:evidence", key, "name")


@pytest.mark.parametrize(
    ("said", "name", "media"),
    [
        ("image/jpeg", "gate.png", "image/jpeg"),
        ("Text/HTML; charset=utf-8", "gate", "text/html"),
        ("", "gate.png", "image/png"),
        (ANYTHING, "gate.pdf", "application/pdf"),
        ("", "gate", ANYTHING),
        ("no type", "gate", ANYTHING),
        ("image/jpeg\r\nx: y", "gate", ANYTHING),
    ],
)
def test_the_media_type_is_one(said: str, name: str, media: str) -> None:
    """house:evidence. As its sender says, else by its name; never what is no media type."""
    assert media_of(said, name) == media


@given(st.text(max_size=LONGEST))
def test_no_name_steers_a_header(name: str) -> None:
    """house:evidence. RFC 6266: whatever a file is called, one header, ASCII, and a name without a path for those who know no other."""
    header = disposition(name.encode("utf-8", "replace").decode())
    found = re.fullmatch(r"attachment; filename=\"([A-Za-z0-9._-]+)\"; filename\*=UTF-8''([A-Za-z0-9._~%-]*)", header)
    assert found is not None
    assert found[1] not in (".", "..")
    assert header.isascii()


def test_a_name_in_chinese_arrives() -> None:
    """house:evidence. RFC 8187."""
    name = "北门 监控.mp4"
    assert unquote(disposition(name).partition("UTF-8''")[2]) == name
