"""Alembic's migrations of the book, run by `Book.open` when the book is older than the code."""
