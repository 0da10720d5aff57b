"""The commonest reasons of each decision, to pick and to change. Filled in beforehand is only what is true by itself: what
a unit is told must never be a sentence that nobody meant."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.held_kinds import HeldKind
from ledger.model import Verdict

REASONS: Mapping[Verdict, tuple[str, ...]] = {
    Verdict.ASSIGN: ("经办公室核实", "已与单位电话核实", "联系人更换，新邮箱已核实"),
    Verdict.ACCEPT: ("经办公室核实", "已与单位电话核实", "单位已作说明"),
    Verdict.RETURN: (
        "填写的进展过于笼统，请写明做法、数据和成效",
        "内容与上期相同，请填写本期进展",
        "缺少盖章页，请补齐后重新报送",
        "填报单位或期次有误，请核对后重新报送",
    ),
    Verdict.VOID: ("重复报送", "单位来电要求作废", "误报，单位另行报送"),
    Verdict.EXTEND: ("经审核同意", "防汛抗旱任务较重", "机构调整，人员交接"),
    Verdict.EXCUSE: ("经审核同意", "机构撤并，任务已划转", "本期没有承担的任务"),
    Verdict.WAIVE: ("经核实，不属于问题", "单位已作说明"),
    Verdict.CLEAR: ("书面说明已收到", "已补报", "经核实已整改"),
    Verdict.STATE: ("已与单位电话核实", "查看佐证材料后认定", "现场核查后认定"),
    Verdict.APPROVE: ("经审核，同意印发", "经领导审定"),
    Verdict.ISSUE: ("按程序印发",),
    Verdict.CORRECT: ("收到时间有误，经核实更正", "经批准延期或免报", "单位申诉，经核实更正"),
    Verdict.DISMISS: ("经办公室阅处", "已电话答复", "与台账报送无关"),
    Verdict.RESEND: ("电话核实，对方没有收到",),
    Verdict.UNDO: ("点错了", "情况有变化，重新办理"),
}
WITHDRAWN = ("有单位情况发生变化，须重新核对", "文字需要修改")
"""Why an approved circular is a draft again."""
ARRIVED = ("电话核实，对方已收到",)
"""Why a letter of unknown fate needs nothing more."""

RETURNED: Mapping[HeldKind, str] = {
    HeldKind.UNKNOWN_SENDER: "发件邮箱没有登记，请用本单位登记的邮箱报送",
    HeldKind.FROM_STAFF: "请由填报单位用登记的邮箱报送",
    HeldKind.FAILED_SENDER: "发件人身份没有通过核验，请用本单位登记的邮箱重新报送",
    HeldKind.UNKNOWN_UNIT: "表中没有写明填报单位，请写明后重新报送",
    HeldKind.UNIT_DIFFERS: "表中填报单位与发件单位不一致，请核对后重新报送",
    HeldKind.SUBJECT_DIFFERS: "邮件主题所写单位与填报单位不一致，请核对后重新报送",
    HeldKind.TWO_FORMS: "一封邮件有多份不同的填报表，请只报送定稿",
    HeldKind.ROWS_DIFFER: "序号与主要内容对不上，请用本办发出的填报表重新填报",
    HeldKind.CLOSED_ROUND: "该期已经截止，内容不再改动；本期进展请填入本期的表",
    HeldKind.WHICH_ROUND: "看不出是哪一期的填报表，请写明期次后重新报送",
    HeldKind.LAST_YEAR: "这是上年度的填报表，本年度不作登记",
    HeldKind.SCAN: "扫描件不能读取，请报送可以编辑的 Word 或 Excel 填报表",
    HeldKind.CLOUD: "云附件不能下载，请把填报表作为普通附件重新报送",
    HeldKind.SEALED: "附件加密，不能打开，请解除加密后重新报送",
    HeldKind.NO_FORM: "邮件中没有填报表，请附上填报表重新报送",
    HeldKind.ODD_TIME: "邮件的收到时间不明，请重新报送",
    HeldKind.TORN: "邮件不完整，请重新报送",
    HeldKind.FAILED: "附件不能读取，请用本办发出的填报表重新报送",
    HeldKind.EXTENSION: "经研究不同意延期，请按原定时间报送",
}
"""Why what waits goes back, by what is wrong with it."""
