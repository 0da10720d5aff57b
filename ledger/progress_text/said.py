"""The clauses of a text with what each says, and what can be asked of them together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from ledger.progress_text.clauses import Clause, shares_a_word, squeeze
from ledger.progress_text.ends import ends
from ledger.progress_text.numbers import NUMBER, PERCENT, number
from ledger.progress_text.rules import Sign
from ledger.progress_text.status import Reading, Status
from ledger.progress_text.targets import names_the_whole, reaches_the_share
from ledger.progress_text.vocabulary import AHEAD, COUNT, HARM, MATTERS, REST, STILL, UPKEEP

_BARE = 4  # characters: 交了
_SHORT = 6  # clauses: an answer rather than a story
_LISTED = re.compile(r"(?:^|[。;；\n])\s*[(（]?[二2][)）、.．]|[②⑵]|二是")
_ITEM_HEAD = re.compile(r"(?:第?[一二三四五六七八九十]+|\d{1,2})(?:$|、|是|[.)])|[一二三四五六七八九十]是")
_CERTAIN = re.compile(
    rf"{STILL}[^,]{{0,6}}(?:[未没无不差缺欠剩有需待要得]|处[在于]|在)|^(?:目前|现在?|但)?正在返|^等待[^,后]{(2,)}$|{REST}[^,]{{0,6}}{COUNT}|^(?:现|目前|但)?(?:{REST})的|^部分|过半|一半|(?:下周|下个?月|明天|后天|开春|年后|节后)[^,]{{0,2}}[再才就]|"
    r"(?:未|没有?|没能|未能|无法|不能|难以)(?:能|有|全部|全|按期|按时|如期|及时)*"
    r"(?:完|办[结好妥]|整改|落实|到位|解决|达|实现|建成|开[工展放馆始]|启动|报|公[开布示]|发布|实施|进场|做|动|够|足|具备|通|签|批|拿|取得|交|装|到货)"
)
"""What says of itself that something is still to be done, whatever it speaks of."""
_PERHAPS_DONE = re.compile(
    rf"^(?!.*(?:[未没不待拟审才]|无[人法果]|计划|任务|预计|{MATTERS}|定稿|形成|提交|安排|部署|校对|总体|情况|七八成|大部)).*(?:已|了|[毕完齐]|全部|均|都|逐一|100%)"
)
_GOES_ON = re.compile(
    r"^(?:目前|现在?|并|但|也)?(?:正(?!常)|[待等拟将预按]|计划|力争|争取|打算|准备|根据|定于|[仍还尚]|改到|推|下一?[周月]|[月年]底|\d+月)"
)
"""A clause without a subject of its own: it goes on with what the one before speaks of (方案已定稿，待批复后印发)."""
_ITEM = re.compile(
    r"[一-鿿\d]{1,6}?(镇|乡|村|街道|社区|小区|家园|花园|学校|中学|小学|幼儿园|[路街桥站厂区组园楼馆])(?!里|内|级|域|长|政府)"
)
_NEXT_YEAR = re.compile(
    "仪式|结算|决算|审计|表彰|总结|庆|明年|来年|次年|下年|明春|开春|今后|以后|后续|二期|第二批|下一批|另行|再(?!补)"
)
_NO_NEED = re.compile("(?:故|因此|所以)?(?:无需|不需|不用|不必|不涉及|不承担|不适用)")
_THE_OTHERS = re.compile("(?:其余|其他|其它|别的)(?!.*(?:另行|不影响))")
_A_VERB = re.compile("[已均都全现就完办做搞弄按如早结交报发印改]|任务|工作|整改|提前")
_NO_SUBJECT = re.compile(r"(?:[^,]{0,6}月[^,]{0,4}|目前|现)?(?:已|全部|均|都)")
_ALL = re.compile("[全均都毕收]|任务|整治|整改|终验")
_SAYS_IT_IS_SO = re.compile(
    r"[已了均都全完毕好齐高优无没未有达到受获为是比率过清净满增超降]|\d[^\d,]{0,3}$|%|良好|正常|可|能|逐|入|出|同时|同步|随|[次个人元条期份得]$|"
    "满意|合格|备案|使用|运行|运营(?!商)|运转|结束|公示|报备|备查|畅|同意|随时|现场|当场|自行|移交|退还|成功|取消|封存|落地|仲裁|签约|扫码|的$|占|够|灵|不再|"
    + UPKEEP
)
_IS_DONE = (Sign.DONE, Sign.FINAL)
_KIND = {"街": "路", "幼儿园": "园", "中学": "学校", "小学": "学校"}
_BULK = frozenset("元人吨亩里顷")  # a task that asks for so much money is not opened by a count of projects
_COUNTS = re.compile(rf"{COUNT}|{PERCENT}")
_UNSETTLED = re.compile("[等待未没缺拟崩]|重新|正在|(?<!无)需|不(?=[接同配愿肯能具足够])")
_SETTLED = re.compile("[已了完也均都撤退拆转]|无需|不需|取消|注销|核减|不再|并入|胜诉|不[纳计]")
_THE_WHOLE = re.compile("全部|目标|任务")
_TOLD_APART = re.compile("的|超|多|其中|抽[查测检样]|回访|已|均|任务|目标|计划|应|共")  # counts what was counted before
_A_COUNT = re.compile(rf"({NUMBER})([个处座条家户栋幢所台部宗件项村里站亩笔])")
_SETS_IT = re.compile(
    rf"(?:任务|计划|目标|应[^,]?)(?:数|量|为|是)?{COUNT}$"
)  # 危桥改造计划14座: says what is asked for
_HEADS = re.compile("任务|目标|计划|要求|应|共|需|须|承担|涉及|下达|[中项]$")  # what is asked for, not what was reached
HINT = re.compile(
    rf"[未没](?:有(?!再|一[一-鿿]{HARM}|{HARM}|.*0[一-鿿]$)|(?!有|再|{HARM}|.*0[一-鿿]$))|尚|仍|剩|[待催]|(?<![无补没不])缺(?![陷口席勤编项水])|了{NUMBER}[多余来](?:公里|[亩户处栋米台家件份株座])|漏了|等(?=[^,、]{{1,8}}(?:签|批|审|汇总|反馈|回复|通知|验收|到货|下发|认定|答复))|还[在要得不能有]|(?<!无)反复|正[补改催赶抢]|继续(?!做|保|加|巩|坚|深|完|推|运|履|有效|执行|使用|沿用)|为零|返工|推迟|延[期后]|(?<!无)需|暂|正在|在建|拟|预计|准备|打算|要到|(?<![偏误温反])差|退回|^(?:另|其余|其他|其它|不过|只是|只有|唯|仅)|就在|本月|月[内中初末]|[^\\d]旬|周[一二三四五六日末]|[日天]内|[^\d]月底|(?!年内){AHEAD}|(?:通过|批复|批准|同意|审定|审核|定稿|结束)后[^,已了]{1, 6}$|^第{NUMBER}[个次场篇期批座条部栋所]"
)
"""A word of what is missing or to come."""


class Said:
    """The clauses with their signs, asked by kind."""

    def __init__(
        self,
        text: str,
        task: str,
        clauses: Sequence[Clause],
        signs: Sequence[Sign],
        *,
        figures: Mapping[int, Sign] | None = None,
    ) -> None:
        self.task = task
        self._figures = figures or {}
        self._places: dict[Sign, list[int]] = defaultdict(list)
        for place, sign in enumerate(signs):
            self._places[sign].append(place)
        self.text, self.clauses, self.signs = text, clauses, signs

    @property
    def long(self) -> bool:
        """A story rather than an answer: what was open in it may be past. A list of items is none."""
        return len(self.clauses) > _SHORT and not self.listed

    @property
    def listed(self) -> bool:
        """Whether the text is a list, whose items stand each for itself."""
        return _LISTED.search(self.text) is not None

    @property
    def short(self) -> list[int]:
        """The places of figures under their target."""
        return [place for place, sign in self._figures.items() if sign is Sign.OPEN]

    def falls_short(self, done: int) -> list[int]:
        """The figures under the task's target, where what is done as a whole (`done`) is not all that it asks for."""
        if self.covers(done):
            return []
        return [p for p in self.short if self.signs[p] is Sign.OPEN and p != done and self.counts_the_tasks(p)]

    def of_one_sentence(self, one: int, other: int) -> bool:
        """Whether two clauses stand in the same sentence."""
        return self.clauses[one].sentence == self.clauses[other].sentence

    def of_one_item(self, one: int, other: int) -> bool:
        """Whether two clauses stand in the same item of a list, or in no list at all."""
        first, last = sorted((one, other))
        return not self.listed or not any(
            _ITEM_HEAD.match(clause.text) for clause in self.clauses[first + 1 : last + 1]
        )

    def is_certain(self, place: int) -> bool:
        """Whether a clause says of itself that something is still to be done."""
        return _CERTAIN.search(self.clauses[place].unquoted) is not None

    def at(self, *kinds: Sign) -> list[int]:
        """The places of clauses that say one of these, in order."""
        return sorted(place for kind in kinds for place in self._places.get(kind, ()))

    def any(self, words: re.Pattern[str], places: Sequence[int]) -> bool:
        """Whether one of the clauses has such words."""
        return any(words.search(self.clauses[place].text) for place in places)

    def all(self, words: re.Pattern[str], places: Sequence[int]) -> bool:
        """Whether every one of the clauses has such words."""
        return all(words.search(self.clauses[place].text) for place in places)

    def covers(self, place: int) -> bool:
        """Whether a clause speaks of all that the task asks for."""
        text = self.clauses[place].text
        return not _SETS_IT.search(text) and names_the_whole(text, squeeze(self.task))

    def reaches(self, place: int) -> bool:
        """Whether a clause names the share that the task asks for, or more."""
        return reaches_the_share(self.clauses[place].text, squeeze(self.task))

    def is_about_task(self, place: int) -> bool:
        """Whether a clause speaks in words of the task's own."""
        return shares_a_word(self.clauses[place].text, squeeze(self.task))

    def has_no_subject(self, place: int) -> bool:
        """Whether a clause says of nothing else that it is done: it speaks of the task itself (11月已全部完工)."""
        text = self.clauses[place].text
        return (len(text) <= _BARE and _A_VERB.match(text) is not None) or _NO_SUBJECT.match(text) is not None

    def bears(self, place: int) -> bool:
        """Whether a clause can open what is done as a whole: it speaks of the task, or counts."""
        return self.is_about_task(place) or _COUNTS.search(self.clauses[place].text) is not None

    def counts_the_tasks(self, place: int) -> bool:
        """Whether a clause speaks of the task, or counts what the task counts."""
        goal, text = squeeze(self.task), self.clauses[place].text
        asked = {found[0][-1] for found in _COUNTS.finditer(goal)}
        counted = {measure for _, measure in _counts(text)}
        return self.bears(place) and not (asked and counted and asked <= _BULK and not counted & asked)

    def weighs(self, place: int) -> bool:
        """Whether a clause can open what may be a part: it bears on the task, or an answer ends on it for certain."""
        last = place == len(self.clauses) - 1 and not self.long
        return self.bears(place) or (last and _CERTAIN.search(self.clauses[place].unquoted) is not None)

    def stand_side_by_side(self, done: Sequence[int], opened: Sequence[int]) -> bool:
        """Whether something of the same kind under another name is open (清河镇已命名，石塘镇资料退回)."""
        ready = {
            _KIND.get(name[1], name[1]): name[0] for place in done if (name := _ITEM.match(self.clauses[place].text))
        }
        waits = [name for place in opened if (name := _ITEM.match(self.clauses[place].text))]
        return any(ready.get(_KIND.get(name[1], name[1]), name[0]) != name[0] for name in waits)

    def ends_on_a_plan(self, place: int) -> bool:
        """Whether an answer ends on what comes this year (坡道装上了，叫号系统月内更换): next year's is another task."""
        text = self.clauses[place].text
        return place == len(self.clauses) - 1 and not self.long and not _NEXT_YEAR.search(text)

    def gives_the_reason(self, stated: Sequence[int], foreign: Sequence[int]) -> bool:
        """Whether all that sounds open says why the task is not the unit's: 均未配备校车，无需检测."""
        place = foreign[-1]
        if list(stated) != [place - 1] or self.clauses[place - 1].sentence != self.clauses[place].sentence:
            return False
        return _NO_NEED.match(self.clauses[place].text) is not None

    def goes_on(self, place: int) -> bool:
        """Whether a clause says how it goes on with what its sentence said to be done."""
        if not place or not _GOES_ON.search(self.clauses[place].text):
            return False
        one, other = self.clauses[place - 1], self.clauses[place]
        return one.sentence == other.sentence and self.signs[place - 1] not in (Sign.WAIT, Sign.ASIDE)

    def opens(self, place: int) -> bool:
        """Whether a clause leaves no doubt that something of the task is open, even beside what is done."""
        return (
            self.listed
            or self.goes_on(place)
            or _THE_OTHERS.match(self.clauses[min(place + 1, len(self.clauses) - 1)].text) is not None
            or self.bears(place)
            or _CERTAIN.search(self.clauses[place].unquoted) is not None
        )

    def follows(self, later: int, earlier: int) -> bool:
        """Whether one clause comes after another and is no part of the same plan (计划11月启动，12月完成)."""
        one, other = self.clauses[later], self.clauses[earlier]
        return later > earlier and (one.sentence > other.sentence or "已" in one.text)

    def reading(self, status: Status, places: Sequence[int]) -> Reading:
        """A reading with the words of the first of these clauses, as the unit wrote them."""
        shown = [self.text[self.clauses[p].start : self.clauses[p].end].strip() for p in places[:4]]
        return Reading(status=status, words="…".join(dict.fromkeys(shown)))

    def plans_the_whole(self) -> list[int]:
        """Plans for the task as a whole after all that is done: 预计11月20日前全部离田."""
        last = max(self.at(Sign.FINAL), default=-1)
        return [
            place
            for place in self.at(Sign.FUTURE)
            if place > last and (_THE_WHOLE.search(self.clauses[place].text) or self.covers(place))
        ]

    def accounted_for(self, place: int) -> bool:
        """Whether what is left over is told to be settled otherwise: 27笔结清26笔，另1笔胜诉无需支付."""
        figures = _counts(self.clauses[place].text)
        if len(figures) != 2 or figures[0][1] != figures[1][1]:
            return False
        rest = abs(figures[0][0] - figures[1][0]), figures[0][1]
        return self._settled.get(rest, -1) > place

    @cached_property
    def _settled(self) -> dict[tuple[float, str], int]:
        """The counts of what nothing is left to be done of, with the last place of each."""
        places = self.at(Sign.DONE, Sign.FINAL, Sign.UNREAD, Sign.ASIDE, Sign.NOT_INVOLVED)
        settled = [
            place
            for place in places
            if not _UNSETTLED.search(self.clauses[place].unquoted)
            and (self.signs[place] is not Sign.UNREAD or _SETTLED.search(self.clauses[place].unquoted))
        ]
        return {figure: place for place in settled for figure in _counts(self.clauses[place].text)}

    def perhaps_done(self) -> list[int]:
        """What is done, or what no rule knows but sounds as if it were (5栋厂房交钥匙, 全部放行)."""
        unread = [
            place
            for place in self.at(Sign.UNREAD, Sign.UNSURE)
            if _PERHAPS_DONE.search(self.clauses[place].unquoted) or self.names_the_whole(place)
        ]
        return sorted([*self.at(Sign.DONE, Sign.FINAL), *unread])

    def names_the_whole(self, place: int) -> bool:
        """Whether a clause names all that the task asks for as something that is, in an answer."""
        clause = self.clauses[place]
        return (
            self.covers(place) and not self.long and not _HEADS.search(clause.text) and not HINT.search(clause.unquoted)
        )

    def ends_on_a_bare_word(self, done: Sequence[int]) -> list[int]:
        """The end of an answer where no rule knows it and no word says that it came about, beside what is not said to be
        done as a whole: who says how it stands now says it last (中期评估过了，终期材料报市局)."""
        last = len(self.clauses) - 1
        known = self.signs[last] is not Sign.UNREAD or self.long or not last
        whole = any(
            self.covers(place)
            or self.has_no_subject(place)
            or (ends(self.clauses[place].unquoted, squeeze(self.task)) and self.is_about_task(place))
            or (self.signs[place] is Sign.DONE and _ALL.search(self.clauses[place].text))
            for place in done
        )
        return [] if known or whole or _SAYS_IT_IS_SO.search(self.clauses[last].unquoted) else [last]

    def left_aside(self, done: Sequence[int]) -> list[int]:
        """What is told apart from the others that are done (凤凰站在谈，其余开了): not known to be done itself."""
        others = [place for place in done if place and _THE_OTHERS.match(self.clauses[place].text)]
        return [place - 1 for place in others if self.signs[place - 1] is Sign.UNREAD]

    def some_of(self, done: Sequence[int]) -> list[int]:
        """What is done of a greater number, of which nothing is said to be done (31个小区施工全部进场，其中29个完工)."""
        found = []
        for place in done:
            if not place or not self.clauses[place].text.startswith("其中") or self.signs[place - 1] in _IS_DONE:
                continue
            whole = {measure: value for value, measure in _counts(self.clauses[place - 1].text)}
            if any(value < whole.get(measure, 0) for value, measure in _counts(self.clauses[place].text)):
                found.append(place)
        return found

    def parts_of(self, done: Sequence[int]) -> list[int]:
        """The clauses that no rule knows and that count some of what was counted as done: 42台已上线，8台办牌照."""
        known = {measure: value for place in done for value, measure in _counts(self.clauses[place].text)}
        return [
            place
            for place in self.at(Sign.UNREAD)
            if not _TOLD_APART.search(self.clauses[place].text)
            and any(value < known.get(measure, 0) for value, measure in _counts(self.clauses[place].text))
        ]


def _counts(text: str) -> list[tuple[float, str]]:
    return [(number(found[1]) or 0, found[2]) for found in _A_COUNT.finditer(text)]
