"""A pack as sections of sentences: each plan, then what counts for all of them, then the words of its rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from domain.deciders import DECIDERS
from domain.kernel import Clause
from domain.policy import Field, Pack, Permit, Plan, ReadingRules, Settings, Words
from domain.procedure import Fill, Line, Section

SENTENCES: Mapping[str, Words] = {
    # --- a plan ---
    "named": {"en": "It is called “{title}”.", "zh": "名称：“{title}”。"},
    "form": {
        "en": "Its form: 《{form}》. Cases are numbered {prefix}-YEAR-0001 and so on.",
        "zh": "表单：《{form}》。案件编号：{prefix}-年份-序号。",
    },
    "line": {"en": "{title}: {type}{traits}.", "zh": "{title}：{type}{traits}。"},
    # --- what counts for all plans ---
    "late delivery": {
        "en": "A signed answer may arrive {span} late and still counts; what cannot be taken back waits as long.",
        "zh": "已签名的答复晚到不超过 {span}的仍然有效；不可撤回的后果等候同样长的时间后才生效。",
    },
    "notices": {
        "en": "Notices leave between {start} and {end} of a working day; those of incidents at once.",
        "zh": "通知在工作日 {start} 至 {end} 之间发出；事件通知随时发出。",
    },
    "fallback": {
        "en": "Where a ladder names a fallback, and where nobody is left to answer: {who}.",
        "zh": "环节指定后备人时，以及已无人可以答复时，由以下人员办理：{who}。",
    },
    "refusals": {
        "en": "Of one person at most {count} refusals a minute are recorded.",
        "zh": "同一人每分钟最多记录 {count} 次被拒绝的请求。",
    },
    "digest": {
        "en": "Heads of departments are told of their week on {day} at {at}, or on the next working day.",
        "zh": "部门负责人每{day} {at} 收到每周摘要，遇休息日顺延至下一工作日。",
    },
    "at risk": {
        "en": "A task is marked as due soon when {percent} % of its term are over.",
        "zh": "任务时限已过 {percent}% 时，标记为即将到期。",
    },
    "parameter": {"en": "{title}: {value}.", "zh": "{title}：{value}。"},
    # --- who sees what ---
    "all cases": {"en": "May read every case: {who}.", "zh": "可以查阅所有案件：{who}。"},
    "head": {"en": "The head of a department may read its cases.", "zh": "部门负责人可以查阅本部门的案件。"},
    "head and above": {
        "en": "The head of a department, and the posts above, may read its cases.",
        "zh": "部门负责人及其上级可以查阅本部门的案件。",
    },
    "never": {
        "en": "Personal fields are shown to nobody but those with a part in the case.",
        "zh": "个人信息只向案件参与人显示。",
    },
    "on request": {
        "en": "Others who may read the case see personal fields when they ask for them.",
        "zh": "其他可以查阅案件的人，提出后可以看到个人信息。",
    },
    "on request, recorded": {
        "en": "Others who may read the case see personal fields when they ask for them, and that is recorded.",
        "zh": "其他可以查阅案件的人，提出后可以看到个人信息，并留下记录。",
    },
    "figures": {"en": "May read figures of single persons: {who}.", "zh": "可以查阅个人的统计数据：{who}。"},
    "stored": {"en": "May read the log as it is stored: {who}.", "zh": "可以查阅原始日志：{who}。"},
    "of others": {"en": "May read what others were told: {who}.", "zh": "可以查阅他人收到的通知：{who}。"},
    "open to all": {
        "en": "Everybody sees cases of the plan “{plan}”, but for what is personal.",
        "zh": "“{plan}”的案件对全员公开，个人信息除外。",
    },
    "words": {"en": "{words}", "zh": "{words}"},
}
DAYS: tuple[Words, ...] = (
    {"en": "Monday", "zh": "周一"},
    {"en": "Tuesday", "zh": "周二"},
    {"en": "Wednesday", "zh": "周三"},
    {"en": "Thursday", "zh": "周四"},
    {"en": "Friday", "zh": "周五"},
    {"en": "Saturday", "zh": "周六"},
    {"en": "Sunday", "zh": "周日"},
)
TYPES: Mapping[str, Words] = {
    "text": {"en": "text", "zh": "文字"},
    "reference": {"en": "a name or number", "zh": "编号或名称"},
    "choice": {"en": "one of {choices}", "zh": "以下之一：{choices}"},
    "date": {"en": "a day", "zh": "日期"},
    "number": {"en": "a number", "zh": "数字"},
    "person": {"en": "a person", "zh": "人员"},
}
REQUIRED: Words = {"en": ", required", "zh": "，必填"}
MATERIAL: Words = {"en": ", a change voids approvals", "zh": "，修改后原批准作废"}
PERSONAL: Words = {"en": ", personal and kept sealed", "zh": "，属个人信息，加密保存"}
LONGEST: Words = {"en": ", at most {count} characters", "zh": "，最多 {count} 个字符"}


def of_pack(pack: Pack) -> tuple[Section, ...]:
    """Everything that a pack says."""
    return (
        *(of_plan(plan) for plan in pack.plans.values()),
        Section(subject="common", name="", title={}, lines=common(pack)),
        Section(subject="parameters", name="", title={}, lines=parameters(pack)),
        Section(subject="policies", name="", title=pack.title, lines=(_pack_s_name(pack), *_worded(pack.policies.items()))),
        Section(subject="clauses", name="", title={}, lines=tuple(_worded(pack.clauses.items()))),
        Section(subject="house_rules", name="", title={}, lines=tuple(_worded((f"house:{n}", w) for n, w in pack.house_rules.items()))),
    )


def of_plan(plan: Plan) -> Section:
    """A plan: what it is called, how it goes, its form."""
    head = (
        _line("named", plan.clause, title=plan.title, kind=plan.kind),
        _line("form", plan.clause, form=plan.form, prefix=plan.prefix),
    )
    procedure: tuple[Line, ...] = DECIDERS[plan.kind].procedure(plan)
    return Section(subject="plan", name=plan.name, title=plan.title, lines=(*head, *procedure, *form(plan)))


def form(plan: Plan) -> tuple[Line, ...]:
    """The lines of its form."""
    return tuple(_form_line(each) for each in plan.fields)


def common(pack: Pack) -> tuple[Line, ...]:
    """What counts for all its plans: its settings, and who sees what."""
    return (*_settings(pack.settings), *_reading(pack.reading))


def parameters(pack: Pack) -> tuple[Line, ...]:
    """What the policies leave open, with the value chosen here."""
    return tuple(
        _line("parameter", each.limit.clause, title=each.title, value=each.limit.span, name=each.name) for each in pack.parameters.values()
    )


def _form_line(each: Field) -> Line:
    traits = [REQUIRED] if each.required else []
    traits += [MATERIAL] if each.material else []
    traits += [PERSONAL] if each.personal else []
    traits += [_counted(LONGEST, each.longest)] if each.type in ("text", "reference") else []
    named = {lang: " / ".join(each.called(name, lang) for name in each.choices) for lang in ("en", "zh")}
    return _line(
        "line",
        each.clause,
        title=each.title,
        type={lang: text.replace("{choices}", named[lang]) for lang, text in TYPES[each.type].items()},
        traits={lang: "".join(trait[lang] for trait in traits) for lang in ("en", "zh")},
        field=each.name,
        personal=each.personal,
        longest=str(each.longest),
        choices=" / ".join(each.choices),
    )


def _counted(words: Words, count: int) -> Words:
    return {lang: text.replace("{count}", str(count)) for lang, text in words.items()}


def _line(key: str, clause: Clause, **fills: Fill) -> Line:
    return Line(sentence=SENTENCES[key], clause=clause, fills=fills)


def _settings(settings: Settings) -> Iterator[Line]:
    yield _line("late delivery", "", span=settings.late_delivery)
    yield _line("notices", "", start=settings.notices_from, end=settings.notices_until)
    yield _line("fallback", "", who=settings.fallback)
    yield _line("refusals", "", count=str(settings.refusals_per_minute))
    yield _line("digest", "", day=DAYS[settings.digest_day], at=settings.digest_at)
    yield _line("at risk", "", percent=str(settings.at_risk))


def _reading(rules: ReadingRules) -> Iterator[Line]:
    yield from _permits("all cases", rules.all_cases)
    if rules.department_cases != "nobody":
        yield _line(rules.department_cases, rules.department_clause)
    recorded = ", recorded" if rules.others == "on request" and rules.recorded else ""
    yield _line(rules.others + recorded, rules.personal_clause)
    yield from _permits("figures", rules.figures)
    yield from _permits("stored", rules.stored)
    yield from _permits("of others", rules.notices)
    yield from (_line("open to all", each.clause, plan=each.plan) for each in rules.open_to_all)


def _permits(key: str, permits: Iterable[Permit]) -> Iterator[Line]:
    yield from (_line(key, each.clause, who=each.by) for each in permits)


def _pack_s_name(pack: Pack) -> Line:
    return _line("named", "", title=pack.title, name=pack.name)


def _worded(rules: Iterable[tuple[Clause, Words]]) -> Iterator[Line]:
    yield from (_line("words", name, words=words) for name, words in rules)
