"""What each letter may name: its facts and what they mean, in the words of those who edit letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A letter's purpose, its facts by name, and the values of those that may be left out."""

    about: str
    names: dict[str, str]
    defaults: Mapping[str, object] = field(default_factory=dict)
    papers: str = ""  # what always goes out with it

    @property
    def attaches(self) -> str:
        """What goes out with it, for who looks at the letters; "" for nothing."""
        return self.papers or ("该单位的填报表（Word、Excel），须填报、补正时附" if "attached" in self.names else "")


COMMON = {
    "office": "本办公室：name 名称、room 房间、phone 电话、contact 联系人、address 邮箱",
    "written_at": "成文时间",
    "ledger": "台账简称，如“政务公开任务落实台账”",
    "circular": "通报名称，如“季度通报”“月度通报”",
    "warning": "未按时完成的后果，按台账前言，如“予以季度通报，计入年度扣分，并排除在本年度政务公开表彰奖励之外”",
    "theme": "台账主题，如“政务公开”",
    "fields": "各单位填写的栏目，如“进展落实情况”一栏",
}
"""Facts of every letter."""

_UNIT = {"unit": "单位名称"}
_ROUND = {"round": "期次，如“2022年第二季度”", "deadline": "实际截止时间", "due": "台账写明的截止日期"}
_EXTENDED = {"extended": "是否经批准延期"}
_MAIL = {"received_at": "收到时间", "files": "收到的文件名"}
_SUBJECT = {"mail_subject": "来件主题"}
_READ = {"read_through": "收件截至：此前的来件已全部读取"}
_ATTACHED = {"attached": "是否附上该单位的填报表"}
_FINDINGS = {"findings": "问题：severity 等级、message 内容、where 位置、task 任务序号"}
_OPEN = {"open_problems": "以前各期通报、尚未销号的问题，每个一句"}
_EXPECTED = {"expected": "应报任务序号"}

FACTS: dict[str, Facts] = {
    "receipt": Facts(
        about="收件回执：按时、逾期、需补正",
        names={
            **_UNIT,
            **_ROUND,
            **_EXTENDED,
            **_MAIL,
            **_EXPECTED,
            **_FINDINGS,
            **_ATTACHED,
            "number": "收件编号",
            "first_number": "确定时限的首次合格报送件编号",
            "first_received_at": "首次合格报送的收到时间",
            "answered": "已填报任务序号",
            "blank": "未填报任务序号",
            "unchanged": "与上期文字相同的任务序号；没有上期时为空值",
            "declared": "申报无新进展的任务序号",
            "replaces": "所替代的报送件编号；没有时为空值",
            "correct_by": "补正时限；没有时为空值",
            "rules": "规则版本",
            "by_hand": "是否由工作人员登记（非邮件报送）",
            "decided": "经核实或经单位答复后登记的，办理结果；没有时为空",
        },
        defaults={
            "extended": False,
            "attached": False,
            "declared": (),
            "replaces": None,
            "correct_by": None,
            "by_hand": False,
            "decided": "",
        },
    ),
    "return": Facts(
        about="退回补正：不能登记的报送件（有A级问题），或登记后由工作人员退回的",
        names={
            **_UNIT,
            **_MAIL,
            **_FINDINGS,
            **_ATTACHED,
            "round": "期次；不能确定时为空",
            "deadline": "实际截止时间；期次不能确定时为空值",
            "number": "收件编号；未登记时为空值",
            "correct_by": "补正窗口截止时间；不开窗口时为空值",
            "correct_days": "补正窗口的工作日数，只在日历没有数据、不能推算截止时间时写出",
        },
        defaults={
            "attached": False,
            "correct_days": 0,
            "correct_by": None,
            "number": None,
            "deadline": None,
            "round": "",
        },
    ),
    "duplicate": Facts(
        about="重复报送：与以前的报送件相同",
        names={
            **_UNIT,
            **_MAIL,
            "round": "期次",
            "number": "相同的报送件编号",
            "first_received_at": "该报送件的收到时间",
        },
    ),
    "held": Facts(
        about="已收到，待核实",
        names={
            **_UNIT,
            **_MAIL,
            **_SUBJECT,
            "wish": "请对方另做的事，一句话",
            "ledgers": "几个台账共用邮箱、不能确定是哪一个的，可能是的台账",
        },
        defaults={"unit": "", "wish": "", "ledgers": ()},
    ),
    "no_form": Facts(
        about="未发现填报表附件",
        names={**_UNIT, **_MAIL, **_SUBJECT, **_ATTACHED, "deadline": "实际截止时间；没有时为空值"},
        defaults={"unit": "", "attached": False, "deadline": None},
    ),
    "sealed": Facts(
        about="加密、权限保护的邮件：请不加密重发",
        names={
            **_UNIT,
            **_MAIL,
            **_SUBJECT,
            "sealed": "邮件因何无法打开",
            "deadline": "实际截止时间；没有时为空值",
        },
        defaults={"unit": "", "deadline": None},
    ),
    "cloud": Facts(
        about="超大附件：请以普通附件重发",
        names={**_UNIT, **_MAIL, **_SUBJECT, "deadline": "实际截止时间；没有时为空值"},
        defaults={"unit": "", "deadline": None},
    ),
    "reminder": Facts(
        about="临期提醒：截止前7、3、1个工作日和最后一个下午",
        names={
            **_UNIT,
            **_ROUND,
            **_EXTENDED,
            **_EXPECTED,
            **_ATTACHED,
            "step": "提醒的档次：截止前的工作日数；0为最后一个下午",
            "days": "此刻距截止的工作日数",
            "returned": "此前报送的是否已退回补正",
            **_READ,
        },
        defaults={"extended": False, "attached": False, "returned": False, "read_through": None},
    ),
    "overdue": Facts(
        about="催报：逾期1、3个工作日，第二次抄送负责人",
        names={
            **_UNIT,
            **_ROUND,
            **_EXTENDED,
            **_EXPECTED,
            **_ATTACHED,
            "step": "催报的档次：截止后的工作日数",
            "days": "此刻已逾期的天数，不足一天按一天计",
            "leader": "抄送的负责人姓名；第一次催报时为空",
            **_READ,
        },
        defaults={"extended": False, "attached": False, "leader": ""},
    ),
    "escalation": Facts(
        about="呈报：逾期未报送单位的情况报告",
        names={
            "leader": "呈报对象；可为空",
            "round": "期次",
            "deadline": "实际截止时间",
            "total": "应报送单位数",
            "units": "未报送单位：name 名称、notices 催报时间、contact 联系人、phone 电话、note 说明",
            **_READ,
        },
        defaults={"leader": ""},
    ),
    "forms_out": Facts(
        about="填报通知：每期开始时发出填报表",
        names={
            **_UNIT,
            **_ROUND,
            **_EXPECTED,
            "leads": "其中牵头的任务序号",
            "files": "附件名称",
            "with_previous": "附件中是否有上期进展",
            "amended": "年中调整后自本期起任务有何变化；没有变化时为空",
            **_OPEN,
        },
        defaults={"with_previous": False, "open_problems": (), "amended": ""},
        papers="该单位的填报表（Word、Excel），单位怎么填报",
    ),
    "circular_out": Facts(
        about="通报稿：送办公室审核",
        names={
            "round": "期次",
            "deadline": "实际截止时间",
            "made_at": "统计截至时间",
            "total": "填报单位数",
            "on_time": "按时单位数",
            "late": "逾期单位数",
            "incomplete": "不完整单位数",
            "missing": "未报送单位名称",
            "excused": "免报单位数",
            "held": "待核实来件数",
            "undecided": "待定单位名称",
            "waiting": "可能影响认定的待处理事项，每条一句，写明处理办法",
            "files": "附件名称",
            "warning": "本办模板不能使用时的说明；没有时为空",
            "code": "编号；收件人不能审定的没有",
            "answers": "可回复的各行：line、link",
            **_READ,
        },
        defaults={"held": 0, "warning": "", "undecided": (), "waiting": (), "code": "", "answers": ()},
        papers="通报草稿，汇总台账，通报核对清单",
    ),
    "circular_issued": Facts(
        about="通报正式文本或更正：送办公室印发",
        names={
            "round": "期次",
            "reference": "发文字号；更正没有编号时为空",
            "dated": "印发日期",
            "units": "更正涉及的单位；不是更正时为空",
            "files": "附件名称",
        },
        defaults={"units": (), "reference": ""},
        papers="正式文本（Word、PDF），通报核对清单",
    ),
    "annual_out": Facts(
        about="年度扣分表：送办公室审核",
        names={
            "year": "年份",
            "total": "填报单位数",
            "deducted": "有扣分情形的单位数",
            "excluded": "拟不纳入表彰的单位数",
            "objections_by": "单位核对时限",
            "files": "附件名称",
        },
        papers="年度扣分表",
    ),
    "annual_check": Facts(
        about="年度核对表：发各单位核对",
        names={
            **_UNIT,
            "year": "年份",
            "grounds": "扣分情形，每条写明期次",
            "total": "合计扣分",
            "excluded": "是否拟不纳入表彰",
            "objections_by": "核对反馈时限",
            "files": "附件名称",
        },
        papers="该单位的核对表",
    ),
    "held_digest": Facts(
        about="待办：工作日一封，等待办理的事项、未报送的单位，可直接回复作出决定",
        names={
            "items": "事项：number 编号、kind 类别、received_at 收到时间、sender 发件人、subject 主题、reason 原因、unit 来件涉及的单位、submissions 该单位已有的报送件编号、note 单位的答复、answers 可回复的各行（line、link）",
            "letters": "结果不明的本办信件：number 编号、to 收件人、subject 主题、answers 可回复的各行",
            "left": "邮箱中未能取下的邮件数",
            "trouble": "邮箱不能完整读取的原因；没有时为空",
            "unexplained": "账册中有、单位名录中没有的单位，怎样填写；没有时为空",
            "front": "几个台账共用邮箱的，可能属于本台账、尚未确定的邮件数",
            "calendar": "10月起，来年（或本年）的工作日数据怎样填写；已有时为空",
            "person": "收件人姓名；可为空",
            "may_decide": "收件人能否作出决定",
            "confirms": "是否每封回复都要再确认一次",
            "code": "编号；只能查看的没有",
            "asked": "等单位答复的事项：number 编号、unit 单位、matter 事由、asked_at 去信时间、until 答复时限",
            "bounced": "未能送达的信件：to 收件人、subject 主题、detail 原因",
            "round": "临近或刚过截止的期次",
            "deadline": "该期截止时间",
            "missing": "尚未报送的单位：unit 名称、contacts 联系人（post、name、phone）、note 说明",
            "undecided": "待定单位名称",
            "drafts": "通报稿：said 情况、answers 可回复的各行",
            "board": "是否附看板",
            **_READ,
        },
        papers="临近截止时附看板",
        defaults={
            "confirms": False,
            "letters": (),
            "left": 0,
            "trouble": "",
            "unexplained": "",
            "calendar": "",
            "front": 0,
            "read_through": None,
            "person": "",
            "may_decide": False,
            "code": "",
            "asked": (),
            "bounced": (),
            "round": "",
            "deadline": None,
            "missing": (),
            "undecided": (),
            "drafts": (),
            "board": False,
        },
    ),
    "handled": Facts(
        about="办理答复：按本办人员的回复办了什么、怎样撤销，没有看懂的怎样写",
        names={
            "person": "回复人姓名；可为空",
            "received_at": "回复的收到时间",
            "done": "已办理的各行：words 原话、said 结果",
            "undone": "未办理的各行：words 原话、said 原因",
            "undo": "有没有可以撤销的决定",
            "undo_by": "撤销时限",
            "undo_link": "撤销的链接",
            "help": "写法示例；都看懂了时没有",
            "code": "编号",
        },
        defaults={"done": (), "undone": (), "undo": False, "undo_by": None, "undo_link": "", "help": (), "person": ""},
    ),
    "confirm": Facts(
        about="请确认：身份未经验证的回复、不能撤销的决定，确认后办理",
        names={
            "person": "回复人姓名；可为空",
            "received_at": "回复的收到时间",
            "why": "为什么要确认",
            "lines": "待确认的决定，每行一句",
            "confirm_by": "确认时限",
            "link": "确认的链接",
            "code": "编号",
        },
        defaults={"person": ""},
    ),
    "sign_in": Facts(
        about="登录工作台：一次有效的链接，只发给本办人员",
        names={"person": "姓名；可为空", "link": "链接", "valid_until": "有效时限", "minutes": "有效分钟数"},
        defaults={"person": ""},
    ),
    "ask": Facts(
        about="请单位答复：期次、以哪份为准、属于哪个单位、延期日期",
        names={
            **_UNIT,
            **_MAIL,
            **_SUBJECT,
            "matter": "事由，如“期次”",
            "why": "不明之处，一句话",
            "options": "可答复的各行：line、link",
            "of_other": "邮件是否由别人发来",
            "again": "上次没有看懂的答复；没有时为空",
            "reply_by": "答复时限",
            "code": "编号",
        },
        defaults={"again": "", "files": (), "of_other": False},
    ),
    "colleague": Facts(
        about="请核对：未登记的地址答复了本办对单位的询问",
        names={
            **_UNIT,
            "received_at": "收到时间",
            "address": "未登记的地址",
            "matter": "所询问的事由",
            "reply_by": "答复时限",
        },
    ),
    "outcome": Facts(
        about="核实结果：来件、报送件经核实怎样办理，撤销了什么决定",
        names={
            **_UNIT,
            **_SUBJECT,
            "received_at": "收到时间；没有时为空值",
            "number": "报送件编号；没有时为空值",
            "said": "办理结果",
            "reason": "办理理由",
        },
        defaults={"mail_subject": "", "number": None, "received_at": None},
    ),
    "decision_record": Facts(
        about="决定留存：每项决定存入本办邮箱，账册丢失时据此重建",
        names={
            "decision": "决定的种类",
            "by": "经办人；登记纸质件时为空",
            "decided_at": "决定的时间",
            "reason": "理由",
            "about": "所涉事项：name 名称、said 内容",
            "files": "附件名称",
        },
        defaults={"by": "", "about": (), "files": ()},
        papers="决定留存.json，所依据的文件",
    ),
    "gathered": Facts(
        about="汇总：超过每日上限的回复合并发送",
        names={**_UNIT, "letters": "各函：subject 主题、lines 正文各段"},
        defaults={"unit": ""},
    ),
    "notice_before": Facts(
        about="拟通报预告：通报前请单位核对",
        names={
            **_UNIT,
            "round": "期次",
            "deadline": "实际截止时间",
            "standing": "拟认定",
            "problems": "拟通报内容，每条一句",
            "received_at": "收到时间；未报送时为空值",
            "reply_by": "核对时限",
        },
        defaults={"received_at": None},
    ),
    "bounce_notice": Facts(
        about="退信：登记邮箱无法送达",
        names={
            **_UNIT,
            "address": "退信的邮箱",
            "failed_at": "退信时间",
            "reason": "退信原因",
            "letter_subject": "未送达函件的主题",
            "next_address": "改发的邮箱；没有时为空",
            "reached": "同函已发往的其他登记邮箱；没有时为空",
            "phone": "该单位电话",
        },
        defaults={"reason": "", "next_address": "", "reached": "", "phone": ""},
    ),
    "query": Facts(
        about="查询答复：本单位本期报送情况",
        names={
            **_UNIT,
            **_ROUND,
            **_EXTENDED,
            **_EXPECTED,
            **_FINDINGS,
            **_ATTACHED,
            "standing": "目前认定",
            "reason": "认定依据",
            "arrivals": "已收到的报送件：number 编号、received_at 收到时间、file 文件名、state 状态",
            "answered": "已填报任务序号",
            "blank": "未填报任务序号",
            **_OPEN,
        },
        defaults={"extended": False, "attached": False, "open_problems": ()},
    ),
    "applied": Facts(
        about="申请收悉：延期、撤回、变更联系人，待工作人员办理",
        names={
            **_UNIT,
            **_MAIL,
            **_SUBJECT,
            "matter": "申请事项：延期、撤回、联系人变更、情况说明",
            "deadline": "申请延期的，现行截止时间；没有时为空值",
        },
        defaults={"unit": "", "deadline": None},
    ),
    "voided": Facts(
        about="报送件作废",
        names={
            **_UNIT,
            **_ROUND,
            "number": "作废的报送件编号",
            "received_at": "该报送件的收到时间",
            "file": "该报送件的文件名",
            "reason": "作废理由",
            "others": "本期仍计入的报送件编号",
        },
        defaults={"others": ()},
    ),
    "corrected": Facts(
        about="通报更正：告知所涉单位",
        names={
            **_UNIT,
            "round": "期次，如“2022年第二季度”",
            "cited": "被更正的通报：文号，没有时为标题",
            "was": "原通报的认定",
            "becomes": "更正后的认定",
            "reason": "更正理由",
            "rectify_by": "更正后新列入问题清单的整改时限；没有时为空值",
        },
        defaults={"rectify_by": None},
    ),
    "decided": Facts(
        about="办理结果：同意延期、免报，不同意延期",
        names={
            **_UNIT,
            **_ROUND,
            "outcome": "延期、免报、不同意延期",
            "original": "原截止时间",
            "reason": "办理理由",
            "applied_at": "收到申请的时间；没有申请时为空值",
        },
        defaults={"applied_at": None},
    ),
}
"""Every letter by name; `templates/letters/<name>.j2` is its text."""
