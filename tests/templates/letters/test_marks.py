"""The marks of a letter's body."""

from templates.letters.marks import as_text, blocks


def kinds(body: str) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    return [(block.kind, block.lines) for block in blocks(body)]


def test_lines_of_a_paragraph_are_joined_without_a_blank() -> None:
    assert kinds("一句，\n  两句。\n\n另一段。") == [("paragraph", (("", "一句，两句。"), ("", "另一段。")))]


def test_marks_make_their_kinds() -> None:
    body = "@ 发改局：\n# 标题\n1. 甲\n2. 乙\n| 时间 | 9时 | 整\n> 落款\n~ 小字"
    assert kinds(body) == [
        ("salutation", (("", "发改局："),)),
        ("heading", (("", "标题"),)),
        ("item", (("1", "甲"), ("2", "乙"))),
        ("fact", (("时间", "9时 | 整"),)),
        ("signature", (("", "落款"),)),
        ("small", (("", "小字"),)),
    ]


def test_a_mark_needs_its_blank() -> None:
    assert kinds("#5楼\n>3项\n3.5%") == [("paragraph", (("", "#5楼>3项3.5%"),))]


def test_signature_stands_at_the_right() -> None:
    text = as_text(blocks("正文\n\n> 政府办公室\n> 2022年6月9日"))
    assert text == "　　正文\n\n" + "　" * 33 + "政府办公室\n" + "　" * 32 + "2022年6月9日\n"
