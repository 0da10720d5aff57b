"""What stands round an answer and is none: to whom it is addressed, whom to call, how well the work was organised."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ledger.progress_text.clauses import Clause

_LETTER = re.compile(
    r"(?:特此|专此)(?:报告|汇报|说明|函复|函告|告知|上报|反馈|呈报)?|以上(?:情况|内容|报告|汇报|所述)?(?:属实|[如请](?!.*(?:裁|定)).{0,10})?|"
    r"请(?:予以?|及时)?(?:各位)?(?:领导)?(?:审阅|审示|审核|查收|查阅|知悉|批示|指正|阅示?|放心|周知|审定)|[妥当]否|此[复致报]|敬礼|谢谢.{0,3}|辛苦.{0,3}|收到请回复?|"
    r"(?:有关|相关)?(?:情况|材料|资料|图片)?(?:详见|详情见|见|另附|后附|附后)(?:附[件表图]|后).{0,8}|附件?\d*|(?:附|后附)?(?:相关|有关)?(?:印证|佐证|证明|支撑)(?:性)?(?:材料|资料|图片).{0,8}|"
    r"(?:填报|联系|经办|审核|报送)人(?:员)?[^已未没均待正在还]{0,6}|(?:联系)?(?:电话|手机|方式)[\d-]*|[\d-]{7,13}|\d{4}年\d{1,2}月\d{1,2}日|"
    r"(?:尊敬的|各位).{0,8}|领导(?:好|您好)?|[您你]好|@.{1,8}|现将.{0,30}如下|.{0,8}情况(?:报告|汇报|说明|反馈|总结)?如下|转发.{0,10}汇总"
)
"""The manner of a letter or a chat."""
_ORGANISED = re.compile(
    r"(?:我们?|本)?(?:[局镇乡委办区街村院校]|街道|单位|中心|社区|党委|党组|班子|领导)*(?:"
    r"(?:对此)?(?:始终|历来|十分|非常|一直)?高度重视.{0,10}|"
    r"(?:及时|迅速|专门|随即)?(?:成立|组建)了?(?!的).{0,16}(?:领导小组|专班|工作组|工作小组|攻坚组|整治小组)(?:办公室)?|"
    r"(?:并)?(?:明确|落实|指定|安排)了?.{0,6}(?:专人|责任人|责任分工|分管领导|责任领导|牵头领导|责任科室|职责分工)(?:负责|牵头|跟进|抓)?.{0,4}|"
    r"(?:并)?(?:精心|周密|认真|迅速|统一|高位|统筹|强化|加强|健全|层层)(?:组织|部署|谋划|行动|安排|推动|领导|组织领导|统筹|机制|压实责任|调度)+|(?:进一步)?(?:层层)?压[紧实](?:工作)?责任|"
    r"(?:严格)?(?:按照|根据|依据|围绕|对照|遵照)(?!合同).{1,30}(?:要求|部署|安排|精神|意见|方案|通知|规定|分工|文件|清单))"
)
"""How the work was gone about: in good order, says everybody."""
_ASKED = re.compile("领导小组|专班|工作组|责任|机制|组织领导|通知|方案|意见|清单")
_LABEL = re.compile("(?:填报|联系|经办|审核|报送|责任|负责)人(?:员)?|(?:联系)?(?:电话|手机)")
_NAME = 4  # characters
_PRAISED = re.compile(
    r"(?:并)?(?:取得|收到|收效)?了?(?:明显|显著|较好|良好|很好|一定)?的?(?:工作)?(?:成效|效果|反响|成果|社会反响)(?:明显|显著|良好|较好|很好|突出|不错)?|"
    r"(?:得到|受到|赢得|获得)了?.{0,10}(?:好评|欢迎|表扬|肯定|点赞|认可)"
)


def without_frame(clauses: Sequence[Clause], goal: str) -> tuple[Clause, ...]:
    """The clauses but for those of the frame; all of them where there is nothing else. What the task itself asks for
    (成立领导小组) is no frame."""
    told: list[Clause] = []
    label = False  # 联系人：李某
    for one in clauses:
        framed = _is_frame(one.text, goal)
        if not framed and not (label and len(one.text) <= _NAME):
            told.append(one)
        label = framed and _LABEL.fullmatch(one.text) is not None
    return tuple(told or clauses)


def _is_frame(text: str, goal: str) -> bool:
    if _LETTER.fullmatch(text) or _PRAISED.fullmatch(text):
        return True
    return _ORGANISED.fullmatch(text) is not None and not any(word in goal for word in _ASKED.findall(text))
