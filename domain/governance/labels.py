"""What doors call the commands by which the rules themselves change, and their fields."""

from __future__ import annotations

from collections.abc import Mapping

from domain.governance.tokens import RIGHTS
from domain.labelled import CommandLabel, FieldType, KindLabels
from domain.policy import Words

COMMANDS: Mapping[str, CommandLabel] = {
    "adopt_first": CommandLabel(
        title={"en": "Adopt for the first time", "zh": "首次采用"},
        does={
            "en": "Pack, calendar and organisation come into force at once, by you alone.",
            "zh": "制度包、日历和组织由您一人采用，立即生效。",
        },
    ),
    "propose": CommandLabel(
        title={"en": "Propose", "zh": "提出"},
        does={"en": "The document waits until another person adopts it.", "zh": "文件等待另一人采用后生效。"},
        usual=True,
    ),
    "adopt": CommandLabel(
        title={"en": "Adopt", "zh": "采用"},
        does={
            "en": "It comes into force at once. A pack counts for cases opened from now on; open ones keep theirs.",
            "zh": "立即生效。新制度包只用于此后开启的案件，已开启的案件沿用原制度包。",
        },
        usual=True,
        dangerous=True,
    ),
    "delegate": CommandLabel(
        title={"en": "Name a stand-in", "zh": "指定代理人"},
        does={
            "en": "Within this time that person acts for the absent one, also in tasks already open, with no wider powers.",
            "zh": "在此期间由该人代为办理，包括已有的待办事项，权限不扩大。",
        },
        usual=True,
    ),
    "end_delegation": CommandLabel(
        title={"en": "End the stand-in", "zh": "结束代理"},
        does={"en": "From now on the absent person acts alone again.", "zh": "自现在起恢复由本人办理。"},
    ),
    "add_door_key": CommandLabel(
        title={"en": "Register a door key", "zh": "登记入口密钥"},
        does={"en": "What this key signs is believed from now on.", "zh": "自现在起认可此密钥的签名。"},
        dangerous=True,
    ),
    "withdraw_door_key": CommandLabel(
        title={"en": "Withdraw the door key", "zh": "撤销入口密钥"},
        does={"en": "Nothing that it signs is believed any more, for good.", "zh": "此密钥的签名不再有效，且不可恢复。"},
        dangerous=True,
    ),
    "add_token": CommandLabel(
        title={"en": "Let a machine in", "zh": "允许机器接入"},
        does={"en": "With this secret that machine may do what is ticked, until then.", "zh": "持此密文的机器可在期限内使用所选权限。"},
        dangerous=True,
    ),
    "withdraw_token": CommandLabel(
        title={"en": "Withdraw the token", "zh": "撤销令牌"},
        does={"en": "It opens nothing any more, for good.", "zh": "此令牌不再有效，且不可恢复。"},
        dangerous=True,
    ),
    "assign_duty": CommandLabel(
        title={"en": "Put on duty", "zh": "排班"},
        does={
            "en": "Within this time what is asked of whoever is on duty for the post is asked of that person.",
            "zh": "在此期间，需由该岗位值班人办理的事项由此人办理。",
        },
        usual=True,
    ),
    "import_duties": CommandLabel(
        title={"en": "Read a calendar", "zh": "导入日历"},
        does={
            "en": "Each window of the calendar is put on the roster, in place of what it said before. What calendars brought for this time"
            " and this one does not have is withdrawn unless it has begun. What was put on duty by hand stays.",
            "zh": "日历中的每个班次列入值班表，取代其以前所载。以前由日历导入、此日历中已没有的班次予以撤销，"
            "已开始的除外；手工安排的班次不变。",
        },
    ),
    "withdraw_duty": CommandLabel(
        title={"en": "Take off duty", "zh": "撤销班次"},
        does={
            "en": "From now on nobody has this window. If no other covers the time, what is asked goes up at once.",
            "zh": "自现在起此班次无人值班。若无其他班次，事项立即上报。",
        },
    ),
    "change_duty": CommandLabel(
        title={"en": "Change the window", "zh": "变更班次"},
        does={
            "en": "What is left of the window is of that time and person instead.",
            "zh": "此班次余下部分改为所填的时间和值班人。",
        },
    ),
    "swap_duty": CommandLabel(
        title={"en": "Give to another", "zh": "换班"},
        does={
            "en": "What is left of the window is that person's, with what is open.",
            "zh": "此班次余下的时间由该人值班，包括未办事项。",
        },
        usual=True,
    ),
}

FIELDS: Mapping[str, Words] = {
    "pack": {"en": "Policy pack", "zh": "制度包"},
    "calendar": {"en": "Calendar", "zh": "日历"},
    "organisation": {"en": "Organisation", "zh": "组织"},
    "door_key": {"en": "Id of the first door's key", "zh": "首个入口密钥编号"},
    "door_public": {"en": "Public half of the first door's key", "zh": "首个入口密钥的公钥"},
    "what": {"en": "What changes", "zh": "变更对象"},
    "document": {"en": "Document", "zh": "文件"},
    "reason": {"en": "Reason", "zh": "理由"},
    "digest": {"en": "Digest", "zh": "摘要"},
    "stand_in": {"en": "Stand-in", "zh": "代理人"},
    "absent": {"en": "For whom", "zh": "被代理人"},
    "start": {"en": "From", "zh": "开始"},
    "end": {"en": "Until", "zh": "结束"},
    "delegation": {"en": "Stand-in", "zh": "代理编号"},
    "key": {"en": "Key id", "zh": "密钥编号"},
    "public": {"en": "Public key", "zh": "公钥"},
    "title": {"en": "What it is", "zh": "名称"},
    "machine": {"en": "The one machine", "zh": "所属机器"},
    "token": {"en": "Token id", "zh": "令牌编号"},
    "add_token.digest": {"en": "SHA-256 of the secret", "zh": "密文的 SHA-256"},
    "rights": {"en": "What it may do", "zh": "权限"},
    "until": {"en": "Until", "zh": "有效期至"},
    "post": {"en": "Post", "zh": "岗位"},
    "person": {"en": "Who is on duty", "zh": "值班人"},
    "windows": {"en": "Windows", "zh": "班次"},
    "whole_from": {"en": "Read whole from", "zh": "完整读取，自"},
    "whole_until": {"en": "Read whole until", "zh": "完整读取，至"},
    "duty": {"en": "Window", "zh": "班次编号"},
    "to": {"en": "To whom", "zh": "换给谁"},
}

HINTS: Mapping[str, Words] = {
    "absent": {"en": "Empty: for yourself.", "zh": "不填则为本人。"},
    "public": {"en": "Ed25519, 32 bytes in base 64.", "zh": "Ed25519，32 字节，base64。"},
    "add_door_key.machine": {"en": "Empty: it vouches for people.", "zh": "不填则为人员作证。"},
}

TYPES: Mapping[str, FieldType] = {
    "pack": "document",
    "calendar": "document",
    "organisation": "document",
    "document": "document",
    "what": "choice",
    "reason": "long",
    "stand_in": "person",
    "absent": "person",
    "person": "person",
    "to": "person",
    "windows": "document",
    "whole_from": "instant",
    "whole_until": "instant",
    "start": "instant",
    "end": "instant",
    "until": "instant",
    "rights": "rights",
}

LABELS = KindLabels(
    title={"en": "Governance", "zh": "制度管理"},
    commands=COMMANDS,
    fields=FIELDS,
    hints=HINTS,
    types=TYPES,
    choices={"what": ("pack", "calendar", "organisation"), "rights": RIGHTS},
)
