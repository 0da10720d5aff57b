"""Bytes → Form: what a file says, as text with places. Knows Word, Excel and archives, not what a field means.

A file comes from a stranger, so it is read in a child process with limits (`sandbox`); there `sniff`
tells the format by the content, one module per format makes a `grid.Document` of it, and `form` reads
the forms off that. Whatever goes wrong with a file is a `Finding`, never an exception.
"""

from __future__ import annotations

from ledger.model import Form
from parsers import outside, sandbox
from parsers.answer import Answer
from parsers.refusal import RefusalError, refused

_DEEPEST = 2  # archives in archives


def read(name: str, content: bytes) -> tuple[Form, ...]:
    """The forms in a file, at least one; a file that cannot be read gives one Form without rows that
    says why in its finding. `name` is for people: the format is told by the content.

    Raises OSError if this machine cannot start the child that reads."""
    return _read(name, content, depth=0)


def _read(name: str, content: bytes, *, depth: int) -> tuple[Form, ...]:
    answer = sandbox.read(name, content)
    if answer.suite and (converted := outside.convert(content, answer.suite)):
        answer = sandbox.read(name, converted)
    elif answer.packed:
        answer = _unpacked(name, content, answer)
    if not answer.members:
        return answer.forms or (refused(name, RefusalError("not_a_form")),)
    if depth == _DEEPEST:
        return (refused(name, RefusalError("unreadable", "压缩包套了太多层")),)
    forms = [form for inner, packed in answer.members for form in _read(f"{name}/{inner}", packed, depth=depth + 1)]
    return tuple([form for form in forms if form.rows] or forms)


def _unpacked(name: str, content: bytes, answer: Answer) -> Answer:
    """The members of an archive that another program must unpack; the answer as it was without such a program."""
    try:
        members = outside.unpack(content)
    except RefusalError as refusal:
        return Answer(forms=(refused(name, refusal),))
    return Answer(forms=(), members=members) if members else answer
