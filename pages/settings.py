"""设置: the office's people, units, rounds and rules as they are understood, and what `check` says of them."""

from __future__ import annotations

from starlette.responses import Response

from office.desk.staff import Role
from office.keeping.changing import UNITS, edition
from office.keeping.check import check
from pages.rules import RULES
from pages.visit import Visit

_ROLES = {Role.VIEW: "查看", Role.DECIDE: "办理", Role.APPROVE: "办理、审定、印发"}


def show(visit: Visit) -> Response:
    """The page. The servers are asked by the polls; here only the files are looked at."""
    desk = visit.desk
    return visit.page(
        "settings",
        settings=desk.settings,
        rounds=desk.rounds,
        units=desk.roster.units,
        ledger=desk.ledger,
        roles=_ROLES,
        findings=check(desk, visit.now, servers=False).findings,
        rules=RULES,
        edition=edition((desk.root / UNITS).read_bytes()),
    )
