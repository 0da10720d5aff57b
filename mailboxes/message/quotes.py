"""What a person wrote in a mail, apart from the letter quoted in it.

First what we know is not the sender's: our own marker line, lines of the very letter that is answered. Then what clients
write around a quotation. HTML is laid out as lines first (`mailboxes.message.quoted_pages`), what stands in a quotation marked with
`>` as in plain text, so that one way of cutting serves both; where a mail has both, only what both show counts.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from ledger.model import Message
from ledger.text import squeeze
from mailboxes.message.quoted_pages import UNPRINTED, BodyLine, QuotedPage, hints_at_quotes

MARKER = "请在此线以上填写答复"
"""Stands on top of every letter of ours that is answered by a line: what is below it is no answer."""

_FORWARD = re.compile(
    r"\s*(?:(?:re|aw|sv|回复|答复|回覆|回復)\s*(?:\[\d+\])?:\s*)*"
    r"(?:(?:fwd?|wg|tr|转发?|转寄|轉發|轉寄)\s*:|[\[(【](?:fwd?|转发|轉發)[\])】])",
    re.IGNORECASE,
)

_WORDS = (
    r"(?:引用)?(?:原始|原|回复的原|答复的原|转发的?)?(?:邮件|郵件|信息|消息|訊息|信件|原文)(?:原件|信息|内容)?|原件|原文|始发邮件"
    r"|(?:begin |start of )?(?:original|forwarded|replied|reply|quoted)(?: e-?mail| mail| message| text)?"
)
_DIVIDER = re.compile(rf"[-=_—─*]{{2,}}\s*(?:{_WORDS})\s*(?:[-=_—─*]{{2,}}\s*:?|:)", re.IGNORECASE)
_BARE = re.compile(r"原始?邮件|邮件原件|原始郵件|原始信息|original(?: message| mail)?", re.IGNORECASE)
_RULE = re.compile(r"[-_=—─]{5,}")
_DATED = re.compile(r"\d{1,4}\s*[-/.年月]\s*\d{1,2}|\d{1,2}[:点时]\d{2}|\d{4}|周[一二三四五六日]|星期")
_ATTRIBUTION = re.compile(r"(?:写道|寫道|写到|写入|来信|wrote|schrieb|a écrit)\s*[:﹕]?", re.IGNORECASE)
_MOST_LINES = 3  # of an attribution that was wrapped
_LONGEST = 240  # characters of one
_WIDEST = 2000  # characters of a line that are looked at

_FROM = r"发件人|寄件者|寄件人|发信人|发送者|发送人|from"
_WHEN = r"日期|时间|发送时间|发件时间|发送日期|寄件日期|發送時間|sent|sent time|sent at|date|time"
_OTHER = r"收件人|收件者|抄送|副本|密送|主题|标题|主旨|回复|答复至|重要性|附件|to|cc|bcc|subject|reply-to|importance|attachments?"
_LABEL = re.compile(rf"[*|\s]*(?:(?P<who>{_FROM})|(?P<when>{_WHEN})|(?P<other>{_OTHER}))[*\s]*[:|]", re.IGNORECASE)
_TOPS = re.compile(
    r"[*|\s]*(?:主题|标题|主旨|收件[人者]|subject|to)[*\s]*[:|]", re.IGNORECASE
)  # of a head without its sender first
_OF_PROGRAMS = re.compile(r"\d[:点时]\d|(?:发送|发件|寄件|發送)(?:时间|日期|時間)|sent", re.IGNORECASE)
_HEAD = 5  # lines that are looked at for a head
_WRAPPED = 36  # characters of a quoted line that a program may have wrapped
_RUNS_ON = 12  # characters of two lines that stand so in the letter
_LAST = 6  # characters of the end of its last line
_AHEAD = 3 * _HEAD + 1  # lines that are looked at from one on, with the empty ones between them

_TAGS = re.compile(
    r"发自.{1,25}|(?:发送自|来自)(?:我的)?.{0,20}?(?:iphone|ipad|android|安卓|手机|平板|邮箱|客户端|邮件|outlook|foxmail|qq|华为|小米|荣耀|mate|wps|app).{0,20}"
    r"|获取.{0,3}outlook.{0,60}|从.{0,12}版?邮件发送|(?:本邮件)?(?:由|通过|使用).{2,20}(?:发送|发出)"
    r"|(?:sent|get) (?:from|via|with|using|outlook for)\b.{0,80}|签名由.{2,20}定制|virus-free.{0,60}|(?:本|此)邮件.{0,16}(?:病毒|木马).{0,30}",
    re.IGNORECASE,
)
_BANNER = re.compile(
    r"^\W*(?:外部(?:邮件|来信)|external(?: e-?mail| sender)?)\W|(?:本|此|该|这)封?邮件.{0,12}(?:外部|系统外|组织外)|external (?:sender|e-?mail|message)"
    r"|from outside|outside (?:of )?(?:the|your) org|(?:recognize|trust) the sender|content is safe"
    r"|(?:请勿|切勿|谨慎|不要|do not|don't).{0,16}(?:点击|打开|轻信|click|open).{0,20}(?:链接|可疑|不明|陌生|links?\b)",
    re.IGNORECASE,
)
"""What a gateway warns of, above or below what was written."""
_SMALL_PRINT = re.compile(
    r"\W*(?:免责声明|保密(?:声明|提示|须知|告知|条款)|法律声明|重要提示|安全提示|disclaimer|confidential"
    r"|[本此该](?:封|电子)?邮件(?:及其?(?:任何|所有)?附件)?(?:的?(?:全部)?内容)?[^,。]{0,12}(?:保密|机密|商业秘密|仅[供限发][^,。]{0,12}(?:收件人|指定|列[出示]|发送|本人))"
    r"|如果?[您你](?:不是|并非).{0,16}收件人|this (?:e-?mail|message)\b.{0,60}(?:confidential|intended|privileged))",
    re.IGNORECASE,
)
_CARD = re.compile(r"[|\s]*\|[|\s]*")  # a signature card, its cells drawn with strokes
_SIGNATURE = re.compile(r"--\s*")


def is_forward(subject: str) -> bool:
    """Whether the subject says that the mail passes on somebody else's: then the quoted part is the matter."""
    return _FORWARD.match(unicodedata.normalize("NFKC", subject)) is not None


def own_words(text: str, known: Sequence[str] = ()) -> str:
    """What was written in a plain text: above the quotation, or, where nothing stands there, below its last `>`.
    `known` are lines of the letter that is answered."""
    return _joined(_own(list(_text_lines(text)), _Letter.of(known)))


def own_html(html: str) -> str:
    """An HTML body without the letter quoted in it."""
    if not hints_at_quotes(html):
        return html
    page = QuotedPage(html)
    return page.cut(_own(page.lines, _Letter.of(())))


def own_page(html: str, known: Sequence[str] = ()) -> str:
    """What was written in an HTML body, as lines of text."""
    return _joined(_own(QuotedPage(html).lines, _Letter.of(known)))


def own_text(message: Message, known: Sequence[str] = ()) -> str:
    """What the sender of a mail wrote. Of a mail in both shapes that which both show: a plain twin without marks runs on
    into the letter quoted."""
    if not message.html:
        return own_words(message.text, known)
    page = own_page(message.html, known)
    if not message.text.strip():
        return page
    shown, both, place = squeeze(page), [], 0
    for line in own_words(message.text, known).splitlines():
        plain = squeeze(line)
        if (place := shown.find(plain, place)) < 0:
            break
        place += len(plain)
        both.append(line)
    return "\n".join(both).strip()


def quoted_lines(message: Message, known: Sequence[str] = ()) -> list[str]:
    """The lines of a mail from where the letter quoted begins, without their marks."""
    for lines in (list(_text_lines(message.text)), QuotedPage(message.html).lines):
        plain = [_plain(line.inner) for line in lines]
        if found := [line for line in plain[_start(lines, plain, _Letter.of(known)) :] if line]:
            return found
    return []


# --- lines ---------------------------------------------------------------------------------------


def _text_lines(text: str) -> Iterator[BodyLine]:
    for place, line in enumerate(text.splitlines()):
        bare = line.lstrip("> \t")
        yield BodyLine(
            text=line.rstrip().translate(UNPRINTED), quoted=line.lstrip().startswith(">"), place=place, inner=bare
        )


def _plain(line: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", unescape(line[:_WIDEST])).translate(UNPRINTED).split())


@dataclass(frozen=True, slots=True)
class _Letter:
    """The letter that is answered, as far as we have it: its lines, which follow each other, all of it as one text."""

    lines: tuple[str, ...]
    pairs: frozenset[tuple[str, str]]
    whole: str

    @classmethod
    def of(cls, known: Sequence[str]) -> _Letter:
        lines = tuple(line for line in map(squeeze, known) if line)
        return cls(lines, frozenset(itertools.pairwise(lines)), "".join(lines))

    def begins(self, plain: Sequence[str]) -> bool:
        """Whether it begins here, or goes on here, wrapped or not: a single line may be an answer copied out of it."""
        if not self.lines:
            return False
        first, *second = (squeeze(line) for line in _next(plain, 2))
        both = "".join((first, *second))
        runs_on = len(both) >= _RUNS_ON and both in self.whole
        return first == self.lines[0] or (bool(second) and (runs_on or (first, second[0]) in self.pairs))

    def ends(self, line: str) -> bool:
        """Whether its last line, or the end of that where it was wrapped, is this one."""
        return bool(self.lines) and len(line) >= _LAST and self.lines[-1].endswith(squeeze(line))


def _joined(lines: Sequence[BodyLine]) -> str:
    return "\n".join(line.text for line in lines).strip()


def _own(lines: list[BodyLine], letter: _Letter) -> list[BodyLine]:
    """The lines somebody wrote: those above the quotation; if there is nothing, those among and below its marked lines, or
    below the last line of the letter answered."""
    plain = [_plain(line.inner) for line in lines]
    start = _start(lines, plain, letter)
    above = _without_tail(lines[:start], plain[:start])
    if above or start == len(lines):
        return above
    marked = [place for place, line in enumerate(lines) if line.quoted]
    if marked:
        rest = [place for place in range(marked[0], len(lines)) if _is_own(place, lines, plain, letter)]
    else:
        ends = [place for place in range(start, len(lines)) if letter.ends(plain[place])]
        rest = list(range(ends[-1] + 1, len(lines))) if ends else []
    return _without_tail([lines[place] for place in rest], [plain[place] for place in rest])


def _is_own(place: int, lines: Sequence[BodyLine], plain: Sequence[str], letter: _Letter) -> bool:
    """Whether a line among or below marked ones is the sender's: not the end of a long marked line that was wrapped, nor
    a line of the letter that lost its mark, unless it is one to answer with."""
    if lines[place].quoted or (lines[place - 1].quoted and len(plain[place - 1]) >= _WRAPPED):
        return False
    return squeeze(plain[place]) not in letter.lines or plain[place][:1].isdigit()


def _start(lines: Sequence[BodyLine], plain: Sequence[str], letter: _Letter) -> int:
    """Where the quotation begins; the number of lines where there is none."""
    memo = _memo(plain)
    for place, line in enumerate(lines):
        ahead = plain[place : place + _AHEAD]
        tests = _TESTS if place >= memo else _TESTS[:-1]
        if line.quoted or (ahead[0] and (any(test(ahead) for test in tests) or letter.begins(ahead))):
            return place
    return len(lines)


def _memo(plain: Sequence[str]) -> int:
    """How many lines on top are the head of what the sender wrote himself, as of a memo: a program's head has an address
    or a time of day."""
    first = next((place for place, line in enumerate(plain) if line), 0)
    for place, line in enumerate(plain[first:], first):
        if line and _LABEL.match(_unspaced(line)) is None:
            return place
        if "@" in line or _OF_PROGRAMS.search(_unspaced(line)):
            return 0
    return 0


def _next(plain: Sequence[str], count: int) -> list[str]:
    """The next lines that say something."""
    return [line for line in plain[: count * 3] if line][:count]


def _is_marker(plain: Sequence[str]) -> bool:
    return MARKER in plain[0].replace(" ", "")


def _is_divider(plain: Sequence[str]) -> bool:
    """「----原始邮件----」, or those words alone above a head."""
    first = plain[0]
    if _DIVIDER.fullmatch(first):
        return True
    above = _BARE.fullmatch(first) or _RULE.fullmatch(first)
    return bool(above) and any(_who(line) for line in _next(plain[1:], 2))


def _is_attribution(plain: Sequence[str]) -> bool:
    """「在 2022-06-02 09:00，某某 写道：」, on one line or wrapped; without a date it is a sentence."""
    for count in range(1, _MOST_LINES + 1):
        lines = plain[:count]
        if not all(lines) or len(lines) < count:
            return False
        if _attributes(" ".join(lines)):
            wrapped = "@" in lines[0] or _DATED.search(lines[0]) is not None
            later = any(_attributes(" ".join(lines[place:])) for place in range(1, count))
            return count == 1 or (wrapped and not later)
    return False


def _attributes(line: str) -> bool:
    if len(line) > _LONGEST or _DATED.search(line) is None:
        return False
    ends = list(_ATTRIBUTION.finditer(line))
    return bool(ends) and ends[-1].end() == len(line)


def _is_head(plain: Sequence[str]) -> bool:
    """发件人 with 发送时间 or two other labels right below it; two labels alone may be a form's."""
    first = _LABEL.match(_unspaced(plain[0]))
    if first is None:
        return False
    kinds = [found.lastgroup for line in _next(plain[1:], _HEAD) if (found := _LABEL.match(_unspaced(line)))]
    near = [found.lastgroup for line in _next(plain[1:], 3) if (found := _LABEL.match(_unspaced(line)))]
    if first.lastgroup == "who":
        return "when" in near or len(near) >= 2
    return _TOPS.match(_unspaced(plain[0])) is not None and "who" in kinds and len(kinds) >= 3


def _who(line: str) -> bool:
    found = _LABEL.match(_unspaced(line))
    return found is not None and found.lastgroup == "who"


def _unspaced(line: str) -> str:
    """「日 期：」 as 「日期:」."""
    return re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff:])", "", line)


_TESTS: tuple[Callable[[Sequence[str]], bool], ...] = (_is_marker, _is_divider, _is_attribution, _is_head)


def _without_tail(lines: Sequence[BodyLine], plain: Sequence[str]) -> list[BodyLine]:
    """Without what a client or a gateway adds below: its own line, small print, a card; and without empty ends."""
    end = len(lines)
    for place, line in enumerate(plain):
        small = _SMALL_PRINT.match(line) or _CARD.fullmatch(line) or _SIGNATURE.fullmatch(line)
        if line and small and any(plain[:place]):
            end = place
            break
    kept = [place for place, line in enumerate(plain[:end]) if not (_TAGS.fullmatch(line) or _warns(line))]
    said = [number for number, place in enumerate(kept) if plain[place]]
    return [lines[place] for place in kept[said[0] : said[-1] + 1]] if said else []


def _warns(line: str) -> bool:
    """Whether a gateway speaks; what begins with a number is somebody's answer."""
    return not line[:1].isdigit() and _BANNER.search(line) is not None
