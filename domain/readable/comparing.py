"""What is no longer the same between two readings: lines added, taken out, said otherwise; in the place where they stand."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from domain.policy import Words
from domain.procedure import Fill, Line, Section

How = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line, before and after; None where there is none. `under` is the line that it says more of."""

    before: Line | None
    after: Line | None
    under: Line | None = None

    @property
    def how(self) -> How:
        """What became of it."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A section with what changed in it; one that is new or gone as a whole has all its lines."""

    subject: str
    name: str
    title: Words
    how: How
    changes: tuple[Change, ...]


def compare(before: Sequence[Section], after: Sequence[Section]) -> tuple[Changed, ...]:
    """The sections that are not the same, in the order of the newer reading; those that are gone last."""
    old, new = ({(each.subject, each.name): each for each in sections} for sections in (before, after))
    names = (*new, *(name for name in old if name not in new))
    found = (_section(old.get(name), new.get(name)) for name in names)
    return tuple(each for each in found if each is not None)


def _section(before: Section | None, after: Section | None) -> Changed | None:
    here = after or before
    if here is None:
        return None
    how: How = "added" if before is None else "removed" if after is None else "changed"
    changes = tuple(_rules(_grown(before.lines if before else ()), _grown(after.lines if after else ()), None))
    return Changed(subject=here.subject, name=here.name, title=here.title, how=how, changes=changes) if changes else None


# --- line by line -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """A line with those that say more of it. What belongs together is never paired with parts of another rule."""

    line: Line
    more: tuple[_Rule, ...]

    @property
    def whole(self) -> Hashable:
        """The same: the rule has not changed at all."""
        return _said(self.line), tuple(each.whole for each in self.more)

    @property
    def kept(self) -> Hashable:
        """The same: it is the same rule, said otherwise. By its sentence, and the name of what it is about if that has one."""
        line = self.line
        about = next((_fill(line.fills[name]) for name in ("field", "name") if isinstance(line.fills.get(name), str)), "")
        return _words(line.sentence), about or (line.clause if "words" in line.fills else "")


def _grown(lines: Sequence[Line]) -> tuple[_Rule, ...]:
    """Lines as a tree, by how deep they stand."""
    heads = [place for place, line in enumerate(lines) if line.depth <= lines[0].depth]
    ends = (*heads[1:], len(lines))
    return tuple(_Rule(line=lines[head], more=_grown(lines[head + 1 : end])) for head, end in zip(heads, ends, strict=False))


def _rules(before: Sequence[_Rule], after: Sequence[_Rule], under: Line | None) -> Iterator[Change]:
    """What is the same keeps its place; between that, rules that are kept are paired."""
    for tag, i, j, k, n in _steps([each.whole for each in before], [each.whole for each in after]):
        if tag != "equal":
            yield from _between(before[i:j], after[k:n], under)


def _between(before: Sequence[_Rule], after: Sequence[_Rule], under: Line | None) -> Iterator[Change]:
    for tag, i, j, k, n in _steps([each.kept for each in before], [each.kept for each in after]):
        if tag == "equal":
            for old, new in zip(before[i:j], after[k:n], strict=True):
                yield from _paired(old, new, under)
        else:
            for each in before[i:j]:
                yield from (Change(before=line, after=None, under=above) for line, above in _flat(each, under))
            for each in after[k:n]:
                yield from (Change(before=None, after=line, under=above) for line, above in _flat(each, under))


def _paired(before: _Rule, after: _Rule, under: Line | None) -> Iterator[Change]:
    if _said(before.line) != _said(after.line):
        yield Change(before=before.line, after=after.line, under=under)
    yield from _rules(before.more, after.more, after.line)


def _flat(rule: _Rule, under: Line | None) -> Iterator[tuple[Line, Line | None]]:
    yield rule.line, under
    for each in rule.more:
        yield from _flat(each, rule.line)


def _steps(before: Sequence[Hashable], after: Sequence[Hashable]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _said(line: Line) -> Hashable:
    return _words(line.sentence), line.clauses, line.depth, tuple(sorted((name, _fill(value)) for name, value in line.fills.items()))


def _fill(value: Fill) -> str:
    return str(_words(value)) if isinstance(value, Mapping) else f"{type(value).__name__} {value}"


def _words(words: Words) -> Hashable:
    return tuple(sorted(words.items()))
