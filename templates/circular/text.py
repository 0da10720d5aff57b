"""The circular in words: every number counted from the same assessments as the tables, every case worded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ledger.layout import progress_heading
from ledger.model import Assessment, Problem, Report, Standing
from ledger.naming import consequences
from templates.common.phrases import stated
from templates.common.tally import Tally, is_of_last_year, is_older, lacking, tally
from templates.common.wording import change, day, listed, percent, rate, short_clock, tasks_apart, until

NAMES_IN_TEXT = 40
"""Beyond this many units a paragraph gives the number and points to the list attached."""


def overall(report: Report, annex: str) -> list[str]:
    """一、总体情况: the round's count, by category, and against the round before."""
    counted = tally(report.assessments)
    if not counted.expected:
        whole = len(counted.all)
        who = f"全部{whole}个单位均" if whole > 1 else "".join(one.unit.name for one in counted.all)
        return [f"{who}经批准免报，本期无应报送单位。"]
    deadline = f"报送截止时间为{stated(report.round.deadline, report.round.due)}"
    first = f"本期应报送单位{counted.expected}个{_split(counted)}，{deadline}。{_outcome(counted)}"
    paragraphs = [first + _excused(counted) + _pending(counted) + _undecided(counted) + _extended(report)]
    paragraphs.append(_by_category(counted) + _filled(counted) + f"各单位报送情况见{annex}。")
    if report.previous is not None and not counted.count(Standing.UNDECIDED):
        paragraphs.append(_against(report.previous.name, tally(report.previous_assessments), counted))
    return paragraphs


def _split(counted: Tally) -> str:
    parts = [f"{name}{part.expected}个" for name, part in counted.categories if part.expected]
    return f"（{listed(parts)}）" if len(parts) > 1 else ""


def _outcome(counted: Tally) -> str:
    """How the round came out; 全部 and 均未 where all stand alike."""
    whole, share = counted.expected, _share(counted)
    for standing, words in _ALIKE.items():
        if counted.count(standing) == whole:
            who = f"全部{whole}个单位均" if whole > 1 else "该单位"
            return f"{who}{words}{share}。"
    head = f"按时报送{counted.on_time}个" if counted.on_time else "无单位按时报送"
    rest = [f"{words}{counted.count(standing)}个" for standing, words in _OTHERS.items() if counted.count(standing)]
    return "；".join([f"其中，{head}{share}", *rest]) + "。"


def _share(counted: Tally) -> str:
    """The rate, where it is known."""
    return "" if counted.rate is None else f"，按时报送率{percent(counted.rate)}"


_ALIKE = {
    Standing.ON_TIME: "按时报送",
    Standing.LATE: "逾期报送",
    Standing.INCOMPLETE: "报送不完整",
    Standing.MISSING: "未报送",
}
_OTHERS = {
    Standing.LATE: "逾期报送",
    Standing.INCOMPLETE: "报送不完整",
    Standing.MISSING: "未报送",
    Standing.PENDING: "尚在报送（补正）期限内",
    Standing.UNDECIDED: "来件待核实",
}


def _excused(counted: Tally) -> str:
    excused = counted.of(Standing.EXCUSED)
    return f"另有经批准免报单位{len(excused)}个：{names(excused)}，不计入应报送单位。" if excused else ""


def _pending(counted: Tally) -> str:
    pending = counted.of(Standing.PENDING)
    return f"{names(pending)}尚在报送（补正）期限内，暂不作认定。" if pending else ""


def _undecided(counted: Tally) -> str:
    """Which units are undecided is in the check list, not in a text that may go out."""
    return "来件待核实的单位暂不作认定。" if counted.count(Standing.UNDECIDED) else ""


def _extended(report: Report) -> str:
    extended = [one for one in report.assessments if _was_extended(one)]
    if not extended:
        return ""
    each = [f"{one.unit.name}（延至{until(one.deadline)}）" for one in extended]
    return f"经批准延期报送的单位{len(extended)}个：{listed(each)}，按延期后的时限认定。"


def _was_extended(one: Assessment) -> bool:
    return one.deadline > one.round.deadline and one.standing is not Standing.EXCUSED


def _by_category(counted: Tally) -> str:
    if counted.on_time in (0, counted.expected):
        return ""  # the same for every category
    parts = [f"{name}按时报送{part.on_time}个{_share(part)}" for name, part in counted.categories if part.expected]
    return f"分类别看，{'；'.join(parts)}。" if len(parts) > 1 else ""


def _filled(counted: Tally) -> str:
    """How much of what had to be filled in is: 项次 are tasks times units."""
    done, due = counted.filled
    if not due:
        return ""
    who = "除来件待核实的单位外，" if counted.count(Standing.UNDECIDED) else ""
    if done == due:
        return f"{who}应填报任务{due}项次，均已填报。"
    if not done:
        return f"{who}应填报任务{due}项次，均未填报。"
    return f"{who}应填报任务{due}项次，已填报{done}项次，填报率{percent(rate(done, due))}。"


def _against(name: str, before: Tally, now: Tally) -> str:
    if before.rate is None or now.rate is None:
        return f"上期（{name}）无应报送单位，不作比较。"
    return (
        f"与上期相比，上期（{name}）应报送单位{before.expected}个，按时报送{before.on_time}个，"
        f"按时报送率{percent(before.rate)}；本期应报送单位{now.expected}个，按时报送{now.on_time}个，"
        f"按时报送率{percent(now.rate)}，较上期{change(now.rate, before.rate)}。"
    )


def lookback(report: Report, annex: str) -> list[str]:
    """二、上期问题整改“回头看”情况: cleared or not, each; nothing where there was no round before."""
    return [*_looked_back(report, annex), *_left_out(report)]


def _left_out(report: Report) -> list[str]:
    names = listed(report.left_out)
    return [f"{names}已不在本年度单位名录中，其上年度未结问题不再列入。"] if names else []


def _looked_back(report: Report, annex: str) -> list[str]:
    if report.previous is None and not report.lookback:
        return []
    if not report.lookback:
        return ["上期通报无需整改的问题。"] if report.previous_named else ["上期未作通报，没有可逐项核查的问题清单。"]
    whole, open_ = len(report.lookback), [one for one in report.lookback if not one.cleared]
    head = f"{'，'.join(_looked_back_at(report))}，涉及单位{_units(report.lookback)}个。"
    where = f"逐项核查结果见{annex}。"
    if not open_:
        return [f"{head}经逐项核查，{'均已' if whole > 1 else '已'}整改到位并销号。{where}"]
    named = listed(f"{unit}{len(group)}项" for unit, group in _grouped(open_).items())
    trailing = f"未整改到位的单位为：{named}。{where}"
    if len(open_) == whole:
        return [f"{head}经逐项核查，{'均未' if whole > 1 else '尚未'}整改到位。{trailing}"]
    return [f"{head}经逐项核查，已整改销号{whole - len(open_)}项，未整改到位{len(open_)}项。{trailing}"]


def _looked_back_at(report: Report) -> Iterator[str]:
    """What is looked back at, each with its number: last round's problems, those before it, those of last year."""
    left = sum(is_of_last_year(one, report) for one in report.lookback)
    older = sum(is_older(one, report) for one in report.lookback) - left
    if report.previous:
        last = len(report.lookback) - older - left
        yield f"上期（{report.previous.name}）{f'通报问题{last}项' if last else '通报无需整改的问题'}"
    if older:
        yield f"以前各期通报、上期尚未销号的问题{older}项"
    if left:
        yield f"上年度结转的问题{left}项"


def looked_back_at(report: Report) -> str:
    """上期; 上年度 in the first round of a year."""
    return "上期" if report.previous else "上年度"


def classes(report: Report, numbers: dict[str, str]) -> list[dict[str, object]]:
    """The problems by class, in the order of their weight; classes that are empty share one sentence."""
    found = [(title, text, word) for title, text, word in _classified(report, numbers) if text]
    empty = [word for _, text, word in _classified(report, numbers) if not text]
    counted = tally(report.assessments)
    undecided = "来件待核实的单位" if counted.count(Standing.UNDECIDED) else ""  # nothing is known of them yet
    if not found:
        but = f"除{undecided}外，" if undecided else ""
        return [{"heading": "", "paragraphs": [f"{but}本期未发现{'、'.join(empty[:-1])}和{empty[-1]}的情形。"]}]
    blocks: list[dict[str, object]] = [
        {"heading": f"（{_CLASS_NUMBERS[index]}）{title}", "paragraphs": text}
        for index, (title, text, _) in enumerate(found)
    ]
    if empty and counted.count(Standing.MISSING) < counted.expected:
        blocks.append(
            {
                "heading": "",
                "paragraphs": [f"除上述问题{undecided and f'和{undecided}'}外，本期未发现{listed(empty)}的情形。"],
            }
        )
    return blocks


_CLASS_NUMBERS = "一二三四"


def _classified(report: Report, numbers: dict[str, str]) -> list[tuple[str, list[str], str]]:
    """Title, paragraphs and the word for its absence, of each class of problem."""
    counted = tally(report.assessments)
    return [
        ("未报送台账", _missing(counted, numbers), "未报送"),
        ("未按时限报送台账", _late(counted, numbers), "逾期报送"),
        ("台账填报不完整", _incomplete(report, counted, numbers), "填报不完整"),
        ("任务到期未完成", _expired(report, numbers), "任务到期未完成"),
    ]


def _missing(counted: Tally, numbers: dict[str, str]) -> list[str]:
    missing = counted.of(Standing.MISSING)
    if not missing:
        return []
    if len(missing) == counted.expected > 1:
        return [f"应报送的{len(missing)}个单位均未报送，名单见{numbers['overview']}。"]
    return [_named("未报送的单位", missing, [one.unit.name for one in missing], numbers["overview"])]


def _late(counted: Tally, numbers: dict[str, str]) -> list[str]:
    late = counted.of(Standing.LATE)
    if not late:
        return []
    each = [f"{one.unit.name}（{_received(one)}）" for one in late]
    if len(late) == counted.expected > 1:
        return [f"应报送的{len(late)}个单位均逾期报送，报送时间见{numbers['overview']}。"]
    return [_named("逾期报送的单位", late, each, numbers["overview"])]


def _received(one: Assessment) -> str:
    return f"{short_clock(one.received_at)}报送" if one.received_at else "报送时间未登记"


def _incomplete(report: Report, counted: Tally, numbers: dict[str, str]) -> list[str]:
    incomplete = counted.of(Standing.INCOMPLETE)
    short = lacking(report.problems)
    paragraphs = []
    if len(incomplete) == counted.expected > 1:
        paragraphs.append(f"应报送的{len(incomplete)}个单位均填报不完整，具体问题见{numbers['problems']}。")
    elif incomplete:
        each = [f"{one.unit.name}{_bracketed(short.get(one.unit.name, ()), one)}" for one in incomplete]
        paragraphs.append(_named("填报不完整的单位", incomplete, each, numbers.get("problems", "")))
    late = [one for one in counted.of(Standing.LATE) if one.unit.name in short]
    if late:
        each = [f"{one.unit.name}{_bracketed(short[one.unit.name], one)}" for one in late]
        paragraphs.append(_named("逾期报送且填报不完整的单位", late, each, numbers["problems"]))
    return paragraphs


def _bracketed(numbers: Sequence[int], one: Assessment) -> str:
    numbers = numbers or [task for task in one.expected if task not in one.answered]
    return f"（{tasks_apart(numbers)}）" if numbers else ""


def _expired(report: Report, numbers: dict[str, str]) -> list[str]:
    expired = [problem for problem in report.problems if problem.kind == "expired"]
    if not expired:
        return []
    units = _grouped(expired)
    whole = len({task for problem in expired for task in problem.tasks})
    each = [f"{unit}（{tasks_apart([task for one in group for task in one.tasks])}）" for unit, group in units.items()]
    head = f"已到责任时限、进展情况未体现完成的任务{whole}项，涉及单位{len(units)}个"
    if len(units) > NAMES_IN_TEXT:
        return [f"{head}，具体见{numbers['expired']}。"]
    return [f"{head}：{listed(each)}。具体见{numbers['expired']}。"]


def _named(head: str, who: Sequence[Assessment], each: Iterable[str], annex: str) -> str:
    """A class as number and names; too many names stand in the attachment only."""
    if len(who) > NAMES_IN_TEXT:
        return f"{head}{len(who)}个，名单见{annex}。"
    see = f"具体问题见{annex}。" if head.endswith("不完整的单位") and annex else ""
    return f"{head}{len(who)}个：{listed(each)}。{see}"


def names(assessments: Iterable[Assessment]) -> str:
    """The units' names, in official order."""
    return listed(one.unit.name for one in assessments)


def _grouped(problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(problem.unit, []).append(problem)
    return groups


def _units(problems: Iterable[Problem]) -> int:
    return len({problem.unit for problem in problems})


def results(report: Report) -> str:
    """What follows for those that are late, as far as the ledger itself says so."""
    deducted, excluded = consequences(report.ledger)
    told = [*(["计入年度扣分"] if deducted else []), *(["不得参加本年度表彰奖励"] if excluded else [])]
    if not told:
        return "对未按时完成的，予以通报。"
    return f"对未按时完成的，按照《{report.ledger.title}》规定{'，并'.join(told)}。"


def duty(report: Report) -> str:
    """What units are to see to; AB岗 where the ledger asks for it."""
    told = " ".join((report.ledger.preface, *(f"{task.content}{task.indicator}" for task in report.ledger.tasks)))
    posts = "落实“AB岗”制度，" if re.search(r"A[、/]?B[岗角]", told) else ""
    return f"各单位分管负责同志要加强审核把关，逐项核对填报内容，{posts}明确专人负责，确保按时、完整、如实报送。"


def demand(report: Report, annex: str) -> dict[str, str]:
    """（一）of 工作要求: what to put right, by when, to whom; for nobody, to go on."""
    kinds = {problem.kind for problem in report.problems}
    kinds |= {"wanting"} if lacking(report.problems) else set()
    kinds |= {"open"} if any(not line.cleared for line in report.lookback) else set()
    if not kinds:
        return {
            "head": "持续规范报送",
            "text": f"各单位要继续按规定时限和填报要求报送下一期台账，如实反映{progress_heading(report.ledger)}。",
        }
    duties = [words for kind_group, words in _DUTIES if kinds & set(kind_group)]
    office = report.office
    place = f"{office.name}{office.room}" + (f"（电子邮箱：{office.address}）" if office.address else "")
    return {
        "head": "限期补报整改",
        "text": f"存在问题的单位须于{day(report.rectify_by)}前整改到位，并将整改情况报送{place}。其中，{'；'.join(duties)}。"
        + (f"问题清单及逐项整改要求见{annex}。" if report.problems else ""),
    }


_DUTIES = (
    (("missing",), "未报送的，报送台账并书面说明原因"),
    (("late",), "逾期报送的，书面说明原因"),
    (("wanting",), "填报不完整的，补充填写后重新报送"),
    (("expired",), "任务到期未完成的，报送完成情况或整改计划"),
    (("open",), "上期问题未整改到位的，一并整改到位"),
)
