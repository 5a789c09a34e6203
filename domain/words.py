"""The sentences of the product in both languages: refusals, notices, timeline. Clause words come from the pack."""

from __future__ import annotations

from collections.abc import Mapping

from domain.governance.sentences import SENTENCES as GOVERNANCE
from domain.kernel import Refused
from domain.policy import Words
from domain.requests import sentences

REFUSALS: Mapping[str, Words] = {**GOVERNANCE, **sentences.REFUSALS}
NOTICES: Mapping[str, Words] = sentences.NOTICES
TIMELINE: Mapping[str, Words] = sentences.TIMELINE


class _Gaps(dict[str, str]):
    """A word that is not given reads as nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def fill(words: Words, lang: str, values: Mapping[str, object]) -> str:
    """The sentence in this language (else English) with its gaps filled."""
    text = words.get(lang) or words.get("en", "")
    return " ".join(text.format_map(_Gaps({name: str(value) for name, value in values.items()})).split())


def sentence(refused: Refused, lang: str = "en") -> str:
    """Why the rules say no, in one sentence that names the field and the clause."""
    return explain(refused.clause, refused.key, refused.field, refused.words, lang)


def explain(clause: str, key: str, field: str, words: Mapping[str, object], lang: str = "en") -> str:
    """The same from the parts of a recorded refusal."""
    said = fill(REFUSALS.get(key, {"en": key.replace("_", " ")}), lang, words)
    where = f"{field}: " if field else ""
    return f"{where}{said}（{clause}）" if lang == "zh" else f"{where}{said} ({clause})"


def text(key: str, lang: str, **words: object) -> str:
    """A notice or a line of the timeline."""
    return fill(NOTICES.get(key) or TIMELINE.get(key) or {"en": key}, lang, words)
