"""What a ledger and its papers are called, and what follows from them: taken from its own title and preface."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ledger.layout import NAMES
from ledger.model import Ledger, Round
from ledger.rounds import rhythm_word
from ledger.text import squeeze

_YEAR = re.compile(r"(?:20\d\d|[二2][〇○零0][〇○零\d一二三四五六七八九]{2})年度?")
_KIND = re.compile(
    r"(?:重点|主要目标|目标)?任务?(?:落实|推进|整改落实|整改|化解|分解|办理|责任)?(?:任务)?(?:台账|清单|分解|分工|一览)?表?$"
)
_WHOLE = "任务落实台账"


def subject_of(ledger: Ledger, district: str = "") -> str:
    """What is filed, from the ledger's title: 政务公开任务落实台账, 民生实事任务台账."""
    title = re.sub(r"工作要点|[《》\s]|[（(][^（()）]*[)）]$", "", _YEAR.sub("", ledger.title))
    return title.rpartition(district)[2] if district and not title.endswith(district) else title


def short_of(ledger: Ledger, district: str = "") -> str:
    """The same as letters name it: 任务落实台账, 督查台账."""
    subject = subject_of(ledger, district)
    return _WHOLE if subject.endswith(_WHOLE) or not subject else subject


def placeless_of(ledger: Ledger, district: str = "") -> str:
    """The same without the place, however much of it the title has: 兴庆区 of 银川市兴庆区."""
    subject = subject_of(ledger, district)
    last = district.rpartition("市")[2]
    return subject.removeprefix(last) if subject != last else subject


def theme_of(ledger: Ledger, district: str = "") -> str:
    """What the ledger is about: 政务公开, 民生实事."""
    subject = placeless_of(ledger, district)
    return _KIND.sub("", subject, count=1) or subject


def heading_of(ledger: Ledger, kind: str) -> str:
    """What this ledger calls its column of a kind, as 议定事项 for content; the usual name where it has none."""
    return next((one.heading for one in ledger.columns if one.kind == kind), NAMES[kind])


def told_by(ledger: Ledger) -> tuple[str, str]:
    """The two kinds that tell a task in a list: what it is called, and more of it. A ledger of one column for its tasks
    says its 指标 or who answers beside it."""
    if any(task.focus.strip() for task in ledger.tasks):
        return "focus", "content"
    return "content", "indicator" if any(task.indicator.strip() for task in ledger.tasks) else "responsible"


def circular_word(rounds: Sequence[Round]) -> str:
    """What the circular of these rounds is called: 季度通报, 月度通报, 通报."""
    words = {rhythm_word(one.name) for one in rounds}
    return f"{words.pop() if len(words) == 1 else ''}通报"


def consequences(ledger: Ledger) -> tuple[bool, bool]:
    """Whether the preface says that points are deducted, and that it excludes from commendation."""
    said = squeeze(ledger.preface)
    return "扣分" in said, re.search(r"(?:表彰|评优|评先|奖励)", said) is not None


def warning(ledger: Ledger, rounds: Sequence[Round], district: str = "") -> str:
    """What happens to what is not done in time, as the ledger itself says: 予以季度通报，计入年度扣分，并……"""
    deducted, excluded = consequences(ledger)
    parts = [f"予以{circular_word(rounds)}"]
    parts += ["计入年度扣分"] if deducted else []
    parts += [f"排除在本年度{theme_of(ledger, district)}表彰奖励之外"] if excluded else []
    return "，".join([*parts[:-1], f"并{parts[-1]}"]) if len(parts) > 1 else parts[0]
