"""Charts: nothing lies over anything else, the numbers drawn are those of the table, odd sites are drawn too."""

import re
from pathlib import Path

import pytest
import tomli_w
from drawings import ODD_NAMES
from geometry import flaws
from site_sweeps import an_odd_site

from evsite.documents.boxes import Box, each_item
from evsite.documents.charts.axes import SideLabel, side_labels
from evsite.documents.charts.document import charts_document
from evsite.documents.charts.marks import block
from evsite.documents.charts.names import CHARTS
from evsite.documents.charts.scale import Scale, round_ticks, tick_text
from evsite.documents.drawing import Drawing, Polyline, Text
from evsite.model.moments import site_at
from evsite.sitefile.loading import load, loads

EXAMPLES = Path(__file__).parents[2] / "examples"
QUICK = ["office", "designs/hotel", "dynamic-load", "office-schedule", "guide/airport", "dc-and-ac", "designs/house"]
SLOW = ["campus", "caltech-garage", "express-plus", "paired-express", "load-study", "multifamily", "office-jumpers"]
SLOW += ["designs/depot", "designs/highway-dc", "designs/multifamily-40", "designs/workplace-jumpers"]
SLOW += ["broken/overloaded-panel", "broken/too-thin"]


def charts_of(site, *wanted, **reported):
    return charts_document(site, site, wanted or CHARTS, **reported)


def assert_fine(document):
    assert document.sheets
    for sheet in document.sheets:
        assert flaws(sheet.drawing) == []


@pytest.mark.parametrize("name", [*QUICK, *(pytest.param(name, marks=pytest.mark.slow) for name in SLOW)])
def test_nothing_lies_over_anything_else(name):
    document = charts_of(load(str(EXAMPLES / f"{name}.toml")))
    assert {"vehicles", "limits"} <= {sheet.number for sheet in document.sheets}
    assert_fine(document)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_odd_sites_have_charts_without_flaws(seed):
    for sheet in charts_of(an_odd_site(seed)).sheets:
        assert flaws(sheet.drawing) == []


def site_with(count=4, name="Site", system="208Y/120", limit="100 A"):
    title, name = name, re.sub(r"[^\w -]", "", name)[:90].strip() or "P"
    table = {
        "site": {"name": title, "nec": 2023},
        "supplies": {"U": {"kind": "service", "system": system, "rating": "400 A"}},
        "panels": {name: {"fed_from": "U", "main": "800 A"}},
        "circuits": {f"C{number}": {"panel": name, "breaker": "40 A"} for number in range(count)},
        "stations": {f"{name} {number}": {"circuit": f"C{number}", "max_current": "32 A"} for number in range(count)},
        "groups": {name: {"on": name, "limit": limit}},
    }
    return loads(tomli_w.dumps(table))


@pytest.mark.parametrize("name", [name for name in ODD_NAMES if name == name.strip() != "" and name.isprintable()])
def test_odd_names_are_cut_to_the_room_there_is(name):
    assert_fine(charts_of(site_with(name=name)))


@pytest.mark.parametrize("system", ["120/240", "480Y/277", "208Y/120"])
@pytest.mark.parametrize("count", [1, 2, 41])
def test_one_port_and_many(system, count):
    assert_fine(charts_of(site_with(count=count, system=system, limit=f"{20 * count} A")))


def test_turns_are_reported():
    vehicles, limits = charts_of(site_with(count=8, limit="30 A"), "vehicles", "limits").sheets
    assert any("averages over the cycle" in note for note in vehicles.notes)
    assert any("first slot of the rotation" in note for note in limits.notes)
    assert flaws(limits.drawing) == []


def test_a_site_without_ports_has_no_chart_and_says_why():
    text = '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "100 A"\nsystem = "120/240"\n'
    document = charts_of(loads(text))
    assert document.sheets == ()
    assert [note.split(":")[0] for note in document.notes] == [f"no chart {name}" for name in CHARTS]


def points_of(sheet, group):
    """The points of the line of a group of a drawing."""
    (found,) = [item for item in walked(sheet.drawing.items) if getattr(item, "id", None) == group]
    return next(item.points for item in found.items if isinstance(item, Polyline))


def walked(items):
    for item in items:
        yield item
        if hasattr(item, "items"):
            yield from walked(item.items)


@pytest.mark.parametrize(("placement", "column"), [("worst", 1), ("balanced", 3), ("best", 5)])
def test_lines_stand_at_the_numbers_of_the_table(placement, column):
    (sheet,) = charts_of(load(str(EXAMPLES / "office.toml")), "vehicles").sheets
    (table,) = sheet.tables
    for unit, shift in (("A", 0), ("kW", 1)):
        values = [row[column + shift].value for row in table.rows]
        heights = [y for _, y in points_of(sheet, f"{placement}-{unit}")]
        assert len(heights) == len(values) == 20
        # on one scale from 0 on: the y of two numbers tell that of all others
        first, last = values[0], values[-1]
        per_unit = (heights[0] - heights[-1]) / (first - last)
        assert heights == pytest.approx([heights[0] + (value - first) * per_unit for value in values])
        assert per_unit < 0


def test_bars_are_as_long_as_their_numbers():
    (sheet,) = charts_of(load(str(EXAMPLES / "office.toml")), "limits").sheets
    (table,) = sheet.tables
    bars = [item for item in walked(sheet.drawing.items) if re.fullmatch(r"bar-\d+", getattr(item, "id", ""))]
    widths = []
    for bar in bars:
        xs = [x for item in bar.items if isinstance(item, Polyline) for x, _ in item.points]
        widths.append(max(xs) - min(xs))
    percents = [row[5].value for row in table.rows]
    assert len(widths) == len(percents)
    assert widths == pytest.approx([widths[0] * percent / percents[0] for percent in percents])


def test_what_is_over_its_limit_is_hatched_and_bold():
    (sheet,) = charts_of(load(str(EXAMPLES / "multifamily.toml")), "offline").sheets
    over = [row[0] for row in sheet.tables[0].rows if row[5].value > 100]
    bold = [item.text for item in each_item(sheet.drawing.items) if isinstance(item, Text) and item.bold]
    assert over
    assert set(over) <= set(bold)


def test_a_moment_is_reported_in_the_title_of_what_is_of_it():
    site = load(str(EXAMPLES / "office-schedule.toml"))
    now = site_at(site, 20 * 60)
    document = charts_document(site, now, ("vehicles", "week"), at="Mon 20:00", errors=2)
    vehicles, week = document.sheets
    assert vehicles.drawing.title.endswith("Mon 20:00")
    assert not week.drawing.title.endswith("Mon 20:00")
    texts = {item.text for item in each_item(vehicles.drawing.items) if isinstance(item, Text)}
    assert "DRAFT: 2 errors in the site file" in texts


@pytest.mark.parametrize("whole", [False, True])
def test_ticks_are_round_few_and_hold_what_is_shown(whole):
    for high in (0.0, 0.003, 0.7, 1, 2, 3.3, 7, 10, 12, 26.3, 99.99, 100, 101, 540, 1234.5, 10_000, 8.1e6):
        for most in (4, 6, 12):
            ticks = round_ticks(high, most, whole=whole)
            assert ticks[0] == 0
            assert ticks[-1] >= high * (1 - 1e-9)
            assert len(ticks) <= max(most + 1, 2)
            assert len(set(map(tick_text, ticks))) == len(ticks)
            assert not whole or all(tick == int(tick) for tick in ticks)


def test_a_scale_keeps_what_is_beyond_it_at_its_end():
    scale = Scale(0, 10, 100, 0)
    assert [scale.at(value) for value in (0, 5, 10, 12, -1)] == [100, 50, 0, 0, 100]


def test_labels_beside_a_plot_keep_apart():
    plot = Box(60, 100, 800, 400)
    labels = [SideLabel(y, f"label {number}") for number, y in enumerate([100, 101, 250, 250, 251, 399, 400, 400])]
    drawing = Drawing("letter", "", "", tuple(side_labels(plot, labels, 150)))
    assert flaws(drawing) == []


@pytest.mark.parametrize(("width", "height"), [(0.5, 20), (3, 20), (200, 20), (20, 200), (0, 20)])
def test_a_hatched_bar_stays_in_its_room(width, height):
    box = Box(100, 100, 100 + width, 100 + height)
    for item in each_item(block(box, "hatched")):
        assert all(99.9 <= x <= box.right + 0.1 and 99.9 <= y <= box.bottom + 0.1 for x, y in item.points)
