"""What the writers make of a document: the same cells everywhere, whatever stands in them, and the same bytes."""

import csv
import io
import json
import re
import sys
import tomllib
import zipfile

import openpyxl
import pytest
from jsonschema import Draft202012Validator
from openpyxl.cell.cell import MergedCell

from evsite.documents.flat import flat_tables
from evsite.documents.model import Blank, Column, Document, Number, SumOf, Table, Verify, made_sheet
from evsite.documents.schedule.document import schedule
from evsite.output.documents.csv_files import csv_text
from evsite.output.documents.extras import MissingExtraError
from evsite.output.documents.text import PAGE_WIDTH, render_document
from evsite.output.documents.workbook import workbook_bytes
from evsite.output.json.schemas import output_schema
from evsite.output.json.sheets import sheets_document
from evsite.output.text.terminal_style import PLAIN, TerminalStyle, cells
from evsite.sitefile.loading import load

COLUMNS = (
    Column("name", "name", wrap=True, label=True),
    Column("rated_a", "rated", "A", "right"),
    Column("serial", "serial"),
    Column("about", "about", wrap=True),
)
AWKWARD = (
    "=1+1",
    "@cmd",
    "-5",
    "+5",
    "a\nb",
    "\x1b[31mred",
    "充電 🔌",
    "x" * 40_000,
    "2#1 AWG $5 *b* <x>",
    "=HYPERLINK(1)",
)


def made(*rows, form=False, about="EV1", columns=COLUMNS):
    return Document(
        "as-built",
        "A site",
        2023,
        "panel",
        (made_sheet("AB-1", "panel", about, (Table("t", "table", columns, rows, form),)),),
    )


def text_of(document, width=PAGE_WIDTH):
    return "".join(render_document(document, TerminalStyle(width)))


def csv_of(document, key="t"):
    return next(csv_text(document, table) for table in flat_tables(document) if table.key == key)


def book_of(document, *, values=True):
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(document)), data_only=values)


def fields(document, key):
    return list(csv.reader(io.StringIO(csv_of(document, key))))


# --- cells ------------------------------------------------------------------------------------------------------------


def test_a_number_has_its_decimals_and_its_unit_where_no_heading_has_it():
    document = made(("S1", Number(1234.5, "A", 2), Blank(), Verify("serial", "S1")))
    assert re.search(r"S1 +1,234\.50 +________ +verify", text_of(document))
    assert csv_of(document).splitlines() == ["sheet,panel,name,rated_a,serial,about", "AB-1,EV1,S1,1234.50,,verify"]
    assert "rated   1,234.50 A" in text_of(made(("S1", Number(1234.5, "A", 2), "", ""), form=True))
    assert sheets_document("f", document)["rows"][0]["cells"] == {
        "name": "S1",
        "rated_a": 1234.5,
        "serial": None,
        "about": {"verify": "serial"},
    }


def test_what_rounds_to_nothing_has_no_sign():
    assert str(Number(-0.001, digits=2)) == "0.00"
    assert str(Number(-0.01, digits=2)) == "-0.01"


def test_what_is_to_be_verified_is_listed_once_with_all_that_it_is_missing_for():
    rows = [
        (f"S{n}", Verify("rating", f"S{n}", ("stations", "S", "max_current")), Verify("serial", f"S{n}"), "")
        for n in (1, 2, 3)
    ]
    document = made(*rows)
    assert "to verify\n  rating of S1 to S3: stations.S.max_current\n  serial of S1 to S3\n" in text_of(document)
    assert csv_of(document, "verify").splitlines()[1:] == [
        "AB-1,EV1,rating,S1 to S3,stations.S.max_current",
        "AB-1,EV1,serial,S1 to S3,",
    ]
    assert document.only("verify").sheets[0].verify == document.sheets[0].verify


def test_a_key_is_shown_as_the_file_would_write_it():
    document = made(("S", Verify("rating", "S", ("stations", "a b.c", "max_current")), "", ""))
    assert 'stations."a b.c".max_current' in text_of(document)


def test_a_row_has_as_many_cells_as_there_are_columns():
    with pytest.raises(ValueError, match="has not 4 cells"):
        made(("S1",))


@pytest.mark.parametrize("value", AWKWARD)
def test_a_text_steers_nothing_and_is_no_formula(value):
    document = made((value, Number(1), "", ""), about=value)
    text, table = text_of(document, None), csv_of(document)
    assert "\x1b" not in text + table
    assert not any(field.startswith(("=", "+", "-", "@")) for row in fields(document, "t") for field in row)
    sheet = book_of(document, values=False).worksheets[0]
    assert {cell.data_type for row in sheet for cell in row if isinstance(cell.value, str)} == {"s"}
    written = [cell.value for row in sheet for cell in row]
    assert value[:30] in written or any(str(each).startswith(value[:1].replace("\x1b", "\\u001b")) for each in written)


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [30, 40, 60, 80, 120])
def test_a_table_that_is_too_wide_is_divided_and_loses_nothing(width):
    columns = (
        Column("name", "name", label=True),
        *(Column(f"c{n}", f"column {n}", wrap=n % 2 == 0) for n in range(12)),
    )
    rows = [(f"S{row}", *(f"r{row}c{column} 充電" for column in range(12))) for row in range(3)]
    text = text_of(made(*rows, columns=columns), width)
    table = text[text.index("name  ") : text.index("evsite helps")]
    assert max(map(cells, table.splitlines())) <= width
    for row in rows:
        assert all(value.split()[0] in table for value in row)
    parts = table.count("column 0") and table.count("\nS1")
    assert table.count("name  column") == max(parts, 1)


@pytest.mark.parametrize("width", [36, 40, 60])
def test_on_a_narrow_page_headings_and_names_wrap_and_no_number_does(width):
    columns = (
        Column("at", "what it stands at", label=True),
        Column("against", "what it is compared with", label=True, wrap=True),
        Column("load", "load in all", "kVA", "right"),
        Column("why", "why it is not among the items", wrap=True),
    )
    rows = [
        (f"transformer {row}", "primary conductors", f"{row}1,234.56", f"with {row}2,345.67 A of {row}3,456.78 A")
        for row in range(1, 4)
    ]
    text = text_of(made(*rows, columns=columns), width)
    assert max(map(cells, text.splitlines())) <= width
    for row in rows:
        for number in re.findall(r"[0-9.,]{4,}", " ".join(row)):
            assert number in text
    assert all(word in text for column in columns for word in column.title.split())


def test_values_of_a_form_stand_below_their_titles_where_there_is_no_room_beside_them():
    columns = (Column("name", "contractor's license and class"), Column("n", "rated current", "A", "right"))
    wide, narrow = (
        text_of(made(("C-10 1043215 018-0405-003", "416.36 A"), form=True, columns=columns), n) for n in (80, 40)
    )
    assert "contractor's license and class  C-10 1043215 018-0405-003\n" in wide
    assert "contractor's license and class\n    C-10 1043215 018-0405-003\nrated current\n    416.36 A\n" in narrow


def test_nothing_is_wrapped_on_a_pipe():
    document = made(("S1", "", "", "word " * 100))
    assert ("word " * 100).strip() in "".join(render_document(document, PLAIN))


def test_a_document_of_a_site_with_errors_is_a_draft_and_one_without_sheets_says_so():
    document = Document("schedules", "A site", 2023, "panel", (), errors=2)
    assert "DRAFT: 2 errors in the site file" in text_of(document)
    assert "no panel to show" in text_of(document)
    assert book_of(document).worksheets[0]["A1"].value == "no panel to show"


# --- workbooks --------------------------------------------------------------------------------------------------------


EXAMPLES = ("office", "campus", "designs/hotel", "designs/house")


def table_in(sheet, title, columns):
    """The rows of a table of a worksheet below the line with its title and that with its headings."""
    alone = [title, *[None] * (sheet.max_column - 1)]
    first = next(number for number, row in enumerate(sheet.values, start=1) if list(row) == alone)
    rows = []
    for row in sheet.iter_rows(min_row=first + 2):
        if all(cell.value is None for cell in row):
            break
        rows.append(fields_of(row)[:columns])
    return rows


def fields_of(row):
    """The fields of a row, of which a wide one takes several columns."""
    return [cell for cell in row if not isinstance(cell, MergedCell)]


def shown(cell):
    """A cell of a workbook as CSV has it."""
    if isinstance(cell.value, (int, float)):
        decimals = len(cell.number_format.partition(".")[2].split(" ")[0])
        return f"{cell.value:.{decimals}f}"
    return cell.value or ""


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_workbook_has_the_cells_of_the_csv_files(project, name):
    document = schedule(load(f"examples/{name}.toml"))
    book = book_of(document)
    assert book.sheetnames == [sheet.number for sheet in document.sheets]
    for sheet in document.sheets:
        for table in sheet.tables:
            header, *rows = fields(document.only(table.key), table.key)
            places = [header.index(column.key) for column in table.columns]
            wanted = [[row[place] for place in places] for row in rows if row[0] == sheet.number]
            worksheet = book[sheet.number]
            if table.form:
                start = next(r for r in range(1, 20) if worksheet.cell(r, 1).value == table.columns[0].title)
                lines = worksheet.iter_rows(min_row=start, max_row=start + len(table.columns) - 1)
                found = [[shown(fields_of(line)[1]) for line in lines]]
            else:
                found = [[shown(cell) for cell in row] for row in table_in(worksheet, table.title, len(table.columns))]
            assert found == wanted, table.key


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_formula_of_a_workbook_comes_with_its_value(project, name):
    content = workbook_bytes(schedule(load(f"examples/{name}.toml")))
    formulas, values = (openpyxl.load_workbook(io.BytesIO(content), data_only=flag) for flag in (False, True))
    found = 0
    for sheet in formulas:
        for cell in (cell for row in sheet for cell in row if cell.data_type == "f"):
            found += 1
            ranges = re.fullmatch(r"=SUM\((.*)\)", cell.value)[1].split(",")
            cells_of = [values[sheet.title][f"{part}:{part}" if ":" not in part else part] for part in ranges]
            summed = sum(
                each.value for area in cells_of for row in area for each in row if isinstance(each.value, (int, float))
            )
            assert values[sheet.title][cell.coordinate].value == pytest.approx(summed)
    assert found >= 3 * len(values.worksheets)


def test_a_sum_whose_table_is_not_there_is_a_plain_number(project):
    document = schedule(load("examples/office.toml")).only("totals")
    assert not any(cell.data_type == "f" for row in book_of(document, values=False).worksheets[0] for cell in row)
    number = Number(3, sum_of=SumOf("elsewhere", ("a",)))
    assert book_of(made(("S1", number, "", ""))).worksheets[0]["B6"].value == 3


def test_the_same_document_gives_the_same_bytes(project):
    document = schedule(load("examples/campus.toml"))
    content = workbook_bytes(document)
    assert content == workbook_bytes(schedule(load("examples/campus.toml")))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
        assert b"1980-01-01T00:00:00Z</dcterms:created>" in archive.read("docProps/core.xml")


def test_without_the_library_the_extra_is_named(project, monkeypatch):
    extras = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert re.match(r"\w+", extras["xlsx"][0])[0] == "XlsxWriter"
    assert "xlsx" in re.fullmatch(r"evsite\[(.*)\]", extras["documents"][0])[1].split(",")
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'evsite\[xlsx\]'"):
        workbook_bytes(made())


# --- JSON -------------------------------------------------------------------------------------------------------------


def test_json_fits_the_schema_with_every_kind_of_cell():
    document = made(("S1", Number(1.5, "A", 1), Blank(), Verify("serial", "S1", ("stations", "S"))))
    found = json.loads(json.dumps(sheets_document("site.toml", document)))
    Draft202012Validator(output_schema("schedule")).validate(found)
    assert found["verify"] == [{"sheet": "AB-1", "what": "serial", "of": ["S1"], "where": ["stations", "S"]}]
    assert [column["key"] for column in found["columns"]] == [column.key for column in COLUMNS]
