"""What a command loads: only what it works with, or every call would pay for the whole house."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from office.keeping.opening import init

_HEAVY = (
    "prefect",
    "openpyxl",
    "docx",
    "docxtpl",
    "sqlalchemy",
    "jinja2",
    "lxml",
    "pdfplumber",
    "rapidfuzz",
    "ledger.model",
)
_ASKED = """
import sys
from cli import main
main(sys.argv[2:], standalone_mode=False)
print(*(name for name in sys.argv[1].split(",") if name in sys.modules), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("light") / "office"
    init(root)
    return root


@pytest.mark.parametrize(
    ("command", "loaded"),
    [
        ("--help", set()),
        ("status", {"sqlalchemy", "lxml", "ledger.model"}),
        ("tasks", {"lxml", "ledger.model"}),
        ("units", {"lxml", "ledger.model"}),
    ],
)
def test_a_command_loads_only_what_it_works_with(office: Path, command: str, loaded: set[str]) -> None:
    asked = [sys.executable, "-c", _ASKED, ",".join(_HEAVY), "--office", str(office), command]
    said = subprocess.run(asked, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True).stderr
    assert set(said.split()) <= loaded
