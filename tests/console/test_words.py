"""Both languages always: every word of every template has its Chinese, and Chinese pages are written as Chinese."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from console import pages
from console.i18n import FOLDER, translations

TEMPLATES = sorted((pages.HERE / "templates").glob("*.html"))
CATALOGUES = sorted((FOLDER / "zh").glob("*.po"))
OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
PLACE = re.compile(r"%\((\w+)\)s")
LETTERS = re.compile(r"[A-Za-z]{2,}")
TAGS = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<svg.*?</svg>|<code>.*?</code>|<kbd>.*?</kbd>|<[^>]*>|&[a-z]+;", re.DOTALL)
NAMES = frozenset({"Bylaw", "CSV", "SHA"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something that a template says: its words, its plural ("" for none), the context that tells it from another of the same words."""

    place: str
    words: str
    plural: str = ""
    context: str = ""

    def in_chinese(self) -> bool:
        """Whether the catalogues have it."""
        chinese = translations("zh")
        if self.plural:
            return str(chinese.ngettext(self.words, self.plural, 2)) != self.plural
        said = chinese.pgettext(self.context, self.words) if self.context else chinese.gettext(self.words)
        return str(said) != self.words


def messages(file: Path) -> Iterator[Message]:
    """Everything that a template says."""
    with file.open("rb") as source:
        for line, function, message, _ in babel_extract(source, ("_", "gettext", "ngettext", "pgettext"), (), OPTIONS):
            parts = message if isinstance(message, tuple) else (message,)
            place = f"{file.name}:{line}"
            if function == "pgettext":
                yield Message(place=place, words=str(parts[1]), context=str(parts[0]))
            else:
                yield Message(place=place, words=str(parts[0]), plural=str(parts[1]) if function == "ngettext" else "")


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_every_word_of_a_template_has_its_chinese(file: Path) -> None:
    """Both languages always."""
    missing = [
        f"{message.place}: {message.words}" for message in messages(file) if LETTERS.search(message.words) and not message.in_chinese()
    ]
    assert not missing


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_no_word_stands_outside_the_catalogues(file: Path) -> None:
    """Both languages always: what is not in `_()` or `trans` would be English on a Chinese page."""
    text = re.sub(r"\{%-?\s*(trans|set \w+\s*-?%|block changes).*?end(trans|set|block)\s*-?%\}", "", file.read_text(), flags=re.DOTALL)
    assert set(LETTERS.findall(TAGS.sub(" ", text))) - NAMES == set()
    spoken = re.findall(r"\s(?:aria-label|title|placeholder|alt)=\"([^\"{]*)\"", text)
    assert not [words for words in spoken if LETTERS.search(words)]


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.name)
def test_a_translation_keeps_its_places_and_its_punctuation(file: Path) -> None:
    """Chinese written as Chinese: the same values in it, full-width marks after Chinese characters."""
    with file.open("rb") as source:
        entries: list[Any] = [entry for entry in read_po(source, locale="zh") if entry.id]
    for entry in entries:
        single = entry.id[0] if isinstance(entry.id, tuple) else entry.id
        for said in entry.string if isinstance(entry.string, tuple) else (entry.string,):
            assert said, single
            assert set(PLACE.findall(said)) <= set(PLACE.findall(entry.id[-1] if isinstance(entry.id, tuple) else single)), single
            assert not re.search(r"[一-鿿][,;:?!]|[一-鿿]\.(?!\w)", said), said
        assert not entry.fuzzy, single


def test_a_message_has_one_translation() -> None:
    """One word for one thing: catalogues of different pages do not say the same message differently."""
    said: dict[str, set[str]] = {}
    for file in CATALOGUES:
        with file.open("rb") as source:
            for entry in read_po(source, locale="zh"):
                if entry.id:
                    said.setdefault(f"{entry.context or ''} {entry.id}", set()).add(str(entry.string))
    assert {words: ways for words, ways in said.items() if len(ways) > 1} == {}


def test_no_catalogue_says_a_message_twice() -> None:
    """A repeated entry would hide one of the two."""
    for file in CATALOGUES:
        ids = re.findall(r'^((?:msgctxt ".+"\n)?msgid ".+")$', file.read_text(), re.MULTILINE)
        assert [words for words, count in Counter(ids).items() if count > 1] == [], file.name
