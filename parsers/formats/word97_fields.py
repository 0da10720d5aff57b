"""What the field of a form holds in a Word 97-2003 file: a box to tick, a list to choose from ([MS-DOC] 2.9.78, FFData)."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.formats.word97_properties import u16

_HEAD, _TEXTS, _MOST_ENTRIES = 10, 5, 50
_CHECK_BOX, _UNDEFINED = 1, 25  # the kind of a field; its state where the default holds


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """What the field of a form holds: whether its box is ticked, the entries of its list, the one chosen."""

    ticked: bool = False
    entries: tuple[str, ...] = ()
    chosen: int = 0


def form_field(data: bytes) -> FormField:
    """Version, bits, lengths, then texts, each counted in characters and ended by a NUL, and the entries of a list."""
    if len(data) < _HEAD:
        return FormField()
    bits = u16(data, 4)
    kind, state = bits & 3, (bits >> 2) & 31
    at = _past_text(data, _HEAD)  # its name
    default = u16(data, at)
    chosen = default if state == _UNDEFINED else state
    at += 2
    for _ in range(_TEXTS):
        at = _past_text(data, at)
    return FormField(ticked=kind == _CHECK_BOX and chosen == 1, entries=_entries(data, at), chosen=chosen)


def _past_text(data: bytes, at: int) -> int:
    return at + 4 + 2 * u16(data, at)


def _entries(data: bytes, at: int) -> tuple[str, ...]:
    """A table of texts (STTB)."""
    found: list[str] = []
    count, extra = u16(data, at + 2), u16(data, at + 4)
    at += 6
    while len(found) < min(count, _MOST_ENTRIES) and at + 2 <= len(data):
        length = u16(data, at)
        found.append(data[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace"))
        at += 2 + 2 * length + extra
    return tuple(found)
