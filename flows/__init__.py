"""What runs on a schedule: thin Prefect shells, one call of a duty each. The only floor that imports prefect."""

import os

from flows.quiet import be_quiet

be_quiet()
os.umask(0o077)  # what an office holds is nobody else's on this machine
