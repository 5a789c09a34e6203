"""What violations say: refusals, notices, lines of the timeline. Notices name nobody."""

from __future__ import annotations

from collections.abc import Mapping

from domain.policy import Words

REFUSALS: Mapping[str, Words] = {
    "not_named": {"en": "this person is not named as concerned", "zh": "此人未被列为证人或受益人"},
    "not_in_team": {"en": "this person is not in the team", "zh": "此人不在调查组中"},
    "heard_already": {"en": "the subject was heard already", "zh": "当事人已经陈述过"},
    "not_heard": {
        "en": "first the subject is heard, or their time to speak runs out",
        "zh": "须先听取当事人陈述，或者陈述期限届满",
    },
    "not_reported": {"en": "first the report of the investigation is submitted", "zh": "须先提交调查报告"},
    "no_extension": {"en": "this investigation cannot be extended", "zh": "本调查不得延长"},
    "extended_already": {"en": "it was extended already; once is all", "zh": "已延长过一次，不得再次延长"},
    "too_late_to_extend": {"en": "its time is over", "zh": "期限已过"},
    "decided_already": {"en": "it is decided already", "zh": "已经作出决定"},
    "not_decided": {"en": "it is not decided yet", "zh": "尚未作出决定"},
    "only_decider": {"en": "only whoever led the investigation or decided may do this", "zh": "只有调查负责人或决定人可以这样做"},
    "no_rectification": {"en": "this plan leads to no rectification", "zh": "本流程不产生整改事项"},
    "measure_not_allowed": {"en": "at this level these measures are allowed: {known}", "zh": "本级可用的处理措施：{known}"},
    "no_urgent_risk": {"en": "by this plan no decision stands in spite of an appeal", "zh": "按本流程，申诉期间决定一律暂缓执行"},
    "only_subject": {"en": "only whom the decision concerns may do this", "zh": "只有当事人本人可以这样做"},
    "nothing_served": {"en": "no decision was served", "zh": "尚无已送达的决定"},
    "no_appeal": {"en": "by this plan there is no appeal", "zh": "本流程不设申诉"},
    "nothing_to_appeal": {"en": "the decision was annulled; nothing is left to appeal against", "zh": "决定已被撤销，无可申诉"},
    "appealed_already": {"en": "an appeal was made already", "zh": "已经提出过申诉"},
    "appeal_too_late": {
        "en": "too late: the decision was served {served}, an appeal was possible before {due}, this one was made {asked}",
        "zh": "申诉逾期：决定于 {served} 送达，应在 {due} 之前提出，本次提出时间为 {asked}",
    },
}

NOTICES: Mapping[str, Words] = {
    "violation.investigate": {"en": "{case}: you lead an investigation", "zh": "{case}：请您牵头调查"},
    "violation.named": {
        "en": "{case}: somebody was named as concerned and is kept out; see whether that is so",
        "zh": "{case}：有人被列为利害关系人而须回避，请核实",
    },
    "violation.hear": {"en": "{case}: hear the person concerned and decide", "zh": "{case}：请您听取当事人陈述并处理"},
    "violation.state": {"en": "{case}: you may make a statement", "zh": "{case}：您可以陈述意见"},
    "violation.decide": {"en": "{case}: your decision is asked for", "zh": "{case}：请您作出决定"},
    "violation.serve": {"en": "{case}: serve the decision", "zh": "{case}：请送达决定"},
    "violation.appointed": {"en": "{case}: you are in a team that investigates", "zh": "{case}：您被列入调查组"},
    "violation.notice": {
        "en": "{case}: there is a decision that concerns you; read it and confirm that you have it",
        "zh": "{case}：有一项与您有关的决定，请阅读并确认收到",
    },
    "violation.dismissed": {"en": "{case}: closed without a measure", "zh": "{case}：已结案，不予处理"},
    "violation.stayed": {"en": "{case}: your appeal was received; the decision is stayed", "zh": "{case}：已收到您的申诉，决定暂缓执行"},
    "violation.stay_refused": {
        "en": "{case}: your appeal was received; the decision stands meanwhile, for an urgent risk",
        "zh": "{case}：已收到您的申诉；因存在紧急风险，决定在此期间继续执行",
    },
    "violation.concluded": {"en": "{case}: the review of your appeal has ended", "zh": "{case}：您的申诉已复核完毕"},
    "violation.undecided": {
        "en": "{case}: nobody decided; it is closed with nothing against anybody",
        "zh": "{case}：无人作出决定，已结案，不产生任何不利",
    },
    "violation.unserved": {"en": "{case}: nobody served the decision; it has no effect", "zh": "{case}：无人送达决定，决定不生效"},
    "violation.published": {"en": "{case}: a decision in your department is published", "zh": "{case}：本部门有一项处理决定公布"},
}

TIMELINE: Mapping[str, Words] = {
    "violation.opened": {"en": "opened: {plan} ({level}, {breach})", "zh": "立案：{plan}（{level}，{breach}）"},
    "violation.level_changed": {
        "en": "{by} changed the level from {before} to {level}: {reason}",
        "zh": "{by} 将级别由 {before} 改为 {level}：{reason}",
    },
    "violation.witness_named": {"en": "{by} named a witness: {person}: {reason}", "zh": "{by} 列明证人：{person}：{reason}"},
    "violation.beneficiary_named": {
        "en": "{by} named somebody who gained by it: {person}: {reason}",
        "zh": "{by} 列明受益人：{person}：{reason}",
    },
    "violation.concerned_struck": {
        "en": "{by} ({basis}) struck out {person}, who is not concerned: {reason}",
        "zh": "{by}（{basis}）撤销所列人员 {person}：{reason}",
    },
    "violation.member_appointed": {"en": "{by} took {person} into the team", "zh": "{by} 将 {person} 列入调查组"},
    "violation.member_dismissed": {"en": "{person} left the team: {reason}", "zh": "{person} 退出调查组：{reason}"},
    "violation.hearing_called": {"en": "{person} was asked for a statement", "zh": "请 {person} 陈述意见"},
    "violation.heard": {"en": "heard ({outcome}): {text}", "zh": "陈述（{outcome}）：{text}"},
    "violation.extended": {"en": "{by} extended the investigation until {due}: {reason}", "zh": "{by} 将调查延长至 {due}：{reason}"},
    "violation.reported": {"en": "{by} reported ({outcome}): {findings}", "zh": "{by} 提交调查报告（{outcome}）：{findings}"},
    "violation.decided": {
        "en": "{by} decided ({basis}): {measure}, {points} points: {reason} {urgent_risk}",
        "zh": "{by} 决定（{basis}）：{measure}，计 {points} 分：{reason} {urgent_risk}",
    },
    "violation.dismissed": {"en": "{by} decided that nothing follows ({basis}): {reason}", "zh": "{by} 决定不予处理（{basis}）：{reason}"},
    "violation.service_attempted": {
        "en": "{by} took the decision to its subject, attempt {attempt} ({how})",
        "zh": "{by} 第 {attempt} 次送达（{how}）",
    },
    "violation.served": {"en": "served to {person} ({outcome})", "zh": "已送达 {person}（{outcome}）"},
    "violation.took_effect": {"en": "in force: {measure}, until {until}", "zh": "开始执行：{measure}，至 {until}"},
    "violation.took_effect_for_good": {"en": "in force: {measure}", "zh": "开始执行：{measure}"},
    "violation.lifted": {"en": "not in force any more: {measure} ({why})", "zh": "停止执行：{measure}（{why}）"},
    "violation.points_given": {"en": "{points} points for {person}", "zh": "{person} 计 {points} 分"},
    "violation.points_taken_back": {"en": "{points} points of {person} taken back ({why})", "zh": "撤回 {person} 的 {points} 分（{why}）"},
    "violation.window_ended": {"en": "the time to appeal ended at {due}", "zh": "申诉期限于 {due} 届满"},
    "violation.appealed": {"en": "{by} appealed: {grounds}", "zh": "{by} 提出申诉：{grounds}"},
    "violation.stayed": {"en": "the decision is stayed: {measures}", "zh": "决定暂缓执行：{measures}"},
    "violation.stay_refused": {"en": "the decision stands meanwhile, as {by} said: {reason}", "zh": "决定继续执行，{by} 的理由：{reason}"},
    "violation.appeal_concluded": {
        "en": "the review came to: {outcome} {measure} {reason}",
        "zh": "复核结论：{outcome} {measure} {reason}",
    },
    "violation.final": {"en": "final: {outcome} {measure}", "zh": "终局：{outcome} {measure}"},
    "violation.published": {"en": "published to {to}: {shows}", "zh": "向 {to} 公布：{shows}"},
    "violation.rectification_required": {
        "en": "{by} requires of {person} to put right: {finding}",
        "zh": "{by} 要求 {person} 整改：{finding}",
    },
}

PHRASES: Mapping[str, str] = {
    "proven": "属实",
    "not_proven": "不属实",
    "stated": "本人陈述",
    "recorded": "记录在案",
    "silent": "未陈述",
    "confirmed": "维持",
    "changed": "变更",
    "annulled": "撤销",
    "attempts": "多次送达",
    "decided": "已决定",
    "dismissed": "不予处理",
    "undecided": "未作决定",
    "unserved": "未送达",
    "stayed": "暂缓执行",
    "over": "期满",
    "called": "已请陈述",
    "level changed": "级别变更",
    "appealed": "已申诉",
    "served": "已送达",
    "source": "来源",
    "appeal": "申诉",
    "rectification": "整改",
}
