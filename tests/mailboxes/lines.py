"""TCP lines to real servers that break at an exact byte."""

from __future__ import annotations

import select
import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, Self


@dataclass(frozen=True)
class Cut:
    """How a line breaks: after so many bytes down to the client or up to the server."""

    side: Literal["down", "up"]
    after: int
    how: Literal["reset", "close", "silence"] = "reset"


class Line:
    """A TCP line to a server that breaks as `cuts` say, one for each new connection, and is whole after that."""

    def __init__(self, port: int, *cuts: Cut) -> None:
        self._target = port
        self._cuts = list(cuts)
        self._carriers: list[threading.Thread] = []
        self.passed: list[dict[str, int]] = []  # bytes of each connection by side

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for carrier in self._carriers:
            carrier.join(timeout=5)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                cut = self._cuts.pop(0) if self._cuts else None
                passed = {"up": 0, "down": 0}
                self.passed.append(passed)
                carrier = threading.Thread(target=_carry, args=(client, server, cut, passed))
                carrier.start()
                self._carriers.append(carrier)


def _carry(client: socket.socket, server: socket.socket, cut: Cut | None, passed: dict[str, int]) -> None:
    """Carry bytes both ways until one end hangs up or the line breaks."""
    ways = {client: ("up", server), server: ("down", client)}
    with client, server, suppress(OSError):
        while True:
            for source in select.select([client, server], [], [])[0]:
                side, sink = ways[source]
                left = cut.after - passed[side] if cut and cut.side == side else 65536
                data = source.recv(min(left, 65536)) if left else b""
                sink.sendall(data)
                passed[side] += len(data)
                if left == len(data) and cut:
                    _break(client, server, cut.how)
                    return
                if not data:
                    return


def _break(client: socket.socket, server: socket.socket, how: str) -> None:
    """Reset the line, or fall silent until the client gives up; closing it is the caller's."""
    if how == "reset":
        for end in (client, server):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if how == "silence":
        while client.recv(65536):
            pass
