"""Why something waits for a person: a closed set, with what users read for each."""

from __future__ import annotations

from enum import StrEnum


class HeldKind(StrEnum):
    """Kinds of held items."""

    UNKNOWN_SENDER = "unknown_sender"
    FROM_STAFF = "from_staff"
    FAILED_SENDER = "failed_sender"
    UNKNOWN_UNIT = "unknown_unit"
    UNIT_DIFFERS = "unit_differs"
    SUBJECT_DIFFERS = "subject_differs"
    TWO_FORMS = "two_forms"
    ROWS_DIFFER = "rows_differ"
    CLOSED_ROUND = "closed_round"
    WHICH_ROUND = "which_round"
    LAST_YEAR = "last_year"
    SCAN = "scan"
    CLOUD = "cloud"
    SEALED = "sealed"
    NO_FORM = "no_form"
    TOO_LARGE = "too_large"
    UNREAD = "unread"
    ODD_TIME = "odd_time"
    TORN = "torn"
    RECALL = "recall"
    FAILED = "failed"
    EXTENSION = "extension"
    EXPLANATION = "explanation"
    CONTACT = "contact"

    @property
    def label(self) -> str:
        """The words users see: 发件人未登记, 扫描件, …"""
        return _LABELS[self]


_LABELS = {
    HeldKind.UNKNOWN_SENDER: "发件人未登记",
    HeldKind.FROM_STAFF: "本办转来",
    HeldKind.FAILED_SENDER: "身份验证未通过",
    HeldKind.UNKNOWN_UNIT: "填报单位不明",
    HeldKind.UNIT_DIFFERS: "单位不一致",
    HeldKind.SUBJECT_DIFFERS: "主题与单位不一致",
    HeldKind.TWO_FORMS: "多份不同填报表",
    HeldKind.ROWS_DIFFER: "序号与内容不一致",
    HeldKind.CLOSED_ROUND: "已截止期次的内容有变",
    HeldKind.WHICH_ROUND: "期次不明",
    HeldKind.LAST_YEAR: "上年度的填报表",
    HeldKind.SCAN: "扫描件",
    HeldKind.CLOUD: "云附件",
    HeldKind.SEALED: "邮件无法打开",
    HeldKind.NO_FORM: "无填报表",
    HeldKind.TOO_LARGE: "邮件过大",
    HeldKind.UNREAD: "邮件未能取下",
    HeldKind.ODD_TIME: "收到时间不明",
    HeldKind.TORN: "邮件不完整",
    HeldKind.RECALL: "撤回通知",
    HeldKind.FAILED: "读取失败",
    HeldKind.EXTENSION: "申请延期",
    HeldKind.EXPLANATION: "书面说明",
    HeldKind.CONTACT: "变更联系人",
}
