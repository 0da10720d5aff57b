"""Worlds whose book is on PostgreSQL: a database each, and rest when the server has noticed every dead client."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

from office.keeping.opening import make_book
from tests.crash.sweep import Sweep
from tests.crash.world import World
from tests.servers import Postgres

_REST = 20.0
_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@dataclass
class OnPostgres(World):
    """A world whose book is a database of its own."""

    url: str = ""

    def rest(self) -> None:
        """The server rolls back what a dead client began before the next poll comes."""
        super().rest()
        end = time.monotonic() + _REST
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as line:
            while (row := line.execute(_OTHERS).fetchone()) and row[0]:
                if time.monotonic() > end:
                    raise TimeoutError("PostgreSQL does not come to rest")
                time.sleep(0.002)


@dataclass(frozen=True, kw_only=True)
class PostgresSweep(Sweep):
    """The sweep with its book on PostgreSQL."""

    server: Postgres = field(repr=False)

    @contextmanager
    def world(self) -> Iterator[World]:
        """A new world with a new database."""
        url = self.server.database()
        made = OnPostgres(ground=self.ground, settings={**self.settings, "url": f'"{url}"'}, url=url)
        make_book(made.desk())
        try:
            yield made
        finally:
            made.end()
