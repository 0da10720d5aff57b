"""What people write into office.toml that is no TOML, and what they meant: the mend of one setting or heading."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ledger.dates import read_date
from office.desk.setting_names import SECTIONS, heading, homes, near_section

_TOKEN = re.compile(r"""(?P<text>"(?:[^"\\\n]|\\.)*"|'[^'\n]*')|(?P<note>#[^\n]*)|(?P<bare>[^"'#]+|["'])""")
_QUOTES = "“”„‟＂〝〞‘’‚‛＇「」『』`´"
_MARKS = {
    **dict.fromkeys("＝﹦", "="),
    **dict.fromkeys("，、；﹐", ","),
    **dict.fromkeys("［【〔", "["),
    **dict.fromkeys("］】〕", "]"),
    **dict.fromkeys("－—–−‐‑", "-"),
    "＃": "#",
    "．": ".",
    "。": "",
    "：": ":",
}
_MARKS_USED = re.compile(f"[{''.join(_MARKS)}０-９Ａ-Ｚａ-ｚ]")
_UNSEEN = re.compile("[\u00a0\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]")
_DAY = re.compile(
    r"(?<![\d\w-])\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?(?:[T ]?\d{1,2}:\d{2}\S*)?(?![\d-])"
)
_WORDS = {
    "是": "true",
    "开": "true",
    "yes": "true",
    "on": "true",
    "否": "false",
    "关": "false",
    "no": "false",
    "off": "false",
}
_YES_NO = re.compile(r"=\s*(true|false|yes|no|on|off|是|否|开|关)\s*$", re.IGNORECASE)
_NUMBER = re.compile(
    r"=\s*[+]?0*(\d[\d,_]*?\d|\d)\s*(?:%|[年天日封个项次分室]|工作日|个工作日|KB?|MB?)?\s*$", re.IGNORECASE
)
_UNITS = {"k": 2**10, "m": 2**20}
_SIZE = re.compile(r"=\s*(\d+)\s*([KM])B?\s*$", re.IGNORECASE)
_NAME = r"[A-Za-z_][\w-]*"
_PAIR = re.compile(rf"^(?P<key>\s*(?:{_NAME}|\"[^\"]+\")\s*)=(?P<value>.*)$", re.DOTALL)
_TWO = re.compile(rf"(?<=[\"'\]\w])[ \t,;]+(?={_NAME}\s*=)")
_HEADING = re.compile(rf"^\s*[\[({{<]*\s*(?P<name>{_NAME}(?:\s*\.\s*{_NAME})?)\s*[\])}}>]*\s*$")
_EITHER = "\"'"
_NOTHING = re.compile(r"=\s*(?:null|none|nil|n/a|无|空|没有|暂无)\s*$", re.IGNORECASE)

_NO_EQUALS = re.compile(rf"^\s*(?P<name>{_NAME}|\"[^\"]+\")\s*(?:[:：]=?|==|=>|:=|->|\s|(?=[\"'“\[]))\s*(?=[^\s=])")
_FOREIGN = re.compile(r"^\s*(?=[^=\n]*[^\x00-\x7f])([^\s=\"'\[\]#][^=\"'\[\]#\n]*?)\s*=")

Mend = Callable[[str], str]
Fits = Callable[[str, object], bool]
"""Whether a value is of the kind that its name asks for."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What was probably meant; `why` is "" where it is TOML now and yet not what its name asks for."""

    text: str
    why: str
    apart: bool = False  # several settings that stood on one line


def parses(text: str) -> bool:
    """Whether a setting or heading is TOML."""
    return _values(text) is not None


def mend(text: str, fits: Fits) -> Mended | None:
    """What was probably meant by a setting or heading that is no TOML, and what is wrong with it. None: nobody knows."""
    ways = [[one] for one in MENDS] + [[*MENDS[:count]] for count in range(2, len(MENDS) + 1)]
    tried = dict.fromkeys(changed for way in ways if (changed := _apply(text, way)) != text and parses(changed))
    for changed in tried:
        if _fit(changed, fits):
            way = next(way for way in ways if _apply(text, way) == changed)
            why = "；".join(dict.fromkeys(said for said, _ in _needed(text, way, fits)))
            return _mended(text, changed, why)
    return _mended(text, next(iter(tried)), "") if tried else None


def _mended(text: str, changed: str, why: str) -> Mended:
    return Mended(changed, why, apart=changed.count("\n") > text.count("\n"))


def _values(text: str) -> dict[str, object] | None:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _fit(text: str, fits: Fits) -> bool:
    """Whether each value is of the kind that its name asks for."""
    return all(fits(name, value) for name, value in (_values(text) or {}).items())


def _needed(text: str, way: list[tuple[str, Mend]], fits: Fits) -> list[tuple[str, Mend]]:
    """Of the mends on a way, those without which it would not be what was meant."""
    needed = way
    for one in way:
        without = [other for other in needed if other is not one]
        shorter = _apply(text, without)
        if parses(shorter) and _fit(shorter, fits):
            needed = without
    return needed


def _apply(text: str, mends: Iterable[tuple[str, Mend]]) -> str:
    for _, change in mends:
        text = change(text)
    return text


def opens_list(text: str) -> bool:
    """Whether a list begins in a text and does not end in it."""
    plain = bare(_outside(_unmark)(text))
    outside = "".join(found[0] for found in _TOKEN.finditer(plain) if found["bare"] is not None)
    return "=" in outside and outside.count("[") > outside.count("]")


def _outside(change: Mend) -> Mend:
    """The change, made only outside quoted texts and remarks."""

    def changed(text: str) -> str:
        return "".join(found[0] if found["bare"] is None else change(found[0]) for found in _TOKEN.finditer(text))

    return changed


def bare(text: str) -> str:
    """A line without the remark behind it."""
    kept = "".join("" if found["note"] is not None else found[0] for found in _TOKEN.finditer(text))
    return kept.rstrip()


def _of_value(change: Mend) -> Mend:
    """The change, made to what stands right of the equals sign, remarks left out."""

    def changed(text: str) -> str:
        found = _PAIR.match(bare(text))
        return f"{found['key'].rstrip()} = {change(found['value'].strip())}" if found else text

    return changed


def _unmark(text: str) -> str:
    return "".join(
        _MARKS.get(char, unicodedata.normalize("NFKC", char) if _MARKS_USED.match(char) else char) for char in text
    )


def _day(text: str) -> str:
    def written(found: re.Match[str]) -> str:
        day = read_date(found[0])
        return day.isoformat() if day else found[0]

    return _DAY.sub(written, text)


def _yes_no(text: str) -> str:
    return _YES_NO.sub(lambda found: f"= {_WORDS.get(found[1].lower(), found[1].lower())}", bare(text))


def _number(text: str) -> str:
    plain = _SIZE.sub(lambda found: f"= {int(found[1]) * _UNITS[found[2].lower()]}", bare(text))
    return _NUMBER.sub(lambda found: f"= {found[1].replace(',', '').replace('_', '')}", plain)


def _quote(value: str) -> str:
    """A text in English quotation marks, whatever stood round it and in it."""
    inner = value.strip().strip("\"'").strip()
    if not value or value[0] in "[{" or not inner:
        return value
    return f'"{_inner(inner)}"' if "\\" not in inner else f"'{inner}'"


def _inner(text: str) -> str:
    """Quotation marks within a text: Chinese ones, in pairs."""
    for mark in ("“", "”") * (text.count('"') // 2 + 1):
        text = text.replace('"', mark, 1)
    return text


def _close_quote(value: str) -> str:
    """A quotation mark that stands on one side only."""
    bare = value.rstrip(",;")
    if bare.count('"') % 2 == 0 or bare.startswith("["):
        return value
    return f'"{bare.strip(_EITHER)}"'


def _close_item(value: str) -> str:
    """In a list: each item in its quotation marks."""
    if not value.startswith("["):
        return value
    items = (item.strip() for item in re.split(r"[,\n]", value.strip("[]")))
    return f"[{', '.join(item if parses(f'a = {item}') else _quote(item) for item in items if item)}]"


def _list(value: str) -> str:
    """Several values without the brackets, or with one."""
    inner = value.strip().strip("[](){},;").strip()
    apart = re.sub(r"(?<=[\"\d])\s+(?=[\"\d])", ", ", inner)
    return f"[{apart}]" if inner or "[" in value else value


def _heading(text: str) -> str:
    alone = text.strip().rstrip(":：")
    if alone in SECTIONS:
        return heading(alone)
    garbled = re.sub(r"[^A-Za-z_]", "", bare(text))
    if "=" not in text and re.search(r"[\[\]]", text) and (near := near_section(garbled)):
        return heading(near)
    found = _HEADING.match(bare(_unmark(text)).replace("（", "(").replace("）", ")"))
    if not found or not re.match(r"\s*[\[({<【［（《]|.*[\])}>】］）》]", text):
        return text
    name = re.sub(r"\s", "", found["name"])
    return heading(name)


def _name(text: str) -> str:
    """A name with something else in it: r}ole."""
    name, equals, value = text.partition("=")
    if name.strip()[:1] in tuple("-*•·"):  # a list of points, as in a letter
        return text
    plain = re.sub(r"[^A-Za-z_]", "", name)
    return f"{plain} ={value}" if equals and plain != name.strip() and homes(plain) else text


def _key(text: str) -> str:
    """A name that is not in English letters stands in quotation marks: what the ledger writes."""
    quoted = _FOREIGN.sub(lambda found: f'"{found[1]}" =', text, count=1)
    return re.sub(r"^\s*\[+\s*([^\[\]\"]*[^\x00-\x7f][^\[\]\"]*?)\s*\]+", r'["\1"]', quoted)


MENDS: tuple[tuple[str, Mend], ...] = (
    ("夹有看不见的字符或全角空格，请改成英文空格", lambda text: _UNSEEN.sub(" ", text)),
    ("名称中夹有其他符号", _name),
    ("用了中文标点或全角字符，请改成英文的", _outside(_unmark)),
    ("段名要单独一行，写在英文方括号里", _heading),
    ("说明文字前面要加 #", lambda text: re.sub(r"(?:(?<=^)|(?<=[\s\"'\]\d]))\s*(?://|;|--|<!--|REM ).*$", "", text)),
    ("用了中文引号，请改成英文引号", lambda text: re.sub(f"[{_QUOTES}]", '"', text)),
    ("名称和内容之间应是等号", lambda text: _NO_EQUALS.sub(r"\g<name> = ", text)),
    ("名称不是英文的要放在英文引号中", _key),
    ("一行只能写一项", lambda text: _TWO.sub("\n", text)),
    ("日期应写成 2022-06-10 的样子", _outside(_day)),
    ("应写 true（是）或 false（否）", _yes_no),
    ("应只写数字", _number),
    ("行末多了标点", lambda text: re.sub(r"[,;.，；。、]+\s*$", "", bare(text))),
    ("行首多了符号", lambda text: re.sub(r"^\s*[-*•·]\s*", "", text)),
    ("没有内容的写成一对英文引号", lambda text: _NOTHING.sub('= ""', bare(text))),
    ("没有内容的写成一对英文引号", lambda text: re.sub(r"=\s*$", '= ""', bare(text))),
    ("文字中有 \\ 的，请用英文单引号", lambda text: re.sub(r'"([^"\'\n]*\\[^"\'\n]*)"', r"'\1'", text)),
    ("引号后面多了内容（说明文字前面要加 #）", _of_value(lambda value: re.sub(r'^("[^"]*")[^"]+$', r"\1", value))),
    ("缺一个引号", _of_value(_close_quote)),
    ("列表要放在英文方括号里，各项用英文逗号隔开", _of_value(_list)),
    ("文字要放在一对英文引号中", _of_value(lambda value: value if '"' in value[1:-1] else _quote(value))),
    ("文字要放在一对英文引号中，里面不能再有英文引号", _of_value(_quote)),
    ("列表中的每项文字要放在一对英文引号中", _of_value(_close_item)),
)
"""What is said, and the change that mends it; the order is that in which several are made."""
