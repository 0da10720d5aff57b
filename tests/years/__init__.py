"""Random years beside an oracle that knows no code of ours; `python -m tests.years N` plays many."""
