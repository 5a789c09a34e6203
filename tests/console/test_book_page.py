"""Which rules are in force: the policy book, by plain HTTP."""

from __future__ import annotations

import pytest

from tests.console.forms import text
from tests.console.site import Site


@pytest.mark.parametrize(
    ("lang", "question", "rule", "limit"),
    [
        ("en", "Which rules are in force?", "Head of requester's department answers within 1 working day.", "for at most 2 working days"),
        ("zh", "现行的是哪些制度？", "申请人部门负责人须在 1 个工作日内答复。", "最长 2 个工作日"),
    ],
)
async def test_a_plan_is_read_as_a_procedure(site: Site, lang: str, question: str, rule: str, limit: str) -> None:
    """SO 2.2.2: who answers within what time, what silence leads to, for how long it is lent, in the reader's language."""
    qian = await site.client("qian", lang)
    page = await qian.get("/book")
    assert page.status_code == 200, page.text
    said = text(page.text)
    assert question in said
    assert rule in said
    assert limit in said
