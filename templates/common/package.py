"""The zip that a Word or Excel file is, made reproducible: same content, same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Mapping
from datetime import datetime

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The oldest time a zip entry can carry."""
NO_CLOCK = datetime(2022, 1, 1)  # noqa: DTZ001  core properties know no zone
"""The time in the core properties of a file that has no time of its own."""


def settle(package: bytes, *, created: datetime | None = None, modified: datetime | None = None) -> bytes:
    """The same package without the clock: fixed times on its entries; `created` and `modified` (UTC) replace
    those a library has put into the core properties."""
    settled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(settled, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _stamped(_stamped(content, b"created", created), b"modified", modified)
            put(target, name, content)
    return settled.getvalue()


class Mould:
    """A package made once: what is cast from it has its parts, compressed once for all, but for those that vary."""

    def __init__(self, package: bytes, *, varied: Collection[str]) -> None:
        kept = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(kept, "w") as target:
            for name in source.namelist():
                if name not in varied:
                    put(target, name, source.read(name))
        self._kept = kept.getvalue()

    def cast(self, parts: Mapping[str, bytes]) -> bytes:
        """A package with these for the parts that vary; same parts, same bytes."""
        package = io.BytesIO(self._kept)
        with zipfile.ZipFile(package, "a") as target:
            for name, content in parts.items():
                put(target, name, content)
        return package.getvalue()


def put(target: zipfile.ZipFile, name: str, content: bytes) -> None:
    """A part without the clock."""
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr = 0o600 << 16
    target.writestr(entry, content, zipfile.ZIP_DEFLATED)


def _stamped(core: bytes, name: bytes, moment: datetime | None) -> bytes:
    """Core properties with this moment in one of their two times; as they are where there is none."""
    if moment is None:
        return core
    stamp = f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode()
    return re.sub(rb"(<dcterms:" + name + rb"[^>]*>)[^<]*", rb"\g<1>" + stamp, core)
