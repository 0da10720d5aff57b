"""The child that reads strangers' files: takes one after the other from its standard input, answers on its output.

Each message is the length of a head (4 bytes), the head in JSON, then as many bytes as the head says.
It ends when its parent does: the thread that waits for the next file sees the input close.
"""

from __future__ import annotations

import gc
import json
import os
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue

from parsers import confinement
from parsers.answer import Answer, encode
from parsers.refusal import broken, refused

_ENOUGH_FILES = 500
_ENOUGH_MEMORY = 300 << 20
_LENGTH = struct.Struct("<I")

Jobs = SimpleQueue[tuple[str, bytes]]
Reader = Callable[[str, bytes], Answer]


def main() -> None:
    """Read files until the parent is gone or it is time for a fresh child."""
    from parsers import reading  # noqa: PLC0415 - all that reading needs is loaded before the limits fall

    confinement.confine()
    gc.freeze()
    gc.disable()  # a tree of XML is thousands of objects and no cycles; what there is goes between two files
    jobs: Jobs = SimpleQueue()
    threading.stack_size(256 << 10)
    threading.Thread(target=_listen, args=(jobs,), daemon=True).start()
    for count in range(1, _ENOUGH_FILES + 1):
        name, content = jobs.get()
        confinement.start_clock()
        answer, exhausted = _answer(reading.answer, name, content)
        confinement.stop_clock()
        last = exhausted or count == _ENOUGH_FILES or confinement.memory_used() > _ENOUGH_MEMORY
        _send(answer, last=last)
        if last:
            os._exit(0)
        gc.collect()


def _answer(read: Reader, name: str, content: bytes) -> tuple[Answer, bool]:
    """The answer, and whether the child had better not go on."""
    try:
        return read(name, content), False
    except MemoryError:
        return Answer(forms=(refused(name, broken("展开后超出内存限制")),)), True
    except BaseException as error:  # noqa: BLE001 - a stranger's file may break any reader; that is its finding
        return Answer(forms=(refused(name, broken(f"文件结构异常（{type(error).__name__}）")),)), True


def _listen(jobs: Jobs) -> None:
    for name, content in _messages():
        jobs.put((name, content))
    os._exit(0)


def _messages() -> Iterator[tuple[str, bytes]]:
    stream = sys.stdin.buffer
    while len(length := stream.read(_LENGTH.size)) == _LENGTH.size:
        head = json.loads(stream.read(*_LENGTH.unpack(length)))
        content = stream.read(head["size"])
        if len(content) < head["size"]:
            return
        yield head["name"], content


def _send(answer: Answer, *, last: bool) -> None:
    head, contents = encode(
        Answer(forms=answer.forms, suite=answer.suite, packed=answer.packed, members=answer.members, last=last)
    )
    stream = sys.stdout.buffer
    stream.write(_LENGTH.pack(len(head)))
    stream.write(head)
    for content in contents:
        stream.write(content)
    stream.flush()


if __name__ == "__main__":
    main()
