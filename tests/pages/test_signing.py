"""Coming in: by a link in one's mail, once, for a quarter of an hour; a stranger learns nothing."""

import http.client
from datetime import timedelta

import httpx
import pytest

from ledger.model import PostState
from pages.gate import _HEADERS
from pages.pace import Pace
from tests.offices import at
from tests.pages.served import APPROVER, CLERK, Served


def test_a_link_lets_in_once_and_leaving_ends_it(served: Served) -> None:
    page = served.sign_in(CLERK, scripts=False)
    assert page.text_content("h1") == "2022年第二季度"
    (cookie,) = page.context.cookies()
    assert cookie["httpOnly"] is True
    assert cookie["sameSite"] == "Strict"
    other = served.come()
    other.goto(served.links(CLERK)[-1])
    other.click("button")
    assert "链接已经用过" in (other.text_content("main") or "")
    page.click('button:text("退出")')
    page.goto(f"{served.url}/held")
    assert page.url == f"{served.url}/enter"
    page.context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": served.url}])
    page.goto(f"{served.url}/held")
    assert page.url == f"{served.url}/enter"
    with served.office.desk.book.reading() as book:
        assert [(one.what, one.by) for one in book.access.acts(9)] == [
            (what, f"张经办（{CLERK}）") for what in ("退出", "登录")
        ]
    assert [one for one in served.complaints if "403" not in one] == []


def test_whoever_asks_gets_the_same_answer(served: Served) -> None:
    page, told = served.come(), set()
    unit = served.office.unit.addresses[0]
    for address in ("nobody@elsewhere.example", unit, APPROVER, "张三@例子.example"):
        answer = httpx.post(f"{served.url}/enter", data={"address": address})
        told.add((answer.status_code, answer.text, tuple(sorted(answer.headers.keys()))))
    assert len(told) == 1
    served.new_link(page, APPROVER)
    assert served.links(unit) == []
    assert served.links("nobody@elsewhere.example") == []
    assert len(served.links(APPROVER)) == 2


def test_a_link_is_good_for_a_quarter_of_an_hour(served: Served) -> None:
    page = served.come()
    page.goto(served.new_link(page, CLERK))
    served.now += timedelta(minutes=15)
    page.click("button")
    assert "重新获取" in (page.text_content("main") or "")


def test_a_link_that_came_back_lets_nobody_in(served: Served) -> None:
    page = served.come()
    page.goto(served.new_link(page, CLERK))
    with served.office.desk.book.writing() as book:
        (post,) = [one for one in book.letters.all() if one.kind == "sign_in"]
        book.letters.settle(post.number, PostState.REFUSED, "对方邮箱已满")
    page.click("button")
    assert "重新获取" in (page.text_content("main") or "")


def test_who_leaves_the_staff_is_let_in_no_more(served: Served) -> None:
    page = served.enter(CLERK)
    served.office.set(f'address = "{CLERK}"', 'address = "else@xingqing.example"')
    page.goto(f"{served.url}/held")
    assert page.url == f"{served.url}/enter"


def test_links_are_sent_at_a_measured_pace(served: Served) -> None:
    for _ in range(10):
        assert httpx.post(f"{served.url}/enter", data={"address": CLERK}).status_code == 200
    assert httpx.post(f"{served.url}/enter", data={"address": CLERK}).status_code == 429
    with served.office.desk.book.reading() as book:
        assert [one.kind for one in book.letters.all()] == ["sign_in"] * 3


def test_pace_forgets_who_asked_long_ago() -> None:
    pace, now = Pace(timedelta(minutes=15), each=2, every=3), at("2022-06-09T10:00")
    assert [pace.allows(who, now) for who in ("a", "a", "a", "b", "c")] == [True, True, False, True, False]
    assert pace.allows("c", now + timedelta(minutes=16))
    assert pace.counts == {"c": 1}


def test_every_answer_forbids_the_browser_what_it_need_not_do(served: Served) -> None:
    page = served.enter()
    for path in ("/enter", "/", "/style.css", "/nothing", "/held/99", "/mail/1/original"):
        answer = page.request.get(f"{served.url}{path}")
        assert {name.lower() for name in _HEADERS} <= set(answer.headers)
        assert "'unsafe-inline'" not in answer.headers["content-security-policy"]
        assert "server" not in answer.headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Length": "999999999"}, 413),
        ({}, 403),
    ],
)
def test_a_form_counts_only_from_our_own_page(shared: Served, headers: dict[str, str], status: int) -> None:
    session = shared.enter().context.cookies()[0]
    form = {"Cookie": f"{session['name']}={session['value']}", "Content-Type": "application/x-www-form-urlencoded"}
    connection = http.client.HTTPConnection("127.0.0.1", shared.port)
    connection.request("POST", "/held/1", b"kind=dismiss&reason=1&mark=0", {**form, **headers})
    assert connection.getresponse().status == status
    connection.close()


def test_without_a_session_every_page_leads_to_the_door(shared: Served) -> None:
    for path in ("/", "/held", "/held/1", "/mail/1/original", "/mail/1/file/1"):
        answer = httpx.get(f"{shared.url}{path}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/enter")
        assert answer.text == ""
