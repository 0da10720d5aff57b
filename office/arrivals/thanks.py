"""A mere 「收到，谢谢」 to a letter of ours: words that weigh nothing, and not one beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ledger.model import Message, Unit
from ledger.text import squeeze
from mailboxes.message.quotes import own_text

_TITLE = r"(?:老师|主任|科长|局长|同志|领导|处长|主席|秘书长?|[小老][\u4e00-\u9fff])"
_WORD = re.compile(
    r"(?:[您你]们?好|大家好|早上好|上午好|下午好|各位(?:领导|老师|同志)?(?:好)?|领导好?|老师好?"
    rf"|[\u4e00-\u9fff]{{0,2}}{_TITLE}好?|(?:尊敬的)"
    r"|(?:邮件|来信|来件|来函|回信|回复|回执|通知|提醒|函件|信件|材料)?(?:我[们办局]?|本单位|我单位)?(?:已经|已|均已|都)?"
    r"(?:确认)?(?:收到|收悉|收阅|知悉|知晓|阅知|获悉|阅|悉)(?:了|啦)?(?:您的|你们的|贵办)?(?:邮件|来信|来件|来函|回信|回复|回执|通知|提醒|函件|信件)?"
    r"|谢谢|感谢|多谢|非常感谢|万分感谢|十分感谢|(?:您|你们|大家|领导|支持|辛苦)|好的?|好嘞|行|嗯+|哦|明白了?|了解了?|清楚了?|知道了?|没问题"
    r"|(?:您|你们|大家)?辛苦(?:了|啦)?|麻烦(?:了|您了|你们了)|祝好|顺祝商祺|此致|敬礼|thanks?|thx|thankyou|ok(?:ay)?|received|noted|gotit|[，。,.!！~～、;；:：\s…^_]|\U0001f64f|\U0001f44c|\U0001f44d)",
    re.IGNORECASE,
)
_LONGEST_WORD, _LONGEST = 32, 200  # characters; what says more than that says more than thanks
_SIGNED = re.compile(r"[\d\-—()（）+转:：,，.。/|｜\s]*")
_PLACES = re.compile("人民政府|办公室|研究室|督查室|综合科|电话|手机|联系人?|邮箱|座机|承办人?|经办人?|填报人")
_LABELLED = re.compile(
    r"(?:通讯)?(?:地址|邮编|传真|网址|职务)[:：]|(?:add|address|fax|tel|mobile|e-?mail)[:：.]"
    r"|(?:微信同号[,，]?)?如有(?:任何)?(?:问题|疑问|不明)\D{0,16}(?:联系|致电|咨询)",
    re.IGNORECASE,
)
_DAY = re.compile(r"20\d\d[年./-]\d{1,2}[月./-]\d{1,2}日?")
_PHONE = 7  # digits


def is_acknowledgement(message: Message, unit: Unit, known: Sequence[str] = ()) -> bool:
    """Whether a mail says nothing but thanks to a letter of ours. Its writer's own name, phone and unit say nothing
    either. A word beyond that is for a person."""
    lines = [squeeze(line) for line in own_text(message, known).splitlines() if squeeze(line)]
    if not message.references or not lines or not _is_weightless(lines[0]):
        return False
    return all(_is_weightless(line) or is_signature(line, names_of(unit)) for line in lines[1:])


def is_polite(text: str) -> bool:
    """Whether a text says something, and nothing but thanks."""
    return _is_weightless(squeeze(text))


def _is_weightless(line: str) -> bool:
    """Whether a line is made of such words and nothing else. Its words are found from left to right, each end reached
    once: one expression for all of them would try every way to cut 「嗯嗯嗯…」 into words."""
    if not 0 < len(line) <= _LONGEST:
        return False
    reached = {0}
    for start in range(len(line)):
        if start in reached:
            ends = range(start + 1, min(start + _LONGEST_WORD, len(line)) + 1)
            reached.update(end for end in ends if _WORD.fullmatch(line, start, end))
    return len(line) in reached


def is_signature(line: str, names: Sequence[str]) -> bool:
    """Whether a line only says who wrote it: those names, a telephone, an address, a day."""
    line = squeeze(line)
    if _LABELLED.match(line) or _DAY.fullmatch(line):
        return True
    rest = line
    for name in sorted(filter(None, map(squeeze, names)), key=len, reverse=True):
        rest = rest.replace(name, "")
    rest = _PLACES.sub("", rest)
    digits = sum(map(str.isdigit, rest))  # few of them may be an answer
    return _SIGNED.fullmatch(rest) is not None and (digits >= _PHONE or (digits == 0 and rest != line))


def names_of(unit: Unit) -> list[str]:
    """What a unit's people sign with."""
    return [unit.name, *unit.aliases, *(one.name for one in unit.contacts), *unit.addresses]
