"""One file, read by a child: converted or unpacked first where that is needed, its members one by one."""

from __future__ import annotations

from ledger.model import Form
from parsers.confined import outside, sandbox
from parsers.form.refusal import RefusalError, refused
from parsers.form.unread import with_unread
from parsers.formats.answer import Answer

_DEEPEST = 2  # archives in archives


def read(name: str, content: bytes, *, depth: int = 0) -> tuple[Form, ...]:
    """The forms in a file, at least one. Raises OSError if no child can be started."""
    answer = sandbox.read(name, content)
    if answer.suite and (converted := outside.convert(content, answer.suite)):
        answer = sandbox.read(name, converted)
    elif answer.packed:
        answer = _unpacked(name, content, answer)
    if not answer.members:
        return answer.forms or (refused(name, RefusalError("not_a_form")),)
    if depth == _DEEPEST:
        return (refused(name, RefusalError("unreadable", "压缩包套了太多层")),)
    forms = [form for inner, packed in answer.members for form in read(f"{name}/{inner}", packed, depth=depth + 1)]
    filled = [form for form in forms if form.rows]
    return (with_unread(filled[0], forms), *filled[1:]) if filled else tuple(forms)


def _unpacked(name: str, content: bytes, answer: Answer) -> Answer:
    """The members of an archive that another program must unpack; the answer as it was without such a program."""
    try:
        members = outside.unpack(content)
    except RefusalError as refusal:
        return Answer(forms=(refused(name, refusal),))
    return Answer(forms=(), members=members) if members else answer
