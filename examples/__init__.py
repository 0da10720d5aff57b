"""The example office: a district of 38 units, its 42-task ledger, and what its units might report.

`ledger.toml` and `units.toml` are the texts; `python -m examples.build` makes the Word and Excel files
an office would have; `examples.office` hands them out. All people and addresses are invented.
"""
