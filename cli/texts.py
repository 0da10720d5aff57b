"""`taizhang texts`: progress texts read one by one, without an office."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cli.common import json_option, say

if TYPE_CHECKING:
    from ledger.progress_text import Reading


@click.command()
@json_option
def texts(as_json: bool) -> None:  # noqa: FBT001  click passes flags by name
    """判读进展文字：标准输入每行一个 JSON 对象（id、text、task、due、written），逐条给出完成状态和所依据的原文。"""
    from ledger.progress_text import Status

    for number, line in enumerate(_lines(), 1):
        if not line.strip():
            continue
        asked = _asked(line, number)
        reading = _read(asked, number)
        if as_json:
            answer = {"id": asked.get("id", number), "status": reading.status.value, "words": reading.words}
            click.echo(json.dumps(answer, ensure_ascii=False))
        else:
            said = f"（{reading.words}）" if reading.words and reading.status is not Status.NO_CONTENT else ""
            say(f"{reading.status.label:　<5}{_short(str(asked['text']))}{said}")


def _lines() -> list[str]:
    """Standard input, as UTF-8 whatever the terminal is set to."""
    return sys.stdin.buffer.read().decode("utf-8-sig", errors="replace").splitlines()


def _asked(line: str, number: int) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except ValueError:
        raise click.UsageError(f'第{number}行不是 JSON；每行应为 {{"id": …, "text": "进展文字"}}') from None
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise click.UsageError(f"第{number}行没有 text（进展文字）")
    return asked


def _read(asked: dict[str, Any], number: int) -> Reading:
    from ledger.progress_text import read

    written = asked.get("written")
    try:
        day = date.fromisoformat(written[:10]) if written else None
    except (TypeError, ValueError):
        raise click.UsageError(f"第{number}行的 written（填写日期）应如 2022-12-08") from None
    return read(asked["text"], task=str(asked.get("task") or ""), written=day)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
