"""`python -m pages OFFICE PORT`: what `taizhang serve` starts beside the schedules."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from office.desk.settings import load_settings
from pages.serving import run

os.umask(0o077)  # what an office holds is nobody else's on this machine
run(Path(sys.argv[1]), load_settings(Path(sys.argv[1]) / "office.toml").page, int(sys.argv[2]))
