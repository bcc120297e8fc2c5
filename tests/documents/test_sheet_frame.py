"""The frame of a sheet and the tables on it: nothing is over anything, and nothing is lost."""

from dataclasses import fields, replace
from typing import get_args

import pytest
from drawings import ODD_NAMES
from geometry import flaws
from hypothesis import given
from hypothesis import strategies as st

from evsite.documents.boxes import Box, each_item, item_box
from evsite.documents.cell_texts import people_text
from evsite.documents.drawing import PAGES_PX, Drawing, Text
from evsite.documents.drawn_table import measured, table_items
from evsite.documents.model import Blank, Column, Number, Table, Verify
from evsite.documents.sheet_frame import sheet_frame
from evsite.documents.symbols.symbol import SymbolKind
from evsite.documents.table_flow import flow
from evsite.documents.title_block import SheetTitle, title_block_table
from evsite.model.project import Project
from evsite.sitefile.loading import load
from evsite.words import NOTICE

KINDS = get_args(SymbolKind)
NOTES = tuple(f"Note {number}: what is to be done here is said in a sentence of some length." for number in range(1, 8))
TABLE = Table(
    "feeders",
    "feeder schedule",
    (Column("tag", "tag", label=True), Column("a", "breaker", "A", "right"), Column("wire", "wire", wrap=True)),
    tuple((f"F{number}", Number(100, "A"), Verify("wire", "x") if number % 2 else Blank()) for number in range(90)),
)


OFFICE = load("examples/office.toml")


def title(site, **options):
    given = {"title": "One-line diagram", "number": "E-1", "position": 1, "sheets": 3} | options
    return SheetTitle(site.name, nec=site.nec, fields=title_block_table(site), **given)


def texts(items):
    return [item.text for item in each_item(items) if isinstance(item, Text)]


def sheet(page, items):
    return Drawing(page, "", "", tuple(items))


@pytest.mark.parametrize("page", PAGES_PX)
@pytest.mark.parametrize("kinds", [KINDS, KINDS[:3], ()])
@pytest.mark.parametrize("notes", [NOTES, ()])
@pytest.mark.parametrize("errors", [0, 3])
def test_a_frame_is_clean_and_has_all_that_it_is_given(page, kinds, notes, errors):
    frame = sheet_frame(page, title(OFFICE, errors=errors), notes=notes, symbols=kinds)
    assert flaws(sheet(page, frame.items)) == []
    assert frame.notes_left == ()
    reported = texts(frame.items)
    assert [text for text in reported if text[:1].isdigit() and ". Note" in text] == [
        text for text in reported if text.startswith(tuple(f"{number}. Note {number}:" for number in range(1, 8)))
    ]
    assert "".join(reported).replace(" ", "").count("whatistobedone") == len(notes)
    assert sum(item.id.startswith("legend-") for item in groups(frame.items)) == len(kinds)
    assert reported.count(NOTICE) == 1
    assert {"E-1", "1 of 3", "SHEET", "seal, signature", OFFICE.name, "2026-11-20", "C-10 1043215"} <= set(reported)
    width, height = PAGES_PX[page]
    assert frame.free.width * frame.free.height > 0.45 * width * height


def groups(items):
    for item in items:
        if hasattr(item, "items"):
            yield item
            yield from groups(item.items)


@pytest.mark.parametrize("page", PAGES_PX)
def test_nothing_of_the_frame_is_in_the_room_for_drawing(page):
    frame = sheet_frame(page, title(OFFICE, errors=1), notes=NOTES, symbols=KINDS)
    inside = [item for item in each_item(frame.items) if item_box(item).overlaps(frame.free)]
    assert len(inside) == 1  # the border around it


def test_a_draft_says_so_and_another_sheet_does_not():
    plain, draft = (sheet_frame("11x17", title(OFFICE, errors=errors)) for errors in (0, 2))
    assert not any("DRAFT" in text for text in texts(plain.items))
    assert {"DRAFT", "DRAFT: 2 errors in the site file"} <= set(texts(draft.items))


def test_what_the_file_does_not_say_of_the_project_is_to_be_verified():
    table = title_block_table(replace(OFFICE, project=None))
    keys = {field.name for field in fields(Project)}
    assert all(isinstance(cell, Verify) for cell in table.rows[0])
    assert {cell.where[1] for cell in table.rows[0]} <= keys
    said = title_block_table(OFFICE)
    named = {column.key: cell for column, cell in zip(said.columns, said.rows[0], strict=True)}
    assert named["date"] == "2026-11-20"
    assert isinstance(named["engineer"], Verify)
    frame = sheet_frame("letter", title(replace(OFFICE, project=None)))
    assert texts(frame.items).count("verify") == len(table.columns)


@pytest.mark.parametrize("page", PAGES_PX)
@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_title_block_holds_any_text(page, name):
    values = {field.name: name for field in fields(Project)}
    odd = replace(OFFICE, name=name, project=Project(**values))
    frame = sheet_frame(page, title(odd, title=name, number=name or "E-1"), notes=[name] * 5, symbols=KINDS)
    assert flaws(sheet(page, frame.items)) == []


def test_notes_without_room_are_reported():
    many = [f"{note} " * 6 for note in NOTES] * 20
    frame = sheet_frame("letter", title(OFFICE), notes=many, symbols=KINDS)
    assert flaws(sheet("letter", frame.items)) == []
    assert 0 < len(frame.notes_left) < len(many)
    assert list(frame.notes_left) == many[-len(frame.notes_left) :]


def rows_drawn(flows):
    """The tags of all rows that stand on sheets, in the order of reading."""
    return [text for each in flows for text in texts(each.drawn()) if text.startswith("F") and text[1:].isdigit()]


@pytest.mark.parametrize("right", [True, False])
def test_a_long_table_goes_on_in_columns_and_on_sheets(right):
    room = Box(50, 50, 600, 400)
    rest, flows = measured(TABLE, room.width), []
    while rest:
        flows.append(flow(rest, room, right=right, most_px=None if flows else 290))
        assert flaws(sheet("letter", flows[-1].drawn())) == []
        assert all(room.grown(0.01).holds(item_box(group)) for group in flows[-1].drawn())
        assert not any(item_box(group).overlaps(flows[-1].free) for group in flows[-1].drawn())
        rest = flows[-1].rest
    assert len(flows) > 1
    assert rows_drawn(flows) == [row[0] for row in TABLE.rows]
    titles = [text for each in flows for text in texts(each.drawn()) if text.startswith("feeder schedule")]
    assert titles == ["feeder schedule", *["feeder schedule (continued)"] * (len(titles) - 1)]
    lefts = [item_box(group).left for group in flows[-1].drawn()]
    assert lefts == sorted(lefts)


def test_a_short_table_is_not_parted_and_no_row_stands_alone():
    (long,), (short,) = (measured(replace(TABLE, rows=TABLE.rows[:rows]), 200) for rows in (30, 5))
    room = Box(50, 50, 900, 50 + long.height_px + short.height_px - 20)
    first, second = flow([long, short], room).drawn()
    assert item_box(first).right < item_box(second).left
    assert texts([second])[0] == "feeder schedule"
    room = Box(50, 50, 900, 50 + long.height_px - 5)
    first, second = flow([long], room).drawn()
    assert [len(rows_of(group)) for group in (first, second)] == [28, 2]


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_a_row_higher_than_a_sheet_goes_on_in_the_next_column(rows):
    names = [f"F{number}" for number in range(400)]
    columns = (Column("what", "what", label=True), Column("of", "of", wrap=True))
    table = Table("t", "values", columns, (("wire", ", ".join(names)),) * rows)
    room = Box(50, 50, 900, 250)
    rest, drawn = measured(table, 200), []
    while rest:
        found = flow(rest, room)
        assert all(room.grown(0.01).holds(item_box(group)) for group in found.drawn())
        assert flaws(sheet("letter", found.drawn())) == []
        drawn += [text for text in texts(found.drawn()) if text not in {"values", "values (continued)", "what", "of"}]
        rest = found.rest
    assert [name.strip(",") for text in drawn for name in text.split() if name.startswith("F")] == names * rows
    assert drawn.count("wire") == rows


def rows_of(group):
    return [text for text in texts([group]) if text.startswith("F") and text[1:].isdigit()]


def test_a_table_without_rows_keeps_its_head():
    empty = replace(TABLE, rows=())
    (drawn,) = measured(empty, 400)
    assert texts(table_items(drawn, (0, 0))) == ["feeder schedule", "tag", "breaker", "A", "wire"]


def test_a_form_is_a_list_of_titles_and_values():
    (drawn,) = measured(title_block_table(OFFICE), 200)
    reported = texts(table_items(drawn, (0, 0)))
    assert reported[:3] == ["title block", "address", "1200 Harbor Way, Oakland,"]
    assert reported[3] == "CA 94607"


_words = st.sampled_from(ODD_NAMES) | st.text(max_size=40)
_cells = st.one_of(_words, st.builds(Number, st.floats(-1e6, 1e6), st.just("A")), st.builds(Verify, _words, _words))


@given(st.data(), st.integers(1, 9), st.sampled_from([90.0, 300.0, 800.0]))
def test_any_table_is_drawn_within_its_width_with_all_that_it_says(data, number, width):
    columns = tuple(
        Column(f"c{place}", data.draw(st.sampled_from(["A", "breaker", "what it is for"])), label=place == 0)
        for place in range(number)
    )
    rows = tuple(data.draw(st.lists(st.tuples(*[_cells] * number), max_size=4)))
    parts = measured(Table("t", "a table", columns, rows), width)
    shown = {"".join("".join(lines).split()) for part in parts for row in part.rows for lines in row}
    for part in parts:
        assert part.width_px <= width + 1e-6
        items = table_items(part, (10, 10))
        room = Box(10, 10, 10 + part.width_px, 10 + part.height_px)
        assert all(room.grown(0.5).holds(item_box(item)) for item in each_item(items))
        assert not [flaw for flaw in flaws(sheet("22x34", items)) if "off the sheet" not in flaw]
    assert {"".join(people_text(cell).split()) for row in rows for cell in row} == shown


def test_a_long_value_of_the_title_block_takes_the_room_of_short_ones():
    long = "Sacramento Municipal Utility District"
    for key in ("utility", "engineer"):
        project = Project(**{key: long})
        assert long in texts(sheet_frame("letter", title(replace(OFFICE, project=project))).items)
