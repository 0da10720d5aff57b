"""What is packed in what (mail.md §2), threads and automatic mail (mail.md §3)."""

from __future__ import annotations

import base64

from tests.mailboxes.written import DOCX, GIF, PNG, XLSX, Case, file, mail, multi, nested, part, tnef, with_parts, word

FORM = file('="form.xlsx"')
HTML = part("text/html; charset=utf-8", '<p>正文</p><img src="cid:logo@1">')
LOGO = part("image/png; name=logo.png", PNG, "Content-ID: <logo@1>", "Content-Disposition: inline")
INNER = with_parts(FORM, lines=(f"Subject: {word('二季度/报表')}", "From: li@sub.test"))
OWN = with_parts(file('="blank.xlsx"'), lines=("Subject: notice", "X-Taizhang: form"))
STATUS = (
    "Reporting-MTA: dns; mx.test\r\n\r\nFinal-Recipient: rfc822; gone@unit.test\r\nAction: failed\r\nStatus: 5.1.1\r\n"
)
DSN = multi(
    part("text/plain", "could not be delivered", plain=True),
    part("message/delivery-status", STATUS, plain=True),
    part("message/rfc822", with_parts(file('="blank.xlsx"'), lines=("Message-ID: <42@gov.test>",)), plain=True),
    kind="report; report-type=delivery-status",
)


def forwarded(raw: bytes, depth: int = 1) -> bytes:
    """The mail in a mail, so many times over."""
    for level in range(depth):
        line, body = multi(part("message/rfc822", raw, plain=True), boundary=f"=_level{level}")
        raw = mail(line, f"Subject: level{level}", body=body)
    return raw


def reported(kind: str, body: str) -> bytes:
    """A report of a mail program: message/… of the kind that its report-type says."""
    words = part("text/plain; charset=utf-8", "正文")
    name = kind.removeprefix("message/")
    line, whole = multi(words, part(kind, body, plain=True), kind=f"report; report-type={name}")
    return mail(line, body=whole)


def marked(line: str, **expected: str) -> Case:
    """A mail that one header line makes automatic."""
    reason = expected.get("reason", "自动回复")
    return Case(
        name=f"automatic by {line[:40]}", raw=with_parts(FORM, lines=(line,)), files=("form.xlsx",), automatic=reason
    )


ENVELOPED = bytes.fromhex("3082776306092a864886f70d010703a08277")
SM2 = bytes.fromhex("308006" + "0a2a811ccf550601040203" + "a080")
PGP = "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n"
KEPT_BACK = (
    "The server couldn't retrieve the following message:\r\n\r\n"
    'Subject: "report"\r\nFrom: "x" ("zhang@unit.test")\r\n\r\nThe message hasn\'t been deleted.\r\n'
)

STRUCTURE = (
    Case(name="text and HTML", raw=with_parts(HTML, kind="alternative")),
    Case(name="HTML alone", raw=mail("Content-Type: text/html; charset=utf-8", body="<style>p{}</style><p>正文<br>第二行</p>"), text="正文\n第二行"),
    Case(name="picture of the signature", raw=with_parts(HTML, LOGO, FORM), files=("form.xlsx",), inline=("logo.png",)),
    Case(name="picture that Outlook numbers", raw=with_parts(part("image/gif; name=image001.gif", GIF, "Content-ID: <1>")), inline=("image001.gif",)),
    Case(name="picture handed in", raw=with_parts(part("image/png; name=scan.png", PNG)), files=("scan.png",)),
    Case(name="form with a Content-ID", raw=with_parts(HTML, part("application/vnd.ms-excel; name=form.xls", XLSX, "Content-ID: <logo@1>", "Content-Disposition: inline")), files=("form.xls",)),
    Case(name="card and appointment", raw=with_parts(part("text/vcard; name=zhang.vcf", "BEGIN:VCARD"), part("text/calendar; name=a.ics", "BEGIN:VCALENDAR"), FORM), files=("form.xlsx",), inline=("zhang.vcf", "a.ics")),
    Case(name="text file handed in", raw=with_parts(part("text/plain; name=note.txt", "not the text", "Content-Disposition: attachment")), files=("note.txt",), not_text="not the text"),
    Case(name="text handed in without a name", raw=with_parts(part("text/plain", "not the text", "Content-Disposition: attachment")), files=("未命名附件1.txt",), not_text="not the text"),
    Case(name="parts in parts", raw=with_parts(nested(HTML, nested(FORM, kind="mixed", boundary="=_3"), kind="related", boundary="=_2")), files=("form.xlsx",)),
    Case(name="empty file", raw=with_parts(file('="form.xlsx"', b"")), files=("form.xlsx",)),
    Case(name="text in two parts", raw=with_parts(FORM, part("text/plain; charset=utf-8", "又及")), files=("form.xlsx",), text="又及"),
    Case(name="forwarded as a mail", raw=with_parts(part("message/rfc822", INNER, plain=True)), files=("报表/form.xlsx",)),
    Case(name="forwarded as a file", raw=with_parts(file('="fw.eml"', INNER)), files=("报表/form.xlsx",)),
    Case(name="forwarded in base64", raw=with_parts(part("message/rfc822", INNER)), files=("报表/form.xlsx",)),
    Case(name="forwarded without files", raw=with_parts(part("message/rfc822", mail("Subject: note"), plain=True)), files=("note.eml",)),
    Case(name="forwarded three deep", raw=forwarded(INNER, 3), subject="level2", files=("level1/level0/报表/form.xlsx",), text=""),
    Case(name="forwarded four deep", raw=forwarded(INNER, 4), subject="level3", files=("level2/level1/level0/报表.eml",), text=""),
    Case(name="our own letter forwarded", raw=with_parts(part("message/rfc822", OWN, plain=True)), files=("notice.eml",)),
    Case(name="our own letter come back", raw=OWN, subject="notice", own=True, files=("blank.xlsx",)),
    Case(name="signed beside the text", raw=with_parts(part("application/pkcs7-signature; name=smime.p7s", b"0\x80"), kind="signed"), inline=("smime.p7s",)),
    Case(name="sealed by PGP", raw=with_parts(part("application/pgp-encrypted", "Version: 1"), kind="encrypted"), files=("未命名附件1.dat",), losses=("PGP",), sealed="PGP加密"),
    Case(name="winmail.dat", raw=with_parts(part("application/ms-tnef; name=winmail.dat", tnef(("填报表.xlsx".encode("gbk"), XLSX), (b"b.docx", DOCX)))), files=("填报表.xlsx", "b.docx")),
    Case(name="winmail.dat under another name", raw=with_parts(file('="ATT1.dat"', tnef((b"a.xlsx", XLSX)))), files=("a.xlsx",)),
    Case(name="winmail.dat nobody can open", raw=with_parts(file('="winmail.dat"', b"\x78\x9f\x3e\x22torn")), files=("winmail.dat",), losses=("winmail.dat",)),
    Case(name="uuencoded file", raw=with_parts(part("application/octet-stream; name=a.txt", "begin 644 a.txt\n#0V%T\n \nend\n", "Content-Transfer-Encoding: x-uuencode", plain=True)), files=("a.txt",)),
    Case(name="cut off in the middle", raw=with_parts(FORM, close=False), files=("form.xlsx",), losses=("邮件不完整",)),
    Case(name="boundary that never comes", raw=mail('Content-Type: multipart/mixed; boundary="never"', body="正文"), losses=("找不到各部分", )),
    Case(name="multipart without a boundary", raw=mail("Content-Type: multipart/mixed", body="正文"), losses=("没有写明各部分",)),
    Case(name="header line without a colon", raw=with_parts(FORM, lines=("X-Gateway: checked", "by the gateway", "To: office@gov.test")), files=("form.xlsx",), losses=("邮件头中有不合规范的行",)),
    Case(name="content type that is none", raw=mail("Content-Type: unknown", body="正文")),
    Case(name="zip handed in", raw=with_parts(file('="all.zip"', b"PK\x03\x04")), files=("all.zip",)),
    Case(name="base64 with line breaks of all kinds", raw=with_parts(b"Content-Type: application/zip; name=a.docx\r\nContent-Transfer-Encoding: BASE64 \r\n\r\n" + base64.b64encode(DOCX)[:9] + b"\n\r\n !" + base64.b64encode(DOCX)[9:]), files=("a.docx",)),
)  # fmt: skip

AUTOMATIC = (
    marked("Auto-Submitted: auto-replied", reason="Auto-Submitted：auto-replied"),
    marked("Auto-Submitted: auto-generated; owner=x", reason="Auto-Submitted：auto-generated"),
    marked("X-QQ-AUTO-REPLY: true"),
    marked("X-QQ-HolidayReply: true"),
    marked("X-Autoreply: yes"),
    marked("X-Autorespond: vacation"),
    marked("Precedence: bulk", reason="群发"),
    marked("Precedence: auto_reply", reason="群发"),
    marked("List-Id: <all.gov.test>", reason="邮件列表"),
    marked("Return-Path: <>", reason="回信地址为空"),
    marked("Return-Path: <zhang+auto_=office@qq.com>"),
    marked("X-Auto-Response-Suppress: All", reason="要求不作自动答复"),
    Case(name="automatic by subject", raw=mail(subject=word("自动回复: 我在休假")), subject="自动回复: 我在休假", automatic="自动回复"),
    Case(name="automatic by English subject", raw=mail("Subject: Automatic reply: form"), subject="Automatic reply: form", automatic="自动回复"),
    Case(name="no-reply address", raw=mail("From: no-reply@unit.test"), senders=("no-reply@unit.test",), automatic="不接收回信"),
    Case(name="mail daemon", raw=mail("From: MAILER-DAEMON@unit.test"), senders=("mailer-daemon@unit.test",), automatic="邮件系统"),
    Case(name="bounce with a report", raw=mail(DSN[0], "Subject: Undelivered", body=DSN[1]), subject="Undelivered", text="could not", automatic="系统退信", files=("未命名附件1.dat", "报送.eml")),
    Case(name="receipt of having been read", raw=reported("message/disposition-notification", "Disposition: manual-action"), automatic="已读回执", files=("未命名附件1.dat",)),
    Case(name="complaint about spam", raw=reported("message/feedback-report", "Feedback-Type: abuse"), automatic="投诉报告", files=("未命名附件1.dat",)),
    Case(name="recall", raw=mail(subject=word("撤回：报送")), subject="撤回：报送", automatic="撤回通知"),
    Case(name="invitation", raw=mail("Content-Type: text/calendar; method=REQUEST", body="BEGIN:VCALENDAR"), text="", inline=("未命名附件1.ics",), automatic="日程邀请"),
    Case(name="automatic by a subject in brackets", raw=mail(subject=word("【自动回复】报送")), subject="【自动回复】报送", automatic="自动回复"),
    Case(name="automatic by a holiday's subject", raw=mail(subject=word("休假自动答复")), subject="休假自动答复", automatic="自动回复"),
    Case(name="invitation beside its words", raw=with_parts(HTML, part("text/calendar; charset=utf-8; method=REQUEST", "BEGIN:VCALENDAR"), kind="alternative"), inline=("未命名附件1.ics",), automatic="日程邀请"),
    Case(name="invitation called off", raw=with_parts(HTML, part('text/calendar; method="CANCEL"; name=invite.ics', "BEGIN:VCALENDAR")), inline=("invite.ics",), automatic="日程邀请"),
    Case(name="form beside an invitation is a person's", raw=with_parts(HTML, part("text/calendar; method=REQUEST", "BEGIN:VCALENDAR"), FORM), files=("form.xlsx",), inline=("未命名附件1.ics",)),
    Case(name="request for a receipt is a person's", raw=mail("Disposition-Notification-To: zhang@unit.test")),
    Case(name="not automatic by Auto-Submitted: no", raw=mail("Auto-Submitted: no")),
    Case(name="answer to an automatic reply is a person's", raw=mail(subject=word("回复：自动回复：报送")), subject="回复：自动回复：报送"),
    Case(name="sealed by S/MIME", raw=mail("Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "Content-Transfer-Encoding: base64", body=base64.b64encode(ENVELOPED)), text="", files=("smime.p7m",), losses=("加密或签名封装",), sealed="S/MIME加密"),
    Case(name="sealed by PGP in the text", raw=mail(body=PGP), text="BEGIN PGP", sealed="PGP加密"),
    Case(name="sealed by PGP below a greeting", raw=mail(body=f"正文，请查收\r\n\r\n{PGP}"), sealed="PGP加密"),
    Case(name="sealed by PGP in a page", raw=mail("Content-Type: text/html", body=f"<pre>{PGP}</pre>"), text="BEGIN PGP", sealed="PGP加密"),
    Case(name="sealed words of somebody quoted", raw=mail(body="正文\r\n> " + PGP.replace("\r\n", "\r\n> "))),
    Case(name="sealed by S/MIME, called a file", raw=with_parts(part("application/octet-stream; name=smime.p7m", ENVELOPED), text=False), text="", files=("smime.p7m",), losses=("加密或签名封装",), sealed="S/MIME加密"),
    Case(name="sealed by SM2", raw=mail("Content-Type: application/pkcs7-mime; name=smime.p7m", "Content-Transfer-Encoding: base64", body=base64.b64encode(SM2)), text="", files=("smime.p7m",), losses=("加密或签名封装",), sealed="S/MIME加密"),
    Case(name="file sealed by PGP", raw=with_parts(HTML, part("application/octet-stream; name=form.xlsx.gpg", b"\x85\x01")), files=("form.xlsx.gpg",), sealed="PGP加密"),
    Case(name="signature by PGP seals nothing", raw=with_parts(HTML, part("application/pgp-signature; name=signature.asc", "-----BEGIN PGP SIGNATURE-----"), kind="signed"), inline=("signature.asc",)),
    Case(name="sealed by rights management", raw=with_parts(HTML, part("application/x-microsoft-rpmsg-message; name=message.rpmsg", b"v\xe8\x04")), files=("message.rpmsg",), sealed="权限保护"),
    Case(name="kept back by Exchange", raw=mail("From: Microsoft Exchange Server 2010", "Subject: Retrieval using the IMAP4 protocol failed for the following\r\n message: 752", body=KEPT_BACK), senders=(), losses=("发件人地址无法识别",), subject="Retrieval using the IMAP4 protocol failed for the following message: 752", text="hasn't been deleted", sealed='"zhang@unit.test"'),
    Case(name="anybody's words are no server's", raw=mail("Subject: Retrieval using the IMAP4 protocol failed", body=KEPT_BACK), subject="Retrieval using the IMAP4 protocol failed", text="hasn't been deleted"),
    Case(name="subject about automatic replies is a person's", raw=mail(subject=word("自动回复系统建设情况")), subject="自动回复系统建设情况"),
)  # fmt: skip

THREADS = (
    Case(name="references oldest first", raw=mail("References: <a@x.test> <b@x.test>", "In-Reply-To: <b@x.test>"), references=("<a@x.test>", "<b@x.test>")),
    Case(name="references with commas", raw=mail("References: <a@x.test>,<b@x.test>"), references=("<a@x.test>", "<b@x.test>")),
    Case(name="in reply to alone", raw=mail("In-Reply-To: <b@x.test>"), references=("<b@x.test>",)),
    Case(name="references full of rubbish", raw=mail("References: see <a@x.test> and <b c@x.test> <", "In-Reply-To: none"), references=("<a@x.test>",)),
    Case(name="no message id", raw=mail("Message-ID: "), message_id=""),
    Case(name="message id without brackets", raw=mail("Message-ID: 1@unit.test"), message_id="1@unit.test"),
)  # fmt: skip

CASES = (*STRUCTURE, *AUTOMATIC, *THREADS)
