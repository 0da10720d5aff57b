"""`python -m tests.years N [SEED]`: N random years, and the first that differs with its log."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.years.play import play_years

count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2022
with tempfile.TemporaryDirectory(prefix="years.") as folder:
    compared, wrong = play_years(count, seed, Path(folder))
sys.stdout.write("\n".join(wrong or [f"{count} years, {compared} statements: all as the oracle says"]) + "\n")
sys.exit(bool(wrong))
