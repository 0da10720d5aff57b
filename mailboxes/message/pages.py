"""HTML bodies as text: what a reader sees, line by line, with or without where its links lead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

LINES = {"br", "p", "div", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr"}
UNSEEN = {"style", "script", "head", "title", "meta"}


def page_text(source: str) -> str:
    """What an HTML body says, one line for each of its lines, cells apart by tabs."""
    return _tidied("".join(_texts(source, links=False)))


def page_with_links(source: str) -> str:
    """The same with every link's address after its text."""
    return _tidied("".join(_texts(source, links=True)))


def _tidied(text: str) -> str:
    lines = (re.sub(r"[ \xa0]+", " ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _texts(source: str, *, links: bool) -> Iterator[str]:
    """The pieces of text in order; a page nested too deep for lxml ends where lxml ends it."""
    if not source.strip():
        return
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    if root is None:
        return
    unseen = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag)
        if event == "start":
            unseen += tag in UNSEEN
            yield "\n" if tag in LINES else ""
            yield re.sub(r"\s+", " ", element.text or "") if not unseen else ""
            continue
        unseen -= tag in UNSEEN
        if links and (target := _target(element)):
            yield f" {target} "
        yield {"td": "\t", "th": "\t"}.get(tag, "\n" if tag in LINES else "")
        yield re.sub(r"\s+", " ", element.tail or "") if not unseen else ""


def _target(element: etree._Element) -> str:
    """Where a click on it leads: a link, a spot of a picture, a button."""
    clicked = re.search(r"https?://[^'\"\s]+", element.get("onclick", ""))
    return element.get("href") or element.get("formaction") or element.get("action") or (clicked[0] if clicked else "")
