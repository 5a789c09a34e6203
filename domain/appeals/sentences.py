"""What an appeal says: refusals, notices, lines of the timeline."""

from __future__ import annotations

from collections.abc import Mapping

from domain.policy import Words

REFUSALS: Mapping[str, Words] = {
    "appeal_elsewhere": {"en": "an appeal is filed on the case of the decision", "zh": "申诉应在原决定案件中提出"},
    "seat_taken": {"en": "this seat is taken", "zh": "此席位已有人担任"},
    "sits_already": {"en": "this person sits on the panel already", "zh": "该人已是小组成员"},
    "not_for_this_seat": {"en": "this seat is for somebody else", "zh": "该人不符合此席位的要求"},
    "too_few_departments": {
        "en": "the panel comes from at least {wanted} departments",
        "zh": "复核小组成员须至少来自 {wanted} 个部门",
    },
    "not_on_the_panel": {"en": "nobody who can be meant here sits on the panel so", "zh": "小组中没有可作此指定的成员"},
    "has_voted": {"en": "whoever has voted is replaced only when they are in conflict", "zh": "已投票的成员仅在须回避时更换"},
    "only_the_panel": {"en": "only whoever sits on the panel does this", "zh": "只有小组成员可以这样做"},
    "panel_not_whole": {"en": "a seat of the panel is empty", "zh": "小组席位尚有空缺"},
    "only_the_appellant": {"en": "only the appellant does this, in person", "zh": "只有申诉人本人可以这样做"},
    "voting_has_begun": {"en": "the votes are being cast; nothing more is added", "zh": "投票已开始，不再补充"},
    "is_concluded": {"en": "the review is concluded", "zh": "复核已作出结论"},
    "voted_already": {"en": "each member votes once", "zh": "每名成员只投一票"},
    "not_heard_yet": {
        "en": "nobody votes before the appellant was heard, or let the time to speak pass",
        "zh": "听取申诉人意见之前不得投票，陈述时限届满除外",
    },
    "no_findings_yet": {"en": "the panel investigates anew, and has recorded no finding yet", "zh": "小组须重新调查，尚未记录任何发现"},
    "not_milder": {
        "en": "an appeal never makes it worse; another measure is one of: {wanted}",
        "zh": "申诉不加重处理；可改为的措施：{wanted}",
    },
    "measure_without_change": {"en": "a measure is named only to change the decision", "zh": "只有变更原决定时才填写措施"},
    "may_not_object": {"en": "only the appellant and the panel may object to a member", "zh": "只有申诉人和小组成员可以申请回避"},
    "objected_already": {"en": "this objection was raised already", "zh": "已提出过此回避申请"},
    "objection_open": {"en": "whether you have an interest in the matter is being decided", "zh": "您是否须回避正在决定中"},
}

NOTICES: Mapping[str, Words] = {
    "appeal.form_panel": {"en": "{case}: a panel is to be formed", "zh": "{case}：请组成复核小组"},
    "appeal.hearing": {"en": "{case}: you may speak to the panel now", "zh": "{case}：您现在可以向复核小组陈述意见"},
    "appeal.vote": {
        "en": "{case}: you sit on the panel; your review and vote are asked for",
        "zh": "{case}：您是复核小组成员，请复核并投票",
    },
    "appeal.objection": {"en": "{case}: an objection to a member is to be decided", "zh": "{case}：请决定是否准予成员回避"},
    "appeal.seated": {"en": "{case}: the panel has a new member", "zh": "{case}：复核小组成员有变动"},
    "appeal.overdue": {"en": "{case}: the time of the review is over and no panel sits", "zh": "{case}：复核时限已过，小组尚未组成"},
    "appeal.concluded": {
        "en": "{case}: the review is concluded; you will be served with the result",
        "zh": "{case}：复核已作出结论，结果将另行送达",
    },
}

TIMELINE: Mapping[str, Words] = {
    "appeal.opened": {"en": "review of the decision in {source}: {plan}", "zh": "复核 {source} 的决定：{plan}"},
    "appeal.appointed": {
        "en": "{by} named {person} for the seat “{seat}” ({basis})",
        "zh": "{by} 任命 {person} 担任席位“{seat}”（{basis}）",
    },
    "appeal.left": {"en": "{person} has no seat any more ({why}): {reason}", "zh": "{person} 退出复核小组（{why}）：{reason}"},
    "appeal.convened": {"en": "the panel sits: {members}", "zh": "复核小组组成：{members}"},
    "appeal.objected": {"en": "{by} objected to {member}: {reason}", "zh": "{by} 申请 {member} 回避：{reason}"},
    "appeal.objection_decided": {
        "en": "{by} decided on the objection to {member}, upheld: {upheld} {reason}",
        "zh": "{by} 就 {member} 的回避作出决定，准予：{upheld} {reason}",
    },
    "appeal.stated": {"en": "{by} stated: {text}", "zh": "{by} 陈述：{text}"},
    "appeal.heard": {"en": "{by} recorded what the appellant said: {text}", "zh": "{by} 记录申诉人的陈述：{text}"},
    "appeal.found": {"en": "{by} found: {text}", "zh": "{by} 调查发现：{text}"},
    "appeal.voted": {"en": "{by} voted {choice} {measure}: {reason}", "zh": "{by} 投票 {choice} {measure}：{reason}"},
    "appeal.overdue": {"en": "the time of the review is over and no panel sits", "zh": "复核时限已过，小组尚未组成"},
    "appeal.concluded": {"en": "concluded: {outcome} {measure} {reason}", "zh": "结论：{outcome} {measure} {reason}"},
}

PHRASES: Mapping[str, str] = {
    "confirmed": "维持原决定",
    "changed": "变更原决定",
    "annulled": "撤销原决定",
    "forming": "正在组成复核小组",
    "sitting": "复核中",
    "concluded": "已作出结论",
    "stated": "已陈述",
    "heard": "小组已听取",
    "silent": "未陈述",
    "silence": "逾期未办",
    "upheld": "准予回避",
    "overruled": "驳回回避申请",
    "recused": "回避",
    "replaced": "更换",
    "conflict": "须回避",
    "gone": "已离职",
    "the panel sits": "复核小组已组成",
    "appellant": "申诉人",
    "panel": "复核小组",
    "source": "原决定",
    "appeal": "申诉",
}
