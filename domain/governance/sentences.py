"""What governance says when it refuses, by key: the words of `Refused` fill the braces."""

from __future__ import annotations

from collections.abc import Mapping

from domain.policy import Words

SENTENCES: Mapping[str, Words] = {
    "already_adopted": {
        "zh": "制度包、日历和组织已经采用过；此后须由一人提出、另一人采用",
        "en": "a pack, a calendar and an organisation are adopted already; from now on one proposes and another adopts",
    },
    "nothing_adopted": {
        "zh": "当时尚未采用制度包、日历和组织",
        "en": "no pack, calendar and organisation were adopted at that instant",
    },
    "may_not_govern": {
        "zh": "只有合规负责人或总经理（空缺时为制度包指定的后备人）可以这样做",
        "en": "only the compliance officer or the general manager may do this (the pack's fallback where neither is there)",
    },
    "no_such_proposal": {"zh": "没有待采用的提案 {digest}", "en": "no proposal {digest} waits to be adopted"},
    "ambiguous_digest": {"zh": "以 {digest} 开头的提案不止一个", "en": "more than one proposal begins with {digest}"},
    "overtaken_proposal": {
        "zh": "提案 {digest} 提出之后已有别的版本生效，请重新提出",
        "en": "something else came into force since {digest} was proposed; propose it again",
    },
    "second_person": {
        "zh": "须由提出人（及其所代理的人）之外的另一人以自己的权限采用",
        "en": "somebody other than the proposer, and not on the proposer's authority, must adopt it",
    },
    "nobody_left_to_govern": {
        "zh": "按此组织，能够修改制度的人将不足两人",
        "en": "in this organisation fewer than two people could change the rules",
    },
    "unreadable_document": {"zh": "文件无法读取：{problem}", "en": "the document cannot be read: {problem}"},
    "wrong_choice": {"zh": "只能是以下之一：{choices}", "en": "must be one of: {choices}"},
    "not_for_another": {
        "zh": "只能为自己指定代理人；为他人指定须由制度包的后备人办理",
        "en": "a stand-in is named by the absent person, or for another by the pack's fallback",
    },
    "stand_in_self": {
        "zh": "代理人不能是本人，也不能是指定代理的人",
        "en": "the stand-in is somebody else than the absent person and whoever names the stand-in",
    },
    "not_active": {"zh": "此人不在职", "en": "nobody who works here is called so"},
    "window_over": {"zh": "代理期须在开始之后、现在之后结束", "en": "the window must end after it begins, and after now"},
    "stand_in_overlaps": {
        "zh": "此期间已有代理人（{id}）；请先结束它",
        "en": "a stand-in is named for part of that time already ({id}); end that one first",
    },
    "stand_in_away": {"zh": "所选代理人在此期间自己也有人代理", "en": "the stand-in is away for part of that time"},
    "no_such_stand_in": {"zh": "没有代理 {id}", "en": "there is no stand-in {id}"},
    "not_your_stand_in": {
        "zh": "只有本人、代理人、指定人或制度包的后备人可以结束代理",
        "en": "only the absent person, the stand-in, whoever named them or the pack's fallback may end it",
    },
    "no_such_post": {"zh": "没有岗位“{post}”", "en": "there is no post “{post}”"},
    "not_your_roster": {
        "zh": "值班表由该岗位或其上级岗位的人（或制度包的后备人）安排；自己的班次可以交给别人",
        "en": "a roster is kept by whoever holds the post or one above, or the pack's fallback; one's own window may be given to another",
    },
    "duty_over": {"zh": "班次须在开始之后、现在之后结束", "en": "the window must end after it begins, and after now"},
    "duty_too_far": {"zh": "值班表最多排到 {days} 天之后", "en": "a roster goes at most {days} days ahead"},
    "no_such_duty": {"zh": "没有班次 {id}", "en": "there is no window {id}"},
    "too_many_windows": {"zh": "一次最多导入 {limit} 个班次", "en": "at most {limit} windows are read at once"},
    "window_uid": {"zh": "日历中的每个班次须有各自的编号（{uid}）", "en": "each window of a calendar needs an id of its own there ({uid})"},
    "reason_needed": {"zh": "必须写明理由", "en": "a reason must be given"},
    "key_id_used": {"zh": "此密钥编号已用过", "en": "this key id was used before"},
    "bad_key": {"zh": "不是 Ed25519 公钥", "en": "this is no Ed25519 public key"},
    "no_such_key": {"zh": "没有这把密钥", "en": "there is no such key"},
    "token_id_used": {"zh": "此令牌编号已用过", "en": "this token id was used before"},
    "secret_used": {"zh": "此密文已属于另一令牌", "en": "this secret belongs to another token already"},
    "no_such_token": {"zh": "没有这枚令牌", "en": "there is no such token"},
    "not_a_machine_s_name": {
        "zh": "名称只能用小写字母、数字和连字符，最长 64 个字符",
        "en": "a name has small letters, digits and hyphens, at most 64 of them",
    },
    "machine_is_person": {"zh": "机器不能与在册人员或系统同名", "en": "a machine is not called like a person or the system"},
    "bad_digest": {"zh": "不是 SHA-256 摘要（64 位十六进制）", "en": "this is no SHA-256 digest (64 hexadecimal digits)"},
    "unknown_right": {"zh": "权限须为以下一项或多项：{choices}", "en": "one or more of these rights must be given: {choices}"},
    "token_over": {"zh": "令牌须在现在之后到期", "en": "the token must end after now"},
    "no_such_person": {"zh": "没有在职人员叫作“{person}”", "en": "nobody who works here is called “{person}”"},
    "no_such_plan": {"zh": "生效的制度包中没有“{plan}”", "en": "the pack in force has no plan “{plan}”"},
    "signature_needed": {"zh": "此处只接受已签名的命令", "en": "only signed commands are taken here"},
    "signature_malformed": {"zh": "签名格式不对：{what}", "en": "the signature is not in its form: {what}"},
    "signature_unknown_key": {"zh": "签名所用密钥未登记或已撤销", "en": "the key that signed is not known here, or was withdrawn"},
    "signature_expired": {"zh": "签名已于 {expires} 过期", "en": "the signature expired at {expires}"},
    "signature_wrong": {"zh": "签名与内容不符", "en": "the signature does not fit what it stands under"},
    "signature_not_for_person": {"zh": "此密钥不能为该人担保", "en": "this key may not vouch for this person"},
    "sealed_elsewhere": {
        "zh": "已加密的内容不属于此处",
        "en": "a sealed value was not sealed for this place, this command and this person",
    },
    "command_id_used": {"zh": "此命令编号已用于另一请求", "en": "this command id already stands for another request"},
}
