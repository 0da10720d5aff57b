"""The mails a sweep plays: each of a kind of its own, small, and always the same bytes."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

from tests.offices import Played


def mail(number: int, sender: str, *files: tuple[str, bytes], text: str = "请查收。") -> bytes:
    """A mail as a unit sends it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = "taizhang@xingqing.example"
    message["Subject"] = "报送台账" if files else "请问"
    message["Message-ID"] = f"<crash-{number}@units.example>"
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    message.set_boundary(f"=={number}==") if files else None
    return bytes(message)


def of_a_morning(office: Played) -> tuple[tuple[str, bytes], ...]:
    """A good form, one that cannot be read, a mail without one, one from a stranger; the first delivered once more,
    and its form in a new mail."""
    form = ("台账.docx", office.form())
    good = mail(1, office.unit.addresses[0], form)
    torn = mail(2, office.desk.roster["宣传部"].addresses[0], ("台账.docx", form[1][:5000]))
    return (
        ("2022-06-09T15:20:00", good),
        ("2022-06-09T15:20:01", torn),
        ("2022-06-09T15:20:02", mail(3, office.desk.roster["教育局"].addresses[0], text="填报时间能否晚两天？")),
        ("2022-06-09T15:20:03", mail(4, "stranger@elsewhere.example", text="推广")),
        ("2022-06-09T15:20:04", good),
        ("2022-06-09T15:20:05", mail(5, office.unit.addresses[0], form)),
    )
