"""超大附件, 云附件 and 在线文档: files that are only links, with an end. Recognised, never fetched."""

from __future__ import annotations

import re

from mailboxes.message.pages import page_with_links

_HOSTS = (
    r"(?:i?wx\.)?mail\.qq\.com/(?:ftn/download|cgi-bin/ftnExs_download)|(?:wx|iwx)\.mail\.qq\.com/ftn"
    r"|exmail\.qq\.com/(?:ftn|cgi-bin/ftnExs_download)"
    r"|mail\.(?:163|126)\.com/large-attachment-download|mail\.yeah\.net/large-attachment-download"
    r"|fs\.(?:qiye\.)?163\.com/fs/display|dashi\.163\.com/html/cloud-attachment-download|u\.163\.com/"
    r"|pan\.baidu\.com/s/|(?:www\.)?(?:aliyundrive|alipan)\.com/s/|cloud\.189\.cn/|caiyun\.139\.com/|115\.com/s/"
    r"|docs\.qq\.com/|doc\.weixin\.qq\.com/|share\.weiyun\.com/|(?:www\.)?kdocs\.cn/|pan\.quark\.cn/s/"
    r"|(?:www\.)?jianguoyun\.com/p/|[a-z0-9-]+\.(?:feishu\.cn|larksuite\.com)/|alidocs\.dingtalk\.com/"
    r"|pan\.xunlei\.com/s/|(?:www\.)?123(?:pan|684|865)\.com/s/|(?:www\.)?wenshushu\.cn/|cowtransfer\.com/s/"
)
_LINK = re.compile(rf"https?://(?:{_HOSTS})[^\s\"'<>）)]*", re.IGNORECASE)
_NOTICE = re.compile(r"(?:从[^\s，。]{0,10})?邮箱发来的(?:超大|云)附件|(?:超大|云)附件\s*[(（]\d+个")
_DETAIL = re.compile(
    r"(?P<name>[^\s<>|/\\]{1,120}\.[A-Za-z0-9]{2,5})\s*"
    r"(?:[(（]\s*(?P<size>[\d.]+\s?[KMGT]B?)(?:\s*[,，]\s*(?P<until>[^()（）]*到期|无限期))?\s*[)）])?",
    re.IGNORECASE,
)


def cloud_links(text: str, html: str) -> tuple[str, ...]:
    """Each linked file as 「名称（大小，到期时间） 链接」, as much of it as the mail says."""
    page = page_with_links(html) + "\n" + text
    links = tuple(dict.fromkeys(match[0] for match in _LINK.finditer(page)))
    if not links and (notice := _NOTICE.search(page)):
        return (notice[0],)
    return tuple(_described(link, page) for link in links)


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
