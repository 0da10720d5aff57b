"""What brings a task of its kind to an end, in whatever words: a road is open to traffic, a rule is printed, money is on the
account, a quarrel is made up. The kind is read off the task's own verb."""

from __future__ import annotations

import re
from functools import lru_cache

from ledger.progress_text.numbers import NUMBER
from ledger.progress_text.vocabulary import CANNOT, COUNT, NOT, WILL

_KINDS: tuple[tuple[str, str], ...] = (
    (
        "建|改造|修|铺|装|更换|管网|工程|设施|提升|绿化",
        "并网|通[水电气车暖网航]了?$|亮灯|亮了起?来?$|开了?门|开馆|开园|迎客|接诊|回迁|交房|交钥匙|拆了?架|撤场|验收合格|用上了|在用|住进|搬进",
    ),
    (
        "制定|编制|修订|出台|预案|规划|方案|办法|制度|清单|目录|标准|指南|汇编|报告|年鉴",
        "印[发出]|印了?出来|发了?文|挂[网出]|文号|[行下]发|行文|见报|成书|付印|施行|获[^,]{0,8}(?:批复|批准)|批复(?:同意|下达|印发)|批了?下来",
    ),
    (
        "发放|兑付|拨付|补[贴助偿]|返还|救助|奖|慰问|清欠|支付|发钱|退",
        "打[到入进卡][^,]{0,12}(?:账|卡|户)|打卡发|打了?款|[到入]了?[账帐卡]|领[到走取]了?|发到|进了?(?:账|卡|户)|使用完毕|[用发兑]完|送到[^,]{0,8}(?:手|家)",
    ),
    (
        "化解|信访|积案|纠纷|矛盾|投诉|欠薪|差评|来信|建议|提案|诉求|热线|交办|线索|核查|督办",
        "息[诉访]|息诉罢访|握手言和|和解|撤[诉案销]|签(?:了|订了?)?协议|终结|办了?结|查[实否]|不实|核完|了结|满意",
    ),
    (
        "举办|组织|开展|召开|活动|演练|比赛|培训|讲座|宣传",
        "比完|[讲演办搞开学练]完|散场|颁奖|发了奖|落幕|结业|闭幕|谢幕",
    ),
    ("普查|调查|核查|登记|采集|建档|台账", "锁定|归集|固化|入库|上图|质检通过|比中|上传[^,]{0,6}平台"),
    ("公开|公示|公布|发布|上线", "可查|查得到|看得到|挂[网出上]|贴[出上]|上了?[网墙]|见报|推送"),
    ("拆|清|治理|整治|取缔|四乱|违", "拆[平净光除]|夷平|清[空零净走]|运走|恢复原状|复[绿耕垦]|见底|销了?号|销了?[账帐]|摘了?牌"),
    ("招|引进|就业|选聘|培养", "到了?岗|报到|入职|上了?班|签了?劳动合同"),
    ("接入|联网|对接|上云|平台|系统", "接入|联[上网]了?|并网|上线|跑起来|用起来"),
)  # fmt: skip
_NO_END = re.compile(
    rf"{NOT}|{CANNOT}|{WILL}|不|待|等|[才仅只]|差|缺|难|正|在(?!线|网|用)|还要|再|后|部分|个别|多数|大半|一半|基本|试|第[一二三]|首批|"
    "拟|初稿|送审|报|请|申|征求|座谈|排队|月底|[下明](?:个?月|年|周|季|步)|招标|中标|合同|立项|可研|概算|选址|用地|环评|据"
    rf"|{COUNT}$|{NUMBER}[一-鿿]?$|[一二三四五\d](?:标段|期|批|阶段)"
)


def ends(text: str, goal: str) -> bool:
    """Whether a clause says that what the task asks for has come to the end that its kind comes to."""
    found = _ending_of(goal)
    return bool(found and found.search(text) and not _NO_END.search(text))


@lru_cache(maxsize=1024)
def _ending_of(goal: str) -> re.Pattern[str] | None:
    words = [end for kind, end in _KINDS if re.search(kind, goal)]
    return re.compile("|".join(words)) if words else None
