"""Golden files beside their tests: `GOLDEN=rewrite` writes them anew, for a person to read the difference."""

import os
from pathlib import Path


def assert_golden(path: Path, said: str) -> None:
    """What was said is what the golden file says."""
    if os.environ.get("GOLDEN") == "rewrite":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")
