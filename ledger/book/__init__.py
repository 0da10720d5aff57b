"""The book: the truth about every mail, submission, decision and letter; the only room that knows SQL.

Raw mail is stored in it first, by its sha256; everything after can be replayed from it. The same code
runs on SQLite (one file to back up) and on PostgreSQL.
"""

from ledger.book.book import Book, Page
from ledger.trouble import BookError, Busy

__all__ = ["Book", "BookError", "Busy", "Page"]
