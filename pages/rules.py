"""The rules of an office as a page asks for them: each with its words, its key in office.toml and what it may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ledger.model import Standing
from office.desk.rewriting import Value
from office.desk.settings import Settings
from pages.deciding import RefusedError

_SEPARATOR = re.compile(r"[、，,;；\s]+")
_MOST = 99
GROUNDS = {
    "late": Standing.LATE.label,
    "missing": Standing.MISSING.label,
    "incomplete": Standing.INCOMPLETE.label,
    "expired": "到期未完成",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRule:
    """One of them. `kind`: days, list, flag, choice, several, points."""

    key: str
    label: str
    kind: str
    of: Callable[[Settings], Value]
    choices: Mapping[str, str] | None = None

    def shown(self, settings: Settings) -> str:
        """As it stands in its field."""
        value = self.of(settings)
        if isinstance(value, bool):
            return "1" if value else ""
        if isinstance(value, str | int | Decimal):
            return str(value)
        return "、".join(map(str, value or ()))

    def told(self, value: Value) -> str:
        """A value in words: what was, what is."""
        words = self.choices or {}
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, str | int | Decimal):
            return words.get(str(value), str(value))
        return "、".join(words.get(str(one), str(one)) for one in value or ()) or "无"

    def said(self, form: Mapping[str, str]) -> Value:
        """What the form says of it. Raises RefusedError."""
        text = form.get(self.key, "").strip()
        if self.kind == "flag":
            return text == "1"
        if self.kind == "several":
            return tuple(one for one in self.choices or {} if form.get(f"{self.key}.{one}") == "1")
        if self.kind == "points":
            return self._points(text)
        if self.kind == "list":
            return tuple(self._days(one) for one in _SEPARATOR.split(text) if one)
        return text if self.kind == "choice" else self._days(text)

    def _days(self, text: str) -> int:
        if text.isascii() and text.isdecimal() and int(text[:9]) <= _MOST:
            return int(text)
        raise RefusedError(f"“{self.label}”填写的「{text[:20]}」不是0到{_MOST}的天数")

    def _points(self, text: str) -> Decimal | None:
        try:
            value = Decimal(text) if text else None
        except InvalidOperation:
            value = Decimal(-1)
        if value is not None and not (
            value.is_finite() and 0 <= value <= _MOST and int(value.as_tuple().exponent) >= -4
        ):
            raise RefusedError(f"“{self.label}”填写的「{text[:20]}」不是0到{_MOST}的分值")
        return value


def _points(name: str, label: str) -> OfficeRule:
    return OfficeRule(key=f"points.{name}", label=label, kind="points", of=lambda one: one.scale.points.get(name))


RULES: Mapping[str, tuple[OfficeRule, ...]] = {
    "期限": (
        OfficeRule(
            key="rules.holiday",
            label="截止日逢休息日",
            kind="choice",
            of=lambda one: str(one.holiday),
            choices={"next": "顺延到下一工作日", "keep": "不顺延"},
        ),
        OfficeRule(key="rules.correction_days", label="退回补正期限（工作日，自退回次日起）", kind="days", of=lambda one: one.correction_days),
        OfficeRule(key="rules.rectify_days", label="通报后的整改期限（工作日）", kind="days", of=lambda one: one.rectify_days),
        OfficeRule(key="rules.notice_days", label="通报前给单位核对的期限（工作日，0为不发预告）", kind="days", of=lambda one: one.notice_days),
        OfficeRule(key="rules.objection_days", label="年度核对表的反馈期限（工作日）", kind="days", of=lambda one: one.objection_days),
    ),
    "提醒和催报": (
        OfficeRule(key="reminders.before", label="截止前几个工作日提醒（可填几个）", kind="list", of=lambda one: one.before),
        OfficeRule(key="reminders.after", label="逾期几个工作日催报（可填几个）", kind="list", of=lambda one: one.after),
        OfficeRule(key="reminders.escalate", label="逾期几个工作日报告本办负责人", kind="days", of=lambda one: one.escalate),
    ),
    "填报表": (OfficeRule(key="forms.choose_state", label="填报表加“完成状态”一栏", kind="flag", of=lambda one: one.choose_state),),
    "年终": (
        OfficeRule(key="rules.exclude", label="不纳入表彰的情形", kind="several", of=lambda one: tuple(each for each in GROUNDS if each in one.scale.exclude), choices=GROUNDS),
        OfficeRule(key="rules.points_per_task", label="不完整、到期未完成按任务逐项扣分", kind="flag", of=lambda one: one.scale.per_task),
        OfficeRule(key="rules.early_days", label="截止前几个工作日算提前报送", kind="days", of=lambda one: one.scale.early_days),
        OfficeRule(key="rules.ranking", label="年度扣分表后附各单位排名", kind="flag", of=lambda one: one.scale.ranking),
    ),
    "分值（不填的写“未设定分值”）": (
        _points("late", "逾期扣分"),
        _points("late_per_day", "每逾期一天加扣"),
        _points("missing", "未报送扣分"),
        _points("incomplete", "不完整扣分"),
        _points("expired", "到期未完成扣分"),
        _points("notice", "每催报一次加扣"),
        _points("early", "提前完整报送加分"),
        _points("exemplary", "全年按时完整加分"),
        _points("round_cap", "每期扣分上限"),
        _points("year_cap", "全年扣分上限"),
    ),
}  # fmt: skip
"""All that a page changes, by heading."""


def changed(settings: Settings, form: Mapping[str, str]) -> Iterator[tuple[OfficeRule, Value]]:
    """The rules of which the form says something else than the settings. Raises RefusedError."""
    for rule in (one for group in RULES.values() for one in group):
        value = rule.said(form)
        if value != rule.of(settings):
            yield rule, value


def worded(message: str) -> str:
    """What is wrong with a rule, by the words that the page has for it."""
    for rule in (one for group in RULES.values() for one in group):
        section, _, name = rule.key.partition(".")
        if f"[{section}] {name} " in message:
            return f"“{rule.label}”所填的不在允许的范围内"
    return message
