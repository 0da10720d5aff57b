"""A unit's answer to a question with numbered options: one of them, or nothing that is sure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from ledger.model import Round
from ledger.rounds import PERIOD, round_said
from office.asking.doubts import is_weightless
from office.asking.written import number_of, plain

_N = r"[1-9一二三四五六七八九]"
_LEAD = re.compile(
    r"(?:[您你]好|好的|OK|各位(?:领导|老师|同志)|领导好?|老师好?|[\u4e00-\u9fff]{1,2}(?:主任|老师|科长|局长)好?|回复|答复|答|经?(?:核实|核对|查|确认)后?|我(?:单位|局|办|委|镇|乡|街道|们)"
    r"|本单位|选择|选项?|请按照?|按照?|请|应[是为属]|确认|这[份个]?|[报填]的?|就|答案|以|属于|是|为|数字|编号|序号|[:,.、;!(])+"
)
_CHOSEN = re.compile(
    rf"\(?(?:第(?P<nth>{_N})[个份]|(?P<by>第?)(?P<number>{_N})(?P<sort>项|条|号|选项)?)\)?[.、:-]?(?:\((?P<eye>.*)\)|(?:为准)?|(?P<label>.*))"
)
_PERIOD = re.compile(rf"(?:作为|登记为)?(?P<round>{PERIOD})(?:的|登记|办理|处理|台账|报送|填报表)*")
_TAIL = re.compile(r"(?:的|为准|登记|办理|处理|台账)+$")
_HELLO = r"[您你]好|(?:各位)?(?:领导|老师|同志)好?|好的?|已?收到|谢谢|多谢|感谢|辛苦了?|麻烦(?:您|你们)?了?|[:.!~,。;]"
_GREETS = re.compile(rf"(?:{_HELLO})*+")
_WEIGHTLESS = re.compile(
    rf"(?:{_HELLO}|[经已]?(?:重新)?(?:核实|核对|确认|阅)|同意|可以|是的?|对的?|OK|YES|不好意思|抱歉"
    r"|请(?:知悉|查收|知晓)|特此说明|(?:请)?按此(?:登记|办理)|(?:之前|此前|主题|文件名|期次|标题|表头)(?:中|里)?的?(?:期次)?(?:写|填|标)错了?|请(?:联系我[们单位局]*|按此办理|办理|登记)|特此(?:答复|回复)|答复如下)*+",
    re.IGNORECASE,
)
_YES = re.compile("是的?|同意|确认|可以|属实|无异议|没有异议|没错|对的?|yes", re.IGNORECASE)
_NO = re.compile("不是的?|不同意|不属实|否|不对|no", re.IGNORECASE)
_SIGNED = re.compile(
    r"(?!.*[请改报发补问找再不])(?:[\u4e00-\u9fff]{2,12}[局科室办处委])?[\u4e00-\u9fff·]{0,4}|[\u4e00-\u9fff·|/,:()]{0,24}\d[\d-]{6,}[\d,/|-]*"
)
"""A name, with where somebody works or a telephone."""
_NONE = re.compile(r"(?:以上|上述|[两三几]个|1和2|前面)?(?:都|均)不(?:是|对)的?")
_NOT = re.compile(r"(?:并?不是|不属于|非)(?P<label>.+)")
_WHETHER = re.compile("是不是|是否|能否|可否")
_CLAUSE = re.compile(r"[,。;!~\n]+")
_MARK = re.compile(r"[\[(【]?\s*(?:[xX√✓✔☑■●]|选)\s*[\])】]?")
_CHEERS = re.compile("(?:[√✓✔\U0001f44c\U0001f44d\U0001f64f\U0001f60a]|谢谢|多谢|感谢)+$")
_DENIES = re.compile(
    r"[?吗]|作废|不对|[写填弄搞]错|错了|更正|应[是为]|不是|撤[回销]|改[为成]|不算|不要|先不|先别|暂|待定|再(?:说|定|确认|核)|还是|为准|如有变化"
)
"""What no later line says of an answer that stands."""
_NTH = re.compile("第[一二三四五六七八九]|季度|不是")
_LEADING = "是为以至由按的月(,"
_LONGEST = 60


def read_choice(text: str, options: Sequence[str], rounds: Sequence[Round] = ()) -> int | None:
    """Which of the options (1, 2 …) an answer chooses; None where it chooses none, several, or says more than that."""
    chosen, left = set[int](), set[int]()
    paragraphs = [plain_lines(one) for one in re.split(r"\n\s*\n", text.strip())]
    while paragraphs and _GREETS.fullmatch(paragraphs[0].replace("\n", "")):
        del paragraphs[0]
    if not paragraphs or any(_DENIES.search(one) for one in paragraphs[1:]):
        return None
    for clause in filter(None, _CLAUSE.split(paragraphs[0])):
        one = _clause(clause, options, rounds)
        if one is None:
            return None
        (left if one < 0 else chosen).add(abs(one))
    chosen.discard(0)
    return chosen.pop() if len(chosen) == 1 and not chosen & left else None


def said_besides(text: str) -> str:
    """What an answer says behind its first paragraph; "" where that is all, but for who signs."""
    paragraphs = [one for one in re.split(r"\n\s*\n", text.strip()) if one.strip()]
    while paragraphs and _GREETS.fullmatch(plain(paragraphs[0])):
        del paragraphs[0]
    more = [line.strip() for one in paragraphs[1:] for line in one.splitlines()]
    return "；".join(line for line in more if not (is_weightless(plain(line)) or _SIGNED.fullmatch(plain(line))))


def plain_lines(text: str) -> str:
    """A text without blanks, its lines kept."""
    return "\n".join(map(plain, text.splitlines()))


def marked_choice(lines: Sequence[str], options: Sequence[str]) -> int | None:
    """The option whose line, as quoted, bears a mark that it did not have when it was sent; None unless it is one."""
    sent = {_tight(f"{number} {option}"): number for number, option in enumerate(options, 1)}
    dotted = {_tight(f"{number}. {option}"): number for number, option in enumerate(options, 1)}
    told = [tight for tight in map(_tight, dict.fromkeys(lines)) if tight not in sent]
    marked = [_MARK.sub("", tight, count=1) for tight in told]
    found = {number for one in marked if (number := sent.get(one) or dotted.get(one))}
    return found.pop() if len(found) == 1 else None


def _tight(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _clause(clause: str, options: Sequence[str], rounds: Sequence[Round]) -> int | None:
    """What one clause says: an option, minus one that it excludes, 0 for nothing; None for what is not understood."""
    clause = _CHEERS.sub("", clause.strip("【】[]"))
    if len(clause) > _LONGEST or _WHETHER.search(clause):
        return None
    if answer := _yes_or_no(clause, options):
        return answer
    if _NONE.fullmatch(clause) and options[-1].startswith("都不是"):
        return len(options)
    if _WEIGHTLESS.fullmatch(clause):
        return 0
    for said in _said(clause):
        if one := _choice(said, options, rounds):
            return one
    found = _NOT.fullmatch(clause)
    denied = _choice(found["label"], options, rounds) if found else None
    return -denied if denied else None


def _yes_or_no(clause: str, options: Sequence[str]) -> int | None:
    """The answer to a question that a yes answers: its first option is the only one that begins so."""
    denied = [number for number, one in enumerate(options, 1) if one.startswith(("不是", "都不是"))]
    if [one.startswith("是") for one in options].count(True) != 1 or not options[0].startswith("是"):
        return None
    if _YES.fullmatch(clause):
        return 1
    return denied[0] if denied and _NO.fullmatch(clause) else None


def _said(clause: str) -> Iterator[str]:
    """A clause, and what it says behind the words that lead to it."""
    yield clause
    if (found := _LEAD.match(clause)) and found.end() < len(clause):
        yield clause[found.end() :].removesuffix(")")


def _choice(said: str, options: Sequence[str], rounds: Sequence[Round]) -> int | None:
    """The option that words name: by its number, its own words, or the round it is of."""
    if found := _PERIOD.fullmatch(said):
        named = [number for number in range(1, len(options) + 1) if _is_of(found["round"], options[number - 1], rounds)]
        return named[0] if len(named) == 1 else None
    if said in (labels := [plain(option) for option in options]):
        return labels.index(said) + 1
    if (found := _CHOSEN.fullmatch(said)) and not _ambiguous(found, options):
        number, label = number_of(found["number"] or found["nth"]), (found["label"] or "").removeprefix("是")
        if number <= len(options) and (not label or _words_of(label, options, rounds) == number):
            return number
    return _words_of(said, options, rounds)


def _ambiguous(found: re.Match[str], options: Sequence[str]) -> bool:
    """Whether a number may be what the options are about: 「第二」「二」 of a quarter, 「1号」 of a month."""
    of_quarters, of_days = (any(word in one for one in options) for word in ("季度", "日"))
    bare = bool(found["number"]) and not found["sort"] and (bool(found["by"]) or not found["number"].isdecimal())
    return (of_quarters and bare) or (of_days and found["sort"] == "号")


def _words_of(words: str, options: Sequence[str], rounds: Sequence[Round]) -> int | None:
    """The only option that holds those words, or is of the round they name."""
    words = words.removesuffix("的")
    for said in dict.fromkeys((words, _TAIL.sub("", words))):
        if not said or said.isdigit() or _NTH.fullmatch(said):
            continue
        named = [
            number for number, one in enumerate(options, 1) if _holds(plain(one), said) or _is_of(said, one, rounds)
        ]
        if len(named) == 1:
            return named[0]
    return None


def _holds(label: str, words: str) -> bool:
    """Whether words stand in a label as words of their own: behind its start or what leads to them, and not within a number.
    A single sign does as the name of a file."""
    before, found, after = label.partition(words)
    leads = not before or before[-1] in _LEADING
    within = (words[-1:] + after[:1]).isdigit() and after != ""
    return bool(found) and leads and not within and (len(words) > 1 or (before == "以" and after[:1] in (".", "为")))


def _is_of(words: str, option: str, rounds: Sequence[Round]) -> bool:
    """Whether words name the round that an option is of."""
    said = round_said(words, rounds) if re.fullmatch(PERIOD, words) else None
    of_option = round_said(plain(option), rounds)
    return bool(said and of_option and said.code == of_option.code)
