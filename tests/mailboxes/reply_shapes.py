"""How mail programs quote the letter they answer: the same reply in the shapes of many clients, as text and as HTML.

Written in each client's style, nothing copied; what is answered is a letter of ours with options, a sentence that holds
deciding words, and a table such as a form pasted into a mail.
"""

from __future__ import annotations

from html import escape

LETTER = (
    "审计局：",
    "来件未写明期次，请回复本邮件，只写一个数字：",
    "1 第二季度",
    "2 第三季度",
    "无进展的任务可写：第5、8项本季度无新进展。",
    "同意请写「同意」，不同意请写「不同意」；申请延期报送的请说明。",
)
ROWS = (("序号", "重点工作", "主要内容", "量化指标", "进展落实情况"), ("5", "重点", "内容", "指标", "旧稿一"))
_TABLE = f"<table>{''.join('<tr>' + ''.join(f'<td>{cell}</td>' for cell in row) + '</tr>' for row in ROWS)}</table>"
_DIVS = "".join(f"<div>{line}</div>" for line in LETTER) + _TABLE
_LINES = "\n".join((*LETTER, *("\t".join(row) for row in ROWS)))
_MARKED = "\n".join(f"> {line}" for line in _LINES.splitlines())

HEADS = {
    "263": "------------------ 原始邮件 ------------------\n发件人：政府办 <office@gov.test>\n发送时间：2022-06-02 09:00:00\n收件人：张三",
    "qq app": '---原始邮件---\n发件人: "政府办"<office@gov.test>\n发送时间: 2022年6月2日(周四) 上午9:00\n收件人: "张三"',
    "qq app english": '---Original---\nFrom: "政府办"<office@gov.test>\nDate: Thu, Jun 2, 2022 09:00 AM\nTo: "张三"',
    "oppo": "-------- 原始邮件 --------\n发件人: 政府办\n日期: 2022年6月2日周四 09:00\n收件人: 张三",
    "samsung": "-------- 原始信息 --------\n发件人： 政府办 <office@gov.test>\n日期： 2022/6/2 09:00 (GMT+08:00)",
    "samsung english": "-------- Original message --------\nFrom: office <office@gov.test>\nDate: 2/6/22 09:00 (GMT+08:00)",
    "proton": "------- Original Message -------\nOn Thursday, June 2nd, 2022 at 9:00 AM, office <office@gov.test> wrote:",
    "em client": '------ Original Message ------\nFrom: "政府办" <office@gov.test>\nTo: sjj@unit.test\nSent: 2022/6/2 9:00:00',
    "outlook mac": "From: 政府办 <office@gov.test>\nDate: Thursday, June 2, 2022 at 9:00 AM\nTo: 张三\nSubject: 请确认",
    "outlook mac zh": "发件人: 政府办 <office@gov.test>\n日期: 星期四, 2022年6月2日 09:00\n收件人: 张三\n主题: 请确认",
    "outlook bold": "*发件人**:* 政府办\n*发送时间**:* 2022年6月2日 9:00\n*收件人**:* 张三",
    "outlook tw": "寄件者: 政府办 <office@gov.test>\n寄件日期: 2022年6月2日 上午 09:00\n收件者: 張三\n主旨: 請確認",
    "foxmail en": "From: 政府办\nDate: 2022-06-02 09:00\nTo: 张三\nSubject: 请确认",
    "outlook to first": "From: 政府办\nTo: 张三\nCc: 督查室\nSubject: 请确认\nSent: Thursday",
    "subject first": "主题: 请确认\n发件人: 政府办\n收件人: 张三\n日期: 2022-06-02",
    "189": '在 2022-06-02 09:00:00，"政府办" <office@gov.test> 写道：',
    "evolution": "在 2022-06-02四的 09:00 +0800，政府办写道：",
    "gmail tw": "政府辦 <office@gov.test> 於 2022年6月2日 週四 上午9:00寫道：",
    "gmail en wrapped": "On Thu, Jun 2, 2022 at 9:00 AM 银川市兴庆区人民政府办公室 <\noffice@gov.test> wrote:",
    "yahoo": "On Thursday, June 2, 2022 at 09:00:00 AM GMT+8, office <office@gov.test> wrote:",
    "spark": "在 2022年6月2日 +0800 09:00，政府办 <office@gov.test>，写道：",
    "thunderbird old": "于 2022年06月02日 09:00, 政府办 写道:",
    "roundcube": "2022-06-02 09:00，政府办 写道：",
    "mutt": "On Thu, Jun 02, 2022 at 09:00:00AM +0800, office wrote:",
    "dingtalk": "------------------------------------------------------------------\n发件人：政府办<office@gov.test>\n日　期：2022年06月02日 09:00:00\n收件人：张三",
    "owa rule": "________________________________\n发件人: 政府办\n发送时间: 2022年6月2日 9:00:00",
    "mail master": "---- 回复的原邮件 ----\n| 发件人 | 政府办<office@gov.test> |\n| 日期 | 2022年06月02日 09:00 |\n| 收件人 | 张三 |",
    "mail master forward words": "---- 转发的邮件信息 ----\n| 发件人 | 政府办 |\n| 发送日期 | 2022年06月02日 |",
    "coremail new": "-----原始邮件-----\n发件人:政府办 <office@gov.test>\n发送时间:2022-06-02 09:00:00 (星期四)",
    "exchange zh old": "-----邮件原件-----\n发件人: 政府办 [mailto:office@gov.test]\n发送时间: 2022年6月2日 9:00",
    "qq new": "         原始邮件\n         \n       \n发件人：政府办 <office@gov.test>\n发件时间：2022年6月2日 09:00",
    "qq new english": "         Original\n         \n       \nFrom:政府办 <office@gov.test>\nSent Time:Jun 2, 2022 09:00",
    "literal entities": "------------------&nbsp;原始邮件&nbsp;------------------\n发件人:   &nbsp;政府办",
    "full-width": "——————原始邮件——————\n发件人：政府办\n时间：２０２２年６月２日",
}
"""What stands above a letter quoted without marks."""

CONTAINERS = {
    "163": '<blockquote id="isReplyContent">{quote}</blockquote>',
    "gmail": '<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{head}</div><blockquote>{quote}</blockquote></div>',
    "yahoo": '<div id="ydp1yahoo_quoted_42" class="ydp1yahoo_quoted"><div>{head}</div><div>{quote}</div></div>',
    "mail master": '<div class="J-reply ntes-mailmaster-quote"><div>{head}</div>{quote}</div>',
    "sina": '<div id="origbody">{head}{quote}</div>',
    "139": '<hr id="replySplit"><div id="reply139content">{head}{quote}</div>',
    "coremail": '<blockquote name="replyContent" class="ReferenceQuote">{head}<br>{quote}</blockquote>',
    "outlook phone": '<div id="mail-editor-reference-message-container"><div id="divRplyFwdMsg">{head}</div>{quote}</div>',
    "outlook web": '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg" dir="ltr">{head}</div>{quote}',
    "proton": '<div class="protonmail_quote">{head}<br><blockquote type="cite">{quote}</blockquote></div>',
    "thunderbird": '<div class="moz-cite-prefix">{head}</div><blockquote type="cite">{quote}</blockquote>',
    "apple": '<div><blockquote type="cite"><div>{head}</div><br><div>{quote}</div></blockquote></div>',
    "xiaomi": '<div class="quote">{head}<br><blockquote>{quote}</blockquote></div>',
    "rule only": "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p>{head}</p></div>{quote}",
}
"""What HTML puts a quoted letter into; where it is nothing, the head must do."""


def reply_text(own: str, head: str, *, marked: bool = False) -> str:
    """The plain part of a reply."""
    return f"{own}\n\n\n{head}\n{_MARKED if marked else _LINES}\n"


def reply_html(own: str, head: str, container: str = "{head}{quote}") -> str:
    """The HTML part of a reply."""
    written = "".join(f"<div>{escape(line) or '<br>'}</div>" for line in own.splitlines())
    above = "<br>".join(head.replace("&nbsp;", " ").replace("<", "&lt;").splitlines())
    return f"<html><body>{written}<br>{container.format(head=f'<div>{above}</div>', quote=_DIVS)}</body></html>"
