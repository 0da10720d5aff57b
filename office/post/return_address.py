"""A unit's own address to answer to, office+TAG@…: signed, so that a mail to it shows whose letter it answers.

A second proof beside what the mail server found out of a sender: the tag is known only to who has had a
letter of ours to that unit. It proves nothing about a unit that passes its letters on, so the form, the
sender and the subject must agree all the same (rules.md, Who wrote a mail).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from ledger.book import Page
from ledger.model import Unit
from office.desk.desk import Desk

_KEY = "return address"
_TAG = 16  # hex digits: 64 bits, guessed by nobody before the mailbox is full


def return_address(desk: Desk, page: Page, unit: str) -> str:
    """Where a letter to a unit is answered to; "" where the mail server knows no plus-addresses."""
    if not desk.settings.mail.plus_addresses or unit not in desk.roster:
        return ""
    user, _, domain = desk.settings.office.address.rpartition("@")
    return f"{user}+{_tag(own_key(page), unit)}@{domain}"


def proven_unit(desk: Desk, page: Page, addresses: Iterable[str]) -> Unit | None:
    """The unit whose own address is among those a mail was sent to."""
    user, _, domain = desk.settings.office.address.lower().rpartition("@")
    sent_to = [address.lower().rpartition("@") for address in addresses]
    tags = [local.removeprefix(f"{user}+") for local, _, host in sent_to if host == domain and local.startswith(user)]
    if not tags or not desk.settings.mail.plus_addresses:
        return None
    key = own_key(page)
    signed = ((unit, _tag(key, unit.name)) for unit in desk.roster.units)
    return next((unit for unit, tag in signed if any(hmac.compare_digest(tag, one) for one in tags)), None)


def own_key(page: Page) -> bytes:
    """The office's own key, made when it is first needed; it never leaves the book."""
    kept = page.notes.get(_KEY)
    if not kept:
        kept = secrets.token_hex(32)
        page.notes.write(_KEY, kept)
    return bytes.fromhex(kept)


def _tag(key: bytes, unit: str) -> str:
    return hmac.new(key, unit.encode(), hashlib.sha256).hexdigest()[:_TAG]
