"""A chain as it may be read without any program of ours: one page of HTML, complete in itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from activities.chained import Chained
from domain import calendar, labels
from domain.kernel import CaseId
from domain.labels import said
from domain.words import harmless
from views.page import Line
from views.reader import CaseLine
from views.saying import ANOTHER, tie

STYLE = (
    "body{font:15px/1.5 system-ui,'Noto Sans SC',sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{border-top:1px solid #bbb;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    "td{white-space:pre-line;overflow-wrap:anywhere}td:first-child{white-space:nowrap;font-variant-numeric:tabular-nums}.clause{color:#555}"
)

WORDS: Mapping[str, Mapping[str, str]] = {
    "title": {"en": "The chain of {number}", "zh": "{number} 的关联案件"},
    "cases": {"en": "Cases", "zh": "案件"},
    "story": {"en": "What happened", "zh": "经过"},
    "forms": {"en": "What stands in their forms", "zh": "表单内容"},
    "line": {"en": "Line", "zh": "栏目"},
    "value": {"en": "Value", "zh": "内容"},
    "files": {"en": "Evidence", "zh": "证据"},
    "number": {"en": "Number", "zh": "编号"},
    "what": {"en": "What it is", "zh": "事项"},
    "stage": {"en": "Where it stands", "zh": "状态"},
    "ties": {"en": "What it is to the others", "zh": "与其他案件的关系"},
    "when": {"en": "When", "zh": "时间"},
    "case": {"en": "Case", "zh": "案件"},
    "event": {"en": "Event", "zh": "事项"},
    "rule": {"en": "Rule", "zh": "依据"},
    "digest": {"en": "SHA-256", "zh": "SHA-256"},
    "size": {"en": "Bytes", "zh": "字节"},
    "more": {"en": "There are more cases than are told here.", "zh": "还有更多案件未列入。"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What happened, as it is told in one language; `words`: what somebody wrote along with it."""

    line: CaseLine
    event: Line
    text: str
    words: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that there is to read, in one language: the forms of the cases, and what happened."""

    forms: Mapping[CaseId, Sequence[tuple[str, str]]]
    story: Sequence[Sentence]


def html(found: Chained, told: Told, files: Sequence[Mapping[str, object]], lang: str) -> bytes:
    """The page. `files` as the manifest has them."""
    number = next(line.number for line in found.lines if line.case == found.shown.start)
    title = escape(WORDS["title"][lang].format(number=number))
    body = [f"<h1>{title}</h1>", *_cases(found, lang), *_forms(found, told, lang), *_files(files, lang), *_story(found, told, lang)]
    if found.more:
        body.append(f"<p>{WORDS['more'][lang]}</p>")
    head = f'<meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
    language = "zh-CN" if lang == "zh" else "en"
    return "\n".join([f'<!doctype html><html lang="{language}"><head>{head}</head><body>', *body, "</body></html>\n"]).encode()


def _cases(found: Chained, lang: str) -> Iterator[str]:
    shown = found.shown
    numbers = {line.case: said(ANOTHER, lang) if line.case in shown.hidden else line.number for line in shown.lines}
    rows = []
    for line in shown.lines:
        if line.case in shown.hidden:
            rows.append([numbers[line.case], "", "", ""])
            continue
        plan = found.pages[line.case].rules.plan
        outcome = f" ({labels.outcome_title(line.kind, line.outcome, lang)})" if line.outcome else ""
        ties = [tie(each.relation, numbers[each.case], lang) for each in shown.led_to() if each.other == line.case]
        stage = labels.stage_title(line.kind, line.stage, lang) + outcome
        rows.append([line.number, said(plan.title, lang) or plan.name, stage, ", ".join(ties)])
    yield from _table("cases", ("number", "what", "stage", "ties"), rows, lang)


def _forms(found: Chained, told: Told, lang: str) -> Iterator[str]:
    rows = [[line.number, title, value] for line in found.lines for title, value in told.forms[line.case]]
    yield from _table("forms", ("case", "line", "value"), rows, lang)


def _files(files: Sequence[Mapping[str, object]], lang: str) -> Iterator[str]:
    if files:
        rows = [[str(each["number"]), str(each["digest"]), str(each["size"])] for each in files]
        yield from _table("files", ("case", "digest", "size"), rows, lang)


def _story(found: Chained, told: Told, lang: str) -> Iterator[str]:
    rows = []
    for each in told.story:
        when = calendar.shown(found.pages[each.line.case].rules.calendar, each.event.happened_at)
        rows.append([when, each.line.number, "\n".join([each.text, *each.words]), each.event.clause])
    yield from _table("story", ("when", "case", "event", "rule"), rows, lang)


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], lang: str) -> Iterator[str]:
    yield f"<h2>{WORDS[title][lang]}</h2>"
    yield "<table><tr>" + "".join(f"<th>{WORDS[head][lang]}</th>" for head in heads) + "</tr>"
    yield from ("<tr>" + "".join(f"<td>{escape(harmless(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    yield "</table>"
