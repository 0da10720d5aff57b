"""Start and middle of the year: duties, the mid-year report, what a unit publishes."""

from io import BytesIO

from click.testing import CliRunner
from docx import Document
from docx.document import Document as Word
from openpyxl import load_workbook

from cli import main
from office.reports.middle import publish, write_duties, write_middle
from tests.offices import Played, at

NOW = at("2022-06-20T10:00")


def words(document: Word) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_duties_are_those_of_the_ledger(office: Played) -> None:
    book = load_workbook(BytesIO(write_duties(office.desk, NOW)[1].read_bytes()))
    counts = {row[1]: row[3:5] for row in book["汇总"].iter_rows(min_row=2, values_only=True)}
    for unit in office.desk.roster.units:
        own = office.desk.tasks_of(unit.name)
        assert counts[unit.name] == (len(own), sum(unit.name in task.leads for task in own))
    assert book["责任清单"].max_row - 1 == sum(len(task.units) for task in office.desk.ledger.tasks)


def test_middle_of_the_year_says_state_expiry_and_silence(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form(text="已完成{n}次")))
    office.collect("2022-06-09T15:25")
    document = Document(BytesIO(write_middle(office.desk, NOW).read_bytes()))
    text = words(document)
    assert "截至目前已到期1期，填报单位38个" in text
    assert f"台账共有任务{len(office.desk.ledger.tasks)}项" in text
    assert "已到期的各期均未报送的单位37个" in text
    assert "2022年6月20日至9月底" in text
    rows = {row.cells[1].text: [cell.text for cell in row.cells] for row in document.tables[-1].rows[1:]}
    assert set(rows) == {str(task.number) for task in office.desk.ledger.tasks}
    alone = next(task for task in office.desk.ledger.tasks if task.leads == ("司法局",))
    assert rows[str(alone.number)][5] == "已完成"
    assert rows[str(alone.number)][6] == f"1/{len(alone.units)}"


def test_before_the_first_deadline_nobody_is_named(office: Played) -> None:
    document = Document(BytesIO(write_middle(office.desk, at("2022-04-01T10:00")).read_bytes()))
    assert words(document).count("尚无期次到期") == 2


def test_unit_publishes_its_own_tasks_and_no_judgement(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form(without=(office.desk.tasks_of("司法局")[-1].number,))))
    office.collect("2022-06-09T15:25")
    ledger, summary = publish(office.desk, office.unit, NOW)
    document = Document(BytesIO(ledger.read_bytes()))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows[1:]]
    assert len(rows) == len(office.desk.tasks_of("司法局"))
    assert rows[0][5].startswith("司法局：已开展")
    assert rows[-1][5] == "—"
    assert not {"逾期", "不完整", "未报送"} & set(words(document))
    text = words(Document(BytesIO(summary.read_bytes())))
    own = office.desk.tasks_of("司法局")
    led = sum("司法局" in task.leads for task in own)
    assert (
        f"任务{len(own)}项（其中牵头{led}项），截至2022年6月20日已完成{len(own) - 1}项。牵头任务落实情况如下：" in text
    )
    assert "1." in text


def test_commands_write_into_out(office: Played) -> None:
    for command in (["duties"], ["report", "--now", "2022-06-20"], ["publish", "司法局", "--now", "2022-06-20"]):
        said = CliRunner().invoke(main, ["--office", str(office.root), *command], catch_exceptions=False)
        assert said.exit_code == 0
        assert "out" in said.output
    wrong = CliRunner().invoke(main, ["--office", str(office.root), "publish", "没有的局"], catch_exceptions=False)
    assert wrong.exit_code == 2
