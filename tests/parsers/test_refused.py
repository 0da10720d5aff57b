"""What is not read is said in words a clerk can act on; what is packed is unpacked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import parsers
from ledger.model import Finding, Form, Severity
from tests.parsers.producers import package, paragraph, word_package
from tests.parsers.shapes import DAY, TITLE, UNIT

HERE = Path(__file__).parent
PLAIN = HERE / "corpus" / "plain"


def read(path: Path) -> Form:
    (form,) = parsers.read(path.name, path.read_bytes())
    return form


def finding(name: str, content: bytes) -> Finding:
    (form,) = parsers.read(name, content)
    assert form.rows == ()
    assert form.file == name
    (one,) = form.findings
    assert one.message.endswith("。")
    assert name in one.message
    return one


@pytest.mark.parametrize("name", ["encrypted.docx", "encrypted.xlsx", "encrypted.doc", "encrypted.pdf"])
def test_encrypted_file_is_told_how_to_lose_its_password(name: str) -> None:
    one = finding(name, (HERE / "refused" / name).read_bytes())
    assert (one.code, one.severity) == ("encrypted", Severity.RETURN)
    assert "清除密码" in one.message


def test_encrypted_archive_is_told_to_pack_without() -> None:
    content = bytearray(package({"a.docx": b"secret"}))
    content[6] |= 1
    content[content.find(b"PK\x01\x02") + 8] |= 1
    one = finding("密.zip", bytes(content))
    assert one.code == "encrypted"
    assert "重新打包" in one.message


@pytest.mark.parametrize("name", ["scan.pdf", "scan.png", "overlapping.pdf"])
def test_picture_is_held_for_a_person(name: str) -> None:
    one = finding(name, (HERE / "refused" / name).read_bytes())
    assert (one.code, one.severity) == ("scan", Severity.VERIFY)
    assert "收到时间照常计算" in one.message


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(word_package(paragraph(TITLE) + paragraph(f"填报单位：{UNIT}")), id="no table"),
        pytest.param(
            "<table><tr><td>姓名</td><td>电话</td></tr><tr><td>张三</td><td>1</td></tr></table>".encode(),
            id="another table",
        ),
    ],
)
def test_readable_file_without_a_form_is_no_form(content: bytes) -> None:
    assert finding("通知.docx", content).code == "not_a_form"


def test_slides_are_not_supported() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="{kind}" Target="ppt/p.xml"/></Relationships>'
    content = package({"_rels/.rels": relations, "ppt/p.xml": '<p:presentation xmlns:p="urn:p"/>'})
    assert finding("汇报.pptx", content).code == "unsupported"


@pytest.mark.parametrize("cut", [100, 4_000, -300, -40])
@pytest.mark.parametrize(
    "name", ["python-docx.docx", "openpyxl.xlsx", "libreoffice.odt", "libreoffice.doc", "libreoffice.xls"]
)
def test_file_cut_in_transit_never_raises(name: str, cut: int) -> None:
    for form in parsers.read(name, (PLAIN / name).read_bytes()[:cut]):
        assert form.rows or form.findings


@pytest.mark.parametrize("name", ["中文名.zip", "两层.zip"])
def test_zip_is_opened(name: str) -> None:
    form = read(HERE / "packed" / name)
    assert len(form.rows) == 8
    assert form.file.startswith(f"{name}/")


def test_name_packed_on_chinese_windows_is_read() -> None:
    assert read(HERE / "packed" / "中文名.zip").file == "中文名.zip/表一"


@pytest.mark.skipif(not any(map(shutil.which, ("bsdtar", "7zz", "7z"))), reason="needs bsdtar or 7z")
def test_7z_is_opened() -> None:
    assert len(read(HERE / "packed" / "包.7z").rows) == 8


@pytest.mark.skipif(not shutil.which("bsdtar"), reason="needs bsdtar")
def test_rar_is_opened() -> None:
    assert len(read(HERE / "packed" / "卷.rar").rows) == 8


def test_archive_without_a_program_for_it_is_asked_for_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    one = finding("包.7z", (HERE / "packed" / "包.7z").read_bytes())
    assert one.code == "unsupported"
    assert "7z" in one.message


def test_one_bad_member_does_not_spoil_the_others() -> None:
    packed = package({"表.docx": (PLAIN / "by-hand.docx").read_bytes(), "坏.docx": b"PK\x03\x04broken"})
    (form,) = parsers.read("全部.zip", packed)
    assert len(form.rows) == 8


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        pytest.param("坏.docx", b"PK\x03\x04broken", True, id="torn"),
        pytest.param("空.xlsx", b"", True, id="empty"),
        pytest.param("密.docx", (HERE / "refused" / "encrypted.docx").read_bytes(), True, id="with a password"),
        pytest.param("旧.wps", b"\x00\x01 no document" * 40, True, id="of an unknown kind"),
        pytest.param("现场.png", (HERE / "refused" / "scan.png").read_bytes(), False, id="a picture"),
        pytest.param("说明.docx", word_package(paragraph("情况说明")), False, id="a text without a table"),
        pytest.param("录像.mp4", b"\x00\x00\x00\x18ftypmp42" * 9, False, id="a film"),
    ],
)
def test_what_could_not_be_read_beside_a_form_is_named(name: str, content: bytes, told: bool) -> None:
    packed = package({"表.docx": (PLAIN / "by-hand.docx").read_bytes(), name: content})
    (form,) = parsers.read("全部.zip", packed)
    notes = [one for one in form.findings if one.code == "unread_beside"]
    assert [one.severity for one in notes] == [Severity.NOTE] * told
    assert all(f"全部.zip/{name}" in one.message and one.message.endswith("。") for one in notes)


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_office_suite_reads_what_ours_refuses() -> None:
    """Word 2003 XML has no reader of its own."""
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in ("1", "做好公开", "已完成"))
    heads = "".join(
        f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in ("序号", "主要内容", "进展情况")
    )
    columns = '<w:gridCol w:w="3000"/>' * 3
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>'
        f"<w:p><w:r><w:t>填报时间：{DAY}</w:t></w:r></w:p><w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid><w:tr>{heads}</w:tr><w:tr>{cells}</w:tr></w:tbl>"
        "</w:body></w:wordDocument>"
    )
    (form,) = parsers.read("旧.xml", content.encode())
    assert [row.progress and row.progress.text for row in form.rows] == ["已完成"]


def test_places_are_named_as_people_do() -> None:
    (form,) = parsers.read("a.docx", (PLAIN / "python-docx.docx").read_bytes())
    assert form.rows[1].progress is not None
    assert form.rows[1].progress.where == "表1第4行"
    assert form.rows[1].focus is not None
    assert form.rows[1].focus.where == "表1第3行"  # merged: where its text stands
    (form,) = parsers.read("a.xlsx", (PLAIN / "openpyxl.xlsx").read_bytes())
    assert form.rows[1].progress is not None
    assert form.rows[1].progress.where == "填报表!G8"
