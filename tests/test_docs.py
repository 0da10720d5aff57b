"""What pages and comments name is there: modules, functions, files, pages and their sections.

A name is checked where it stands in backticks (`ledger.standings:assess`, `office.intake.collect`), a source file anywhere. A
page is checked wherever it is cited: page, comma, section; or page, §, the number of a fact. Pages that are dated tell of
the house as it was then, the handbook of an office's folder: of these (`APART`) only the citations are checked.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = ("cli", "flows", "office", "parsers", "mailboxes", "templates", "ledger", "examples", "tests", "benchmarks")
APART = (
    "docs/decisions.md",
    "CHANGELOG.md",
    "docs/handbook/经办人手册.md",
    "docs/handbook/安装运行.md",
    "docs/handbook/单位怎么填报.md",
)
_NAME = re.compile(rf"`((?:{'|'.join(FLOORS)})(?:[./:][\w./:]*)?)`")
_FILE = re.compile(rf"(?<![\w/.<-])((?:{'|'.join(FLOORS)})/[\w/]+\.py)\b")
_PAGE = re.compile(r"([\w./\-]+)\.md(?:, (?=[A-Z])([^.;:)\]|`]+)| §([\d.]*\d))?")
_ENDINGS = (".docx", ".xlsx", ".toml", ".json", ".md", ".lock", ".zip")  # ledger.docx is no module


def texts() -> Iterator[tuple[str, str]]:
    """Every page and every source of the house, with its name. This one has wrong names on purpose."""
    pages = ("*.md", "docs/*.md", "docs/handbook/*.md", "*.toml", "*.yaml", "Makefile", ".ci/*")
    for pattern in (*pages, *(f"{floor}/**/*.py" for floor in FLOORS)):
        for path in sorted(ROOT.glob(pattern)):
            if path != Path(__file__):
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def wrong_names(text: str) -> list[str]:
    """The names in backticks, and the sources named without, that nothing bears."""
    return [name for name in dict.fromkeys(_NAME.findall(text) + _FILE.findall(text)) if not _is_there(name)]


def wrong_citations(text: str) -> list[str]:
    """The citations of a page, a section or a numbered fact that is not there."""
    plain = re.sub(r"\s+(?:# )?", " ", text)
    return [found[0] for found in _PAGE.finditer(plain) if not _is_written(*found.groups())]


def _is_there(name: str) -> bool:
    if "/" in name or name.endswith(_ENDINGS):
        return (ROOT / name).exists() or "/" not in name
    module, _, within = name.partition(":")
    steps = module.split(".")
    for end in range(len(steps), 0, -1):
        if path := _source(steps[:end]):
            rest = [*steps[end:], *filter(None, within.split("."))]
            return not rest or (path.suffix == ".py" and ".".join(rest) in _defined(path))
    return False


def _source(steps: list[str]) -> Path | None:
    place = ROOT.joinpath(*steps)
    ways = (place.with_name(f"{place.name}.py"), place / "__init__.py", place)
    return next((path for path in ways if path.exists()), None)


@cache
def _defined(path: Path) -> frozenset[str]:
    return frozenset(_names(ast.parse(path.read_text(encoding="utf-8")).body))


def _names(body: list[ast.stmt], within: str = "") -> Iterator[str]:
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield within + name
            case ast.ClassDef(name=name):
                yield within + name
                yield from _names(node.body, f"{within}{name}.")
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield within + name


def _is_written(page: str, section: str | None, fact: str | None) -> bool:
    path = next(
        (path for folder in (ROOT / "docs", ROOT, ROOT / "docs/handbook") if (path := folder / f"{page}.md").exists()),
        None,
    )
    if path is None or ".." in path.parts:
        return False
    if section:
        return any(re.match(rf"{re.escape(heading)}\b", section) for heading in _headings(path))
    return fact is None or fact in _facts(path)


@cache
def _headings(path: Path) -> tuple[str, ...]:
    return tuple(re.findall(r"^##+ (?:[\d.]+ )?(.+)$", path.read_text(encoding="utf-8"), re.MULTILINE))


@cache
def _facts(path: Path) -> frozenset[str]:
    return frozenset(re.findall(r"^(?:##+|-) (\d[\d.]*\d|\d)\.? ", path.read_text(encoding="utf-8"), re.MULTILINE))


def rows() -> list[list[str]]:
    """The table of docs/where.md: rule, functions, tests."""
    lines = (ROOT / "docs/where.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return cells[2:]


def test_every_name_in_backticks_is_there() -> None:
    assert {where: bad for where, text in texts() if where not in APART and (bad := wrong_names(text))} == {}


def test_every_page_and_section_cited_is_there() -> None:
    assert {where: bad for where, text in texts() if (bad := wrong_citations(text))} == {}


def test_every_rule_stands_somewhere_and_is_tested() -> None:
    """Each row of the table names a function and a test file; each section of the rules has a row."""
    for rule, functions, tests in rows():
        assert re.search(r"`\w[\w.]+:\w+", functions), rule
        assert re.search(r"`tests/[\w/]+\.py`", tests), rule
    told = set(_headings(ROOT / "docs/rules.md")) - {"Words"}
    assert {rule.partition(":")[0] for rule, _, _ in rows()} == told


@pytest.mark.parametrize("page", ["mail.md", "reading.md"])
def test_every_fact_names_the_code_that_rests_on_it(page: str) -> None:
    lines = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    facts = [line for line in lines if line.startswith("- ")]
    assert facts
    assert [line for line in facts if not _NAME.search(line)] == []


@pytest.mark.parametrize(
    "name",
    [
        "`ledger.standings:asess`",
        "`ledger.standings.judge_all`",
        "`office.collecting`",
        "`ledger.model:Standing.colour`",
        "`office/collecting.py`",
        "office/collecting.py",
        "`tests/office/test_collecting.py`",
        "`parsers.formats.docx.read.no`",
    ],
)
def test_a_name_that_nothing_bears_is_found(name: str) -> None:
    assert wrong_names(f"It begins with {name}, as ever.") == [name.strip("`")]


@pytest.mark.parametrize(
    "name",
    [
        "`ledger.standings:assess`",
        "`ledger.standings.assess`",
        "`ledger.model:Standing.label`",
        "`ledger.book.book:Book.alone`",
        "`office.asking`",
        "`office/intake/collect.py`",
        "office/intake/collect.py",
        "`templates/letters/`",
        "`ledger.docx`",
    ],
)
def test_a_name_that_is_borne_is_not(name: str) -> None:
    assert wrong_names(name) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("as (rules.md, Whims and moods) has it", "rules.md, Whims and moods"),
        ('"""What counts (rules.md,\n    Whims)."""', "rules.md, Whims"),
        ("# as rules.md,\n# Whims; has it", "rules.md, Whims"),
        ("see manners.md", "manners.md"),
        ("see docs/manners.md.", "docs/manners.md"),
        ("../shared/reference/mail.md", "../shared/reference/mail.md"),
        ("(mail.md §99.9)", "mail.md §99.9"),
        ("[here](docs/nowhere.md)", "docs/nowhere.md"),
    ],
)
def test_a_citation_of_what_is_not_written_is_found(words: str, found: str) -> None:
    assert wrong_citations(words) == [found]


@pytest.mark.parametrize(
    "words", ["(rules.md, What is known)", "docs/promises.md", "mail.md §4", "README.md", "rules.md, which"]
)
def test_a_citation_of_what_is_written_is_not(words: str) -> None:
    assert wrong_citations(words) == []
