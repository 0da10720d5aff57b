"""A text cut into clauses, each knowing where in the text it stood."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_SPACE = re.compile(r"[ \t\r\f\v\u3000\u00a0\u200b-\u200f\ufeff]")
_END = re.compile(
    r"[,;。!?\n()【】\[\]{}]|:(?!0[元件个户处项条宗起笔]?(?:[,;。\n]|$))|——|…+|\.(?!\d)|(?<=\d[个家座处栋所户件项宗台])、(?=[一-鿿]{1,6}\d)"
)
_GAP = re.compile(r"[ \t\u3000\u00a0]+")
_BEFORE_GAP = re.compile(r"[^\s,;。!?:()]{3,30}$")
_AFTER_GAP = re.compile(r"[一-鿿“][^\s,;。!?:()]{2}|\d[\d.]*[一-鿿%][^\s,;。!?:()]")
_RUNS_ON = re.compile(r"[^一-鿿%”]$|^[^\d]{0,5}$|^[^\d]*(?:完成|整改|[共计为达约到在])$")
"""What a number after a gap belongs to: 已完成 12处."""
_HAS_STOP = re.compile(r"[,;。!?\n]")
_LISTING = re.compile("(?<=[^、]{3})、(?=[^、]{3})")
_TELLS = re.compile("[已了未没待正]|\\d[^、]*、[^、]*\\d")
_BULLET = re.compile(
    r"(?m)^(\s*)(?:[★☆●◆◇▪■□▶►※·•*＊>-]+(?=[一-鿿\d])|\d{1,2}\.(?=\d+[处家户个件条项所座台栋宗人次场篇份起]))"
)
"""What opens a line and says nothing: ★, 1.31处 (no third of a place)."""
_THOUSANDS = re.compile(r"(?<=\d)[,](?=\d{3}(?![\d%]))")
_LONGEST = 100  # characters of a clause
_SENTENCE_END = frozenset("。!?\n")
_QUOTED = re.compile(r"[“\"‘「《][^”\"’」》]{1,40}[”\"’」》]")
_MEASURES = re.compile("㎡|m2|平米")
_SLIP = re.compile("(?<![自知异克])[己巳](?=经|[完建印公办整按全报发落制上开拆通验投移销化答清安修更])")  # 己完成
_ACT = re.compile('[“"](回头看|双随机|四不两直)[”"]')  # a name of what was done, in quotation marks by custom
_QUOTE = re.compile('[“"‘「《]')
_CLOSING = '”"’」'
_MARKS = {ord(char): None for char in '“”"‘’「」'}
_PLAINLY = str.maketrans(
    {
        "\u0000": None,
        "仨": "三个",
        "俩": "两个",
        "皆": "均",
        **dict(zip("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十", strict=True)),
    }
)
_SAME = re.compile(
    "(?P<all>悉数|尽数|全数|全都|统统|通通|(?<![安健齐完周])全(?=[一-鿿]{2})(?![部区县市镇乡村街年国省程面体力员天新线长额科院校局系行业覆域民过流方位链口自时球军球套文篇景]))"
    "|(?P<came>[啦咯喽](?=$|[^一-鿿]))"
    "|(?P<finish>(?:做|搞|弄)完(?=[^,]{2}|$))"
)
"""Words that say the same as the ones the rules know."""
_HARMLESS = re.compile(
    r"无障碍|无人机|无人值守|无缝|无害化|无纸化|无偿|无烟|无废|无线|未来|未成年|不动产|不锈钢|不良|不文明|不法|不明(?!显)|不合理|不规范|不合规|不断|不少于|不低于|不超过|不仅|不但|在建(?:工地|工程|项目|小区)(?=[^,]{0,4}(?:全部|均|已|实现|落实|达))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A stretch between two stops: without white space, full-width signs made plain."""

    text: str
    start: int
    end: int
    sentence: int  # which sentence it stands in
    paragraph: int
    unquoted: str = ""  # without what stands in quotation marks: the name of a list, someone else's word
    spoken: str = ""  # what it says itself: words in quotation marks count where it ends on them (实现“任务清零”)


def _unquoted(text: str) -> str:
    if _QUOTE.search(text):
        text = _QUOTED.sub("", _ACT.sub(r"\1", text))
    return _HARMLESS.sub("某", text)


def _spoken(text: str, unquoted: str) -> str:
    return _HARMLESS.sub("某", text.translate(_MARKS)) if text[-1] in _CLOSING else unquoted


class _Plain(dict[int, int]):
    """The plain sign for each character, found once."""

    def __missing__(self, char: int) -> int:
        made = unicodedata.normalize("NFKC", chr(char))
        self[char] = ord(made) if len(made) == 1 else char
        return self[char]


_PLAIN = _Plain()


@lru_cache(maxsize=256)  # boxes, phrases and clauses look at the same text in turn
def plain(text: str) -> str:
    """One character for one: full-width signs made plain, nothing moved."""
    return text.translate(_PLAIN)


@lru_cache(maxsize=2048)  # every unit's text is set against the same tasks
def squeeze(text: str) -> str:
    """Without white space, full-width signs made plain."""
    return _MEASURES.sub("平方米", re.sub(r"\s", "", plain(text)))


def shares_a_word(text: str, goal: str) -> bool:
    """Whether a clause has a word of the task's (two neighbouring characters, figures apart)."""
    return any(one + other in goal for one, other in pairwise(text) if one.isalpha() and other.isalpha())


def _known(found: re.Match[str]) -> str:
    return "全部" if found["all"] else "了" if found["came"] else "完成"


def _words(stretch: str) -> str:
    """What a stretch of text says, without white space and in one measure."""
    words = _MEASURES.sub("平方米", _SPACE.sub("", stretch).translate(_PLAINLY))
    return _SAME.sub(_known, words)


def _stop_at_gaps(flat: str) -> str:
    """White space between two clauses is a stop, as some type instead of a comma (改完11家  剩6家下周改); amid words it is
    none (进 展 顺 利, 已完成 12处)."""

    def stop(gap: re.Match[str]) -> str:
        before = _BEFORE_GAP.search(flat[max(0, gap.start() - 30) : gap.start()])
        after = _AFTER_GAP.match(flat, gap.end())
        runs_on = before and (not before[0][-1:].isalpha() and before[0][-1] not in "%”")
        if not before or not after or runs_on or (after[0][0].isdigit() and _RUNS_ON.search(before[0])):
            return gap[0]
        return ",".ljust(len(gap[0]))

    return _GAP.sub(stop, flat)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def split(text: str) -> tuple[Clause, ...]:
    """The clauses of a text in order. Nobody writes a hundred characters in one breath: what is longer is cut there, so
    that a text without a stop is read in time that grows with its length."""
    flat = _BULLET.sub(
        _blank,
        _SLIP.sub(
            "已",
            plain(text)
            .replace("尚末", "尚未")
            .replace("末完工", "未完工")
            .replace("末完成", "未完成")
            .replace("还末", "还未")
            .replace("六续", "陆续"),
        ),
    )
    flat = _THOUSANDS.sub("\u0000", flat)
    flat = _stop_at_gaps(flat)
    if not _HAS_STOP.search(flat.strip()[:-1]):
        flat = _LISTING.sub(",", flat) if _TELLS.search(flat) else flat
    clauses: list[Clause] = []
    start = sentence = paragraph = 0
    for stop in [*_END.finditer(flat), None]:
        end = stop.start() if stop else len(flat)
        for part in range(start, end, _LONGEST):
            words = _words(flat[part : min(end, part + _LONGEST)])
            if words.strip("、·-—_"):
                unquoted = _unquoted(words)
                clauses.append(
                    Clause(
                        text=words,
                        start=part,
                        end=min(end, part + _LONGEST),
                        sentence=sentence,
                        paragraph=paragraph,
                        unquoted=unquoted,
                        spoken=_spoken(words, unquoted),
                    )
                )
        if stop:
            sentence += stop[0] in _SENTENCE_END
            paragraph += stop[0] == "\n"
            start = stop.end()
    return tuple(clauses)
