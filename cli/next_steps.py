"""What to do next: after `init` and `demo` three steps, each with the command that shows what came of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cli.speaking import program

if TYPE_CHECKING:
    from office.desk.desk import Desk


def after_init(root: Path) -> list[str]:
    """The steps from a new office folder to one that works."""
    office = f"--office {_shown(root)}"
    return _steps(
        (
            f"用记事本填写 {root / 'office.toml'}（保存时编码选 UTF-8），用 Excel 或 WPS 填写 {root / 'units.xlsx'}",
            f"units {office}",
        ),
        ("检查，一次列出所有问题，改到“检查通过”为止", f"check {office}"),
        (f"启动定时收件和工作台：{program()} serve {office}", f"status {office}"),
    )


def after_demo(desk: Desk) -> list[str]:
    """What to try in the office that a demo leaves: at the demo's own time, where its deadlines still make sense."""
    from office.standing.status import held_json

    with desk.book.reading() as page:
        made = page.circulars.newest(desk.rounds[0].code)
    moment = (made.made_at if made else desk.rounds[0].deadline) + timedelta(minutes=30)
    office, now = f"--office {_shown(desk.root)}", f"--now {moment:%Y-%m-%dT%H:%M}"
    numbers = [row["number"] for row in held_json(desk)]
    decide, round_ = f"{program()} decide", f"--round {desk.rounds[0].code}"
    settle = f"{decide} 办结 {office} --held {numbers[0] if numbers else 1} --by 张经办 --reason 试用 {now}"
    approve = f"{decide} 审定 {office} {round_} --by 王主任 --reason 已核对 {now}"
    return [
        *_steps(
            (f"办理待办，共{len(numbers)}件，逐件换编号：{settle}", f"held {office}"),
            (f"待办办完后重新生成通报稿：{program()} circular {office} {now}", f"status {office}"),
            (f"审定通报：{approve}", f"board {office} {now}"),
        ),
        f"也可在浏览器中办理：{program()} serve {office}，打开窗口中显示的工作台网址",
    ]


def _steps(*steps: tuple[str, str]) -> list[str]:
    numbered = enumerate(steps, 1)
    return [
        "下一步：",
        *(line for n, (what, show) in numbered for line in (f"{n}. {what}", f"   看结果：{program()} {show}")),
    ]


def _shown(root: Path) -> str:
    """A folder as it can be typed: without what stands before it here, quoted where it has blanks."""
    import shlex

    try:
        return shlex.quote(str(root.resolve().relative_to(Path.cwd())))
    except ValueError:
        return shlex.quote(str(root.resolve()))
