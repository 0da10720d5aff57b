"""The board: one self-contained page."""
