"""Files that are only links, wherever they lie and however they are pressed."""

from __future__ import annotations

import pytest

from mailboxes import decode
from tests.mailboxes.written import mail

HERE = "https://pan.baidu.com/s/1abc"


@pytest.mark.parametrize(
    "words",
    [
        "https://365.kdocs.cn/l/abc",
        "https://f.wps.cn/g/abc",
        "https://pan.baidu.com/share/init?surl=abc",
        "https://mailh.qiye.163.com/large-attachment-download/x",
        "https://yun.139.com/link/w/i/abc",
        "https://drive.weixin.qq.com/s?k=abc",
        "https://qiye.aliyun.com/alimail/openLinks/downloadMimeMetaDetach?id=x",
        "https://wwa.lanzoui.com/iabc",
        "https://shimo.im/sheets/abc",
        "https://gov-my.sharepoint.cn/:x:/g/personal/abc",
        "http://mail.gov.test:8080/coremail/common/nfdl.jsp?share_link=ABC",
        "台账放在pan.baidu.com/s/1abc，提取码1234",
        "请打开docs.qq.com/sheet/DUk填写",
        "附件太大，已上传网盘：https://t.cn/A6abc 提取码：x8k2",
        "超大附件，请点击下载 https://files.gov.test/d/abc",
    ],
)
def test_link_in_the_text_is_known(words: str) -> None:
    assert decode(mail(body=words)).cloud_links


@pytest.mark.parametrize(
    "page",
    [
        f'<a href="{HERE}"><button>下载</button></a>',
        f"<button onclick=\"window.open('{HERE}')\">下载</button>",
        f'<form action="{HERE}"><input type=submit value="下载附件"></form>',
        f'<form><button formaction="{HERE}">下载</button></form>',
        f'<map><area href="{HERE}"></map>',
        '<a href="https://mail.qq.com/cgi-bin/readtemplate?gourl=https%3A%2F%2Fpan.baidu.com%2Fs%2F1abc&amp;t=x">附件</a>',
        '<a href="https://x.safelinks.protection.outlook.test/?url=https%3A%2F%2Fpan.baidu.com%2Fs%2F1abc&amp;data=05">x</a>',
    ],
)
def test_link_in_a_page_is_known(page: str) -> None:
    (link,) = decode(mail("Content-Type: text/html; charset=utf-8", body=page)).cloud_links
    assert HERE in link


@pytest.mark.parametrize(
    "words",
    [
        "请查收\r\n-- \r\n司法局 https://www.sfj.gov.test",
        "见 https://www.gov.test/zhengce/x.htm",
        "收到，以后不用网盘、超大附件。",
        "https://docs.qq.com.evil.test/x",
        "发自我的iPhone https://mail.qq.com",
    ],
)
def test_link_to_a_page_is_no_file(words: str) -> None:
    assert decode(mail(body=words)).cloud_links == ()
