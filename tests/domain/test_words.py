"""The product says everything in both languages: refusals, notices, the timeline."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

import pytest

from domain import shapes, words
from domain.kernel import Refused
from domain.kinds import KINDS
from domain.policy import Words

ROOT = Path(__file__).parents[2]
ROOMS = ("domain", "activities", "views", "workers", "console")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TABLES: Mapping[str, Mapping[str, Words]] = {"refusal": words.REFUSALS, "notice": words.NOTICES, "timeline": words.TIMELINE}


def _calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    """Every call of this name in the product's own code."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and name in (getattr(node.func, "id", ""), getattr(node.func, "attr", "")):
                    yield path, node


def _sources() -> str:
    """What the domain says, but for its sentences."""
    return "".join(path.read_text(encoding="utf-8") for path in (ROOT / "domain").rglob("*.py") if path.name != "sentences.py")


def _texts(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may give, also of ``a if x else b``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def test_every_refusal_has_its_sentence() -> None:
    """house:form. Also one whose key is chosen on the spot, or that is answered without being raised."""
    used = {text for _, call in _calls("Refused") if len(call.args) > 1 for text in _texts(call.args[1])}
    used |= {text for _, call in _calls("Refusal") for each in call.keywords if each.arg == "key" for text in _texts(each.value)}
    assert sorted(used - set(words.REFUSALS)) == []


def test_every_input_fault_has_its_sentence() -> None:
    """house:form. What could not be read at all is said by the key of its fault."""
    assert {"no_input", "too_many_inputs", "not_json", "too_long"} <= set(words.REFUSALS)


def test_every_notice_has_its_sentence() -> None:
    """house:answer-time. What a duty is about stands in the words; the ends of cases and extensions too."""
    about = {
        text for name in ("_owe", "owe") for _, call in _calls(name) for k in call.keywords if k.arg == "about" for text in _texts(k.value)
    }
    about |= {text for _, call in _calls("Reminded") for k in call.keywords if k.arg == "about" for text in _texts(k.value)}
    ends = {text for _, call in _calls("close") if len(call.args) > 1 for text in _texts(call.args[1])}
    about |= {f"closed_{end}" for end in ends | {"refused", "withdrawn", "lapsed"}}
    about |= {f"extension_{end}" for end in ("refused", "withdrawn", "lapsed")}
    assert len(about) > 20
    assert sorted(about - set(words.NOTICES)) == []
    of_kinds = {f"{kind.DECIDER.kind.name}.{key}" for kind in KINDS for key in (*kind.LABELS.tasks, *kind.LABELS.outcomes)}
    written = {key for key in words.NOTICES if "." in key and f'"{key}"' in _sources()}
    assert sorted(set(words.NOTICES) - about - of_kinds - written - {"check", "collect"}) == [], "a notice that nobody sends"


def test_every_event_has_its_line() -> None:
    """house:form. Each type of event has a sentence in the timeline, and no sentence stands for nothing.

    A duty that told nobody has a line of its own: something was done outside. So has one that failed to tell somebody, and a task
    that nobody may do, a measure without an end, and the first who commands.
    """
    more = {"duty.done", "duty.not_told", "task.asked_nobody", "violation.took_effect_for_good", "room.command_began"}
    assert set(words.TIMELINE) == set(shapes.EVENTS) | more


@pytest.mark.parametrize("table", TABLES)
def test_both_languages_say_the_same_gaps(table: str) -> None:
    """house:form. Both languages are there, Chinese is Chinese, and no gap is forgotten in one of them."""
    for key, said in TABLES[table].items():
        assert set(said) == {"zh", "en"}, key
        assert CHINESE.search(said["zh"]), key
        assert not CHINESE.search(said["en"]), key
        gaps = {lang: {name for _, name, _, _ in Formatter().parse(text) if name} for lang, text in said.items()}
        assert gaps["zh"] == gaps["en"], key


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "fields.reason: more than 3 wd only with a reason (SO 2.1.2)"),
        ("zh", "fields.reason: 超过 3 wd 须说明理由（SO 2.1.2）"),
    ],
)
def test_a_refusal_names_the_field_and_the_clause(lang: str, said: str) -> None:
    """SO 2.1.2. The clause travels to whoever is refused."""
    assert words.sentence(Refused("SO 2.1.2", "longer_needs_reason", field="fields.reason", limit="3 wd"), lang) == said


def test_what_an_event_says_in_fixed_phrases_is_chinese_too() -> None:
    """house:one-rung-up. Why it went up, how it ended: known phrases are translated, people's own words never."""
    up = words.text("request.went_up", "zh", why="no answer", role="post x", rung=1, people="lin")
    no = words.text("request.refused", "zh", by="lin", basis="nobody answered in time", reason="returned")
    assert (up, no) == ("上报（无人答复）：post x，上 1 级（lin）", "lin 拒绝（无人在期限内答复）：returned")


def test_a_gap_without_a_word_reads_as_nothing() -> None:
    """house:form. A sentence never fails for want of a word, nor for braces in somebody's own words."""
    assert words.text("request.urged", "en") == "urged"
    assert words.text("request.withdrawn", "en", by="{x}", reason="{y!r}") == "{x} withdrew: {y!r}"
    assert words.text("no_such_key", "en") == "no_such_key"
