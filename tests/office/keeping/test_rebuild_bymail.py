"""A book made again knows what was decided by mail, undone and answered, and decides nothing of it a second time."""

from office.desk.desk import Desk
from office.keeping.rebuilding import rebuild
from tests.office.bymail import CLERK, digest, newest, reply, trust
from tests.offices import Played, at


def test_book_made_again_decides_once_what_was_decided_by_mail(office: Played) -> None:
    trust(office)
    office.send("2022-06-08T15:20:00", ("台账.docx", office.form()), sender="who@mail.example")
    office.send("2022-06-08T15:21:00", ("台账.docx", office.form("教育局")), sender="other@mail.example")
    office.send(
        "2022-06-08T15:22:00", ("初稿.docx", office.form("财政局")), ("定稿.docx", office.form("财政局", text="定{n}")),
        sender="caizheng@xingqing.example",
    )  # fmt: skip
    office.collect("2022-06-08T15:25")
    asked = newest(office, "caizheng@xingqing.example", "【请答复】")
    reply(office, "2022-06-08T16:00:00", asked, "2", sender="caizheng@xingqing.example")
    reply(office, "2022-06-08T16:01:00", digest(office), "1 归属司法局\n2 归属民政局")
    office.collect("2022-06-08T16:05")
    reply(office, "2022-06-08T16:10:00", newest(office, CLERK, "【已办理】"), "撤销 2")
    office.collect("2022-06-08T16:15")
    reply(office, "2022-06-08T16:20:00", newest(office, CLERK, "【待办】"), "2 归属教育局")
    office.collect("2022-06-08T16:25")

    def known() -> object:
        desk = Desk(office.root)
        with desk.book.reading() as page:
            said = [(one.kind, one.by, one.at, one.unit, one.words) for one in page.decisions.all(whole=True)]
            filed = sorted((one.unit, one.round, one.sha256, one.received_at) for one in page.submissions.all())
            found = (said, filed, [one.kind for one in page.held.listed()])
        desk.close()
        return found

    before, letters = known(), len(office.letters(CLERK))
    office.desk.close()
    (office.root / "book.sqlite").unlink()
    done = rebuild(Desk(office.root), at("2022-06-09T08:00"), confirm=lambda _: True)
    assert (done.lost, done.refused) == ([], [])
    assert known() == before
    office.desk = Desk(office.root)
    office.collect("2022-06-09T08:05")
    assert len(office.letters(CLERK)) == letters
    assert known() == before
