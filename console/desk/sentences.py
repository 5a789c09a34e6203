"""Lines of `domain.procedure` as a page says them: in the reader's language, nested as they stand, what changed beside what was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Literal

from console.desk.clauses import Cited
from console.times import term
from domain.calendar import Span
from domain.kernel import Clause
from domain.labels import said
from domain.policy import Role
from domain.procedure import Fill, Line
from domain.words import harmless

Cite = Callable[[Clause], Cited]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A rule, what it cites, and what more is said of it. `line` is what it was made of."""

    text: str
    cited: Sequence[Cited]
    more: Sequence[Sentence]
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a sentence: the same as before, gone, or new. `lang` where it is not the reader's."""

    text: str
    how: Literal["", "gone", "come"] = ""
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sayer:
    """Says lines in one language; `role` says who a role means, as the organisation calls it."""

    lang: str
    role: Callable[[str], str]

    def text(self, line: Line) -> str:
        """The whole sentence."""
        return "".join(piece.text for piece in self._pieces(line, self.lang))

    def sentences(self, lines: Sequence[Line], cite: Cite) -> Sequence[Sentence]:
        """All of them, each with those that are deeper and follow it."""
        made, place = [], 0
        while place < len(lines):
            end = next((n for n in range(place + 1, len(lines)) if lines[n].depth <= lines[place].depth), len(lines))
            more = self.sentences(lines[place + 1 : end], cite)
            made.append(self._sentence(lines[place], more, cite))
            place = end
        return made

    def difference(self, before: Line | None, after: Line | None) -> Sequence[Piece]:
        """What was and what is. Empty when what changed is nothing that is said."""
        if before is None or after is None:
            whole = after or before
            return [Piece(text=self.text(whole), how="come" if after else "gone")] if whole else []
        languages = (self.lang, "zh" if self.lang == "en" else "en")
        tried = (self._changed(before, after, lang) for lang in languages)
        return next((pieces for pieces in tried if any(each.how for each in pieces)), [])

    # --- one line -----------------------------------------------------------------------------------

    def _sentence(self, line: Line, more: Sequence[Sentence], cite: Cite) -> Sentence:
        return Sentence(text=self.text(line), cited=[cite(each) for each in line.clauses], more=more, line=line)

    def _changed(self, before: Line, after: Line, lang: str) -> Sequence[Piece]:
        """Value by value where the sentence is the same; else the whole of both."""
        foreign = lang if lang != self.lang else ""
        old, new = self._pieces(before, lang), self._pieces(after, lang)
        if before.sentence != after.sentence:
            return [_joined(old, "gone", foreign), _joined(new, "come", foreign)]
        made = list[Piece]()
        for a, b in zip(old, new, strict=True):
            both = [Piece(text=b.text, lang=foreign)] if a == b else [_joined([a], "gone", foreign), _joined([b], "come", foreign)]
            made += both
        return [piece for piece in made if piece.text]

    def _pieces(self, line: Line, lang: str) -> list[Piece]:
        """The words between the gaps and what fills them, in turn."""
        made = list(self._filled(line, lang))
        if lang == "en" and made:  # a sentence may begin with a role
            first = next((place for place, piece in enumerate(made) if piece.text), 0)
            made[first] = Piece(text=made[first].text[:1].upper() + made[first].text[1:])
        return made

    def _filled(self, line: Line, lang: str) -> Iterator[Piece]:
        for words, gap, _, _ in Formatter().parse(said(line.sentence, lang)):
            yield Piece(text=words)
            if gap is not None:
                yield Piece(text=harmless(self._value(line.fills.get(gap, ""), lang)))

    def _value(self, value: Fill, lang: str) -> str:
        match value:
            case Role():
                return self.role(str(value))
            case Span():
                return term(value, lang)
            case str():
                return value
            case Mapping():
                return said(value, lang)


def _joined(pieces: Sequence[Piece], how: Literal["gone", "come"], lang: str) -> Piece:
    return Piece(text="".join(each.text for each in pieces), how=how, lang=lang)
