"""Why a document is refused, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

REASONS: Mapping[str, tuple[str, str]] = {
    # the file
    "no_file": ("the file cannot be read: {what}", "文件无法读取：{what}"),
    "too_large": ("the file is too large to be a pack", "文件过大"),
    "too_deep": ("the document is nested too deeply", "文档嵌套过深"),
    "not_text": ("the file is not UTF-8 text", "文件不是 UTF-8 文本"),
    "not_yaml": ("this is not valid YAML: {what}", "不是有效的 YAML：{what}"),
    "alias": ("anchors and aliases are not allowed; write the value out", "不允许使用锚点和别名，请写出完整内容"),
    "tag": ("{what} is not a text, a whole number, true, false or null", "{what} 不是文本、整数、true、false 或 null"),
    "key": ("a key must be plain text", "键必须是普通文本"),
    "key_twice": ("{what} stands here twice", "{what} 重复出现"),
    # shapes
    "schema": ("this release reads schema 1", "本版本只读取 schema 1"),
    "wrong_kind": ("this must be a document of kind {what}", "此文档的 kind 应为 {what}"),
    "unknown_kind": ("the kind of a document is pack, organisation or calendar", "文档的 kind 只能是 pack、organisation 或 calendar"),
    "not_mapping": ("this must be a mapping of keys to values", "此处应为键值映射"),
    "not_list": ("this must be a list", "此处应为列表"),
    "not_the_fields": ("the order must name each line of the form once, and nothing else", "order 须逐一列出表单的每一栏，不多不少"),
    "not_empty": ("this must not be empty", "此处不能为空"),
    "missing": ("{what} is missing", "缺少 {what}"),
    "unknown_key": ("{what} is not known here; known are: {known}", "此处不认识 {what}；可用的有：{known}"),
    "not_a_text": ("this must be a text of 1 to {most} characters", "此处应为 1 至 {most} 个字符的文本"),
    "not_a_name": (
        "{what} is no name: use small letters, digits and {mark}, beginning with a letter",
        "{what} 不是有效名称：只能用小写字母、数字和 {mark}，以字母开头",
    ),
    "not_a_prefix": ("the prefix of case numbers is 2 to 8 capital letters", "编号前缀为 2 至 8 个大写字母"),
    "not_a_number": ("this must be a whole number from {low} to {high}", "此处应为 {low} 至 {high} 的整数"),
    "not_a_flag": ("this must be true or false", "此处应为 true 或 false"),
    "not_one_of": ("{what} is not known; known are: {known}", "不认识 {what}；可用的有：{known}"),
    "not_words": ("the words are given by language, as in {{zh: 合同, en: contract}}", "文字须按语言给出，如 {{zh: 合同, en: contract}}"),
    "not_a_span": (
        "{what} is no length of time; write it like 2 wd, 3 d, 1 week, 3 months, 48 h or 30 min",
        "{what} 不是时长；写法如 2 wd、3 d、1 week、3 months、48 h、30 min",
    ),
    "by_the_clock": ("this is counted by the clock: write it in h or min", "此处按钟点计算：请用 h 或 min"),
    "not_a_reminder": ("a reminder is written like 4 h before", "提醒的写法如 4 h before"),
    "not_a_role": (
        (
            "{what} is no role; known are employee, PARTY, head of PARTY's department, direct superior of PARTY, department of PARTY, "
            "post …, group … and on duty for POST, where PARTY is requester, subject, responsible, appellant, reporter or owner"
        ),
        (
            "{what} 不是角色；可用的有 employee、PARTY、head of PARTY's department、direct superior of PARTY、department of PARTY、"
            "post …、group …、on duty for POST，其中 PARTY 为 requester、subject、responsible、appellant、reporter 或 owner"
        ),
    ),
    "not_a_clause": ("{what} is no clause; write it like SO 2.2.2", "{what} 不是条款号；写法如 SO 2.2.2"),
    "of_a_case": (
        "{what} is somebody in one case, and cannot say who reads others: name a post, a group or employee",
        "{what} 是个案中的角色，不能据此查阅其他案件：请写 post、group 或 employee",
    ),
    "of_an_hour": (
        "{what} is somebody else every few hours: name a post, a group or employee",
        "{what} 按班次轮换，不能用在此处：请写 post、group 或 employee",
    ),
    "cites_nothing": (
        "this rule cites nothing: give a clause, or house where the texts are silent",
        "此规则没有依据：请给出 clause，制度未规定时给出 house",
    ),
    "cites_two": ("this rule cites both a clause and a house rule: give one", "此规则同时引用了 clause 和 house：只能给一个"),
    "not_a_time": ("a time of day is written like 08:30", "时刻的写法如 08:30"),
    "not_a_day": ("{what} is no date; write it like 2026-02-14", "{what} 不是日期；写法如 2026-02-14"),
    "not_a_zone": ("{what} is no time zone; write it like Asia/Shanghai", "{what} 不是时区；写法如 Asia/Shanghai"),
    "not_a_country": ("no holidays are known for {what}", "没有 {what} 的节假日数据"),
    "not_an_id": ("the id of a person is a random UUID, never a staff number or a name", "人员 id 须为随机 UUID，不得用工号或姓名"),
    "no_setting": ("there is no parameter {what}", "没有名为 {what} 的参数"),
    # ladders
    "no_end": ("the ladder does not end: its last word must be one of {known}", "升级链没有终点：最后一项须为 {known} 之一"),
    "end_first": ("{what} ends the ladder, but more follows it", "{what} 已结束升级链，但其后还有内容"),
    # what contradicts itself
    "twice": ("{what} is named twice", "{what} 重复命名"),
    "unknown_clause": ("{what} is not among the clauses of this pack", "本制度包的 clauses 中没有 {what}"),
    "unknown_house": ("{what} is not among the house rules of this pack", "本制度包的 house_rules 中没有 {what}"),
    "unknown_plan": ("this pack has no plan {what}", "本制度包没有流程 {what}"),
    "unknown_policy": ("{what} is a clause of a policy that this pack does not name", "{what} 所属的制度未在 policies 中列出"),
    "unknown_field": ("the form has no field {what}", "表单没有字段 {what}"),
    "not_required": ("{what} must be a required field, since the rules rely on it", "规则依赖字段 {what}，因此它必须是必填项"),
    "personal_party": ("{what} is no party of a case; known are: {known}", "{what} 不是案件当事方；可用的有：{known}"),
    "personal_type": ("only a text can be personal: a sealed {what} cannot be judged", "只有文本可以是个人信息：加密后的 {what} 无法判断"),
    "personal_rule": ("the rules read this field, so it cannot be personal", "规则要读取此字段，因此不能设为个人信息"),
    "no_such_party": ("a case of this kind has no {what}; known are: {known}", "此类案件没有 {what}；可用的有：{known}"),
    "report_says_nothing": ("a report needs a required text {what}", "举报须有必填文本 {what}"),
    "no_such_plan_of": ("no plan of kind {known} is called {what}", "没有名为 {what} 的 {known} 类流程"),
    "report_open": ("what a reporter writes is sealed: personal must be reporter", "举报内容须加密：personal 必须为 reporter"),
    "by_the_reporter": ("{what} is found by who reported, and would tell it", "{what} 由举报人推定，会暴露举报人"),
    "condition_line": (
        "a condition is about a line of the form that is a {known}, not personal: {what}",
        "定级条件须针对表单中类型为 {known} 的项目，且不是个人信息：{what}",
    ),
    "no_such_obligation": ("the level has no other obligation {what}", "该级别没有另一项义务 {what}"),
    "freezes_nothing": (
        "the plan does not say what is frozen, nor who lifts it: freezing",
        "预案未规定冻结什么、由谁解除：freezing",
    ),
    "no_such_level": ("the plan has no level {what}; it has {known}", "该预案没有级别 {what}；已有：{known}"),
    "lets_go": ("the level {what} lets nothing go: {known}", "级别 {what} 的四项均不得放过：{known}"),
    "not_a_choice": ("{what} is not one of {known}", "{what} 不在可选项内：{known}"),
    "ledger_line": ("a line of the ledger needs {what}: {known}, not personal", "整改台账须有 {what}：类型 {known}，且不是个人信息"),
    "no_next_round": ("no plan of rectifications is called {what}", "没有名为 {what} 的整改流程"),
    "next_round_form": ("the next round's form has no line {what}", "下一轮整改的表单没有 {what}"),
    "relied_on": (
        "the form needs a required line {what} of type {known}: the rules read it",
        "表单须有必填栏目 {what}（类型 {known}），规则要读取它",
    ),
    "not_the_breaches": ("the choices must be the names of the breaches, all of them", "choices 须与 breaches 的名称完全一致"),
    "no_choices": ("a choice needs choices", "choice 类型需要 choices"),
    "choices_without": ("only a field of type choice has choices", "只有 choice 类型的字段才有 choices"),
    "claim_type": ("a claim is taken on a reference or a choice, not on a {what}", "占用只能用于 reference 或 choice，不能用于 {what}"),
    "claim_optional": ("a field that is claimed must be required", "被占用的字段必须是必填项"),
    "claim_foreign": ("only the field that is granted, {what}, can be claimed", "只能占用所授予的字段 {what}"),
    "claim_missing": ("a document is lent to one at a time: {what} needs a claim", "资料一次只能借给一人：{what} 需要 claim"),
    "not_responsible": ("{what} is neither a post nor {known}", "{what} 既不是岗位，也不是 {known}"),
    "no_such_plan": ("{what} is no plan of kind {known} in this pack", "本制度包中没有类型为 {known} 的流程 {what}"),
    "no_such_breach": ("{what} is none of the breaches of that plan: {known}", "该流程没有 {what}；可用的有：{known}"),
    "not_here": ("{what} cannot follow here; what can is {known}", "此处的结果不能是 {what}，只能是 {known}"),
    "reminder_too_long": (
        "a reminder {what} before the end of {term} would come before the beginning",
        "期限 {term}，提前 {what} 提醒早于开始时间",
    ),
    "no_return": ("a document that is lent must come back: return is missing", "借出的资料必须归还：缺少 return"),
    "no_overdue": ("what follows a loan that is not back in time is missing: overdue", "缺少逾期未还的后果：overdue"),
    "no_hand_out": ("who hands the document out is missing: handed_out", "缺少资料发放人：handed_out"),
    "no_collect": ("what follows a document that nobody fetches is missing: collect", "缺少逾期未领的后果：collect"),
    "not_lent": ("a privilege is not lent: {what} belongs to documents", "权限不是借出的：{what} 只用于资料"),
    "longer_asks": (
        "longer needs a field in which the time is asked for (asks) and one for the reason (reason_in)",
        "longer 需要填写时长的字段（asks）和填写理由的字段（reason_in）",
    ),
    "reason_without": ("reason_in is only of use with longer: with a reason", "reason_in 只在 longer: with a reason 时有用"),
    "even_panel": (
        "a panel has an odd number of seats, so that it always comes to a result; these are {seats}",
        "席位数须为单数，才能总有结论；现为 {seats}",
    ),
    "quorum_out_of_reach": ("the quorum is a number from {low} to {high}", "最少投票人数须为 {low} 至 {high}"),
    "departments_out_of_reach": ("{seats} seats cannot be filled from so many departments", "{seats} 个席位无法来自这么多部门"),
    "seat_for_nobody": ("the seat {what} names nobody: give roles or departments", "席位 {what} 没有指定人员：请给出 roles 或 departments"),
    "hours_reversed": ("notices_from must be before notices_until", "notices_from 须早于 notices_until"),
    # what nobody can do
    "no_post": ("the organisation has no post {what}", "组织中没有岗位 {what}"),
    "no_group": ("the organisation has no group {what}", "组织中没有群组 {what}"),
    "vacant": ("nobody holds {what}", "{what} 无人担任"),
    "nobody_asks": ("nobody in the organisation may ask: {what}", "组织中无人可以申请：{what}"),
    "no_head": ("nobody heads {what}, so nobody can answer there", "{what} 没有负责人，无人可以答复"),
    "empty_rung": ("nobody holds {what}, whoever asks", "无论谁申请，{what} 都无人担任"),
    "nobody_accepts": ("nobody is left to accept or verify what these put right: {who}", "以下人员的整改无人可以验收：{who}"),
    "nobody_can": ("when {who} asks, too few people are left who may approve", "{who} 申请时，可以审批的人员不足"),
    "nobody_checks": ("when {who} asks, nobody is left who may answer", "{who} 申请时，无人可以答复"),
    # organisations
    "unknown_department": ("there is no department {what}", "没有部门 {what}"),
    "unknown_post": ("there is no post {what}", "没有岗位 {what}"),
    "unknown_group": ("there is no group {what}", "没有群组 {what}"),
    "unknown_person": ("there is no active person {what}", "没有在职人员 {what}"),
    "own_superior": ("nobody is their own superior", "不能是自己的上级"),
    "circle": ("{what} is above itself", "{what} 高于其自身"),
    # calendars
    "open_and_closed": ("{what} is both open and closed", "{what} 同时为上班日和休息日"),
    "years_reversed": ("the first year must not be after the last", "起始年份不得晚于结束年份"),
    "days_missing": (
        "each day must be written out (days), so that the record does not hang on a library",
        "必须写明每一天（days），记录不依赖外部库",
    ),
    "unpublished": ("published_through must lie within the years of the calendar", "published_through 须在日历年份之内"),
}


def sentence(key: str, language: str, words: Mapping[str, str]) -> str:
    """The reason in English, or in Chinese where `language` is ``zh``."""
    english, chinese = REASONS[key]
    return (chinese if language == "zh" else english).format_map(words)
