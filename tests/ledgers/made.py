"""Twelve ledgers laid out as other offices lay theirs out, with words of our own: name → the file."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache

import docx
from docx.table import Table
from openpyxl import Workbook

Row = Sequence[str]  # one text alone: a section's heading over the whole width
UNITS = (
    ("发展改革局", "发改局、区发改局", "部门"),
    ("教育局", "区教育局", "部门"),
    ("财政局", "区财政局", "部门"),
    ("住房和城乡建设局", "住建局、区住建局", "部门"),
    ("应急管理局", "应急局、区应急局", "部门"),
    ("信访局", "区信访局", "部门"),
    ("青石镇", "", "乡镇"),
    ("柳河街道", "", "街道"),
)
GROUPS = (
    ("各镇（街道）", "各镇街、各乡镇（街道）", "类别：乡镇、类别：街道"),
    ("区直各部门", "各部门、区直有关部门", "类别：部门"),
)


def saved(book: Workbook | docx.document.Document) -> bytes:
    """The file of a document."""
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@cache
def units() -> bytes:
    """A small 单位名录: eight units, two groups."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "单位名录"
    sheet.append(["单位名称", "别名", "类别", "A岗姓名", "A岗邮箱"])
    for number, (name, aliases, category) in enumerate(UNITS, 1):
        sheet.append([name, aliases, category, f"甲{number}", f"u{number}@pingchuan.gov.cn"])
    groups = book.create_sheet("分组")
    groups.append(["分组名称", "别名", "包含", "不含"])
    for group in GROUPS:
        groups.append([*group, ""])
    return saved(book)


def word(title: str, preface: str, heads: Sequence[Row], rows: Sequence[Row], *, merged: Sequence[int] = ()) -> bytes:
    """A ledger in Word; blanks in a heading and under `merged` columns belong to the cell before or above."""
    document = docx.Document()
    document.add_heading(title, 0)
    document.add_paragraph(preface)
    table = document.add_table(rows=len(heads) + len(rows), cols=len(heads[0]))
    for line, texts in enumerate([*heads, *rows]):
        if len(texts) == 1:
            table.cell(line, 0).merge(table.cell(line, len(heads[0]) - 1)).text = texts[0]
        else:
            for column, text in enumerate(texts):
                table.cell(line, column).text = text
    _merge_word(table, heads, rows, merged)
    return saved(document)


def _merge_word(table: Table, heads: Sequence[Row], rows: Sequence[Row], merged: Sequence[int]) -> None:
    for top, left, bottom, right, text in _spans(heads, rows, merged):
        cell = table.cell(top, left).merge(table.cell(bottom, right))
        for extra in cell.paragraphs[1:]:
            extra._p.getparent().remove(extra._p)
        cell.text = text


def excel(title: str, preface: str, heads: Sequence[Row], rows: Sequence[Row], *, merged: Sequence[int] = ()) -> bytes:
    """The same in Excel."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title, wide = "台账", len(heads[0])
    for line, texts in enumerate([[title], [preface], *heads, *rows], 1):
        for column, text in enumerate(texts, 1):
            sheet.cell(line, column).value = int(text) if text.isdigit() else text or None
        if len(texts) == 1:
            sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=wide)
    for top, left, bottom, right, _ in _spans(heads, rows, merged):
        sheet.merge_cells(start_row=top + 3, end_row=bottom + 3, start_column=left + 1, end_column=right + 1)
    return saved(book)


def _spans(heads: Sequence[Row], rows: Sequence[Row], merged: Sequence[int]) -> list[tuple[int, int, int, int, str]]:
    """The cells that run together: top, left, bottom, right and the text."""
    found = _heads_spans(*heads) if len(heads) == 2 else []
    for column in merged:
        line = 0
        while line < len(rows):
            end = line
            while end + 1 < len(rows) and len(rows[end + 1]) > 1 and not rows[end + 1][column]:
                end += 1
            if end > line:
                found.append((line + len(heads), column, end + len(heads), column, rows[line][column]))
            line = end + 1
    return found


def _heads_spans(upper: Row, lower: Row) -> list[tuple[int, int, int, int, str]]:
    """Headings over both rows where nothing stands below, else over the blanks beside them."""
    found = []
    for column, text in enumerate(upper):
        if text and not lower[column]:
            found.append((0, column, 1, column, text))
        elif text:
            right = next((n for n in range(column + 1, len(upper)) if upper[n] or not lower[n]), len(upper)) - 1
            found.append((0, column, 0, right, text))
    return found


def ducha() -> bytes:
    """督查台账: codes for numbers, three columns the unit fills."""
    return word(
        "2025年平川区政府督查台账",
        "各承办单位于每月25日前将办理情况报送区政府督查室。逾期未报的予以通报。",
        [("督查编号", "督查事项", "交办时间", "责任领导", "承办单位", "协办单位", "办结时限", "办理进展", "存在问题", "下一步打算")],
        [
            ("督〔2025〕1号", "老旧小区加装电梯补助资金拨付到位。", "2025-02-18", "赵副区长", "财政局", "住建局", "2025-03-31", "", "", ""),
            ("督〔2025〕2号", "制定学区划分调整方案并征求意见。", "2025-02-18", "钱副区长", "教育局", "各镇（街道）", "5月15日", "", "", ""),
            ("督〔2025〕3号", "完成雨污分流改造管网普查。", "2025-03-04", "孙副区长", "住房和城乡建设局", "青石镇", "2025.10", "", "", ""),
        ],
    )  # fmt: skip


def fenjie() -> bytes:
    """重点工作任务分解表: monthly, lead and other units apart, tasks that run together."""
    return word(
        "2025年平川区重点工作任务分解表",
        "各责任单位每月5日前将上月进展情况报送区政府办公室305室，区政府办公室按月通报。",
        [("序号", "工作任务", "具体举措", "牵头单位", "配合单位", "完成时限", "分管领导", "工作进展情况")],
        [
            ("1", "优化营商环境", "推进“一件事”集成改革，年内新增10项。", "发改局", "财政局、各镇（街道）", "2025年12月底", "赵副区长", ""),
            ("2", "", "建立企业诉求闭环办理机制。", "发改局", "区直各部门", "6月底前", "赵副区长", ""),
            ("3", "教育提质", "新建学校2所，新增学位1800个。", "教育局", "住建局、财政局", "8月底前", "钱副区长", ""),
            ("4", "城市更新", "完成背街小巷整治18条。", "住建局", "青石镇、柳河街道", "三季度", "孙副区长", ""),
            ("5", "", "开展扬尘整治专项行动。", "住建局", "各镇（街道）", "全年", "孙副区长", ""),
        ],
        merged=[1],
    )  # fmt: skip


def baogao() -> bytes:
    """政府工作报告任务分解: quarterly on the 20th, lead by its word, a plan in two columns under one heading."""
    return word(
        "平川区2025年《政府工作报告》主要目标任务分解",
        "各牵头单位于每季度末月20日前将落实情况报区政府办公室。",
        [
            ("序号", "目标任务", "工作举措", "分管区领导", "责任单位", "推进计划", "", "落实情况"),
            ("", "", "", "", "", "上半年", "全年", ""),
        ],
        [
            ("一、经济运行",),
            ("1", "地区生产总值增长5.5%", "抓好项目入库纳统。", "赵副区长", "发改局牵头，财政局、各部门配合", "增长5.3%", "增长5.5%", ""),
            ("2", "一般公共预算收入增长3%", "加强税源培植。", "赵副区长", "财政局（牵头）、各镇（街道）", "过半", "增长3%", ""),
            ("二、社会事业",),
            ("3", "新增普惠托位300个", "新建托育机构4家。", "钱副区长", "教育局、住建局、柳河街道", "开工", "建成投用", ""),
        ],
    )  # fmt: skip


def wenti() -> bytes:
    """审计问题整改台账: half-yearly on fixed days, numbers that restart, 反馈问题 for the task, a state to choose."""
    return word(
        "平川区2024年度审计查出问题整改台账（2025年）",
        "各整改责任单位分别于2025年6月30日、12月31日前报送整改进展情况。",
        [("序号", "反馈问题", "整改目标", "整改措施", "责任领导", "整改责任单位", "整改时限", "整改进展情况", "整改状态（已完成/推进中）")],
        [
            ("一、预算执行方面",),
            ("1", "部分项目资金拨付不及时。", "年内拨付到位", "逐笔清理，建立台账。", "赵副区长", "财政局", "2025年6月", "", ""),
            ("2", "个别单位结余资金未上缴。", "全部上缴国库", "核实金额后上缴。", "赵副区长", "教育局、青石镇", "2025年9月底前", "", ""),
            ("二、工程管理方面",),
            ("1", "招投标资料不完整。", "补齐资料", "完善内控制度。", "孙副区长", "住建局", "立行立改", "", ""),
            ("2", "工程变更未履行审批手续。", "履行程序", "补办手续，追究责任。", "孙副区长", "住建局、柳河街道", "年底前", "", ""),
        ],
    )  # fmt: skip


def minsheng() -> bytes:
    """民生实事: Excel, quarterly on the 20th, 类别 beside 实事项目."""
    return excel(
        "2025年平川区民生实事任务台账",
        "各责任单位每季度末月20日前将进展情况报送区政府办公室。",
        [("序号", "类别", "实事项目", "年度目标", "责任单位", "配合单位", "完成时间", "进展情况", "备注")],
        [
            ("1", "教育", "新增中小学学位", "1800个", "教育局", "财政局", "2025年9月", "", ""),
            ("2", "", "改造校园食堂", "12个", "教育局", "青石镇、柳河街道", "2025年8月底前", "", ""),
            ("3", "宜居", "老旧小区改造", "35个小区", "住建局", "各镇（街道）", "2025.11", "", ""),
            ("4", "安全", "更换燃气软管", "覆盖率95%以上", "应急局", "住建局", "长期坚持", "", ""),
        ],
        merged=[1],
    )  # fmt: skip


def huanbao() -> bytes:
    """环保督察整改清单: every two months, numbers that restart, what is left and what comes next apart."""
    return word(
        "平川区2025年生态环境保护督察反馈问题整改清单",
        "各责任单位每双月25日前报送整改进展，完成整改的及时申请销号。",
        [("序号", "督察反馈问题", "整改目标", "整改措施", "牵头单位", "责任单位", "整改时限", "整改进展", "存在问题", "下一步措施", "验收销号情况")],
        [
            ("（一）大气污染防治",),
            ("1", "部分工地扬尘管控不到位。", "六个百分百", "加密巡查。", "住建局", "各镇（街道）", "2025年10月", "", "", "", ""),
            ("2", "散煤复燃现象时有发生。", "动态清零", "开展入户排查。", "发改局", "青石镇、柳河街道", "长期坚持", "", "", "", ""),
            ("（二）水污染防治",),
            ("1", "柳河沿岸存在雨污混排。", "消除混排口", "实施管网改造。", "住建局", "柳河街道", "2025年底前", "", "", "", ""),
        ],
    )  # fmt: skip


def xuncha() -> bytes:
    """巡察整改台账: Excel, within ten days after each half-year, the order of columns turned about."""
    return excel(
        "区委第三轮巡察反馈意见整改落实台账（2025年）",
        "各单位于每半年结束后10日内将整改落实情况报区委巡察办。",
        [("序号", "责任单位", "责任领导", "巡察反馈意见", "具体表现", "整改举措", "完成时限", "整改落实情况", "未完成原因")],
        [
            ("1", "教育局", "钱副区长", "落实意识形态责任制有差距", "专题研究不够经常。", "每半年专题研究一次。", "每半年", "", ""),
            ("2", "财政局、信访局", "赵副区长", "财务管理不严", "报销附件不全。", "修订财务制度。", "6月底前", "", ""),
            ("3", "青石镇", "李书记", "为民服务意识不强", "办事流程公开不及时。", "更新办事指南。", "立行立改", "", ""),
        ],
    )  # fmt: skip


def anquan() -> bytes:
    """安全生产专项整治: no numbers, lead by its word, limits in words, monthly by its last day."""
    return word(
        "平川区二〇二五年安全生产专项整治重点任务清单",
        "请各责任单位每月底前报送工作落实情况。",
        [("重点任务", "工作要求", "责任单位", "时间进度", "落实情况")],
        [
            ("隐患排查", "全面排查重大事故隐患，逐项登记。", "应急局牵头，各镇（街道）配合", "二季度末", ""),
            ("专项整治", "开展燃气安全专项整治。", "住建局（牵头）、应急局、柳河街道", "2025年10月", ""),
            ("宣传教育", "组织安全生产月活动。", "应急局、教育局、各有关单位", "6月", ""),
            ("值班值守", "落实领导带班制度。", "各部门", "每月", ""),
        ],
    )  # fmt: skip


def yingshang() -> bytes:
    """营商环境: Excel, two rows of headings, three columns for the unit, the 10th of the month after each quarter."""
    return excel(
        "2025年平川区优化营商环境改革任务台账",
        "各牵头单位于每季度首月10日前将上季度落实情况报送区营商办。",
        [
            ("序号", "改革事项", "改革举措", "责任分工", "", "完成时限", "落实情况", "", ""),
            ("", "", "", "牵头单位", "责任单位", "", "工作进展", "存在问题", "下一步工作"),
        ],
        [
            ("1", "开办企业", "推行“一网通办”，半日办结。", "发改局", "财政局、信访局", "上半年", "", "", ""),
            ("2", "获得施工许可", "推行分阶段办理。", "住建局", "区直各部门", "2025年12月", "", "", ""),
            ("3", "政务服务", "推动事项下沉办理。", "发改局", "各镇（街道）", "9月30日前", "", "", ""),
        ],
    )  # fmt: skip


def huiyi() -> bytes:
    """会议议定事项: by meeting, no day that could be known from the ledger."""
    return word(
        "2025年平川区政府常务会议议定事项落实台账",
        "各主办单位于每次会议后10个工作日内报送办理结果。",
        [("序号", "会议名称", "议定事项", "主办单位", "协办单位", "办结时限", "办理结果")],
        [
            ("1", "第12次常务会", "审定城区停车收费标准。", "发改局", "住建局", "2025年4月", ""),
            ("2", "第12次常务会", "研究义务教育集团化办学。", "教育局", "各镇（街道）", "适时推进", ""),
            ("3", "第13次常务会", "安排汛期值守经费。", "财政局", "应急局、街道社区", "2025年5月15日", ""),
        ],
    )  # fmt: skip


def xinfang() -> bytes:
    """信访积案: Excel, monthly, 包案领导, 主要诉求, measures of their own, whether it is settled."""
    return excel(
        "平川区2025年信访积案化解台账",
        "各包案单位每月28日前报送化解进展情况。",
        [("案号", "信访事项", "主要诉求", "包案领导", "责任单位", "化解措施", "化解时限", "化解进展", "稳控情况", "是否化解")],
        [
            ("1", "某小区办证", "办理不动产登记证。", "孙副区长", "住建局", "容缺受理。", "2025年6月底前", "", "", ""),
            ("2", "某学校工程款", "支付拖欠工程款。", "钱副区长", "教育局、财政局", "列入预算。", "2025.12", "", "", ""),
            ("3", "某村征地补偿", "重新核算补偿面积。", "李书记", "青石镇", "复核测绘。", "下半年", "", "", ""),
        ],
    )  # fmt: skip


def yuedu() -> bytes:
    """月度重点工作: monthly on the 10th, lead by order, what was not done and why apart."""
    return word(
        "柳河片区2025年度月度重点工作推进台账",
        "各责任部门每月10日前报送上月重点工作完成情况；排在首位的为牵头部门。",
        [("编号", "重点工作", "工作内容", "目标值", "责任部门", "责任人", "时间节点", "完成情况", "未完成原因", "下步计划")],
        [
            ("1-1", "招商引资", "签约项目落地。", "5个", "发改局、柳河街道", "王科长", "12月", "", "", ""),
            ("1-2", "招商引资", "闲置厂房盘活。", "2万平方米", "发改局、住建局", "王科长", "11月底", "", "", ""),
            ("2-1", "平安建设", "矛盾纠纷排查。", "每月1次", "信访局、各镇（街道）", "刘科长", "每月", "", "", ""),
        ],
    )  # fmt: skip


LEDGERS: dict[str, tuple[str, Callable[[], bytes]]] = {
    one.__name__: (suffix, one)
    for suffix, one in (
        (".docx", ducha), (".docx", fenjie), (".docx", baogao), (".docx", wenti), (".xlsx", minsheng), (".docx", huanbao),
        (".xlsx", xuncha), (".docx", anquan), (".xlsx", yingshang), (".docx", huiyi), (".xlsx", xinfang), (".docx", yuedu),
    )
}  # fmt: skip
"""By name: the suffix and what makes the file."""
