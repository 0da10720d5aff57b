"""A deaf robot at the other end: whatever it answers, the two of us come to an end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from ledger.model import Message
from tests.offices import Played, at

ADDRESS = "sifa@xingqing.example"
Robot = Callable[[Played, Message], dict[str, object]]


def polite(_office: Played, letter: Message) -> dict[str, object]:
    """Answers everything with a sentence of its own, in the thread."""
    thread = {"In-Reply-To": letter.message_id, "References": letter.message_id}
    return {
        "subject": f"Re: {letter.subject}",
        "text": "本人已调离原岗位，台账工作请与新任同志联系，电话不详。",
        "headers": thread,
    }


def threadless(_office: Played, _letter: Message) -> dict[str, object]:
    """A web form's confirmation: no thread, no mark of a machine."""
    return {"subject": "您的来件我们已受理", "text": "尊敬的用户，您的来件已受理，我们将在五个工作日内答复。"}


def asking(_office: Played, _letter: Message) -> dict[str, object]:
    """Asks for the state of things again and again."""
    return {"subject": "查询"}


def echo(_office: Played, letter: Message) -> dict[str, object]:
    """Throws every letter back with all its files."""
    files = [(file.name, file.content) for file in letter.attachments]
    return {"subject": letter.subject, "text": letter.text, "files": files}


@pytest.mark.parametrize("robot", [polite, threadless, asking, echo])
def test_talk_with_a_robot_dies_out(office: Played, robot: Robot) -> None:
    office.send("2022-06-01T09:00:00", subject="查询" if robot is asking else "报送台账")
    now, answered, quiet = at("2022-06-01T09:05"), 0, 0
    while quiet < 3 and answered < 30:
        office.collect(now.replace(tzinfo=None).isoformat())
        letters = office.letters(ADDRESS)
        quiet = 0 if len(letters) > answered else quiet + 1
        for letter in letters[answered:]:
            said = robot(office, letter)
            files = said.pop("files", [])
            now += timedelta(minutes=1)
            office.send(now.replace(tzinfo=None).isoformat(), *files, **said)  # type: ignore[arg-type, misc]
        answered = len(letters)
        now += timedelta(hours=5)  # over midnight and mornings too
    assert quiet == 3
    assert answered <= 12
