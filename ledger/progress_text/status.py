"""The six things a progress text can say of its task, and what it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What a careful reader takes a progress text to say (rules.md, Done, open, unclear)."""

    DONE = "done"  # this unit's task is completed, whatever goes on afterwards
    UNDER_WAY = "under_way"  # something is still to be done
    NOT_STARTED = "not_started"  # nothing has begun
    NOT_INVOLVED = "not_involved"  # the unit has nothing to do with the task
    NO_CONTENT = "no_content"  # nothing that can be judged: 无, 同上, 详见附件, √
    UNCLEAR = "unclear"  # two careful people would differ

    @property
    def is_open(self) -> bool:
        """Whether the text itself says that something is still to be done."""
        return self in {Status.UNDER_WAY, Status.NOT_STARTED}

    @property
    def label(self) -> str:
        """The word users see."""
        return _LABELS[self]


_LABELS = {
    Status.DONE: "已完成",
    Status.UNDER_WAY: "推进中",
    Status.NOT_STARTED: "未开展",
    Status.NOT_INVOLVED: "不涉及",
    Status.NO_CONTENT: "无实际内容",
    Status.UNCLEAR: "待核",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A status and the words it was read from (as the unit wrote them; empty where none decided)."""

    status: Status
    words: str = ""
