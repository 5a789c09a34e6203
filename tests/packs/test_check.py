"""What a pack must not be: unknown, unreachable or contradictory. Each is told with file, line, field and reason."""

import re
from pathlib import Path

import pytest

from packs.check import Problem, of_document, problems
from packs.document import Document
from packs.read import load
from packs.reasons import REASONS, sentence

DEFAULT, ORGANISATION = Path("packs/default/pack.yaml"), Path("packs/sample/organisation.yaml")


def changed(source: Path, into: Path, *changes: tuple[str, str]) -> tuple[Path, int]:
    """A copy with the first of each old text made new, and the line of the last change."""
    text, at = source.read_text(), 0
    for old, new in changes:
        at = text.index(old)
        text = text[:at] + new + text[at + len(old) :]
    file = into / source.name
    file.write_text(text)
    return file, text.count("\n", 0, at) + 1


def told(found: list[Problem], field: str, reason: str) -> Problem:
    """The one problem of this field with this reason."""
    matching = [each for each in found if each.field == field and reason in each.reason]
    assert len(matching) == 1, "\n".join(map(str, found))
    return matching[0]


ELEVATION = "plans[privilege-elevation].approval[0]"
LOAN, GRANT = "plans[contract-loan]", "plans[contract-loan].grant"


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        # unknown
        ("schema: 1", "schema: 7", "schema", "schema 1"),
        ("kind: pack", "kind: park", "kind", "kind of a document"),
        ("late_delivery: 15 min", "late_deliveries: 15 min", "settings.late_deliveries", "known are: late_delivery"),
        ("    form: 合同", "    from: 合同", f"{LOAN}.from", "known are: form"),
        ("late_delivery: 15 min", "late_delivery: 0 min", "settings.late_delivery", "no length of time"),
        ("at_most: 2 wd", "at_most: 2 fortnights", f"{GRANT}.at_most", "no length of time"),
        ("remind: [4 h before]", "remind: [4 h after]", f"{LOAN}.approval[0].remind[0]", "written like 4 h before"),
        ("by: head of requester's department", "by: the boss", f"{LOAN}.approval[0].by", "is no role"),
        ("type: reference", "type: refrence", f"{LOAN}.fields.contract.type", "is not known"),
        ("of: contract", "of: kontract", f"{GRANT}.of", "no field kontract"),
        ("personal: requester", "personal: borrower", f"{LOAN}.fields.purpose.personal", "no party"),
        ("clause: SO 4.2.1", "clause: SO 9.9.9", f"{LOAN}.overdue.clause", "not among the clauses"),
        ("clause: SO 4.2.1", "clause: §4", f"{LOAN}.overdue.clause", "is no clause"),
        ("time, house: one-holder", "time, house: two-holders", f"{LOAN}.fields.contract.claim.house", "not among the house rules"),
        ("  SO 2.1.2:", "  ZZ 2.1.2:", "clauses.ZZ 2.1.2", "does not name"),
        ("{setting: answer-time}", "{setting: anser-time}", f"{LOAN}.approval[0].within.setting", "no parameter"),
        ("check: completeness", "check: smell", f"{LOAN}.return.check", "is not known"),
        ('notices_from: "08:30"', "notices_from: 8h30", "settings.notices_from", "written like 08:30"),
        ("    kind: request", "    kind: wish", f"{LOAN}.kind", "is not known"),
        ("    kind: request\n", "", LOAN, "kind is missing"),
        ("prefix: LOAN", "prefix: loan", f"{LOAN}.prefix", "capital letters"),
        ("plan: contract-loan", "plan: Contract Loan", "plans[Contract Loan].plan", "is no name"),
        ("refusals_per_minute: 30", "refusals_per_minute: many", "settings.refusals_per_minute", "whole number"),
        ("required: true", "required: maybe", f"{LOAN}.fields.contract.required", "true or false"),
        ("title: {zh: 合同借阅, en: Loan of a contract}", "title: Loan", f"{LOAN}.title", "by language"),
        # cites nothing, or too much
        ("        clause: SO 2.2.2\n        within", "        within", f"{LOAN}.approval[0]", "cites nothing"),
        ("clause: SO 4.2.1", "clause: SO 4.2.1\n      house: form", f"{LOAN}.overdue", "cites both"),
        # who sees what
        ("by: post compliance-officer, house: oversight", "by: requester, house: oversight", "reading.all_cases[0].by", "in one case"),
        ("by: head and above", "by: everybody", "reading.department_cases.by", "is not known"),
        ("others: on request", "others: always", "reading.personal_fields.others", "is not known"),
        ("recorded: true", "recorded: perhaps", "reading.personal_fields.recorded", "true or false"),
        ("  stored_log:", "  stored_logs:", "reading.stored_logs", "known are: stored_log"),
        ("signed_in: {within: 15 min", "signed_in: {within: 1 wd", f"{ELEVATION}.all_of[0].signed_in.within", "by the clock"),
        ("15 min, house: fresh-sign-in", "15 min", f"{ELEVATION}.all_of[0].signed_in", "cites nothing"),
        ("digest_day: monday", "digest_day: someday", "settings.digest_day", "is not known"),
        ('digest_at: "09:00"', 'digest_at: "24:00"', "settings.digest_at", "written like 08:30"),
        ("at_risk: 80", "at_risk: 100", "settings.at_risk", "whole number from 1 to 99"),
        # ladders
        ("then: [one rung up, refuse]", "then: [one rung up]", f"{LOAN}.approval[0].then[0]", "does not end"),
        ("then: [one rung up, refuse]", "then: []", f"{LOAN}.approval[0].then", "not be empty"),
        ("then: [one rung up, refuse]", "then: [refuse, one rung up, refuse]", f"{LOAN}.approval[0].then[0]", "more follows"),
        ("        then: [one rung up, refuse]\n", "", f"{LOAN}.approval[0]", "then is missing"),
        ("remind: [4 h before]", "remind: [24 h before]", f"{LOAN}.approval[0].remind[0]", "before the beginning"),
        ("remind: [4 h before]", "remind: [1 wd before]", f"{LOAN}.approval[0].remind[0]", "before the beginning"),
        ("then: [one rung up, refuse]", "then: [one rung up, keep]", f"{LOAN}.approval[0].then[1]", "cannot follow here"),
        ("then: [close]", "then: [refuse]", f"{GRANT}.collect.then[0]", "cannot follow here"),
        # contradictory
        ("plan: trade-secret-loan", "plan: contract-loan", "plans[contract-loan].plan", "named twice"),
        ("prefix: SECRET", "prefix: LOAN", "plans[trade-secret-loan].prefix", "named twice"),
        ("        type: text\n", "        type: date\n", f"{LOAN}.fields.purpose", "only a text can be personal"),
        ("        material: true\n", "        personal: requester\n", f"{LOAN}.fields.contract", "cannot be personal"),
        ("        type: text\n", "        type: choice\n", f"{LOAN}.fields.purpose", "needs choices"),
        ("        type: text\n", "        type: text\n        choices: [a]\n", f"{LOAN}.fields.purpose", "only a field of type choice"),
        ("        type: reference\n", "        type: number\n", f"{LOAN}.fields.contract", "claim is taken on"),
        ("by: head of requester's department", "by: head of subject's department", f"{LOAN}.approval[0].by", "has no subject"),
        ("personal: requester", "personal: subject", f"{LOAN}.fields.purpose.personal", "no party"),
        ("        required: true\n", "", f"{LOAN}.fields.contract", "claimed must be required"),
        ("        required: true\n", "", f"{GRANT}.of", "must be a required field"),
        ("        claim: {rule: one at a time, house: one-holder}\n", "", f"{LOAN}.fields.contract", "needs a claim"),
        ("of: contract", "of: purpose", f"{LOAN}.fields.contract", "can be claimed"),
        ("what: document", "what: privilege", f"{LOAN}.return", "is not lent"),
        ("      longer: with a reason\n", "", "plans[trade-secret-loan].grant.reason_in", "only of use"),
        ("      reason_in: reason\n", "", "plans[trade-secret-loan].grant.longer", "needs a field"),
        ('notices_until: "18:00"', 'notices_until: "08:00"', "settings.notices_until", "must be before"),
    ],
)
def test_a_wrong_pack_is_refused(tmp_path: Path, old: str, new: str, field: str, reason: str) -> None:
    """Whatever is wrong is told with its field and what the rule wants."""
    file, _ = changed(DEFAULT, tmp_path, (old, new))
    found = told(problems(file), field, reason)
    assert found.file == str(file)
    assert found.line > 1 or field in ("schema", "kind")


def test_a_problem_names_its_line(tmp_path: Path) -> None:
    """File, line, field, reason: enough to mend it."""
    file, line = changed(DEFAULT, tmp_path, ("by: head of requester's department", "by: the boss"))
    (found,) = problems(file)
    assert str(found).startswith(f"{file}:{line}: plans[contract-loan].approval[0].by: the boss is no role")


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """A wrong key does not hide a wrong clause, a missing return and a rung that nobody holds."""
    file, _ = changed(
        DEFAULT,
        tmp_path,
        ("late_delivery:", "late:"),
        ("clause: SO 4.2.1", "clause: SO 9.9.9"),
        ("by: post archivist, clause: SO 2.2.2", "by: post astronaut, clause: SO 2.2.2"),
    )
    keys = {each.key for each in problems([file, ORGANISATION])}
    assert keys == {"unknown_key", "missing", "unknown_clause", "no_post"}


@pytest.mark.parametrize("part", ["return", "overdue"])
def test_a_loan_without_return_is_refused(tmp_path: Path, part: str) -> None:
    """What is lent must come back, and something must follow when it does not."""
    content = dict(load(DEFAULT).content)
    loan, *others = content["plans"]
    content["plans"] = [{key: value for key, value in loan.items() if key != part}, *others]
    (found,) = of_document(Document(file="x", content=content))
    assert (found.key, found.field) == (f"no_{part}", "plans[contract-loan]")


# --- unreachable ------------------------------------------------------------------------------


def vacate(tmp_path: Path, *posts: str) -> Path:
    file, _ = changed(ORGANISATION, tmp_path, *((f"    posts: [{post}]\n", "") for post in posts))
    return file


@pytest.mark.parametrize(
    ("posts", "field", "reason"),
    [
        (["it-director"], "plans[privilege-elevation].approval[0].all_of[1].by", "nobody holds post it-director"),
        (["head-of-marketing"], "plans[contract-loan].approval[0].by", "nobody heads marketing"),
        (["archivist", "archivist"], "plans[contract-loan].return.received_by", "nobody holds post archivist"),
        (["compliance-officer"], "settings.fallback", "nobody holds post compliance-officer"),
        (["chairman"], "plans[contract-loan].approval", "when gu asks"),
    ],
)
def test_a_vacant_post_is_told_before_it_matters(tmp_path: Path, posts: list[str], field: str, reason: str) -> None:
    """An approver's post that nobody holds, a department that nobody heads, a requester whom nobody could answer."""
    told(problems([DEFAULT, vacate(tmp_path, *posts)]), field, reason)


def test_a_single_archivist_cannot_check_her_own_return(tmp_path: Path) -> None:
    """house:second-person, house:own-request. With one archivist her own loan still goes one rung up and is checked there."""
    assert problems([DEFAULT, vacate(tmp_path, "archivist")]) == []
    pack, _ = changed(DEFAULT, tmp_path, ("then: [one rung up, fallback, close]", "then: [close]"))
    told(problems([pack, vacate(tmp_path, "archivist")]), "plans[contract-loan].return.checked", "nobody is left who may answer")


def test_two_approvals_need_two_people(tmp_path: Path) -> None:
    """SO 2.3.2. The IT director heads IT: with no rung above, IT's own requests could never be approved by two."""
    pack, _ = changed(DEFAULT, tmp_path, *[("then: [one rung up, one rung up, refuse]", "then: [refuse]")] * 2)
    found = told(problems([pack, ORGANISATION]), "plans[privilege-elevation].approval", "too few people")
    assert "cao, gu, han, hua, ibanez" in found.reason


def test_a_rung_above_the_top_is_told(tmp_path: Path) -> None:
    """A rung that nobody holds, whoever asks."""
    pack, _ = changed(DEFAULT, tmp_path, ("then: [one rung up, refuse]", f"then: [{'one rung up, ' * 5}refuse]"))
    found = problems([pack, ORGANISATION])
    assert {each.field for each in found} == {f"plans[contract-loan].approval[0].then[{n}]" for n in (2, 3, 4)}


def test_a_group_without_people_is_told(tmp_path: Path) -> None:
    """SO 2.1.2: nobody is authorised, so nobody could ask."""
    file = tmp_path / "organisation.yaml"
    file.write_text(re.sub(r"(, )?trade-secret-readers\]", "]", ORGANISATION.read_text()))
    told(problems([DEFAULT, file]), "plans[trade-secret-loan].asks.who", "nobody holds group trade-secret-readers")


# --- organisations ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("    department: marketing", "    department: markting", "people[han].department", "no department markting"),
        ("    posts: [legal]", "    posts: [leagl]", "people[shen].posts[0]", "no post leagl"),
        ("    groups: [trade-secret-readers]", "    groups: [readers]", "people[zhao-y].groups[0]", "no group readers"),
        ("handle: gu\n", "handle: tang-sy\n", "people[tang-sy].handle", "named twice"),
        ("handle: gu\n", "handle: Gu M\n", "people[Gu M].handle", "is no name"),
        ("head: it-director}", "head: it-boss}", "departments.information-technology.head", "no post it-boss"),
        ("en: Chairman}}", "en: Chairman}, above: general-manager}", "posts.chairman.above", "above itself"),
        ("above: chairman}", "above: board}", "posts.general-manager.above", "no post board"),
        (
            "    handle: gu\n",
            "    superior: 00000000-0000-4000-8000-000000000000\n    handle: gu\n",
            "people[gu].superior",
            "no active person",
        ),
        ("language: en", "language: tlh", "people[ding].language", "is not known"),
        ("    handle: gu\n", "    handel: gu\n    handle: gu\n", "people[gu].handel", "known are: handle"),
    ],
)
def test_a_wrong_organisation_is_refused(tmp_path: Path, old: str, new: str, field: str, reason: str) -> None:
    """Whoever is named must exist, once."""
    file, _ = changed(ORGANISATION, tmp_path, (old, new))
    told(problems(file), field, reason)


@pytest.mark.parametrize("wrong", ["4711", "gu", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"])
def test_a_persons_id_is_random(tmp_path: Path, wrong: str) -> None:
    """A staff number, a name or a UUID made from something is refused."""
    file, _ = changed(ORGANISATION, tmp_path, ("302d52cd-ba5e-4cb3-91d8-d4896142e677", wrong))
    assert "not_an_id" in {each.key for each in problems(file)}


# --- whatever comes ---------------------------------------------------------------------------


@pytest.mark.parametrize("value", [None, 0, "", "x" * 5000, [], {}, [[]], {"x": {}}, True])
@pytest.mark.parametrize("source", [DEFAULT, ORGANISATION])
def test_any_part_may_be_rubbish(source: Path, value: object) -> None:
    """A pack may come through a door: rubbish in any place is a problem, never a crash."""
    content = load(source).content
    for key in content:
        of_document(Document(file="x", content={**content, key: value}))
        for inner in content[key] if isinstance(content[key], dict) else ():
            of_document(Document(file="x", content={**content, key: {**content[key], inner: value}}))
    for key in ("plans", "people"):
        for inner in content[key][0] if key in content else ():
            first, *others = content[key]
            of_document(Document(file="x", content={**content, key: [{**first, inner: value}, *others]}))


def test_a_calendar_that_comes_through_a_door_names_its_days() -> None:
    """What the log keeps must not hang on the release of a library."""
    content = load("packs/sample/calendar.yaml").content
    assert of_document(Document(file="x", content=content)) == []
    made = {key: value for key, value in content.items() if key != "days"}
    assert [each.key for each in of_document(Document(file="x", content=made))] == ["days_missing"]


def test_every_reason_has_both_languages_and_fills_in() -> None:
    """A reason is a sentence in English and in Chinese with the same words filled in."""
    words = dict.fromkeys(("what", "known", "most", "mark", "low", "high", "who", "term", "seats"), "X")
    for key in REASONS:
        english, chinese = sentence(key, "en", words), sentence(key, "zh", words)
        assert "{what" not in english + chinese
        assert english.count("X") == chinese.count("X"), key


def test_only_a_plan_of_the_pack_is_open_to_all(tmp_path: Path) -> None:
    """MK 5.3.2. A plan that is not there cannot be visible."""
    file = tmp_path / "pack.yaml"
    file.write_text(DEFAULT.read_text().replace("- {plan: audit-finding, clause", "- {plan: audit-findings, clause"))
    told(problems(file), "reading.open_to_all[audit-findings].plan", "no plan audit-findings")
