"""What the office has to enter of the year that comes: its working days, which are announced in the autumn."""

from __future__ import annotations

from datetime import datetime

from ledger.model import SHANGHAI
from office.desk.desk import Desk

_OCTOBER = 10


def days_wanting(desk: Desk, now: datetime) -> str:
    """What is to be entered, as a sentence without its stop: of the year that is on at once, of the next one from October
    on; "" where nothing is."""
    at, calendar = now.astimezone(SHANGHAI), desk.settings.calendar
    years = [at.year, *([at.year + 1] if at.month >= _OCTOBER else [])]
    missing = next((year for year in years if not calendar.knows(year)), None)
    if missing is None:
        return ""
    unsure = [one.name for one in desk.rounds if not one.sure]
    waits = f"；在此以前，{'、'.join(unsure)}照常收件，截止日是否顺延未定，不作逾期、未报送的认定" if unsure else ""
    return (
        f"还没有{missing}年的工作日数据，国务院办公厅放假通知公布后，请在 office.toml 的 [calendar] 中填写 days_off、workdays，"
        f"并把 {missing} 写入 years，否则{missing}年的提醒、催报、补正期限和整改时限无从计算{waits}"
    )
