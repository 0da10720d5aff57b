"""Who of the office may do what by mail: settings with their errors in Chinese."""

import pytest

from office.desk.settings import SettingsError
from office.desk.staff import Role
from office.keeping.check import check
from tests.offices import Played


def test_people_are_those_of_staff_and_whoever_is_told_of_things(office: Played) -> None:
    office.set('notify = ["jingban@xingqing.example"]', 'notify = ["jingban@xingqing.example", "Kan@xingqing.example"]')
    people = {one.address: one.role for one in office.desk.settings.people}
    assert people == {
        "kan@xingqing.example": Role.VIEW,
        "jingban@xingqing.example": Role.DECIDE,
        "zhuren@xingqing.example": Role.APPROVE,
    }
    person = office.desk.settings.person("JINGBAN@xingqing.example")
    assert person is not None
    assert person.signed == "张经办（jingban@xingqing.example）"
    assert office.desk.settings.is_ours("Taizhang@xingqing.example")
    assert not office.desk.settings.is_ours("sifa@xingqing.example")
    assert not office.desk.settings.is_ours(None)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('role = "decide"', 'role = "boss"', "role「boss」不是有效的权限：view 只收待办，decide 可办理待办事项"),
        ('role = "decide"', "", "role「」不是有效的权限"),
        ('address = "zhuren@xingqing.example"', 'address = "王主任"', "address「王主任」不是有效的邮箱地址"),
        (
            'address = "zhuren@xingqing.example"',
            'address = "Jingban@xingqing.example"',
            "地址 Jingban@xingqing.example 前面已经填过",
        ),
        ('role = "decide"', 'role = "decide"\nfrom = 2022-06-10\nuntil = 2022-06-01', "from、until 应为先后两个日期"),
        ('role = "decide"', 'role = "decide"\nuntil = "6月10日"', "from、until 应为先后两个日期"),
        ('name = "张经办"', 'nane = "张经办"', "没有名为 nane 的设置"),
    ],
)
def test_wrong_entry_is_said_with_what_may_stand_there(office: Played, old: str, new: str, message: str) -> None:
    office.set(old, new)
    with pytest.raises(SettingsError) as error:
        _ = office.desk.settings
    assert message in str(error.value)


def test_check_names_an_office_of_which_nobody_may_decide_by_mail(office: Played) -> None:
    assert not [one for one in check(office.desk).findings if one.code == "staff"]
    office.set('role = "decide"', 'role = "view"')
    office.set('role = "approve"', 'role = "view"')
    (found,) = [one for one in check(office.desk).findings if one.code == "staff"]
    assert "[[staff]]" in found.message
