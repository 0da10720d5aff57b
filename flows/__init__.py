"""What runs on a schedule: thin Prefect shells, one call of a duty each. The only floor that imports prefect."""

from flows.quiet import be_quiet

be_quiet()
