"""What a mail says about a letter of ours that could not be delivered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A bounce: the addresses that failed, the message id of our letter, and what the server said."""

    recipients: tuple[str, ...]
    message_id: str = ""
    detail: str = ""
