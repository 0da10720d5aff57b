"""The office's own people: known by their addresses, each with what he may decide by mail."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What one of the office's own people may do by mail; each may what the one before may."""

    VIEW = "view"  # is told what waits
    DECIDE = "decide"  # on what came in
    APPROVE = "approve"  # a circular, and issues it

    @property
    def rank(self) -> int:
        """How much it may."""
        return list(Role).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """One of the office's own people: known by the address, named in what was decided."""

    address: str
    name: str
    role: Role

    @property
    def signed(self) -> str:
        """As decisions name who took them."""
        return f"{self.name}（{self.address}）" if self.name else self.address
