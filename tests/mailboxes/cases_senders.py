"""What Chinese mail programs do to subjects, names and texts (mail.md §2)."""

from __future__ import annotations

import base64

from tests.mailboxes.written import (
    DOCX,
    NAME,
    SENDER,
    XLSX,
    Case,
    extended,
    file,
    mail,
    part,
    with_parts,
    word,
    words_cut,
)

TEXT = "报送朱镕同志、张喆、李堃填报的表格，请查收"
QQ = "https://wx.mail.qq.com/ftn/download?func=3&key=a1&code=b2"
OLD_QQ = "http://mail.qq.com/cgi-bin/ftnExs_download?t=exs_ftn_download&k=a1&code=b2"
NETEASE = "https://mail.163.com/large-attachment-download/index.html?p=X-NETEASE-HUGE-ATTACHMENT&file=ab"


def text_in(charset: str, label: str) -> bytes:
    return mail(f"Content-Type: text/plain; charset={label}", body=TEXT.encode(charset))


def subject_of(value: str | bytes) -> bytes:
    return mail(subject=value)


CHARSETS = (
    Case(name="body gb2312 that is GBK", raw=text_in("gbk", "gb2312"), text=TEXT),
    Case(name="body gbk that is GB18030", raw=mail("Content-Type: text/plain; charset=gbk", body="张䶮、王㛃".encode("gb18030")), text="张䶮、王㛃"),
    Case(name="body gb18030", raw=text_in("gb18030", "GB18030"), text=TEXT),
    Case(name="body GBK without a charset", raw=mail("Content-Type: text/plain", body=TEXT.encode("gbk")), text=TEXT),
    Case(name="body UTF-8 without a charset", raw=mail("Content-Type: text/plain", body=TEXT), text=TEXT),
    Case(name="body UTF-8 called gb2312", raw=text_in("utf-8", "gb2312"), text="报送朱镕同志"),
    Case(name="body GBK called utf-8", raw=text_in("gbk", "utf-8"), text=TEXT),
    Case(name="body GBK called iso-8859-1", raw=text_in("gbk", "iso-8859-1"), text=TEXT),
    Case(name="body UTF-8 called us-ascii", raw=text_in("utf-8", "us-ascii"), text=TEXT),
    Case(name="body with a charset nobody knows", raw=text_in("utf-8", "x-office-2000"), text=TEXT),
    Case(name="body with a quoted charset", raw=text_in("gbk", '"GBK"'), text=TEXT),
    Case(name="body big5", raw=mail("Content-Type: text/plain; charset=big5", body="報送正文".encode("big5")), text="報送正文"),
    Case(name="body latin-1 stays European", raw=mail("Content-Type: text/plain; charset=iso-8859-1", body="Frösche, Hofjäger".encode("latin-1")), text="Frösche, Hofjäger"),
    Case(name="body hz", raw=mail("Content-Type: text/plain; charset=hz-gb-2312", body=b"~{VPND~}"), text="中文"),
    Case(name="body nobody can read", raw=mail("Content-Type: text/plain; charset=utf-8", body=b"\xff\xfe\xfa\x80 abc"), text="abc", not_text="\x00", losses=("正文中有无法识别的字符",)),
    Case(name="body with NUL and control characters", raw=mail(body="正\x00文\x1b[0m"), text="正文"),
    Case(name="body quoted-printable GBK", raw=mail("Content-Type: text/plain; charset=gb2312", "Content-Transfer-Encoding: quoted-printable", body="".join(f"={byte:02X}" for byte in TEXT.encode("gbk"))), text=TEXT),
    Case(name="body base64 with broken padding", raw=mail("Content-Transfer-Encoding: base64", body=base64.b64encode("正文正文".encode()).rstrip(b"=")[:-1]), text="正文正", not_text="\x00", losses=("正文中有无法识别的字符",)),
    Case(name="HTML that names its charset itself", raw=mail("Content-Type: text/html", body='<meta charset="gb2312"><p>朱镕正文</p>'.encode("gbk")), text="朱镕正文"),
)  # fmt: skip

SUBJECTS = (
    Case(name="subject gb2312 that is GBK", raw=subject_of(word("关于朱镕同志", "gbk", "gb2312")), subject="关于朱镕同志"),
    Case(name="subject in quoted words", raw=subject_of(word("关于朱镕同志", "gbk", "gb2312", "Q")), subject="关于朱镕同志"),
    Case(name="subject cut inside a character", raw=subject_of(words_cut("关于报送任务落实台账的报告", "utf-8", 10)), subject="关于报送任务落实台账的报告"),
    Case(name="subject cut inside a GBK character", raw=subject_of(words_cut("关于报送任务落实台账的报告", "gbk", 9)), subject="关于报送任务落实台账的报告"),
    Case(name="subject of words without blanks between", raw=subject_of(word("关于") + word("报送")), subject="关于报送"),
    Case(name="subject of words and plain text", raw=subject_of(f"Re: {word('报送')} 2022Q2 {word('台账')}"), subject="Re: 报送 2022Q2 台账"),
    Case(name="subject raw UTF-8", raw=subject_of("关于报送2026年台账的通知"), subject="关于报送2026年台账的通知"),
    Case(name="subject raw GBK", raw=subject_of("关于报送2026年台账的通知".encode("gbk")), subject="关于报送2026年台账的通知"),
    Case(name="subject with a line break in a word", raw=subject_of(word("关于报送\r\nBcc: x@y.test")), subject="关于报送 Bcc: x@y.test"),
    Case(name="subject torn over lines", raw=mail("Subject: Report", "of the unit", "To: office@gov.test"), subject="Report of the unit", losses=("邮件头中有不合规范的行",)),
    Case(name="subject missing", raw=mail(subject=b" "), subject=""),
    Case(name="subject with a gateway's tag", raw=subject_of(word("【请注意，邮件由x@y代发】报送")), subject="【请注意，邮件由x@y代发】报送"),
    Case(name="subject with a broken word", raw=subject_of("=?utf-8?B?5oql6YCB"), subject="=?utf-8?B?5oql6YCB"),
    Case(name="subject nobody can read", raw=subject_of(b"\xff\xff\xff"), subject="\ufffd\ufffd\ufffd", losses=("主题中有无法识别的字符",)),
    Case(name="subject with a charset and a language", raw=subject_of("=?utf-8*zh?B?5oql6YCB?="), subject="报送"),
)  # fmt: skip

SENDERS = (
    Case(name="name of the sender in quotes", raw=mail(f'From: "{word("张三")}" <Zhang@Unit.Test>')),
    Case(name="name that looks like another's address", raw=mail('From: "office@gov.test" <zhang@unit.test>')),
    Case(name="unquoted address as name", raw=mail("From: office@gov.test <zhang@unit.test>"), senders=(SENDER, "office@gov.test")),
    Case(name="two From headers", raw=mail("From: zhang@unit.test", "From: li@unit.test"), senders=(SENDER, "li@unit.test")),
    Case(name="two addresses in From", raw=mail("From: zhang@unit.test, li@unit.test"), senders=(SENDER, "li@unit.test")),
    Case(name="no From", raw=b"Subject: x\r\nMessage-ID: <1@unit.test>\r\n\r\ntext", subject="x", senders=(), text="text"),
    Case(name="From that is no address", raw=mail("From: undisclosed"), senders=(), losses=("发件人地址无法识别：undisclosed",)),
    Case(name="From with a comment", raw=mail("From: zhang@unit.test (Zhang (San))")),
    Case(name="From with a comma in its name", raw=mail('From: "Zhang, San" <zhang@unit.test>')),
    Case(name="raw GBK in From", raw=mail(b"From: " + "张三".encode("gbk") + b" <zhang@unit.test>")),
)  # fmt: skip

NAMES = (
    Case(name="name in RFC 2231", raw=with_parts(file(f"*={extended(NAME)}")), files=(NAME,)),
    Case(name="name in RFC 2231 called gb2312", raw=with_parts(file(f"*={extended(NAME, 'gbk', 'gb2312')}")), files=(NAME,)),
    Case(name="name in RFC 2231 continued", raw=with_parts(file("*0*=utf-8''%E5%A1%AB%E6;\r\n filename*1*=%8A%A5;\r\n filename*2=\"1.xlsx\"")), files=("填报1.xlsx",)),
    Case(name="name in encoded words", raw=with_parts(file(f'="{word(NAME, "gbk", "gb2312")}"')), files=(NAME,)),
    Case(name="name cut inside a character", raw=with_parts(file(f'="{words_cut(NAME, "gbk", 7)}"')), files=(NAME,)),
    Case(name="name in Content-Type only", raw=with_parts(part(f'application/octet-stream; name="{word(NAME)}"', XLSX)), files=(NAME,)),
    Case(name="name raw GBK", raw=with_parts(file(b'="' + "附件1：填报表.docx".encode("gbk") + b'"', DOCX)), files=("附件1：填报表.docx",)),
    Case(name="name raw UTF-8", raw=with_parts(file('="附件1：填报表.docx"', DOCX)), files=("附件1：填报表.docx",)),
    Case(name="name broken and RFC 2231", raw=with_parts(file(b'="' + "填报表".encode("gbk")[:-1] + f"\"; filename*={extended('填报表.xlsx')}".encode())), files=("填报表.xlsx",)),
    Case(name="name percent-encoded", raw=with_parts(file('="%E5%A1%AB%E6%8A%A5%E8%A1%A8.xlsx"')), files=("填报表.xlsx",)),
    Case(name="name with quotes inside", raw=with_parts(file('="填报"表".xlsx"')), files=("填报_表_.xlsx",)),
    Case(name="name with a semicolon", raw=with_parts(file('="表1;表2.xlsx"')), files=("表1;表2.xlsx",)),
    Case(name="name of a WPS type", raw=with_parts(file('="表.xlsx"', kind="application/wps-office.xlsx")), files=("表.xlsx",)),
    Case(name="attachment alone as root", raw=mail("Content-Type: application/octet-stream; name=form.xlsx", "Content-Transfer-Encoding: base64", body=base64.b64encode(XLSX)), files=("form.xlsx",), text=""),
    Case(name="no name at all", raw=with_parts(part("application/x-excel", XLSX), part("application/msword", DOCX)), files=("未命名附件1.xlsx", "未命名附件2.docx")),
    Case(name="name that climbs", raw=with_parts(file('="../../etc/cron.d/form.xlsx"')), files=("form.xlsx",)),
    Case(name="name of another disk", raw=with_parts(file('="C:\\\\TEMP\\\\form.xlsx"')), files=("form.xlsx",)),
    Case(name="name read backwards", raw=with_parts(file("*=" + extended("form\u202excod.exe"))), files=("formxcod.exe",)),
    Case(name="name with NUL", raw=with_parts(file("*=utf-8''form%00.xlsx")), files=("form.xlsx",)),
    Case(name="name nobody can read", raw=with_parts(file(b"*=utf-8''%FF%FE.xlsx")), files=("\ufffd\ufffd.xlsx",), losses=("附件名称",)),
    Case(name="name of 300 characters", raw=with_parts(file(f"*={extended('长' * 300 + '.xlsx')}")), files=("长" * 65 + ".xlsx",)),
)  # fmt: skip

CLOUD = (
    Case(name="QQ large attachment", raw=mail(body=f"正文\r\n\r\n从QQ邮箱发来的超大附件\r\n\r\n填报表.docx (128.03M, 2022年11月27日 21:59 到期)进入下载页面：{QQ}"), cloud=(f"填报表.docx（128.03M，2022年11月27日 21:59 到期） {QQ}",)),
    Case(name="QQ large attachment in HTML", raw=mail("Content-Type: text/html; charset=utf-8", body=f'正文<div>从QQ邮箱发来的超大附件</div><a href="{QQ.replace("&", "&amp;")}">表.xlsx</a> (3M, 无限期)'), cloud=(f"表.xlsx（3M，无限期） {QQ}",)),
    Case(name="old QQ link", raw=mail(body=f"正文 {OLD_QQ}"), cloud=(OLD_QQ,)),
    Case(name="Tencent business mail", raw=mail(body="正文\r\n从腾讯企业邮箱发来的超大附件"), cloud=("从腾讯企业邮箱发来的超大附件",)),
    Case(name="163 large attachment", raw=mail(body=f"正文\r\n从网易163邮箱发来的超大附件\r\n表.docx (3.61M, 2022年7月1日 10:00 到期)\r\n{NETEASE}"), cloud=(f"表.docx（3.61M，2022年7月1日 10:00 到期） {NETEASE}",)),
    Case(name="cloud drive", raw=mail(body="正文 https://pan.baidu.com/s/1abc 提取码 x1y2"), cloud=("https://pan.baidu.com/s/1abc",)),
    Case(name="cloud link in the quoted letter only", raw=mail("Subject: Re: x", body=f"正文，见附件\r\n\r\n------------------ 原始邮件 ------------------\r\n发件人: x\r\n{QQ}"), subject="Re: x"),
    Case(name="cloud link in a forwarded letter", raw=mail("Subject: Fw: x", body=f"正文\r\n------------------ 原始邮件 ------------------\r\n{QQ}"), subject="Fw: x", cloud=(QQ,)),
)  # fmt: skip

CASES = (*CHARSETS, *SUBJECTS, *SENDERS, *NAMES, *CLOUD)
