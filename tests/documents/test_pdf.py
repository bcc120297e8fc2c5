"""PDF: every word as it is in the file, on pages that hold it, and the same bytes for the same document."""

import io
import re
import sys
import tomllib
from dataclasses import replace

import pytest
from pypdf import PdfReader

from evsite.documents.drawing import Drawing, Text
from evsite.documents.model import Blank, Column, Document, Number, SheetNumber, Table, Verify, made_sheet
from evsite.documents.schedule.document import schedule
from evsite.fonts.metrics import text_width_px
from evsite.model.project import Project
from evsite.output.documents.extras import MissingExtraError
from evsite.output.documents.paper import LETTER_PT, MARGIN_PT
from evsite.output.documents.pdf import pdf_bytes
from evsite.output.text.terminal_style import NOTICE
from evsite.sitefile.loading import load

COLUMNS = (
    Column("name", "name", wrap=True, label=True),
    Column("rated_a", "rated", "A", "right"),
    Column("about", "about", wrap=True),
)
ODD = (
    "2#1 AWG $5 a_b*c <x> @y [z]",
    "=1+1",
    "#let x = 1; #sys.inputs",
    "// no comment /* nor this */",
    "\\u{41} `raw` 'quotes' \"more\" -- --- ...",
    "- list\n+ item",
    "office fi ffl affix",
    "Łódź Ωmega Щит",
)


def made(*rows, columns=COLUMNS, form=False, drawing=None, **fields):
    sheet = made_sheet("AB-1", "panel", "EV1", (Table("t", "table", columns, rows, form),), ("a note",), drawing)
    return Document("as-built", "A site", 2023, "panel", (sheet,), **fields)


def pages_of(document):
    return PdfReader(io.BytesIO(pdf_bytes(document))).pages


def words_of(document):
    """The text of all pages without spaces and line breaks, which depend on the width of columns."""
    return squeezed("\n".join(page.extract_text() for page in pages_of(document)))


def squeezed(text):
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("name", ODD)
def test_a_name_is_printed_as_it_is(name):
    shown = squeezed(name.replace("\n", "\\u000a"))
    assert shown in words_of(made((name, Number(1), "x")))
    assert shown in words_of(made((name, Number(1), "x"), form=True))
    note = made_sheet("AB-1", name, name, (), (name,))
    document = Document(name, name, 2023, name, (note,), project=Project(owner=name, address=name), notes=(name,))
    assert words_of(document).count(shown) >= 6


def test_what_the_font_does_not_have_is_spelled_out():
    assert "\\u5145\\U0001f50c" in words_of(made(("充🔌", Number(1), "")))
    drawn = Drawing("letter", "t", "d 充", (Text((100, 100), "drawn 充"),))
    assert "drawn□" in words_of(made(drawing=drawn))


def test_a_word_that_is_wider_than_a_page_is_broken_and_whole():
    long = "".join(f"{number:03}-" for number in range(100))
    document = made((long, Number(1), long))
    assert words_of(document).count(long) == 2
    assert inside(document)
    alone = Document(long, long, 2023, long, (made_sheet("AB-1", "W" * 300, long, (), ("W" * 700,)),))
    assert inside(alone)
    assert words_of(alone).count("W") >= 1000
    ends = [size for line in lines_of(alone) for size in [text_width_px(line, LETTER_PT)] if "WWW" in line]
    assert max(ends) <= 792 - 2 * MARGIN_PT


def lines_of(document):
    return [line for page in pages_of(document) for line in page.extract_text().splitlines()]


def inside(document):
    """Whether every text starts between the margins."""
    starts = []

    def visit(text, space, at, *_):
        if text.strip():
            starts.append(at[4] * space[0] + at[5] * space[2] + space[4])

    for page in pages_of(document):
        starts.clear()
        page.extract_text(visitor_text=visit)
        if min(starts) < MARGIN_PT - 1 or max(starts) > float(page.mediabox.width) - MARGIN_PT:
            return False
    return True


@pytest.mark.parametrize("many", [3, 12, 30, 60])
def test_a_table_of_any_width_has_every_cell_on_its_pages(many):
    columns = (Column("name", "name", label=True), *(Column(f"c{n}", f"column {n}", wrap=n % 2) for n in range(many)))
    rows = [(f"S{row}", *(f"r{row}c{column}x" for column in range(many))) for row in range(3)]
    document = made(*rows, columns=columns)
    words = words_of(document)
    for row in rows:
        assert all(cell in words for cell in row)
    assert inside(document)
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages_of(document)}
    assert sizes == {(792, 612) if many <= 12 else (1224, 792)}


def test_a_table_over_several_pages_has_its_headings_on_each():
    document = made(*((f"S{number}", Number(number), "about") for number in range(200)))
    pages = [page.extract_text() for page in pages_of(document)]
    assert len(pages) > 3
    whole = [page for page in pages if "S1" in page]
    assert all("rated A" in page for page in whole)


def test_every_page_has_its_number_the_title_block_and_the_notice():
    project = Project(address="1 Main St", owner="Owner", drawing="E-1")
    document = made(*((f"S{number}", Number(number), "") for number in range(200)), project=project)
    pages = [page.extract_text() for page in pages_of(document)]
    for number, page in enumerate(pages, start=1):
        assert f"page {number} of {len(pages)}" in page
        assert page.count(NOTICE) == 1
        for words in ("A site", "address: 1 Main St", "owner: Owner", "contractor: verify", "drawing: E-1", "AB-1"):
            assert words in page
        assert "DRAFT" not in page


def test_what_the_title_block_does_not_say_is_listed():
    words = words_of(made(project=Project(address="1 Main St")))
    assert "ownerthetitleblockproject.owner" in words
    assert "project.address" not in words


@pytest.mark.parametrize("fields", [{"errors": 2}, {"draft": True}])
def test_a_draft_says_so_on_every_page_and_drawing(fields):
    drawn = Drawing("11x17", "t", "d", (Text((100, 100), "drawn"),))
    document = made(*((f"S{number}", Number(number), "") for number in range(100)), **fields)
    document = replace(document, sheets=(*made(drawing=drawn).sheets, *document.sheets))
    pages = [page.extract_text() for page in pages_of(document)]
    assert len(pages) > 2
    assert all("DRAFT" in page for page in pages)
    assert "DRAFT" not in words_of(replace(document, errors=0, draft=False))


def test_a_drawing_is_a_page_of_its_own_size_with_its_words():
    drawn = Drawing("22x34", "one-line", "a panel", (Text((100, 100), "2#1 AWG <x>"),))
    document = made(("S1", Number(1), ""))
    document = replace(document, sheets=(*made(drawing=drawn).sheets, *document.sheets))
    first, second = pages_of(document)
    assert (round(first.mediabox.width), round(first.mediabox.height)) == (2448, 1584)
    assert "2#1 AWG <x>" in first.extract_text()
    assert "page 1 of 2" in first.extract_text()
    assert "S1" in second.extract_text()


def test_the_number_of_a_sheet_comes_with_its_page():
    index = made_sheet("G-1", "index", "", (Table("t", "t", COLUMNS, ((SheetNumber("B-1"), "", ""),)),))
    other = made_sheet("B-1", "other", "", ())
    document = Document("set", "A site", 2023, "sheet", (index, other))
    first, second = pages_of(document)
    assert "B-1 (page 2)" in first.extract_text()
    assert "/Annots" in first
    assert "B-1" in second.extract_text()


def test_cells_to_fill_in_and_values_to_verify():
    words = words_of(made(("S1", Verify("rating", "S1", ("stations", "S")), Blank()), form=True))
    assert "ratedverify" in words
    assert "ratingS1stations.S" in words


def test_a_document_without_sheets_says_so():
    assert "no panel to show" in pages_of(Document("d", "A site", 2023, "panel", ()))[0].extract_text()


def test_the_same_document_gives_the_same_bytes_and_a_file_for_archives(project):
    site = load("examples/campus.toml")
    document = replace(schedule(site), project=site.project)
    content = pdf_bytes(document)
    assert content == pdf_bytes(document)
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    reader = PdfReader(io.BytesIO(content))
    assert reader.metadata.title == "North campus: panel schedules"
    assert reader.metadata.creation_date.date() == site.project.date
    assert next(entry.title for entry in reader.outline if not isinstance(entry, list)) == "PS-1  panel East"
    assert reader.trailer["/Root"]["/Lang"].startswith("en")


@pytest.mark.parametrize("name", ["office", "designs/hotel", "designs/house"])
def test_every_cell_of_a_schedule_is_printed(project, name):
    document = schedule(load(f"examples/{name}.toml"))
    words = words_of(document)
    for sheet in document.sheets:
        for table in sheet.tables:
            for cell in (cell for row in table.rows for cell in row):
                text = f"{float(str(cell)):,.{cell.digits}f}" if isinstance(cell, Number) else str(cell)
                assert isinstance(cell, (Verify, Blank)) or squeezed(text) in words


def test_no_print_is_smaller_than_plans_take(project):
    assert LETTER_PT * 0.716 / 72 >= 0.079


def test_without_the_library_the_extra_is_named(project, monkeypatch):
    extras = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert extras["pdf"][0].startswith("typst")
    assert re.search(r"\bpdf\b", extras["documents"][0])
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'evsite\[pdf\]'"):
        pdf_bytes(made())
