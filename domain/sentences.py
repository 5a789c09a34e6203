"""Sentences that belong to no kind of case: what doors and logs refuse, what happens to claims and to the rules themselves."""

from __future__ import annotations

from collections.abc import Mapping

from domain.policy import Words

REFUSALS: Mapping[str, Words] = {
    "unknown_command": {"en": "{kind}: there is no command “{command}”", "zh": "{kind}：没有“{command}”这一命令"},
    "unknown_case": {"en": "there is no such case", "zh": "没有这一案件"},
    "unknown_field": {"en": "the form has no such field", "zh": "表单没有这一栏"},
    "unknown_parameter": {"en": "there is no such parameter; known are: {known}", "zh": "没有这一参数；可用的有：{known}"},
    "missing_field": {"en": "this must be filled in", "zh": "此项必须填写"},
    "wrong_type": {"en": "this cannot be read; wanted: {wanted}", "zh": "无法读取；应为：{wanted}"},
    "too_long": {"en": "too long; at most {limit} characters", "zh": "过长，最多 {limit} 个字符"},
    "bad_characters": {"en": "contains characters that cannot be stored", "zh": "含有无法保存的字符"},
    "no_input": {"en": "a command is one JSON object; nothing came", "zh": "命令须为一个 JSON 对象；没有收到内容"},
    "too_many_inputs": {"en": "a command is one JSON object; several values came", "zh": "命令须为一个 JSON 对象；收到了多个值"},
    "not_json": {"en": "this is not JSON", "zh": "不是 JSON"},
    "not_an_object": {"en": "a command is one JSON object", "zh": "命令须为一个 JSON 对象"},
    "too_deep": {"en": "nested too deeply", "zh": "嵌套过深"},
    "too_large": {"en": "larger than {limit} bytes", "zh": "超过 {limit} 字节"},
    "id_used": {"en": "this command id was used for something else", "zh": "此命令编号已用于其他内容"},
    "id_reused": {"en": "this command id was used for something else", "zh": "此命令编号已用于其他内容"},
    "too_many": {"en": "too many refused commands in a minute; wait a little", "zh": "一分钟内被拒绝的命令过多，请稍候"},
    "from_the_system": {"en": "only the system's own clocks and duties say this", "zh": "此命令只由系统自身发出"},
    "only_the_system": {"en": "only the system's own clocks and duties say this", "zh": "此命令只由系统自身发出"},
    "file_too_large": {"en": "the file is larger than {limit}", "zh": "文件超过 {limit}"},
    "wrong_digest": {"en": "the file is not the one whose digest was given", "zh": "文件与所给摘要不符"},
    "not_clean": {
        "en": "the scanner of this house says that the file is not clean; it was not kept",
        "zh": "安全扫描认定文件不安全；未予保存",
    },
    "not_scanned": {
        "en": "the file could not be scanned just now, so it was not kept; try again later",
        "zh": "目前无法对文件进行安全扫描，未予保存；请稍后再试",
    },
    "bring_the_file": {"en": "a file is put together with its content", "zh": "提交证据须同时提交文件内容"},
    "takes_no_files": {"en": "files cannot be put to this case", "zh": "此案件不接受文件"},
    "no_such_file": {"en": "no such file was put to this case", "zh": "此案件没有这一文件"},
    "altered": {"en": "what is kept is not what was put; nothing was handed out", "zh": "所存文件与提交时不一致；未予提供"},
    "file_missing": {"en": "the file is not in the evidence store any more", "zh": "证据库中已没有这一文件"},
    "may_not_export": {
        "en": "only whoever may read the log as it is stored may take a chain out of the house",
        "zh": "只有可以查阅原始记录的人才能导出案件",
    },
    "may_not_erase": {
        "en": "only whoever may read the log as it is stored may delete somebody from it",
        "zh": "只有可以查阅原始记录的人才能删除其中的个人信息",
    },
    "unknown_plan": {"en": "no plan is called “{plan}”", "zh": "没有名为“{plan}”的流程"},
    "unknown_person": {"en": "nobody who works here is called “{person}”", "zh": "没有在职人员叫作“{person}”"},
}

CLAIMS: Mapping[str, Words] = {
    "claim.taken": {"en": "held by {holder} under {case}, until {until}", "zh": "由 {holder} 持有（{case}），至 {until}"},
    "claim.released": {"en": "free again", "zh": "已释放"},
    "claim.blocked": {"en": "blocked by {case}", "zh": "被 {case} 冻结"},
    "claim.unblocked": {"en": "no longer blocked by {case}", "zh": "{case} 的冻结已解除"},
}

LOOKS: Mapping[str, Words] = {
    "look.taken": {"en": "{by} looked at {fields} ({basis})", "zh": "{by} 查看了 {fields}（{basis}）"},
}

CUSTODY: Mapping[str, Words] = {
    "custody.read": {"en": "{by} read {digests} ({basis})", "zh": "{by} 查阅了 {digests}（{basis}）"},
    "custody.outsiders_erased": {
        "en": "{by} erased who those outside are ({basis})",
        "zh": "{by} 删除了外部人员的个人信息（{basis}）",
    },
    "custody.exported": {"en": "{by} exported {digests} ({basis})", "zh": "{by} 导出了 {digests}（{basis}）"},
}

GOVERNANCE: Mapping[str, Words] = {
    "governance.pack_proposed": {"en": "{by} proposed the pack {digest}: {reason}", "zh": "{by} 提出制度包 {digest}：{reason}"},
    "governance.pack_adopted": {"en": "{by} adopted the pack {digest}", "zh": "{by} 采用制度包 {digest}"},
    "governance.calendar_proposed": {"en": "{by} proposed the calendar {digest}: {reason}", "zh": "{by} 提出日历 {digest}：{reason}"},
    "governance.calendar_adopted": {"en": "{by} adopted the calendar {digest}", "zh": "{by} 采用日历 {digest}"},
    "governance.organisation_proposed": {
        "en": "{by} proposed the organisation {digest}: {reason}",
        "zh": "{by} 提出组织 {digest}：{reason}",
    },
    "governance.organisation_changed": {"en": "{by} adopted the organisation {digest}", "zh": "{by} 采用组织 {digest}"},
    "governance.stand_in_set": {
        "en": "{stand_in} stands in for {absent} from {start} until {end}: {reason}",
        "zh": "{stand_in} 自 {start} 至 {end} 代理 {absent}：{reason}",
    },
    "governance.duty_assigned": {
        "en": "{person} is on duty for {post} from {start} until {end}",
        "zh": "{person} 自 {start} 至 {end} 为{post}值班",
    },
    "governance.duty_withdrawn": {
        "en": "{person} is no longer on duty for {post}: {reason}",
        "zh": "{person} 不再为{post}值班：{reason}",
    },
    "governance.duty_swapped": {
        "en": "{given_by}'s window for {post} is {person}'s, from {start} until {end}: {reason}",
        "zh": "{given_by} 的{post}班次改由 {person} 于 {start} 至 {end} 值班：{reason}",
    },
    "governance.stand_in_ended": {
        "en": "{stand_in} no longer stands in for {absent}: {reason}",
        "zh": "{stand_in} 不再代理 {absent}：{reason}",
    },
    "governance.door_key_added": {"en": "{by} added the door key {key}: {title}", "zh": "{by} 登记入口密钥 {key}：{title}"},
    "governance.door_key_withdrawn": {"en": "{by} withdrew the door key {key}: {reason}", "zh": "{by} 撤销入口密钥 {key}：{reason}"},
    "governance.token_added": {
        "en": "{by} let the machine {machine} in until {until} ({token}, {title}): {rights}",
        "zh": "{by} 允许机器 {machine} 接入至 {until}（{token}，{title}）：{rights}",
    },
    "governance.token_withdrawn": {"en": "{by} withdrew the token {token}: {reason}", "zh": "{by} 撤销令牌 {token}：{reason}"},
}
