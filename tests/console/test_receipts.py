"""Reporting without a name: the code is the only way back, and nothing that is kept leads to whoever reported (house:reporter)."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy import text as sql

from activities import receipts
from console.app import SPANS, create_app
from console.limits import Limiter
from console.setup import Limits
from domain.kernel import CaseId, uuid_of
from domain.reports.receipts import receipt_of
from eventlog.port import Stream
from tests.console.forms import form, text
from tests.console.site import Site

WHAT = "Somebody sends customer lists to a private mailbox."
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


async def reported(client: httpx.AsyncClient, plan: str = "violation-report", **typed: str) -> str:
    """The code of a new report."""
    page = await client.get(f"/report/{plan}")
    values = form(page.text, f"/report/{plan}?lang=en")
    answer = await client.post(f"/report/{plan}", data={**values, "fields.what": WHAT, **typed})
    assert answer.status_code == 200, text(answer.text)
    found = CODE.search(answer.text)
    assert found is not None
    return found[0]


async def seen(client: httpx.AsyncClient, code: str) -> str:
    answer = await client.post("/receipt", data={"code": code})
    assert answer.status_code == 200, text(answer.text)
    return answer.text


async def at(site: Site, code: str) -> str:
    """The number of the report; the lists know it."""
    case = await receipts.case_of(code)
    await site.backend.reader.at_least(case, 1, within=30)
    number = await site.backend.reader.number_of(case)
    assert number is not None
    site.cases[number] = case
    return number


async def test_the_story_of_a_receipt(site: Site) -> None:
    """SO 4.2.3. Reported, asked back, answered, a file added, found not to be so; all of it with the code alone."""
    visitor, checker = await site.visitor(), await site.client("qi")
    code = await reported(visitor)
    assert "being checked" in text(await seen(visitor, code))
    assert "Whoever checks it has until" in text(await seen(visitor, code)), "who waits knows until when"
    number = await at(site, code)

    await site.act(number, "ask_reporter", by="qi", question="On which day was it?")
    page = await seen(visitor, code)
    assert "On which day was it?" in text(page)
    values = form(page, "/receipt/reply?lang=en")
    answered = await visitor.post("/receipt/reply", data={**values, "text": "On Friday."})
    again = await visitor.post("/receipt/reply", data={**values, "text": "On Friday."})
    assert (answered.status_code, again.status_code) == (200, 200)
    assert text(again.text).count("On Friday.") == 1, "the same form again is said once"

    values = form(answered.text, "/receipt/file?lang=en")
    put = await visitor.post("/receipt/file", data=values, files={"file": ("Qian Duoduo holiday.txt", b"the list", "text/plain")})
    assert put.status_code == 200, text(put.text)
    assert "was not taken out" in text(put.text)

    await site.until(lambda: _has(checker, number, "On Friday."))
    page = (await checker.get(f"/cases/{number}")).text
    assert "Qian Duoduo holiday" not in page
    await site.act(number, "reject_report", by="qi", reason="The list was public.")
    page = await seen(visitor, code)
    assert "found not to be so" in text(page)
    assert "The list was public." in text(page)
    assert "/receipt/reply" not in page
    late = await visitor.post("/receipt/file", data={"code": code, "key": "9"}, files={"file": ("a.txt", b"late", "text/plain")})
    assert (late.status_code, "the case is closed" in text(late.text)) == (409, True)


async def _has(client: httpx.AsyncClient, number: str, words: str) -> bool:
    return words in text((await client.get(f"/cases/{number}")).text)


async def test_both_languages_and_no_script(site: Site) -> None:
    """house:reporter. As the browser or the address asks; nothing runs that might keep what was typed, and nothing is set."""
    for lang, word in (("en", "What do you want to report?"), ("zh", "您要举报什么？")):
        visitor = await site.visitor(lang)
        visitor.cookies.set("lang", "en" if lang == "zh" else "zh")
        for address in ("/report", "/report/violation-report", "/report/hazard-snapshot", "/receipt"):
            answer = await visitor.get(address)
            assert answer.status_code == 200
            assert answer.headers["content-language"] == lang, "no cookie is looked at"
            assert "<script" not in answer.text
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["cache-control"] == "no-store"
            assert "set-cookie" not in answer.headers
        assert word in text((await visitor.get("/report")).text)


async def test_a_wrong_code_is_worth_as_much_work_as_a_right_one(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """house:reporter. Each look and each word costs one slow step, whatever was typed; what is answered says nothing more."""
    visitor, slow = await site.visitor(), receipts.slow
    steps: list[bytes] = []
    code = await reported(visitor)

    def counted(signs: bytes) -> UUID:
        steps.append(signs)
        return slow(signs)

    monkeypatch.setattr(receipts, "slow", counted)
    answers = {}
    for typed in (code, "0000-0000-0000-0000", "nonsense", ""):
        steps.clear()
        answers[typed] = await visitor.post("/receipt", data={"code": typed})
        await visitor.post("/receipt/reply", data={"code": typed, "text": "x", "key": "1"})
        await visitor.post("/receipt/file", data={"code": typed, "key": "2"}, files={"file": ("a.txt", b"x", "text/plain")})
        assert len(steps) == 3
    assert [answer.status_code for answer in answers.values()] == [200, 404, 404, 404]
    assert len({answers[typed].text for typed in list(answers)[1:]}) == 1
    assert (await visitor.post("/receipt", data={"code": code.lower().replace("-", " ")})).status_code == 200


async def test_no_receipt_opens_a_report_by_name(site: Site) -> None:
    """house:reporter. Somebody who knows the id of a command cannot make a code of it, and a named report has none."""
    visitor = await site.visitor()
    number = await site.open("violation-report", by="qian", what=WHAT)
    assert (await visitor.post("/receipt", data={"code": number})).status_code == 404


async def test_the_same_code_reports_once(site: Site) -> None:
    """house:command-id. A form that is sent twice is one report; another text under the same code is refused, and nothing is lost."""
    visitor = await site.visitor()
    values = form((await visitor.get("/report/violation-report")).text, "/report/violation-report?lang=en")
    first = await visitor.post("/report/violation-report", data={**values, "fields.what": WHAT})
    again = await visitor.post("/report/violation-report", data={**values, "fields.what": WHAT})
    other = await visitor.post("/report/violation-report", data={**values, "fields.what": "Something else."})
    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 422)
    assert first.text == again.text
    assert "Something else." in other.text


async def test_whom_it_is_about_does_not_check_it(site: Site) -> None:
    """house:own-request. Named by handle or name, without a list of who works here; a name that is unknown stays in the words."""
    visitor = await site.visitor()
    number = await at(site, await reported(visitor, about="qi"))
    with pytest.raises(Exception, match="own-request"):
        await site.act(number, "reject_report", by="qi", reason="x")
    code = await reported(visitor, about="A stranger")
    assert "A stranger" in text(await seen(visitor, code))
    page = (await visitor.get("/report/violation-report")).text
    assert "Duoduo" not in page


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 404),
        ({}, 404),
    ],
)
async def test_other_sites_send_nothing_in_somebodys_name(site: Site, headers: dict[str, str], status: int) -> None:
    """house:reporter. No cookie guards these forms, so whence they come does; browsers name no origin where there is no referrer."""
    visitor = await site.visitor()
    assert (await visitor.post("/receipt", data={"code": "x"}, headers=headers)).status_code == status


async def test_whoever_guesses_is_slowed_without_being_known(site: Site) -> None:
    """house:reporter. Everybody together may ask so often; no address is counted, so none is kept."""
    app = create_app(site.backend)
    app.state.limiter = Limiter(Limits(reports=2))
    guesses = []
    for _ in range(3):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://testserver") as visitor:
            guesses.append(await visitor.post("/receipt", data={"code": "x"}))
    assert [answer.status_code for answer in guesses] == [404, 404, 429]
    assert guesses[-1].headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in guesses[-1].headers


# --- nothing leads to whoever reported ------------------------------------------------------------


async def test_nothing_that_is_kept_leads_to_whoever_reported(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    """house:reporter. Somebody signed in reports without a name, their cookie sent along: nothing of them is in any table or line."""
    client = await site.client("chu")
    me, session = site.person("chu"), client.cookies
    before = await rows(site)
    marked = {"user-agent": "Marked-Browser/7", "x-forwarded-for": "203.0.113.77", "traceparent": f"00-{'ab' * 16}-{'cd' * 8}-01"}
    client.headers.update(marked)
    capfd.readouterr()
    code = await reported(client)
    await client.post("/receipt/reply", data={"code": code, "text": "One thing more.", "key": "7"})
    await client.post("/receipt/reply", data={"code": code, "text": " ", "key": "8"})
    number = await at(site, code)
    await site.settled()
    case = await site.case(number)
    said = capfd.readouterr()
    kept = {
        "rows": json.dumps([row for row in await rows(site) if row not in before]),
        "history": await history(site, case),
        "lines": said.out + said.err,
    }
    secrets = [me.id, "chu@example.org", code, code.replace("-", ""), "Marked-Browser", "203.0.113.77", "ab" * 16, WHAT, "One thing more."]
    secrets += [value for value in session.values() if len(value) > 8]
    for where, words in kept.items():
        assert [secret for secret in secrets if secret in words] == [], where
        assert re.search(r"\bchu\b", words) is None, where
    assert receipt_of(case) in kept["rows"]


async def rows(site: Site) -> list[str]:
    """Every row of every table, as text; bytes as what they say."""
    found = []
    async with site.backend.engine.connect() as connection:
        tables = await connection.execute(
            sql("select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')")
        )
        for schema, name in tables.all():
            try:
                async with connection.begin_nested():
                    rows_ = (await connection.execute(sql(f'select * from "{schema}"."{name}"'))).all()
            except Exception:  # noqa: BLE001 - a table that the console may not even read
                continue
            found += [f"{schema}.{name}: " + " | ".join(_plain(value) for value in row) for row in rows_]
    return found


def _plain(value: Any) -> str:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)


async def history(site: Site, case: CaseId) -> str:
    """All that Temporal keeps of the case."""
    handle = site.backend.client.get_workflow_handle(case)
    told = str((await handle.describe()).raw_description)
    return told + "".join([str(event) async for event in handle.fetch_history_events()])


async def test_the_log_names_the_receipt_and_nobody_else(site: Site) -> None:
    """house:reporter. Who spoke is the receipt of that one report: no department, no post, no trace."""
    code = await reported(await site.visitor())
    number = await at(site, code)
    case = await site.case(number)
    [first, *_] = await site.backend.log.read(Stream(category="report", id=uuid_of(case)))
    meta = json.loads(first.meta)
    assert meta["by"] == {"id": receipt_of(case), "department": "", "posts": [], "machine": True, "basis": "receipt"}
    assert "on_behalf_of" not in meta


async def test_no_span_is_made_of_whoever_reports(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """house:reporter. A trace would hold where a request came from, and lead from the event to it."""
    kept, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr("console.app.SPANS", {**SPANS, "tracer_provider": provider})
    transport = httpx.ASGITransport(app=create_app(site.backend), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver", headers={"accept-language": "en"}) as visitor:
        code = await reported(visitor)
        await visitor.post("/receipt", data={"code": code})
        assert kept.get_finished_spans() == ()
        await visitor.get("/sign-in")
    assert [span.name for span in kept.get_finished_spans()] == ["GET /sign-in"]
