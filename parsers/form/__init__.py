"""A grid to the form in it: its head, its columns, its rows."""
