"""The sheets of a one-line: nothing covers anything, everything is there, counts are those of the site."""

import random
import re
import xml.etree.ElementTree as ET

import pytest
from geometry import flaws
from hypothesis import given, settings
from odd_sites import odd_site
from sites import cases

from effort import examples
from evsite.documents.boxes import each_item
from evsite.documents.drawing import Group, Text
from evsite.documents.flat import flat_tables
from evsite.documents.model import VERIFY, Verify
from evsite.documents.one_line.document import one_line_document
from evsite.model.finding import SiteFileError
from evsite.output.documents.csv_files import csv_text
from evsite.output.documents.svg import svg_text
from evsite.output.documents.text import PAGE_WIDTH, render_document
from evsite.output.text.terminal_style import TerminalStyle
from evsite.sitefile.loading import load, loads

QUICK = ("office", "campus", "caltech-garage", "designs/multifamily-40")
OTHERS = (
    *("dc-and-ac", "dynamic-load", "express-plus", "load-study", "multifamily", "office-jumpers", "office-schedule"),
    *("paired-express", "ten-ports-one-circuit", "designs/depot", "designs/highway-dc", "designs/hotel"),
    *(
        "designs/house",
        "designs/workplace-jumpers",
        "guide/airport",
        "guide/six-kw-chargers",
        "broken/overloaded-panel",
    ),
)
ODD = '2#1 AWG $5 a_b*c <x> @y [z] & "q"'


def garage(panels, stations, *, kinds=1):
    """A site of panels behind transformers, of one kind or of several."""
    text = (
        '[site]\nname = "Garage"\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "4000 A"\nsystem = "480Y/277"\n'
    )
    for number in range(1, panels + 1):
        text += f"""
[supplies.T{number}]
kind = "transformer"
rating = "300 kVA"
fed_from = "U"
system = "208Y/120"
[panels.EV{number}]
fed_from = "T{number}"
main = "{400 + number % kinds} A"
spaces = 84
[circuits.C{number}_]
panel = "EV{number}"
count = {2 * stations}
breaker = "100 A"
[stations.S{number}_]
model = "CP6021B-80A"
count = {stations}
circuits = "C{number}_"
[groups.G{number}]
on = "EV{number}"
"""
    return text


def texts_of(document):
    """Every text on every sheet."""
    return [item.text for sheet in document.sheets for item in each_item(sheet.drawing.items) if isinstance(item, Text)]


def groups_in(items):
    for item in items:
        if isinstance(item, Group):
            yield item
            yield from groups_in(item.items)


def names_in(document):
    """Every name that a schedule spells out, with those that a run leaves out between its first and its last."""
    found = set()
    for table in flat_tables(document):
        if table.key in {VERIFY, "one_line", "title_block"}:
            continue
        for _, row in table.rows:
            found.update(name for cell in row if isinstance(cell, str) for name in expanded(cell))
    return found


def expanded(text):
    yield text
    for part in text.split(", "):
        yield part
        ends = part.split(" to ") if " to " in part else part.split("-")
        if len(ends) == 2:
            last = [re.search(r"(\d+)(\D*)$", end) for end in ends]
            if all(last):
                head = ends[0][: last[0].start()]
                for number in range(int(last[0][1]), int(last[1][1]) + 1):
                    yield f"{head}{number}{last[0][2]}"


TO_VERIFY = {
    "AIC": "interrupting rating",
    "FAULT": "available fault current",
    "GEC": "grounding electrode conductor",
    "MBJ": "bonding jumper",
    "SBJ": "bonding jumper",
    "METER": "number of the meter",
    "METER (E)": "number of the meter",
    "PRIMARY": "primary system",
    "VOLTS": "primary system",
    "BUS": "rating of the bus",
    "MAIN": "main",
    "MODEL": "model",
    "DISC. A": "rating of the disconnect",
    "CIRCUIT": "circuit",
}
"""What is listed for each word that is to be verified in a drawing; for a device either of two."""
OF_DEVICES = {"overcurrent device", "rating of the device at the source"}


def unlisted(document):
    """What a drawing says is to be verified, and no sheet lists."""
    reported = {each.what for sheet in document.sheets for each in sheet.verify}
    labels = set(texts_of(document))
    for what in (match[1] for text in labels for match in re.finditer(r"(?:^|, )([^,]*): VERIFY", text)):
        if reported.isdisjoint(OF_DEVICES if what == "OCPD" else {TO_VERIFY[what]}):
            yield what
    if any("VERIFY %Z" in text for text in labels) and "impedance" not in reported:
        yield "impedance"


def judge(site, page="11x17", *, full=False):
    """Everything that holds for the one-line of any site."""
    document = one_line_document(site, page, full=full)
    for sheet in document.sheets:
        assert flaws(sheet.drawing) == []
        parsed = ET.fromstring(svg_text(sheet.drawing))
        ids = [each.get("id") for each in parsed.iter() if each.get("id")]
        assert len(ids) == len(set(ids))
    names = names_in(document)
    things = (site.supplies, site.panels, site.circuits, site.stations, site.groups, site.loads)
    missing = [name for kind in things for name in kind if name not in names]
    assert missing == []
    # the ports of the outline are those of the site, and what stands for several of each says of how many
    outline = next(table for table in flat_tables(document) if table.key == "one_line")
    rows = [dict(zip([c.key for c in outline.columns], row, strict=True)) for _, row in outline.rows]
    assert sum(row["ports"].value for row in rows if row["ports"] != "") == len(site.ports)
    shown = texts_of(document)
    for row in rows:
        if row["each"].value > 1:
            assert f"TYP. OF {row['each'].value:,}" in shown
    assert [
        each.id
        for sheet in document.sheets
        for each in groups_in(sheet.drawing.items)
        if each.id.startswith(("panel", "supply", "station", "load", "group")) and each.path is None
    ] == []
    # what is to be verified in a table is listed
    for sheet in document.sheets:
        reported = {each.what for each in sheet.verify}
        cells = [cell for table in sheet.tables for row in table.rows for cell in row]
        assert {cell.what for cell in cells if isinstance(cell, Verify)} == reported
    assert list(unlisted(document)) == []
    return document


@pytest.mark.parametrize("name", QUICK)
def test_the_sheets_of_an_example_can_be_read(project, name):
    judge(load(f"examples/{name}.toml"))


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_the_sheets_of_every_other_example_can_be_read(project, name):
    judge(load(f"examples/{name}.toml"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "page", "full"),
    [
        ("campus", "letter", True),
        ("campus", "22x34", False),
        ("caltech-garage", "letter", False),
        ("caltech-garage", "22x34", False),
        ("express-plus", "letter", True),
        ("designs/multifamily-40", "letter", False),
    ],
)
def test_sheets_of_every_size_can_be_read(project, name, page, full):
    judge(load(f"examples/{name}.toml"), page, full=full)


@pytest.mark.parametrize(("panels", "stations"), [(1, 5), (5, 10)])
def test_few_stations_are_on_one_drawing(panels, stations):
    document = judge(loads(garage(panels, stations)))
    assert [sheet.title for sheet in document.sheets if sheet.title != "schedules"] == ["one-line diagram"]


@pytest.mark.slow
def test_five_hundred_stations_are_one_drawing_where_they_are_alike_and_a_riser_where_they_are_not():
    alike = judge(loads(garage(50, 10)))
    assert sum(sheet.title != "schedules" for sheet in alike.sheets) == 1
    assert "TYP. OF 50" in texts_of(alike)
    apart = judge(loads(garage(50, 10, kinds=50)))
    assert sum(sheet.title != "schedules" for sheet in apart.sheets) > 5
    full = judge(loads(garage(5, 10)), full=True)
    assert not any(text.startswith("TYP. OF ") and text[8:9].isdigit() for text in texts_of(full))


def test_sheets_that_refer_to_each_other_name_sheets_that_there_are():
    document = one_line_document(loads(garage(5, 10)), full=True)
    numbers = {sheet.number for sheet in document.sheets}
    referred = {match[1] for text in texts_of(document) for match in [re.search(r"SHEET (E-\d+)", text)] if match}
    assert referred
    assert referred <= numbers


@pytest.mark.slow
@settings(max_examples=examples(25))
@given(cases())
def test_the_sheets_of_any_site_can_be_read(case):
    judge(loads(case.text))


@pytest.mark.slow
@pytest.mark.parametrize(("first", "page"), [(0, "letter"), (1, "11x17")])
def test_the_sheets_of_odd_sites_can_be_read(first, page):
    judged = 0
    for seed in range(first, 10, 2):
        try:
            site = loads(odd_site(random.Random(seed), max_ports=14))
        except SiteFileError:
            continue
        judge(site, page, full=seed % 3 == 0)
        judged += 1
    assert judged > 3


@pytest.mark.parametrize("name", ["2#1 AWG a_b @y", "🔌🚗", "n" * 100, "word " * 19 + "x", "配电盘"])
def test_any_name_is_drawn_as_it_is(project, name):
    text = (project / "examples/multifamily.toml").read_text(encoding="utf-8")
    for section, old in (("panels", "Garage"), ("stations", "S"), ("groups", "Stalls")):
        text = text.replace(f"[{section}.{old}]", f'[{section}."{name}"]').replace(f'"{old}"', f'"{name}"')
    document = judge(loads(text))
    assert any(name in each for each in texts_of(document)) == (len(name) < 40)


@pytest.mark.parametrize("words", [ODD, "=1+1", "</text>", "x" * 200])
def test_any_description_is_drawn_as_it_is(project, words):
    text = (project / "examples/office.toml").read_text(encoding="utf-8")
    for said in ("Harbor Office", "Level P1, column C4", "Pacific Gas and Electric"):
        text = text.replace(f'"{said}"', "'" + words + "'")
    document = judge(loads(text))
    assert any(words in each for each in texts_of(document)) == (len(words) < 40)


def test_the_same_file_makes_the_same_bytes(project):
    site = load("examples/campus.toml")
    first, second = (["".join(svg_text(sheet.drawing)) for sheet in one_line_document(site).sheets] for _ in range(2))
    assert first == second
    assert "2026-10-02" in first[0]


def test_errors_make_every_sheet_a_draft(project):
    document = one_line_document(load("examples/campus.toml"), errors=2)
    for sheet in document.sheets:
        assert any("DRAFT" in item.text for item in each_item(sheet.drawing.items) if isinstance(item, Text))
    assert "DRAFT: 2 errors" in "".join(render_document(document, TerminalStyle(PAGE_WIDTH)))


def test_stations_on_no_circuit_are_drawn_apart():
    text = """
[site]
nec = 2023
[stations.S]
ports = 2
max_current = "32 A"
voltage = "208 V"
count = 3
[groups.G]
members = ["S1", "S2", "S3"]
limit = "20 kW"
"""
    document = judge(loads(text))
    assert "CIRCUIT: VERIFY" in texts_of(document)


def test_every_table_of_the_one_line_is_csv_too(project):
    document = one_line_document(load("examples/campus.toml"))
    for table in flat_tables(document):
        assert len(csv_text(document, table).splitlines()) == len(table.rows) + 1


YARD = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "600 A"
system = "480Y/277"
[supplies.T]
kind = "transformer"
rating = "45 kVA"
fed_from = "U"
system = "208Y/120"
[panels.M]
fed_from = "U"
main = "400 A"
[panels.P]
fed_from = "M"
feeder = { breaker = "200 A" }
[circuits.C]
panel = "P"
breaker = "100 A"
poles = 3
[stations.D]
type = "dc"
max_power = "40 kW"
circuit = "C"
disconnect_kind = "unfused switch"
disconnect_location = "beside it"
disconnect = true
[loads.L]
on = "M"
current = "20 A"
[loads.B]
on = "C"
current = "1 A"
[circuits.A]
panel = "T"
breaker = "100 A"
phases = "AB"
[stations.S]
max_current = "16 A"
circuit = "A"
count = 4
disconnect = true
"""


def column(document, table, key):
    """The cells of a column."""
    found = next(each for each in flat_tables(document) if each.key == table)
    place = [each.key for each in found.columns].index(key)
    return [row[place] for _, row in found.rows]


def test_what_the_file_leaves_open_is_listed_and_what_it_says_is_not():
    document = judge(loads(YARD))
    reported = {}
    for each in (each for sheet in document.sheets for each in sheet.verify):
        reported[each.what] = (*reported.get(each.what, ()), *each.of)
    # a load on a panel has a device that nobody names, one on a circuit has that of the circuit
    assert reported["overcurrent device"] == ("L",)
    assert "of circuit C" in column(document, "loads", "device")
    # of a disconnect its kind and place are said, and its rating is not
    assert {"D", "S1 to S4"} == set(reported["rating of the disconnect"])
    assert {"unfused switch", "beside it"} <= {*column(document, "stations", "disconnect_kind")} | {
        *column(document, "stations", "disconnect_location")
    }
    # the breaker of its feeder protects a panel without a main, and a transformer has no bus
    assert "MLO" in column(document, "equipment", "main_a")
    assert "main" not in reported
    assert {each.value for each in column(document, "supplies", "full_load_a") if each != "-"} == {124.9}
    # one symbol stands for a disconnect at each of several stations
    assert "AT EACH" in texts_of(document)


def test_an_input_current_that_was_assumed_is_no_fact_of_the_drawing():
    assumed = judge(loads(YARD)).sheets[0].notes
    assert any("assumed efficiency" in note for note in assumed)
    known = (
        judge(loads(YARD.replace('max_power = "40 kW"', 'max_power = "40 kW"\nmax_current = "56 A"'))).sheets[0].notes
    )
    assert not any("efficiency" in note for note in known)


def test_a_station_on_circuits_of_two_panels_is_one_station_and_no_other_load():
    panels = "".join(
        f'[panels.{name}]\nfed_from = "U"\nmain = "400 A"\n[circuits.C{name}]\npanel = "{name}"\nbreaker = "50 A"\n'
        for name in "PQ"
    )
    supply = '[supplies.U]\nkind = "service"\nrating = "400 A"\nsystem = "208Y/120"\n'
    station = '[stations.S]\nports = 2\nmax_current = "40 A"\ncircuits = ["CP", "CQ"]\n'
    shown = texts_of(judge(loads(f"[site]\nnec = 2023\n{supply}{panels}{station}")))
    # once in its box, once in the legend
    assert shown.count("EVSE") == 2
    assert {"ALSO FED BY CQ", "ALSO FEEDS EVSE"} <= set(shown)
    assert {"LOAD", "other load"}.isdisjoint(shown)
