"""The child that reads what strangers sent: takes one thing after the other from its standard input, answers on its output.

Each message is the length of a head (4 bytes), the head in JSON, then as many bytes as the head says.
It ends when its parent does: the thread that waits for the next thing sees the input close.
"""

from __future__ import annotations

import gc
import json
import os
import struct
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue
from typing import NamedTuple

from parsers.confined import confinement
from parsers.form.refusal import broken, refused
from parsers.formats.answer import Answer, Json, encode

_ENOUGH = 500  # things read
_ENOUGH_MEMORY = 300 << 20
_LENGTH = struct.Struct("<I")


class ChildAnswer(NamedTuple):
    """An answer and the bytes that go with it; `last`: the child had better not go on after it."""

    answer: Json
    contents: Sequence[bytes] = ()
    last: bool = False


Reader = Callable[[Json, bytes], ChildAnswer]
"""A question and the bytes that it is about → the answer, whatever is in them."""


def main() -> None:
    """Read files."""
    from parsers.formats import reading  # noqa: PLC0415 - all that reading needs is loaded before the limits fall

    def read(question: Json, content: bytes) -> ChildAnswer:
        answer, exhausted = guarded(reading.answer, question["name"], content)
        return ChildAnswer(*encode(answer), exhausted)

    serve(read)


def guarded(read: Callable[[str, bytes], Answer], name: str, content: bytes) -> tuple[Answer, bool]:
    """The answer about a file, whatever it does to its reader, and whether memory was short."""
    try:
        return read(name, content), False
    except MemoryError:
        return Answer(forms=(refused(name, broken("展开后超出内存限制")),)), True
    except BaseException as error:  # noqa: BLE001 - a stranger's file may break any reader; that is its finding
        return Answer(forms=(refused(name, broken(f"文件结构异常（{type(error).__name__}）")),)), True


def serve(read: Reader) -> None:
    """Confined from here on, answer until the parent is gone or it is time for a fresh child."""
    confinement.confine()
    gc.freeze()
    gc.disable()  # a tree of XML is thousands of objects and no cycles; what there is goes between two things
    jobs: SimpleQueue[tuple[Json, bytes]] = SimpleQueue()
    threading.stack_size(256 << 10)
    threading.Thread(target=_listen, args=(jobs,), daemon=True).start()
    for count in range(1, _ENOUGH + 1):
        question, content = jobs.get()
        confinement.start_clock()
        reply = read(question, content)
        confinement.stop_clock()
        last = reply.last or count == _ENOUGH or confinement.memory_used() > _ENOUGH_MEMORY
        _send(reply, last=last)
        if last:
            os._exit(0)
        del question, content, reply
        gc.collect()


def _listen(jobs: SimpleQueue[tuple[Json, bytes]]) -> None:
    for question in _messages():
        jobs.put(question)
    os._exit(0)


def _messages() -> Iterator[tuple[Json, bytes]]:
    stream = sys.stdin.buffer
    while len(length := stream.read(_LENGTH.size)) == _LENGTH.size:
        head = json.loads(stream.read(*_LENGTH.unpack(length)))
        content = stream.read(head["size"])
        if len(content) < head["size"]:
            return
        yield head["question"], content


def _send(reply: ChildAnswer, *, last: bool) -> None:
    sizes = [len(content) for content in reply.contents]
    head = json.dumps({"answer": reply.answer, "sizes": sizes, "last": last}, ensure_ascii=True).encode()
    stream = sys.stdout.buffer
    stream.write(_LENGTH.pack(len(head)))
    stream.write(head)
    for content in reply.contents:
        stream.write(content)
    stream.flush()


if __name__ == "__main__":
    main()
