"""The sentences of the product in both languages: refusals, notices, timeline. Clause words come from the pack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from domain import sentences
from domain.casework import sentences as casework
from domain.governance.sentences import SENTENCES as GOVERNANCE
from domain.kernel import Refused
from domain.kinds import KINDS
from domain.policy import Words
from domain.requests import sentences as requests


def _of_kinds(table: str) -> dict[str, Any]:
    """The sentences that the kinds of case bring, of one table."""
    return {key: words for kind in KINDS for key, words in getattr(kind, table).items()}


REFUSALS: Mapping[str, Words] = {
    **GOVERNANCE,
    **sentences.REFUSALS,
    **casework.REFUSALS,
    **requests.REFUSALS,
    **_of_kinds("REFUSALS"),
}
NOTICES: Mapping[str, Words] = {**requests.NOTICES, **casework.NOTICES, **_of_kinds("NOTICES")}
TIMELINE: Mapping[str, Words] = {
    **requests.TIMELINE,
    **casework.TIMELINE,
    **sentences.CLAIMS,
    **sentences.LOOKS,
    **sentences.CUSTODY,
    **sentences.GOVERNANCE,
    **_of_kinds("TIMELINE"),
}
PHRASES: Mapping[str, Mapping[str, str]] = {"zh": {**casework.PHRASES, **_of_kinds("PHRASES"), **requests.PHRASES}}
"""Fixed phrases that events carry in English, by language; the words of people stay as they are."""

PHRASED = ("why", "basis", "outcome", "about", "stage", "complete", "relation")

_GAP = re.compile(r"\s*\{(\w+)\}")
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class _Gaps(dict[str, str]):
    """A word that is not given reads as nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def fill(words: Words, lang: str, values: Mapping[str, object]) -> str:
    """The sentence in this language (else English) with its gaps filled; a colon after which nothing comes goes too."""
    text, phrases = _without_empty(words.get(lang) or words.get("en", ""), values), PHRASES.get(lang, {})
    said = {name: phrases.get(str(value), str(value)) if name in PHRASED else str(value) for name, value in values.items()}
    return harmless(" ".join(text.format_map(_Gaps(said)).split()))


def _without_empty(text: str, values: Mapping[str, object]) -> str:
    """The sentence without the gaps for which there is nothing, and without the space before them."""
    cut = _GAP.sub(lambda gap: gap[0] if str(values.get(gap[1], "")).strip() else "", text)
    return cut if cut == text else cut.rstrip(" :：")


def harmless(text: str) -> str:
    """Somebody's text as another may see it: nothing in it steers a terminal or turns the reading direction."""
    return _STEERING.sub("�", text)


def readable(text: str) -> str:
    """The same for a text of several lines, which stay."""
    return "\n".join(harmless(line) for line in text.splitlines())


def sentence(refused: Refused, lang: str = "en") -> str:
    """Why the rules say no, in one sentence that names the field and the clause."""
    return explain(refused.clause, refused.key, refused.field, refused.words, lang)


def explain(clause: str, key: str, field: str, words: Mapping[str, object], lang: str = "en") -> str:
    """The same from the parts of a recorded refusal."""
    said = fill(REFUSALS.get(key, {"en": key.replace("_", " ")}), lang, words)
    where = f"{field}: " if field else ""
    return f"{where}{said}（{clause}）" if lang == "zh" else f"{where}{said} ({clause})"


def text(key: str, lang: str, /, **words: object) -> str:
    """A notice or a line of the timeline."""
    return fill(NOTICES.get(key) or TIMELINE.get(key) or {"en": key}, lang, words)


def happened(key: str, lang: str, /, **words: object) -> str:
    """A line of the timeline; a notice may have the same key."""
    return fill(TIMELINE.get(key) or {"en": key}, lang, words)
