"""A round at 工作台, by nothing but what 经办人手册 says: sign in, see, decide, record, draft, approve, issue. The words that are
pressed are those of the handbook; its pictures are taken on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from tests.pages.served import APPROVER, CLERK, PHONE, Served

Shoot = Callable[[str, Page], None]
_NAMES = "[...document.querySelectorAll('a, button, summary')].map(one => one.textContent.trim())"


def press(page: Page, name: str) -> None:
    """Press the button of that name on the page's own part."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


@dataclass
class Journey:
    """Two people's browsers, and all that can be pressed on the pages they came by."""

    served: Served
    shoot: Shoot
    form: Path  # what a unit hands in on paper's way
    unit: str  # whose it is
    received: str
    names: set[str] = field(default_factory=set)

    def walk(self) -> None:
        """The whole of it."""
        clerk = self.sign_in(CLERK)
        self.take("现在", clerk)
        self.on_the_phone()
        self.decide(clerk)
        self.look_round(clerk)
        self.record(clerk)
        self.draft(clerk)
        approver = self.sign_in(APPROVER, pictures=False)
        self.issue(approver)
        self.change_settings(approver)

    def take(self, name: str, page: Page) -> None:
        """A picture, and the words that can be pressed."""
        self.look(page)
        self.shoot(name, page)

    def look(self, page: Page) -> None:
        """The words that can be pressed, once all of the page is there."""
        page.wait_for_load_state()
        self.names |= {" ".join(one.split()) for one in page.evaluate(_NAMES)}

    def go(self, page: Page, name: str) -> None:
        """To a page by its name at the top."""
        with page.expect_navigation():
            page.locator("header nav a", has_text=name).click()
        self.look(page)

    def sign_in(self, address: str, *, pictures: bool = True) -> Page:
        """登录."""
        page = self.served.come()
        page.goto(f"{self.served.url}/enter")
        page.fill("#address", address)
        if pictures:
            self.take("登录", page)
        press(page, "发送登录链接")
        page.wait_for_selector("text=如果这个邮箱")
        link = self.served.wait_for_link(address)
        page.goto(link)
        if pictures:
            self.take("登录链接", page)
        press(page, "进入工作台")
        page.wait_for_url(f"{self.served.url}/")
        return page

    def decide(self, page: Page) -> None:
        """待办: each by the likeliest decision, as it is filled in."""
        self.go(page, "待办")
        self.take("待办", page)
        items = page.locator("section[aria-labelledby=held] th a")
        for count in range(waiting := items.count()):
            items.first.click()
            self.look(page)
            if count == 0 and page.locator("text=读作").count():
                self.take("一件待办", page)
                page.locator("section[aria-labelledby=form1] h2").evaluate("one => one.scrollIntoView()")
                self.shoot("逐格对照", page)
            page.locator("section[aria-labelledby=decide] details").first.locator("button").click()
            page.wait_for_url("**/held")
            if count == waiting - 1:
                self.take("已经办理", page)

    def look_round(self, page: Page) -> None:
        """单位, 任务, 文件, 记录."""
        self.go(page, "单位")
        self.take("单位", page)
        page.locator("main th a").nth(2).click()
        self.take("一个单位", page)
        self.go(page, "任务")
        self.take("任务", page)
        page.locator("main th a").first.click()
        self.take("一项任务", page)
        for name in ("文件", "记录"):
            self.go(page, name)
            self.take(name, page)

    def record(self, page: Page) -> None:
        """登记."""
        self.go(page, "登记")
        page.select_option("[name=unit]", self.unit)
        page.fill("[name=received_at]", self.received)
        page.set_input_files("[name=file]", self.form)
        self.take("登记", page)
        press(page, "登记")
        self.take("报送件", page)
        assert "已登记" in (page.text_content("[role=status]") or "")

    def draft(self, page: Page) -> None:
        """通报: a draft."""
        self.go(page, "通报")
        summary = page.locator("summary", has_text="生成草稿")
        if summary.locator("xpath=..").get_attribute("open") is None:
            summary.click()
        press(page, "生成草稿")
        self.take("通报草稿", page)
        assert "已生成通报" in (page.text_content("[role=status]") or "")

    def issue(self, page: Page) -> None:
        """通报: approved and issued by who may."""
        self.go(page, "通报")
        page.click("summary:has-text('审定')")
        self.take("审定", page)
        press(page, "审定")
        page.click("summary:has-text('印发')")
        page.fill("[name=code]", "兴政办发〔2022〕36号")
        page.check("[name=sure]")
        self.take("印发", page)
        press(page, "印发")
        assert "已印发" in (page.text_content("[role=status]") or "")
        self.take("印发以后", page)
        self.go(page, "单位")
        page.locator("main th a").first.click()
        self.look(page)

    def change_settings(self, page: Page) -> None:
        """设置."""
        self.go(page, "设置")
        self.take("设置", page)
        page.get_by_role("link", name="修改规则").click()
        self.take("修改规则", page)
        press(page, "保存")
        self.look(page)
        for name in ("修改期次", "增加单位"):
            page.get_by_role("link", name=name).click()
            self.look(page)
            self.go(page, "设置")

    def on_the_phone(self) -> None:
        """现在, as a telephone shows it."""
        page = self.served.enter(viewport=PHONE)
        page.goto(self.served.url)
        self.take("手机", page)
