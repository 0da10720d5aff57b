"""What stands in a cell beside what the unit says: footnotes, told where they are referred to; a control's own prompt."""

from __future__ import annotations

import re

_NOTE = re.compile(r"〔注：(?:[^〔〕]|〔[^〔〕]*〕)*〕")  # a note may cite a document number: 〔2022〕36号

_PROMPT = re.compile(  # Word's own; saved in an older format nothing but its words tells it from a text
    r"\s*\[?(?:(?:单击|点击)(?:或(?:单击|点击|轻触|点按))?(?:此处)?以?(?:此处)?(?:输入|键入)(?:文字|文本|内容|日期)|选择一项|在?此处键入"
    r"|click(?: or tap)?(?: here)? to enter (?:text|a date)|choose an item)[。.]?\]?\s*",
    re.IGNORECASE,
)


def note(text: str) -> str:
    """A note's text as it stands in the cell; "" for a note that says nothing."""
    said = " ".join(text.split())
    return f"〔注：{said}〕" if said else ""


def without_notes(text: str) -> str:
    """A heading, a head field or a given text without what a footnote adds to it."""
    return _NOTE.sub("", text) if "〔注：" in text else text


def without_prompt(text: str) -> str:
    """A text as typed: "" for the prompt of a control that nobody filled."""
    return "" if _PROMPT.fullmatch(text) else text
