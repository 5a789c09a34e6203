"""How well are promises kept: figures over months that were played, each number held against the list to which it leads."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.i18n import translations
from console.web import drawn, figure, figures, list_columns, list_frame, lists
from tests.console.past import Bygone, at, bygone_at, fed
from workers.settings import Settings

BEGAN, NOW = at("2026-10-01 09:00"), at("2026-11-18 15:20")


@pytest.fixture(scope="module")
async def site(database_url: str, admin_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bygone]:
    """One loan came back in time, one is overdue, one waits for an answer, one was refused."""
    settings = Settings(
        home=tmp_path_factory.mktemp("home"),
        database_url=database_url,
        admin_url=admin_database_url,
        temporal_address="127.0.0.1:1",
        namespace="none",
        embedded=True,
    )
    async with bygone_at(settings, BEGAN, NOW) as made:
        await story(made)
        await fed(made)
        yield made


async def story(site: Bygone) -> None:
    """Four loans between 2 and 18 November."""
    past = site.past
    await past.until(at("2026-11-02 10:00"))
    back = await past.open("contract-loan", "qian", contract="HT-1", purpose="x")
    await past.until(at("2026-11-02 12:00"))
    await past.act(back, "approve", "lin")
    await past.until(at("2026-11-02 14:00"))
    await past.act(back, "hand_out", "tao")
    await past.until(at("2026-11-03 10:00"))
    await past.act(back, "return", "qian")
    await past.act(back, "confirm_check", "tao", complete=True)
    await past.until(at("2026-11-09 10:00"))
    late = await past.open("contract-loan", "sun", contract="HT-2", purpose="x")
    await past.until(at("2026-11-09 14:00"))
    await past.act(late, "approve", "lin")
    await past.act(late, "hand_out", "tao")
    await past.until(at("2026-11-16 10:00"))
    refused = await past.open("contract-loan", "chu", contract="HT-3", purpose="x")
    await past.until(at("2026-11-16 11:00"))
    await past.act(refused, "refuse", "lin", reason="no")
    await past.until(at("2026-11-18 10:00"))
    await past.open("contract-loan", "he", contract="HT-4", purpose="x")
    await past.until(NOW)


def section(page: str, name: str) -> str:
    """One figure of the page."""
    found = re.search(rf'<section class="panel figure" id="{name}".*?</section>', page, re.DOTALL)
    assert found is not None, name
    return found[0]


def title(page: str, name: str) -> str:
    """The sentence that it says."""
    found = re.search(r"<h2[^>]*>(.*?)</h2>", section(page, name))
    assert found is not None
    return html.unescape(found[1])


def rows(page: str, name: str) -> dict[str, list[tuple[str, str]]]:
    """Its table: by the first cell, text and address of the others."""
    out = {}
    for row in re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", section(page, name), re.DOTALL):
        cells = re.findall(r"<t[hd][^>]*>(?:<a href=\"([^\"]*)\"[^>]*>)?(.*?)(?:</a>)?</t[hd]>", row)
        out[html.unescape(cells[0][1])] = [(html.unescape(text), html.unescape(href)) for href, text in cells[1:]]
    return out


# --- what they say --------------------------------------------------------------------------------------


async def test_each_figure_says_what_one_sees(site: Bygone) -> None:
    """Each title is a sentence with the number in it."""
    bai = await site.client("bai")
    page = (await bai.get("/figures?days=30")).text
    assert "of what fell due was done in time" in title(page, "met")
    assert title(page, "overdue") == "1 case is overdue, in Sales back-office."
    assert title(page, "decided").startswith("Half of the answers on “Loan of a contract” came within 2 h, nine in ten within ")
    assert title(page, "weeks") == "4 cases were opened and 2 closed."
    assert "has most to do" in title(page, "people")


async def test_a_missed_return_is_missed_under_its_clause(site: Bygone) -> None:
    """SO 2.2.2. One loan came back in time, one did not."""
    bai = await site.client("bai")
    kept = rows((await bai.get("/figures?days=30")).text, "met")
    assert [text for text, _ in kept["SO 2.2.2"]][:3] == ["1", "1", "50 %"]
    assert kept["house:answer-time"][1][0] == "0"


async def test_a_window_counts_its_own_days(site: Bygone) -> None:
    """What ended before the window is not in it; each window says its days."""
    bai = await site.client("bai")
    answer = await bai.get("/figures?days=all")
    assert "1 Oct 2026 to 18 Nov 2026" in answer.text
    weeks = rows(answer.text, "weeks")
    assert [weeks[day][0][0] for day in ("2 Nov", "9 Nov", "16 Nov")] == ["1", "1", "2"]
    assert weeks["5 Oct"][0][0] == "0"
    assert (await bai.get("/figures?days=no-such")).text.count('aria-current="true"') == 1


@pytest.mark.parametrize("days", ["30", "all"])
@pytest.mark.parametrize("name", ["overdue", "closed", "weeks"])
async def test_a_number_is_as_many_as_the_list_it_leads_to(site: Bygone, days: str, name: str) -> None:
    """Numbers lead somewhere: the list holds exactly what was counted."""
    bai = await site.client("bai")
    numbers = [cell for row in rows((await bai.get(f"/figures?days={days}")).text, name).values() for cell in row if cell[1]]
    assert numbers
    for text, href in numbers:
        assert f"{text} case" in (await bai.get(href)).text, href


@pytest.mark.parametrize("name", ["met", "decided"])
async def test_a_count_of_obligations_leads_to_the_cases_that_have_them(site: Bygone, name: str) -> None:
    """A case may be obliged several times under one rule: the list holds each of them once, and no other."""
    bai = await site.client("bai")
    page = (await bai.get("/figures?days=30")).text
    numbers = [cell for row in rows(page, name).values() for cell in row if cell[1]]
    assert numbers
    for text, href in numbers:
        found = re.findall(r'<a href="/cases/(LOAN-[0-9-]+)">', (await bai.get(href)).text)
        assert 1 <= len(found) <= int(text), href


# --- whose they are -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handle", "overdue", "people"),
    [
        ("bai", "1 case is overdue, in Sales back-office.", {"Han Tingyu", "Sun Boyan"}),
        ("lin", "1 case is overdue, in Sales back-office.", {"Sun Boyan"}),
        ("han", "Nothing is overdue.", {"Han Tingyu"}),
        ("sun", "1 case is overdue, in Sales back-office.", {"Sun Boyan"}),
        ("chu", "Nothing is overdue.", set()),
    ],
)
async def test_figures_count_what_the_reader_may_see(site: Bygone, handle: str, overdue: str, people: set[str]) -> None:
    """house:oversight, house:own-department. Cases as in lists; loads of single people only to whom the pack lets, or who leads them."""
    client = await site.client(handle)
    page = (await client.get("/figures?days=30")).text
    assert title(page, "overdue") == overdue
    assert set(rows(page, "people")) == people


async def test_a_load_leads_to_its_tasks(site: Bygone) -> None:
    """What somebody has to do is listed for whoever may see their load, and is not there for anybody else."""
    bai, lin, sun = await site.client("bai"), await site.client("lin"), await site.client("sun")
    page = await bai.get("/figures/people/sun")
    assert "What is due from Sun Boyan?" in page.text
    assert "bring back" in page.text
    assert (await lin.get("/figures/people/sun")).status_code == 200
    assert (await lin.get("/figures/people/han")).status_code == 404
    assert (await sun.get("/figures/people/lin")).status_code == 404
    assert (await bai.get("/figures/people/nobody")).status_code == 404


async def test_whoever_sees_nothing_is_told_what_will_stand_here(site: Bygone) -> None:
    """An empty state says what to do."""
    ding = await site.client("ding")
    page = (await ding.get("/figures")).text
    assert "Nothing to count yet" in page
    assert 'class="panel figure"' not in page


# --- how they look ----------------------------------------------------------------------------------------


async def test_a_picture_is_read_aloud_and_needs_no_style(site: Bygone) -> None:
    """WCAG 2.2 1.1.1, and the content security policy: each picture has a title and a table, none an inline style."""
    bai = await site.client("bai")
    page = (await bai.get("/figures?days=30")).text
    pictures = re.findall(r'<svg class="(?:lying|standing)".*?</svg>', page, re.DOTALL)
    assert len(pictures) == 6
    for picture in pictures:
        name, words = re.search(r'aria-labelledby="(\S+) (\S+)"', picture).groups()  # type: ignore[union-attr] # else the test fails
        assert f'<title id="{name}">' in picture
        assert f'<desc id="{words}">' in picture
        assert "style" not in picture
    assert page.count("<table>") >= 6
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


async def test_figures_in_chinese(site: Bygone) -> None:
    """Both languages always."""
    bai = await site.client("bai", "zh")
    page = (await bai.get("/figures?days=30")).text
    assert title(page, "overdue") == "1 件案件逾期，均在销售内勤部。"
    assert title(page, "weeks") == "立案 4 件，结案 2 件。"
    assert "2026年10月20日至2026年11月18日" in page
    left = re.findall(r">[^<>]*\b(?:of|the|in|cases?|within)\b[^<>]*<", re.sub(r"<(title|template).*?</\1>", "", page, flags=re.DOTALL))
    assert not left


@pytest.mark.parametrize("module", [drawn, figure, figures, list_columns, list_frame, lists], ids=lambda module: module.__name__)
def test_every_word_of_lists_and_figures_has_its_chinese(module: object) -> None:
    """Both languages always, also for words that are no template's."""
    chinese = translations("zh")
    for call in ast.walk(ast.parse(Path(module.__file__).read_text())):  # type: ignore[attr-defined] # a module has one
        if isinstance(call, ast.Call) and call.args and all(isinstance(each, ast.Constant) for each in call.args[:1]):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            words = [str(each.value) for each in call.args if isinstance(each, ast.Constant)]
            if name in ("_", "say", "gettext"):
                assert chinese.gettext(words[0]) != words[0]
            elif name in ("count_say", "ngettext"):
                assert chinese.ngettext(words[0], words[1], 2) != words[1]
            elif name == "pgettext":
                assert chinese.pgettext(words[0], words[1]) != words[1]
