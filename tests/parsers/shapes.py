"""The shapes units send forms in, told once: what stands on the page, and what must be read off it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

TITLE = "2022年银湖区政务公开工作要点任务落实台账"
UNIT, DAY = "银湖区发展和改革局", "2022年6月8日"
HEADINGS = ("序号", "重点工作", "主要内容", "量化指标", "责任单位", "责任时限", "进展落实情况")
FIELDS = ("number", "section", "focus", "content", "indicator", "responsible", "due", "progress")


@dataclass(frozen=True)
class C:
    """A cell: its text, the columns and the rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


Table = list[list[C]]
Block = str | Table


@dataclass(frozen=True)
class Task:
    """A row as it must be read."""

    number: str
    section: str
    focus: str
    content: str
    indicator: str
    responsible: str
    due: str
    progress: str | None

    def texts(self) -> list[str]:
        """The texts under the seven headings."""
        return [
            self.number,
            self.focus,
            self.content,
            self.indicator,
            self.responsible,
            self.due,
            self.progress or "",
        ]


@dataclass(frozen=True)
class Truth:
    """A form as it must be read."""

    tasks: tuple[Task, ...]
    title: str = TITLE
    unit: str | None = UNIT
    reported_on: str | None = DAY
    round: str | None = None


@dataclass(frozen=True)
class Shape:
    """A page and the forms on it."""

    name: str
    blocks: list[Block]
    truths: tuple[Truth, ...]
    sheets: bool = True  # whether it makes sense in a workbook
    ragged: bool = False  # rows lack cells: only formats that can say so


_ONE, _TWO, _THREE = "一、夯实政务公开基础", "二、深化重点领域公开", "三、强化组织保障"
_OFFICE = "牵头单位：政府办公室，责任单位：各乡镇（街道）、政府各部门"
_FINANCE = "牵头单位：财政局、税务局"
TASKS = (
    Task("1", _ONE, "（一）强化政务信息管理", "坚持先审查后公开的原则，严格落实公文公开属性源头认定和发布审查机制，把握知晓范围，公开和守密不可偏废。",
         "发生泄密或引发负面舆情视为未完成；定期抽检。", _OFFICE, "长期坚持", "已落实公文公开属性认定，新制发公文36件全部标注公开属性。"),
    Task("2", _ONE, "（一）强化政务信息管理", "确保行政规范性文件全生命周期管理，起草说明、政策图解和正式文件同步提交审签，材料不齐全的予以退文。",
         "查看规范性文件清理情况，每年不少于1次。", _OFFICE, "长期坚持", "清理规范性文件12件，废止2件，结果已在网站公布。\n下一步继续跟进。"),
    Task("3", _ONE, "（二）加强法定主动公开", "动态更新政务公开事项清单目录，推进清单目录深层次应用，实现与政府管理、政务服务的深度嵌入和有机融合。",
         "查看目录更新情况，未更新视为未完成。", "牵头单位：政府办公室", "2022年9月", "不涉及"),
    Task("4", _TWO, "（一）涉及市场主体的信息公开", "按照上级部署，以银湖区“减税降费”专栏为依托，及时主动公开惠企政策，增强政策发布的时效性和覆盖面。",
         "查看专栏信息更新数量，每月不少于4条。", _FINANCE, "2022年11月", "专栏发布惠企政策18条，其中“一图读懂”5个，占比27.8%。"),
    Task("5", _TWO, "（一）涉及市场主体的信息公开", "做好行政事业性收费目录清单常态公开，正确使用清单模板，对收费标准有调整的在5个工作日内更新并说明理由。",
         "查看专栏信息更新数量，每月不少于4条。", _FINANCE, "2022年11月", "收费目录清单已公开，√ 无调整。"),
    Task("6", _TWO, "（二）涉及扩大投资的信息公开", "及时公开重大建设项目批准、实施、竣工等信息，重点公开群众关心的征地、环评和资金使用情况，接受社会监督。",
         "重大建设项目信息公开率达到100%。", "牵头单位：发改局，责任单位：住建局、自然资源局", "2022年12月", "已公开重大建设项目信息9个，公开率100%。"),
    Task("7", _THREE, "建立任务台账", "各单位要根据本要点结合实际抓紧研究制定工作台账，明确责任主体和落实时限，按季度报送进展情况。",
         "未按时报送视为未完成。", _OFFICE, "长期坚持", ""),
    Task("8", _THREE, "开展“回头看”", "对上一年度政务公开工作要点落实情况开展“回头看”，对未完成的事项实行销号管理，逐项整改到位。",
         "查看整改销号台账。", _OFFICE, "2022年12月", "已开展“回头看”1次，销号3项（含“双随机”1项）。"),
)  # fmt: skip

_UNIT_LINE, _DAY_LINE = f"填报单位：{UNIT}（盖章）", f"填报时间：{DAY}"
_HEAD: list[Block] = [
    TITLE,
    "　　请各单位对照台账细化措施、逐项落实，于2022年6月10日、9月10日、12月10日前报送政府办公室。",
]
_NAMED: list[Block] = [*_HEAD, _UNIT_LINE, _DAY_LINE]
_MERGED = (1, 3, 4, 5)


def header() -> list[C]:
    """The usual header."""
    return [C(heading) for heading in HEADINGS]


def body(tasks: Sequence[Task], *, merged: bool = True, width: int = 7) -> Table:
    """Section rows and task rows, equal cells under one focus merged."""
    rows: Table = []
    for index, task in enumerate(tasks):
        if index == 0 or tasks[index - 1].section != task.section:
            rows.append([C(task.section, columns=width)])
        line = []
        for column, text in enumerate(task.texts()):
            depth = _depth(tasks, index, column) if merged and column in _MERGED else 1
            if depth:
                line.append(C(text, rows=depth))
        rows.append(line)
    return rows


def _depth(tasks: Sequence[Task], index: int, column: int) -> int:
    """The rows a merged cell covers, 0 if it is covered by the one above."""

    def key(task: Task) -> tuple[str, str, str]:
        return task.section, task.focus, task.texts()[column]

    if index and key(tasks[index - 1]) == key(tasks[index]):
        return 0
    depth = 1
    while index + depth < len(tasks) and key(tasks[index + depth]) == key(tasks[index]):
        depth += 1
    return depth


def _plain() -> Shape:
    return Shape("plain", [*_NAMED, [header(), *body(TASKS)]], (Truth(TASKS),))


def _unmerged() -> Shape:
    head: list[Block] = [
        TITLE,
        "（2022年第二季度填报版）",
        f"填 报 单 位 ：{UNIT} （公章）        填 报 时 间 ： 2022.6.8",
    ]
    return Shape("one_line_head", [*head, [header(), *body(TASKS, merged=False)]],
                 (Truth(TASKS, reported_on="2022.6.8", round="2022年第二季度"),))  # fmt: skip


def _repeated() -> Shape:
    pages = [body(TASKS[:3]), body(TASKS[3:6]), body(TASKS[6:])]
    return Shape(
        "page_tables_with_header", [*_NAMED, *([header(), *page] for page in pages)], (Truth(TASKS),), sheets=False
    )


def _cut() -> Shape:
    """A page break inside task 5: the rest of its cells stands in a row without a number."""
    task = TASKS[4]
    first = replace(task, content=task.content[:30], progress=(task.progress or "")[:6])
    rest = ["", "", task.content[30:], "", "", "", (task.progress or "")[6:]]
    one = [header(), *body([*TASKS[:4], first])]
    two = [[C(text) for text in rest], [C(text) for text in TASKS[5].texts()], *body(TASKS[6:])]
    return Shape("cell_cut_by_page", [*_NAMED, one, two], (Truth(TASKS),), sheets=False)


def _two_rows() -> Shape:
    top = [C("序号", rows=2), C("工作任务", columns=3), C("责任落实", columns=2), C("进展落实情况", rows=2)]
    below = [C(heading) for heading in ("重点工作", "主要内容", "量化指标", "责任单位", "责任时限")]
    return Shape("two_row_header", [*_NAMED, [top, below, *body(TASKS)]], (Truth(TASKS),))


def _renamed() -> Shape:
    """Columns renamed, one dropped, two added."""
    headings = ("编号", "工作内容", "牵头单位", "完成时限", "工作进展情况", "存在问题及下一步打算", "备注")
    rows: Table = []
    tasks = []
    section = ""
    for task in TASKS:
        if task.section != section:
            section = task.section
            rows.append([C(section, columns=7)])
        texts = [task.number, task.content, task.responsible, task.due, task.progress or "", "人手不足", ""]
        rows.append([C(text) for text in texts])
        tasks.append(replace(task, focus="", indicator=""))
    return Shape("columns_renamed", [*_NAMED, [[C(one) for one in headings], *rows]], (Truth(tuple(tasks)),))


def _some() -> Shape:
    tasks = (TASKS[1], TASKS[3], TASKS[7])
    return Shape("only_own_tasks", [*_NAMED, [header(), *body(tasks)]], (Truth(tasks),))


def _numbers() -> Shape:
    written = ("1.", "2、", "（3）", "４", "5", " 6 ", "第7项", "8．")
    tasks = tuple(replace(task, number=number) for task, number in zip(TASKS, written, strict=True))
    return Shape("numbers_written_oddly", [*_NAMED, [header(), *body(tasks)]], (Truth(tasks),))


def _unnumbered() -> Shape:
    tasks = tuple(replace(task, number="") for task in TASKS)
    return Shape("numbers_automatic", [*_NAMED, [header(), *body(tasks)]], (Truth(tasks),))


def _head_in_table() -> Shape:
    head = [
        [C(TITLE, columns=7)],
        [C("填报单位（盖章）", columns=2), C(UNIT, columns=2), C("填报日期"), C("二〇二二年六月八日", columns=2)],
    ]
    truth = Truth(TASKS, reported_on="二〇二二年六月八日")
    return Shape("head_in_table", [[*head, header(), *body(TASKS)]], (truth,))


def _head_below() -> Shape:
    foot = [C(f"填报单位：{UNIT}（盖章）", columns=4), C("填报时间：2022 年 6 月 8 日  联系人：张三", columns=3)]
    blocks: list[Block] = [*_HEAD, [header(), *body(TASKS), foot]]
    return Shape("head_below_table", blocks, (Truth(TASKS, reported_on="2022 年 6 月 8 日"),))


def _slipped() -> Shape:
    """Continued cells are missing, so that what follows stands too far left."""
    rows = [[C(cell.text) if cell.columns == 1 else cell for cell in row] for row in body(TASKS)]
    return Shape("merged_cells_missing", [*_NAMED, [header(), *rows]], (Truth(TASKS),), sheets=False, ragged=True)


def _two_forms() -> Shape:
    other = tuple(replace(task, progress=f"街道办已完成第{task.number}项。") for task in TASKS[:4])
    second: list[Block] = [TITLE, "填报单位：银湖区西湖街道办事处", "填报时间：6月9日", [header(), *body(other)]]
    truths = (Truth(TASKS), Truth(other, unit="银湖区西湖街道办事处", reported_on="6月9日"))
    return Shape("two_forms_in_one_file", [*_NAMED, [header(), *body(TASKS)], *second], truths)


def _shared_progress() -> Shape:
    """One progress cell over tasks 4 and 5."""
    said = "两项任务合并推进，均已按要求公开。"
    tasks = tuple(replace(task, progress=said) if task.number in "45" else task for task in TASKS)
    rows = body(tasks)
    first = next(row for row in rows if row[0].text == "4")
    second = next(row for row in rows if row[0].text == "5")
    first[-1] = C(said, rows=2)
    second.pop()
    return Shape("progress_over_two_tasks", [*_NAMED, [header(), *rows]], (Truth(tasks),))


def _quarters() -> Shape:
    """A year's form: a progress column per quarter; the second quarter is reported."""
    top = [*(C(heading, rows=2) for heading in HEADINGS[:6]), C("进展落实情况", columns=4)]
    below = [C(f"第{quarter}季度") for quarter in "一二三四"]
    rows = body(TASKS, width=10)
    for row in rows:
        if len(row) > 1:
            row[-1:] = [C("一季度已推进。"), row[-1], C(""), C("")]
    head: list[Block] = [f"{TITLE}（第二季度）", _UNIT_LINE, _DAY_LINE]
    truth = Truth(TASKS, title=f"{TITLE}（第二季度）", round="第二季度")
    return Shape("quarter_columns", [*head, [top, below, *rows]], (truth,))


def _bare_quarters() -> Shape:
    """Columns called by the quarters alone; the second quarter is reported."""
    headings = [*header()[:6], *(C(f"{quarter}季度") for quarter in "一二三四")]
    rows = body(TASKS, width=10)
    for row in rows:
        if len(row) > 1:
            row[-1:] = [C("一季度已推进。"), row[-1], C(""), C("")]
    head: list[Block] = [f"{TITLE}（第二季度）", _UNIT_LINE, _DAY_LINE]
    truth = Truth(TASKS, title=f"{TITLE}（第二季度）", round="第二季度")
    return Shape("quarter_columns_bare", [*head, [headings, *rows]], (truth,))


def _last_round_beside() -> Shape:
    headings = [*header()[:6], C("上期进展（供参考）"), C("落实情况（截至6月10日）")]
    rows = body(TASKS, width=8)
    for row in rows:
        if len(row) > 1:
            row.insert(len(row) - 1, C("上期已完成。"))
    return Shape("last_round_beside", [*_NAMED, [headings, *rows]], (Truth(TASKS),))


def _several_lines_per_task() -> Shape:
    """A unit split task 4's progress over two lines of its own."""
    rows = body(TASKS, merged=False)
    at = next(index for index, row in enumerate(rows) if row[0].text == "4")
    given = [C(cell.text, rows=2) for cell in rows[at][:6]]
    rows[at] = [*given, C("专栏发布惠企政策18条。")]
    rows.insert(at + 1, [C("“一图读懂”5个。")])
    tasks = tuple(
        replace(task, progress="专栏发布惠企政策18条。\n“一图读懂”5个。") if task.number == "4" else task
        for task in TASKS
    )
    return Shape("progress_in_two_lines", [*_NAMED, [header(), *rows]], (Truth(tasks),))


SHAPES: tuple[Callable[[], Shape], ...] = (
    _plain,
    _unmerged,
    _repeated,
    _cut,
    _two_rows,
    _renamed,
    _some,
    _numbers,
    _unnumbered,
    _head_in_table,
    _head_below,
    _slipped,
    _two_forms,
    _shared_progress,
    _quarters,
    _bare_quarters,
    _last_round_beside,
    _several_lines_per_task,
)


def shapes() -> list[Shape]:
    """Every shape."""
    return [make() for make in SHAPES]
