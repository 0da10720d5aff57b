"""Footnotes and endnotes: told in the cell that refers to them, as a reader of the page takes them in."""

from __future__ import annotations

import re

_NOTE = re.compile(r"〔注：(?:[^〔〕]|〔[^〔〕]*〕)*〕")  # a note may cite a document number: 〔2022〕36号


def note(text: str) -> str:
    """A note's text as it stands in the cell; "" for a note that says nothing."""
    said = " ".join(text.split())
    return f"〔注：{said}〕" if said else ""


def without_notes(text: str) -> str:
    """A heading, a head field or a given text without what a footnote adds to it."""
    return _NOTE.sub("", text) if "〔注：" in text else text
