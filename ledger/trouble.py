"""What can be wrong with the book: known without loading it."""


class BookError(Exception):
    """The book cannot be opened; the message says which and why."""


class Busy(BookError):  # noqa: N818  a state of affairs, not a fault
    """Another process is polling for this office right now."""
