"""The pages' own words in both languages: English stands in the templates, Chinese in ``locales/zh/*.po``, read at the start."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES = ("zh", "en")
FOLDER = Path(__file__).parent / "locales"


@cache
def translations(lang: str) -> Translations:
    """All catalogues of a language as one. English needs none."""
    merged = Translations()
    for file in sorted((FOLDER / lang).glob("*.po")) if (FOLDER / lang).is_dir() else []:
        with file.open("rb") as source:
            one = _compiled(read_po(source, locale=lang))
        merged.merge(one)
        merged.plural = one.plural  # which merging leaves as English has it
    return merged


def _compiled(catalogue: Catalog) -> Translations:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def preferred(accepted: str, otherwise: str = "zh") -> str:
    """The best of our languages for an ``Accept-Language`` header (RFC 9110 §12.5.4)."""
    for name in _in_order(accepted):
        short = name.split("-")[0].lower()
        if short in LANGUAGES:
            return short
    return otherwise


def _in_order(accepted: str) -> Sequence[str]:
    weighed = []
    for place, part in enumerate(accepted.split(",")):
        name, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), place, name))
        except ValueError:
            continue
    return [name for _, _, name in sorted(weighed)]
