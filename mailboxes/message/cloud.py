"""超大附件, 云附件 and 在线文档: files that are only links, with an end. Recognised, never fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import unquote

from mailboxes.message.pages import page_with_links

_HOSTS = (
    r"(?:i?wx\.)?mail\.qq\.com/(?:ftn/download|cgi-bin/ftnExs_download)|(?:wx|iwx)\.mail\.qq\.com/ftn"
    r"|exmail\.qq\.com/(?:ftn|cgi-bin/ftnExs_download)"
    r"|mail[a-z]?\.(?:qiye\.)?(?:163|126)\.com/large-attachment-download|mail\.yeah\.net/large-attachment-download"
    r"|fs\.(?:qiye\.)?163\.com/fs/display|dashi\.163\.com/html/cloud-attachment-download|u\.163\.com/"
    r"|(?:pan|yun)\.baidu\.com/(?:s|share)/|(?:www\.)?(?:aliyundrive|alipan)\.com/s/|cloud\.189\.cn/|(?:caiyun|yun)\.139\.com/"
    r"|file\.mail\.10086\.cn/|pan\.wo\.cn/|115\.com/s/|qiye\.aliyun\.com/alimail/openLinks/"
    r"|docs\.qq\.com/|(?:doc|drive)\.weixin\.qq\.com/|share\.weiyun\.com/|(?:[a-z0-9-]+\.)?kdocs\.cn/|f\.wps\.cn/|pan\.quark\.cn/s/"
    r"|(?:www\.)?jianguoyun\.com/p/|[a-z0-9-]+\.(?:feishu\.cn|larksuite\.com)/|alidocs\.dingtalk\.com/"
    r"|pan\.xunlei\.com/s/|(?:www\.)?123(?:pan|684|865)\.com/s/|(?:www\.)?wenshushu\.cn/|cowtransfer\.com/s/"
    r"|[a-z0-9-]+\.(?:lanzou[a-z]?|ctfile)\.com/|shimo\.im/|(?:www\.)?yuque\.com/|1drv\.ms/|[a-z0-9-]+\.sharepoint\.(?:cn|com)/"
    r"|drive\.google\.com/|docs\.google\.com/|we\.tl/"
    r"|[a-z0-9.:-]{1,80}/coremail/(?:common/nf|cmcu_addon/)"  # each office's own server
)
_REST = r"[^\s\"'<>）)，。；\u4e00-\u9fff]*"
_LINK = re.compile(rf"(?:https?://|(?<![A-Za-z0-9_.@/-]))(?:{_HOSTS}){_REST}", re.IGNORECASE)
_ANY_LINK = re.compile(rf"https?://{_REST}", re.IGNORECASE)
_HANDED_OVER = re.compile(  # said beside a link whose host is nobody we know: a short one, an office's own store
    r"(?:超大|云|大)附件|网盘|云盘|云文档|文件中转|中转站|提取码|访问码|下载链接|下载地址|(?:点击|附件|文件)下载|下载(?:附件|文件)|进入下载"
    r"|附件链接|在线(?:文档|表格)|共享(?:文档|表格)"
)
_MOST = 100  # links looked at
_NEAR = 120  # characters between the words and the link
_NOTICE = re.compile(r"(?:从[^\s，。]{0,10})?邮箱发来的(?:超大|云)附件|(?:超大|云)附件\s*[(（]\d+个")
_DETAIL = re.compile(
    r"(?P<name>[^\s<>|/\\]{1,120}\.[A-Za-z0-9]{2,5})\s*"
    r"(?:[(（]\s*(?P<size>[\d.]+\s?[KMGT]B?)(?:\s*[,，]\s*(?P<until>[^()（）]*到期|无限期))?\s*[)）])?",
    re.IGNORECASE,
)


def cloud_links(text: str, html: str) -> tuple[str, ...]:
    """Each linked file as 「名称（大小，到期时间） 链接」, as much of it as the mail says."""
    page = _unwrapped(page_with_links(html) + "\n" + text)
    links = _some(match[0] for match in _LINK.finditer(page)) or _some(_said_to_be(page))
    if not links and (notice := _NOTICE.search(page)):
        return (notice[0],)
    return tuple(_described(link, page) for link in links)


def _some(links: Iterable[str]) -> tuple[str, ...]:
    """Each once, and no more of them than anybody reads."""
    return tuple(dict.fromkeys(islice(links, _MOST)))


def _unwrapped(page: str) -> str:
    """The page with links shown that stand, escaped, in another's address: a mail service's warning goes first."""
    return re.sub(r"https?%3A%2F%2F[^\s\"'<>&]*", lambda found: f" {unquote(found[0])}", page, flags=re.IGNORECASE)


def _said_to_be(page: str) -> Iterator[str]:
    """Links of which the words beside them say that a file lies there."""
    for link in islice(_ANY_LINK.finditer(page), _MOST):
        if _HANDED_OVER.search(page, max(0, link.start() - _NEAR), link.end() + _NEAR):
            yield link[0]


def _described(link: str, page: str) -> str:
    """The file that stands nearest before the link, or right after it."""
    at = page.index(link)
    before = _LINK.sub("", page[max(0, at - 300) : at])
    after = _LINK.sub("", page[at + len(link) : at + len(link) + 300])
    named = list(_DETAIL.finditer(before + after))
    around = [found for found in named if found.start() < len(before)][-1:] or named[:1]
    if not around:
        return link
    found = around[0]
    facts = "，".join(fact.strip() for fact in (found["size"], found["until"]) if fact)
    return f"{found['name']}（{facts}） {link}" if facts else f"{found['name']} {link}"
