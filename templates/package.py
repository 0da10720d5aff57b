"""The zip that a Word or Excel file is, made reproducible: same content, same bytes."""

from __future__ import annotations

import io
import re
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The oldest time a zip entry can carry."""
STAMP = "2022-01-01T00:00:00Z"
"""The time in the core properties where a library would write the clock's."""


def settle(data: bytes) -> bytes:
    """The same package without the clock: entries and core properties carry a fixed time."""
    settled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(settled, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _without_clock(content)
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o600 << 16
            target.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return settled.getvalue()


def _without_clock(core: bytes) -> bytes:
    """Core properties with a fixed time in `created` and `modified`."""
    pattern = rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*"
    return re.sub(pattern, rb"\g<1>" + STAMP.encode(), core)
