"""One topic of a page: what can be asked of the book and written into it about one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.roster import Names

if TYPE_CHECKING:
    from ledger.book.book import Page


class Topic:
    """A topic within the page's one transaction; what touches another topic goes through the page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._connection = page.connection

    def forget(self) -> None:
        """Forget what was read of the topic in this transaction: a part of it is undone."""

    def _names(self) -> Names:
        """The names that units have had."""
        return self._page.names()
