"""Bytes → Form: what a file says, as text with places. Knows Word, Excel and archives, not what a field means.

A file comes from a stranger, so it is read in a child process with limits (`sandbox`); there `sniff`
tells the format by the content, one module per format makes a `grid.Document` of it, and `form` reads
the forms off that. Whatever goes wrong with a file is a `Finding`, never an exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.model import Form


def read(name: str, content: bytes) -> tuple[Form, ...]:
    """The forms in a file, at least one; a file that cannot be read gives one Form without rows that
    says why in its finding. `name` is for people: the format is told by the content.

    Raises OSError if this machine cannot start the child that reads."""
    # The child runs inside this package too and needs none of what starts children: it would start slower.
    from parsers.confined import intake  # noqa: PLC0415 - see above

    return intake.read(name, content)


def read_own(name: str, content: bytes) -> tuple[Form, ...]:
    """The same of a file of the office's own that has been read before: in this process, as no child need be started
    (0.1 s) to keep a stranger in bounds. Raises OSError as `read`."""
    from parsers.confined import child  # noqa: PLC0415 - see above
    from parsers.formats import reading  # noqa: PLC0415 - see above

    answer, _ = child.guarded(reading.answer, name, content)
    return answer.forms if answer.forms and answer.is_whole else read(name, content)
