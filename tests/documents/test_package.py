"""The permit set: its order, its index, and that a number told twice is the same number."""

import io
import json
import re
from functools import cache

import pytest
from pypdf import PdfReader

from evsite.documents.flat import flat_tables
from evsite.documents.model import Number, SheetNumber, SumOf, Verify
from evsite.documents.package.document import Checked, permit_package
from evsite.output.documents.pdf import pdf_bytes
from evsite.output.documents.workbook import workbook_bytes
from evsite.rules import check_loaded
from evsite.sitefile.loading import read

EXAMPLES = ("office", "campus", "multifamily", "express-plus", "load-study", "designs/hotel", "designs/house")
SLOW = tuple(pytest.param(name, marks=pytest.mark.slow) for name in EXAMPLES if name not in {"office", "designs/house"})
ORDER = ("G-1", "G-2", "G-3", "G-4", "E-", "PS-", "LC-", "CV-1", "EM-1", "CS-1", "LB-", "DC-", "CR-1", "SG-1")
BARE = '[site]\nname = "x"\n[supplies.U]\nkind = "service"\nrating = "100 A"\nsystem = "240/120"\n'


@cache
def package_of(name, **options):
    """The permit set of an example, put together once for all tests that read it."""
    loaded = read(f"examples/{name}.toml")
    result = check_loaded(loaded)
    return permit_package(loaded.site, Checked(tuple(result.findings), tuple(result.ignored)), **options)


def rows_of(document, key):
    """The rows of a kind of table, as keys and cells, with the name of what their sheet is about."""
    table = next(table for table in flat_tables(document) if table.key == key)
    keys = [column.key for column in table.columns]
    return [(sheet.about, dict(zip(keys, row, strict=True))) for sheet, row in table.rows]


@pytest.mark.parametrize("name", ["office", "designs/house", *SLOW])
def test_the_sheets_are_in_order_and_the_index_has_them_all(project, name):
    document = package_of(name)
    numbers = [sheet.number for sheet in document.sheets]
    places = [next(place for place, each in enumerate(ORDER) if number.startswith(each)) for number in numbers]
    assert places == sorted(places)
    assert set(places) == set(range(len(ORDER)))
    assert len(numbers) == len(set(numbers))
    listed = [row["sheet"] for _, row in rows_of(document, "index")]
    assert listed == numbers[1:]
    assert all(isinstance(number, SheetNumber) for number in listed)


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_table_has_one_meaning_and_every_sum_its_table(project, name):
    document = package_of(name)
    columns = {}
    for sheet in document.sheets:
        keys = {table.key for table in sheet.tables}
        for table in sheet.tables:
            of = columns.setdefault(table.key, {column.key: column for column in table.columns})
            assert all(of.setdefault(column.key, column).title == column.title for column in table.columns)
            cells = (cell for row in table.rows for cell in row)
            sums = [cell.sum_of for cell in cells if isinstance(cell, Number) and isinstance(cell.sum_of, SumOf)]
            assert {each.table for each in sums} <= keys


@pytest.mark.slow
def test_the_conductors_are_those_of_the_report(evsite, project):
    for name in EXAMPLES:
        reported = json.loads(evsite("report", f"examples/{name}.toml", "--conductors", "--format", "json").stdout)[
            "conductors"
        ]
        rows = [row for _, row in rows_of(package_of(name), "least_conductors")]
        expected = [(run, choice) for run in reported for choice in run["choices"] or [None]]
        assert len(rows) == len(expected)
        for row, (run, choice) in zip(rows, expected, strict=True):
            assert row["load_a"].value == pytest.approx(run["continuous_a"] + run["noncontinuous_a"])
            assert row["sized_a"].value == pytest.approx(run["sized_a"])
            if choice is not None:
                assert row["phase_conductors"].endswith(f"{choice['size']} {choice['material']}")
                assert row["ampacity_a"].value == pytest.approx(choice["ampacity_a"])


@pytest.mark.slow
def test_the_code_report_is_the_check(evsite, project):
    for name in (*EXAMPLES, "broken/overloaded-panel"):
        reported = json.loads(evsite("check", f"examples/{name}.toml", "--format", "json").stdout)["findings"]
        document = package_of(name)
        rows = [row for _, row in rows_of(document, "code_report")]
        assert sorted(row["rule"] for row in rows) == sorted(each["code"] for each in reported)
        assert {row["message"] for row in rows} == {each["message"] for each in reported}
        assert {row["section"] for row in rows} >= {each["source"] for each in reported if each.get("source")}
        errors = sum(each["severity"] == "error" for each in reported)
        assert document.errors == errors == sum(row["result"] == "error" for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["express-plus", "designs/house"])
def test_what_vehicles_put_on_a_panel_is_one_number_in_every_document(evsite, project, name):
    document = package_of(name)
    reported = json.loads(evsite("report", f"examples/{name}.toml", "--format", "json").stdout)["equipment"]
    greatest = {
        (each["limit"]["owner"], each["limit"]["leg"]): f"{each['greatest_load_a']:.2f}"
        for each in reported
        if each["limit"]["kind"] == "panel"
    }
    schedules = {
        (panel, key[-1].upper()): str(row[key])
        for panel, row in rows_of(document, "schedule_totals")
        if row["figure"].startswith("vehicles at most")
        for key in row
        if key.startswith("phase_") and isinstance(row[key], Number)
    }
    for key, shown in greatest.items():
        assert schedules[key] == shown
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf_bytes(document))).pages]
    words = re.sub(r"\s", "", "".join(pages))
    for sheet in document.sheets:
        if sheet.drawing is None:
            for cell in (cell for table in sheet.tables for row in table.rows for cell in row):
                if isinstance(cell, Number):
                    assert f"{float(str(cell)):,.{cell.digits}f}" in words
                elif isinstance(cell, str) and not isinstance(cell, SheetNumber):
                    assert re.sub(r"\s", "", cell) in words
    for number, page in enumerate(pages, start=1):
        assert f"page {number} of {len(pages)}" in page


def test_a_draft_is_marked_on_every_page(project):
    document = package_of("office", draft=True)
    pages = PdfReader(io.BytesIO(pdf_bytes(document))).pages
    assert all("DRAFT" in page.extract_text() for page in pages)


@pytest.mark.parametrize("page", ["letter", "11x17", "22x34"])
def test_drawings_are_on_sheets_of_the_size_that_was_asked_for(project, page):
    document = package_of("office", page=page)
    assert {sheet.drawing.page for sheet in document.sheets if sheet.drawing} == {page}


def test_nothing_is_said_of_what_the_file_does_not_say(evsite, tmp_path):
    file = tmp_path / "bare.toml"
    file.write_text(BARE)
    ended = evsite("package", file)
    assert ended.exit_code == 0
    loaded = read(str(file))
    document = permit_package(loaded.site, Checked((), ()))
    (scope,) = [row for _, row in rows_of(document, "scope")]
    assert all(isinstance(scope[key], Verify) for key in ("scope", "service_change", "trench", "occupancy"))
    assert any("no load management" in note for sheet in document.sheets for note in sheet.notes)
    assert pdf_bytes(document)
    assert workbook_bytes(document)
