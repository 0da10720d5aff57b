"""What people decide, kept where the book cannot take it along: each decision is mailed to the office's own mailbox.

The letter is for people to read; the file in it is for `taizhang rebuild`, and names what was decided on by what it
is (hash of the mail, of the form, unit and round), not by numbers that another book would give anew. It is signed with
the office's own key, which lies beside the book and not in it: nobody else's mail can pass for a decision.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ledger.book import Page
from ledger.calendar import print_deadline, print_moment
from ledger.model import Attachment, Circular, Decision, Message, Unit, Verdict
from office.desk.desk import Desk
from office.post.post import draft, queue

KIND = "decision_record"
PAPER = "paper"
"""The kind of record that is no decision: a form handed in by other means, with the form itself."""
_FILE = "决定留存.json"
_KEY = "key"


def seal_key(root: Path) -> bytes:
    """The key decisions are signed with; made when it is first needed."""
    path = root / _KEY
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="ascii")
    return path.read_bytes().strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A decision as it was kept: what was decided, on what, and the files that belong to it."""

    kind: str  # of the decision, or PAPER
    by: str
    at: datetime
    reason: str
    facts: dict[str, str]  # round, unit, code, task, until, received_at, mail, form, held, submission, letter …
    files: tuple[Attachment, ...] = ()
    signed: bool = False

    @property
    def told(self) -> str:
        """The record in a line, for a person."""
        kind = "登记纸质件" if self.kind == PAPER else Verdict(self.kind).label
        about = "、".join(filter(None, (self.facts.get("unit"), self.facts.get("round"))))
        return f"{print_moment(self.at)}　{self.by}　{kind}　{about}　{self.reason}"


def keep_decision(desk: Desk, page: Page, decision: Decision, now: datetime) -> None:
    """Mail a decision that was just entered to the office's own mailbox."""
    facts = {
        "round": decision.round,
        "unit": decision.unit,
        "code": decision.code,
        "task": str(decision.task or ""),
        "until": decision.until.isoformat() if decision.until else "",
        "received_at": decision.received_at.isoformat() if decision.received_at else "",
        "words": decision.words,
        **_on_what(page, decision),
    }
    circular = page.circulars.newest(decision.round) if decision.kind in _CIRCULARS else None
    files = _papers(page, circular) if circular else ()
    _keep(
        desk,
        page,
        Record(kind=decision.kind, by=decision.by, at=decision.at, reason=decision.reason, facts=facts, files=files),
        now,
    )


_CIRCULARS = (Verdict.APPROVE, Verdict.ISSUE, Verdict.CORRECT)


def _on_what(page: Page, decision: Decision) -> dict[str, str]:
    """What a decision is about, by what it is."""
    found: dict[str, str] = {}
    if decision.undoes is not None:
        return {"undoes": next(mark_of(one) for one in page.decisions.all(whole=True) if one.number == decision.undoes)}
    if decision.held is not None:
        (held,) = page.held.listed(decision.held)
        found |= {
            "held": held.kind,
            "mail": page.mails.one(held.mail).sha256 or "",
            "form": held.sha256,
            "file": held.file,
        }
    if decision.submission is not None:
        submission = page.submissions.one(decision.submission)
        found |= {"submission": submission.sha256, "of_unit": submission.unit, "of_round": submission.round}
    if decision.letter is not None:
        found["letter"] = page.letters.one(decision.letter).message_id
    return found


def mark_of(decision: Decision) -> str:
    """What a decision is known by in any book: numbers are given anew."""
    said = (decision.kind.value, decision.at.isoformat(), decision.by, decision.unit, decision.round, decision.reason)
    return hashlib.sha256("\n".join((*said, decision.words)).encode()).hexdigest()


def _papers(page: Page, circular: Circular) -> tuple[Attachment, ...]:
    """A version of a circular, whole: the document and what it states."""
    stated = {
        "state": circular.state.value,
        "made_at": circular.made_at.isoformat(),
        "rules": circular.rules,
        "file": circular.file,
        "reference": circular.reference,
        "snapshot": circular.snapshot,
    }
    content = json.dumps(stated, ensure_ascii=False).encode()
    return (
        Attachment(name="通报.json", content=content, media_type="application/json"),
        Attachment(name=circular.file, content=page.mails.raw(circular.sha256)),
    )


def keep_paper(
    desk: Desk, page: Page, file: Attachment, unit: Unit, round_: str, received_at: datetime, now: datetime
) -> None:
    """Mail a form that was handed in by other means to the office's own mailbox: no mail of a unit brings it again."""
    facts = {"unit": unit.name, "round": round_, "received_at": received_at.isoformat(), "form": file.sha256}
    record = Record(
        kind=PAPER, by="", at=now, reason=f"{file.name}（{print_moment(received_at)}收到）", facts=facts, files=(file,)
    )
    _keep(desk, page, record, now)


def _keep(desk: Desk, page: Page, record: Record, now: datetime) -> None:
    content = _sealed(record, seal_key(desk.root))
    kind = "登记纸质件" if record.kind == PAPER else Verdict(record.kind).label
    letter = draft(
        desk,
        KIND,
        f"decision:{hashlib.sha256(content).hexdigest()[:32]}",
        now,
        to=(desk.settings.office.address,),
        of=record.facts.get("round", ""),
        attachments=(Attachment(name=_FILE, content=content, media_type="application/json"), *record.files),
        decision=kind,
        by=record.by,
        decided_at=record.at,
        reason=record.reason,
        about=[{"name": _NAMES[name], "said": value} for name, value in _shown(desk, record.facts)],
        files=[file.name for file in record.files],
    )
    queue(page, desk, letter, now=now)


def _shown(desk: Desk, facts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What of the facts a person reads, as people write it."""
    for name, value in facts.items():
        if not value or name not in _NAMES:
            continue
        if name == "until":
            yield name, print_deadline(datetime.fromisoformat(value))
        elif name == "round":
            yield name, next((one.name for one in (*desk.rounds, *desk.carried.rounds) if one.code == value), value)
        else:
            yield name, value


_NAMES = {
    "unit": "单位",
    "round": "期次",
    "task": "任务",
    "code": "问题代码或文号",
    "until": "延至",
    "file": "文件",
    "letter": "信件",
    "words": "来信原话",
}


def _sealed(record: Record, key: bytes) -> bytes:
    said = {
        "kind": record.kind,
        "by": record.by,
        "at": record.at.isoformat(),
        "reason": record.reason,
        "facts": record.facts,
        "files": [file.sha256 for file in record.files],
    }
    return json.dumps({"record": said, "signature": _signature(said, key)}, ensure_ascii=False, indent=1).encode()


def _signature(said: object, key: bytes) -> str:
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    return hmac.new(key, plain, hashlib.sha256).hexdigest()


def records_in(message: Message, key: bytes) -> Iterator[Record]:
    """The records that a mail holds; one that is not ours, or not as it was, is not `signed`."""
    for file in message.attachments:
        if file.name == _FILE:
            try:
                yield _read(file.content, message, key)
            except (ValueError, KeyError, TypeError, AttributeError):  # no record of ours
                continue


def _read(content: bytes, message: Message, key: bytes) -> Record:
    sealed = json.loads(content)
    said = sealed["record"]
    kept = {file.sha256: file for file in message.attachments}
    whole = all(digest in kept for digest in said["files"])
    return Record(
        kind=said["kind"] if said["kind"] == PAPER else Verdict(said["kind"]).value,
        by=str(said["by"]),
        at=datetime.fromisoformat(said["at"]),
        reason=str(said["reason"]),
        facts={str(name): str(value) for name, value in said["facts"].items()},
        files=tuple(kept[digest] for digest in said["files"]) if whole else (),
        signed=whole and hmac.compare_digest(str(sealed["signature"]), _signature(said, key)),
    )
