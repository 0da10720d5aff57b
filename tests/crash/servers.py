"""The way out that a sweep needs: it delivers into one world's mailboxes and tells when it has come to rest."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.servers import Smtp

_REST = 20.0


@dataclass
class Carrier(Smtp):
    """An SMTP server whose recipients' mailboxes bear the name of the world that is played now."""

    world: str = ""
    open_lines: int = 0
    under_way: int = 0

    def __enter__(self) -> Self:
        self._controller = _Counted(
            self, hostname="127.0.0.1", port=self.port, authenticator=self._known, auth_require_tls=False
        )
        self._controller.start()
        return self

    def _deliver(self, recipients: list[str], content: bytes) -> None:
        """A letter once under way arrives, though the client is dead by then."""
        self.under_way += 1
        try:
            super()._deliver([f"{self.world}.{recipient}" for recipient in recipients], content)
        finally:
            self.under_way -= 1

    def rest(self) -> None:
        """Wait until the server has noticed every dead client and delivered all it took."""
        end = time.monotonic() + _REST
        while self.open_lines or self.under_way:
            if time.monotonic() > end:
                raise TimeoutError("the SMTP server does not come to rest")
            time.sleep(0.001)


class _Counted(Controller):
    """aiosmtpd's controller, whose lines are counted."""

    def factory(self) -> SMTP:
        """One line."""
        return _Line(self.handler, **self.SMTP_kwargs)


class _Line(SMTP):
    """One line that is counted while it is open."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come."""
        self.event_handler.open_lines += 1
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """It has gone."""
        super().connection_lost(error)
        self.event_handler.open_lines -= 1
