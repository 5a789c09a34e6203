"""The reporter's own pages: reporting without a name, and what stands behind a receipt. No session, no cookie, no script.

A code travels in forms only, never in an address: addresses are kept by browsers, and by what stands between.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from activities.receipts import case_of, is_code, new_code, written
from console import pages, problems
from console.backend import Backend
from console.caller import NotHere
from console.callers import Limited, Reached, unknown_language
from console.desk import forms, receipts
from console.desk.clauses import cited
from console.desk.forms import Asked, Input
from console.problems import Problem
from console.signin.csrf import SAFE, Forged
from domain.kernel import CaseId, Refused, Unavailable
from domain.labels import said
from domain.reports.plan import ReportPlan
from evidence.names import RULE
from evidence.port import PIECE
from views.saying import Teller

NAMED = "about"
HEADERS: Mapping[str, str] = {"cache-control": "no-store", "referrer-policy": "no-referrer"}


async def unseen(request: Request, reached: Reached, limiter: Limited) -> None:
    """Every answer here leaves nothing behind; whatever changes something comes from our own pages. Raises `TooMany`, `Forged`."""
    request.state.headers = dict(HEADERS)
    if request.method in SAFE:
        return
    await limiter.hit("reports", "everybody")
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site != "same-origin":
        raise Forged
    known = (None, reached.setup.origin, *(("null",) if site else ()))  # a page without a referrer names no origin either
    if origin not in known and not reached.setup.demonstration:
        raise Forged
    await reached.governed.refresh()


router = APIRouter(dependencies=[Depends(unseen)])


# --- reporting ------------------------------------------------------------------------------------


@router.get("/report")
async def choice(request: Request, reached: Reached) -> Response:
    """What may be reported without a name."""
    await reached.governed.refresh()
    lang = unknown_language(request)
    pack = reached.governed.pack_at(reached.now())
    offered = [(plan.name, said(plan.title, lang), cited(pack, plan.anonymous_clause, lang)) for plan in receipts.plans(reached).values()]
    return pages.render(request, "report.html", None, lang=lang, offered=offered, language_link=True)


@router.get("/report/{name}")
async def form(request: Request, reached: Reached, name: str) -> Response:
    """Its form, with the code that the report will have."""
    await reached.governed.refresh()
    return _form(request, reached, receipts.plan_of(reached, name), {"code": new_code()})


@router.post("/report/{name}")
async def send(request: Request, reached: Reached, name: str) -> Response:
    """Report it: the receipt. Refused: the form again, with all that was typed."""
    plan, sent = receipts.plan_of(reached, name), await _sent(request)
    code = sent.get("code", "")
    if not is_code(code):
        return _form(request, reached, plan, {**sent, "code": new_code()})
    asked = receipts.asked_lines(plan)
    fields = forms.filled(forms.lines(asked, sent, reached.organisation(reached.now())))
    try:
        await receipts.report(reached, code, plan, fields, sent.get(NAMED, ""))
    except Refused as no:
        return _form(request, reached, plan, sent, problems.refused(no, unknown_language(request)))
    except Unavailable:
        return _form(request, reached, plan, sent, problems.away(unknown_language(request)))
    lang = unknown_language(request)
    return pages.render(request, "report_sent.html", None, lang=lang, code=written(code), title=said(plan.title, lang))


def _form(request: Request, reached: Backend, plan: ReportPlan, sent: Mapping[str, str], problem: Problem | None = None) -> Response:
    lang, pack = unknown_language(request), reached.governed.pack_at(reached.now())
    values: dict[str, Any] = {
        "name": plan.name,
        "title": said(plan.title, lang),
        "cited": cited(pack, plan.anonymous_clause, lang),
        "inputs": _inputs(reached, plan, sent, lang, problem),
        "problem": problem,
        "code": written(sent.get("code", "")),
    }
    return pages.render(request, "report_form.html", None, lang=lang, status=problem.status if problem else 200, **values)


def _inputs(reached: Backend, plan: ReportPlan, sent: Mapping[str, str], lang: str, problem: Problem | None) -> list[Input]:
    """The plan's lines; a person is asked for by name, since no list of people is shown here."""
    at = reached.now()
    days, organisation = reached.governed.calendar(at), reached.organisation(at)
    teller = Teller(lang=lang, days=days, organisation=organisation, plan=plan, name=lambda person: person)
    wrong = {problem.field: problem.said} if problem and problem.field else {}
    inputs = list(forms.of_lines(Asked(plan=receipts.asked_lines(plan), teller=teller, typed=sent, wrong=wrong)))
    if (line := receipts.about(plan)) is not None:
        inputs.append(Input(name=NAMED, title=said(line.title, lang), type="text", value=sent.get(NAMED, ""), longest=100))
    return inputs


# --- coming back ----------------------------------------------------------------------------------


@router.get("/receipt")
async def ask_code(request: Request) -> Response:
    """Where a code is entered."""
    return pages.render(request, "receipt.html", None, lang=unknown_language(request), unknown=False, language_link=True)


@router.post("/receipt")
async def look(request: Request, reached: Reached) -> Response:
    """The report's state in plain words. Any other code: nothing is known by it, after the same work."""
    code = (await _sent(request)).get("code", "")
    return await _shown(request, reached, await case_of(code), code)


@router.post("/receipt/reply")
async def answer(request: Request, reached: Reached) -> Response:
    """Answer what was asked, or add something."""
    sent = await _sent(request)
    code, text = sent.get("code", ""), sent.get("text", "").replace("\r\n", "\n").strip()
    case = await case_of(code)
    try:
        await receipts.reply(reached, case, text, sent.get("key", ""))
    except (Refused, Unavailable) as no:
        return await _shown(request, reached, case, code, no=no, text=text)
    except NotHere:
        return _nothing(request)
    return await _shown(request, reached, case, code, done="reply")


@router.post("/receipt/file")
async def file(request: Request, reached: Reached) -> Response:
    """Add a file."""
    async with request.form(max_files=1, max_fields=5) as form_:
        code, key = (str(form_.get(name, "")) for name in ("code", "key"))
        case = await case_of(code)
        try:
            sent = _file(form_)
            clean = await receipts.add_file(reached, case, _pieces(sent), sent.content_type or "", sent.filename or "", key)
        except (Refused, Unavailable) as no:
            return await _shown(request, reached, case, code, no=no)
        except NotHere:
            return _nothing(request)
    return await _shown(request, reached, case, code, done="clean" if clean else "file")


async def _shown(
    request: Request, reached: Backend, case: CaseId, code: str, *, no: Refused | Unavailable | None = None, text: str = "", done: str = ""
) -> Response:
    lang = unknown_language(request)
    problem = problems.problem_of(no, lang) if no is not None else None
    try:
        found = await receipts.receipt(reached, case, code, lang)
    except NotHere:
        return _nothing(request)
    values: dict[str, Any] = {"found": found, "problem": problem, "text": text, "done": done, "key": str(uuid4())}
    return pages.render(request, "receipt_report.html", None, lang=lang, status=problem.status if problem else 200, **values)


def _nothing(request: Request) -> Response:
    return pages.render(request, "receipt.html", None, lang=unknown_language(request), status=404, unknown=True)


def _file(form_: FormData) -> UploadFile:
    sent = form_.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise Refused(RULE, "missing_field", field="file")
    return sent


async def _pieces(file_: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file_.read(PIECE):
        yield piece


async def _sent(request: Request) -> Mapping[str, str]:
    return {key: value for key, value in (await request.form(max_files=0)).items() if isinstance(value, str)}
